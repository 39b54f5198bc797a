// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Result.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// A connection to an X server, to ask what there is to capture. Answers are waited for kPatience at the most, so that
// a server that hangs holds nobody. One thread.
class XDisplay {
public:
    static constexpr int kPatienceMs = 1000; // a local server answers in less than one

    struct Area {
        int x = 0; // on the root window
        int y = 0;
        VideoSize size;
        bool operator==(const Area&) const = default;
    };
    struct Monitor {
        std::string name; // "HDMI-1"
        Area area;
        bool primary = false;
    };
    struct Window {
        std::uint32_t id = 0;
        std::string title;
        std::string program; // the first word of WM_CLASS
        bool ours = false; // of this process
    };

    // The display of `DISPLAY`. Errors: ScreenOnWayland, NoScreen (none named, nobody answers).
    static Result<XDisplay> open();
    // `name` as in DISPLAY. Errors: NoScreen.
    static Result<XDisplay> open(const std::string& name);
    ~XDisplay();
    XDisplay(XDisplay&&) noexcept;
    XDisplay& operator=(XDisplay&&) noexcept;

    const std::string& name() const;
    std::optional<Area> whole(); // as it is now; nothing: the server is gone
    std::vector<Monitor> monitors();
    // What people call windows: those that the window manager lists or, without one, the visible ones on top.
    std::vector<Window> windows();
    // Where a window stands now; nothing when it is gone or cannot be seen (minimised).
    std::optional<Area> window(std::uint32_t id);

private:
    struct State;
    explicit XDisplay(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace sluice
