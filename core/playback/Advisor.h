// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/base/Sentence.h"
#include "core/playback/Simulator.h"

namespace sluice {

// What other start levels would have given a session, and one sentence about it. Replays the trace once per level (see
// Simulator for what is exact and what is an estimate).
struct Advice {
    // One start level and what follows from it. `resume` and `target` keep the proportions of the pushed profiles where
    // the present ones would be too low: resume = 1.6 · start, target = 2 · start.
    struct Point {
        BufferSettings settings;
        bool played = false;
        Duration startDelay{};
        std::size_t stalls = 0;
        Duration stallTime{};
        Duration latency{}; // mean level while playing
    };
    enum class Verdict {
        Fits, // no stall, and nothing is gained by starting sooner
        StartSooner, // no stall, and a lower start level would have had none either
        StartLater, // a higher start level would have avoided them all
        StartMuchLater, // none avoids them all; the one named has fewer or shorter ones
        Hopeless, // no start level changes much: the stream came too slowly, or was gone for too long
        NeverPlayed, // under the present settings
    };

    Simulation present; // under the settings asked about
    std::vector<Point> points; // rising start level; the present one is among them
    std::size_t presentIndex = 0; // into points
    std::size_t bestIndex = 0; // the one the sentence is about
    Verdict verdict = Verdict::Fits;
    bool estimate = false;
    Sentence sentence; // English, context "core"
};

class Advisor {
public:
    // A start delay that is shorter by less is not worth a word (own choice: under what a viewer feels).
    static constexpr Duration kWorthSaying = milliseconds(100);

    // `resolve`: the settings asked about. `timeline`: of Advice::present. Errors: as Simulator::run().
    static Result<Advice> advise(
        const ArrivalData& arrivals, const BufferResolver& resolve, bool timeline, const StopToken& stop);

    // The present settings with another start level.
    static BufferSettings withStart(const BufferSettings& present, BufferSource source, Duration start);
};

} // namespace sluice
