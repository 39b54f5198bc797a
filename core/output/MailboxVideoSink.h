// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

#include "core/output/VideoSink.h"

namespace sluice {

// Keeps the newest frame for a window, which takes it when it paints. Any thread may call anything.
class MailboxVideoSink final : public VideoSink {
public:
    struct Shown {
        VideoFrame frame;
        WallTime at;
    };
    // Called after each new frame, on the showing thread: says "look again", must not block.
    using Listener = std::function<void()>;

    // After this returns the former listener is not called any more.
    void setListener(Listener listener);

    Result<void> open() override;
    void show(const VideoFrame& frame, WallTime at) override;
    void close() override; // forgets the frame

    // The newest frame, once; nothing when it was taken already.
    std::optional<Shown> take();
    // Frames that were replaced before anyone took them.
    std::int64_t overwritten() const;

private:
    mutable std::mutex m_mutex;
    std::optional<Shown> m_newest; // m_mutex
    std::int64_t m_overwritten = 0; // m_mutex
    std::mutex m_listenerMutex; // held while the listener runs
    Listener m_listener; // m_listenerMutex
};

} // namespace sluice
