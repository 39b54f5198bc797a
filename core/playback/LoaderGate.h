// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/Time.h"
#include "core/media/BufferSettings.h"

namespace sluice {

// Whether the loader may go on or holds, with hysteresis, so that a connection is used in long runs. Pure.
//   - At the target it holds, and fills again below the refill line: what the settings say, else two thirds of the
//     target for a file, and at once below the target on live HLS, where a segment is hysteresis enough.
//   - A pushed stream is never held by time: it would only pile up at the sender.
//   - At the byte cap everything holds, and fills again below 90 % of it.
class LoaderGate {
public:
    // Returns whether it changed its mind.
    bool update(const BufferSettings& settings, BufferSource source, Duration level, std::int64_t bytes);

    bool holds() const { return m_holds; }
    // It holds because of the cap: no more will come until something was played.
    bool heldByCap() const { return m_heldByCap; }

private:
    bool m_holds = false;
    bool m_heldByCap = false;
};

} // namespace sluice
