// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/CameraPatience.h"

#include <algorithm>
#include <utility>

namespace sluice {

void CameraPatience::opened(TimePoint now)
{
    start(now, kFirstFrame, 0);
}

void CameraPatience::start(TimePoint now, Duration patience, std::int64_t damaged)
{
    m_silentAt = m_manyAt = now + patience;
    m_uselessAt = now + kDamaged;
    m_damaged = m_damagedBefore = damaged;
}

CameraPatience::Verdict CameraPatience::look(TimePoint now, bool picture, std::int64_t damaged)
{
    if (picture)
        start(now, kSilence, damaged);
    else if (std::exchange(m_damaged, damaged) != damaged)
        m_silentAt = std::max(m_silentAt, now + kSilence);
    const bool many = damaged - m_damagedBefore >= kMany && now > m_manyAt;
    if (many || (damaged > m_damagedBefore && now > m_uselessAt))
        return Verdict::OnlyDamaged;
    return now > m_silentAt ? Verdict::Silent : Verdict::GoesOn;
}

} // namespace sluice
