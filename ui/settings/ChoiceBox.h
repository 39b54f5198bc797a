// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace sluice {

// A combo box that makes its list when it is first opened. Qt's own makes it at each change of style as well, to tell
// it of that: 3 ms a box (seen), of which a page of the settings has many.
class ChoiceBox : public QComboBox {
    Q_OBJECT
public:
    using QComboBox::QComboBox;

protected:
    void changeEvent(QEvent* event) override;
};

} // namespace sluice
