// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/BufferGraph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include <QEvent>
#include <QPainter>
#include <QPainterPath>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr Duration kKeep = BufferGraph::kSpan + seconds(2);
constexpr int kLeftMargin = 38;
constexpr int kRightMargin = 34;
constexpr int kTopMargin = 20;
constexpr int kBottomMargin = 18;
constexpr int kSeam = 4; // columns painted again, so that antialiased lines meet
constexpr int kDash = 5; // columns
constexpr int kDashPeriod = 8;
constexpr double kLabelShift = 5; // how far a label may leave its line
constexpr qint64 kDescribeEachMs = 1000;

// The smallest of 0.1, 0.2, 0.5, 1, 2, 5 … that reaches `top` in at most `lines` steps.
double niceStep(double top, int lines)
{
    double decade = 0.1;
    for (;;) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor * decade * lines >= top)
                return factor * decade;
        }
        decade *= 10;
    }
}

} // namespace

BufferGraph::BufferGraph(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Buffer, last 60 seconds"));
    m_limiter.setSingleShot(true);
    m_limiter.setInterval(1000 / kMostPerSecond);
    connect(&m_limiter, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, [this] {
        m_image = {};
        update();
    });
    describe();
}

void BufferGraph::add(const std::vector<GraphSample>& samples)
{
    if (samples.empty())
        return;
    const bool stalled = !m_samples.empty() && m_samples.back().stalled;
    for (const GraphSample& sample : samples)
        take(sample);
    forgetOld();
    if (stalled != m_samples.back().stalled || !m_described.isValid()
        || m_described.elapsed() >= kDescribeEachMs)
        describe();
    if (!m_paused)
        scheduleUpdate();
}

void BufferGraph::take(const GraphSample& sample)
{
    if (!m_samples.empty() && sample.at <= m_samples.back().at)
        return;
    const bool ran = !m_stalls.empty() && m_stalls.back().running;
    if (sample.stalled && !ran)
        m_stalls.push_back({++m_stallCount, sample.at, sample.at, true, sample.cause});
    if (ran || sample.stalled) {
        m_stalls.back().to = sample.at;
        m_stalls.back().running = sample.stalled;
        if (sample.stalled)
            m_stalls.back().cause = sample.cause; // it may turn out to be another one
    }
    m_samples.push_back(sample);
}

void BufferGraph::forgetOld()
{
    const Duration oldest = m_samples.back().at - kKeep;
    while (m_samples.size() > 1 && m_samples[1].at < oldest)
        m_samples.pop_front();
    std::erase_if(m_stalls, [oldest](const GraphStall& s) { return !s.running && s.to < oldest; });
}

void BufferGraph::clear()
{
    m_samples.clear();
    m_stalls.clear();
    m_stallCount = 0;
    m_frozen.clear();
    m_frozenStalls.clear();
    m_image = {};
    describe();
    update();
}

void BufferGraph::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    m_frozen = paused ? m_samples : std::deque<GraphSample>();
    m_frozenStalls = paused ? m_stalls : std::vector<GraphStall>();
    m_image = {};
    update();
}

void BufferGraph::scheduleUpdate()
{
    if (isVisible() && !m_limiter.isActive())
        m_limiter.start();
}

void BufferGraph::describe()
{
    m_described.start();
    if (m_samples.empty()) {
        setAccessibleDescription(tr("nothing is open"));
        return;
    }
    const GraphSample& s = m_samples.back();
    QString text = tr("%1 buffered, %2 arriving, %3 playing")
                       .arg(format::seconds(fromSeconds(static_cast<double>(s.level))),
                           format::megabits(static_cast<double>(s.arriving) * 1000),
                           format::megabits(static_cast<double>(s.playing) * 1000));
    if (s.stalled)
        text += tr(", rebuffering: %1").arg(s.cause);
    if (m_stallCount > 0)
        text += tr(", %n rebuffer(s) so far", nullptr, m_stallCount);
    setAccessibleDescription(text);
}

// --- Geometry

QRect BufferGraph::plot() const
{
    return rect().adjusted(kLeftMargin, kTopMargin, -kRightMargin, -kBottomMargin);
}

double BufferGraph::msPerColumn() const
{
    return static_cast<double>(toMs(kSpan)) / std::max(1, m_image.width());
}

std::int64_t BufferGraph::columnOf(Duration at) const
{
    return static_cast<std::int64_t>(std::floor(toMsReal(at) / msPerColumn()));
}

