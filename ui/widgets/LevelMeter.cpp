// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/LevelMeter.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr double kFloorDb = -60;
constexpr double kYellowDb = -20;
constexpr double kRedDb = -9;
constexpr qint64 kDescribeEachMs = 500;
constexpr int kLampWidth = 8;
constexpr int kGap = 2;

double share(double db)
{
    return std::clamp((db - kFloorDb) / -kFloorDb, 0.0, 1.0);
}

bool sameLook(const MeterChannel& a, const MeterChannel& b)
{
    // A fifth of a decibel is under one pixel.
    const auto near = [](double x, double y) { return std::abs(x - y) < 0.2; };
    return a.clipped == b.clipped && near(a.peakDb, b.peakDb) && near(a.holdDb, b.holdDb)
        && near(a.rmsDb, b.rmsDb);
}

} // namespace

LevelMeter::LevelMeter(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Microphone level"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void LevelMeter::setLevels(const std::vector<MeterChannel>& channels)
{
    if (channels.size() == m_channels.size()
        && std::equal(channels.begin(), channels.end(), m_channels.begin(), sameLook))
        return;
    const auto clipped = [](const std::vector<MeterChannel>& all) {
        return std::any_of(all.begin(), all.end(), [](const MeterChannel& c) { return c.clipped; });
    };
    const bool news = clipped(channels) != clipped(m_channels) || channels.empty() != m_channels.empty();
    m_channels = channels;
    if (news || !m_described.isValid() || m_described.elapsed() >= kDescribeEachMs)
        describe();
    update();
}

void LevelMeter::setMuted(bool muted)
{
    if (muted == m_muted)
        return;
    m_muted = muted;
    describe();
    update();
}

void LevelMeter::describe()
{
    m_described.start();
    if (m_channels.empty()) {
        setAccessibleDescription(tr("no sound"));
        setToolTip(tr("No sound"));
        return;
    }
    double peak = kFloorDb;
    double rms = kFloorDb;
    bool clipped = false;
    for (const MeterChannel& c : m_channels) {
        peak = std::max(peak, c.peakDb);
        rms = std::max(rms, c.rmsDb);
        clipped = clipped || c.clipped;
    }
    QString text = peak <= kFloorDb
        ? tr("silence, below %1 dB").arg(format::number(kFloorDb))
        : tr("peak %1 dB, average %2 dB").arg(format::number(peak), format::number(std::max(rms, kFloorDb)));
    if (clipped)
        text += tr(", too loud: clipped");
    if (m_muted)
        text += tr(", muted");
    setAccessibleDescription(text);
    setToolTip(text);
}

void LevelMeter::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    const int bars = std::max(1, static_cast<int>(m_channels.size()));
    const int gap = bars > 1 ? kGap : 0;
    const double barHeight = static_cast<double>(height() - gap * (bars - 1)) / bars;
    const double barWidth = width() - kLampWidth - kGap;
    const auto x = [barWidth](double db) { return share(db) * barWidth; };
    for (int i = 0; i < bars; ++i) {
        const QRectF trough(0, i * (barHeight + gap), barWidth, barHeight);
        const QRectF lamp(barWidth + kGap, trough.y(), kLampWidth, barHeight);
        painter.fillRect(trough, t.trough);
        if (m_channels.empty()) {
            painter.fillRect(lamp, t.trough);
            continue;
        }
        const MeterChannel& c = m_channels[static_cast<std::size_t>(i)];
        const auto part = [&](double fromDb, double toDb, const QColor& color) {
            if (toDb > fromDb)
                painter.fillRect(
                    QRectF(x(fromDb), trough.y(), x(toDb) - x(fromDb), barHeight), m_muted ? t.edge : color);
        };
        const auto parts = [&](double upTo, int darker) {
            part(kFloorDb, std::min(upTo, kYellowDb), t.meterLow.darker(darker));
            part(kYellowDb, std::min(upTo, kRedDb), t.meterMid.darker(darker));
            part(kRedDb, upTo, t.meterHigh.darker(darker));
        };
        parts(c.peakDb, 100);
        parts(c.rmsDb, 125);
        if (c.holdDb > kFloorDb)
            painter.fillRect(QRectF(x(c.holdDb) - 1, trough.y(), 2, barHeight), t.text);
        painter.fillRect(lamp, c.clipped ? t.meterHigh : t.trough);
    }
    const auto clipped = [](const MeterChannel& c) { return c.clipped; };
    if (std::any_of(m_channels.begin(), m_channels.end(), clipped)) {
        const int middle = static_cast<int>(barWidth) + kGap + kLampWidth / 2 - 1;
        painter.fillRect(QRect(middle, 2, 2, height() - 7), t.onDanger);
        painter.fillRect(QRect(middle, height() - 4, 2, 2), t.onDanger);
    }
    for (const double tick : {kYellowDb, kRedDb})
        painter.fillRect(QRectF(x(tick), 0, 1, height()), t.card);
}

} // namespace sluice
