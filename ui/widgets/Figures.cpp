// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Figures.h"

#include <QGridLayout>
#include <QLabel>

#include "ui/theme/Format.h"

namespace sluice {

Figures::Figures(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(2);
    m_grid->setColumnStretch(0, 1);
}

int Figures::addRow(const QString& label)
{
    const int row = static_cast<int>(m_rows.size());
    auto* name = new QLabel(label, this);
    name->setProperty("role", "label");
    name->setTextFormat(Qt::PlainText);
    auto* value = new QLabel(format::none(), this);
    value->setProperty("role", "value");
    value->setTextFormat(Qt::PlainText);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(name, row, 0);
    m_grid->addWidget(value, row, 1);
    m_rows.push_back({name, value});
    setLabel(row, label);
    return row;
}

void Figures::setLabel(int row, const QString& label)
{
    const Row& r = m_rows.at(static_cast<std::size_t>(row));
    if (r.label->text() != label)
        r.label->setText(label);
    r.value->setAccessibleName(label);
}

void Figures::setValue(int row, const QString& value)
{
    QLabel* label = m_rows.at(static_cast<std::size_t>(row)).value;
    const QString text = value.isEmpty() ? format::none() : value;
    if (label->text() == text)
        return;
    label->setText(text);
    label->setAccessibleDescription(text);
}

QString Figures::value(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row)).value->text();
}

void Figures::clearValues()
{
    for (int row = 0; row < static_cast<int>(m_rows.size()); ++row)
        setValue(row, {});
}

} // namespace sluice
