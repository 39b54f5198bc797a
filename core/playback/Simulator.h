// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/link/ArrivalTrace.h"
#include "core/media/BufferSettings.h"
#include "core/metrics/Timeline.h"
#include "core/metrics/WatchState.h"

namespace sluice {

// What a session would have been like under other buffer settings.
struct Simulation {
    struct Stall {
        Duration at{}; // since open
        Duration length{}; // one that still ran at the end counts up to there
        bool operator==(const Stall&) const = default;
    };
    bool played = false;
    Duration startDelay{}; // open → playing; zero when it never played
    std::vector<Stall> stalls;
    Duration length{}; // open → end of the trace, or of the media
    Duration playedMedia{};
    std::uint32_t trims = 0;
    Duration offRate{}; // time played at another rate than 1
    // How far behind the sender, as the level while playing: mean and 95th percentile.
    Duration latencyMean{};
    Duration latencyP95{};
    BufferSettings settings; // as they were resolved
    bool estimate = false; // pulled media: see Simulator
    std::vector<TimelineSample> timeline; // ten a second, where asked for

    Duration stallTime() const;
};

// Replays recorded arrivals through the same PlaybackBuffer, BufferController and LatencyController that play, in the
// time of the trace, with a model of the outputs. No thread and no clock; an hour of video and sound takes about a
// second. The same trace and settings always give the same result.
//
// Exact for pushed streams (RTMP, RTSP …): what arrived would have arrived at the same time under any settings, and the
// player decides by when packets arrived and blocks of sound were asked for, never by when a thread looked (AudioOutput,
// BufferController::Inputs::resumeSince). Replayed under its own settings a session of real threads begins its stalls
// within microseconds of where they were; sound that is resampled to the device's rate is heard 0.4 ms later than the
// model has it, and speech played at another speed lasts a millisecond more or less. For pulled streams it is an
// estimate, and says so: a loader that holds at another level asks at other times, so that the network's time is taken
// to pass only while something is loaded. A live playlist's segments come when the sender has made them; they are
// replayed as they came.
//
// Pauses of the viewer are replayed where they were. A seek inside a trace ends the simulation there: what came after
// it answers another question.
class Simulator {
public:
    static constexpr Duration kLook = milliseconds(10); // as WatchPipeline does
    static constexpr Duration kLongest
        = std::chrono::hours(24); // own bound; a longer trace is simulated up to here

    struct Config {
        BufferResolver resolve;
        bool timeline = false;
    };

    // Errors: what `resolve` says; BadArgument for a trace without a packet; Cancelled.
    static Result<Simulation> run(const ArrivalData& arrivals, const Config& config, const StopToken& stop);

    // What kind of source the trace is of, as its facts say.
    static BufferContext contextOf(const ArrivalData& arrivals);
    // The stalls that the player itself had in this trace, by its recorded states.
    static std::vector<Simulation::Stall> recordedStalls(const ArrivalData& arrivals);
};

} // namespace sluice
