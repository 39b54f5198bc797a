// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/base/Clock.h"
#include "core/capture/ToneDetectors.h"
#include "tests/e2e/PathFigures.h"

namespace sluice::test {

// Takes a stream of the test picture and tone from a server for as long as it lasts, without a player: what came,
// whether it is whole, and by the stream's own times when. A thread of its own from construction to stop().
class ServerReader {
public:
    struct Seen {
        // `shown` is the picture's time stamp in the stream, so that all of it is judged by the sender's clock alone.
        std::vector<SeenFrame> frames;
        std::vector<double> agesMs; // of the same frames, from their capture to here
        std::vector<WallTime> beeps; // by the stream's time, as `shown`
        std::vector<float> sound; // all of it, interleaved, where it is kept
        double worstGapMs = 0; // by how much the sound's time stamps ever went apart from its samples
        std::size_t unreadable = 0; // pictures without readable marks
        std::size_t unordered = 0; // packets whose DTS does not rise within its stream
        std::size_t jumps = 0; // breaks of the time stamps
        std::string ended; // why, where it ended by itself
    };

    enum class Sound { Judged, Kept };
    explicit ServerReader(std::string url, Sound sound = Sound::Judged);
    ~ServerReader() { stop(); }
    ServerReader(const ServerReader&) = delete;
    ServerReader& operator=(const ServerReader&) = delete;
    void stop();

    Seen seen() const;
    bool hasSound() const;
    bool hasEnded() const; // by itself
    std::optional<WallTime> lastFlash() const; // when the newest one was captured

private:
    void run();
    void take(const CodedPacket& packet);
    void takeVideo(const CodedPacket& packet);
    void takeAudio(const CodedPacket& packet);
    void end(const std::string& why);

    SystemClock m_clock;
    Resolver m_resolver;
    const std::string m_url;
    const Sound m_sound;

    std::unique_ptr<VideoDecoder> m_video;
    std::unique_ptr<AudioDecoder> m_audio;
    std::optional<BeepDetector> m_detector;
    std::optional<MediaTime> m_audioBegan;
    std::int64_t m_samples = 0;
    std::array<std::optional<MediaTime>, 2> m_lastDts;

    mutable std::mutex m_mutex; // guards the two below
    Seen m_seen;
    std::optional<WallTime> m_lastFlash;

    StopSource m_stop;
    std::thread m_thread;
};

} // namespace sluice::test
