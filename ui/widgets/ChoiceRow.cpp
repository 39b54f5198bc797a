// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ChoiceRow.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
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
        button->installEventFilter(this);
        // Buttons share the width by their texts.
        row->addWidget(button, static_cast<int>(choices[i].size()));
    }
    connect(m_group, &QButtonGroup::idClicked, this, &ChoiceRow::chosenByHand);
}

// Arrows move the focus alone. Qt would choose each button on the way, which a broadcast would show.
bool ChoiceRow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return false;
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool back = key == Qt::Key_Left || key == Qt::Key_Up;
    if (!back && key != Qt::Key_Right && key != Qt::Key_Down)
        return false;
    const int at = m_group->id(static_cast<QAbstractButton*>(watched));
    if (QAbstractButton* next = m_group->button(at + (back != isRightToLeft() ? -1 : 1)))
        next->setFocus(back ? Qt::BacktabFocusReason : Qt::TabFocusReason);
    return true;
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
