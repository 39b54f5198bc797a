// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/PacedRenderer.h"

#include <algorithm>
#include <utility>

namespace sluice {

PacedRenderer::PacedRenderer(Clock& clock, AudioFormat format, AudioRenderer& renderer, Consumer consumer)
    : m_clock(clock)
    , m_format(format)
    , m_renderer(renderer)
    , m_consumer(std::move(consumer))
    , m_start(clock.now())
    , m_block(static_cast<std::size_t>(format.framesIn(kBlock) * format.channels))
    , m_runner(*this, clock, "sound-out")
{ }

PacedRenderer::~PacedRenderer()
{
    m_runner.requestStop();
    m_runner.join();
}

void PacedRenderer::start()
{
    m_runner.start();
}

Step PacedRenderer::step(const StopToken&)
{
    const TimePoint due = m_start + m_format.durationOf(m_frames);
    const TimePoint now = m_clock.now();
    if (now < due + kFetchedAfter)
        return Step::until(due + kFetchedAfter);
    const Duration late = now - due - kFetchedAfter;
    if (late > kAtOnce && !std::exchange(m_catchesUp, true))
        return Step::until(now + kGrace);
    m_catchesUp = m_catchesUp && late > kBlock;
    std::fill(m_block.begin(), m_block.end(), 0.0F);
    const bool asks = late <= kPatience;
    if (asks)
        m_renderer.render(m_block, due + kLatency, due);
    m_consumer(m_block);
    m_frames += m_format.framesIn(kBlock);
    return m_catchesUp && asks ? Step::until(now + kCatchUp) : Step::again();
}

} // namespace sluice
