// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/StandingDelay.h"

#include <algorithm>

namespace sluice {

void StandingDelay::clear()
{
    *this = {};
}

Duration StandingDelay::ours(TimePoint now, const Reading& reading)
{
    const Duration delay = reading.delay;
    const Duration way = std::max(Duration::zero(), delay - reading.here); // at most
    m_delay = delay;
    m_way = std::min(m_way, way);
    if (m_trial && (delay > m_trial->most || reading.full)) { // the encoder takes its time to send less
        m_trial->most = delay;
        m_trial->mostAt = now;
    }
    if (m_trial && now - m_trial->mostAt >= kTrial) {
        if (m_trial->most - delay < kLeastShrunk)
            m_way = way;
        m_trial.reset();
    }
    return delay - m_way;
}

void StandingDelay::lowered(TimePoint now)
{
    if (!m_trial || m_delay > m_trial->from + kChance) // it still grew: that is what has to shrink
        m_trial = Trial{m_delay, m_delay, now};
}

} // namespace sluice
