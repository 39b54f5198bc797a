// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/CommandLine.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/CommandScan.h"
#include "app/HelpText.h"
#include "core/base/Url.h"
#include "core/settings/BufferProfile.h"
#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

// A week: longer runs belong to a service manager.
constexpr double kLongestRunSeconds = 7 * 86400.0;

// What stands after the command. A second word is not quoted: it may be a stream key.
Result<std::string> urlOf(const Scanned& scanned, const CommandRow& command)
{
    const std::size_t count = scanned.rest.empty() ? 0 : scanned.rest.size() - 1;
    if (command.url == UrlUse::None && count > 0)
        return badArgument(
            fmt::format("“sluice {}” takes options only. Leave out the words after it.", command.name));
    if (count > 1 && command.bit != kLiveBit)
        return badArgument(fmt::format(
            "“sluice {}” takes one address only. Put it in quotes if it has spaces.", command.name));
    if (count == 0 && command.url == UrlUse::File)
        return badArgument(fmt::format(
            "“sluice {}” needs a file: sluice {} {}.", command.name, command.name, command.operand));
    if (command.url == UrlUse::File)
        return scanned.rest[1];
    if (count == 0 && command.url == UrlUse::Required)
        return badArgument(
            fmt::format("“sluice {}” needs an address: sluice {} URL.", command.name, command.name));
    if (count == 0)
        return std::string();
    const std::string& text = scanned.rest[1];
    if (command.bit == kLiveBit)
        return std::string(); // publishTo() reads them
    if (!Url::parse(text))
        return Error(ErrorCode::BadUrl, {quotable(text)});
    return text;
}

// Where `live` sends to: none, one or several addresses, and the word for the built-in server among them. The same
// address twice may be two streams: the keys decide.
Result<void> publishTo(const Scanned& scanned, LiveCommand& live)
{
    constexpr std::string_view kBuiltIn = "built-in";
    constexpr std::size_t kMost = 8; // senders, each with its thread; more than a person has services
    if (scanned.rest.size() > kMost + 1)
        return badArgument(fmt::format("“sluice live” sends to at most {} addresses at once.", kMost));
    std::vector<std::string> addresses;
    for (std::size_t i = 1; i < scanned.rest.size(); ++i) {
        const std::string& text = scanned.rest[i];
        if (text == kBuiltIn) {
            if (std::exchange(live.alsoBuiltIn, true))
                return badArgument("“sluice live” was given “built-in” twice. Leave one of them out.");
            live.builtInAt = addresses.size();
            continue;
        }
        const auto url = Url::parse(text);
        if (!url || (url->scheme != "rtmp" && url->scheme != "rtmps"))
            return badArgument(
                "“sluice live” sends to addresses that begin with rtmp:// or rtmps://. Leave the address out "
                "to use the built-in server.");
        addresses.push_back(text);
    }
    if (addresses.empty())
        return {};
    live.url = addresses.front();
    live.moreUrls.assign(addresses.begin() + 1, addresses.end());
    return {};
}

Result<void> applyFor(const std::string& text, CommonOptions& out)
{
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const bool number = error == std::errc() && stop == end && std::isfinite(value);
    if (!number || value > kLongestRunSeconds || fromSeconds(std::max(value, 0.0)) <= Duration::zero())
        return badArgument(fmt::format(
            "“--for” cannot be “{}”: it must be a number of seconds above 0 and at most {}, such as 10 or 2.5.",
            quotable(text), kLongestRunSeconds));
    out.runFor = fromSeconds(value);
    return {};
}

Result<void> applyLogLevel(const std::string& text, CommonOptions& out)
{
    constexpr auto kLevels = std::to_array<std::pair<std::string_view, LogLevel>>(
        {{"off", LogLevel::Off}, {"error", LogLevel::Error}, {"warning", LogLevel::Warning},
            {"info", LogLevel::Info}, {"debug", LogLevel::Debug}});
    for (const auto& [name, level] : kLevels) {
        if (name == text) {
            out.logLevel = level;
            return {};
        }
    }
    return badArgument(fmt::format(
        "“--log-level” cannot be “{}”: it must be off, error, warning, info or debug.", quotable(text)));
}

