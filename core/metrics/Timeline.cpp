// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Timeline.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "core/base/TextFile.h"

namespace sluice {

namespace {

constexpr int kRowsBetweenFlushes = 10; // a second: what a killed program loses at most

} // namespace

void Timeline::add(const TimelineSample& sample)
{
    const std::lock_guard lock(m_mutex);
    m_samples.push_back(sample);
    if (m_samples.size() > m_capacity) {
        m_samples.pop_front();
        ++m_first;
    }
}

Timeline::Slice Timeline::since(std::uint64_t position, std::size_t most) const
{
    const std::lock_guard lock(m_mutex);
    const std::uint64_t end = m_first + m_samples.size();
    Slice slice;
    slice.first = std::clamp(position, m_first, end);
    slice.next = slice.first + std::min<std::uint64_t>(end - slice.first, most);
    const auto begin = m_samples.begin() + static_cast<std::ptrdiff_t>(slice.first - m_first);
    slice.samples.assign(begin, begin + static_cast<std::ptrdiff_t>(slice.next - slice.first));
    return slice;
}

Timeline::Slice Timeline::latest(Duration span) const
{
    std::uint64_t position = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_samples.empty()) {
            const Duration from = m_samples.back().at - span;
            const auto begin = std::ranges::upper_bound(m_samples, from, {}, &TimelineSample::at);
            position = m_first + static_cast<std::uint64_t>(begin - m_samples.begin());
        }
    }
    return since(position);
}

std::uint64_t Timeline::end() const
{
    const std::lock_guard lock(m_mutex);
    return m_first + m_samples.size();
}

void Timeline::clear()
{
    const std::lock_guard lock(m_mutex);
    m_first += m_samples.size();
    m_samples.clear();
}

std::vector<TimelineSample> copyOf(const Timeline& timeline, std::uint64_t end, const StopToken& stop)
{
    constexpr std::size_t kPart = 10'000; // 0.6 MB
    std::vector<TimelineSample> all;
    for (std::uint64_t position = 0; position < end && !stop.stop_requested();) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPart, end - position));
        Timeline::Slice part = timeline.since(position, wanted);
        if (part.samples.empty())
            break;
        // What has gone at the front meanwhile moves the slice on; it still ends before `end`.
        if (part.first >= end)
            break;
        const auto most
            = static_cast<std::size_t>(std::min<std::uint64_t>(part.samples.size(), end - part.first));
        all.insert(all.end(), part.samples.begin(), part.samples.begin() + static_cast<std::ptrdiff_t>(most));
        position = part.first + most;
    }
    return all;
}

Result<TimelineCsv> TimelineCsv::create(const std::string& path)
{
    errno = 0;
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return Error(ErrorCode::FileUnwritable, {path, errnoText(errno)});
    TimelineCsv csv(path, file);
    if (std::fputs((std::string(kHeader) + "\n").c_str(), file) < 0 || std::fflush(file) != 0)
        return csv.failure(errno).error();
    return csv;
}

Result<void> TimelineCsv::failure(int error)
{
    m_file.reset();
    return Error(ErrorCode::FileUnwritable, {m_path, errnoText(error != 0 ? error : EIO)});
}

std::string TimelineCsv::quoted(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::string TimelineCsv::row(const TimelineSample& s, std::string_view event)
{
    const std::string latency
        = s.latencyMs == TimelineSample::kUnknown ? std::string() : fmt::format("{}", s.latencyMs);
    return fmt::format("{},{},{},{},{:.0f},{:.0f},{:.3f},{},{},{},{},{},{}", toMs(s.at), token(s.state),
        s.levelMs, s.levelBytes, s.arriveKbps, s.consumeKbps, s.rate, latency, s.lowLevelMs, s.startLevelMs,
        s.resumeLevelMs, s.targetLevelMs, quoted(event));
}

Result<void> TimelineCsv::write(const TimelineSample& sample, const std::vector<Event>& events)
{
    if (!m_file)
        return {}; // failed before, and said so then
    std::string tokens;
    for (const Event& event : events)
        tokens += (tokens.empty() ? "" : " ") + std::string(token(event.kind));
    errno = 0;
    const std::string line = row(sample, tokens) + "\n";
    if (std::fwrite(line.data(), 1, line.size(), m_file.get()) != line.size())
        return failure(errno);
    if (++m_unflushed >= kRowsBetweenFlushes) {
        m_unflushed = 0;
        if (std::fflush(m_file.get()) != 0)
            return failure(errno);
    }
    return {};
}

Result<void> TimelineCsv::close()
{
    if (!m_file)
        return {};
    errno = 0;
    if (std::fclose(m_file.release()) != 0)
        return failure(errno);
    return {};
}

} // namespace sluice
