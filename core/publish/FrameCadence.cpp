// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/FrameCadence.h"

#include <cmath>

namespace sluice {

std::optional<std::int64_t> FrameCadence::place(TimePoint captured)
{
    if (captured < m_epoch)
        return std::nullopt;
    const double position = toSeconds(captured - m_epoch) * m_rate.value();
    const double ahead = position - static_cast<double>(m_next);
    if (m_started && ahead < -kTolerance)
        return std::nullopt;
    if (!m_started || ahead > kTolerance)
        m_next = std::llround(position);
    m_started = true;
    return m_next++;
}

} // namespace sluice
