// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/BroadcastTimeline.h"

#include <utility>
#include <vector>

#include "core/metrics/LiveTimeline.h"
#include "core/metrics/Timeline.h"

namespace sluice {

namespace {

LiveState stateOf(const BroadcastStatus& status, bool over)
{
    switch (status.state) {
    case BroadcastState::Idle:
        return over ? LiveState::Ended : LiveState::Idle;
    case BroadcastState::Connecting:
        return LiveState::Connecting;
    case BroadcastState::Live:
        return status.paused ? LiveState::Paused : LiveState::Live;
    case BroadcastState::Reconnecting:
        return LiveState::Reconnecting;
    case BroadcastState::Stopping:
        return LiveState::Stopping;
    case BroadcastState::Failed:
        break;
    }
    return LiveState::Failed;
}

} // namespace

BroadcastTimeline::BroadcastTimeline(
    const BroadcastSession& broadcast, const Clock& clock, std::function<void()> changed)
    : m_broadcast(broadcast)
    , m_clock(clock)
    , m_changed(std::move(changed))
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(milliseconds(toMs(Timeline::kInterval)));
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
}

void BroadcastTimeline::create(const std::string& path)
{
    m_file = std::make_unique<CsvAside>(path, LiveTimelineCsv::kHeader);
    m_timer.start();
}

void BroadcastTimeline::start()
{
    m_startedAt = m_next = m_clock.now();
    m_events = m_broadcast.eventsSince(0).next; // what happened before belongs to no row
}

void BroadcastTimeline::look()
{
    const TimePoint now = m_clock.now();
    if (const auto error = m_file->failure(now)) {
        fail(error);
        return;
    }
    if (m_startedAt)
        addRows(now, false);
    if (!m_ready && m_file->created()) {
        m_ready = true;
        m_changed();
    }
}

// Late looks catch up row by row, so that the file has ten rows a second whatever the machine does.
void BroadcastTimeline::addRows(TimePoint now, bool over)
{
    std::vector<std::string> rows;
    for (; m_next <= now; m_next += Timeline::kInterval)
        rows.push_back(row(m_next, over));
    m_file->write(std::move(rows));
}

std::string BroadcastTimeline::row(TimePoint at, bool over)
{
    const BroadcastStatus status = m_broadcast.status();
    LiveSample sample;
    sample.at = at - *m_startedAt;
    sample.state = stateOf(status, over);
    sample.targetKbps = status.targetKbps;
    sample.adaptedKbps = status.adaptedKbps;
    sample.sentKbps = status.sentKbps;
    sample.carriedKbps = status.carriedKbps;
    sample.sendQueue = status.sendQueue;
    sample.droppedNetwork = status.droppedNetwork;
    sample.droppedEncode = status.droppedEncode;
    sample.droppedCapture = status.droppedCapture;
    sample.encoderLoad = status.encoderLoad;
    sample.captureFps = status.captureFps;
    const EventLog::Slice happened = m_broadcast.eventsSince(m_events);
    m_events = happened.next;
    return LiveTimelineCsv::row(sample, tokensOf(happened.events));
}

void BroadcastTimeline::fail(const std::optional<Error>& error)
{
    m_timer.stop();
    m_ready = false;
    m_error = error;
    m_changed();
}

void BroadcastTimeline::finish()
{
    if (!m_file || m_error)
        return;
    m_timer.stop();
    const TimePoint now = m_clock.now();
    if (m_startedAt) {
        addRows(now, true);
        m_file->write({row(now, true)});
    }
    m_error = m_file->close();
}

} // namespace sluice
