// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/LoaderGate.h"

#include <utility>

#include "core/playback/PlaybackBuffer.h"

namespace sluice {

bool LoaderGate::update(
    const BufferSettings& settings, BufferSource source, Duration level, std::int64_t bytes)
{
    const auto refillBytes = PlaybackBuffer::kCapRefill * static_cast<double>(settings.capBytes);
    if (bytes >= settings.capBytes)
        m_heldByCap = true;
    else if (static_cast<double>(bytes) < refillBytes)
        m_heldByCap = false;

    const Duration usual = source == BufferSource::Vod ? settings.target * 2 / 3 : settings.target;
    const Duration refill = settings.refill > Duration::zero() ? settings.refill : usual;
    const bool full = source != BufferSource::Pushed && level >= (m_holds ? refill : settings.target);
    return std::exchange(m_holds, m_heldByCap || full) != m_holds;
}

} // namespace sluice
