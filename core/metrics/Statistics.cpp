// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Statistics.h"

#include <algorithm>
#include <cmath>

namespace sluice {

void Statistics::add(double value)
{
    if (!std::isfinite(value))
        return;
    m_min = m_count == 0 ? value : std::min(m_min, value);
    m_max = m_count == 0 ? value : std::max(m_max, value);
    m_sum += value;
    if (m_count % m_stride == 0) {
        if (m_kept.size() == kMaxKept)
            thinOut();
        if (m_count % m_stride == 0)
            m_kept.push_back(value);
    }
    ++m_count;
}

// Keeps every second number, so that the kept ones stay those whose position is a multiple of the stride.
void Statistics::thinOut()
{
    for (std::size_t i = 0; 2 * i < m_kept.size(); ++i)
        m_kept[i] = m_kept[2 * i];
    m_kept.resize((m_kept.size() + 1) / 2);
    m_stride *= 2;
}

double Statistics::percentile(double percent) const
{
    if (m_kept.empty())
        return 0.0;
    std::vector<double> sorted = m_kept;
    const double rank = std::ceil(percent / 100.0 * static_cast<double>(sorted.size()));
    const auto index
        = static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(sorted.size()))) - 1;
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(index);
    std::ranges::nth_element(sorted, at);
    return *at;
}

} // namespace sluice
