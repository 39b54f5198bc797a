// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "ui/widgets/GraphHistory.h"

namespace sluice {

// The graph's history as figures: a row for each `step` of time, with the last sample in it and all that happened in
// it. Follows the history when told to refresh().
class GraphTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, State, Level, Arriving, Playing, Offered, Speed, Latency, Happening };
    static constexpr int kColumns = Happening + 1;

    explicit GraphTable(const GraphHistory& history, QObject* parent = nullptr); // which outlives this

    void setStep(Duration step);
    Duration step() const { return m_step; }
    void refresh(); // looks for new samples and marks; a history that was cleared begins anew

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // With a heading, columns separated by tabs; rows in [first, last].
    QString text(int first, int last) const;

private:
    struct Row {
        Duration begin{}; // of the step
        Duration at{}; // of the sample that is shown
    };
    QString cell(const Row& row, int column) const;
    void gather(std::vector<Row>& rows) const; // those from the last one on, which may have grown

    const GraphHistory& m_history;
    Duration m_step = seconds(1);
    std::vector<Row> m_rows;
    Duration m_first{}; // the time of the history's first sample when it was looked at
};

} // namespace sluice
