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
        m_drained = m_emptied = false;
        m_output.restart(restart->position);
    }
}

void AudioPlayer::flush()
{
    if (m_decoder)
        m_decoder->flush();
    m_stretcher.reset();
    m_decoded.clear();
    m_discontinuity = false;
}

Step AudioPlayer::step(const StopToken& stop)
{
    takeOver();
    if (stop.stop_requested() || !m_stream || !m_placed)
        return Step::wait();
    const Step next = fill();
    const bool holds = !m_decoded.empty() || m_stretcher.heldBack() > Duration::zero();
    m_inHand.store(holds ? m_arrived.time_since_epoch().count() : kNothing);
    return next;
}

std::optional<TimePoint> AudioPlayer::inHand() const
{
    const std::int64_t at = m_inHand.load();
    return at == kNothing ? std::nullopt : std::optional(TimePoint(Duration(at)));
}

Step AudioPlayer::fill()
{
    constexpr Duration kSoon = milliseconds(2);
    if (m_output.writable() == 0) {
        // Until there is room again; with the gate closed nothing is taken, however often one looks.
        const Duration over = std::max(m_output.buffered() - AudioOutput::kAhead, Duration::zero());
        return Step::until(m_clock.now() + (m_output.gate() ? over + kSoon : kFullLook));
    }
    if (!m_decoded.empty()) {
        playNext();
        return Step::again();
    }
    auto packet = m_ahead ? std::exchange(m_ahead, std::nullopt) : m_buffer.popAudio();
    if (!packet)
        return nothingCame();
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
    std::vector<AudioBlock> blocks;
    if (auto done = m_decoder->decode(*packet, blocks); !done)
        m_orders.fail(done.error());
    m_damaged = m_decoder->damaged();
    keep(blocks);
    return Step::again();
}

Step AudioPlayer::nothingCame()
{
    if (m_buffer.ended()) {
        if (m_drained)
            return Step::wait();
        drain();
        return Step::again();
    }
    if (m_stretcher.heldBack() == Duration::zero())
        return Step::wait();
    // What was held back for a better splice is needed now: the output must not run dry on it.
    if (m_output.buffered() <= 3 * kFullLook)
        m_output.write(m_stretcher.settle(), m_arrived);
    return Step::until(m_clock.now() + kFullLook);
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

// What was decoded waits until there is room for it, and for the silence before it.
void AudioPlayer::keep(const std::vector<AudioBlock>& decoded)
{
    for (const AudioBlock& block : decoded) {
        if (!prepareFor(block.format))
            continue;
        AudioBlock own = block.format == m_output.format() ? block : m_resampler->convert(block);
        if (own.frames() > 0)
            m_decoded.push_back(std::move(own));
    }
}

// One block, or a piece of the silence before it.
void AudioPlayer::playNext()
{
    if (std::exchange(m_discontinuity, false))
        m_next.reset();
    AudioBlock& next = m_decoded.front();
    const Duration hole = m_next ? next.pts - *m_next : Duration::zero();
    if (hole > kTolerance && (hole < kJump || m_pictures.load())) {
        playSilence(next.pts);
        return;
    }
    AudioBlock block = std::move(next);
    m_decoded.pop_front();
    if (hole < -kTolerance && hole > -kOverlap) {
        const auto& format = block.format;
        const auto skip = static_cast<std::size_t>(
            std::min(format.framesIn(-hole), static_cast<std::int64_t>(block.frames())));
        const auto rest = block.data().subspan(skip * static_cast<std::size_t>(format.channels));
        if (rest.empty())
            return;
        block = AudioBlock::of(format, std::vector<float>(rest.begin(), rest.end()));
        block.pts = *m_next;
    }
    play(block);
}

void AudioPlayer::play(const AudioBlock& block)
{
    m_next = block.pts + block.duration();
    m_stretcher.setRate(m_rate.load());
    m_output.write(m_stretcher.process(block), m_arrived);
}

// A piece of it. Where the clock ran on without sound, what it has passed is left out: to write and discard seconds of it
// would let the output run dry.
void AudioPlayer::playSilence(MediaTime until)
{
    const auto block = m_output.lastBlock();
    if (const auto clock = block ? m_output.mediaTime(block->heardAt + block->length) : std::nullopt)
        m_next = std::clamp(*clock, *m_next, until);
    const Duration hole = until - *m_next;
    const Duration length
        = hole > kSilence + kTolerance ? kSilence : hole; // nothing is left for the clock to leap
    const AudioFormat format = m_output.format();
    const auto samples
        = static_cast<std::size_t>(format.framesIn(length)) * static_cast<std::size_t>(format.channels);
    AudioBlock silence = AudioBlock::of(format, std::vector<float>(samples, 0.0F));
    silence.pts = *m_next;
    play(silence);
}

// The stream is over: what the decoder still holds, and when that was written, the stretcher.
void AudioPlayer::drain()
{
    if (m_decoder && !std::exchange(m_emptied, true)) {
        std::vector<AudioBlock> blocks;
        m_decoder->drain(blocks);
        m_decoder->flush();
        keep(blocks);
        return;
    }
    m_output.write(m_stretcher.flush(), m_arrived);
    m_drained = true;
    m_changed();
}

} // namespace sluice
