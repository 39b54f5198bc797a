// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evidence/AdvisorDialog.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/AdviceChart.h"

namespace sluice {

AdvisorDialog::AdvisorDialog(const Theme& theme, AdvisorSession& advisor, QWidget* parent)
    : QDialog(parent)
    , m_advisor(advisor)
    , m_sentence(new QLabel(this))
    , m_basis(new QLabel(this))
    , m_busy(new QProgressBar(this))
    , m_chart(new AdviceChart(theme, this))
    , m_table(new QTableWidget(this))
    , m_filler(new QWidget(this))
    , m_again(new QPushButton(tr("Ask again"), this))
    , m_use(new QPushButton(tr("Use this start level"), this))
{
    setWindowTitle(tr("What would other settings have given?"));
    m_sentence->setProperty("role", "heading");
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_basis->setProperty("role", "label");
    m_basis->setTextFormat(Qt::PlainText);
    m_basis->setWordWrap(true);
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setAccessibleName(tr("Replaying the session"));
    m_table->setColumnCount(5);
    m_table->setHorizontalHeaderLabels(
        {tr("Start level"), tr("Playing after"), tr("Stalls"), tr("Without media"), tr("Behind, mean")});
    m_table->setAccessibleName(tr("What each start level would have given"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_use->setProperty("kind", "primary");
    auto* close = new QPushButton(tr("Close"), this);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_again);
    foot->addStretch(1);
    foot->addWidget(m_use);
    foot->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    column->addWidget(m_sentence);
    column->addWidget(m_basis);
    column->addWidget(m_busy);
    column->addWidget(m_chart, 3);
    column->addWidget(m_table, 2);
    column->addWidget(m_filler, 1);
    column->addLayout(foot);
    for (QPushButton* button : {m_again, m_use, close})
        button->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_again, &QPushButton::clicked, this, &AdvisorDialog::askedAgain);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &AdvisorDialog::onChosen);
    connect(m_use, &QPushButton::clicked, this, [this] {
        const Advice* advice = m_advisor.advice();
        if (advice == nullptr || chosen() < 0)
            return;
        emit startChosen(
            advice->present.settings, advice->points[static_cast<std::size_t>(chosen())].settings);
    });
    connect(&advisor, &AdvisorSession::changed, this, &AdvisorDialog::look);
    resize(720, 560);
    look();
}

QString AdvisorDialog::lineOf(const AdvisorSession& advisor)
{
    switch (advisor.state()) {
    case AdvisorSession::State::Nothing:
        break;
    case AdvisorSession::State::Working:
        return tr("Replaying what arrived under other start levels…");
    case AdvisorSession::State::Done:
        return trSentence(advisor.advice()->sentence);
    case AdvisorSession::State::Failed:
        return trError(*advisor.error());
    }
    return tr("Nothing has been recorded yet: open a stream on the Watch tab, then ask again.");
}

bool AdvisorDialog::hasBetter(const AdvisorSession& advisor)
{
    const Advice* advice = advisor.advice();
    if (advice == nullptr || advice->bestIndex == advice->presentIndex)
        return false;
    const bool worth
        = advice->verdict != Advice::Verdict::Fits && advice->verdict != Advice::Verdict::Hopeless;
    return worth && advice->points[advice->bestIndex].played;
}

void AdvisorDialog::look()
{
    using State = AdvisorSession::State;
    const State state = m_advisor.state();
    showProblem({});
    m_sentence->setText(lineOf(m_advisor));
    m_busy->setVisible(state == State::Working);
    m_again->setEnabled(state != State::Working);
    // Where playing begins nowhere, there is nothing to draw or to choose from.
    const Advice* found = m_advisor.advice();
    const bool choice
        = found != nullptr && std::ranges::any_of(found->points, [](const auto& p) { return p.played; });
    m_chart->setVisible(choice);
    m_table->setVisible(choice);
    m_filler->setVisible(!choice);
    m_use->setVisible(choice);
    m_basis->setVisible(choice);
    if (const Advice* advice = m_advisor.advice())
        fill(*advice);
}

void AdvisorDialog::showProblem(const QString& text)
{
    const Advice* advice = m_advisor.advice();
    m_basis->setProperty("role", text.isEmpty() ? "label" : "bad");
    m_basis->setStyleSheet(m_basis->styleSheet()); // the style looks at the property again
    if (!text.isEmpty())
        m_basis->setText(text);
    else if (advice != nullptr && advice->estimate)
        m_basis->setText(tr("An estimate: with other settings the player would have asked at other times."));
    else
        m_basis->setText(tr("Exact: what was sent would have arrived at the same times under any settings."));
}

void AdvisorDialog::fill(const Advice& advice)
{
    const QSignalBlocker quiet(m_table);
    std::vector<AdviceChart::Point> points;
    m_table->setRowCount(static_cast<int>(advice.points.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const Advice::Point& p = advice.points[static_cast<std::size_t>(row)];
        points.push_back({p.settings.start, p.played, p.startDelay, p.stallTime});
        const bool present = static_cast<std::size_t>(row) == advice.presentIndex;
        const QString level = format::seconds(p.settings.start, 2);
        const QStringList cells{present ? tr("%1 (now)").arg(level) : level,
            p.played ? format::seconds(p.startDelay, 2) : tr("never"),
            p.played ? format::integer(static_cast<std::int64_t>(p.stalls)) : format::none(),
            p.played ? format::seconds(p.stallTime, 2) : format::none(),
            p.played ? format::seconds(p.latency, 2) : format::none()};
        for (int i = 0; i < cells.size(); ++i) {
            auto* item = new QTableWidgetItem(cells[i]);
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, i, item);
        }
    }
    // Where nothing is better, nothing else is proposed.
    const auto row = static_cast<int>(hasBetter(m_advisor) ? advice.bestIndex : advice.presentIndex);
    m_chart->setPoints(std::move(points), static_cast<int>(advice.presentIndex), row);
    m_table->selectRow(row);
    m_table->scrollToItem(m_table->item(row, 0), QAbstractItemView::PositionAtCenter);
    onChosen();
}

int AdvisorDialog::chosen() const
{
    const auto rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : rows.front().row();
}

void AdvisorDialog::onChosen()
{
    const Advice* advice = m_advisor.advice();
    const int row = chosen();
    m_chart->setChosen(row);
    const bool plays = advice != nullptr && row >= 0 && advice->points[static_cast<std::size_t>(row)].played;
    const bool other = plays && static_cast<std::size_t>(row) != advice->presentIndex;
    m_use->setEnabled(other);
    m_use->setToolTip(other ? QString()
            : plays         ? tr("This start level is in force already.")
                            : tr("With this start level playing would not begin."));
}

} // namespace sluice
