// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/av/Muxer.h"
#include "core/base/Runner.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// Writes the encoders' packets into one file, from a keyframe on. push() never waits: the disk has the runner's thread
// and a bounded queue of its own, and a disk that is too slow loses pictures of the recording (counted), never of the
// stream. Ends by itself, with a whole file, when the disk is nearly full, and when its file was deleted. step()
// belongs to the runner, which may be held by the disk; it lets go of a pipe, a socket or a disk within 100 ms of a
// stop.
class FileRecorder final : public Node {
public:
    // What may wait for the disk; beyond it everything up to the next keyframe that finds half of it free is lost.
    static constexpr std::size_t kMaxBytes = std::size_t(64) << 20; // 30 s at 17 Mb/s
    static constexpr Duration kMaxTime = seconds(30);
    // A disk that takes nothing for so long will not any more.
    static constexpr Duration kWriteDeadline = seconds(30);
    static constexpr Duration kSyncEach
        = seconds(1); // with Muxer::kPiece below the 2 s that a power cut may take
    static constexpr Duration kRunsOut = seconds(600); // "low": the room lasts for less, as it went so far

    struct Config {
        std::string path;
        StreamInfo video;
        StreamInfo audio;
        std::int64_t reserveBytes = 0; // of the disk, left free
    };
    struct Services {
        Clock& clock;
        std::function<Result<std::unique_ptr<Muxer>>(const Muxer::Options&, StopToken)> open;
        // Bytes that may still be written beside that file; nothing: not known.
        std::function<std::optional<std::int64_t>(const std::string& path)> freeBytes;
    };
    enum class State { Waiting, Writing, Ended, Failed }; // Waiting: the disk took nothing yet
    struct Status {
        State state = State::Waiting;
        std::string path;
        std::int64_t bytes = 0;
        Duration length{};
        std::int64_t dropped = 0; // pictures that the disk was too slow for, those at the end among them
        Duration queued{};
        std::optional<Error> error;
        std::optional<std::int64_t> freeBytes; // of the disk, as last looked
        std::optional<Duration> roomFor; // how long the disk lasts; known while it is low
        bool diskFull = false; // why it ended
        bool cutOff = false; // a stop came while something waited for the disk

        bool over() const { return state == State::Ended || state == State::Failed; }
        // Why there is no file, or not all of what was to be in it; also of a whole one that the disk ended. Of pictures
        // that were left out, once it is over.
        std::optional<Error> failure() const;
    };

    // `begin`: what the file begins with, from its first video keyframe on; all of it waits for the disk at once.
    FileRecorder(
        Config config, Services services, std::vector<CodedPacket> begin, std::function<void()> changed);

    void push(const CodedPacket& packet);
    void finish(); // what waits is still written; then Ended
    Status status() const;

    Step step(const StopToken& stop) override;
    // Once the runner was joined: ends what it could not, without waiting for what takes nothing.
    void close();

private:
    std::optional<CodedPacket> take(const StopToken& stop);
    bool finished() const; // and nothing waits
    Result<void> write(CodedPacket packet, const StopToken& stop);
    Result<void> open(const CodedPacket& first, const StopToken& stop);
    void watchDisk(TimePoint now);
    Error deletedError() const;
    void keepRising(CodedPacket& packet);
    Step close(State state, std::optional<Error> error, const StopToken& stop);
    Duration queuedLocked() const;

    const Config m_config;
    const Services m_services;
    const std::function<void()> m_changed;

    // Of the runner's thread
    std::unique_ptr<Muxer> m_muxer;
    Duration m_base{};
    std::array<std::optional<MediaTime>, 2> m_written; // the last DTS of each kind
    TimePoint m_looked;
    TimePoint m_synced;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::deque<CodedPacket> m_queue; // m_mutex, as everything below
    std::size_t m_queueBytes = 0;
    bool m_skipping = false; // up to a keyframe
    bool m_begun = false;
    bool m_finished = false;
    Status m_status;
};

} // namespace sluice
