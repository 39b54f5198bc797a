// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphLegend.h"

#include <QPainter>

#include "ui/theme/Tokens.h"

namespace sluice {

namespace {

constexpr int kLineSign = 24; // pixels: long enough to show how a line is broken
constexpr int kAreaSign = 12;
constexpr int kGap = 4; // between a sign and its word
constexpr int kBetween = 12;

QColor colorOf(graphink::Line line, const Tokens& t)
{
    return line == graphink::Line::Playing ? t.playing : t.arriving;
}

} // namespace

GraphLegend::GraphLegend(const GraphHistory& history)
{
    using Kind = Entry::Kind;
    using graphink::Line;
    m_entries.push_back({Kind::Level, {}, {}, tr("level")});
    m_entries.push_back({Kind::Line, Line::Arriving, {}, tr("arriving")});
    m_entries.push_back({Kind::Line, Line::Playing, {}, tr("playing")});
    if (history.sawOffer())
        m_entries.push_back({Kind::Line, Line::Offered, {}, tr("offered by the link")});
    bool first = true;
    for (const StallCause cause : {StallCause::Network, StallCause::Source, StallCause::Emulated}) {
        const QString& name = history.causeName(cause);
        if (name.isEmpty())
            continue;
        m_entries.push_back({Kind::Stall, {}, cause, first ? tr("rebuffering: %1").arg(name) : name});
        first = false;
    }
    if (first)
        m_entries.push_back({Kind::Stall, {}, StallCause::Network, tr("rebuffering")});
}

int GraphLegend::widthOf(const Entry& entry, const QFontMetrics& metrics)
{
    return (entry.kind == Entry::Kind::Line ? kLineSign : kAreaSign) + kGap
        + metrics.horizontalAdvance(entry.text);
}

int GraphLegend::width(const QFontMetrics& metrics) const
{
    int all = 0;
    for (const Entry& entry : m_entries)
        all += widthOf(entry, metrics) + kBetween;
    return all - kBetween;
}

void GraphLegend::paint(QPainter& painter, const QRect& strip, const Tokens& tokens) const
{
    int x = strip.left();
    for (const Entry& entry : m_entries) {
        const int width = widthOf(entry, painter.fontMetrics());
        if (x + width > strip.right() + 1)
            break;
        const int sign = entry.kind == Entry::Kind::Line ? kLineSign : kAreaSign;
        paintSign(painter, entry, QRect(x, strip.center().y() - 4, sign, 9), tokens);
        painter.setPen(tokens.dim);
        painter.drawText(QRect(x + sign + kGap, strip.top(), width, strip.height()),
            Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x += width + kBetween;
    }
}

void GraphLegend::paintSign(QPainter& painter, const Entry& entry, const QRect& box, const Tokens& tokens)
{
    switch (entry.kind) {
    case Entry::Kind::Level:
        painter.fillRect(box, tokens.levelArea);
        painter.fillRect(QRect(box.left(), box.top(), box.width(), 2), tokens.levelLine);
        break;
    case Entry::Kind::Stall:
        graphink::shade(painter, box, entry.cause, tokens, 0);
        break;
    case Entry::Kind::Line:
        for (int column = 0; column < box.width(); ++column) {
            if (!graphink::inked(entry.line, column))
                continue;
            const double thick = graphink::widthOf(entry.line);
            painter.fillRect(QRectF(box.left() + column, box.center().y() - thick / 2 + 0.5, 1, thick),
                colorOf(entry.line, tokens));
        }
        break;
    }
}

} // namespace sluice
