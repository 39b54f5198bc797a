// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/PlaybackBuffer.h"

#include <algorithm>
#include <utility>

namespace sluice {

namespace {

// A packet spacing above this says nothing about how long a packet lasts.
constexpr Duration kLongestStep = seconds(1);

} // namespace

void PlaybackBuffer::configure(const Config& config)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_config = config;
        for (const StreamKind kind : {StreamKind::Video, StreamKind::Audio}) {
            if (selected(kind))
                continue;
            Stream& stream = streamOf(kind);
            for (std::size_t i = 0; i < stream.packets.size(); ++i)
                (i < stream.next ? m_bytesBehind : m_bytes) -= sizeOf(stream.packets[i].packet);
            stream = Stream();
        }
        evictBehind(m_config.keepBehindBytes);
    }
    notify();
}

PlaybackBuffer::Push PlaybackBuffer::push(CodedPacket packet, TimePoint now)
{
    Push outcome = Push::Stored;
    {
        const std::scoped_lock lock(m_mutex);
        outcome = store(std::move(packet), now);
    }
    if (outcome == Push::Stored || outcome == Push::Full)
        notify();
    return outcome;
}

PlaybackBuffer::Push PlaybackBuffer::store(CodedPacket&& packet, TimePoint now)
{
    if (packet.generation != m_sourceGeneration || !selected(packet.kind))
        return Push::Stale;
    if (m_bytes >= 2 * m_config.capBytes)
        return Push::Refused;
    Stream& stream = streamOf(packet.kind);
    // What is dropped below did arrive: the stream is not silent.
    stream.lastArrival = now;
    if (!m_firstArrival)
        m_firstArrival = now;
    if (skipsBeforeKeyframe(packet)) {
        ++m_skippedBeforeKeyframe;
        return Push::BeforeKeyframe;
    }
    stream.left = false;
    packet.arrived = now;
    append(stream, std::move(packet));
    return m_bytes >= m_config.capBytes ? Push::Full : Push::Stored;
}

// Whether `packet` belongs to the part of a GOP that playing joined in the middle of.
bool PlaybackBuffer::skipsBeforeKeyframe(CodedPacket& packet)
{
    if (packet.kind == StreamKind::Audio)
        return m_audioNotBefore && packet.pts + packet.duration <= *m_audioNotBefore;
    if (m_keyframeSeen)
        return false;
    if (!packet.keyframe) {
        m_skippedVideo = true;
        if (packet.newExtradata)
            m_video.pendingExtradata = packet.newExtradata;
        m_video.pendingDiscontinuity |= packet.discontinuity;
        return true;
    }
    m_keyframeSeen = true;
    // Where the sound has been playing alone, nothing of it may be cut out.
    if (m_skippedVideo && !m_video.left)
        dropAudioBefore(packet.pts);
    return false;
}

void PlaybackBuffer::dropAudioBefore(MediaTime keyframe)
{
    m_audioNotBefore = keyframe;
    std::size_t end = m_audio.next;
    while (end < m_audio.packets.size()
        && m_audio.packets[end].packet.pts + m_audio.packets[end].packet.duration <= keyframe)
        ++end;
    Cut cut;
    dropUnread(m_audio, end, cut);
    m_skippedBeforeKeyframe += cut.packets;
    m_audioStart.reset();
    if (m_audio.unread())
        m_audioStart = m_audio.packets[m_audio.next].packet.pts;
}

void PlaybackBuffer::append(Stream& stream, CodedPacket&& packet)
{
    if (!packet.newExtradata)
        packet.newExtradata = std::move(stream.pendingExtradata);
    stream.pendingExtradata = nullptr;
    packet.discontinuity |= std::exchange(stream.pendingDiscontinuity, false);
    if (packet.discontinuity && (packet.kind == StreamKind::Video || !m_config.video))
        ++m_discontinuities;

    const bool jumps = stream.lastDts && std::chrono::abs(packet.dts - *stream.lastDts) > kJump;
    if (stream.lastDts && !jumps && !packet.discontinuity) {
        const Duration step = packet.dts - *stream.lastDts;
        if (step > Duration::zero() && step <= kLongestStep)
            stream.lastStep = step;
    }
    stream.lastDts = packet.dts;
    const Duration duration = packet.duration > Duration::zero() ? packet.duration : stream.lastStep;
    const std::uint64_t segment = stream.segments.add(packet.pts, duration, packet.discontinuity || jumps);
    std::optional<MediaTime>& start = packet.kind == StreamKind::Video ? m_videoStart : m_audioStart;
    if (!start)
        start = packet.pts;
    stream.growth.push_back({packet.arrived, stream.segments.total()});
    if (stream.growth.size() > kRemembered)
        stream.growth.pop_front();
    m_bytes += sizeOf(packet);
    m_arrivedBytes += packet.size;
    stream.packets.push_back({std::move(packet), segment});
}

