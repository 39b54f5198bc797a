// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SideColumn.h"

#include <algorithm>

#include <QScrollBar>
#include <QVBoxLayout>

namespace sluice {

namespace {
constexpr int kWidth = 384;
constexpr int kMostWidth = 460;
} // namespace

SideColumn::SideColumn(const std::vector<QWidget*>& widgets, QWidget* parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setFocusPolicy(Qt::NoFocus); // what is inside takes the keyboard, and is scrolled to
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    for (QWidget* widget : widgets)
        column->addWidget(widget, widget == widgets.back() ? 1 : 0);
    setWidget(content);
}

QSize SideColumn::sizeHint() const
{
    const int needed = widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width() + 4;
    return {std::clamp(needed, kWidth, kMostWidth), widget()->sizeHint().height()};
}

QSize SideColumn::minimumSizeHint() const
{
    return {sizeHint().width(), 120};
}

} // namespace sluice
