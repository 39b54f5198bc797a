// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSpinBox>

namespace sluice {

// A spin box that writes amounts as the rest of the window does: "1 500 ms".
class NumberBox : public QSpinBox {
    Q_OBJECT
public:
    explicit NumberBox(QWidget* parent = nullptr);

    void setUnit(const QString& unit);
    void setGrouped(bool grouped) { m_grouped = grouped; }

protected:
    QString textFromValue(int value) const override;
    int valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& pos) const override;
    void wheelEvent(
        QWheelEvent* event) override; // only with the keyboard's focus: pages are scrolled by wheel

private:
    QString digitsOf(const QString& text) const;

    bool m_grouped = true;
};

} // namespace sluice
