// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/av/LoadedSegments.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// Reads one source through libavformat: RTMP(S), RTSP, HLS, HTTP(S), a file, or what a web page declares as its stream
// (see PageLink.h). The one owner of its AVFormatContext;
// one thread calls everything, any thread may request the stop. Every blocking call returns within about 100 ms of
// a stop and by its own deadline.
class Demuxer {
public:
    struct Options {
        std::string url;
        Duration openDeadline = seconds(10); // name look-up, connecting and headers together
        Duration readDeadline = seconds(10); // no byte for this long: ServerSilent
        // A live container that says nothing of a stream it announced (FLV: sound announced, none sent) is given
        // this long before the open goes on without it.
        Duration headerPatience = seconds(1);
        bool loop = false; // a file begins again at its end; time stamps go on rising
        std::string caFile; // trusted certificates (PEM); empty: the system's
        // Live HLS: segments in here are passed over, and what is loaded is noted. To be kept from one connection to
        // the next; may be null.
        std::shared_ptr<LoadedSegments> loaded;
    };

    virtual ~Demuxer() = default;

    // Errors: Cancelled, BadUrl, UnsupportedProtocol, ForbiddenProtocol, HostNotFound, ConnectionRefused,
    // ConnectionTimedOut, NetworkUnreachable, ServerSilent, ServerClosed, NoSuchStream, HttpStatus, NotRtmp,
    // PathRefused, PathProbablyRefused, ServerRefused, RefusedWithoutWords, LoginNeeded, LoginRefused, TlsUntrusted, TlsWrongName, TlsRefused,
    // TlsFailed, FileNotFound, FileUnreadable, NotMedia, NeedsRanges, NoMedia.
    static Result<std::unique_ptr<Demuxer>> open(
        const Options& options, Resolver& resolver, Clock& clock, const Log& log, StopToken stop);

    // Known after open; a stream that first appears later is announced by a packet with newExtradata and makes
    // info() change before read() returns it.
    virtual const MediaInfo& info() const = 0;

    // The next packet of a selected stream (the best video, the best audio), in file order; nothing at the end of
    // the stream. Time stamps are µs, made monotonic across 32-bit wraps; a jump sets `discontinuity`. H.264
    // payloads stay as the container has them (length-prefixed or Annex B; the extradata tells the decoder).
    virtual Result<std::optional<CodedPacket>> read(StopToken stop) = 0;

    // Bytes received so far, container and protocol included. Any thread.
    virtual std::int64_t bytesReceived() const = 0;
    // When the last byte arrived; of HLS, the last byte of a segment. Any thread.
    virtual TimePoint lastByteAt() const = 0;
    // HLS: when the server last answered a request with what was asked for, a playlist included. Any thread.
    virtual std::optional<TimePoint> lastAnswerAt() const = 0;

    // To the last keyframe at or before `to`. Only where info().seekable. Packets afterwards belong to the new place.
    virtual Result<void> seek(MediaTime to, StopToken stop) = 0;
};

} // namespace sluice
