// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/CameraDetails.h"

#include <nlohmann/json.hpp>

#include "core/devices/CameraControls.h"
#include "core/devices/DeviceLister.h"

namespace sluice {

namespace {

using Json = nlohmann::ordered_json;

// Where a camera takes any size or rate, these are told.
constexpr VideoSize kAnySize{1280, 720};
constexpr FrameRate kAnyRate{30, 1};

const char* kindName(CameraControl::Kind kind)
{
    switch (kind) {
    case CameraControl::Kind::Switch:
        return "switch";
    case CameraControl::Kind::Menu:
        return "menu";
    case CameraControl::Kind::Button:
        return "button";
    case CameraControl::Kind::Number:
        break;
    }
    return "number";
}

Json modeJson(const CameraMode& mode)
{
    return {{"format", mode.format}, {"width", mode.size.width}, {"height", mode.size.height},
        {"fps", mode.rate.numerator > 0 ? Json(mode.rate.value()) : Json()}};
}

Json controlJson(const CameraControl& control)
{
    Json one{{"key", control.key}, {"name", control.name}, {"kind", kindName(control.kind)}};
    if (control.kind == CameraControl::Kind::Button)
        return one;
    one["least"] = control.least;
    one["most"] = control.most;
    one["step"] = control.step;
    one["standard"] = control.standard;
    one["value"] = control.value;
    one["inactive"] = control.inactive;
    for (const auto& [value, name] : control.choices)
        one["choices"][std::to_string(value)] = name;
    return one;
}

} // namespace

CameraDetails cameraDetails(const std::string& id)
{
    const auto path = DeviceLister().cameraPath(id);
    if (!path)
        return {};
    CameraDetails details{cameraModes(*path, kAnySize, kAnyRate), {}};
    if (const auto controls = CameraControls::open(*path))
        details.controls = controls->list();
    return details;
}

std::string withCameraDetails(
    const std::string& devicesJson, const std::function<CameraDetails(const std::string& id)>& ask)
{
    auto all = Json::parse(devicesJson);
    for (Json& camera : all["cameras"]) {
        const CameraDetails details = ask(camera["id"].get<std::string>());
        camera["modes"] = Json::array();
        for (const CameraMode& mode : details.modes)
            camera["modes"].push_back(modeJson(mode));
        camera["controls"] = Json::array();
        for (const CameraControl& control : details.controls)
            camera["controls"].push_back(controlJson(control));
    }
    return all.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace sluice
