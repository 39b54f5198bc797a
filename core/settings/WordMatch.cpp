// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/WordMatch.h"

#include <algorithm>
#include <vector>

namespace sluice {

namespace {

// Longer words than any of ours are never near; the bound keeps a hostile one from costing time.
constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kFarthest = 3;

} // namespace

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({changed, last[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::string_view nearestWord(std::string_view word, std::span<const std::string_view> candidates)
{
    if (word.empty() || word.size() > kLongestWord)
        return {};
    std::string_view nearest;
    std::size_t best = kFarthest + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = editDistance(word, candidate);
        if (distance < best && distance * 3 <= candidate.size()) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace sluice