// A name, or else a file; “custom” is no profile to start from, it needs values.
Result<void> applyProfile(const std::string& text, CommonOptions& out)
{
    const auto profile = profileFromToken(text);
    if (profile && profile != BufferProfile::Custom)
        return out.overrides.set("buffer.profile", text);
    if (!text.ends_with(".json") && text.find('/') == std::string::npos)
        return badArgument(
            fmt::format("There is no profile “{}”. It must be low-latency, balanced, smooth, or a file whose "
                        "name ends in .json.",
                quotable(text)));
    out.profileFile = text;
    return {};
}

Result<void> applySet(const std::string& text, CommonOptions& out)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        return badArgument(
            fmt::format("“--set” needs a key and a value, such as --set buffer.start_ms=1500; “{}” is not.",
                quotable(text)));
    return out.overrides.set(
        std::string_view(text).substr(0, equals), std::string_view(text).substr(equals + 1));
}

Result<void> applyDevice(Result<DeviceSpec> spec, std::optional<DeviceSpec>& out)
{
    if (!spec)
        return spec.error();
    out = *std::move(spec);
    return {};
}

Result<void> applyLink(LinkOption::Kind kind, const std::string& text, LinkOption& out)
{
    if (out.kind != LinkOption::Kind::None)
        return badArgument(
            "“--link”, “--link-preset” and “--link-trace” exclude each other. Leave one of them only.");
    out = {kind, text};
    return {};
}

Result<void> applyVideoOut(const std::string& text, VideoOutOption& out)
{
    constexpr std::string_view kLog = "log:";
    if (text == "null") {
        out = {VideoOutOption::Kind::Null, {}};
        return {};
    }
    if (!text.starts_with(kLog) || text.size() == kLog.size())
        return badArgument(
            fmt::format("“--video-out” cannot be “{}”: it must be null or log:FILE.csv.", quotable(text)));
    out = {VideoOutOption::Kind::Log, text.substr(kLog.size())};
    return {};
}

// Options that every kind of run may have. False: not one of them.
bool applyCommon(OptionId id, const std::string& value, CommonOptions& out, Result<void>& result)
{
    switch (id) {
    case OptionId::Headless:
        out.headless = true;
        return true;
    case OptionId::For:
        result = applyFor(value, out);
        return true;
    case OptionId::Report:
        out.reportPath = value;
        return true;
    case OptionId::Html:
        out.htmlPath = value;
        return true;
    case OptionId::Timeline:
        out.timelinePath = value;
        return true;
    case OptionId::Arrivals:
        out.arrivalsPath = value;
        return true;
    case OptionId::Profile:
        result = applyProfile(value, out);
        return true;
    case OptionId::Set:
        result = applySet(value, out);
        return true;
    case OptionId::LogLevel:
        result = applyLogLevel(value, out);
        return true;
    default:
        return false;
    }
}

Result<void> apply(OptionId id, const std::string& value, WatchCommand& out)
{
    switch (id) {
    case OptionId::Fullscreen:
        out.fullscreen = true;
        break;
    case OptionId::Wait:
        out.wait = true;
        break;
    case OptionId::Link:
        return applyLink(LinkOption::Kind::Spec, value, out.link);
    case OptionId::LinkPreset:
        return applyLink(LinkOption::Kind::Preset, value, out.link);
    case OptionId::LinkTrace:
        return applyLink(LinkOption::Kind::Trace, value, out.link);
    case OptionId::AudioOut:
        return applyDevice(DeviceSpec::audioOut(value), out.audioOut);
    case OptionId::VideoOut:
        return applyVideoOut(value, out.videoOut);
    case OptionId::Record:
        out.recordPath = value;
        break;
    default:
        break;
    }
    return {};
}

Result<void> apply(OptionId id, const std::string& value, LiveCommand& out)
{
    switch (id) {
    case OptionId::Camera:
        return applyDevice(DeviceSpec::camera(value), out.camera);
    case OptionId::Microphone:
        return applyDevice(DeviceSpec::microphone(value), out.microphone);
    case OptionId::DesktopAudio:
        return applyDevice(DeviceSpec::desktopSound(value), out.desktopAudio);
    case OptionId::Screen:
        return applyDevice(DeviceSpec::screen(value), out.screen);
    case OptionId::Record:
        out.recordPath = value;
        break;
    case OptionId::KeyFile:
        out.keyFile = value;
        break;
    default:
        break;
    }
    return {};
}

