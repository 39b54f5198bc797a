// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/ChoiceBox.h"

#include <QAbstractItemView>
#include <QEvent>

namespace sluice {

void ChoiceBox::changeEvent(QEvent* event)
{
    const bool listMade = findChild<QAbstractItemView*>() != nullptr; // view() would make it
    if (event->type() == QEvent::StyleChange && !listMade)
        QWidget::changeEvent(event); // all themes have the same measures
    else
        QComboBox::changeEvent(event);
}

} // namespace sluice
