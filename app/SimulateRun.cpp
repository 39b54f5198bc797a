// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SimulateRun.h"

#include <fmt/format.h>

#include "core/base/SecondsText.h"
#include "core/metrics/Timeline.h"
#include "core/session/SimulationResult.h"

namespace sluice {

namespace {

std::string precise(std::int64_t ms)
{
    return inSeconds(ms, 2);
}

std::string describe(const std::vector<SimulationReport::Stall>& stalls)
{
    std::string text = stalls.empty()
        ? "none"
        : fmt::format("{}, {} in all", stalls.size(), precise(SimulationReport::sumMs(stalls)));
    for (const auto& stall : stalls)
        text += fmt::format("\n  {:>10}  for {}", precise(stall.atMs), precise(stall.durationMs));
    return text;
}

std::string summaryOf(const SimulationReport& r)
{
    std::string text = fmt::format("{} packets in {}, {}{}\n\n", r.packets, precise(r.lengthMs), r.delivery,
        r.lost > 0 ? fmt::format(" ({} older records are missing)", r.lost) : "");
    text += fmt::format("Stalls as recorded: {}\n", describe(r.recorded));
    text += r.played ? fmt::format("Under these settings{}: playing after {}, {} behind on average\n",
                           r.estimate ? " (estimate)" : "", precise(r.startupMs), precise(r.latencyMeanMs))
                     : std::string("Under these settings it would never have played.\n");
    text += fmt::format("Stalls: {}\n\n", describe(r.stalls));
    text += "start level   playing after   stalls   missing   behind\n";
    for (const auto& p : r.points)
        text += fmt::format("{:>11}   {:>13}   {:>6}   {:>7}   {:>6}\n", precise(p.startLevelMs),
            p.played ? precise(p.startupMs) : "never", p.stallCount, precise(p.stallMs),
            precise(p.latencyMs));
    return text + "\n" + r.advice;
}

Result<void> writeTimeline(const std::string& path, const std::vector<TimelineSample>& samples)
{
    auto csv = TimelineCsv::create(path);
    if (!csv)
        return csv.error();
    for (const TimelineSample& sample : samples)
        if (auto written = csv->write(sample); !written)
            return written;
    return csv->close();
}

} // namespace

SimulateRun::SimulateRun(AppContext& context, SimulateCommand command, CommonOptions common)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
{ }

SimulateRun::~SimulateRun()
{
    m_stop.request_stop();
    if (m_worker.joinable())
        m_worker.join();
}

void SimulateRun::begin()
{
    auto settings = m_context.settingsFor(m_common);
    if (!settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    m_worker = std::thread([this, settings = *settings, stop = m_stop.get_token()] {
        const int status = work(settings, stop);
        QMetaObject::invokeMethod(this, [this, status] { emit over(status); }, Qt::QueuedConnection);
    });
}

// On the worker's thread.
int SimulateRun::work(const Settings& settings, const StopToken& stop) const
{
    auto arrivals = ArrivalData::load(m_command.arrivalsFile);
    if (!arrivals) {
        complain(arrivals.error());
        return kExitFailed;
    }
    if (m_common.runFor && !arrivals->packets.empty()) {
        arrivals->cutAt(*m_common.runFor);
        if (arrivals->packets.empty()) {
            complain(Error(ErrorCode::BadArgument,
                {fmt::format(
                    "Nothing had arrived in the first {:g} s of the session. Give “--for” more seconds.",
                    toSeconds(*m_common.runFor))}));
            return kExitFailed;
        }
    }
    auto advice
        = Advisor::advise(*arrivals, bufferResolverFrom(settings), !m_common.timelinePath.empty(), stop);
    if (!advice) {
        if (advice.error().cancelled())
            return kExitInterrupted;
        complain(advice.error());
        return kExitFailed;
    }
    return conclude(simulationReportOf(*arrivals, *advice, settings.toReport()), advice->present);
}

int SimulateRun::conclude(const SimulationReport& report, const Simulation& present) const
{
    print(QString::fromStdString(summaryOf(report)));
    if (!m_common.reportPath.empty())
        if (auto written = writeReport(m_common.reportPath, report); !written) {
            complain(written.error());
            return kExitFailed;
        }
    if (!m_common.timelinePath.empty())
        if (auto written = writeTimeline(m_common.timelinePath, present.timeline); !written) {
            complain(written.error());
            return kExitFailed;
        }
    return kExitOk;
}

void SimulateRun::interrupt()
{
    m_stop.request_stop();
}

} // namespace sluice
