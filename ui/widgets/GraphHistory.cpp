// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphHistory.h"

namespace sluice {

void GraphHistory::add(const std::vector<GraphSample>& samples)
{
    for (const GraphSample& sample : samples)
        take(sample);
    if (!m_samples.empty())
        forgetOld();
}

void GraphHistory::clear()
{
    *this = GraphHistory(m_keep);
}

void GraphHistory::take(const GraphSample& sample)
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

void GraphHistory::forgetOld()
{
    const Duration oldest = m_samples.back().at - m_keep;
    while (m_samples.size() > 1 && m_samples[1].at < oldest)
        m_samples.pop_front();
    std::erase_if(m_stalls, [oldest](const GraphStall& s) { return !s.running && s.to < oldest; });
}

} // namespace sluice
