// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/av/Scaler.h"
#include "core/av/ScreenInput.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/capture/ScreenGuard.h"
#include "core/capture/VideoSource.h"
#include "core/devices/XDisplay.h"

namespace sluice {

// What the windows were that are, or were, captured: a program that is started again has new windows with new numbers.
// One that bears title and program of a lost window, and came after it was lost, takes its place; one that was there
// before never does, so that nothing is shown that nobody chose. Any thread.
class WindowMemory {
public:
    struct Known {
        std::uint32_t id = 0;
        std::string title;
        std::string program;
        std::set<std::uint32_t> strangers; // were there when it was lost
    };
    std::optional<Known> find(const std::string& spec) const;
    void keep(const std::string& spec, Known known);

private:
    mutable std::mutex m_mutex;
    std::map<std::string, Known> m_known; // m_mutex
};

// A screen, a monitor, a window or a part of the screen of the X display that DISPLAY names, as DeviceSpec::screen()
// writes it; "default" or empty is the whole screen. Gives pictures at the rate asked for, scaled down to fit the size
// asked for (never up), I420. A window that is moved or changes its size is followed; what lies outside of the screen
// is cut off. Waits only where it can be stopped, but for XDisplay's patience, and ScreenGuard's with a display that
// hangs.
class ScreenSource final : public VideoSource {
public:
    static constexpr Duration kLookAgain = milliseconds(250); // for another size, or a window that is gone
    static constexpr int kCatchUp = 2; // pictures, our choice: later than this, they are left out

    ScreenSource(std::string spec, std::shared_ptr<WindowMemory> memory, Clock& clock, const Log& log);

    // Errors: NoScreen, ScreenOnWayland, ScreenNotFound, WindowGone, ScreenFailed, Cancelled.
    Result<Opened> open(const VideoRequest& request, StopToken stop) override;
    // Errors: WindowGone, NoScreen, ScreenFailed, Cancelled.
    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override;
    void close() override;

private:
    Result<void> choose();
    Result<void> chooseWindow(const std::string& name);
    Result<XDisplay::Area> look();
    Result<void> follow();
    Result<VideoFrame> grab();
    VideoSize fitted(VideoSize size) const;
    Error gone();

    const std::string m_spec;
    const std::shared_ptr<WindowMemory> m_memory;
    Clock& m_clock;
    std::unique_ptr<ScreenGuard> m_guard; // of the calls of m_input
    ScreenInput m_input;
    Scaler m_scaler;
    VideoRequest m_request;
    std::optional<XDisplay> m_display;
    std::uint32_t m_window = 0; // 0: none, the screen
    std::optional<XDisplay::Area> m_part; // a region; on the screen
    std::string m_monitor; // its name; empty: none
    XDisplay::Area m_area; // what is captured now, on the screen
    TimePoint m_start;
    std::int64_t m_next = 0; // the picture that is due next, counted from m_start
    TimePoint m_lookAt;
    MediaTime m_last;
};

} // namespace sluice
