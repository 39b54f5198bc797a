// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/BitrateController.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sluice {

BitrateController::BitrateController(Config config, TimePoint now)
    : m_config(config)
    , m_kbps(config.chosenKbps)
    , m_changedAt(now)
    , m_calmSince(now)
{ }

int BitrateController::floorKbps() const
{
    const int share = static_cast<int>(std::lround(kFloorShare * m_config.chosenKbps));
    return std::min(m_config.chosenKbps, std::max(kFloorKbps, share));
}

bool BitrateController::congested(TimePoint now) const
{
    return m_congestedAt && now - *m_congestedAt <= seconds(1);
}

std::optional<BitrateController::Change> BitrateController::look(TimePoint now, const Reading& reading)
{
    if (reading.queued <= kCongestedQueue && reading.blocked <= kBlockedWrite)
        return raise(now);
    m_congestedAt = now;
    m_calmSince = now;
    return lower(now, reading);
}

std::optional<BitrateController::Change> BitrateController::lower(TimePoint now, const Reading& reading)
{
    int wanted = m_kbps;
    if (reading.carriedKbps) {
        const double share
            = std::clamp(1.0 - toSeconds(reading.queued) / toSeconds(kDrain), kLeastShare, kUsedShare);
        const double used = *reading.carriedKbps * share - m_config.besideKbps;
        wanted = std::max(0, static_cast<int>(used)) / kStepKbps * kStepKbps;
    }
    const bool tryFailed = m_beforeRaise && now - m_changedAt < 2 * kRaiseEach;
    if (tryFailed)
        wanted = std::min(wanted, *m_beforeRaise);
    wanted = std::max(wanted, floorKbps());
    const bool settled = now - m_changedAt >= kSettle || m_kbps == m_config.chosenKbps;
    if (wanted >= m_kbps || !(settled || tryFailed)) {
        if (reading.carriedKbps && m_carried) // it goes on being slow
            m_carriedAt = now;
        return std::nullopt;
    }
    if (tryFailed)
        m_patience = std::min(m_patience * 2, kLongestPatience);
    m_beforeRaise.reset();
    m_beyond = false;
    m_carried = reading.carriedKbps ? reading.carriedKbps : m_carried;
    m_carriedAt = now;
    return change(now, wanted);
}

std::optional<BitrateController::Change> BitrateController::raise(TimePoint now)
{
    if (now - std::max(m_changedAt, m_calmSince) < kRaiseEach)
        return std::nullopt;
    if (std::exchange(m_beyond, false)) { // the network carries more than was known
        m_carried.reset();
        m_patience = kFirstPatience;
    }
    if (m_kbps >= m_config.chosenKbps)
        return std::nullopt;
    const int step = std::max(1, static_cast<int>(std::lround(kRaiseShare * m_config.chosenKbps)));
    const int wanted = std::min(m_config.chosenKbps, m_kbps + step);
    if (m_carried && wanted + m_config.besideKbps > kUsedShare * *m_carried) {
        if (now - m_carriedAt < m_patience)
            return std::nullopt;
        m_beyond = true;
    }
    m_beforeRaise = m_kbps;
    return change(now, wanted);
}

BitrateController::Change BitrateController::change(TimePoint now, int kbps)
{
    const Change made{kbps < m_kbps, m_kbps, kbps, m_carried};
    m_kbps = kbps;
    m_changedAt = now;
    return made;
}

void BitrateController::reconnected(TimePoint now)
{
    if (m_carried) {
        const int known = static_cast<int>(*m_carried * kUsedShare) - m_config.besideKbps;
        m_kbps = std::clamp(known / kStepKbps * kStepKbps, floorKbps(), m_kbps);
    }
    m_beforeRaise.reset();
    m_beyond = false;
    m_carriedAt = now;
    m_changedAt = now;
    m_calmSince = now;
    m_congestedAt.reset();
}

int BitrateController::combined(std::span<const int> kbps, int otherwise)
{
    const auto most = std::ranges::max_element(kbps);
    return most == kbps.end() ? otherwise : *most;
}

} // namespace sluice
