// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/output/VideoSink.h"

namespace sluice {

// Writes a line per shown frame into a CSV file: shown_epoch_us,pts_us,hash. Hashing and the disk are a thread of
// their own, which may hold kFrames pictures. When it is that far behind, show() waits, at most kPatience; then the
// line is written without a hash, so that no frame is missing from the log and no picture is held up for long.
// open(), show() and close() belong to one thread at a time.
class LogVideoSink final : public VideoSink {
public:
    static constexpr std::size_t kFrames = 16; // half a second at 30 fps; 22 MB at 720p
    static constexpr std::size_t kLines = 4096; // waiting ones without pictures; more are lost and counted
    static constexpr Duration kPatience = milliseconds(100);

    // Names the content of a picture. Called on the log's thread.
    using Hasher = std::function<std::string(const VideoFrame&)>;

    LogVideoSink(std::string path, Hasher hasher) : m_path(std::move(path)), m_hasher(std::move(hasher)) { }
    ~LogVideoSink() override;

    Result<void> open() override;
    void show(const VideoFrame& frame, WallTime at) override;
    void close() override; // everything that was shown is in the file then

    // Errors: FileUnwritable, once the disk is full. Any thread.
    std::optional<Error> failure() const;
    // Lines without a hash, and lines that are missing. Any thread.
    std::int64_t unhashed() const;
    std::int64_t lost() const;

private:
    struct Line {
        VideoFrame frame; // empty: not to be hashed
        std::int64_t shownUs = 0;
        std::int64_t ptsUs = 0;
    };
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    void run();
    bool write(const Line& line);
    Error fail();

    const std::string m_path;
    const Hasher m_hasher;
    std::unique_ptr<std::FILE, Closer> m_file; // the thread's while it runs
    std::thread m_thread;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Line> m_lines; // m_mutex; at most kLines
    std::size_t m_frames = 0; // m_mutex; held in m_lines and being hashed
    bool m_closing = false; // m_mutex
    std::int64_t m_unhashed = 0; // m_mutex
    std::int64_t m_lost = 0; // m_mutex
    std::optional<Error> m_failure; // m_mutex
};

} // namespace sluice
