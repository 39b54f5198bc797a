// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

class QComboBox;
class QPushButton;
class QTableView;

namespace sluice {

class GraphHistory;
class GraphTable;

// The buffer's graph as a table, for screen readers and for reading figures. Follows the session while it is shown,
// and stays at the end when it stands there. Ctrl+C or the button copies what is selected, or else all of it.
class BufferTable : public QDialog {
    Q_OBJECT
public:
    explicit BufferTable(const GraphHistory& history, QWidget* parent = nullptr); // which outlives this

    void copy();
    QTableView* view() const { return m_view; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();

    GraphTable* m_table;
    QTableView* m_view;
    QComboBox* m_step;
    QPushButton* m_copy;
    QTimer m_refresher;
};

} // namespace sluice
