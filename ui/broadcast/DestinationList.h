// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QStringList>
#include <QWidget>

#include "core/session/BroadcastSession.h"
#include "core/session/DestinationBook.h"

class QCheckBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace sluice {

// Several destinations at once: a row each with a box to tick, and while something is sent there, how that one fares,
// with a button to try again. Knows no addresses and no keys.
class DestinationList : public QWidget {
    Q_OBJECT
public:
    // What rows are called that are no saved server.
    static const QString kOwnServer;
    static const QString kTyped; // the one whose address is typed below

    explicit DestinationList(QWidget* parent = nullptr);

    void setSaved(const std::vector<SavedDestination>& saved); // what was ticked stays, as far as it is there
    void setTicked(const QStringList& ids);
    QStringList ticked() const; // as they stand in the list
    bool isTicked(const QString& id) const;
    QString nameOf(const QString& id) const;
    void setLive(bool live); // nothing can be ticked meanwhile
    // Of the ticked ones, in their order; empty: nothing is sent.
    void setStatus(const std::vector<DestinationStatus>& status, TimePoint now);
    // Of a broadcast that was not begun here: rows by what it says, until it is empty. False: nothing
    // changes.
    bool setOthers(const std::vector<DestinationStatus>& status, bool ownServerFirst);
    QCheckBox* box(const QString& id) const; // nullptr: there is no such row
    QPushButton* retryButton(const QString& id) const;
    QLabel* stateLabel(const QString& id) const;

signals:
    void changed(); // by hand
    void retryRequested(std::size_t destination); // its place among the ticked ones

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QString id;
        QString name;
        QWidget* widget;
        QCheckBox* box;
        QLabel* state;
        QPushButton* retry;
    };
    void rebuild(const std::vector<std::pair<QString, QString>>& rows, const QStringList& ticked);
    Row makeRow(const QString& id, const QString& name);
    void elide();
    void fit();
    const Row* find(const QString& id) const;

    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    std::vector<Row> m_rows;
    std::vector<SavedDestination> m_saved;
    QStringList m_before; // ticked before others were shown
    bool m_showsOthers = false;
    bool m_live = false;
};

} // namespace sluice
