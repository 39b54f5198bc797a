// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/base/BoundedQueue.h"
#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/capture/VideoSource.h"

namespace sluice {

// Reads one video source into a mailbox and keeps it going: a source that fails is closed and opened again each
// kRetry, for as long as it is wanted. step() belongs to the runner's thread, the rest to any.
class CaptureNode final : public Node {
public:
    static constexpr Duration kRetry = seconds(1); // a camera is back within 2 s of being plugged in
    static constexpr std::size_t kMailbox = 3; // frames; the oldest is dropped

    using Factory = std::function<Result<std::unique_ptr<VideoSource>>()>;
    struct Status {
        bool running = false;
        std::optional<Error> error;
        double fps = 0; // over the last second
        std::optional<VideoSource::Opened> opened; // nothing: not known yet
        std::int64_t captured = 0;
        std::int64_t dropped = 0; // taken out of the full mailbox: what encodes was too slow
    };

    // `frameArrived` and `changed` (of the status) are called on the runner's thread.
    CaptureNode(Clock& clock, std::function<void()> frameArrived, std::function<void()> changed);
    ~CaptureNode() override;

    // The source to read from now on; nothing: none. What the one before gave is not told any more. Wake the runner
    // afterwards.
    void setSource(std::optional<Factory> factory, VideoRequest request);
    Step step(const StopToken& stop) override;

    BoundedQueue<VideoFrame>& mailbox() { return m_mailbox; }
    Status status() const;

private:
    void takeOver();
    Step open(const StopToken& stop);
    Step fail(const Error& error);
    void count(TimePoint now);

    Clock& m_clock;
    const std::function<void()> m_frameArrived;
    const std::function<void()> m_changed;
    BoundedQueue<VideoFrame> m_mailbox{kMailbox};

    // Of the runner's thread
    std::optional<Factory> m_factory;
    VideoRequest m_request;
    std::unique_ptr<VideoSource> m_source;
    TimePoint m_retryAt;
    TimePoint m_windowStart;
    int m_windowFrames = 0;

    mutable std::mutex m_mutex;
    bool m_replace = false; // m_mutex, as everything below
    std::optional<Factory> m_newFactory;
    VideoRequest m_newRequest;
    Status m_status;
};

} // namespace sluice
