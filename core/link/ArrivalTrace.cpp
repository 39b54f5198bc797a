// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/ArrivalTrace.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "core/base/TextFile.h"
#include "core/link/TextInput.h"

namespace sluice {

namespace {

constexpr std::string_view kHeader = "sluice.arrivals/1";
constexpr std::string_view kComment
    = "# What came to the buffer, one record a line. Times are microseconds since the start of the trace.\n"
      "# info\tkey\tvalue\n"
      "# packet\tat\tstream\tpts\tduration\tbytes\tkeyframe\treorder\tjump\n"
      "# load\tdone\trequested\tfirst_byte\tavailable\theld\tbytes\tmedia\n"
      "# event\tat\tkind\n"
      "# lost\thow many older records are missing\n";

// Far beyond every session, far within 64 bits: sums and differences of two of them cannot overflow.
constexpr std::int64_t kMaxTimeUs = 10'000'000'000'000; // 115 days
constexpr std::int64_t kMaxPtsUs = 1'000'000'000'000'000; // 31 years either way
constexpr std::int64_t kMaxBytes = std::int64_t{1} << 40U;

std::string oneWord(std::string_view text, bool blanksAllowed)
{
    std::string out(text.substr(0, ArrivalData::kMaxWordBytes));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f || (c == ' ' && !blanksAllowed))
            c = '_';
    // What a reader would trim or take for a comment must not stand at an edge.
    const std::string_view kept = trimmed(out);
    return kept.empty() ? "_" : std::string(kept);
}

class Parser {
public:
    Parser(std::string_view text, std::string_view name) : m_lines(text), m_name(name) { }

    Result<ArrivalData> run()
    {
        std::string_view line;
        if (!m_lines.next(line) || trimmed(line) != kHeader)
            return wrong(fmt::format("does not begin with {}", kHeader));
        while (m_lines.nextRecord(line))
            if (auto read = record(line); !read)
                return read.error();
        return std::move(m_data);
    }

private:
    using Columns = std::array<std::string_view, 10>;

    Error wrong(std::string_view what) const
    {
        return Error(ErrorCode::BadArgument,
            {fmt::format("The arrivals cannot be read: line {} of “{}” {}. Record them again.",
                m_lines.number(), shown(m_name), what)});
    }

    Result<void> record(std::string_view line)
    {
        if (m_data.packets.size() + m_data.loads.size() + m_data.events.size() >= ArrivalData::kMaxRecords)
            return wrong("is past the two million records that fit");
        Columns columns;
        const std::size_t count = splitColumns(line, columns);
        const std::string_view word = columns[0];
        if (word == "packet" && (count == 7 || count == 9))
            return packet(columns, count == 9);
        if (word == "load" && count == 8)
            return load(columns);
        if (word == "event" && count == 3)
            return event(columns);
        if (word == "info" && count >= 3)
            return info(line, columns);
        if (word == "lost" && count == 2)
            return readNumber(columns[1], m_data.lost) ? Result<void>() : wrong("has no count");
        return wrong(fmt::format("is no record (“{}” with {} columns)", shown(word), count));
    }

    bool time(std::string_view text, Duration& out)
    {
        std::int64_t us = 0;
        if (!readNumber(text, us) || us < 0 || us > kMaxTimeUs)
            return false;
        out = Duration(us);
        return true;
    }

    static bool flag(std::string_view text, bool& out)
    {
        out = text == "1";
        return out || text == "0";
    }

    Result<void> packet(const Columns& c, bool whole)
    {
        Arrival one;
        std::int64_t pts = 0;
        if (!time(c[1], one.at) || !readNumber(c[3], pts) || pts < -kMaxPtsUs || pts > kMaxPtsUs
            || !time(c[4], one.duration) || !readNumber(c[5], one.bytes))
            return wrong("has an impossible number");
        if ((c[2] != "video" && c[2] != "audio") || !flag(c[6], one.keyframe))
            return wrong("is no packet of video or audio");
        std::int64_t reorder = 0;
        if (whole && (!readNumber(c[7], reorder) || std::abs(reorder) > kMaxTimeUs || !flag(c[8], one.jump)))
            return wrong("has an impossible number");
        one.reorder = Duration(reorder);
        one.stream = c[2] == "video" ? StreamKind::Video : StreamKind::Audio;
        one.pts = MediaTime(Duration(pts));
        if (!m_data.packets.empty() && one.at < m_data.packets.back().at)
            return wrong("goes back in time");
        m_data.packets.push_back(one);
        return {};
    }

    Result<void> load(const Columns& c)
    {
        ArrivalLoad one;
        if (!time(c[1], one.done) || !time(c[2], one.requested) || !time(c[3], one.firstByte)
            || !time(c[4], one.available) || !time(c[5], one.held) || !readNumber(c[6], one.bytes)
            || one.bytes < 0 || one.bytes > kMaxBytes || !time(c[7], one.media))
            return wrong("has an impossible number");
        if (one.requested > one.firstByte || one.firstByte > one.done
            || (!m_data.loads.empty() && one.done < m_data.loads.back().done))
            return wrong("goes back in time");
        m_data.loads.push_back(one);
        return {};
    }

    Result<void> event(const Columns& c)
    {
        ArrivalEvent one;
        if (!time(c[1], one.at))
            return wrong("has an impossible number");
        if (!m_data.events.empty() && one.at < m_data.events.back().at)
            return wrong("goes back in time");
        one.kind = oneWord(c[2], false);
        m_data.events.push_back(std::move(one));
        return {};
    }

