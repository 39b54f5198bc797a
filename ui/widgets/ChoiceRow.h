// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

class QButtonGroup;
class QPushButton;

namespace sluice {

// Buttons of which one is chosen, such as the buffer's profiles. Tab leads to them, arrows to the next, Space chooses.
class ChoiceRow : public QWidget {
    Q_OBJECT
public:
    enum class Size { Usual, Small };
    ChoiceRow(const QString& name, const QStringList& choices, Size size, QWidget* parent = nullptr);

    void setChosen(int index);
    int chosen() const;
    QPushButton* button(int index) const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

signals:
    void chosenByHand(int index); // also when it was chosen already

private:
    QButtonGroup* m_group;
};

} // namespace sluice