double BufferGraph::imageX(Duration at) const
{
    return toMsReal(at) / msPerColumn() - static_cast<double>(m_rightColumn) + m_image.width() - 1;
}

double BufferGraph::levelY(double level) const
{
    const double bottom = m_image.height() - 1;
    return bottom - std::clamp(level / m_scale.levelTop(), 0.0, 1.0) * bottom;
}

double BufferGraph::rateY(double rate) const
{
    const double bottom = m_image.height() - 1;
    return bottom - std::clamp(rate / m_scale.rateTop(), 0.0, 1.0) * bottom;
}

BufferGraph::Scale BufferGraph::wantedScale() const
{
    float level = 0;
    float rate = 0;
    for (const GraphSample& s : shown()) {
        level = std::max({level, s.level, s.target * 4 / 3});
        rate = std::max({rate, s.arriving, s.playing});
    }
    Scale scale;
    if (level <= 0)
        return scale;
    constexpr int kMostLines = 5;
    constexpr int kFewestLines = 3;
    scale.levelStep = niceStep(static_cast<double>(level), kMostLines);
    scale.lines = std::clamp(static_cast<int>(std::ceil(static_cast<double>(level) / scale.levelStep - 0.02)),
        kFewestLines, kMostLines);
    scale.rateStep = niceStep(std::max(0.1, static_cast<double>(rate)), scale.lines);
    // A rate that needs less room now keeps the larger scale until it needs less than half of it: no jumping.
    if (!m_image.isNull() && scale.lines == m_scale.lines
        && scale.rateStep<m_scale.rateStep&& static_cast<double>(rate)> m_scale.rateTop() / 2.5)
        scale.rateStep = m_scale.rateStep;
    return scale;
}

// --- The cached past

void BufferGraph::refreshImage()
{
    const QSize wanted = plot().size() * devicePixelRatioF();
    if (wanted.width() < 8 || wanted.height() < 8)
        return;
    const Scale scale = wantedScale();
    if (m_image.size() != wanted || !(scale == m_scale)) {
        m_scale = scale;
        m_image = QImage(wanted, QImage::Format_RGB32);
        startImage();
        return;
    }
    if (shown().empty() || shown().back().at <= m_paintedUpTo)
        return;
    const Duration before = m_paintedUpTo;
    const std::int64_t right = columnOf(shown().back().at);
    const std::int64_t by = right - m_rightColumn;
    if (by >= m_image.width()) {
        startImage();
        return;
    }
    if (by > 0) {
        const auto bytes = static_cast<std::size_t>(m_image.width() - by) * 4;
        for (int y = 0; y < m_image.height(); ++y) {
            uchar* row = m_image.scanLine(y);
            std::memmove(row, row + by * 4, bytes);
        }
    }
    m_rightColumn = right;
    m_paintedUpTo = shown().back().at;
    paintColumns(static_cast<int>(std::floor(imageX(before))) - kSeam);
}

void BufferGraph::startImage()
{
    m_paintedUpTo = shown().empty() ? Duration{} : shown().back().at;
    m_rightColumn = columnOf(m_paintedUpTo);
    paintColumns(0);
}

std::size_t BufferGraph::firstSampleAt(int x) const
{
    const auto& samples = shown();
    const auto at = std::lower_bound(samples.begin(), samples.end(), static_cast<double>(x),
        [this](const GraphSample& s, double column) { return imageX(s.at) < column; });
    // One before it, so that lines enter from the left.
    const auto index = static_cast<std::size_t>(at - samples.begin());
    return index < 2 ? 0 : index - 2;
}

void BufferGraph::paintColumns(int fromX)
{
    fromX = std::max(0, fromX);
    const Tokens& t = m_theme.tokens();
    const auto& samples = shown();
    QPainter painter(&m_image);
    const QRect columns(fromX, 0, m_image.width() - fromX, m_image.height());
    painter.setClipRect(columns);
    painter.fillRect(columns, t.card);
    if (!samples.empty()) {
        const std::size_t first = firstSampleAt(fromX);
        for (std::size_t i = first + 1; i < samples.size(); ++i) {
            if (!samples[i].stalled)
                continue;
            const double left = imageX(samples[i - 1].at);
            painter.fillRect(
                QRectF(left, 0, imageX(samples[i].at) - left + 1, m_image.height()), t.stallArea);
        }
        for (int line = 0; line <= m_scale.lines; ++line)
            painter.fillRect(
                fromX, static_cast<int>(levelY(line * m_scale.levelStep)), columns.width(), 1, t.line);
        paintLines(painter, first);
        paintDashes(painter, fromX, first);
        return;
    }
    for (int line = 0; line <= m_scale.lines; ++line)
        painter.fillRect(
            fromX, static_cast<int>(levelY(line * m_scale.levelStep)), columns.width(), 1, t.line);
}

