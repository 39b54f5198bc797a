// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/EventList.h"

#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {
constexpr int kRowGap = 4;
constexpr int kUsualRows = 4;
constexpr int kFewestRows = 2;
constexpr int kDescribedRows = 3;
} // namespace

EventList::EventList(const Theme& theme, QWidget* parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Events"));
    viewport()->setAutoFillBackground(false);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

int EventList::rowHeight() const
{
    return fontMetrics().height() + kRowGap;
}

void EventList::add(Duration at, const QString& text)
{
    m_rows.push_front({format::eventTime(at), text});
    if (m_rows.size() > kMostRows)
        m_rows.pop_back();
    updateBar();
    describe();
    viewport()->update();
}

void EventList::clear()
{
    if (m_rows.empty())
        return;
    m_rows.clear();
    updateBar();
    describe();
    viewport()->update();
}

void EventList::setEmptyText(const QString& text)
{
    m_empty = text;
    viewport()->update();
}

void EventList::describe()
{
    QStringList latest;
    for (std::size_t i = 0; i < m_rows.size() && i < kDescribedRows; ++i)
        latest += m_rows[i].time + QLatin1Char(' ') + m_rows[i].text;
    setAccessibleDescription(latest.isEmpty() ? m_empty : latest.join(QStringLiteral("; ")));
}

QSize EventList::sizeHint() const
{
    return {200, kUsualRows * rowHeight()};
}

QSize EventList::minimumSizeHint() const
{
    return {120, kFewestRows * rowHeight()};
}

void EventList::updateBar()
{
    const int content = static_cast<int>(m_rows.size()) * rowHeight();
    verticalScrollBar()->setRange(0, std::max(0, content - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(rowHeight());
}

void EventList::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateBar();
}

bool EventList::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = (help->pos().y() + verticalScrollBar()->value()) / rowHeight();
        if (index >= 0 && index < static_cast<int>(m_rows.size()))
            QToolTip::showText(help->globalPos(), m_rows[static_cast<std::size_t>(index)].text, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void EventList::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(viewport());
    const int height = rowHeight();
    if (m_rows.empty()) {
        painter.setPen(t.faint);
        painter.drawText(viewport()->rect(), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, m_empty);
        return;
    }
    const int first = verticalScrollBar()->value() / height;
    const int timeWidth = fontMetrics().horizontalAdvance(QStringLiteral("00:00.0")) + 8;
    for (int i = first; i < static_cast<int>(m_rows.size()); ++i) {
        const Row& row = m_rows[static_cast<std::size_t>(i)];
        const int y = i * height - verticalScrollBar()->value();
        if (y > viewport()->height())
            break;
        const QRect line(0, y, viewport()->width(), height);
        painter.setPen(t.dim);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, row.time);
        painter.setPen(t.text);
        const QRect rest = line.adjusted(timeWidth, 0, 0, 0);
        painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
            fontMetrics().elidedText(row.text, Qt::ElideRight, rest.width()));
    }
    if (hasFocus()) {
        painter.setPen(t.focus);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace sluice
