// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/media/AudioBlock.h"
#include "core/media/StreamInfo.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Plays a media file in a loop, at its own pace, as a camera and a microphone would deliver it. One reader serves one
// picture view and one sound view (ClipVideoSource, ClipAudioSource), which stay in step because both take their
// times from here: captured = start + pts. Its thread reads and decodes a little ahead of the time and runs while
// at least one view is open; a stream without a view is not decoded. Opened anew, the file begins at its start.
//
// Overflow: a view that is more than kLate behind loses its oldest frames, counted. When the file cannot be decoded
// fast enough, the start moves on and it plays slower. All functions may be called from any thread.
class ClipReader {
public:
    enum class View { Picture, Sound };
    static constexpr Duration kAhead = milliseconds(300); // decoded that long before it is due
    static constexpr Duration kLate = milliseconds(500);

    ClipReader(std::string path, Clock& clock, Resolver& resolver, const Log& log);
    ~ClipReader();
    ClipReader(const ClipReader&) = delete;
    ClipReader& operator=(const ClipReader&) = delete;

    const std::string& path() const { return m_path; }

    // Starts the thread if need be and waits until the file is known. Errors: FileNotFound, FileUnreadable,
    // NotMedia, NoMedia, DecoderMissing, Cancelled; CameraFailed or MicrophoneFailed when the file has no such stream.
    Result<MediaInfo> open(View view, const StopToken& stop);
    void close(View view);

    // The next frame whose time has come (a sound block: whose last sample's time has come).
    Result<std::optional<VideoFrame>> nextFrame(Duration patience, const StopToken& stop);
    Result<std::optional<AudioBlock>> nextBlock(Duration patience, const StopToken& stop);

    std::int64_t dropped() const; // frames and blocks that a late view lost

private:
    // One stream of the file; the thread's alone.
    struct Track {
        std::deque<CodedPacket> packets; // read, not yet decoded
        std::size_t bytes = 0;
        bool active = false; // a view wants it

        void push(CodedPacket packet);
        CodedPacket pop();
        // Another packet is needed to know what comes before `until`.
        bool needs(MediaTime until) const;
        bool hasPlenty(MediaTime until) const; // no more is read, whatever the other one needs
        // Nobody looks: forgets what is past, but keeps a picture from which decoding could start at once.
        void forgetBefore(MediaTime now);
    };
    template <typename Item>
    struct Waiting {
        std::deque<Item> items;
        bool wanted = false; // a view is open
        TimePoint since; // when it was opened: what was due before is not for it
        bool present = false; // the file has the stream
    };

    void run(const StopToken& stop);
    Result<void> openFile(const StopToken& stop);
    void activate();
    Result<void> readTo(MediaTime until, const StopToken& stop);
    Result<void> decodeTo(MediaTime until, const StopToken& stop);
    Result<void> decodePicture(const CodedPacket& packet);
    Result<void> decodeSound(const CodedPacket& packet);
    void keepUp(MediaTime until);
    MediaTime position() const;
    void fail(const Error& error);
    Result<MediaInfo> awaitInfo(View view, const StopToken& stop);
    void release(View view);
    template <typename Item>
    Result<std::optional<Item>> next(Waiting<Item>& waiting, Duration patience, const StopToken& stop);

    const std::string m_path;
    Clock& m_clock;
    Resolver& m_resolver;
    const Log& m_log;

    // The thread's while it runs.
    std::unique_ptr<Demuxer> m_demuxer;
    std::unique_ptr<VideoDecoder> m_videoDecoder;
    std::unique_ptr<AudioDecoder> m_audioDecoder;
    Track m_videoTrack;
    Track m_audioTrack;
    std::vector<VideoFrame> m_decodedFrames;
    std::vector<AudioBlock> m_decodedBlocks;
    std::optional<TimePoint> m_soundEnd; // of the last decoded block

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    Waiting<VideoFrame> m_frames; // m_mutex
    Waiting<AudioBlock> m_blocks; // m_mutex
    std::optional<MediaInfo> m_info; // m_mutex
    std::optional<Error> m_error; // m_mutex
    bool m_started = false; // m_mutex: a packet has come
    TimePoint m_start; // m_mutex: of pts zero, once m_started
    std::int64_t m_dropped = 0; // m_mutex

    std::mutex m_threadMutex; // held to start and join
    std::jthread m_thread; // m_threadMutex
};

} // namespace sluice
