// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QImage>

#include "core/media/BufferSettings.h"
#include "ui/widgets/BufferGraph.h"

// What a graph is fed with, and how two pictures of it are compared.
namespace sluice::samples {

inline GraphSample sample(int ms, double level, bool stalled = false)
{
    GraphSample s;
    s.at = milliseconds(ms);
    s.level = static_cast<float>(level);
    s.arriving = 2.5F;
    s.playing = stalled ? 0.0F : 2.5F;
    s.low = 0.5F;
    s.start = 1.5F;
    s.resume = 2.4F;
    s.target = 3.0F;
    s.state = stalled ? WatchState::Rebuffering : WatchState::Playing;
    s.stalled = stalled;
    s.cause = QStringLiteral("network");
    return s;
}

// A minute of sawtooth after the other, with a dry spell each 20 s.
inline std::vector<GraphSample> sawtooth(int fromMs, int toMs)
{
    std::vector<GraphSample> all;
    for (int ms = fromMs; ms < toMs; ms += 100) {
        const double phase = (ms % 20'000) / 20'000.0;
        all.push_back(sample(ms, 3.0 * (1.0 - phase), phase > 0.9));
    }
    return all;
}

inline int differing(const QImage& a, const QImage& b)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x)
            count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
    }
    return count;
}

// As the presenter asks the session: by the rules of the buffer's settings.
inline BufferGraph::WatermarkCheck rules()
{
    return [](WatermarkBar::Mark mark, Duration value) {
        BufferSettings s;
        s.low = mark == WatermarkBar::Low ? value : Duration(milliseconds(500));
        s.start = mark == WatermarkBar::Start ? value : Duration(milliseconds(1500));
        s.resume = mark == WatermarkBar::Resume ? value : Duration(milliseconds(2400));
        s.target = mark == WatermarkBar::Target ? value : Duration(seconds(3));
        const auto legal = s.check();
        return legal ? QString() : QString::fromStdString(legal.error().message());
    };
}

} // namespace sluice::samples
