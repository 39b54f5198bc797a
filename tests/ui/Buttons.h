// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageBox>
#include <QPushButton>

namespace sluice::samples {

// nullptr: there is none.
inline QPushButton* button(QWidget& parent, const char* text)
{
    for (QPushButton* candidate : parent.findChildren<QPushButton*>()) {
        if (candidate->text() == QLatin1String(text))
            return candidate;
    }
    return nullptr;
}

inline QMessageBox* question(QWidget& parent)
{
    return parent.findChild<QMessageBox*>();
}

} // namespace sluice::samples
