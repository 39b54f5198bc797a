// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/settings/DeviceSpec.h"
#include "core/settings/Settings.h"

namespace {

using sluice::DeviceSpec;
using sluice::Settings;

// What was understood must be the same after it was written and read again. Secrets are not written.
void readAsFile(std::string_view text)
{
    const auto read = Settings::fromJsonText(text);
    if (!read)
        return;
    const auto once = Settings::fromJsonText(read->settings.toJsonText());
    if (!once || !once->rejected.empty())
        std::abort();
    const auto twice = Settings::fromJsonText(once->settings.toJsonText());
    if (!twice || !(twice->settings == once->settings))
        std::abort();
}

// KEY=VALUE, as on the command line.
void readAsArgument(std::string_view text)
{
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return;
    Settings settings;
    const auto set = settings.set(text.substr(0, equals), text.substr(equals + 1));
    if (!set && (set.error().message().empty() || !settings.all().empty()))
        std::abort();
}

template <typename Parse>
void readAsDevice(std::string_view text, Parse parse)
{
    const auto device = parse(text);
    if (!device)
        return;
    const auto again = parse(device->toText());
    if (!again || !(*again == *device))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    readAsFile(text);
    readAsArgument(text);
    readAsDevice(text, DeviceSpec::camera);
    readAsDevice(text, DeviceSpec::microphone);
    readAsDevice(text, DeviceSpec::audioOut);
    return 0;
}
