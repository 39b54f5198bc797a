// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sluice {

// One knob of a camera.
struct CameraControl {
    enum class Kind { Number, Switch, Menu, Button };
    std::uint32_t id = 0; // the driver's
    std::string key; // "exposure_time_absolute": what settings call it
    std::string name; // "Exposure Time, Absolute": the driver's word, English
    Kind kind = Kind::Number;
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::int64_t step = 1;
    std::int64_t standard = 0; // what the maker thinks right
    std::int64_t value = 0;
    bool wide = false; // 64 bits
    bool inactive = false; // another knob, an automatic one, decides it now
    std::vector<std::pair<std::int64_t, std::string>> choices; // Menu
    bool operator==(const CameraControl&) const = default;
};

// Values by key.
using CameraControlValues = std::map<std::string, std::int64_t>;
// … by camera (its id).
using CameraControlMemory = std::map<std::string, CameraControlValues>;

} // namespace sluice
