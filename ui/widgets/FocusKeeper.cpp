// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/FocusKeeper.h"

namespace sluice {

namespace {

bool takesKeyboard(const QWidget* widget)
{
    return widget->isVisibleTo(widget->window()) && widget->isEnabled()
        && (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr;
}

// In the order of Tab: the first one in `group` behind `from`, or else the last one before it.
QWidget* nearestIn(const QWidget* group, QWidget* from)
{
    for (QWidget* next = from->nextInFocusChain(); next != from && next != group;
        next = next->nextInFocusChain())
        if (group->isAncestorOf(next) && takesKeyboard(next))
            return next;
    for (QWidget* before = from->previousInFocusChain(); before != from;
        before = before->previousInFocusChain())
        if (group->isAncestorOf(before) && takesKeyboard(before))
            return before;
    return nullptr;
}

} // namespace

FocusKeeper::FocusKeeper(const QWidget& area) : m_area(&area)
{
    QWidget* had = area.window()->focusWidget();
    if (had != nullptr && area.isAncestorOf(had))
        m_had = had;
}

FocusKeeper::~FocusKeeper()
{
    if (!m_had || !m_area || m_had->window()->focusWidget() == m_had)
        return;
    if (takesKeyboard(m_had)) {
        m_had->setFocus(Qt::OtherFocusReason);
        return;
    }
    for (const QWidget* group = m_had->parentWidget(); group != nullptr; group = group->parentWidget()) {
        if (QWidget* nearest = nearestIn(group, m_had)) {
            nearest->setFocus(Qt::OtherFocusReason);
            return;
        }
        if (group == m_area)
            return;
    }
}

} // namespace sluice
