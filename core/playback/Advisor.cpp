// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/Advisor.h"

#include <algorithm>
#include <array>

#include "core/base/SecondsText.h"

namespace sluice {

namespace {

// Start levels that are tried: closer together where a viewer feels the difference. Own choice.
constexpr auto kLevels
    = std::to_array<Duration>({milliseconds(80), milliseconds(120), milliseconds(200), milliseconds(300),
        milliseconds(500), milliseconds(750), milliseconds(1000), milliseconds(1500), milliseconds(2000),
        milliseconds(3000), milliseconds(4500), milliseconds(6000), milliseconds(9000), milliseconds(12000)});

Advice::Point pointOf(const Simulation& s)
{
    return {s.settings, s.played, s.startDelay, s.stalls.size(), s.stallTime(), s.latencyMean};
}

bool better(const Advice::Point& a, const Advice::Point& b)
{
    if (a.played != b.played)
        return a.played;
    if ((a.stalls == 0) != (b.stalls == 0))
        return a.stalls == 0;
    if (a.stalls > 0 && a.stallTime != b.stallTime)
        return a.stallTime < b.stallTime;
    return a.startDelay < b.startDelay;
}

Advice::Verdict judge(const Advice& advice)
{
    using Verdict = Advice::Verdict;
    const Advice::Point& now = advice.points[advice.presentIndex];
    const Advice::Point& best = advice.points[advice.bestIndex];
    if (!now.played)
        return Verdict::NeverPlayed;
    if (now.stalls == 0)
        return now.startDelay - best.startDelay >= Advisor::kWorthSaying ? Verdict::StartSooner
                                                                         : Verdict::Fits;
    if (best.stalls == 0)
        return Verdict::StartLater;
    // A tenth less is no advice.
    const bool less = best.stallTime < scaled(now.stallTime, 0.9) || best.stalls < now.stalls;
    return less && best.settings.start > now.settings.start ? Verdict::StartMuchLater : Verdict::Hopeless;
}

Sentence sentenceOf(const Advice& advice)
{
    using Verdict = Advice::Verdict;
    const Advice::Point& now = advice.points[advice.presentIndex];
    const Advice::Point& best = advice.points[advice.bestIndex];
    const std::string level = secondsText(best.settings.start);
    const std::string stalls = std::to_string(now.stalls);
    const std::string missing = secondsText(now.stallTime);
    const std::string delay = secondsText(std::chrono::abs(best.startDelay - now.startDelay));
    switch (advice.verdict) {
    case Verdict::Fits:
        return Sentence(QT_TRANSLATE_NOOP(
            "core", "These settings fit: no stall, and a lower start level gains nothing."));
    case Verdict::StartSooner:
        return Sentence(
            QT_TRANSLATE_NOOP("core",
                "No stall. A start level of %1 s would have been enough: playing would have begun %2 s sooner."),
            {level, delay});
    case Verdict::StartLater:
        if (now.stalls == 1)
            return Sentence(
                QT_TRANSLATE_NOOP("core",
                    "A start level of %1 s would have avoided the stall of %2 s; playing would have begun %3 s "
                    "later."),
                {level, missing, delay});
        return Sentence(
            QT_TRANSLATE_NOOP("core",
                "A start level of %1 s would have avoided all %2 stalls (%3 s); playing would have begun %4 s "
                "later."),
            {level, stalls, missing, delay});
    case Verdict::StartMuchLater:
        return Sentence(
            QT_TRANSLATE_NOOP("core",
                "No start level avoids every stall. With %1 s there would have been %2 (%3 s) instead of %4 (%5 "
                "s)."),
            {level, std::to_string(best.stalls), secondsText(best.stallTime), stalls, missing});
    case Verdict::Hopeless:
        return Sentence(
            QT_TRANSLATE_NOOP("core",
                "No start level would have helped: the stream stayed away for longer than any of them holds, or "
                "came more slowly than it plays (%1 stalls, %2 s)."),
            {stalls, missing});
    case Verdict::NeverPlayed:
        break;
    }
    if (best.played)
        return Sentence(QT_TRANSLATE_NOOP("core",
                            "Playing would not have begun. With a start level of %1 s it would have."),
            {level});
    return Sentence(QT_TRANSLATE_NOOP("core", "Playing would not have begun with any start level."));
}

} // namespace

BufferSettings Advisor::withStart(const BufferSettings& present, BufferSource source, Duration start)
{
    BufferSettings s = present;
    s.start = start;
    s.low = std::min(present.low, start / 2);
    const Duration lowestResume = source == BufferSource::Vod ? start * 2 : start / 5 * 8;
    s.resume = std::max(present.resume, lowestResume);
    // Rounded up, so that resume ≤ 0.8 · target holds.
    s.target = std::max(present.target, s.resume / 4 * 5 + milliseconds(1));
    return s;
}

Result<Advice> Advisor::advise(
    const ArrivalData& arrivals, const BufferResolver& resolve, bool timeline, const StopToken& stop)
{
    auto present = Simulator::run(arrivals, {resolve, timeline}, stop);
    if (!present)
        return present.error();
    const BufferSource source = Simulator::contextOf(arrivals).source;
    Advice advice;
    advice.present = *std::move(present);
    advice.estimate = advice.present.estimate;
    const BufferSettings& now = advice.present.settings;
    advice.points.push_back(pointOf(advice.present));
    for (const Duration level : kLevels) {
        if (level == now.start)
            continue;
        const BufferSettings other = withStart(now, source, level);
        if (!other.check())
            continue;
        auto tried = Simulator::run(
            arrivals, {[other](const BufferContext&) { return Result(other); }, false}, stop);
        if (!tried)
            return tried.error();
        advice.points.push_back(pointOf(*tried));
    }
    std::ranges::sort(advice.points, {}, [](const Advice::Point& p) { return p.settings.start; });
    const auto found = std::ranges::find(
        advice.points, now.start, [](const Advice::Point& p) { return p.settings.start; });
    advice.presentIndex = static_cast<std::size_t>(found - advice.points.begin());
    const auto best = std::ranges::min_element(advice.points, better);
    advice.bestIndex = static_cast<std::size_t>(best - advice.points.begin());
    advice.verdict = judge(advice);
    advice.sentence = sentenceOf(advice);
    return advice;
}

} // namespace sluice
