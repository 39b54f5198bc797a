// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/WheelGuard.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>

namespace sluice {

WheelGuard::WheelGuard(QObject* parent) : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool WheelGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::Wheel && event->type() != QEvent::Polish)
        return false;
    auto* numbers = qobject_cast<QAbstractSpinBox*>(watched);
    auto* picker = qobject_cast<QComboBox*>(watched);
    auto* field = numbers != nullptr ? static_cast<QWidget*>(numbers) : picker;
    if (field == nullptr)
        return false;
    if (event->type() == QEvent::Polish) {
        if (field->focusPolicy() == Qt::WheelFocus) // or turning it over a field would give it the focus
            field->setFocusPolicy(Qt::StrongFocus);
        return false;
    }
    if (numbers != nullptr && numbers->hasFocus())
        return false;
    event->ignore(); // so that what it stands in is asked next
    return true;
}

} // namespace sluice
