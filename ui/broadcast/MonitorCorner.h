// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/media/VideoFrame.h"
#include "core/session/FramePainter.h"

class QLabel;

namespace sluice {

// A small picture in the corner of the preview: what viewers see now, and how old it is.
class MonitorCorner : public QWidget {
    Q_OBJECT
public:
    explicit MonitorCorner(QWidget* preview);

    void setFrame(const VideoFrame& frame); // empty: nothing comes back yet
    void setAge(std::optional<Duration> age);
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    FramePainter m_painter;
    VideoFrame m_frame;
    QLabel* m_age;
};

} // namespace sluice
