// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ChoiceRow.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace sluice {

ChoiceRow::ChoiceRow(const QString& name, const QStringList& choices, Size size, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    setAccessibleName(name);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (int i = 0; i < choices.size(); ++i) {
        auto* button = new QPushButton(choices[i], this);
        button->setCheckable(true);
        button->setAccessibleDescription(name);
        if (size == Size::Small)
            button->setProperty("scale", "small");
        m_group->addButton(button, i);
        // Buttons share the width by their texts.
        row->addWidget(button, static_cast<int>(choices[i].size()));
    }
    connect(m_group, &QButtonGroup::idClicked, this, &ChoiceRow::chosenByHand);
}

void ChoiceRow::setChosen(int index)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setChecked(true);
}

int ChoiceRow::chosen() const
{
    return m_group->checkedId();
}

QPushButton* ChoiceRow::button(int index) const
{
    return static_cast<QPushButton*>(m_group->button(index));
}

} // namespace sluice
