// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/FrozenClock.h"

#include <algorithm>

namespace sluice {

FrozenClock::Remedy FrozenClock::look(TimePoint now, TimePoint movedAt, bool dataThere)
{
    if (m_triedAt && now - *m_triedAt >= kForgotten)
        m_tried = 0;
    if (!dataThere || now < due(movedAt))
        return Remedy::None;
    m_triedAt = now;
    ++m_tried;
    if (m_tried <= kSkips)
        return Remedy::Skip;
    return m_tried == kSkips + 1 ? Remedy::Flush : Remedy::GiveUp;
}

TimePoint FrozenClock::due(TimePoint movedAt) const
{
    return std::max(movedAt, m_triedAt.value_or(movedAt)) + kPatience;
}

} // namespace sluice
