// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/metrics/Events.h"
#include "core/metrics/ServeReport.h"
#include "core/server/ServerTypes.h"

namespace sluice {

// What happened at the built-in server while it ran, from looks at it: who streamed, how many watched, what went wrong.
// Pure; one thread.
class ServerChronicle {
public:
    ServerChronicle(TimePoint begun, WallTime begunAt) : m_begun(begun), m_begunAt(begunAt) { }

    // To be called at each change.
    void look(const ServerInfo& info, TimePoint now);
    // Ends a stream that still runs. Without settings and error, which whoever runs it knows.
    ServeReport report(TimePoint now) const;

private:
    void noteStream(const ServerInfo& info, TimePoint now);
    void noteViewers(int viewers, TimePoint now);

    const TimePoint m_begun;
    const WallTime m_begunAt;
    EventLog m_events;
    ServeReport m_report; // streams, addresses
    ServerState m_state = ServerState::Stopped;
    bool m_started = false;
    bool m_live = false;
    int m_viewers = 0;
};

} // namespace sluice
