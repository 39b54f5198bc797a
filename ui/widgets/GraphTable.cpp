// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphTable.h"

#include <algorithm>

#include <QStringList>

#include "ui/theme/Format.h"
#include "ui/widgets/GraphReadout.h"

namespace sluice {

namespace {

QString figure(float value, int digits)
{
    return value < 0 ? format::none() : format::number(static_cast<double>(value), digits);
}

} // namespace

GraphTable::GraphTable(const GraphHistory& history, QObject* parent)
    : QAbstractTableModel(parent)
    , m_history(history)
{
    refresh();
}

void GraphTable::setStep(Duration step)
{
    if (step == m_step)
        return;
    beginResetModel();
    m_step = step;
    m_rows.clear();
    gather(m_rows);
    endResetModel();
}

void GraphTable::gather(std::vector<Row>& rows) const
{
    const auto& samples = m_history.samples();
    for (std::size_t i = rows.empty() ? 0 : m_history.indexAt(rows.back().at + Duration(1));
        i < samples.size(); ++i) {
        const Duration begin = samples[i].at / m_step * m_step;
        if (rows.empty() || rows.back().begin != begin)
            rows.push_back({begin, samples[i].at});
        else
            rows.back().at = samples[i].at;
    }
}

void GraphTable::refresh()
{
    const Duration first = m_history.empty() ? Duration{} : m_history.samples().front().at;
    const bool anew = m_history.empty() || first != m_first
        || (!m_rows.empty() && m_history.newest().at < m_rows.back().at);
    if (anew) {
        beginResetModel();
        m_rows.clear();
        m_first = first;
        gather(m_rows);
        endResetModel();
        return;
    }
    const int before = static_cast<int>(m_rows.size());
    std::vector<Row> grown;
    if (!m_rows.empty())
        grown.push_back(m_rows.back());
    gather(grown);
    if (!m_rows.empty()) {
        m_rows.back() = grown.front();
        grown.erase(grown.begin());
        emit dataChanged(index(before - 1, 0), index(before - 1, kColumns - 1));
    }
    if (grown.empty())
        return;
    beginInsertRows({}, before, before + static_cast<int>(grown.size()) - 1);
    m_rows.insert(m_rows.end(), grown.begin(), grown.end());
    endInsertRows();
}

int GraphTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int GraphTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant GraphTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() >= Level && index.column() < Happening)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::AccessibleTextRole)
        return headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(": ")
            + cell(m_rows[static_cast<std::size_t>(index.row())], index.column());
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return cell(m_rows[static_cast<std::size_t>(index.row())], index.column());
}

QVariant GraphTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case State:
        return tr("State");
    case Level:
        return tr("Level, s");
    case Arriving:
        return tr("Arriving, Mb/s");
    case Playing:
        return tr("Playing, Mb/s");
    case Offered:
        return tr("Offered, Mb/s");
    case Speed:
        return tr("Speed");
    case Latency:
        return tr("Latency, s");
    default:
        return tr("Event");
    }
}

QString GraphTable::cell(const Row& row, int column) const
{
    if (m_history.empty())
        return {}; // cleared, and not looked at since
    const GraphSample& s = m_history.nearest(row.at);
    switch (column) {
    case Time:
        return graphreadout::time(m_step < seconds(1) ? row.at : row.begin);
    case State:
        return graphreadout::state(s.state);
    case Level:
        return figure(s.level, 2);
    case Arriving:
        return figure(s.arriving, 2);
    case Playing:
        return figure(s.playing, 2);
    case Offered:
        return figure(s.offered, 2);
    case Speed:
        return figure(s.rate, 2);
    case Latency:
        return figure(s.latency, 2);
    default:
        break;
    }
    QStringList texts;
    const auto& marks = m_history.marks();
    for (std::size_t i = m_history.firstMarkAt(row.begin);
        i < marks.size() && marks[i].at < row.begin + m_step; ++i)
        texts += marks[i].text;
    return texts.join(QStringLiteral("; "));
}

QString GraphTable::text(int first, int last) const
{
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < kColumns; ++column)
        cells += headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    lines += cells.join(QLatin1Char('\t'));
    for (int i = std::max(0, first); i <= std::min(last, rowCount() - 1); ++i) {
        cells.clear();
        for (int column = 0; column < kColumns; ++column)
            cells += cell(m_rows[static_cast<std::size_t>(i)], column);
        lines += cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace sluice
