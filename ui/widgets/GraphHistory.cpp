// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphHistory.h"

#include <algorithm>

namespace sluice {

void GraphHistory::Peaks::raise(const Peaks& other)
{
    level = std::max(level, other.level);
    rate = std::max(rate, other.rate);
    playing = std::max(playing, other.playing);
}

void GraphHistory::add(const std::vector<GraphSample>& samples)
{
    for (const GraphSample& sample : samples)
        take(sample);
    forgetOld();
}

void GraphHistory::addMark(const GraphMark& mark)
{
    if (m_marks.size() >= kMostMarks)
        m_marks.erase(m_marks.begin(), m_marks.begin() + kMostMarks / 2);
    m_marks.insert(std::ranges::upper_bound(m_marks, mark.at, {}, &GraphMark::at), mark);
}

void GraphHistory::clear()
{
    *this = GraphHistory(m_most);
}

void GraphHistory::take(const GraphSample& sample)
{
    if (!m_samples.empty() && sample.at <= m_samples.back().at)
        return;
    const bool ran = !m_stalls.empty() && m_stalls.back().running;
    if (sample.stalled && !ran)
        m_stalls.push_back({++m_stallCount, sample.at, sample.at, true, sample.why, sample.cause});
    if (ran || sample.stalled) {
        m_stalls.back().to = sample.at;
        m_stalls.back().running = sample.stalled;
        if (sample.stalled && sample.why != m_stalls.back().why)
            ++m_revision;
        if (sample.stalled) {
            m_stalls.back().why = sample.why;
            m_stalls.back().cause = sample.cause;
        }
    }
    if (sample.stalled)
        m_causes[static_cast<std::size_t>(sample.why)] = sample.cause;
    m_sawOffer |= sample.offered >= 0;
    if (m_samples.size() % kBlock == 0)
        m_blocks.push_back({});
    m_blocks.back().raise(peaksOf(sample));
    m_samples.push_back(sample);
}

// Block by block, so that the blocks stay in step with the samples.
void GraphHistory::forgetOld()
{
    while (m_samples.size() > m_most + kBlock) {
        m_samples.erase(m_samples.begin(), m_samples.begin() + kBlock);
        m_blocks.pop_front();
        const Duration oldest = m_samples.front().at;
        std::erase_if(m_stalls, [oldest](const GraphStall& s) { return !s.running && s.to < oldest; });
    }
}

std::size_t GraphHistory::indexAt(Duration at) const
{
    const auto found = std::ranges::lower_bound(m_samples, at, {}, &GraphSample::at);
    return static_cast<std::size_t>(found - m_samples.begin());
}

const GraphSample& GraphHistory::nearest(Duration at) const
{
    const std::size_t index = indexAt(at);
    if (index == 0)
        return m_samples.front();
    if (index == m_samples.size())
        return m_samples.back();
    const GraphSample& before = m_samples[index - 1];
    const GraphSample& after = m_samples[index];
    return at - before.at < after.at - at ? before : after;
}

std::size_t GraphHistory::firstStallAfter(Duration at) const
{
    const auto found = std::ranges::upper_bound(m_stalls, at, {}, &GraphStall::to);
    return static_cast<std::size_t>(found - m_stalls.begin());
}

std::size_t GraphHistory::firstMarkAt(Duration at) const
{
    return static_cast<std::size_t>(
        std::ranges::lower_bound(m_marks, at, {}, &GraphMark::at) - m_marks.begin());
}

GraphHistory::Peaks GraphHistory::peaksOf(const GraphSample& s)
{
    return {std::max(s.level, s.target * 4 / 3), std::max(s.arriving, s.playing), s.playing};
}

GraphHistory::Peaks GraphHistory::peaks(Duration from, Duration to) const
{
    Peaks highest;
    std::size_t i = indexAt(from);
    const std::size_t end = indexAt(to + Duration(1));
    while (i < end) {
        if (i % kBlock == 0 && i + kBlock <= end) {
            highest.raise(m_blocks[i / kBlock]);
            i += kBlock;
        } else {
            highest.raise(peaksOf(m_samples[i]));
            ++i;
        }
    }
    return highest;
}

} // namespace sluice
