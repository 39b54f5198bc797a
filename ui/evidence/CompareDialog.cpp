// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evidence/CompareDialog.h"

#include <algorithm>

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>

#include "core/metrics/RunReport.h"
#include "ui/evidence/SessionGraphView.h"
#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

namespace sluice {

CompareDialog::CompareDialog(const Theme& theme, std::vector<SessionRecord> sessions, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_list(new QListWidget(this))
    , m_message(new QLabel(this))
    , m_graphs(new QWidget)
    , m_graphColumn(new QVBoxLayout(m_graphs))
    , m_table(new QTableWidget(this))
{
    setWindowTitle(tr("Compare sessions"));
    buildLayout();
    for (SessionRecord& session : sessions)
        add(std::move(session));
    connect(m_list, &QListWidget::itemChanged, this, &CompareDialog::refresh);
    refresh();
    resize(920, 590);
}

void CompareDialog::buildLayout()
{
    m_list->setAccessibleName(tr("Sessions"));
    m_list->setMaximumHeight(50);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_graphColumn->setContentsMargins(0, 0, 0, 0);
    m_graphColumn->setSpacing(3);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_graphs);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_table->setAccessibleName(tr("Figures of the sessions; differences from the first in brackets"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto* files = new QPushButton(tr("Add reports…"), this);
    auto* close = new QPushButton(tr("Close"), this);
    files->setAutoDefault(false);
    close->setAutoDefault(false);
    connect(files, &QPushButton::clicked, this, &CompareDialog::browse);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* foot = new QHBoxLayout;
    foot->addWidget(files);
    foot->addStretch(1);
    foot->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(8);
    column->addWidget(m_message);
    column->addWidget(m_list);
    column->addWidget(scroll, 5);
    column->addWidget(m_table, 2);
    column->addLayout(foot);
}

void CompareDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Choose reports"), QString(), tr("Reports (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &CompareDialog::addFiles);
    dialog->open();
}

void CompareDialog::addFiles(const QStringList& paths)
{
    QStringList problems;
    for (const QString& path : paths) {
        auto session = loadSession(path.toStdString());
        if (!session)
            problems += tr("%1: %2").arg(QFileInfo(path).fileName(), trError(session.error()));
        else if (m_list->count() >= kMost)
            problems += tr("At most %1 sessions fit.").arg(kMost);
        else
            add(*std::move(session));
    }
    refresh();
    if (problems.isEmpty())
        return;
    m_message->setText(problems.join(QLatin1Char('\n')));
    m_message->setProperty("role", "bad");
    m_message->setStyleSheet(m_message->styleSheet()); // the style looks at the property again
}

void CompareDialog::add(SessionRecord session)
{
    const QSignalBlocker quiet(m_list);
    auto* item = new QListWidgetItem(qstr(session.name), m_list);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(Qt::Checked);
    m_sessions.push_back(std::move(session));
}

void CompareDialog::refresh()
{
    std::vector<const SessionRecord*> chosen;
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->checkState() == Qt::Checked)
            chosen.push_back(&m_sessions[static_cast<std::size_t>(i)]);
    m_message->setText(m_sessions.empty()
            ? tr("Nothing to compare yet. Watch a stream twice, or add reports that were exported.")
            : tr("Choose the sessions to compare. All graphs have the same time axis."));
    m_message->setProperty("role", "label");
    m_message->setStyleSheet(m_message->styleSheet());
    showGraphs(chosen);
    showTable(chosen);
}

void CompareDialog::showGraphs(const std::vector<const SessionRecord*>& chosen)
{
    while (QLayoutItem* item = m_graphColumn->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    Duration span = seconds(1);
    for (const SessionRecord* session : chosen)
        span = std::max(span,
            session->samples.empty() ? Duration(milliseconds(session->report.watchedMs))
                                     : session->samples.back().at);
    for (const SessionRecord* session : chosen) {
        auto* name = new QLabel(qstr(session->name), m_graphs);
        name->setTextFormat(Qt::PlainText);
        name->setProperty("role", "cardTitle");
        m_graphColumn->addWidget(name);
        m_graphColumn->addWidget(
            new SessionGraphView(m_theme, *session, span, session == chosen.back(), m_graphs));
    }
    m_graphColumn->addStretch(1);
}

int CompareDialog::graphCount() const
{
    return static_cast<int>(m_graphs->findChildren<SessionGraphView*>().size());
}

void CompareDialog::showTable(const std::vector<const SessionRecord*>& chosen)
{
    const auto figures = reportFigures();
    m_table->clear();
    m_table->setColumnCount(static_cast<int>(chosen.size()));
    m_table->setRowCount(static_cast<int>(figures.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const ReportFigure& figure = figures[static_cast<std::size_t>(row)];
        m_table->setVerticalHeaderItem(row, new QTableWidgetItem(trCore(figure.name)));
        for (int column = 0; column < m_table->columnCount(); ++column) {
            const SessionRecord& session = *chosen[static_cast<std::size_t>(column)];
            const double value = figure.of(session.report);
            const double more = value - figure.of(chosen.front()->report);
            QString text = format::number(value, figure.decimals);
            if (more != 0)
                text += QStringLiteral(" (%1%2)").arg(
                    more > 0 ? QStringLiteral("+") : QString(), format::number(more, figure.decimals));
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, item);
        }
    }
    for (int column = 0; column < m_table->columnCount(); ++column)
        m_table->setHorizontalHeaderItem(
            column, new QTableWidgetItem(qstr(chosen[static_cast<std::size_t>(column)]->name)));
}

} // namespace sluice
