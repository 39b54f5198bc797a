// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/ServerChronicle.h"

#include <algorithm>
#include <utility>

namespace sluice {

namespace {

ServeReport::Addresses addressesOf(const ServerInfo& info)
{
    ServeReport::Addresses all{info.publishUrl, info.playUrl, info.watchUrl, info.hlsUrl, {}};
    for (const std::string& address : info.networkAddresses)
        all.network.push_back(info.watchUrlAt(address));
    return all;
}

} // namespace

void ServerChronicle::look(const ServerInfo& info, TimePoint now)
{
    const ServerState before = std::exchange(m_state, info.state);
    m_report.restarts = std::max(m_report.restarts, info.restarts);
    if (info.state == ServerState::Degraded && before != ServerState::Degraded && info.error)
        m_events.add(EventKind::Warning, now, info.error->sentence());
    if (info.state == ServerState::Ready) {
        m_report.addresses = addressesOf(info);
        if (!std::exchange(m_started, true))
            m_events.add(EventKind::ServerStarted, now, Sentence("The server is ready"));
        noteStream(info, now);
        noteViewers(info.viewers ? info.viewers->total() : 0, now);
    } else {
        noteStream({}, now); // its connections went with it
        noteViewers(0, now);
    }
}

void ServerChronicle::noteStream(const ServerInfo& info, TimePoint now)
{
    if (std::exchange(m_live, info.live) == info.live)
        return;
    if (info.live) {
        m_report.streams.push_back({info.streamName, toMs(now - m_begun), 0, 0});
        m_events.add(EventKind::Live, now, Sentence("Somebody streams"));
        return;
    }
    ServeReport::Stream& over = m_report.streams.back();
    over.durationMs = toMs(now - m_begun) - over.atMs;
    m_events.add(EventKind::Ended, now, Sentence("The stream is over"));
}

void ServerChronicle::noteViewers(int viewers, TimePoint now)
{
    const int before = std::exchange(m_viewers, viewers);
    if (m_live)
        m_report.streams.back().viewersMost = std::max(m_report.streams.back().viewersMost, viewers);
    if (viewers != before)
        m_events.add(viewers > before ? EventKind::ViewerJoined : EventKind::ViewerLeft, now,
            Sentence("Watching now: %1", {std::to_string(viewers)}));
}

ServeReport ServerChronicle::report(TimePoint now) const
{
    ServeReport report = m_report;
    report.startedAtEpochMs = epochMs(m_begunAt);
    if (m_live)
        report.streams.back().durationMs = toMs(now - m_begun) - report.streams.back().atMs;
    report.events = reportEvents(m_events.all(), m_begun);
    return report;
}

} // namespace sluice
