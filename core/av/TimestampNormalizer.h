// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/base/Time.h"

namespace sluice {

// Turns the time stamps of a source into media time that only rises, over all its streams together:
//   - a counter that wraps (FLV: 32 bits of milliseconds, 49.7 days; with senders that keep only 31 bits, 24.8 days)
//     goes on silently;
//   - a jump (a restarted sender) is closed and reported, and every stream moves by the same amount, so that sound
//     and picture stay together;
//   - missing stamps are filled in, and so are those that no clock can have written.
// Pure; one thread.
class TimestampNormalizer {
public:
    // Keep: a file's own times are true, however far apart (slides, edits). Rebase: live.
    enum class Jumps { Keep, Rebase };

    static constexpr Duration kForwardJump
        = seconds(10); // our choice: longer than any pause of a live sender
    static constexpr Duration kBackwardJump = seconds(1); // our choice: less is bad interleaving
    // What lies beyond is damage, and is as good as missing; so no sum can overflow. All our choice.
    static constexpr Duration kFarthest = std::chrono::years(300); // NTP's clock begins in 1900
    static constexpr Duration kLongest = std::chrono::hours(24); // that one packet lasts
    static constexpr Duration kMostReorder
        = std::chrono::minutes(1); // PTS less DTS: 16 pictures of some seconds

    // Packets of a stream that may have a PTS alone at its beginning, as Matroska's do: it says nothing of the DTS then.
    static constexpr int kMostUndated = 16; // H.264's and HEVC's longest reordering

    struct Stamps {
        std::optional<Duration> pts;
        std::optional<Duration> dts;
        Duration duration{}; // zero: unknown
        Duration wrapAfter{}; // period of the container's counter; zero: never wraps
    };
    struct Normal {
        MediaTime pts;
        MediaTime dts; // never less than the one before in this stream
        Duration duration{}; // as given, else the step from the packet before, else zero
        bool discontinuity = false;
    };

    explicit TimestampNormalizer(Jumps jumps) : m_jumps(jumps) { }
    void setJumps(Jumps jumps) { m_jumps = jumps; }

    Normal next(std::size_t stream, const Stamps& given);
    // After a seek: whatever comes next is right.
    void restart();
    // The source begins again with its own time stamp `first`; its media time goes on behind everything so far.
    void loop(Duration first);

private:
    struct Track {
        bool seen = false;
        Duration raw{}; // last one, unwrapped, before the offset
        Duration out{}; // last one given
        Duration step{}; // between the last two
        Duration offset{};
        int undated = 0; // packets without DTS since the beginning
    };

    Duration unwrapped(Duration raw, Duration period, const Track& track) const;
    bool continues(Duration out, const Track& track) const;
    void chooseOffset(Duration raw, Duration period, Track& track, Normal& normal);

    Jumps m_jumps;
    std::vector<Track> m_tracks;
    bool m_any = false;
    Duration m_raw{}; // the last of any stream, unwrapped
    Duration m_out{}; // the highest given
    Duration m_end{}; // the highest end given
    Duration m_offset{}; // of the newest jump
};

} // namespace sluice
