// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QImage>
#include <QWidget>

#include "core/media/VideoFrame.h"
#include "core/session/FramePainter.h"
#include "ui/widgets/PillLabel.h"

namespace sluice {

class MessagePanel;
class Theme;

// The picture and what lies on it. Converts and paints on the window's thread, at most once per frame that is shown;
// frames that come while it is hidden or covered by a message cost nothing.
class VideoView : public QWidget {
    Q_OBJECT
public:
    // What is shown while the picture stands, such as filling the buffer.
    struct Progress {
        QString title;
        double share = 0; // 0…1
        QString detail;
        bool operator==(const Progress&) const = default;
    };

    explicit VideoView(const Theme& theme, QWidget* parent = nullptr);

    void setFrame(const VideoFrame& frame); // empty: no picture
    bool hasPicture() const { return static_cast<bool>(m_frame); }
    void setStatePill(PillLabel::Kind kind, const QString& text);
    void setSecondPill(PillLabel::Kind kind, const QString& text);
    void setFormatPill(const QString& text);
    // Dims the picture and writes on it; nothing: takes it away.
    void setProgress(const std::optional<Progress>& progress);
    // Covers the picture with a sentence; an empty title uncovers it.
    void setMessage(const QString& title, const QString& text = {}, const QString& primary = {},
        const QString& secondary = {});
    bool messageShown() const;
    MessagePanel* message() const { return m_message; }
    QRect pictureRect() const; // where the frame goes, its shape kept
    void setPlain(bool plain); // full screen: no frame, no round corners, black around the picture

    QSize sizeHint() const override { return {860, 484}; }
    QSize minimumSizeHint() const override { return {320, 120}; }

signals:
    void primaryClicked();
    void secondaryClicked();
    void doubleClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void paintPicture(QPainter& painter);
    void paintProgress(QPainter& painter, const Progress& progress) const;
    void paintCorners(QPainter& painter) const;
    void placePills();

    const Theme& m_theme;
    FramePainter m_painter;
    VideoFrame m_frame;
    VideoFrame m_converted; // BGRA in device pixels, keeps m_image's pixels alive
    QImage m_image;
    bool m_stale = false; // m_frame is newer than m_image
    std::optional<Progress> m_progress;
    bool m_plain = false;
    PillLabel* m_statePill;
    PillLabel* m_secondPill;
    PillLabel* m_formatPill;
    MessagePanel* m_message;
};

} // namespace sluice
