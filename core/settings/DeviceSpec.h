// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/Result.h"

namespace sluice {

// Where pictures or sound come from or go to, as the command line and the settings write it.
//   camera      ID | test | file:PATH
//   microphone  ID | tone | file:PATH | none
//   desktop     NAME | tone | file:PATH | none
//   audio out   ID | null | file:PATH.wav
//   screen      screen | monitor:NAME | window:0xID | window:TITLE | region:WIDTHxHEIGHT+X+Y | test | file:PATH
// "default" and an empty text are Automatic: the system's first device.
struct DeviceSpec {
    enum class Kind {
        Automatic,
        Device, // `value` is the identity that `sluice devices` prints
        Generated, // the test picture, the test tone; `value` is the word itself, as for None
        File, // `value` is the path
        None, // no microphone (silence is sent); no speaker (a null output keeps the time)
    };
    Kind kind = Kind::Automatic;
    std::string value;

    bool operator==(const DeviceSpec&) const = default;

    // Errors: BadArgument (a file without a name, control characters, text that is not UTF-8).
    static Result<DeviceSpec> camera(std::string_view text);
    static Result<DeviceSpec> microphone(std::string_view text);
    static Result<DeviceSpec> desktopSound(std::string_view text);
    static Result<DeviceSpec> audioOut(std::string_view text);
    static Result<DeviceSpec> screen(std::string_view text);

    // The same as the sessions take it, "default" for Automatic. Reading it again gives an equal value.
    std::string toText() const;
};

} // namespace sluice
