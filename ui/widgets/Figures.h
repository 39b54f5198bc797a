// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

class QGridLayout;
class QLabel;

namespace sluice {

// Rows of a label and a value. A value that does not apply is a dash, never an old number.
class Figures : public QWidget {
    Q_OBJECT
public:
    explicit Figures(QWidget* parent = nullptr);

    // Returns the row's index.
    int addRow(const QString& label);
    void setLabel(int row, const QString& label);
    void setValue(int row, const QString& value); // empty: a dash
    QString value(int row) const;
    void clearValues();

private:
    struct Row {
        QLabel* label;
        QLabel* value;
    };
    QGridLayout* m_grid;
    std::vector<Row> m_rows;
};

} // namespace sluice
