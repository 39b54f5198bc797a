// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/AudioPlayer.h"

#include <algorithm>
#include <utility>

namespace sluice {

AudioPlayer::AudioPlayer(Clock& clock, PlaybackBuffer& buffer, AudioOutput& output,
    std::function<void()> changed, std::function<void(const CodedPacket&)> decoding)
    : m_clock(clock)
    , m_buffer(buffer)
    , m_output(output)
    , m_changed(std::move(changed))
    , m_decoding(std::move(decoding))
    , m_stretcher(output.format(), TimeStretcher::kToSettle)
{ }

void AudioPlayer::takeOver()
{
    auto [stream, restart] = m_orders.take();
    if (stream) {
        m_stream = std::move(stream);
        m_decoder.reset();
    }
    if (restart) {
        flush();
        m_generation = restart->generation;
        m_placed = true;
        m_next = restart->position;
        m_drained = false;
        m_output.restart(restart->position);
    }
}

void AudioPlayer::flush()
{
    if (m_decoder)
        m_decoder->flush();
    m_stretcher.reset();
    m_blocks.clear();
    m_discontinuity = false;
}

Step AudioPlayer::step(const StopToken& stop)
{
    takeOver();
    if (stop.stop_requested() || !m_stream || !m_placed)
        return Step::wait();
    const Step next = decodeNext();
    m_inHand.store(
        m_stretcher.heldBack() > Duration::zero() ? m_arrived.time_since_epoch().count() : kNothing);
    return next;
}

std::optional<TimePoint> AudioPlayer::inHand() const
{
    const std::int64_t at = m_inHand.load();
    return at == kNothing ? std::nullopt : std::optional(TimePoint(Duration(at)));
}

Step AudioPlayer::decodeNext()
{
    constexpr Duration kFullLook = milliseconds(20); // a tenth of what is kept ready
    constexpr Duration kSoon = milliseconds(2);
    if (m_output.writable() == 0) // until there is room again
        return Step::until(
            m_clock.now() + std::max(m_output.buffered() - AudioOutput::kAhead, Duration::zero()) + kSoon);
    auto packet = m_ahead ? std::exchange(m_ahead, std::nullopt) : m_buffer.popAudio();
    if (!packet) {
        if (m_buffer.ended() && !m_drained)
            drain();
        if (!m_buffer.ended() && m_stretcher.heldBack() == Duration::zero())
            return Step::wait();
        // What was held back for a better splice is needed now: the output must not run dry on it.
        if (!m_buffer.ended() && m_output.buffered() <= 3 * kFullLook)
            m_output.write(m_stretcher.settle(), m_arrived);
        return Step::until(m_clock.now() + kFullLook);
    }
    if (packet->generation < m_generation)
        return Step::again();
    if (packet->generation > m_generation) { // the order to begin there is on its way
        m_ahead = std::move(packet);
        return Step::wait();
    }
    m_arrived = packet->arrived;
    m_inHand.store(m_arrived.time_since_epoch().count());
    m_bytes += static_cast<std::int64_t>(packet->size);
    if (m_decoding)
        m_decoding(*packet);
    if (!prepare(*packet))
        return Step::again();
    m_discontinuity |= packet->discontinuity;
    m_blocks.clear();
    if (auto done = m_decoder->decode(*packet, m_blocks); !done) {
        m_orders.fail(done.error());
    }
    m_damaged = m_decoder->damaged();
    for (const AudioBlock& block : m_blocks)
        play(block);
    return Step::again();
}

// A decoder for this packet; false: it cannot be decoded, the sound is left out.
bool AudioPlayer::prepare(const CodedPacket& packet)
{
    if (packet.newExtradata && m_stream) {
        m_stream->extradata = packet.newExtradata;
        m_decoder.reset();
    }
    if (m_decoder)
        return true;
    auto decoder = AudioDecoder::open(*m_stream);
    if (!decoder) {
        m_orders.fail(decoder.error());
        return false;
    }
    m_decoder = std::move(*decoder);
    return true;
}

bool AudioPlayer::prepareFor(AudioFormat format)
{
    if (m_resampler && m_resampler->from() == format)
        return true;
    auto resampler = Resampler::open(format, m_output.format(), Resampler::Use::Convert);
    if (!resampler) {
        m_orders.fail(resampler.error());
        return false;
    }
    m_resampler.emplace(std::move(*resampler));
    return true;
}

void AudioPlayer::play(const AudioBlock& decoded)
{
    if (!prepareFor(decoded.format))
        return;
    AudioBlock block = decoded.format == m_output.format() ? decoded : m_resampler->convert(decoded);
    if (block.frames() == 0)
        return;
    if (std::exchange(m_discontinuity, false))
        m_next.reset();
    if (m_next) {
        const Duration hole = block.pts - *m_next;
        if (hole > kTolerance && hole < kJump) {
            writeSilence(*m_next, hole);
        } else if (hole < -kTolerance && hole > -kJump) {
            const auto& format = block.format;
            const auto skip = static_cast<std::size_t>(
                std::min(format.framesIn(-hole), static_cast<std::int64_t>(block.frames())));
            const auto rest = block.data().subspan(skip * static_cast<std::size_t>(format.channels));
            if (rest.empty())
                return;
            const MediaTime begin = *m_next;
            block = AudioBlock::of(format, std::vector<float>(rest.begin(), rest.end()));
            block.pts = begin;
        }
    }
    m_next = block.pts + block.duration();
    m_stretcher.setRate(m_rate.load());
    m_output.write(m_stretcher.process(block), m_arrived);
}

void AudioPlayer::writeSilence(MediaTime from, Duration length)
{
    const AudioFormat format = m_output.format();
    // In pieces, so that the ring takes them; what does not fit is skipped by the clock when the sound goes on.
    constexpr Duration kPiece = milliseconds(50);
    for (Duration done{}; done < length && m_output.writable() > 0; done += kPiece) {
        const auto frames
            = static_cast<std::size_t>(format.framesIn(std::min<Duration>(kPiece, length - done)));
        AudioBlock silence = AudioBlock::of(
            format, std::vector<float>(frames * static_cast<std::size_t>(format.channels), 0.0F));
        silence.pts = from + done;
        m_output.write(m_stretcher.process(silence), m_arrived);
    }
}

void AudioPlayer::drain()
{
    if (m_decoder) {
        m_blocks.clear();
        m_decoder->drain(m_blocks);
        for (const AudioBlock& block : m_blocks)
            play(block);
        m_decoder->flush();
    }
    m_output.write(m_stretcher.flush(), m_arrived);
    m_drained = true;
    m_changed();
}

} // namespace sluice