    Result<void> info(std::string_view line, const Columns& c)
    {
        if (m_data.info.size() >= ArrivalData::kMaxInfo)
            return wrong("is one fact too many");
        const auto value = static_cast<std::size_t>(c[2].data() - line.data());
        m_data.info[oneWord(c[1], false)] = oneWord(line.substr(value), true);
        return {};
    }

    LineReader m_lines;
    std::string_view m_name;
    ArrivalData m_data;
};

// Keeps a list within its bound and in order: threads may be a moment late with what they report.
template <typename T>
std::uint64_t append(std::deque<T>& list, T one, Duration T::* at, std::size_t capacity)
{
    if (!list.empty())
        one.*at = std::max(one.*at, list.back().*at);
    std::uint64_t lost = 0;
    for (; list.size() >= capacity && !list.empty(); ++lost)
        list.pop_front();
    list.push_back(std::move(one));
    return lost;
}

} // namespace

std::string ArrivalData::toText() const
{
    std::string out;
    auto to = std::back_inserter(out);
    fmt::format_to(to, "{}\n{}", kHeader, kComment);
    for (const auto& [key, value] : info)
        fmt::format_to(to, "info\t{}\t{}\n", oneWord(key, false), oneWord(value, true));
    if (lost > 0)
        fmt::format_to(to, "lost\t{}\n", lost);
    for (const ArrivalLoad& l : loads)
        fmt::format_to(to, "load\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", l.done.count(), l.requested.count(),
            l.firstByte.count(), l.available.count(), l.held.count(), l.bytes, l.media.count());
    for (const ArrivalEvent& e : events)
        fmt::format_to(to, "event\t{}\t{}\n", e.at.count(), oneWord(e.kind, false));
    for (const Arrival& a : packets)
        fmt::format_to(to, "packet\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", a.at.count(),
            a.stream == StreamKind::Video ? "video" : "audio", a.pts.time_since_epoch().count(),
            a.duration.count(), a.bytes, a.keyframe ? 1 : 0, a.reorder.count(), a.jump ? 1 : 0);
    return out;
}

Result<ArrivalData> ArrivalData::parse(std::string_view text, std::string_view name)
{
    return Parser(text, name).run();
}

void ArrivalData::cutAt(Duration length)
{
    const auto cut = [length](auto& list, auto time) {
        const auto begin = std::ranges::upper_bound(list, length, {}, time);
        const bool any = begin != list.end();
        list.erase(begin, list.end());
        return any;
    };
    bool longer = cut(packets, &Arrival::at);
    longer = cut(loads, &ArrivalLoad::done) || longer; // one under way brought nothing that can be counted on
    longer = cut(events, &ArrivalEvent::at) || longer;
    if (longer)
        events.push_back({length, "cut"}); // the trace goes on until here, whatever came last
}

Result<void> ArrivalData::save(const std::string& path) const
{
    return writeTextFile(path, toText());
}

Result<ArrivalData> ArrivalData::load(const std::string& path)
{
    auto text = readTextFile(path, kMaxFileBytes);
    if (!text)
        return text.error();
    return parse(*text, path);
}

ArrivalTrace::ArrivalTrace(std::size_t capacity)
    : m_capacity(std::clamp<std::size_t>(capacity, 1, ArrivalData::kMaxRecords / 2))
    , m_smallCapacity(std::max<std::size_t>(1, m_capacity / 10))
{ }

void ArrivalTrace::start(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_start = now;
    m_info.clear();
    m_packets.clear();
    m_loads.clear();
    m_events.clear();
    m_lost = 0;
}

void ArrivalTrace::setInfo(std::string_view key, std::string_view value)
{
    const std::lock_guard lock(m_mutex);
    const std::string word = oneWord(key, false);
    if (m_info.size() < ArrivalData::kMaxInfo || m_info.contains(word))
        m_info[word] = oneWord(value, true);
}

void ArrivalTrace::addPacket(TimePoint at, const CodedPacket& packet)
{
    const auto bytes = std::min<std::size_t>(packet.size, std::numeric_limits<std::uint32_t>::max());
    const std::lock_guard lock(m_mutex);
    const Arrival one{std::max(at - m_start, Duration(0)), packet.kind, packet.keyframe,
        static_cast<std::uint32_t>(bytes), packet.pts, std::max(packet.duration, Duration(0)),
        std::clamp<Duration>(packet.pts - packet.dts, -seconds(60), seconds(60)), packet.discontinuity};
    m_lost += append(m_packets, one, &Arrival::at, m_capacity);
}

void ArrivalTrace::addLoad(const ArrivalLoad& load)
{
    const std::lock_guard lock(m_mutex);
    m_lost += append(m_loads, load, &ArrivalLoad::done, m_smallCapacity);
}

void ArrivalTrace::addEvent(TimePoint at, std::string_view kind)
{
    const std::lock_guard lock(m_mutex);
    ArrivalEvent one{std::max(at - m_start, Duration(0)), oneWord(kind, false)};
    m_lost += append(m_events, std::move(one), &ArrivalEvent::at, m_smallCapacity);
}

Duration ArrivalTrace::since(TimePoint t) const
{
    const std::lock_guard lock(m_mutex);
    return t - m_start;
}

std::uint64_t ArrivalTrace::lost() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

std::size_t ArrivalTrace::packetCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_packets.size();
}

ArrivalData ArrivalTrace::snapshot() const
{
    const std::lock_guard lock(m_mutex);
    ArrivalData out;
    out.info = m_info;
    out.packets.assign(m_packets.begin(), m_packets.end());
    out.loads.assign(m_loads.begin(), m_loads.end());
    out.events.assign(m_events.begin(), m_events.end());
    out.lost = m_lost;
    return out;
}

} // namespace sluice
