// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/ScreenLister.h"

#include <fmt/format.h>

#include "core/devices/XDisplay.h"

namespace sluice {

namespace {

std::string sizeText(VideoSize size)
{
    return fmt::format("{}×{}", size.width, size.height);
}

} // namespace

ScreenList listScreens()
{
    ScreenList list;
    auto display = XDisplay::open();
    if (!display) {
        list.problem = display.error();
        return list;
    }
    const auto whole = display->whole();
    if (!whole) {
        list.problem = Error(ErrorCode::NoScreen);
        return list;
    }
    list.screens.push_back({"screen", "Whole screen, " + sizeText(whole->size), DeviceKind::Screen, true});
    if (const auto monitors = display->monitors(); monitors.size() > 1)
        for (const XDisplay::Monitor& monitor : monitors)
            list.screens.push_back({"monitor:" + monitor.name,
                fmt::format("Monitor {}, {}", monitor.name, sizeText(monitor.area.size)), DeviceKind::Screen,
                false});
    for (const XDisplay::Window& window : display->windows())
        if (!window.ours)
            list.screens.push_back(
                {fmt::format("window:0x{:x}", window.id), window.title, DeviceKind::Screen, false});
    return list;
}

} // namespace sluice
