// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/av/Muxer.h"
#include "core/base/BoundedQueue.h"
#include "core/base/Runner.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// Writes what arrives into a file, as it is, from the first keyframe on. The disk has its own thread and queue; one
// that is too slow loses packets, of which error() tells, and never holds up playing. step() belongs to the runner's
// thread, the rest to any.
class Recorder final : public Node {
public:
    // Our choice: a file is read ahead in an instant, by 30 s and more of it, while the muxer opens. The bytes are those of
    // 100 s at 10 Mb/s.
    static constexpr std::size_t kQueue
        = 20'000; // packets, four minutes of 30 pictures a second with their sound
    static constexpr std::size_t kQueueBytes = std::size_t(128) << 20;

    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
    };
    Recorder(std::string path, Services services);

    void setStreams(const MediaInfo& media);
    void add(const CodedPacket& packet); // never waits
    Step step(const StopToken& stop) override;
    // After the last packet: what waits is written and the file is closed. The runner must have been joined. Takes some
    // seconds at the most, whatever the disk does.
    void finish();
    std::optional<Error> error() const;
    std::string path() const; // what is written, or was; empty: nothing so far

private:
    bool knowsStreams() const;
    void write(CodedPacket packet, const StopToken& stop);
    void note(const Error& error);
    std::optional<CodedPacket> taken(std::optional<CodedPacket> packet);

    const std::string m_path;
    Services m_services;
    BoundedQueue<CodedPacket> m_queue{kQueue};
    std::atomic<std::size_t> m_queuedBytes = 0;
    std::unique_ptr<Muxer> m_muxer; // of the runner's thread, as is the next
    std::optional<Duration> m_base;

    mutable std::mutex m_mutex;
    std::optional<MediaInfo> m_media; // m_mutex
    std::optional<Error> m_error; // m_mutex; nothing more is written
    bool m_lost = false; // m_mutex; the queue was full, the file has a hole
    std::string m_taken; // m_mutex
};

} // namespace sluice
