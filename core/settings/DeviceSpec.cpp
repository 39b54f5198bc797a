// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/DeviceSpec.h"

#include "core/base/Sentence.h"
#include "core/media/ScreenRegion.h"
#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

using Kind = DeviceSpec::Kind;

// A device's identity or a path: longer ones than the longest path of Linux are nonsense.
constexpr std::size_t kLongest = 4096;
constexpr std::string_view kFilePrefix = "file:";

// What one kind of device calls its special sources; empty: it has none of that kind.
struct Words {
    std::string_view generated;
    std::string_view none;
    std::string_view fileEnding;
    std::string_view rule;
};
constexpr Words kCamera{"test", {}, {},
    QT_TRANSLATE_NOOP(
        "core", "A camera is the name of a device, “test”, or “file:” and the path of a video.")};
constexpr Words kMicrophone{"tone", "none", {},
    QT_TRANSLATE_NOOP("core",
        "A microphone is the name of a device, “tone”, “none”, or “file:” and the path of a sound file.")};
constexpr Words kDesktop{"tone", "none", {},
    QT_TRANSLATE_NOOP("core",
        "Desktop sound is “default”, the name of one of the sound server’s sources, “none”, “tone”, or “file:” and the "
        "path of a sound file.")};
constexpr Words kAudioOut{{}, "null", ".wav",
    QT_TRANSLATE_NOOP(
        "core", "A sound output is the name of a device, “null”, or “file:” and a path that ends in .wav.")};
constexpr Words kScreen{"test", {}, {},
    QT_TRANSLATE_NOOP("core",
        "A screen is “screen”, “monitor:” and a name, “window:” and its number or title, "
        "“region:1280x720+0+0”, “test”, or “file:” and the path of a video.")};

bool isScreenName(std::string_view text)
{
    if (text == "screen")
        return true;
    for (const std::string_view kind : {"monitor:", "window:"})
        if (text.starts_with(kind))
            return text.size() > kind.size();
    return text.starts_with("region:") && ScreenRegion::parse(text.substr(7)).has_value();
}

Result<DeviceSpec> read(std::string_view text, const Words& words)
{
    if (text.empty() || text == "default")
        return DeviceSpec{};
    const Error refused(ErrorCode::BadArgument, {std::string(words.rule)});
    if (text.size() > kLongest || !isPlainText(text))
        return refused;
    if (text == words.generated)
        return DeviceSpec{Kind::Generated, std::string(text)};
    if (text == words.none)
        return DeviceSpec{Kind::None, std::string(text)};
    if (!text.starts_with(kFilePrefix))
        return DeviceSpec{Kind::Device, std::string(text)};
    const std::string_view path = text.substr(kFilePrefix.size());
    if (path.size() <= words.fileEnding.size() || !path.ends_with(words.fileEnding))
        return refused;
    return DeviceSpec{Kind::File, std::string(path)};
}

} // namespace

Result<DeviceSpec> DeviceSpec::camera(std::string_view text)
{
    return read(text, kCamera);
}

Result<DeviceSpec> DeviceSpec::microphone(std::string_view text)
{
    return read(text, kMicrophone);
}

Result<DeviceSpec> DeviceSpec::desktopSound(std::string_view text)
{
    return read(text, kDesktop);
}

Result<DeviceSpec> DeviceSpec::audioOut(std::string_view text)
{
    return read(text, kAudioOut);
}

Result<DeviceSpec> DeviceSpec::screen(std::string_view text)
{
    auto spec = read(text, kScreen);
    if (spec && spec->kind == Kind::Device && !isScreenName(text))
        return Error(ErrorCode::BadArgument, {std::string(kScreen.rule)});
    return spec;
}

std::string DeviceSpec::toText() const
{
    switch (kind) {
    case Kind::Automatic:
        return "default";
    case Kind::File:
        return std::string(kFilePrefix) + value;
    case Kind::Device:
    case Kind::Generated:
    case Kind::None:
        break;
    }
    return value;
}

} // namespace sluice
