// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/CameraControlText.h"

#include <nlohmann/json.hpp>

namespace sluice {

std::optional<CameraControlMemory> readCameraControls(std::string_view text)
{
    CameraControlMemory memory;
    if (text.empty())
        return memory;
    const auto read = nlohmann::json::parse(text, nullptr, false);
    if (!read.is_object())
        return std::nullopt;
    for (const auto& [camera, values] : read.items()) {
        if (!values.is_object())
            return std::nullopt;
        for (const auto& [key, value] : values.items()) {
            if (!value.is_number_integer())
                return std::nullopt;
            memory[camera][key] = value.get<std::int64_t>();
        }
    }
    return memory;
}

std::string writeCameraControls(const CameraControlMemory& memory)
{
    auto written = nlohmann::json::object();
    for (const auto& [camera, values] : memory)
        if (!values.empty())
            written[camera] = values;
    return written.empty() ? std::string()
                           : written.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace sluice
