// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/Time.h"
#include "core/media/BufferSettings.h"
#include "core/media/CodedPacket.h"
#include "core/playback/MediaSegments.h"

namespace sluice {

// The store of coded packets between the reader (behind the link emulator) and the decoders, one queue per stream,
// known in media time and in bytes.
//
// Threads: everything may be called from any thread; one mutex guards everything, and no call blocks or waits.
// It has no clock: whoever calls says what time it is, so that a simulator can replay recorded arrivals through it
// (packets without payload will do: only `size`, the time stamps and the flags are looked at).
//
// Bound: `capBytes` unread coded bytes. A push that reaches the cap is stored and answered with Full: the reader
// then holds until the BufferController says "fill". A reader that pushes on regardless is answered with Refused at
// twice the cap, and keeps the packet. What was read already may stay behind the playhead for seeking back, in
// `keepBehindBytes` of its own.
//
// Generations: there are two, because a seek inside the buffer or a trim makes the decoders start afresh while the
// reader goes on undisturbed.
//   - The reader's: a pushed packet of another generation than clear() named last is Stale and dropped.
//   - The decoders': a popped packet is stamped with the number given last to clear(), trim() or seekWithin(). A
//     decoder that meets a new number flushes itself first. Numbers only grow; the pipeline hands them out.
//
// Order: packets of one stream are pushed in decoding order. Time stamps are normalised upstream (a wrap or a reset
// at the sender is already taken out). Where they jump all the same, `discontinuity` on the packet begins a new
// segment; so does, for the levels alone, a jump of more than 10 s that nobody marked (FFmpeg's own threshold for a
// broken time stamp). Levels count the media of all segments, never the hole between them.
class PlaybackBuffer {
public:
    // A selected stream that brings nothing for so long, while the other has passed the start level, no longer
    // holds the level down (own choice: shorter than any patience, longer than any sane interleaving).
    static constexpr Duration kSilenceBeforeLeaving = seconds(1);

    // Time stamps that are so far apart belong to different segments (FFmpeg's dts_delta_threshold).
    static constexpr Duration kJump = seconds(10);

    // How far back it is known when a level was reached: so many packets of each stream (own choice: 5 s of sound).
    static constexpr std::size_t kRemembered = 256;

    // A loader that held at the byte cap goes on below this share of it (own choice: seldom enough).
    static constexpr double kCapRefill = 0.9;

    struct Config {
        bool video = true; // the stream is selected; a packet of one that is not is Stale
        bool audio = true;
        std::int64_t capBytes = 32 * kBytesPerMib;
        std::int64_t keepBehindBytes = 0;
        Duration startLevel = milliseconds(500);
    };

    enum class Push {
        Stored,
        Full, // stored; the cap is reached: hold
        Refused, // not stored, twice the cap is reached: keep the packet, push it again later
        BeforeKeyframe, // dropped: video before its first keyframe cannot be decoded
        Stale, // dropped: of an older generation, or of a stream nobody selected
    };

    struct Level {
        // Media time from the playhead to the end of what is stored, the smaller of the streams that count, divided
        // by the playback rate; never negative. Because it starts at the playhead (what is seen and heard at this
        // moment), decoded frames and what the sound device holds are in it.
        Duration level{};
        std::optional<Duration> video; // the same of each stream; nothing: not selected, or nothing came yet
        std::optional<Duration> audio;
        bool videoLeft = false; // the stream has left the minimum: see kSilenceBeforeLeaving
        bool audioLeft = false;
        bool empty = true; // a stream that counts has no unread packet: what is not yet decoded is used up
        std::optional<TimePoint> soundCame; // the arrival of the next sound to be read
    };

    struct Cut {
        MediaTime position; // where playing goes on: the keyframe's PTS
        std::size_t packets = 0; // dropped unread
        std::int64_t bytes = 0;
    };

    struct Snapshot {
        std::int64_t bytes = 0; // unread
        std::int64_t bytesBehind = 0; // read, kept for seeking back
        std::size_t packets = 0; // unread
        bool capReached = false;
        bool ended = false;
        bool keyframeSeen = false; // a video keyframe was stored since the last clear()
        std::optional<MediaTime>
            begin; // first media time that can be decoded from here, kept-behind included
        std::optional<MediaTime> videoEnd; // end of what is stored: highest PTS + duration, see endOf()
        std::optional<MediaTime> audioEnd;
        std::optional<MediaTime> videoDts; // of the last packet stored
        std::optional<MediaTime> audioDts;
        std::optional<TimePoint> lastArrival; // of a stored packet
        // Since construction:
        std::uint64_t skippedBeforeKeyframe = 0; // packets, both streams
        std::uint64_t discontinuities
            = 0; // marked or found, counted once per jump of the video (or only) stream
        std::uint64_t arrivedBytes = 0; // stored ones
    };

    PlaybackBuffer() = default;
    explicit PlaybackBuffer(const Config& config) : m_config(config) { }
    PlaybackBuffer(const PlaybackBuffer&) = delete;
    PlaybackBuffer& operator=(const PlaybackBuffer&) = delete;

    // "Something changed, look again": called without the mutex after data came, ended or was cleared. To be set
    // before the other threads start.
    void setListener(std::function<void()> listener) { m_listener = std::move(listener); }

    // Acts at once; a stream that is no longer selected is dropped.
    void configure(const Config& config);

    // The reader's side. `now`: when the packet arrived. Audio from before the first video keyframe is dropped with
    // the video (both are counted), so that joining in mid-GOP does not play sound to a picture that is not there.
    Push push(CodedPacket packet, TimePoint now);
    // No more packets will come in this generation.
    void setEnded(std::uint64_t generation);

