// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"
#include "core/metrics/CsvFile.h"
#include "core/metrics/Events.h"
#include "core/metrics/WatchState.h"

namespace sluice {

// What the buffer was like at one moment. Taken every Timeline::kInterval.
struct TimelineSample {
    static constexpr std::int32_t kUnknown = -1;
    static constexpr float kUnlimited = -1.0F;

    Duration at{}; // since the session was opened
    std::int64_t levelBytes = 0;
    std::int32_t levelMs = 0;
    std::int32_t latencyMs = kUnknown;
    std::int32_t lowLevelMs = 0;
    std::int32_t startLevelMs = 0;
    std::int32_t resumeLevelMs = 0;
    std::int32_t targetLevelMs = 0;
    float arriveKbps = 0.0F; // what came in
    float consumeKbps = 0.0F; // what was played
    float rate = 1.0F;
    float offeredKbps = kUnlimited; // by the link emulator; for the graph only, not in the file
    WatchState state = WatchState::Idle;
    StallCause cause = StallCause::Network; // of the stall that runs, where state is Rebuffering
};

// The samples of one session for the graph. Any thread; bounded: after a day the oldest go, and positions go on
// counting.
class Timeline {
public:
    static constexpr Duration kInterval = milliseconds(100); // ten rows a second, as the file format promises
    static constexpr std::size_t kDefaultCapacity = 864'000; // a day; 55 MB when full

    explicit Timeline(std::size_t capacity = kDefaultCapacity) : m_capacity(capacity) { }

    void add(const TimelineSample& sample);

    struct Slice {
        std::uint64_t first = 0; // position of samples.front(); later than asked for when some are gone
        std::uint64_t next = 0; // ask from here the next time
        std::vector<TimelineSample> samples;
    };
    // From `position` on, at most `most` samples.
    Slice since(std::uint64_t position, std::size_t most = kDefaultCapacity) const;
    // The last `span` of time.
    Slice latest(Duration span) const;
    std::uint64_t end() const; // how many were ever added
    void clear(); // forgets the samples; positions go on

private:
    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::deque<TimelineSample> m_samples; // m_mutex
    std::uint64_t m_first = 0; // m_mutex
};

// Up to position `end`, in parts, so that whoever adds or looks meanwhile never waits for all of it. What is there so
// far when `stop` is requested.
std::vector<TimelineSample> copyOf(const Timeline& timeline, std::uint64_t end, const StopToken& stop = {});

// The file of `sluice watch --timeline`: a header line and one line per sample. One thread. Where it grows while
// somebody plays, its rows go through CsvAside.
class TimelineCsv {
public:
    static constexpr std::string_view kHeader
        = "t_ms,state,level_ms,level_bytes,arrive_kbps,consume_kbps,rate,latency_ms,low_level_ms,start_level_ms,"
          "resume_level_ms,target_level_ms,event";

    // FileUnwritable. An existing file is replaced.
    static Result<TimelineCsv> create(const std::string& path);

    // `events`: what happened since the row before; their tokens, separated by blanks. An unknown latency is an empty
    // cell. As CsvFile::write().
    Result<void> write(const TimelineSample& sample, const std::vector<Event>& events = {});
    // Flushes and closes. FileUnwritable.
    Result<void> close() { return m_file.close(); }

    // A line as write() makes it, without the newline.
    static std::string row(const TimelineSample& sample, std::string_view event);

private:
    explicit TimelineCsv(CsvFile file) : m_file(std::move(file)) { }

    CsvFile m_file;
};

} // namespace sluice
