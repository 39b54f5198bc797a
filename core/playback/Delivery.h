// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "core/base/Runner.h"
#include "core/link/ArrivalTrace.h"
#include "core/link/LinkEmulator.h"
#include "core/metrics/RateMeter.h"
#include "core/playback/MediaBitrate.h"
#include "core/playback/PlaybackBuffer.h"

namespace sluice {

// Takes what has come through the link emulator and puts it into the buffer: the point where, for everything behind
// it, a packet "arrives". Keeps the arrival trace. step() belongs to the runner's thread, the rest to any.
class Delivery final : public Node {
public:
    // `packet` sees every packet in order (for a recorder), on the runner's thread.
    Delivery(Clock& clock, LinkEmulator& emulator, PlaybackBuffer& buffer, ArrivalTrace& trace,
        std::function<void(const CodedPacket&)> packet);

    Step step(const StopToken& stop) override;

    struct Status {
        std::optional<TimePoint> lastAt; // a packet
        std::optional<TimePoint> lastMediaAt; // one that took the end of the media further
        std::int64_t bytes = 0; // payload
        std::optional<LinkEvent> broken; // the emulated connection ended; told until reset()
        bool drained = true; // nothing is under way
        std::optional<double> mediaKbps; // what the stream needs: see MediaBitrate
    };
    Status status() const;
    double kbps(TimePoint now) const { return m_rate.kbps(now); }
    void resetBroken();

private:
    void deliver(CodedPacket packet, TimePoint now);

    Clock& m_clock;
    LinkEmulator& m_emulator;
    PlaybackBuffer& m_buffer;
    ArrivalTrace& m_trace;
    const std::function<void(const CodedPacket&)> m_packet;
    RateMeter m_rate;

    // Of the runner's thread. Bounded: while a packet is refused nothing more is taken from the emulator.
    std::deque<CodedPacket> m_refused;
    std::optional<MediaTime> m_end;
    MediaBitrate m_bitrate;

    mutable std::mutex m_mutex;
    Status m_status; // m_mutex
};

} // namespace sluice
