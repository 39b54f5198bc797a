// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/NumberBox.h"

#include <QWheelEvent>

#include "ui/theme/Format.h"

namespace sluice {

NumberBox::NumberBox(QWidget* parent) : QSpinBox(parent)
{
    setFocusPolicy(Qt::StrongFocus);
}

void NumberBox::setUnit(const QString& unit)
{
    setSuffix(unit.isEmpty() ? QString() : QChar(0x00A0) + unit);
}

QString NumberBox::textFromValue(int value) const
{
    return m_grouped ? format::integer(value) : QString::number(value);
}

QString NumberBox::digitsOf(const QString& text) const
{
    QString digits;
    for (const QChar c : text) {
        if (c.isDigit())
            digits += c;
        else if ((c == QChar(0x2212) || c == QLatin1Char('-')) && digits.isEmpty())
            digits += QLatin1Char('-');
        else if (!suffix().isEmpty() && c == suffix().at(1))
            break;
    }
    return digits;
}

int NumberBox::valueFromText(const QString& text) const
{
    return digitsOf(text).toInt();
}

QValidator::State NumberBox::validate(QString& text, int& /*pos*/) const
{
    const QString rest = suffix().isEmpty() ? text : QString(text).remove(suffix());
    for (const QChar c : rest) {
        if (!c.isDigit() && !c.isSpace() && c != QChar(0x2212) && c != QLatin1Char('-'))
            return QValidator::Invalid;
    }
    bool number = false;
    const int value = digitsOf(text).toInt(&number);
    if (!number)
        return QValidator::Intermediate;
    return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
}

void NumberBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace sluice