Result<void> apply(OptionId id, const std::string&, DevicesCommand& out)
{
    out.json = out.json || id == OptionId::Json;
    return {};
}

Result<void> apply(OptionId id, const std::string& value, RunFileCommand& out)
{
    if (id == OptionId::Junit)
        out.junitPath = value;
    return {};
}

Result<void> apply(OptionId id, const std::string& value, DemoCommand& out)
{
    return id == OptionId::Camera ? applyDevice(DeviceSpec::camera(value), out.camera) : Result<void>();
}

// Commands without options of their own.
template <typename Command>
Result<void> apply(OptionId, const std::string&, Command&)
{
    return {};
}

CommandLine emptyLine(CommandBit command, std::string url)
{
    CommandLine line;
    switch (command) {
    case kWindowBit:
        break;
    case kWatchBit:
        line.command = WatchCommand{.url = std::move(url)};
        break;
    case kLiveBit:
        line.command = LiveCommand{.url = std::move(url)};
        break;
    case kServeBit:
        line.command = ServeCommand{};
        break;
    case kDevicesBit:
        line.command = DevicesCommand{};
        break;
    case kProbeBit:
        line.command = ProbeCommand{std::move(url)};
        break;
    case kSimulateBit:
        line.command = SimulateCommand{std::move(url)};
        break;
    case kRunFileBit:
        line.command = RunFileCommand{.file = std::move(url)};
        break;
    case kDemoBit:
        line.command = DemoCommand{};
        break;
    }
    return line;
}

Result<void> applyOne(const GivenOption& option, CommandLine& line)
{
    const std::string value = option.value.value_or("");
    const OptionId id = option.row->id;
    Result<void> result;
    if (applyCommon(id, value, line.common, result))
        return result;
    if (id == OptionId::Layout) // another way to write the setting
        return line.common.overrides.set("broadcast.layout", value);
    return std::visit([&](auto& command) { return apply(id, value, command); }, line.command);
}

// The profile first, whatever the order: single settings stand on top of it.
Result<void> applyAll(const Scanned& scanned, CommandLine& line)
{
    for (const bool profiles : {true, false})
        for (const GivenOption& option : scanned.options)
            if ((option.row->id == OptionId::Profile) == profiles)
                if (auto fine = applyOne(option, line); !fine)
                    return fine;
    return {};
}

Result<void> checkTogether(const CommandLine& line)
{
    if (const auto* watch = std::get_if<WatchCommand>(&line.command);
        watch && watch->fullscreen && line.common.headless)
        return badArgument("“--fullscreen” and “--headless” exclude each other. Leave one of them out.");
    return BufferChoice::from(line.common.overrides).overrides.check();
}

CommandLine printing(std::string text)
{
    CommandLine line;
    line.command = PrintCommand{std::move(text)};
    return line;
}

} // namespace

Result<CommandLine> parseCommandLine(std::span<const std::string> args)
{
    const Scanned scanned = scan(args);
    if (scanned.help)
        return printing(scanned.rest.empty() ? helpText() : helpText(scanned.rest.front()));
    if (scanned.helpSettings)
        return printing(settingsHelpText());
    if (scanned.version)
        return printing(versionText());

    const auto command = commandOf(scanned);
    // An unknown option before a command that is none: its value was taken for the command.
    if (!command) {
        for (const GivenOption& option : scanned.options)
            if (option.row == nullptr)
                return unknownOption(option.name, commandRows().front());
        return command.error();
    }
    if (auto fine = checkOptions(scanned, **command); !fine)
        return fine.error();
    auto url = urlOf(scanned, **command);
    if (!url)
        return url.error();
    CommandLine line = emptyLine((*command)->bit, *std::move(url));
    if (auto* live = std::get_if<LiveCommand>(&line.command))
        if (auto fine = publishTo(scanned, *live); !fine)
            return fine.error();
    if (auto fine = applyAll(scanned, line); !fine)
        return fine.error();
    if (auto fine = checkTogether(line); !fine)
        return fine.error();
    return line;
}

} // namespace sluice
