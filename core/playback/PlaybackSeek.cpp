// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PlaybackBuffer that moves the place of reading: cutting ahead, seeking within.
#include <limits>

#include "core/playback/PlaybackBuffer.h"

namespace sluice {

namespace {

// No index of a packet.
constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

} // namespace

std::optional<PlaybackBuffer::Cut> PlaybackBuffer::trim(
    MediaTime wanted, Duration leave, std::uint64_t generation)
{
    std::optional<Cut> cut;
    {
        const std::scoped_lock lock(m_mutex);
        const bool byVideo = m_config.video && !m_video.left && m_video.unread();
        Stream& leader = byVideo ? m_video : m_audio;
        const std::optional<std::size_t> index = cutIndex(leader, wanted, leave);
        if (!index)
            return std::nullopt;
        cut.emplace();
        cut->position = leader.packets[*index].packet.pts;
        dropUnread(leader, *index, *cut);
        if (byVideo && m_audio.unread()) {
            const std::uint64_t segment = m_audio.packets[m_audio.next].segment;
            std::size_t end = m_audio.next;
            while (end < m_audio.packets.size() && m_audio.packets[end].segment == segment
                && m_audio.packets[end].packet.pts + m_audio.packets[end].packet.duration <= cut->position)
                ++end;
            dropUnread(m_audio, end, *cut);
        }
        m_playGeneration = generation;
        // There is a hole now between what was read and what will be: nobody can seek back across it.
        evictBehind(0);
    }
    notify();
    return cut;
}

// The packet to cut to: of the segment that is being read, the last one at or before `wanted`, else the first after.
std::optional<std::size_t> PlaybackBuffer::cutIndex(
    const Stream& stream, MediaTime wanted, Duration leave) const
{
    std::optional<std::size_t> before;
    std::optional<std::size_t> after;
    for (std::size_t i = stream.next + 1; i < stream.packets.size(); ++i) {
        const Stored& stored = stream.packets[i];
        if (stored.segment != stream.packets[stream.next].segment)
            break;
        if (!stored.packet.keyframe || !leaves(stored.packet.pts, leave))
            continue;
        if (stored.packet.pts <= wanted)
            before = i;
        else if (!after)
            after = i;
    }
    return before ? before : after;
}

bool PlaybackBuffer::leaves(MediaTime position, Duration leave) const
{
    const auto enough = [&](const Stream& stream) {
        return stream.unread()
            && stream.segments.restAfter(stream.packets[stream.next].segment, position) >= leave;
    };
    return (!m_config.video || m_video.left || enough(m_video))
        && (!m_config.audio || m_audio.left || enough(m_audio));
}

// Drops unread packets up to index `end`.
void PlaybackBuffer::dropUnread(Stream& stream, std::size_t end, Cut& cut)
{
    const auto first = stream.packets.begin() + static_cast<std::ptrdiff_t>(stream.next);
    const auto last = stream.packets.begin() + static_cast<std::ptrdiff_t>(end);
    Extradata extradata;
    for (auto it = first; it != last; ++it) {
        if (it->packet.newExtradata)
            extradata = it->packet.newExtradata;
        stream.segments.dropped(it->segment);
        m_bytes -= sizeOf(it->packet);
        cut.bytes += sizeOf(it->packet);
        ++cut.packets;
    }
    if (extradata && end < stream.packets.size()) {
        if (!stream.packets[end].packet.newExtradata)
            stream.packets[end].packet.newExtradata = extradata;
    } else if (extradata) {
        stream.pendingExtradata = extradata;
    }
    stream.packets.erase(first, last);
}

std::optional<MediaTime> PlaybackBuffer::seekWithin(MediaTime position, std::uint64_t generation)
{
    std::optional<MediaTime> landed;
    {
        const std::scoped_lock lock(m_mutex);
        Stream& leader = m_config.video && !m_video.packets.empty() ? m_video : m_audio;
        if (leader.packets.empty() || position >= leader.segments.end())
            return std::nullopt;
        std::size_t index = leader.packets.size();
        do {
            if (index-- == 0)
                return std::nullopt;
        } while (leader.packets[index].packet.pts > position || !leader.packets[index].packet.keyframe);
        landed = leader.packets[index].packet.pts;
        const bool follow = &leader == &m_video && !m_audio.packets.empty();
        const std::size_t audio = follow ? audioIndex(*landed, position).value_or(kNowhere) : kNowhere;
        if (follow && audio == kNowhere)
            return std::nullopt;
        if (!restoreExtradata(leader, index) || (follow && !restoreExtradata(m_audio, audio)))
            return std::nullopt;
        moveTo(leader, index);
        if (follow)
            moveTo(m_audio, audio);
        m_playGeneration = generation;
        evictBehind(m_config.keepBehindBytes);
    }
    notify();
    return landed;
}

// The audio packet that is heard at `keyframe`, or failing that an earlier start than `position`.
std::optional<std::size_t> PlaybackBuffer::audioIndex(MediaTime keyframe, MediaTime position) const
{
    if (position >= m_audio.segments.end() && !m_ended)
        return std::nullopt;
    for (std::size_t i = m_audio.packets.size(); i-- > 0;)
        if (m_audio.packets[i].packet.pts <= keyframe)
            return i;
    if (m_audio.packets.front().packet.pts <= position)
        return 0;
    return std::nullopt;
}

// Puts the codec headers in force at `index` onto that packet. False when they are no longer known.
bool PlaybackBuffer::restoreExtradata(Stream& stream, std::size_t index)
{
    for (std::size_t i = index + 1; i-- > 0;) {
        if (stream.packets[i].packet.newExtradata) {
            stream.packets[index].packet.newExtradata = stream.packets[i].packet.newExtradata;
            return true;
        }
    }
    if (stream.evictedExtradata) {
        stream.packets[index].packet.newExtradata = stream.evictedExtradata;
        return true;
    }
    for (std::size_t i = index; i < stream.next; ++i)
        if (stream.packets[i].packet.newExtradata)
            return false;
    return true;
}

void PlaybackBuffer::moveTo(Stream& stream, std::size_t index)
{
    for (; stream.next > index; --stream.next) {
        const Stored& stored = stream.packets[stream.next - 1];
        stream.segments.returned(stored.segment);
        m_bytes += sizeOf(stored.packet);
        m_bytesBehind -= sizeOf(stored.packet);
    }
    for (; stream.next < index; ++stream.next) {
        const Stored& stored = stream.packets[stream.next];
        stream.segments.dropped(stored.segment);
        m_bytes -= sizeOf(stored.packet);
        m_bytesBehind += sizeOf(stored.packet);
    }
    stream.segments.jumpTo(stream.packets[index].segment);
}

} // namespace sluice
