// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/BufferTable.h"

#include <algorithm>
#include <array>

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/widgets/GraphTable.h"

namespace sluice {

namespace {
constexpr int kRefreshEachMs = 500;
constexpr std::array<int, 4> kStepsMs{100, 1000, 10'000, 60'000};
constexpr int kUsualStep = 1; // of kStepsMs
} // namespace

BufferTable::BufferTable(const GraphHistory& history, QWidget* parent)
    : QDialog(parent)
    , m_table(new GraphTable(history, this))
    , m_view(new QTableView(this))
    , m_step(new QComboBox(this))
    , m_copy(new QPushButton(tr("&Copy as text"), this))
{
    setWindowTitle(tr("The buffer as a table"));
    resize(820, 460);
    m_view->setModel(m_table);
    m_view->setAccessibleName(tr("The buffer as a table"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setTabKeyNavigation(false); // Tab leaves the table
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->installEventFilter(this);
    auto* label = new QLabel(tr("A row each"), this);
    label->setBuddy(m_step);
    m_step->setAccessibleName(tr("A row each"));
    for (const int ms : kStepsMs)
        m_step->addItem(format::seconds(milliseconds(ms), ms < 1000 ? 1 : 0));
    m_step->setCurrentIndex(kUsualStep);
    m_copy->setToolTip(tr("What is selected, or all of it (Ctrl+C)"));
    auto* line = new QHBoxLayout;
    line->addWidget(label);
    line->addWidget(m_step);
    line->addStretch();
    line->addWidget(m_copy);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_view, 1);
    all->addLayout(line);
    m_copy->setAutoDefault(false);
    m_refresher.setInterval(kRefreshEachMs);
    connect(&m_refresher, &QTimer::timeout, this, &BufferTable::refresh);
    connect(m_copy, &QPushButton::clicked, this, &BufferTable::copy);
    connect(m_step, &QComboBox::currentIndexChanged, this,
        [this](int index) { m_table->setStep(milliseconds(kStepsMs[static_cast<std::size_t>(index)])); });
}

void BufferTable::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    m_table->refresh();
    m_view->resizeColumnsToContents();
    m_view->setColumnWidth(GraphTable::Happening, 120); // and what is left, as the last one
    m_view->scrollToBottom();
    m_refresher.start();
}

void BufferTable::hideEvent(QHideEvent* event)
{
    QDialog::hideEvent(event);
    m_refresher.stop();
}

void BufferTable::refresh()
{
    const QScrollBar* bar = m_view->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_table->refresh();
    if (atEnd)
        m_view->scrollToBottom();
}

void BufferTable::copy()
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    int first = 0;
    int last = m_table->rowCount() - 1;
    if (!rows.isEmpty()) {
        first = last + 1;
        last = 0;
        for (const QModelIndex& row : rows) {
            first = std::min(first, row.row());
            last = std::max(last, row.row());
        }
    }
    QGuiApplication::clipboard()->setText(m_table->text(first, last));
}

void BufferTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        QDialog::keyPressEvent(event);
}

// The table would copy one cell.
bool BufferTable::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace sluice
