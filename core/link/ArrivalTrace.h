// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// One packet as it came to the buffer (behind the link emulator).
struct Arrival {
    Duration at{}; // since the start of the trace
    StreamKind stream = StreamKind::Video;
    bool keyframe = false;
    std::uint32_t bytes = 0;
    MediaTime pts;
    Duration duration{}; // zero: unknown
    Duration reorder{}; // PTS − DTS
    bool jump = false; // time stamps jump here: what stands between is no media (CodedPacket::discontinuity)
    bool operator==(const Arrival&) const = default;
};

// One request of pulled media (HLS, progressive HTTP). All times since the start of the trace.
struct ArrivalLoad {
    Duration requested{};
    Duration firstByte{};
    Duration done{};
    Duration available{}; // when the server could have served it; equal to `requested` where not known
    Duration held{}; // how long the loader had waited on purpose before asking
    std::int64_t bytes = 0;
    Duration media{}; // media time inside
    bool operator==(const ArrivalLoad&) const = default;
};

// Something that happened beside the packets; `kind` is an event's token: seek, pause, settings_changed …
struct ArrivalEvent {
    Duration at{};
    std::string kind;
    bool operator==(const ArrivalEvent&) const = default;
};

// A whole trace as a value: what is saved, loaded and replayed. Each list is sorted by time.
struct ArrivalData {
    std::map<std::string, std::string> info; // facts of the session: delivery=pushed, profile=balanced …
    std::vector<Arrival> packets;
    std::vector<ArrivalLoad> loads;
    std::vector<ArrivalEvent> events;
    std::uint64_t lost = 0; // records that the bound pushed out; the oldest go first
    bool operator==(const ArrivalData&) const = default;

    static constexpr std::size_t kMaxRecords = 2'000'000; // a file with more is refused
    static constexpr std::size_t kMaxInfo = 64; // entries
    static constexpr std::size_t kMaxWordBytes = 256; // of an info value or an event's kind
    static constexpr std::size_t kMaxFileBytes = std::size_t{256} * 1024 * 1024;

    // The text format `sluice.arrivals/1`. The first line is that name; every other line is a record whose columns
    // are separated by tabs or blanks, or a comment (#). Times are whole microseconds since the start of the trace,
    // PTS are microseconds of the stream.
    //   info    key  value …
    //   packet  at  video|audio  pts  duration  bytes  keyframe(0|1)  reorder  jump(0|1)    (the last two may be missing)
    //   load    done  requested  first_byte  available  held  bytes  media
    //   event   at  kind
    //   lost    how many older records are missing
    std::string toText() const;
    // Never trusts the text: BadArgument with `name`, the line and what is wrong there.
    static Result<ArrivalData> parse(std::string_view text, std::string_view name);

    // As if the session had been ended `length` after its start. Nothing where it was shorter.
    void cutAt(Duration length);

    // FileUnwritable.
    Result<void> save(const std::string& path) const;
    // FileNotFound, FileUnreadable, or what parse() says.
    static Result<ArrivalData> load(const std::string& path);
};

// Records while a session runs. Any thread; every call is short. Holds at most `capacity` packets (and a tenth as
// many loads and events); after that the oldest goes, and is counted.
class ArrivalTrace {
public:
    static constexpr std::size_t kDefaultCapacity = 1'000'000; // 4 hours of video at 30 fps with sound; 40 MB

    explicit ArrivalTrace(std::size_t capacity = kDefaultCapacity);

    // Zero of all times. Forgets everything.
    void start(TimePoint now);
    // Blanks in the key become _, control characters in both too; beyond kMaxInfo entries it is left out.
    void setInfo(std::string_view key, std::string_view value);
    void addPacket(TimePoint at, const CodedPacket& packet);
    // Times relative to start(): see since().
    void addLoad(const ArrivalLoad& load);
    void addEvent(TimePoint at, std::string_view kind);
    Duration since(TimePoint t) const;

    std::uint64_t lost() const;
    std::size_t packetCount() const;
    ArrivalData snapshot() const;

private:
    const std::size_t m_capacity;
    const std::size_t m_smallCapacity;
    mutable std::mutex m_mutex;
    TimePoint m_start; // m_mutex, as all below
    std::map<std::string, std::string> m_info;
    std::deque<Arrival> m_packets;
    std::deque<ArrivalLoad> m_loads;
    std::deque<ArrivalEvent> m_events;
    std::uint64_t m_lost = 0;
};

} // namespace sluice
