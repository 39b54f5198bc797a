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
    , m_files(new QPushButton(this))
    , m_loader(this, [this](Loaded loaded) { onLoaded(std::move(loaded)); })
{
    setWindowTitle(tr("Compare sessions"));
    buildLayout();
    for (SessionRecord& session : sessions) {
        const QString name = qstr(session.name);
        append({name, std::make_shared<const SessionRecord>(std::move(session))});
    }
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
    auto* close = new QPushButton(tr("Close"), this);
    m_files->setAutoDefault(false);
    close->setAutoDefault(false);
    connect(m_files, &QPushButton::clicked, this, [this] {
        if (!loading()) {
            browse();
            return;
        }
        m_waiting.clear();
        m_loader.cancel();
        refresh();
    });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_files);
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

void CompareDialog::add(const QString& name, std::shared_ptr<const SessionRecord> session)
{
    append({name, std::move(session)});
    refresh();
}

void CompareDialog::add(const QString& name, SessionRecord outline, std::shared_ptr<const Timeline> timeline)
{
    const auto rows = timeline->end();
    load([name, outline = std::move(outline), timeline = std::move(timeline), rows](
             Loaded& into, const StopToken& stop) {
        SessionRecord whole = outline;
        whole.samples = copyOf(*timeline, rows, stop);
        into.entries.push_back({name, std::make_shared<const SessionRecord>(std::move(whole))});
    });
}

void CompareDialog::addFiles(const QStringList& paths)
{
    for (const QString& path : paths) {
        load([path](Loaded& into, const StopToken& stop) {
            auto session = loadSession(path.toStdString(), stop);
            if (!session) {
                into.problems += tr("%1: %2").arg(QFileInfo(path).fileName(), trError(session.error()));
                return;
            }
            const QString name = qstr(session->name);
            into.entries.push_back({name, std::make_shared<const SessionRecord>(*std::move(session))});
        });
    }
}

void CompareDialog::load(Work work)
{
    m_problems.clear();
    m_waiting.push_back(std::move(work));
    if (!m_loader.working())
        onLoaded({});
    else
        refresh();
}

bool CompareDialog::loading() const
{
    return m_loader.working();
}

// One is there, or none was asked for yet: the next.
void CompareDialog::onLoaded(Loaded loaded)
{
    m_problems += loaded.problems;
    for (Entry& entry : loaded.entries) {
        if (m_list->count() >= kMost)
            m_problems += tr("At most %1 sessions fit.").arg(kMost);
        else
            append(std::move(entry));
    }
    if (!m_waiting.empty()) {
        m_loader.start([work = std::move(m_waiting.front())](const StopToken& stop) {
            Loaded result;
            work(result, stop);
            return result;
        });
        m_waiting.pop_front();
    }
    refresh();
}

void CompareDialog::append(Entry entry)
{
    const QSignalBlocker quiet(m_list);
    auto* item = new QListWidgetItem(entry.name, m_list);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(Qt::Checked);
    m_sessions.push_back(std::move(entry));
}

void CompareDialog::say(const QString& text, bool bad)
{
    m_message->setText(text);
    m_message->setProperty("role", bad ? "bad" : "label");
    m_message->setStyleSheet(m_message->styleSheet()); // the style looks at the property again
}

void CompareDialog::refresh()
{
    std::vector<const Entry*> chosen;
    for (int i = 0; i < m_list->count(); ++i)
        if (m_list->item(i)->checkState() == Qt::Checked)
            chosen.push_back(&m_sessions[static_cast<std::size_t>(i)]);
    m_files->setText(loading() ? tr("Stop reading") : tr("Add reports…"));
    if (loading())
        say(tr("Reading %n session(s)…", nullptr, static_cast<int>(m_waiting.size()) + 1), false);
    else if (!m_problems.isEmpty())
        say(m_problems.join(QLatin1Char('\n')), true);
    else if (m_sessions.empty())
        say(tr("Nothing to compare yet. Watch a stream twice, or add reports that were exported."), false);
    else
        say(tr("Choose the sessions to compare. All graphs have the same time axis."), false);
    showGraphs(chosen);
    showTable(chosen);
}

void CompareDialog::showGraphs(const std::vector<const Entry*>& chosen)
{
    while (QLayoutItem* item = m_graphColumn->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    Duration span = seconds(1);
    for (const Entry* entry : chosen)
        span = std::max(span,
            entry->session->samples.empty() ? Duration(milliseconds(entry->session->report.watchedMs))
                                            : entry->session->samples.back().at);
    for (const Entry* entry : chosen) {
        auto* name = new QLabel(entry->name, m_graphs);
        name->setTextFormat(Qt::PlainText);
        name->setProperty("role", "cardTitle");
        m_graphColumn->addWidget(name);
        m_graphColumn->addWidget(
            new SessionGraphView(m_theme, *entry->session, span, entry == chosen.back(), m_graphs));
    }
    m_graphColumn->addStretch(1);
}

int CompareDialog::graphCount() const
{
    return static_cast<int>(m_graphs->findChildren<SessionGraphView*>().size());
}

void CompareDialog::showTable(const std::vector<const Entry*>& chosen)
{
    const auto figures = reportFigures();
    m_table->clear();
    m_table->setColumnCount(static_cast<int>(chosen.size()));
    m_table->setRowCount(static_cast<int>(figures.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const ReportFigure& figure = figures[static_cast<std::size_t>(row)];
        m_table->setVerticalHeaderItem(row, new QTableWidgetItem(trCore(figure.name)));
        for (int column = 0; column < m_table->columnCount(); ++column) {
            const SessionRecord& session = *chosen[static_cast<std::size_t>(column)]->session;
            const double value = figure.of(session.report);
            const double more = value - figure.of(chosen.front()->session->report);
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
            column, new QTableWidgetItem(chosen[static_cast<std::size_t>(column)]->name));
}

} // namespace sluice
