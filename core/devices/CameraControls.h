// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Result.h"
#include "core/media/CameraControl.h"

namespace sluice {

// The knobs of a camera that is open here or elsewhere: brightness, exposure, focus… A descriptor of its own is held
// while it lives, and no stream is touched. One thread at a time. Each call takes milliseconds; a camera that hangs
// holds it up for the driver's own time-out (5 s of USB at the most), so not in the window's thread.
class CameraControls {
public:
    // What a request to the driver does: ioctl(). A test answers in the driver's place.
    using Driver = std::function<int(unsigned long request, void* argument)>;

    // Errors: CameraNotFound, NotACamera, CameraBusy, CameraFailed.
    static Result<CameraControls> open(const std::string& path);
    explicit CameraControls(Driver driver) : m_driver(std::move(driver)) { }

    // Those that exist, in the driver's order, with their present values; without those that are switched off.
    std::vector<CameraControl> list() const;
    // False when the camera refuses it.
    bool set(const CameraControl& control, std::int64_t value) const;
    // Sets what is named and exists, automatic ones first, because they decide which others may be set. The number of
    // those that were refused.
    int apply(const CameraControlValues& values) const;

private:
    Driver m_driver;
};

} // namespace sluice
