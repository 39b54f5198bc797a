// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "core/media/BufferSettings.h"
#include "tests/unit/playback/Packets.h"
#include "tests/unit/playback/SimulatedPlayer.h"

// Streams on paper, and what an ideal buffer makes of them: arithmetic of its own, with nothing of the player in it.
namespace sluice::testing {

// Delay of a packet that is sent (in media order) at a media time.
using Delay = std::function<Duration(Duration sent)>;

struct Stream {
    Duration length = seconds(30);
    Duration gop = seconds(1);
    bool audio = true;
    bool video = true;
    std::size_t videoBytes = 5000;
    Duration joinAt{}; // the viewer comes at this media time
};

// Real-time arrivals of 25 fps and 20 ms audio packets; order within the connection is kept.
inline std::vector<Arrival> live(const Stream& stream, const Delay& delay)
{
    std::vector<Arrival> arrivals;
    TimePoint last{};
    for (Duration t = stream.joinAt; t < stream.length; t += milliseconds(20)) {
        const TimePoint due = at(0) + (t - stream.joinAt) + delay(t - stream.joinAt);
        last = std::max(last, due);
        const auto pts = MediaTime(t);
        if (stream.video && t % milliseconds(40) == Duration::zero())
            arrivals.push_back({last,
                packet(StreamKind::Video, pts, milliseconds(40), stream.videoBytes,
                    t % stream.gop == Duration::zero())});
        if (stream.audio)
            arrivals.push_back({last, packet(StreamKind::Audio, pts, milliseconds(20), 400, true)});
    }
    return arrivals;
}

// All through a link of so many bytes a second, starting at once.
inline std::vector<Arrival> throttled(std::vector<Arrival> arrivals, double bytesPerSecond)
{
    double free = 0; // when the link is free, s
    for (Arrival& arrival : arrivals) {
        free = std::max(free, toSeconds(arrival.at - at(0)))
            + static_cast<double>(arrival.packet.size) / bytesPerSecond;
        arrival.at = at(0) + fromSeconds(free);
    }
    return arrivals;
}

struct IdealStalls {
    int count = 0;
    Duration time{};
    Duration startup{};
};

// The ideal buffer: plays whenever it may, to the microsecond.
inline IdealStalls ideal(const std::vector<Arrival>& arrivals, const BufferSettings& settings)
{
    IdealStalls result;
    std::optional<MediaTime> video;
    std::optional<MediaTime> audio;
    bool playing = false;
    bool played = false;
    MediaTime playhead{}; // at `since`
    TimePoint since{};
    TimePoint stalledAt{};
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        const auto& [when, packet] = arrivals[i];
        if (!video && !audio)
            playhead = packet.pts;
        const auto end = std::min(video.value_or(playhead), audio.value_or(playhead));
        if (playing && playhead + (when - since) > end) {
            stalledAt = since + (end - playhead);
            playhead = end;
            playing = false;
            ++result.count;
        }
        (packet.kind == StreamKind::Video ? video : audio) = packet.pts + packet.duration;
        const auto newEnd = std::min(video.value_or(playhead), audio.value_or(playhead));
        const bool last = i + 1 == arrivals.size();
        if (!playing && (newEnd - playhead >= (played ? settings.resume : settings.start) || last)) {
            playing = true;
            since = when;
            if (played)
                result.time += when - stalledAt;
            else
                result.startup = when - at(0);
            played = true;
        }
    }
    return result;
}

} // namespace sluice::testing
