// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Result.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// A screen, a part of it or one window through libavdevice's x11grab, with the pointer drawn in. One thread calls
// everything. Pictures are taken when they are asked for: the caller keeps the pace, and waits where it can be stopped.
// x11grab speaks to the X server without a deadline: make sure first that it answers (XDisplay does).
class ScreenInput {
public:
    struct Area {
        std::string display; // as in DISPLAY
        std::uint32_t window = 0; // 0: the whole screen is meant
        int x = 0; // from the corner of the screen or the window
        int y = 0;
        VideoSize size; // stays as it is until the next open()
    };

    ScreenInput(Clock& clock, const Log& log);
    ~ScreenInput();
    ScreenInput(const ScreenInput&) = delete;
    ScreenInput& operator=(const ScreenInput&) = delete;

    // Errors: ScreenFailed.
    Result<void> open(const Area& area);
    // What is to be seen now: BGRA (or I420, of displays with other colours), its sizes even, `captured` now. Errors:
    // ScreenFailed, among them that the window is gone or no longer as large as the area.
    Result<VideoFrame> grab();
    void close();

private:
    struct State;
    Clock& m_clock;
    const Log& m_log;
    std::unique_ptr<State> m_state;
};

} // namespace sluice
