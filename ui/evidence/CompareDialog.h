// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include <QDialog>
#include <QStringList>

#include "core/metrics/SessionRecord.h"
#include "core/session/Background.h"

class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;
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

    void add(const QString& name, std::shared_ptr<const SessionRecord> session);
    // One whose samples are still to be taken from its timeline.
    void add(const QString& name, SessionRecord outline, std::shared_ptr<const Timeline> timeline);
    // Read on a thread of their own, one after the other: what cannot be read is said, the others are added.
    void addFiles(const QStringList& paths);
    bool loading() const;
    QListWidget* list() const { return m_list; }
    QTableWidget* table() const { return m_table; }
    QLabel* message() const { return m_message; }
    QPushButton* filesButton() const { return m_files; } // stops reading while it goes on
    int graphCount() const;

private:
    struct Entry {
        QString name;
        std::shared_ptr<const SessionRecord> session; // graphs keep references to them
    };
    // What a thread brings, in the order it was asked for.
    struct Loaded {
        std::vector<Entry> entries;
        QStringList problems;
    };
    using Work = std::function<void(Loaded& into, const StopToken& stop)>;

    void buildLayout();
    void browse();
    void load(Work work);
    void onLoaded(Loaded loaded);
    void append(Entry entry);
    void refresh();
    void say(const QString& text, bool bad);
    void showGraphs(const std::vector<const Entry*>& chosen);
    void showTable(const std::vector<const Entry*>& chosen);

    const Theme& m_theme;
    std::deque<Entry> m_sessions;
    QListWidget* m_list;
    QLabel* m_message;
    QWidget* m_graphs;
    QVBoxLayout* m_graphColumn;
    QTableWidget* m_table;
    QPushButton* m_files;
    QStringList m_problems;
    std::deque<Work> m_waiting;
    Background<Loaded> m_loader; // declared last: its thread ends first
};

} // namespace sluice
