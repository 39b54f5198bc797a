// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace sluice {

// The command line as one table: what is parsed, what is refused and what the help says all come from here.

enum CommandBit : unsigned {
    kWindowBit = 1U << 0, // no command: the window
    kWatchBit = 1U << 1,
    kLiveBit = 1U << 2,
    kServeBit = 1U << 3,
    kDevicesBit = 1U << 4,
    kProbeBit = 1U << 5,
    kDemoBit = 1U << 6,
    kSimulateBit = 1U << 7,
    kRunFileBit = 1U << 8,
};

// File: the path of a file stands there, no address.
enum class UrlUse { None, Optional, Required, File };

struct CommandRow {
    CommandBit bit = kWindowBit;
    std::string_view name; // empty: the window
    UrlUse url = UrlUse::None;
    std::string_view operand = "URL"; // its name in the help
    std::string_view summary;
    std::string_view notes; // more of it, for the command's own help; may be empty
};

enum class OptionId {
    Fullscreen,
    Wait,
    Link,
    LinkPreset,
    LinkTrace,
    AudioOut,
    VideoOut,
    Camera,
    Microphone,
    DesktopAudio,
    Layout,
    Screen,
    KeyFile,
    Record,
    Json,
    Junit,
    Headless,
    For,
    Report,
    Html,
    Timeline,
    Arrivals,
    Profile,
    Set,
    LogLevel,
};

struct OptionRow {
    OptionId id = OptionId::Headless;
    std::string_view name; // "--for"
    std::string_view value; // "SECONDS"; empty: a switch
    unsigned commands = 0; // CommandBits it has a meaning for
    std::string_view help;
    bool repeatable = false;

    bool belongsTo(CommandBit command) const { return (commands & command) != 0; }
};

std::span<const CommandRow> commandRows();
std::span<const OptionRow> optionRows();

// nullptr when there is none of that name.
const CommandRow* findCommand(std::string_view name);
const OptionRow* findOption(std::string_view name);

} // namespace sluice
