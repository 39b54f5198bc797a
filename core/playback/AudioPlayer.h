// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/av/Decoder.h"
#include "core/av/Resampler.h"
#include "core/base/Runner.h"
#include "core/playback/AudioOutput.h"
#include "core/playback/PlaybackBuffer.h"
#include "core/playback/PlayerOrders.h"
#include "core/playback/TimeStretcher.h"

namespace sluice {

// Decodes sound, changes its speed, and keeps the output's ring filled. Holes in the sound's time stamps become silence,
// overlaps are left out, so that sound and clock never part. step() belongs to the runner's thread.
class AudioPlayer final : public Node {
public:
    // Holes and overlaps up to this are the rounding of a container's ticks, not real.
    static constexpr Duration kTolerance = milliseconds(20);
    // A larger hole in sound alone, or an overlap, is a jump of the time line: nothing is filled in. Beside pictures,
    // which go on in it, every hole that is not marked as a jump is one of the sound (see TimestampNormalizer).
    static constexpr Duration kJump = PlaybackBuffer::kJump;
    static constexpr Duration kOverlap = seconds(2);

    AudioPlayer(Clock& clock, PlaybackBuffer& buffer, AudioOutput& output, std::function<void()> changed,
        std::function<void(const CodedPacket&)> decoding = {});

    // Before the first packet, and when the stream changed. Any thread.
    void setStream(const StreamInfo& stream) { m_orders.setStream(stream); }
    void setPictures(bool on) { m_pictures.store(on); } // beside the sound; any thread
    void setRate(double rate) { m_rate.store(rate); } // any thread
    // From now on playing begins at `position` with packets of `generation`; the output is started afresh. Any thread.
    void restart(MediaTime position, std::uint64_t generation) { m_orders.restart(position, generation); }

    Step step(const StopToken& stop) override;

    std::optional<Error> error() const { return m_orders.error(); }
    std::int64_t damaged() const { return m_damaged.load(); }
    std::int64_t bytes() const { return m_bytes.load(); } // taken out of the buffer
    // While a packet is being decoded, or decoded sound is held back: when it arrived.
    std::optional<TimePoint> inHand() const;
    bool drained() const { return m_drained.load(); } // the stream has ended and all of it was written

private:
    Step fill();
    Step nothingCame();
    void takeOver();
    bool prepare(const CodedPacket& packet);
    bool prepareFor(AudioFormat format);
    void keep(const std::vector<AudioBlock>& decoded);
    void playNext();
    void play(const AudioBlock& block);
    void playSilence(MediaTime until);
    void flush();
    void drain();

    static constexpr std::int64_t kNothing = INT64_MIN;
    static constexpr Duration kFullLook = milliseconds(20); // a tenth of what is kept ready
    static constexpr Duration kSilence = milliseconds(50); // in pieces, so that the ring takes them

    Clock& m_clock;
    PlaybackBuffer& m_buffer;
    AudioOutput& m_output;
    const std::function<void()> m_changed;
    const std::function<void(const CodedPacket&)> m_decoding; // see WatchEngine::Config
    PlayerOrders m_orders;
    std::atomic<double> m_rate = 1.0;
    std::atomic<bool> m_pictures = false;
    std::atomic<std::int64_t> m_damaged = 0;
    std::atomic<std::int64_t> m_bytes = 0;
    std::atomic<bool> m_drained = false;
    std::atomic<std::int64_t> m_inHand = kNothing; // µs

    // Of the runner's thread
    std::unique_ptr<AudioDecoder> m_decoder;
    std::optional<StreamInfo> m_stream;
    std::optional<Resampler> m_resampler;
    TimeStretcher m_stretcher;
    std::deque<AudioBlock> m_decoded; // in the output's format, not written yet; of one packet, or of the end
    std::optional<MediaTime> m_next; // where the next sample is expected
    bool m_placed = false; // playing has a beginning: decoding sooner would lose the first GOP to the flush
    std::uint64_t m_generation = 0;
    TimePoint m_arrived; // of the last packet
    std::optional<CodedPacket> m_ahead; // of a generation whose order was not seen yet
    bool m_discontinuity = false;
    bool m_emptied = false; // the decoder, at the end
};

} // namespace sluice