void BufferGraph::paintLines(QPainter& painter, std::size_t first) const
{
    const Tokens& t = m_theme.tokens();
    const auto& samples = shown();
    QPolygonF level;
    QPolygonF arriving;
    QPolygonF playing;
    for (std::size_t i = first; i < samples.size(); ++i) {
        const GraphSample& s = samples[i];
        const double x = imageX(s.at);
        level << QPointF(x, levelY(static_cast<double>(s.level)));
        arriving << QPointF(x, rateY(static_cast<double>(s.arriving)));
        playing << QPointF(x, rateY(static_cast<double>(s.playing)));
    }
    const double ratio = devicePixelRatioF();
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF area = level;
    area << QPointF(level.last().x(), m_image.height()) << QPointF(level.first().x(), m_image.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.levelArea);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.levelLine, 2 * ratio));
    painter.drawPolyline(level);
    painter.setPen(QPen(t.playing, 1.4 * ratio));
    painter.drawPolyline(playing);
    painter.setPen(QPen(t.arriving, 1.4 * ratio));
    painter.drawPolyline(arriving);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

// Dashes belong to absolute columns, so that they stand still against the past when it scrolls, and each shows the
// watermark of its own time.
void BufferGraph::paintDashes(QPainter& painter, int fromX, std::size_t first) const
{
    const Tokens& t = m_theme.tokens();
    const auto& samples = shown();
    const std::int64_t origin = m_rightColumn - m_image.width() + 1; // the column at x = 0
    const std::int64_t begin = (origin + fromX) / kDashPeriod * kDashPeriod - kDashPeriod;
    const int thick = std::max(1, static_cast<int>(devicePixelRatioF()));
    std::size_t i = first;
    for (std::int64_t column = begin; column <= m_rightColumn; column += kDashPeriod) {
        const double x = static_cast<double>(column - origin);
        while (i + 1 < samples.size() && imageX(samples[i + 1].at) <= x)
            ++i;
        const GraphSample& s = samples[i];
        if (x + kDash < imageX(samples.front().at))
            continue;
        const auto dash = [&](double y, const QColor& color, int length) {
            painter.fillRect(static_cast<int>(x), static_cast<int>(y) - thick / 2, length, thick, color);
        };
        const auto mark = [&](float level, const QColor& color) {
            if (level > 0)
                dash(levelY(static_cast<double>(level)), color, kDash);
        };
        mark(s.low, t.markLow);
        mark(s.start, t.markStart);
        mark(s.resume, t.markResume);
        mark(s.target, t.markTarget);
        if (s.offered >= 0 && static_cast<double>(s.offered) <= m_scale.rateTop())
            dash(rateY(static_cast<double>(s.offered)), t.arriving, 2);
    }
}

// --- What is painted each time

void BufferGraph::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_image = {};
}

void BufferGraph::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
        update();
}

void BufferGraph::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_image = {};
}

QFont BufferGraph::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.78);
    return small;
}

void BufferGraph::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().card);
    refreshImage();
    const QRect area = plot();
    if (m_image.isNull())
        return;
    painter.drawImage(area, m_image);
    painter.setFont(smallFont());
    paintAxes(painter, area);
    if (shown().empty())
        return;
    paintMarkLabels(painter, area);
    paintStallLabels(painter, area);
}

void BufferGraph::paintAxes(QPainter& painter, const QRect& area) const
{
    const Tokens& t = m_theme.tokens();
    painter.setPen(t.faint);
    const int height = painter.fontMetrics().height();
    for (int line = 0; line <= m_scale.lines; ++line) {
        const int y = area.bottom() - area.height() * line / m_scale.lines;
        const int levelDigits = m_scale.levelStep < 1 ? 1 : 0;
        const int rateDigits = m_scale.rateStep < 1 ? 1 : 0;
        painter.drawText(QRect(0, y - height / 2, kLeftMargin - 6, height), Qt::AlignRight | Qt::AlignVCenter,
            format::withUnit(format::number(line * m_scale.levelStep, levelDigits), QStringLiteral("s")));
        painter.drawText(QRect(area.right() + 6, y - height / 2, kRightMargin - 6, height),
            Qt::AlignLeft | Qt::AlignVCenter, format::number(line * m_scale.rateStep, rateDigits));
    }
    painter.drawText(QRect(area.right() - 40, 0, 40 + kRightMargin, height - 2),
        Qt::AlignRight | Qt::AlignTop, QStringLiteral("Mb/s"));
    const QRect below(area.left(), area.bottom() + 3, area.width(), height);
    const auto ago = [](int s) { return format::withUnit(format::number(-s), QStringLiteral("s")); };
    painter.drawText(below, Qt::AlignLeft, ago(60));
    painter.drawText(below, Qt::AlignHCenter, ago(30));
    painter.drawText(below, Qt::AlignRight, tr("now"));
}

