// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/RestartPolicy.h"

#include <array>

namespace sluice {

namespace {

// The first restart is at once: viewers wait. Later ones leave the machine time to recover.
constexpr std::array kDelays = {milliseconds(0), milliseconds(200), milliseconds(500), milliseconds(1000)};
static_assert(kDelays.size() == RestartPolicy::kMaxEnds - 1);

} // namespace

std::optional<Duration> RestartPolicy::ended(TimePoint now)
{
    while (!m_ends.empty() && now - m_ends.front() > kWindow)
        m_ends.pop_front();
    m_ends.push_back(now);
    if (endsInWindow() >= kMaxEnds)
        return std::nullopt;
    return kDelays[m_ends.size() - 1];
}

} // namespace sluice
