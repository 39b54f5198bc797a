// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/SimulationResult.h"

#include "core/settings/BufferProfile.h"

namespace sluice {

namespace {

std::string_view wordOf(Advice::Verdict verdict)
{
    switch (verdict) {
    case Advice::Verdict::Fits:
        return "fits";
    case Advice::Verdict::StartSooner:
        return "start_sooner";
    case Advice::Verdict::StartLater:
        return "start_later";
    case Advice::Verdict::StartMuchLater:
        return "start_much_later";
    case Advice::Verdict::Hopeless:
        return "hopeless";
    case Advice::Verdict::NeverPlayed:
        break;
    }
    return "never_played";
}

std::vector<SimulationReport::Stall> listOf(const std::vector<Simulation::Stall>& stalls)
{
    std::vector<SimulationReport::Stall> list;
    list.reserve(stalls.size());
    for (const auto& stall : stalls)
        list.push_back({toMs(stall.at), toMs(stall.length)});
    return list;
}

SimulationReport::Point pointOf(const Advice::Point& p)
{
    return {toMs(p.settings.start), toMs(p.settings.resume), toMs(p.settings.target), p.played,
        toMs(p.startDelay), static_cast<std::int64_t>(p.stalls), toMs(p.stallTime), toMs(p.latency)};
}

} // namespace

SimulationReport simulationReportOf(
    const ArrivalData& arrivals, const Advice& advice, const NamedValues& settings)
{
    SimulationReport report;
    report.packets = static_cast<std::int64_t>(arrivals.packets.size());
    report.lengthMs = toMs(advice.present.length);
    report.lost = static_cast<std::int64_t>(arrivals.lost);
    const auto delivery = arrivals.info.find("delivery");
    report.delivery = delivery == arrivals.info.end() ? "pushed" : delivery->second;
    report.recorded = listOf(Simulator::recordedStalls(arrivals));
    const Simulation& s = advice.present;
    report.estimate = advice.estimate;
    report.played = s.played;
    report.startupMs = toMs(s.startDelay);
    report.playedMs = toMs(s.playedMedia);
    report.stalls = listOf(s.stalls);
    report.trims = s.trims;
    report.rateMs = toMs(s.offRate);
    report.latencyMeanMs = toMs(s.latencyMean);
    report.latencyP95Ms = toMs(s.latencyP95);
    report.settings = settings;
    report.verdict = wordOf(advice.verdict);
    report.advice = advice.sentence.english();
    report.adviceStartMs = toMs(advice.points[advice.bestIndex].settings.start);
    for (const Advice::Point& p : advice.points)
        report.points.push_back(pointOf(p));
    return report;
}

BufferResolver bufferResolverFrom(const Settings& settings)
{
    return [choice = BufferChoice::from(settings)](
               const BufferContext& context) { return choice.resolve(context); };
}

} // namespace sluice
