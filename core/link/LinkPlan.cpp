// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/LinkPlan.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/Sentence.h"
#include "core/link/TextInput.h"

namespace sluice {

namespace {

using Step = BandwidthTrace::Step;

constexpr auto kCascade = std::to_array<Step>(
    {{seconds(30), 120}, {seconds(30), 80}, {seconds(30), 40}, {seconds(30), 80}, {seconds(30), 120}});
constexpr auto kSpike = std::to_array<Step>({{seconds(10), 120}, {seconds(10), 30}, {seconds(10), 80}});
constexpr auto kSlowJitter = std::to_array<Step>({{seconds(5), 50}, {seconds(5), 120}});
constexpr auto kFastJitter = std::to_array<Step>({{milliseconds(250), 50}, {seconds(5), 120},
    {milliseconds(100), 50}, {seconds(1), 120}, {milliseconds(250), 50}, {seconds(5), 120}});

// clang-format off
constexpr auto kPresets = std::to_array<LinkPreset>({
    { "off", QT_TRANSLATE_NOOP("core", "No emulation"), 0, 0, {} },
    { "3g-slow", QT_TRANSLATE_NOOP("core", "Slow 3G (400 kb/s, 400 ms)"), 400, 400, {} },
    { "3g", QT_TRANSLATE_NOOP("core", "3G (1.6 Mb/s, 300 ms)"), 1600, 300, {} },
    { "4g", QT_TRANSLATE_NOOP("core", "4G (9 Mb/s, 170 ms)"), 9000, 170, {} },
    { "lte", QT_TRANSLATE_NOOP("core", "LTE (12 Mb/s, 70 ms)"), 12000, 70, {} },
    { "cable", QT_TRANSLATE_NOOP("core", "Cable (5 Mb/s, 28 ms)"), 5000, 28, {} },
    { "cascade", QT_TRANSLATE_NOOP("core", "Cascade (120 – 40 % of the stream, 30 s steps)"), 0, 0, kCascade },
    { "spike", QT_TRANSLATE_NOOP("core", "Spike (30 % of the stream for 10 s)"), 0, 0, kSpike },
    { "slow-jitter", QT_TRANSLATE_NOOP("core", "Slow jitter (50 % and 120 %, 5 s steps)"), 0, 0, kSlowJitter },
    { "fast-jitter", QT_TRANSLATE_NOOP("core", "Fast jitter (120 %, short drops to 50 %)"), 0, 0, kFastJitter },
});
// clang-format on

} // namespace

std::span<const LinkPreset> linkPresets()
{
    return kPresets;
}

Result<LinkPlan> LinkPlan::ofPreset(std::string_view name)
{
    const auto preset = std::ranges::find(kPresets, name, &LinkPreset::name);
    if (preset == kPresets.end()) {
        std::string names;
        for (const LinkPreset& known : kPresets)
            names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
        return Error(ErrorCode::BadArgument,
            {fmt::format("There is no link preset “{}”. Use one of {}.", shown(name), names)});
    }
    LinkPlan plan;
    plan.name = preset->name;
    if (preset->downKbps > 0)
        plan.spec.bandwidthKbps = preset->downKbps;
    plan.spec.latency = Duration(milliseconds(preset->roundTripMs)) / 2;
    if (!preset->pattern.empty()) {
        auto trace
            = BandwidthTrace::fromSteps({preset->pattern.begin(), preset->pattern.end()}, preset->name);
        if (!trace)
            return trace.error();
        plan.trace = std::make_shared<const BandwidthTrace>(std::move(*trace));
        plan.relative = true;
    }
    return plan;
}

Result<LinkPlan> LinkPlan::ofTrace(const std::string& path, LinkSpec spec, const StopToken& stop)
{
    if (spec.bandwidthKbps)
        return Error(ErrorCode::BadArgument,
            {QT_TRANSLATE_NOOP("core",
                "A bandwidth and a bandwidth trace cannot be used together. Leave one of them out.")});
    auto trace = BandwidthTrace::load(path, stop);
    if (!trace)
        return trace.error();
    return LinkPlan{std::move(spec), std::make_shared<const BandwidthTrace>(std::move(*trace)), false,
        std::filesystem::path(path).filename().string()};
}

} // namespace sluice