void BufferGraph::plate(QPainter& painter, const QRectF& box) const
{
    // The card's colour, nearly opaque: labels keep their contrast on the area, on stalls and on lines.
    QColor color = m_theme.tokens().card;
    color.setAlphaF(0.82F);
    painter.fillRect(box, color);
}

void BufferGraph::paintMarkLabels(QPainter& painter, const QRect& area) const
{
    const Tokens& t = m_theme.tokens();
    const GraphSample& s = shown().back();
    struct Label {
        float level;
        QColor color;
        QString text;
    };
    const auto text = [](const QString& name, float level) {
        return name + QLatin1Char(' ') + format::number(static_cast<double>(level), level < 0.095F ? 2 : 1);
    };
    const std::array<Label, 4> labels{Label{s.low, t.markLow, text(tr("low"), s.low)},
        Label{s.start, t.markStart, text(tr("start"), s.start)},
        Label{s.resume, t.markResume, text(tr("resume"), s.resume)},
        Label{s.target, t.markTarget, text(tr("target"), s.target)}};
    const int height = painter.fontMetrics().height() - 2;
    // In the middle, or where the session begins when that is later.
    const double perMs = area.width() / static_cast<double>(toMs(kSpan));
    const double begin = area.right() - toMsReal(s.at - shown().front().at) * perMs;
    const double wish = std::max(area.left() + area.width() * 0.49, begin + 2);
    double lowest = area.bottom(); // labels keep clear of the one below them
    for (const Label& label : labels) {
        if (label.level <= 0)
            continue;
        const double lineY = area.bottom()
            - std::min(1.0, static_cast<double>(label.level) / m_scale.levelTop()) * area.height();
        const double wanted = lineY - 1 - height;
        const double y = std::min(wanted, lowest - height);
        // One that would stand by another one's line says nothing, and the top belongs to the stalls.
        if (wanted - y > kLabelShift || y < area.top() + height)
            continue;
        const double width = painter.fontMetrics().horizontalAdvance(label.text) + 4;
        const QRectF box(std::min(wish, area.right() - width), y, width, height);
        plate(painter, box);
        painter.setPen(label.color);
        painter.drawText(box, Qt::AlignCenter, label.text);
        lowest = y;
    }
}

void BufferGraph::paintStallLabels(QPainter& painter, const QRect& area) const
{
    const double perMs = area.width() / static_cast<double>(toMs(kSpan));
    const Duration now = shown().back().at;
    const auto x = [&](Duration at) { return area.right() - toMsReal(now - at) * perMs; };
    const int height = painter.fontMetrics().height();
    painter.setPen(m_theme.tokens().stallText);
    double free = area.left(); // labels are laid from the left and never overlap
    const auto& stalls = shownStalls();
    for (std::size_t i = 0; i < stalls.size(); ++i) {
        const GraphStall& s = stalls[i];
        const double from = std::max<double>(x(s.from), area.left());
        if (x(s.to) < area.left())
            continue;
        const double room = (i + 1 < stalls.size() ? x(stalls[i + 1].from) : area.right()) - from;
        const QString number = QStringLiteral("#%1").arg(s.number);
        const QString length = s.running ? QString() : QLatin1Char(' ') + format::seconds(s.to - s.from);
        QString text = number + QLatin1Char(' ') + s.cause + length;
        double width = painter.fontMetrics().horizontalAdvance(text) + 6;
        const bool last = i + 1 == stalls.size();
        if (width > room && !last) {
            text = number;
            width = painter.fontMetrics().horizontalAdvance(text) + 6;
        }
        const double left = std::max(free, std::min(from + 2, area.right() - width));
        if (left + width > area.right() + 1)
            continue;
        const QRectF box(left, area.top() + 1, width, height);
        plate(painter, box);
        painter.setPen(m_theme.tokens().stallText);
        painter.drawText(box, Qt::AlignCenter, text);
        free = left + width;
    }
}

} // namespace sluice
