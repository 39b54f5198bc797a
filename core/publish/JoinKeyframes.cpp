// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/JoinKeyframes.h"

namespace sluice {

bool JoinKeyframes::forced(bool joined, MediaTime now, std::optional<MediaTime> last, MediaTime next)
{
    constexpr Duration kMinute = seconds(60);
    if (joined && !m_joined)
        m_joined = now;
    if (m_joined && last && *last >= *m_joined) // it came for another reason
        m_joined.reset();
    if (!m_joined)
        return false;
    while (!m_forced.empty() && now - m_forced.front() >= kMinute)
        m_forced.pop_front();
    if (next - now <= kSoonEnough || m_forced.size() >= std::size_t(kPerMinute)) {
        m_joined.reset(); // the next one of the GOP will do
        return false;
    }
    if (last && now - *last < kApart)
        return false;
    m_joined.reset();
    m_forced.push_back(now);
    return true;
}

} // namespace sluice
