// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/base/Log.h"
#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/settings/DeviceSpec.h"
#include "core/settings/Settings.h"

namespace sluice {

// Exit statuses that scripts rely on.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitBadArguments = 2;
inline constexpr int kExitInterrupted = 130;

// Options that several commands share. Empty paths: not given.
struct CommonOptions {
    bool headless = false;
    std::optional<Duration> runFor; // > 0, at most seven days
    std::string reportPath;
    std::string htmlPath;
    std::string timelinePath;
    std::string arrivalsPath;
    std::string profileFile; // --profile FILE.json, to be read with SettingsStore::readProfile
    // --profile NAME and every --set, already checked; over the stored settings and over profileFile.
    Settings overrides;
    LogLevel logLevel = LogLevel::Off;
};

// --link SPEC, --link-preset NAME or --link-trace FILE: at most one; core/link reads it.
struct LinkOption {
    enum class Kind { None, Spec, Preset, Trace };
    Kind kind = Kind::None;
    std::string value;
};

// --video-out null|log:FILE.csv
struct VideoOutOption {
    enum class Kind { Default, Null, Log };
    Kind kind = Kind::Default;
    std::string path;
};

struct WindowCommand { };
struct WatchCommand {
    std::string url;
    bool fullscreen = false;
    bool wait = false;
    LinkOption link{};
    std::optional<DeviceSpec> audioOut; // not given: the settings decide
    VideoOutOption videoOut{};
    std::string recordPath;
};
struct LiveCommand {
    std::string url; // empty: the built-in server
    std::vector<std::string> moreUrls; // sent to as well
    bool alsoBuiltIn = false; // “built-in” stood among the addresses …
    std::size_t builtInAt = 0; // … before the one of this index
    std::optional<DeviceSpec> camera; // not given: the settings decide
    std::optional<DeviceSpec> microphone;
    std::optional<DeviceSpec> desktopAudio;
    std::optional<DeviceSpec> screen;
    std::string recordPath;
    std::string keyFile; // "-": standard input; empty: not given
};
struct ServeCommand { };
struct DevicesCommand {
    bool json = false;
};
struct ProbeCommand {
    std::string url;
};
struct SimulateCommand {
    std::string arrivalsFile;
};
struct RunFileCommand {
    std::string file;
    std::string junitPath;
};
struct DemoCommand {
    std::optional<DeviceSpec> camera;
};
// --help, --help-settings, --version: print on stdout and end with 0.
struct PrintCommand {
    std::string text;
};

struct CommandLine {
    CommonOptions common{};
    std::variant<WindowCommand, WatchCommand, LiveCommand, ServeCommand, DevicesCommand, ProbeCommand,
        SimulateCommand, RunFileCommand, DemoCommand, PrintCommand>
        command;
};

// Reads the arguments after the program's name. Touches no file. An error is one sentence for stderr, and
// kExitBadArguments; it never repeats a text that may hold a stream key.
Result<CommandLine> parseCommandLine(std::span<const std::string> args);

// Whether the files that were named can be read or written, before anything starts: inputs exist, outputs have a
// folder and are not one, no two outputs are the same file.
Result<void> checkFiles(const CommandLine& line);

} // namespace sluice