void PlaybackBuffer::setEnded(std::uint64_t generation)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (generation != m_sourceGeneration)
            return;
        m_ended = true;
    }
    notify();
}

std::optional<CodedPacket> PlaybackBuffer::pop(StreamKind kind)
{
    const std::scoped_lock lock(m_mutex);
    Stream& stream = streamOf(kind);
    if (!stream.unread())
        return std::nullopt;
    const Stored& stored = stream.packets[stream.next++];
    stream.segments.popped(stored.segment);
    m_bytes -= sizeOf(stored.packet);
    m_bytesBehind += sizeOf(stored.packet);
    CodedPacket packet = stored.packet;
    packet.generation = m_playGeneration;
    evictBehind(m_config.keepBehindBytes);
    return packet;
}

// Drops the oldest packets that were read, of either stream, until no more than `limit` bytes are kept.
void PlaybackBuffer::evictBehind(std::int64_t limit)
{
    while (m_video.next > 0 || m_audio.next > 0) {
        // Zero bytes allowed means nothing is kept, not even packets without payload.
        if (m_bytesBehind <= limit && limit > 0)
            return;
        const bool video = m_video.next > 0
            && (m_audio.next == 0
                || m_video.packets.front().packet.dts <= m_audio.packets.front().packet.dts);
        evictFront(video ? m_video : m_audio);
    }
}

void PlaybackBuffer::evictFront(Stream& stream)
{
    const CodedPacket& packet = stream.packets.front().packet;
    if (packet.newExtradata)
        stream.evictedExtradata = packet.newExtradata;
    m_bytesBehind -= sizeOf(packet);
    stream.packets.pop_front();
    --stream.next;
}

void PlaybackBuffer::clear(std::uint64_t generation)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_video = Stream();
        m_audio = Stream();
        m_bytes = m_bytesBehind = 0;
        m_sourceGeneration = m_playGeneration = generation;
        m_firstArrival.reset();
        m_videoStart.reset();
        m_audioStart.reset();
        m_audioNotBefore.reset();
        m_ended = m_keyframeSeen = m_skippedVideo = false;
    }
    notify();
}

// ---- level

PlaybackBuffer::Level PlaybackBuffer::level(std::optional<MediaTime> playhead, double rate, TimePoint now)
{
    const std::scoped_lock lock(m_mutex);
    Level result;
    if (!playhead)
        playhead = startLocked();
    if (!playhead)
        return result;
    result.video = m_config.video ? m_video.level(*playhead) : std::nullopt;
    result.audio = m_config.audio ? m_audio.level(*playhead) : std::nullopt;
    const Duration video = result.video.value_or(Duration::zero());
    const Duration audio = result.audio.value_or(Duration::zero());
    if (m_config.video && m_config.audio) {
        noticeSilence(m_video, m_audio, video, audio, now);
        noticeSilence(m_audio, m_video, audio, video, now);
    }
    result.videoLeft = m_video.left;
    result.audioLeft = m_audio.left;
    // After the end the longer stream plays on alone.
    const bool videoCounts = m_config.video && !m_video.left && !(m_ended && video == Duration::zero());
    const bool audioCounts = m_config.audio && !m_audio.left && !(m_ended && audio == Duration::zero());
    if (videoCounts && audioCounts)
        result.level = std::min(video, audio);
    else if (videoCounts || audioCounts)
        result.level = videoCounts ? video : audio;
    result.empty = (videoCounts && !m_video.unread()) || (audioCounts && !m_audio.unread())
        || !(videoCounts || audioCounts);
    if (m_config.audio && m_audio.unread())
        result.soundCame = m_audio.packets[m_audio.next].packet.arrived;
    const auto inRealTime = [rate](Duration media) { return rate > 0 ? scaled(media, 1 / rate) : media; };
    result.level = inRealTime(result.level);
    if (result.video)
        result.video = inRealTime(*result.video);
    if (result.audio)
        result.audio = inRealTime(*result.audio);
    return result;
}

