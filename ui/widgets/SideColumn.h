// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QScrollArea>

namespace sluice {

// The right column of a tab: cards under each other, scrolled where the window is too low for them. As wide as
// its cards need, within bounds that leave the picture the larger part.
class SideColumn : public QScrollArea {
    Q_OBJECT
public:
    // Takes the widgets; the last one gets the height that is left.
    explicit SideColumn(const std::vector<QWidget*>& widgets, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
};

} // namespace sluice
