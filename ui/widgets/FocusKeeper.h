// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

namespace sluice {

// While one of these lives, what has the keyboard in `area` may be hidden or disabled. Afterwards the keyboard is where
// it was, or else at what is nearest: in the same group, then in the group around it, behind it before in front of it.
// Qt itself would go on to the next field, and behind the last one to the first of the window.
class FocusKeeper {
public:
    explicit FocusKeeper(const QWidget& area);
    ~FocusKeeper();
    FocusKeeper(const FocusKeeper&) = delete;
    FocusKeeper& operator=(const FocusKeeper&) = delete;

private:
    QPointer<const QWidget> m_area;
    QPointer<QWidget> m_had; // nothing: the keyboard was elsewhere
};

} // namespace sluice
