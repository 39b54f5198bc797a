// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice {

// Least, mean, largest and percentiles of a stream of numbers in bounded memory. Percentiles are exact up to
// kMaxKept numbers; after that every second, fourth … number is kept, which is deterministic and good to a fraction
// of a percent for values sampled in time. Not for several threads at once.
class Statistics {
public:
    static constexpr std::size_t kMaxKept = 65'536; // 512 KiB; 1.8 hours of ten samples a second

    void add(double value); // not finite: ignored
    void clear() { *this = Statistics(); }

    std::uint64_t count() const { return m_count; }
    // All 0 when nothing was added.
    double min() const { return m_count == 0 ? 0.0 : m_min; }
    double max() const { return m_count == 0 ? 0.0 : m_max; }
    double mean() const { return m_count == 0 ? 0.0 : m_sum / static_cast<double>(m_count); }
    // Nearest rank: the smallest kept value that at least `percent` of them do not exceed. 0 < percent ≤ 100.
    double percentile(double percent) const;

private:
    void thinOut();

    std::uint64_t m_count = 0;
    double m_sum = 0.0;
    double m_min = 0.0;
    double m_max = 0.0;
    std::uint64_t m_stride = 1;
    std::vector<double> m_kept;
};

} // namespace sluice
