// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/BandwidthTrace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/base/TextFile.h"
#include "core/link/TextInput.h"

namespace sluice {

namespace {

constexpr double kBytesPerUsAtOneKbps = 1.0 / 8000.0;
constexpr double kForeverUs = 3.0e15; // 95 years: the answer for "not in this lifetime", far from overflowing
constexpr double kRoundingUs = 1e-3; // what floating point may add to a time that is exact

double bytesIn(double kbps, Duration time)
{
    return kbps * kBytesPerUsAtOneKbps * static_cast<double>(time.count());
}

} // namespace

// Puts a trace together and knows its bounds. Every failure is the sentence of parse().
class TraceBuilder {
public:
    TraceBuilder(std::string_view name, BandwidthTrace::Format format) : m_name(name)
    {
        m_trace.m_format = format;
    }

    void setLine(std::size_t line) { m_line = line; }
    // `what` is marked for translation.
    Error wrong(std::string_view what) const
    {
        if (m_line == 0)
            return Error(ErrorCode::BadTrace, {shown(m_name), std::string(what)});
        return Error(ErrorCode::BadTraceLine, {shown(m_name), std::to_string(m_line), std::string(what)});
    }

    Result<void> add(Duration length, double kbps)
    {
        if (length < Duration(0))
            return wrong(QT_TRANSLATE_NOOP("core", "has a time that runs backwards"));
        if (!(kbps >= 0.0) || kbps > BandwidthTrace::kMaxKbps)
            return wrong(QT_TRANSLATE_NOOP("core", "has a rate outside of 0 to 10 Gbit/s"));
        if (length == Duration(0))
            return {};
        if (length > BandwidthTrace::kMaxPeriod - end())
            return wrong(QT_TRANSLATE_NOOP("core", "makes the trace longer than 11 days"));
        m_trace.m_ends.push_back(end() + length);
        m_trace.m_kbps.push_back(kbps);
        m_trace.m_bytes.push_back(
            (m_trace.m_bytes.empty() ? 0.0 : m_trace.m_bytes.back()) + bytesIn(kbps, length));
        m_trace.m_maxKbps = std::max(m_trace.m_maxKbps, kbps);
        return {};
    }

    Duration end() const { return m_trace.m_ends.empty() ? Duration(0) : m_trace.m_ends.back(); }

    Result<BandwidthTrace> finish()
    {
        m_line = 0;
        if (m_trace.m_ends.empty())
            return wrong(QT_TRANSLATE_NOOP("core", "has no rates in it"));
        if (m_trace.m_bytes.back() < 1.0)
            return wrong(QT_TRANSLATE_NOOP("core", "never lets a byte pass"));
        return std::move(m_trace);
    }

private:
    std::string_view m_name;
    std::size_t m_line = 0;
    BandwidthTrace m_trace;
};

namespace {

constexpr std::size_t kMostColumns = 6;
using Columns = std::array<std::string_view, kMostColumns>;

// Reads the lines of one format; one object per trace.
class FormatReader {
public:
    virtual ~FormatReader() = default;
    virtual Result<void> line(const Columns& columns, TraceBuilder& out) = 0;
    virtual Result<void> finish(TraceBuilder& /*out*/) { return {}; }
};

class MahimahiReader final : public FormatReader {
public:
    Result<void> line(const Columns& columns, TraceBuilder& out) override
    {
        std::int64_t ms = 0;
        if (!readNumber(columns[0], ms) || ms < 0)
            return out.wrong(QT_TRANSLATE_NOOP("core", "is not a whole number of milliseconds"));
        if (ms < m_last)
            return out.wrong(QT_TRANSLATE_NOOP("core", "goes back in time"));
        m_last = ms;
        const std::int64_t slot = std::max<std::int64_t>(ms, 1);
        if (slot != m_slot) {
            if (auto flushed = flush(out); !flushed)
                return flushed;
            m_slot = slot;
        }
        ++m_count;
        return {};
    }

    Result<void> finish(TraceBuilder& out) override { return flush(out); }

private:
    Result<void> flush(TraceBuilder& out)
    {
        if (m_count == 0)
            return {};
        if (m_slot > std::chrono::duration_cast<milliseconds>(BandwidthTrace::kMaxPeriod).count())
            return out.wrong(QT_TRANSLATE_NOOP("core", "makes the trace longer than 11 days"));
        const Duration begin = milliseconds(m_slot - 1);
        const double kbps
            = static_cast<double>(m_count) * BandwidthTrace::kMahimahiSlotBytes * 8.0; // in 1 ms
        m_count = 0;
        if (auto gap = out.add(begin - out.end(), 0.0); !gap)
            return gap;
        return out.add(milliseconds(1), kbps);
    }

