// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/BufferProfile.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/settings/Settings.h"

namespace sluice {

namespace {

constexpr auto kTokens = std::to_array<std::pair<BufferProfile, std::string_view>>({
    {BufferProfile::LowLatency, "low-latency"},
    {BufferProfile::Balanced, "balanced"},
    {BufferProfile::Smooth, "smooth"},
    {BufferProfile::Custom, "custom"},
});

// A playlist may claim anything; times past a day only serve to make sums overflow.
constexpr Duration kLongest = std::chrono::hours(24);
// RFC 8216: without HOLD-BACK a player starts three target durations from the end.
constexpr int kHoldBackTargets = 3;
// The target duration that RFC 8216 recommends, for a playlist that has none.
constexpr Duration kUsualTargetDuration = seconds(6);

// The three profiles side by side; Custom starts from Balanced.
template <typename T>
T pick(BufferProfile profile, T lowLatency, T balanced, T smooth)
{
    switch (profile) {
    case BufferProfile::LowLatency:
        return lowLatency;
    case BufferProfile::Smooth:
        return smooth;
    case BufferProfile::Balanced:
    case BufferProfile::Custom:
        break;
    }
    return balanced;
}

Duration known(Duration claimed, Duration otherwise)
{
    return claimed > Duration::zero() ? std::min(claimed, kLongest) : otherwise;
}

Duration hlsTarget(BufferProfile profile, const BufferContext& context)
{
    const Duration targetDuration = known(context.targetDuration, kUsualTargetDuration);
    const Duration holdBack = known(context.holdBack, kHoldBackTargets * targetDuration);
    if (context.source == BufferSource::LlHls) {
        const Duration partHoldBack = known(context.partHoldBack, holdBack);
        return pick(profile, partHoldBack, std::max<Duration>(partHoldBack, milliseconds(1500)),
            std::max<Duration>(partHoldBack, seconds(3)));
    }
    // Smooth goes back further, but stays two target durations inside what the playlist still offers.
    const Duration inWindow = known(context.window, Duration::zero()) - 2 * targetDuration;
    return pick(profile, holdBack, holdBack, std::max(holdBack, std::min(2 * holdBack, inWindow)));
}

Duration profileTarget(BufferProfile profile, const BufferContext& context)
{
    switch (context.source) {
    case BufferSource::Vod:
        return pick<Duration>(profile, seconds(15), seconds(30), seconds(60));
    case BufferSource::HlsLive:
    case BufferSource::LlHls:
        return hlsTarget(profile, context);
    case BufferSource::Pushed:
        break;
    }
    // At low latency the device's own latency is part of the level, so the target must clear it.
    const Duration device = known(context.deviceLatency, Duration::zero());
    const Duration lowest = std::max<Duration>(milliseconds(150), device + milliseconds(80));
    return pick<Duration>(profile, lowest, seconds(1), seconds(3));
}

struct Levels {
    Duration start;
    Duration resume;
};

// Media3 starts files at 1 s and resumes them at 2 s; that is our Balanced.
Levels profileLevels(BufferProfile profile, BufferSource source, Duration target)
{
    switch (source) {
    case BufferSource::Vod:
        return {pick<Duration>(profile, milliseconds(500), seconds(1), seconds(3)),
            pick<Duration>(profile, seconds(1), seconds(2), seconds(6))};
    case BufferSource::HlsLive:
    case BufferSource::LlHls:
        return {std::min<Duration>(seconds(1), target * 2 / 5),
            std::min<Duration>(seconds(2), BufferSettings::highestResume(target))};
    case BufferSource::Pushed:
        break;
    }
    return {pick<Duration>(profile, milliseconds(80), milliseconds(500), milliseconds(1500)),
        pick<Duration>(profile, milliseconds(120), milliseconds(800), milliseconds(2400))};
}

std::optional<Duration> msIfSet(const Settings& settings, std::string_view key)
{
    const auto value = settings.integerIfSet(key);
    return value ? std::optional<Duration>(milliseconds(*value)) : std::nullopt;
}

} // namespace

std::string_view profileToken(BufferProfile profile)
{
    for (const auto& [candidate, token] : kTokens)
        if (candidate == profile)
            return token;
    return kTokens.back().second;
}

std::optional<BufferProfile> profileFromToken(std::string_view token)
{
    for (const auto& [profile, candidate] : kTokens)
        if (candidate == token)
            return profile;
    return std::nullopt;
}

Result<void> BufferOverrides::check() const
{
    // Each missing level is put where it restricts least, so that only contradictions among those given are left.
    BufferSettings probe;
    probe.target = target.value_or(kLongest);
    probe.resume
        = resume.value_or(std::max(BufferSettings::highestResume(probe.target), start.value_or(Duration(2))));
    probe.start = start.value_or(probe.resume);
    probe.low = low.value_or(Duration(1));
    probe.rateMin = rateMin.value_or(probe.rateMin);
    probe.rateMax = rateMax.value_or(probe.rateMax);
    probe.trim = trim.value_or(probe.trim);
    probe.capBytes = capBytes.value_or(probe.capBytes);
    return probe.check();
}

BufferChoice BufferChoice::from(const Settings& settings)
{
    BufferChoice choice;
    choice.profile = profileFromToken(settings.text("buffer.profile")).value_or(BufferProfile::Balanced);
    BufferOverrides& set = choice.overrides;
    set.low = msIfSet(settings, "buffer.low_ms");
    set.start = msIfSet(settings, "buffer.start_ms");
    set.resume = msIfSet(settings, "buffer.resume_ms");
    set.target = msIfSet(settings, "buffer.target_ms");
    set.trim = msIfSet(settings, "live.trim_ms");
    if (const auto mib = settings.integerIfSet("buffer.cap_mib"))
        set.capBytes = *mib * kBytesPerMib;
    set.rateMin = settings.realIfSet("live.rate_min");
    set.rateMax = settings.realIfSet("live.rate_max");
    if (settings.isSet("live.after_pause"))
        set.liveAfterPause = settings.text("live.after_pause") == "live";
    return choice;
}

Result<BufferSettings> BufferChoice::resolve(const BufferContext& context) const
{
    const bool vod = context.source == BufferSource::Vod;
    BufferSettings out;
    out.target = overrides.target.value_or(profileTarget(profile, context));
    const Levels levels = profileLevels(profile, context.source, out.target);
    out.start = overrides.start.value_or(levels.start);
    out.resume = overrides.resume.value_or(levels.resume);
    out.low = overrides.low.value_or(std::min<Duration>(milliseconds(500), out.start / 2));
    out.refill = vod ? out.target * 2 / 3 : Duration::zero();
    // mpv's defaults for files
    out.capBytes = overrides.capBytes.value_or((vod ? 150 : 32) * kBytesPerMib);
    out.keepBehindBytes = vod ? 50 * kBytesPerMib : 0;
    out.rateMin = overrides.rateMin.value_or(out.rateMin);
    out.rateMax = overrides.rateMax.value_or(out.rateMax);
    out.liveAfterPause = overrides.liveAfterPause.value_or(false);
    out.trim = overrides.trim.value_or(pick<Duration>(profile, seconds(3), seconds(12), seconds(30)));
    if (auto legal = out.check(); !legal)
        return legal.error();
    return out;
}

} // namespace sluice
