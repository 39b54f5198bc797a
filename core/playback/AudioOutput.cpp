// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/AudioOutput.h"

#include <algorithm>

namespace sluice {

namespace {

TimePoint timePoint(std::int64_t us)
{
    return TimePoint(Duration(us));
}

} // namespace

AudioOutput::AudioOutput(AudioFormat format)
    : m_format(format)
    , m_channels(static_cast<std::size_t>(format.channels))
    , m_usPerFrame(1e6 / static_cast<double>(format.rate))
    ,
    // Twice what is kept ready, and room for one decoded block more: what is written never has to be cut.
    m_samples(static_cast<std::size_t>(format.framesIn(kAhead) * 2 + format.rate / 2)
        * static_cast<std::size_t>(format.channels))
{ }

// --- the decoding thread

std::size_t AudioOutput::writable() const
{
    const auto ahead = static_cast<std::size_t>(m_format.framesIn(kAhead));
    const std::size_t there = m_samples.readable() / m_channels;
    return there < ahead ? ahead - there : 0;
}

void AudioOutput::write(const StretchedAudio& audio, TimePoint arrived)
{
    if (m_samples.readable() == 0)
        m_firstArrived.store(arrived.time_since_epoch().count());
    std::size_t offset = 0;
    for (const StretchedPiece& piece : audio.pieces) {
        if (piece.frames == 0)
            continue;
        const Mark mark{m_written, piece.frames, piece.begin.time_since_epoch().count(),
            static_cast<double>(piece.media.count()) / static_cast<double>(piece.frames),
            arrived.time_since_epoch().count()};
        if (m_samples.writable() < piece.frames * m_channels || m_marks.write({&mark, 1}) == 0)
            return;
        m_samples.write(audio.block.data().subspan(offset * m_channels, piece.frames * m_channels));
        offset += piece.frames;
        m_written += piece.frames;
    }
}

void AudioOutput::restart(MediaTime position)
{
    m_discardTo.store(m_written);
    m_restartAt.store(position.time_since_epoch().count());
    m_restarts.fetch_add(1);
}

void AudioOutput::setGate(bool open, TimePoint from)
{
    if (open) {
        m_gateFrom.store(from.time_since_epoch().count());
        m_goOn.store(false);
        m_opened.fetch_add(1);
    }
    m_gate.store(open);
}

void AudioOutput::skip(Duration ahead)
{
    m_skipUs.fetch_add(ahead.count());
}

// --- the clock

AudioOutput::Published AudioOutput::read() const
{
    for (;;) {
        const std::uint32_t before = m_sequence.load(std::memory_order_acquire);
        Published p;
        p.media = m_pubMedia.load(std::memory_order_acquire);
        p.heardAt = m_pubHeardAt.load(std::memory_order_acquire);
        p.span = m_pubSpan.load(std::memory_order_acquire);
        p.rate = m_pubRate.load(std::memory_order_acquire);
        if ((before & 1U) == 0 && m_sequence.load(std::memory_order_acquire) == before)
            return p;
    }
}

void AudioOutput::publish(std::int64_t media, TimePoint heardAt, std::size_t frames, double rate) noexcept
{
    m_sequence.fetch_add(1, std::memory_order_acq_rel);
    m_pubMedia.store(media, std::memory_order_release);
    m_pubHeardAt.store(heardAt.time_since_epoch().count(), std::memory_order_release);
    m_pubSpan.store(static_cast<std::int64_t>(framesToUs(frames)), std::memory_order_release);
    m_pubRate.store(rate, std::memory_order_release);
    m_sequence.fetch_add(1, std::memory_order_acq_rel);
}

std::optional<MediaTime> AudioOutput::mediaTime(TimePoint now) const
{
    if (const std::int64_t pending = m_restartAt.load(); pending != kNone)
        return MediaTime(Duration(pending));
    const Published p = read();
    if (p.media == kNone)
        return std::nullopt;
    // Before the block is heard the clock stands where the one before it ended, which is this block's begin less the
    // time that still passes; after it, it stands at its end until the next is published.
    const std::int64_t since = now.time_since_epoch().count() - p.heardAt;
    const double run = static_cast<double>(std::min(since, p.span));
    return MediaTime(Duration(p.media + static_cast<std::int64_t>(run * p.rate)));
}

std::optional<TimePoint> AudioOutput::drySince() const
{
    const std::int64_t at = m_drySince.load();
    return at == kNone ? std::nullopt : std::optional(timePoint(at));
}

std::optional<TimePoint> AudioOutput::dryAskedAt() const
{
    const std::int64_t at = m_dryAsked.load();
    return at == kNone ? std::nullopt : std::optional(timePoint(at));
}

std::optional<TimePoint> AudioOutput::soundArrived() const
{
    if (m_samples.readable() == 0)
        return std::nullopt;
    return timePoint(m_firstArrived.load());
}

std::optional<TimePoint> AudioOutput::movedAt() const
{
    const std::int64_t at = m_movedAt.load();
    return at == kNone ? std::nullopt : std::optional(timePoint(at));
}

std::optional<AudioOutput::Block> AudioOutput::lastBlock() const
{
    const std::int64_t at = m_blockAt.load();
    return at == kNone ? std::nullopt : std::optional(Block{timePoint(at), Duration(m_blockUs.load())});
}

Duration AudioOutput::buffered() const
{
    return m_format.durationOf(static_cast<std::int64_t>(m_samples.readable() / m_channels));
}

// --- the sink's thread

void AudioOutput::render(std::span<float> out, TimePoint heardAt, TimePoint askedAt) noexcept
{
    m_askedAt = askedAt.time_since_epoch().count();
    m_callbacks.fetch_add(1);
    m_blockUs.store(static_cast<std::int64_t>(framesToUs(out.size() / m_channels)));
    m_blockAt.store(heardAt.time_since_epoch().count());
    const std::int64_t at = takeRestart();
    renderSound(out, heardAt);
    restarted(at);
}

void AudioOutput::renderSound(std::span<float> out, TimePoint heardAt) noexcept
{
    std::ranges::fill(out, 0.0F);
    const std::size_t wanted = out.size() / m_channels;
    if (!opened() || !m_positioned) {
        // Once: what the device still holds is heard until then, and the clock stands from there.
        if (m_positioned && !m_standing)
            publish(static_cast<std::int64_t>(m_position), heardAt, 0, 1.0);
        m_standing = m_positioned;
        forgetDry();
        return;
    }
    m_standing = false;
    const double before = m_position;
    const bool late = cameTooLate();
    const std::size_t played = late ? 0 : play(out);
    m_holdsBack.store(late);
    applyVolume(out.first(played * m_channels));
    const double span = framesToUs(std::max<std::size_t>(played, 1));
    publish(static_cast<std::int64_t>(before), heardAt, played, (m_position - before) / span);
    if (played > 0)
        m_movedAt.store(heardAt.time_since_epoch().count());
    noteDry(wanted, played, heardAt);
}

// The gate, for the block in hand.
bool AudioOutput::opened() noexcept
{
    const bool open = m_gate.load() && m_askedAt > m_gateFrom.load();
    if (const std::uint64_t times = m_opened.load(); open && times != m_openedSeen) {
        m_openedSeen = times;
        forgetDry();
    }
    return open;
}

// Whether the sound in hand arrived only after a block had gone out that it should have filled.
bool AudioOutput::cameTooLate() noexcept
{
    if (m_drySince.load() == kNone || m_freewheel.load() || !nextMark())
        return false;
    if (m_goOn.exchange(false))
        m_lateAfter = m_askedAt;
    return m_mark.arrived > m_lateAfter;
}

void AudioOutput::noteDry(std::size_t wanted, std::size_t played, TimePoint heardAt) noexcept
{
    if (played == wanted) {
        forgetDry();
        return;
    }
    const bool dryAlready = m_drySince.load() != kNone;
    if (!dryAlready || played > 0) {
        m_lateAfter = m_askedAt;
        m_dryAsked.store(m_askedAt);
    }
    if (!dryAlready)
        m_drySince.store(heardAt.time_since_epoch().count() + static_cast<std::int64_t>(framesToUs(played)));
}

void AudioOutput::forgetDry() noexcept
{
    m_lateAfter = kNever;
    m_dryAsked.store(kNone);
    m_drySince.store(kNone);
    m_holdsBack.store(false);
}

std::int64_t AudioOutput::takeRestart() noexcept
{
    const std::uint64_t restarts = m_restarts.load();
    if (restarts == m_restartsSeen)
        return kNone;
    m_restartsSeen = restarts;
    const std::uint64_t to = m_discardTo.load();
    if (to > m_taken)
        discard(to - m_taken);
    m_haveMark = false;
    m_joined = false;
    m_lateAfter = kNever;
    const std::int64_t at = m_restartAt.load();
    if (at != kNone) {
        m_position = static_cast<double>(at);
        m_positioned = true;
        m_standing = false;
    }
    m_skipUs.store(0);
    return at;
}

// Only now that the new place is published: in between, the clock would show the old one once more. A restart that
// came in the meantime stays for the next block.
void AudioOutput::restarted(std::int64_t at) noexcept
{
    if (at != kNone && m_restarts.load() == m_restartsSeen)
        m_restartAt.compare_exchange_strong(at, kNone);
}

void AudioOutput::discard(std::uint64_t frames) noexcept
{
    const std::size_t gone = m_samples.skip(static_cast<std::size_t>(frames) * m_channels) / m_channels;
    m_taken += gone;
}

// Makes the mark current that the next frame belongs to. False: there is no frame.
bool AudioOutput::nextMark() noexcept
{
    if (m_samples.readable() < m_channels)
        return false;
    std::array<Mark, 1> next;
    // A mark is written before its samples, so it is there when they are.
    while (!m_haveMark || m_taken >= m_markEnd) {
        if (m_marks.read(next) == 0)
            return m_haveMark;
        m_mark = next[0];
        m_markEnd = m_mark.frame + m_mark.frames;
        m_haveMark = true;
    }
    return true;
}

// Frames of sound and, while freewheeling, of silence that passes for it.
std::size_t AudioOutput::play(std::span<float> out) noexcept
{
    if (const std::int64_t skip = m_skipUs.exchange(0); skip > 0) {
        m_position += static_cast<double>(skip);
        m_joined = false;
    }
    const std::size_t wanted = out.size() / m_channels;
    std::size_t done = 0;
    while (done < wanted) {
        const std::size_t took = takeFrames(out.subspan(done * m_channels));
        if (took > 0) {
            done += took;
            continue;
        }
        if (!m_freewheel.load())
            break;
        m_joined = false;
        // Silence up to where sound in hand begins, or to the end of the block.
        std::size_t silent = wanted - done;
        const double rate = m_rate.load();
        if (nextMark()) {
            const double ahead = (markTime() - m_position) / (m_usPerFrame * rate);
            silent = std::min(silent, static_cast<std::size_t>(std::max(1.0, ahead)));
        }
        m_position += framesToUs(silent) * rate;
        done += silent;
    }
    return done;
}

double AudioOutput::markTime() const noexcept
{
    return static_cast<double>(m_mark.begin) + static_cast<double>(m_taken - m_mark.frame) * m_mark.perFrame;
}

// Sound for the position that the clock is at; 0 when there is none (yet).
std::size_t AudioOutput::takeFrames(std::span<float> out) noexcept
{
    constexpr double kTolerance = static_cast<double>(kJoinTolerance.count());
    while (nextMark()) {
        if (m_mark.arrived > m_askedAt && !m_freewheel.load())
            return 0; // not there yet when the device came
        const double at = markTime();
        if (!m_joined && m_freewheel.load() && at > m_position + m_usPerFrame)
            return 0; // silence comes first
        const std::uint64_t left = m_markEnd - m_taken;
        if (!m_joined && at < m_position - kTolerance) {
            const double behind = (m_position - at) / std::max(m_mark.perFrame, 0.001);
            discard(std::clamp<std::uint64_t>(static_cast<std::uint64_t>(behind), 1, left));
            continue;
        }
        m_joined = true;
        m_position = at;
        const std::size_t frames
            = std::min<std::size_t>(out.size() / m_channels, static_cast<std::size_t>(left));
        const std::size_t got = m_samples.read(out.first(frames * m_channels)) / m_channels;
        m_taken += got;
        m_position += static_cast<double>(got) * m_mark.perFrame;
        return got;
    }
    return 0;
}

void AudioOutput::applyVolume(std::span<float> out) noexcept
{
    const float target = m_volume.load();
    const float step = 1.0F / static_cast<float>(m_format.framesIn(kVolumeRamp));
    for (std::size_t i = 0; i < out.size(); i += m_channels) {
        if (m_gain < target)
            m_gain = std::min(target, m_gain + step);
        else if (m_gain > target)
            m_gain = std::max(target, m_gain - step);
        for (std::size_t c = 0; c < m_channels; ++c)
            out[i + c] *= m_gain;
    }
}

} // namespace sluice
