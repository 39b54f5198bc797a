// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QDialog>
#include <QStringList>

#include "core/metrics/SessionRecord.h"

class QLabel;
class QListWidget;
class QListWidgetItem;
class QTableWidget;
class QVBoxLayout;

namespace sluice {

class Theme;

// Sessions side by side: their graphs under each other on one time axis, their figures as a table with the differences
// from the first. Sessions of this run, and saved reports with the timeline beside them.
class CompareDialog : public QDialog {
    Q_OBJECT
public:
    static constexpr int kMost = 16; // sessions in the list

    CompareDialog(const Theme& theme, std::vector<SessionRecord> sessions, QWidget* parent = nullptr);

    void addFiles(const QStringList& paths); // what cannot be read is said, the others are added
    QListWidget* list() const { return m_list; }
    QTableWidget* table() const { return m_table; }
    QLabel* message() const { return m_message; }
    int graphCount() const;

private:
    void buildLayout();
    void browse();
    void add(SessionRecord session);
    void refresh();
    void showGraphs(const std::vector<const SessionRecord*>& chosen);
    void showTable(const std::vector<const SessionRecord*>& chosen);

    const Theme& m_theme;
    std::deque<SessionRecord> m_sessions; // graphs keep references to them
    QListWidget* m_list;
    QLabel* m_message;
    QWidget* m_graphs;
    QVBoxLayout* m_graphColumn;
    QTableWidget* m_table;
};

} // namespace sluice