    std::int64_t m_last = 0;
    std::int64_t m_slot = 0; // the slot that ends at this millisecond is being counted
    std::int64_t m_count = 0;
};

class PensieveReader final : public FormatReader {
public:
    Result<void> line(const Columns& columns, TraceBuilder& out) override
    {
        double time = 0.0;
        double mbps = 0.0;
        // Some traces count from the epoch.
        if (!readNumber(columns[0], time) || !readNumber(columns[1], mbps) || std::abs(time) > 1e11)
            return out.wrong(QT_TRANSLATE_NOOP("core", "is not a time in seconds and a rate in Mbit/s"));
        if (!m_begun) {
            m_begun = true;
            m_first = time;
            return out.add(Duration(0), mbps * 1000.0); // checks the rate, which is never used
        }
        const double since = time - m_first;
        if (since > toSeconds(BandwidthTrace::kMaxPeriod))
            return out.wrong(QT_TRANSLATE_NOOP("core", "makes the trace longer than 11 days"));
        return out.add(fromSeconds(since) - out.end(), mbps * 1000.0);
    }

private:
    bool m_begun = false;
    double m_first = 0.0;
};

class ByteLogReader final : public FormatReader {
public:
    Result<void> line(const Columns& columns, TraceBuilder& out) override
    {
        double bytes = 0.0;
        double ms = 0.0;
        if (!readNumber(columns[4], bytes) || !readNumber(columns[5], ms) || bytes < 0.0)
            return out.wrong(
                QT_TRANSLATE_NOOP("core", "does not end in a number of bytes and of milliseconds"));
        if (ms < 0.0 || ms / 1000.0 > toSeconds(BandwidthTrace::kMaxPeriod))
            return out.wrong(QT_TRANSLATE_NOOP("core", "has an impossible length of time"));
        const Duration length = fromSeconds(ms / 1000.0);
        if (length == Duration(0))
            return bytes == 0.0 ? Result<void>()
                                : out.wrong(QT_TRANSLATE_NOOP("core", "has bytes in no time"));
        return out.add(length, bytes / (kBytesPerUsAtOneKbps * static_cast<double>(length.count())));
    }
};

} // namespace

Result<BandwidthTrace> BandwidthTrace::parse(
    std::string_view text, std::string_view name, const StopToken& stop)
{
    if (text.size() > kMaxFileBytes)
        return TraceBuilder(name, Format::Steps).wrong(QT_TRANSLATE_NOOP("core", "is larger than 32 MiB"));
    MahimahiReader mahimahi;
    PensieveReader pensieve;
    ByteLogReader byteLog;
    FormatReader* reader = nullptr;
    TraceBuilder builder(name, Format::Steps);
    std::size_t width = 0;
    LineReader lines(text);
    for (std::string_view line; lines.nextRecord(line);) {
        if (lines.number() % 4096 == 0 && stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        builder.setLine(lines.number());
        Columns columns;
        const std::size_t count = splitColumns(line, columns);
        if (reader == nullptr) {
            width = count;
            const Format format = count == 1 ? Format::Mahimahi
                : count == 2                 ? Format::Pensieve
                                             : Format::ByteLog;
            if (count != 1 && count != 2 && count != kMostColumns)
                return builder.wrong(QT_TRANSLATE_NOOP("core",
                    "is in no known format: 1 column (Mahimahi), 2 columns (seconds and Mbit/s) or "
                    "6 columns (bandwidth logs)"));
            builder = TraceBuilder(name, format);
            builder.setLine(lines.number());
            reader = format == Format::Mahimahi ? static_cast<FormatReader*>(&mahimahi)
                : format == Format::Pensieve    ? static_cast<FormatReader*>(&pensieve)
                                                : &byteLog;
        }
        if (count != width)
            return builder.wrong(QT_TRANSLATE_NOOP("core", "has more or fewer columns than the first line"));
        if (lines.number() > kMaxLines)
            return builder.wrong(QT_TRANSLATE_NOOP("core", "has more than two million lines"));
        if (auto read = reader->line(columns, builder); !read)
            return read.error();
    }
    if (reader != nullptr) {
        if (auto finished = reader->finish(builder); !finished)
            return finished.error();
    }
    return builder.finish();
}

Result<BandwidthTrace> BandwidthTrace::load(const std::string& path, const StopToken& stop)
{
    auto text = readTextFile(path, kMaxFileBytes, stop);
    if (!text)
        return text.error();
    return parse(*text, path, stop);
}

Result<BandwidthTrace> BandwidthTrace::fromSteps(const std::vector<Step>& steps, std::string_view name)
{
    TraceBuilder builder(name, Format::Steps);
    for (const Step& step : steps)
        if (auto added = builder.add(step.length, step.kbps); !added)
            return added.error();
    return builder.finish();
}

double BandwidthTrace::meanKbps() const
{
    return m_bytes.back() / (kBytesPerUsAtOneKbps * static_cast<double>(period().count()));
}

std::size_t BandwidthTrace::stepAt(Duration inRound) const
{
    const auto after = std::ranges::upper_bound(m_ends, inRound);
    return static_cast<std::size_t>(after - m_ends.begin());
}

double BandwidthTrace::kbpsAt(Duration t) const
{
    return m_kbps[stepAt(std::max(t, Duration(0)) % period())];
}

double BandwidthTrace::bytesUntil(Duration t) const
{
    if (t <= Duration(0))
        return 0.0;
    const auto rounds = static_cast<double>(t / period());
    const Duration inRound = t % period();
    const std::size_t step = stepAt(inRound);
    const Duration begin = step == 0 ? Duration(0) : m_ends[step - 1];
    const double before = step == 0 ? 0.0 : m_bytes[step - 1];
    return rounds * m_bytes.back() + before + bytesIn(m_kbps[step], inRound - begin);
}

double BandwidthTrace::bytesBetween(Duration from, Duration to) const
{
    if (to <= from)
        return 0.0;
    // Whole rounds before `from` are left out: small numbers keep their digits.
    const Duration skipped = std::max(from, Duration(0)) / period() * period();
    return bytesUntil(to - skipped) - bytesUntil(from - skipped);
}

Duration BandwidthTrace::timeToCarry(Duration from, double bytes) const
{
    from = std::max(from, Duration(0));
    if (!(bytes > 0.0))
        return from;
    const Duration skipped = from / period() * period();
    const double target = bytesUntil(from - skipped) + bytes;
    double rounds = std::floor(target / m_bytes.back());
    double rest = target - rounds * m_bytes.back();
    // The end of a round: the target was met when its last byte passed, not when the next round begins.
    if (rest <= 0.0 && rounds > 0.0) {
        rounds -= 1.0;
        rest = m_bytes.back();
    }
    const auto reached = std::ranges::lower_bound(m_bytes, rest);
    const std::size_t step
        = std::min(static_cast<std::size_t>(reached - m_bytes.begin()), m_bytes.size() - 1);
    const Duration begin = step == 0 ? Duration(0) : m_ends[step - 1];
    const double missing = rest - (step == 0 ? 0.0 : m_bytes[step - 1]);
    const double inStep = m_kbps[step] > 0.0 ? missing / (m_kbps[step] * kBytesPerUsAtOneKbps) : 0.0;
    const double us
        = rounds * static_cast<double>(period().count()) + static_cast<double>(begin.count()) + inStep;
    if (us > kForeverUs)
        return skipped + Duration(static_cast<Duration::rep>(kForeverUs));
    return std::max(from, skipped + Duration(static_cast<Duration::rep>(std::ceil(us - kRoundingUs))));
}

BandwidthTrace BandwidthTrace::scaledBy(double factor) const
{
    BandwidthTrace out = *this;
    double bytes = 0.0;
    Duration begin{};
    out.m_maxKbps = 0.0;
    for (std::size_t i = 0; i < m_kbps.size(); ++i) {
        out.m_kbps[i] = std::min(m_kbps[i] * factor, kMaxKbps);
        bytes += bytesIn(out.m_kbps[i], m_ends[i] - begin);
        begin = m_ends[i];
        out.m_bytes[i] = bytes;
        out.m_maxKbps = std::max(out.m_maxKbps, out.m_kbps[i]);
    }
    return out;
}

} // namespace sluice
