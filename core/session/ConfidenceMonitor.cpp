// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/ConfidenceMonitor.h"

namespace sluice {

ConfidenceMonitor::ConfidenceMonitor(SessionServices services, QObject* parent)
    : QObject(parent)
    , m_watch(std::move(services))
{
    connect(&m_watch, &WatchSession::frameChanged, this, &ConfidenceMonitor::frameChanged);
}

void ConfidenceMonitor::follow(const std::string& url)
{
    if (url == m_url)
        return;
    m_url = url;
    if (url.empty()) {
        m_watch.stop();
        return;
    }
    WatchRequest request;
    request.url = url;
    request.buffer.profile = BufferProfile::LowLatency;
    request.audioOut = "null"; // the presenter must not hear it
    request.wait = true;
    m_watch.open(request);
}

std::optional<Duration> ConfidenceMonitor::glassToGlass() const
{
    const WatchStatus status = m_watch.status();
    const bool plays = status.state == WatchState::Playing;
    if (!plays || status.report.latency.basis != LatencyBasis::Measured)
        return std::nullopt;
    const auto timeline = m_watch.timeline();
    const std::uint64_t end = timeline ? timeline->end() : 0;
    if (end == 0)
        return std::nullopt;
    const auto last = timeline->since(end - 1);
    if (last.samples.empty() || last.samples.back().latencyMs < 0)
        return std::nullopt;
    return milliseconds(last.samples.back().latencyMs);
}

} // namespace sluice