std::optional<Duration> PlaybackBuffer::Stream::level(MediaTime playhead)
{
    if (segments.empty())
        return std::nullopt;
    return segments.level(playhead, packets.empty() ? segments.playing() : packets.front().segment);
}

std::optional<TimePoint> PlaybackBuffer::levelSince(
    std::optional<MediaTime> playhead, double rate, Duration wanted)
{
    const std::scoped_lock lock(m_mutex);
    if (!playhead)
        playhead = startLocked();
    if (!playhead)
        return std::nullopt;
    std::optional<TimePoint> since;
    for (const StreamKind kind : {StreamKind::Video, StreamKind::Audio}) {
        Stream& stream = streamOf(kind);
        if (!selected(kind) || stream.left)
            continue;
        const auto own = stream.levelSince(
            stream.level(*playhead).value_or(Duration::zero()), scaled(wanted, rate > 0 ? rate : 1.0));
        if (!own)
            return std::nullopt;
        since = std::max(since.value_or(*own), *own);
    }
    return since;
}

// What the stream has grown by since then was above the level.
std::optional<TimePoint> PlaybackBuffer::Stream::levelSince(Duration level, Duration wanted) const
{
    if (level < wanted || growth.empty())
        return std::nullopt;
    const Duration needed = segments.total() - (level - wanted);
    const auto reached = std::ranges::find_if(growth, [&](const Growth& g) { return g.total >= needed; });
    if (reached == growth.begin() && growth.size() == kRemembered)
        return std::nullopt;
    return reached->at;
}

// The other stream must have outlived this one by the patience, else an outage of both would look like a stream gone
// silent. Except at the byte cap, when this one has nothing left: there the other one is held, however little it has,
// and would be held for ever.
void PlaybackBuffer::noticeSilence(
    Stream& stream, const Stream& other, Duration own, Duration others, TimePoint now) const
{
    const bool stuck = own == Duration::zero() && others > Duration::zero()
        && static_cast<double>(m_bytes) >= kCapRefill * static_cast<double>(m_config.capBytes);
    const bool othersReady = others >= m_config.startLevel || stuck;
    if (stream.left || !m_firstArrival || own >= m_config.startLevel || !othersReady)
        return;
    const TimePoint until = !stream.lastArrival || stuck ? now : other.lastArrival.value_or(now);
    stream.left = until - stream.lastArrival.value_or(*m_firstArrival) >= kSilenceBeforeLeaving;
}

// ---- looking

std::optional<MediaTime> PlaybackBuffer::startLocked() const
{
    if (m_videoStart && m_audioStart)
        return std::min(*m_videoStart, *m_audioStart);
    return m_videoStart ? m_videoStart : m_audioStart;
}

std::optional<MediaTime> PlaybackBuffer::startPosition() const
{
    const std::scoped_lock lock(m_mutex);
    return startLocked();
}

PlaybackBuffer::Snapshot PlaybackBuffer::snapshot() const
{
    const std::scoped_lock lock(m_mutex);
    Snapshot s;
    s.bytes = m_bytes;
    s.bytesBehind = m_bytesBehind;
    s.packets = m_video.packets.size() - m_video.next + m_audio.packets.size() - m_audio.next;
    s.capReached = m_bytes >= m_config.capBytes;
    s.ended = m_ended;
    s.keyframeSeen = m_keyframeSeen;
    const Stream& leader = m_video.packets.empty() ? m_audio : m_video;
    const auto first = std::find_if(leader.packets.begin(), leader.packets.end(),
        [](const Stored& stored) { return stored.packet.keyframe; });
    if (first != leader.packets.end())
        s.begin = first->packet.pts;
    if (!m_video.segments.empty())
        s.videoEnd = m_video.segments.end();
    if (!m_audio.segments.empty())
        s.audioEnd = m_audio.segments.end();
    s.videoDts = m_video.lastDts;
    s.audioDts = m_audio.lastDts;
    s.lastArrival = std::max(m_video.lastArrival, m_audio.lastArrival);
    s.skippedBeforeKeyframe = m_skippedBeforeKeyframe;
    s.discontinuities = m_discontinuities;
    s.arrivedBytes = m_arrivedBytes;
    return s;
}

std::int64_t PlaybackBuffer::bytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_bytes;
}

bool PlaybackBuffer::ended() const
{
    const std::scoped_lock lock(m_mutex);
    return m_ended;
}

void PlaybackBuffer::notify() const
{
    if (m_listener)
        m_listener();
}

} // namespace sluice
