// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
// that is too slow loses packets, which are counted, and never holds up playing. step() belongs to the runner's
// thread, the rest to any.
class Recorder final : public Node {
public:
    static constexpr std::size_t kQueue = 2000; // packets, about 25 s of a stream

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

    const std::string m_path;
    Services m_services;
    BoundedQueue<CodedPacket> m_queue{kQueue};
    std::unique_ptr<Muxer> m_muxer; // of the runner's thread, as is the next
    std::optional<Duration> m_base;

    mutable std::mutex m_mutex;
    std::optional<MediaInfo> m_media; // m_mutex
    std::optional<Error> m_error; // m_mutex
    std::string m_taken; // m_mutex
};

} // namespace sluice
