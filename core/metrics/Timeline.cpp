// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Timeline.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice {

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
    auto file = CsvFile::create(path, kHeader);
    if (!file)
        return file.error();
    return TimelineCsv(*std::move(file));
}

std::string TimelineCsv::row(const TimelineSample& s, std::string_view event)
{
    const std::string latency
        = s.latencyMs == TimelineSample::kUnknown ? std::string() : fmt::format("{}", s.latencyMs);
    return fmt::format("{},{},{},{},{:.0f},{:.0f},{:.3f},{},{},{},{},{},{}", toMs(s.at), token(s.state),
        s.levelMs, s.levelBytes, s.arriveKbps, s.consumeKbps, s.rate, latency, s.lowLevelMs, s.startLevelMs,
        s.resumeLevelMs, s.targetLevelMs, CsvFile::quoted(event));
}

Result<void> TimelineCsv::write(const TimelineSample& sample, const std::vector<Event>& events)
{
    return m_file.write(row(sample, tokensOf(events)));
}

} // namespace sluice
