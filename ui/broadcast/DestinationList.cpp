// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/DestinationList.h"

#include <algorithm>

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/broadcast/BroadcastTexts.h"
#include "ui/theme/Tr.h"

namespace sluice {

const QString DestinationList::kOwnServer = QStringLiteral("own");
const QString DestinationList::kTyped = QStringLiteral("typed");

namespace {
constexpr int kMostRowsSeen = 6; // the rest is scrolled to
constexpr int kBesideButton = 8; // pixels
} // namespace

DestinationList::DestinationList(QWidget* parent) : QWidget(parent), m_scroll(new QScrollArea(this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_scroll);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(6);
    m_scroll->setWidget(content);
    content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->viewport()->installEventFilter(this);
    setSaved({});
}

DestinationList::Row DestinationList::makeRow(const QString& id, const QString& name)
{
    Row row{id, name, new QWidget, new QCheckBox, new QLabel, new QPushButton(tr("Retry"))};
    row.box->setAccessibleName(name);
    row.box->setToolTip(name);
    row.box->setEnabled(!m_live && !m_showsOthers);
    row.state->setProperty("role", "small");
    row.state->setTextFormat(Qt::PlainText);
    row.state->setWordWrap(true);
    row.state->hide();
    row.retry->setProperty("scale", "small");
    row.retry->setAccessibleName(tr("Retry now: %1").arg(name));
    row.retry->hide();
    auto* grid = new QGridLayout(row.widget);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(kBesideButton);
    grid->setVerticalSpacing(2);
    grid->addWidget(row.box, 0, 0);
    grid->addWidget(row.state, 1, 0);
    grid->addWidget(row.retry, 0, 1, 2, 1);
    grid->setColumnStretch(0, 1);
    connect(row.box, &QCheckBox::clicked, this, [this] { emit changed(); });
    connect(row.retry, &QPushButton::clicked, this, [this, id] {
        if (const auto at = ticked().indexOf(id); at >= 0)
            emit retryRequested(static_cast<std::size_t>(at));
    });
    return row;
}

void DestinationList::rebuild(const std::vector<std::pair<QString, QString>>& rows, const QStringList& ticked)
{
    for (const Row& row : m_rows)
        delete row.widget;
    m_rows.clear();
    for (const auto& [id, name] : rows) {
        m_rows.push_back(makeRow(id, name));
        m_rows.back().box->setChecked(ticked.contains(id));
        m_column->addWidget(m_rows.back().widget);
    }
    elide();
    fit();
}

void DestinationList::setSaved(const std::vector<SavedDestination>& saved)
{
    if (saved == m_saved && !m_rows.empty() && !m_showsOthers)
        return;
    const QStringList before = m_showsOthers ? m_before : ticked();
    m_showsOthers = false;
    m_saved = saved;
    std::vector<std::pair<QString, QString>> rows{{kOwnServer, tr("This computer (built-in server)")}};
    for (const SavedDestination& one : saved)
        rows.emplace_back(one.id, one.name);
    rows.emplace_back(kTyped, tr("Another server"));
    rebuild(rows, before);
}

bool DestinationList::setOthers(const std::vector<DestinationStatus>& status, bool ownServerFirst)
{
    if (status.empty()) {
        const bool back = m_showsOthers;
        if (back)
            setSaved(m_saved);
        return back;
    }
    if (m_showsOthers && status.size() == m_rows.size())
        return false;
    if (!m_showsOthers)
        m_before = ticked();
    m_showsOthers = true;
    std::vector<std::pair<QString, QString>> rows;
    QStringList all;
    for (std::size_t i = 0; i < status.size(); ++i) {
        const bool own = i == 0 && ownServerFirst;
        all += own ? QString(kOwnServer) : QStringLiteral("others %1").arg(i);
        rows.emplace_back(all.back(), own ? tr("This computer (built-in server)") : qstr(status[i].shownUrl));
    }
    rebuild(rows, all);
    return true;
}

void DestinationList::setTicked(const QStringList& ids)
{
    for (const Row& row : m_rows)
        row.box->setChecked(ids.contains(row.id));
}

QStringList DestinationList::ticked() const
{
    QStringList ids;
    for (const Row& row : m_rows)
        if (row.box->isChecked())
            ids += row.id;
    return ids;
}

bool DestinationList::isTicked(const QString& id) const
{
    const Row* row = find(id);
    return row != nullptr && row->box->isChecked();
}

QString DestinationList::nameOf(const QString& id) const
{
    const Row* row = find(id);
    return row != nullptr ? row->name : QString();
}

void DestinationList::setLive(bool live)
{
    m_live = live;
    for (const Row& row : m_rows)
        row.box->setEnabled(!live && !m_showsOthers);
}

void DestinationList::setStatus(const std::vector<DestinationStatus>& status, TimePoint now)
{
    std::size_t next = 0;
    bool moved = false;
    for (const Row& row : m_rows) {
        const bool told = row.box->isChecked() && next < status.size();
        const broadcasttexts::Standing standing
            = told ? broadcasttexts::standing(status[next++], now) : broadcasttexts::Standing();
        if (row.state->property("role").toString() != QLatin1String(standing.role)) {
            row.state->setProperty("role", standing.role);
            row.state->style()->unpolish(row.state);
            row.state->style()->polish(row.state);
        }
        moved = moved || row.state->isHidden() == told || row.state->text().size() != standing.text.size();
        row.state->setText(standing.text);
        row.state->setVisible(told);
        row.retry->setVisible(standing.mayRetry);
    }
    if (!moved)
        return;
    elide();
    fit();
}

// As high as its rows are, up to a bound.
void DestinationList::fit()
{
    QWidget* content = m_scroll->widget();
    content->layout()->activate();
    const int width = std::max(1, m_scroll->viewport()->width());
    int height = 0;
    int row = 0;
    for (const Row& one : m_rows) {
        const int wanted = one.widget->layout()->hasHeightForWidth()
            ? one.widget->layout()->totalHeightForWidth(width)
            : one.widget->sizeHint().height();
        if (row++ < kMostRowsSeen)
            height += wanted + (row > 1 ? m_column->spacing() : 0);
    }
    m_scroll->setFixedHeight(height);
}

void DestinationList::elide()
{
    constexpr int kBoxAndGap = 32; // the box itself, and what is beside its text
    constexpr int kLeast = 60;
    for (const Row& row : m_rows) {
        const int button = row.retry->isHidden() ? 0 : row.retry->sizeHint().width() + kBesideButton;
        const int width = std::max(kLeast, m_scroll->viewport()->width() - kBoxAndGap - button);
        row.box->setText(row.box->fontMetrics().elidedText(row.name, Qt::ElideRight, width));
    }
}

// The rows' own width: it follows that of the list, some events later.
bool DestinationList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize) {
        elide();
        fit();
    }
    return QWidget::eventFilter(watched, event);
}

const DestinationList::Row* DestinationList::find(const QString& id) const
{
    const auto found = std::ranges::find(m_rows, id, &Row::id);
    return found == m_rows.end() ? nullptr : &*found;
}

QCheckBox* DestinationList::box(const QString& id) const
{
    const Row* row = find(id);
    return row != nullptr ? row->box : nullptr;
}

QPushButton* DestinationList::retryButton(const QString& id) const
{
    const Row* row = find(id);
    return row != nullptr ? row->retry : nullptr;
}

QLabel* DestinationList::stateLabel(const QString& id) const
{
    const Row* row = find(id);
    return row != nullptr ? row->state : nullptr;
}

} // namespace sluice
