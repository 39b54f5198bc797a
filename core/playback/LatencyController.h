// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/Time.h"
#include "core/media/BufferSettings.h"

namespace sluice {

// Holds a live stream at its distance from the live edge, by playing a little faster or slower (the pitch is kept)
// and, when it is too far behind for that, by cutting. Pure: time and levels in, speed and cuts out; one owner.
//
// Once a second  e = latency − target  (HLS)  or  filtered level − target  (a pushed stream, which has no other
// measure of its own), and  rate = clamp(1 + 0.1·e, rateMin, rateMax).  0.1 per second and 0.97 … 1.03 are Media3's
// defaults; within a dead band of 20 ms (about one frame, own choice) the rate is exactly 1.
//
// The filter: data of a pushed stream comes in bursts (a chunk, a GOP that the server sends at joining), so the
// level is a saw. Its lowest value of the last second is used, because that is what keeps a stall away: a rate that
// follows the mean would eat the trough. It follows a rise one second late and a fall at once.
//
// Faster only when the level is above the target and no stall was in the last 10 s. Slower only after a stall or a
// raised target, until the target is reached: never just to fill up after joining, since that only adds latency.
// Each stall raises the target by 500 ms (Media3's step), on HLS by one target duration at most in sum, else by
// 5 s (own bound); after 60 s without a stall the raise melts by 500 ms a minute, slower than any ear notices.
class LatencyController {
public:
    static constexpr Duration kEvery = seconds(1);
    static constexpr double kRatePerSecond = 0.1;
    static constexpr Duration kDeadBand = milliseconds(20);
    static constexpr Duration kFilterWindow = seconds(1);
    static constexpr Duration kCalmBeforeFaster = seconds(10);
    static constexpr Duration kRaisePerStall = milliseconds(500);
    static constexpr Duration kRaiseAtMost = seconds(5);
    static constexpr Duration kCalmBeforeDecay = seconds(60);
    static constexpr double kDecayPerSecond = 0.5 / 60; // seconds of target per second

    enum class Mode { Normal, Speed, Slow, Trim };

    struct Config {
        BufferSettings settings; // target, start, rateMin, rateMax, trim
        BufferSource source = BufferSource::Pushed; // Vod: the rate is always 1
        Duration targetDuration{}; // HLS
    };

    struct Inputs {
        TimePoint now;
        bool playing = false; // the gate is open; else nothing is decided and the filter starts afresh
        std::optional<TimePoint> since; // … when it was opened; missing: at the first update with it open
        Duration level{};
        std::optional<Duration> latency; // HLS: behind the live edge; missing: the level is used
        std::uint32_t stalls = 0; // so far
    };

    struct Decisions {
        double rate = 1.0;
        Mode mode = Mode::Normal;
        Duration target{}; // in force: with what stalls added and what the viewer stays behind
        std::optional<Duration> error; // e of the last evaluation
        // Said once: cut so much media out. The cut is made at a keyframe, so that less may go; where nothing could
        // be cut the same is asked again a second later.
        std::optional<Duration> trim;
        // The cut is longer than what is stored: load anew at the live edge instead.
        bool beyondBuffer = false;
    };

    explicit LatencyController(const Config& config) : m_config(config) { }

    Decisions update(const Inputs& in);

    // A new target acts at once: a higher one is filled up by playing slower, a lower one is reached by playing
    // faster, then by cutting. What stalls have added stays. Before playing nothing is filled up.
    void setSettings(const BufferSettings& settings);
    // The kind of source and the target duration are known only once it is open.
    void setSource(BufferSource source, Duration targetDuration);
    // The viewer's one click: the next update while playing cuts down to the target, whatever the limit.
    void goToLive();
    // After a pause, by setting: stay as far behind as playing is at the next update; goToLive() ends it.
    void stayBehind();
    // A new connection, a seek: forget the filter, not what stalls have taught.
    void restart();

    Duration raised() const { return fromSeconds(m_raise); } // what stalls have added
    Duration target() const { return m_config.settings.target + raised() + m_behind; }
    static std::string_view modeName(Mode mode); // "normal", "speed", "slow", "trim"

private:
    void learnFromStalls(const Inputs& in);
    void decay(TimePoint now);
    void filter(const Inputs& in);
    void evaluate(const Inputs& in, Decisions& out);
    void askForCut(const Inputs& in, Duration e, Decisions& out) const;
    double rateFor(const Inputs& in, Duration e);

    Config m_config;
    std::deque<std::pair<TimePoint, Duration>>
        m_lows; // rising levels of the last second: front is the lowest
    std::optional<TimePoint> m_playingSince;
    std::optional<TimePoint> m_evaluatedAt;
    std::optional<TimePoint> m_stalledAt;
    TimePoint m_decayedAt; // the raise has melted up to here; ahead of now: it does not yet
    std::uint32_t m_stalls = 0;
    double m_raise = 0; // seconds
    Duration m_behind{};
    double m_rate = 1.0;
    std::optional<Duration> m_error;
    bool m_played = false;
    bool m_maySlow = false;
    bool m_goToLive = false;
    bool m_stayBehind = false;
    bool m_settingsChanged = false; // while playing: looked at before the second is over
};

} // namespace sluice