    // The decoders' side: the next packet in decoding order, or nothing at this moment.
    std::optional<CodedPacket> popVideo() { return pop(StreamKind::Video); }
    std::optional<CodedPacket> popAudio() { return pop(StreamKind::Audio); }

    // Forgets everything and frees the memory; from now on reader and decoders are of this generation.
    void clear(std::uint64_t generation);

    // Skips ahead, both streams to one keyframe: the last unread one at or before `wanted`, which leaves at least
    // what was asked for; if there is none, the first one after it. Never leaves less than `leave`, never cuts
    // across a discontinuity. Nothing is changed where no such keyframe is stored. Without video any audio packet
    // will do. Codec headers that stood in a dropped packet move to the first one that stays.
    std::optional<Cut> trim(MediaTime wanted, Duration leave, std::uint64_t generation);

    // Moves the reading position, back or forth, to the last keyframe at or before `position`, and returns its PTS.
    // Nothing (and no change) when the position is not stored in every selected stream that brought anything.
    std::optional<MediaTime> seekWithin(MediaTime position, std::uint64_t generation);

    // `playhead`: the media time seen and heard at this moment; nothing before playing has begun, the level then
    // counts from startPosition(). Not const: it notices which stream has gone silent and which segment is playing.
    Level level(std::optional<MediaTime> playhead, double rate, TimePoint now);

    // When the level that level() finds with a playhead that stands at `playhead` became `wanted` or more: the
    // arrival of the packet that brought it. Nothing while it is less, or when that was longer ago than is remembered.
    std::optional<TimePoint> levelSince(std::optional<MediaTime> playhead, double rate, Duration wanted);

    // Where playing begins after clear(): the first PTS of either stream. Nothing until a packet is stored; it may
    // still move ahead while the first keyframe is awaited.
    std::optional<MediaTime> startPosition() const;
    Snapshot snapshot() const;
    std::int64_t bytes() const; // unread
    bool ended() const;

private:
    using Extradata = std::shared_ptr<const std::vector<std::uint8_t>>;

    struct Stored {
        CodedPacket packet;
        std::uint64_t segment = 0; // number in Stream::segments
    };
    struct Growth {
        TimePoint at;
        Duration total{}; // MediaSegments::total()
    };
    struct Stream {
        std::deque<Growth> growth; // the last kRemembered arrivals
        std::deque<Stored> packets; // kept behind, then unread
        std::size_t next = 0; // index of the first unread packet
        MediaSegments segments;
        std::optional<MediaTime> lastDts;
        Duration lastStep{}; // the stream's packet spacing, for packets without a duration
        std::optional<TimePoint> lastArrival;
        Extradata pendingExtradata; // of a dropped packet
        Extradata evictedExtradata; // in force before packets.front()
        bool pendingDiscontinuity = false;
        bool left = false;

        bool unread() const { return next < packets.size(); }
        std::optional<Duration> level(MediaTime playhead);
        std::optional<TimePoint> levelSince(Duration level, Duration wanted) const;
    };

    std::optional<CodedPacket> pop(StreamKind kind);
    Push store(CodedPacket&& packet, TimePoint now);
    bool skipsBeforeKeyframe(CodedPacket& packet);
    void append(Stream& stream, CodedPacket&& packet);
    void dropAudioBefore(MediaTime keyframe);
    void dropUnread(Stream& stream, std::size_t end, Cut& cut);
    void evictBehind(std::int64_t limit);
    void evictFront(Stream& stream);

    void noticeSilence(
        Stream& stream, const Stream& other, Duration own, Duration others, TimePoint now) const;

    std::optional<std::size_t> cutIndex(const Stream& stream, MediaTime wanted, Duration leave) const;
    bool leaves(MediaTime position, Duration leave) const;
    std::optional<std::size_t> audioIndex(MediaTime keyframe, MediaTime position) const;
    static bool restoreExtradata(Stream& stream, std::size_t index);
    void moveTo(Stream& stream, std::size_t index);

    std::optional<MediaTime> startLocked() const;
    Stream& streamOf(StreamKind kind) { return kind == StreamKind::Video ? m_video : m_audio; }
    bool selected(StreamKind kind) const
    {
        return kind == StreamKind::Video ? m_config.video : m_config.audio;
    }
    static std::int64_t sizeOf(const CodedPacket& packet) { return static_cast<std::int64_t>(packet.size); }
    void notify() const;

    std::function<void()> m_listener; // set before the threads start
    mutable std::mutex m_mutex; // everything below
    Config m_config;
    Stream m_video;
    Stream m_audio;
    std::int64_t m_bytes = 0;
    std::int64_t m_bytesBehind = 0;
    std::uint64_t m_sourceGeneration = 0;
    std::uint64_t m_playGeneration = 0;
    std::optional<TimePoint> m_firstArrival; // since clear()
    std::optional<MediaTime> m_videoStart; // since clear()
    std::optional<MediaTime> m_audioStart;
    bool m_ended = false;
    bool m_keyframeSeen = false;
    bool m_skippedVideo = false; // since clear()
    std::optional<MediaTime> m_audioNotBefore; // the keyframe that playing joins at, in mid-GOP
    std::uint64_t m_skippedBeforeKeyframe = 0;
    std::uint64_t m_discontinuities = 0;
    std::uint64_t m_arrivedBytes = 0;
};

} // namespace sluice
