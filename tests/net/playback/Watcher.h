// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/output/SinkFactory.h"
#include "core/playback/WatchPipeline.h"
#include "core/settings/BufferProfile.h"

namespace sluice::test {

// One viewer of one address with the Balanced profile, with neither window nor speaker.
class Watcher {
public:
    explicit Watcher(std::string url);
    ~Watcher(); // stops

    bool waitState(WatchState state, Duration atMost);
    bool waitEnd(Duration atMost); // ended or failed; the report is complete then
    void stop();

    WatchPipeline& pipeline() { return *m_watch; }
    WatchPipeline::Status status() const { return m_watch->status(); }
    WatchReport report() const { return m_watch->report(); }
    WatchState state() const { return m_watch->status().state; }
    std::int64_t shown() const { return m_shown->load(); }
    Duration lastShown() const { return Duration(m_last->load()); } // media time of the newest picture
    TimePoint startedAt() const { return m_watch->startedAt(); }

    // The first event of that kind after `after`, in ms after the start; -1 for none.
    std::int64_t eventMs(EventKind kind, std::int64_t after = -1) const;
    int events(EventKind kind) const;
    std::string story() const; // every event with its time: what a failed test prints
    std::string sentence() const; // of the error

private:
    class CountingSink;

    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    SinkFactory m_sinks;
    std::shared_ptr<std::atomic<std::int64_t>> m_shown;
    std::shared_ptr<std::atomic<Duration::rep>> m_last;
    std::unique_ptr<WatchPipeline> m_watch;
};

} // namespace sluice::test
