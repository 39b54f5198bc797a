// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QWidget>

#include "core/media/VideoFrame.h"
#include "core/session/FramePainter.h"
#include "ui/broadcast/BroadcastTexts.h"

class QLabel;

namespace sluice {

// A small picture in a corner of the preview: what viewers see now, and how old it is. At the top right, unless the
// camera on the screen is there.
class MonitorCorner : public QWidget {
    Q_OBJECT
public:
    explicit MonitorCorner(QWidget* preview);

    void setFrame(const VideoFrame& frame); // empty: nothing comes back yet
    void setAge(const broadcasttexts::Delays& delays);
    void avoid(const QRect& inset); // where the camera stands in the preview; empty: nowhere
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    FramePainter m_painter;
    VideoFrame m_frame;
    QRect m_inset;
    QLabel* m_age;
};

} // namespace sluice
