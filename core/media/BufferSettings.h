// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "core/base/Result.h"
#include "core/base/Time.h"

namespace sluice {

inline constexpr std::int64_t kBytesPerMib = 1 << 20;

// How much media stands between the reader and the picture. All times are media time, divided by the playback rate;
// bytes are only a safety cap. A plain value: engines get one and never ask where it came from.
//
// The rules, which check() holds:   0 < low < start ≤ resume ≤ 0.8 · target
struct BufferSettings {
    // Below it the viewer is warned and the graph marks it; nothing else happens.
    Duration low = milliseconds(250);
    // PRIMING ends at this level.
    Duration start = milliseconds(500);
    // REBUFFERING ends at this level.
    Duration resume = milliseconds(800);
    // The level that is held: by loading no further (files, HLS) or by playing slightly faster or slower (live).
    // On live HLS it is the latency behind the live edge.
    Duration target = seconds(1);
    // A loader that stopped at the target or the cap goes on below this level. Zero: the source has its own rhythm
    // (the next HLS segment or part; a pushed stream cannot be held at all).
    Duration refill{};

    // Coded bytes kept ahead of the playhead. Where it holds less than the target at the present bitrate, it binds.
    // 32 MiB live, 150 MiB for files (mpv's default).
    std::int64_t capBytes = 32 * kBytesPerMib;
    // Coded bytes kept behind the playhead to seek back in. 0 live, 50 MiB for files (mpv's default).
    std::int64_t keepBehindBytes = 0;

    // How far live playing may leave normal speed to hold the target (Media3's defaults). 0.8 … 1 and 1 … 1.25.
    double rateMin = 0.97;
    double rateMax = 1.03;
    // Live further behind the target than this is cut, not caught up. Zero: never.
    Duration trim = seconds(12);
    // Live, after a pause: what was sent meanwhile is skipped. Otherwise playing goes on where it was left.
    bool liveAfterPause = false;

    // Config error that names the first rule broken. Never changes a value.
    Result<void> check() const;

    // 0.8 · target, the highest level to resume at; exact and without overflow.
    static constexpr Duration highestResume(Duration target) { return target / 5 * 4 + target % 5 * 4 / 5; }

    bool operator==(const BufferSettings&) const = default;
};

// What kind of source fills the buffer: it decides what the profiles mean.
enum class BufferSource {
    Vod, // a file, progressive HTTP, HLS with ENDLIST: it can be loaded ahead
    HlsLive,
    LlHls,
    Pushed, // RTMP, RTSP, radio …: the sender sets the pace
};

// What is known of a source once it is open. Times that the source does not tell stay zero.
struct BufferContext {
    BufferSource source = BufferSource::Pushed;
    Duration targetDuration{}; // HLS: EXT-X-TARGETDURATION
    Duration holdBack{}; // HLS: HOLD-BACK; zero: three target durations, as RFC 8216 says
    Duration partHoldBack{}; // LL-HLS: PART-HOLD-BACK; zero: the hold-back
    Duration window{}; // live HLS: the playlist's length
    Duration deviceLatency{}; // what the sound device holds
};

// How an engine asks for its settings when the source is open, and again whenever the context changes (a playlist
// that changes its hold-back). Called on the engine's thread: it must not block and must own what it captures.
using BufferResolver = std::function<Result<BufferSettings>(const BufferContext&)>;

} // namespace sluice
