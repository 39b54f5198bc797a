// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/WatermarkBar.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr double kGrip = 9; // pixels left and right of a mark that take hold of it
constexpr int kBarHeight = 30;
constexpr int kOverhang = 10;

QColor colorOf(const Tokens& t, WatermarkBar::Mark mark)
{
    switch (mark) {
    case WatermarkBar::Low:
        return t.markLow;
    case WatermarkBar::Start:
        return t.markStart;
    case WatermarkBar::Resume:
        return t.markResume;
    case WatermarkBar::Target:
        break;
    }
    return t.markTarget;
}

} // namespace

WatermarkBar::WatermarkBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Watermarks of the buffer"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void WatermarkBar::setValue(Mark mark, Duration value)
{
    if (m_values[mark] == value)
        return;
    m_values[mark] = value;
    if (!m_dragging)
        rescale();
    describe();
    update();
}

void WatermarkBar::setLevel(std::optional<Duration> level)
{
    if (level == m_level)
        return;
    m_level = level;
    update();
}

void WatermarkBar::rescale()
{
    const Duration most = *std::max_element(m_values.begin(), m_values.end());
    m_full = std::max<Duration>(milliseconds(200), scaled(most, 1.05));
}

QString WatermarkBar::label(Mark mark) const
{
    const Duration v = m_values[mark];
    const QString time = format::seconds(v, toMs(v) % 100 == 0 ? 1 : 2);
    switch (mark) {
    case Low:
        return tr("low %1").arg(time);
    case Start:
        return tr("start %1").arg(time);
    case Resume:
        return tr("resume %1").arg(time);
    case Target:
        break;
    }
    return tr("target %1").arg(time);
}

void WatermarkBar::describe()
{
    QStringList all;
    for (const Mark mark : {Low, Start, Resume, Target})
        all += label(mark);
    setAccessibleDescription(
        tr("%1; the arrow keys move: %2").arg(all.join(QStringLiteral(", ")), label(m_selected)));
}

QRectF WatermarkBar::bar() const
{
    return {0.5, (height() - kBarHeight) / 2.0, width() - 1.0, kBarHeight};
}

double WatermarkBar::x(Duration value) const
{
    const QRectF b = bar();
    return b.left() + std::clamp(toSeconds(value) / toSeconds(m_full), 0.0, 1.0) * b.width();
}

std::optional<WatermarkBar::Mark> WatermarkBar::markAt(double at) const
{
    std::optional<Mark> best;
    double nearest = kGrip;
    // The chosen one first: where marks lie on each other it stays in the hand.
    for (const Mark mark : {m_selected, Low, Start, Resume, Target}) {
        const double distance = std::abs(x(m_values[mark]) - at);
        if (distance < nearest) {
            nearest = distance;
            best = mark;
        }
    }
    return best;
}

void WatermarkBar::moveTo(Mark mark, Duration value)
{
    const Duration step = kStep;
    const Duration rounded = (value + step / 2) / step * step;
    const Duration bounded = std::clamp<Duration>(rounded, kStep, kMost);
    if (bounded == m_values[mark])
        return;
    m_values[mark] = bounded;
    if (!m_dragging)
        rescale();
    describe();
    update();
    emit moved(mark, bounded);
}

void WatermarkBar::mousePressEvent(QMouseEvent* event)
{
    const auto mark = markAt(event->position().x());
    if (event->button() != Qt::LeftButton || !mark)
        return;
    m_selected = *mark;
    m_dragging = true;
    describe();
    update();
}

void WatermarkBar::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging) {
        setCursor(markAt(event->position().x()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
        return;
    }
    const QRectF b = bar();
    moveTo(m_selected, scaled(m_full, (event->position().x() - b.left()) / b.width()));
}

void WatermarkBar::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    if (!m_dragging)
        return;
    m_dragging = false;
    rescale();
    update();
}

void WatermarkBar::keyPressEvent(QKeyEvent* event)
{
    const int factor = (event->modifiers() & Qt::ShiftModifier) != 0 ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Up:
        m_selected = static_cast<Mark>((m_selected + 1) % static_cast<int>(kMarks));
        break;
    case Qt::Key_Down:
        m_selected
            = static_cast<Mark>((m_selected + static_cast<int>(kMarks) - 1) % static_cast<int>(kMarks));
        break;
    case Qt::Key_Left:
        moveTo(m_selected, m_values[m_selected] - kKeyStep * factor);
        return;
    case Qt::Key_Right:
        moveTo(m_selected, m_values[m_selected] + kKeyStep * factor);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    describe();
    update();
}

// Two labels share a line: each stays within the bar, under or over its mark where it can, and close ones stand beside
// each other.
double WatermarkBar::labelLeft(const QFontMetrics& metrics, Mark mark) const
{
    constexpr double kApart = 8;
    const Mark other = mark == Low ? Resume : mark == Resume ? Low : mark == Start ? Target : Start;
    const auto widthOf = [&](Mark which) { return metrics.horizontalAdvance(label(which)) + 2.0; };
    const auto wanted = [&](Mark which) {
        return std::clamp(
            x(m_values[which]) - widthOf(which) / 2, 0.0, std::max(0.0, width() - widthOf(which)));
    };
    const bool before = std::pair(m_values[mark], mark) < std::pair(m_values[other], other);
    const Mark left = before ? mark : other;
    const Mark right = before ? other : mark;
    // What they lack is shared, and taken back at the edges.
    const double overlap = std::max(0.0, wanted(left) + widthOf(left) + kApart - wanted(right));
    const double least = widthOf(left) + kApart;
    double begin = std::max(0.0, wanted(left) - overlap / 2);
    const double end = std::min(std::max(wanted(right), begin + least), width() - widthOf(right));
    begin = std::max(0.0, std::min(begin, end - least));
    return before ? begin : end;
}

void WatermarkBar::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF b = bar();
    QPainterPath outline;
    outline.addRoundedRect(b, 6, 6);
    painter.fillPath(outline, t.field);
    if (m_level) {
        painter.setClipPath(outline);
        painter.fillRect(QRectF(b.left(), b.top(), x(*m_level) - b.left(), b.height()), t.levelArea);
        painter.setClipping(false);
    }
    painter.setPen(t.edge);
    painter.drawPath(outline);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    for (const Mark mark : {Low, Resume, Start, Target}) {
        const bool above = mark == Start || mark == Target;
        const double at = x(m_values[mark]);
        const QColor color = colorOf(t, mark);
        const bool chosen = mark == m_selected && hasFocus();
        painter.fillRect(
            QRectF(at - (chosen ? 2 : 1), b.top() - kOverhang, chosen ? 4 : 2, b.height() + 2 * kOverhang),
            color);
        small.setUnderline(chosen);
        painter.setFont(small);
        const QString text = label(mark);
        const double textWidth = painter.fontMetrics().horizontalAdvance(text) + 2.0;
        const double left = labelLeft(painter.fontMetrics(), mark);
        const double y
            = above ? b.top() - kOverhang - 2 - painter.fontMetrics().height() : b.bottom() + kOverhang + 2;
        painter.setPen(color);
        painter.drawText(QRectF(left, y, textWidth, painter.fontMetrics().height()), Qt::AlignCenter, text);
    }
}

} // namespace sluice
