// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/SendBuffer.h"
#include "core/base/StopToken.h"
#include "core/media/CodedPacket.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// Writes coded packets into a container: FLV over RTMP(S), or a file. The sole owner of its
// AVFormatContext; one thread calls everything, any thread may request the stop. After any error the object is of
// no more use: throw it away and open another.
class Muxer {
public:
    struct Options {
        std::string url; // rtmp(s)://… or a path (.mkv, .mp4, .flv by its ending)
        std::optional<StreamInfo> video;
        std::optional<StreamInfo> audio;
        Duration openDeadline = seconds(3);
        Duration writeDeadline = seconds(5); // one packet; a peer that takes nothing for so long is gone
        int sendKbps
            = 2600; // what is sent in all: the system's send buffer is made for it, see sendBufferFor()
        // From the first byte on: right where the server is known to raise the chunk size, as nginx does here. With any
        // other that is near it begins when the server says so; the 128 bytes of RTMP's default would each leave alone.
        bool tcpNoDelay = true;
        // A file that is written while it happens: it takes no other file's place (see OutputFile), and of what was
        // written at most kPiece cannot be read after a sudden end. MP4 comes in fragments.
        bool recording = false;
        bool indexFirst = false; // an MP4 whose index is moved to its beginning when it is finished
    };
    static constexpr Duration kPiece = milliseconds(500); // our choice: far below the 2 s that may be lost

    virtual ~Muxer() = default;

    // Connects and writes the header. Errors: Cancelled, BadUrl, HostNotFound, ConnectionRefused,
    // ConnectionTimedOut, NetworkUnreachable, ServerSilent, ServerClosed, KeyRefused, NameInUse, PathRefused,
    // PathProbablyRefused, KeyProbablyRefused, ServerRefused, RefusedWithoutWords, NotRtmp, NoStreamKey, LoginNeeded,
    // LoginRefused, TlsUntrusted, TlsWrongName, TlsRefused, TlsFailed, FileUnwritable.
    static Result<std::unique_ptr<Muxer>> open(
        const Options& options, Resolver& resolver, Clock& clock, const Log& log, StopToken stop);

    // Packets in DTS order over both streams. Errors: Cancelled, ConnectionLost, ServerTakesNothing (deadline),
    // KeyRefused …, by what the server said.
    virtual Result<void> write(const CodedPacket& packet, StopToken stop) = 0;
    // Trailer and a clean close, within `deadline`.
    virtual Result<void> finish(Duration deadline, StopToken stop) = 0;

    // What of it has not arrived yet; nothing: the system does not say, or nothing is sent over a network. The
    // writing thread.
    virtual std::optional<OnTheWay> onTheWay() const = 0;
    virtual std::int64_t bytesSent() const = 0; // any thread
    // The file that is written, which has another name where the wanted one was taken. The writing thread, as the next.
    virtual std::string path() const = 0;
    // Brings what was written to the disk; ended by the stop of the last write. May take as long as a slow disk
    // needs for what others wrote to it, see OutputFile::kSyncPatience.
    virtual void sync() = 0;
    // The file that is written has been deleted meanwhile, so that nothing of it will be left. Takes as sync() does.
    virtual bool deleted() { return false; }
};

} // namespace sluice
