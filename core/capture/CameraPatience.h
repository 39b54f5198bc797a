// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/Time.h"

namespace sluice {

// How long a camera may bring no picture before it is given up. Damaged ones are no silence: a slow camera whose cable
// hangs loose for a moment brings none that is whole for seconds, and need not be closed. Nothing but damaged ones for
// long is to be said, though: kMany of them, or for kDamaged. Pure; one thread.
class CameraPatience {
public:
    static constexpr Duration kSilence = seconds(2); // 60 frames at 30 fps, 10 at the slowest usual rate
    static constexpr Duration kFirstFrame = seconds(5); // USB cameras take up to 3 s to find their exposure
    static constexpr std::int64_t kMany
        = 90; // on end: 3 s at 30 fps; not before kSilence or kFirstFrame are over
    static constexpr Duration kDamaged = seconds(10);

    enum class Verdict { GoesOn, Silent, OnlyDamaged };

    void opened(TimePoint now);
    // After each read. `damaged`: how many there were since the opening.
    Verdict look(TimePoint now, bool picture, std::int64_t damaged);

private:
    void start(TimePoint now, Duration patience, std::int64_t damaged);

    TimePoint m_silentAt; // unless something comes, be it damaged
    TimePoint m_manyAt;
    TimePoint m_uselessAt;
    std::int64_t m_damaged = 0;
    std::int64_t m_damagedBefore = 0; // when the last whole one came
};

} // namespace sluice
