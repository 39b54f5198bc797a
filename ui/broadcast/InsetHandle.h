// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/media/Layout.h"

namespace sluice {

class Theme;

// Lies over the camera that stands in a corner of the preview, and is how it is put into another corner and made
// larger or smaller: by dragging it, or its grip; by the arrow keys, and plus and minus, while it has the keyboard.
// Its parent is the preview.
class InsetHandle : public QWidget {
    Q_OBJECT
public:
    static constexpr int kStep = 5; // percent, of a key

    explicit InsetHandle(const Theme& theme, QWidget* parent);

    // `picture`: where the whole picture lies in the parent. Hidden while there is no inset.
    void place(const QRect& picture, const std::optional<Placement>& inset, const Layout& layout);
    QRect grip() const; // in the corner that looks to the middle

signals:
    // `last`: the hand let go, or a key was pressed.
    void changed(sluice::InsetCorner corner, int percent, bool last);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { None, Move, Size };
    bool left() const;
    bool top() const;
    void change(InsetCorner corner, int percent, bool last);
    void describe();

    const Theme& m_theme;
    Layout m_layout;
    QRect m_picture;
    Drag m_drag = Drag::None;
    bool m_hovered = false;
};

} // namespace sluice
