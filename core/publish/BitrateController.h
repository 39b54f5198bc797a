// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

#include "core/base/Time.h"

namespace sluice {

// Decides which video bitrate one destination's network carries, as OBS does it: what waits to be sent for longer
// than kCongestedQueue, or a write that waits for longer than kBlockedWrite, is congestion, and the bitrate is
// lowered to what really leaves; when calm it rises again by a tenth of the chosen one every kRaiseEach, up to the
// chosen one. Beyond what the network is known to carry it tries again only after a while, that doubles each time it
// was wrong: each try costs viewers delay. Pure: readings and the time in, a decision out; one thread.
//
// Several destinations have one encoder and one controller each; combined() is what the encoder gets: the most that
// any of them carries. A slow destination must not make the picture worse for the viewers of the others. It gets
// what its queue lets through (keyframes and sound first) until it carries the stream again; only when every
// destination is too slow, as on an uplink that is too slow for all, does the bitrate fall.
class BitrateController {
public:
    static constexpr Duration kCongestedQueue = milliseconds(200); // OBS
    static constexpr Duration kBlockedWrite = milliseconds(50);
    static constexpr Duration kRaiseEach = seconds(4); // OBS
    static constexpr double kRaiseShare = 0.1; // of the chosen bitrate; OBS
    static constexpr int kFloorKbps = 500; // or kFloorShare of the chosen bitrate, whichever is more
    static constexpr double kFloorShare = 0.2;
    static constexpr int kStepKbps = 100; // lowered bitrates are rounded down to it
    // Of what the network carries, so much is used at most while congested, and less the more has piled up: what
    // waits is to have left in kDrain.
    static constexpr double kUsedShare = 0.9;
    static constexpr double kLeastShare = 0.5;
    static constexpr Duration kDrain = seconds(2);
    // Between two lowerings: the first figure of what is carried is the roughest.
    static constexpr Duration kSettle = milliseconds(500);
    // How long what was carried counts as known; after the n-th try that failed twice as long, up to the second.
    static constexpr Duration kFirstPatience = seconds(8);
    static constexpr Duration kLongestPatience = seconds(12);

    struct Config {
        int chosenKbps = 2500; // video
        int besideKbps = 140; // what is sent beside the picture and never lowered: sound, container
    };
    struct Reading {
        Duration queued{}; // newest queued DTS − oldest
        Duration blocked{}; // the longest write since the last reading, also one that still waits
        std::optional<double> carriedKbps; // CarriedRate
    };
    struct Change {
        bool lowered = false;
        int fromKbps = 0;
        int toKbps = 0;
        std::optional<double> carriedKbps; // everything together, not only the picture
    };

    BitrateController(Config config, TimePoint now);

    std::optional<Change> look(TimePoint now, const Reading& reading);
    // A new connection starts with what the network carried before, not with the chosen bitrate.
    void reconnected(TimePoint now);

    int kbps() const { return m_kbps; }
    int chosenKbps() const { return m_config.chosenKbps; }
    int floorKbps() const;
    // What the network carried when it was last congested, everything together. Empty: it never was, or it has since
    // carried more.
    std::optional<double> carriedKbps() const { return m_carried; }
    bool congested(TimePoint now) const; // within the last second

    // The encoder's bitrate from those of the destinations that are live; nothing live: `otherwise`.
    static int combined(std::span<const int> kbps, int otherwise);

private:
    std::optional<Change> lower(TimePoint now, const Reading& reading);
    std::optional<Change> raise(TimePoint now);
    Change change(TimePoint now, int kbps);

    const Config m_config;
    int m_kbps;
    TimePoint m_changedAt;
    TimePoint m_calmSince;
    std::optional<TimePoint> m_congestedAt;
    std::optional<double> m_carried;
    TimePoint m_carriedAt;
    Duration m_patience = kFirstPatience;
    std::optional<int> m_beforeRaise; // where it goes back to when the raise was too much
    bool m_beyond = false; // the last raise went beyond what is known to be carried
};

} // namespace sluice
