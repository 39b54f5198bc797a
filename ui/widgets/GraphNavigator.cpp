// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphNavigator.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sluice {

namespace {

// Whole steps: the time axis keeps round figures, and a span that grows with the session does so rarely, because each
// change means that everything is painted again.
constexpr auto kSpans = std::to_array<int>(
    {10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14'400, 28'800, 43'200, 86'400});
static_assert(seconds(kSpans.front()) == GraphNavigator::kShortest);

// Where the span stands among the steps, or would.
std::ptrdiff_t stepOf(Duration span)
{
    const auto at = std::ranges::lower_bound(kSpans, toMs(span) / 1000);
    return std::min<std::ptrdiff_t>(at - kSpans.begin(), std::ssize(kSpans) - 1);
}

} // namespace

void GraphNavigator::setSession(Duration newest)
{
    m_newest = newest;
    if (m_whole && m_following && !m_paused)
        m_span = longest();
    if (live())
        m_end = newest;
}

void GraphNavigator::clear()
{
    const Duration span = m_whole ? kUsual : m_span;
    *this = GraphNavigator();
    m_span = span;
}

void GraphNavigator::setPaused(bool paused)
{
    m_paused = paused;
    if (paused)
        return;
    m_following = true;
    setSession(m_newest);
}

void GraphNavigator::toBegin()
{
    scrollTo(Duration::zero());
}

void GraphNavigator::scrollBy(Duration by)
{
    scrollTo(m_end + by);
}

void GraphNavigator::scrollTo(Duration end)
{
    m_end = std::clamp(end, std::min(m_span, m_newest), m_newest);
    m_following = m_end == m_newest;
}

void GraphNavigator::zoom(int steps, double anchor)
{
    const auto longestStep = stepOf(longest());
    const auto step = std::clamp<std::ptrdiff_t>(stepOf(m_span) + steps, 0, longestStep);
    m_whole = steps > 0 && step == longestStep && seconds(kSpans[static_cast<std::size_t>(step)]) > kUsual;
    setSpan(seconds(kSpans[static_cast<std::size_t>(step)]), anchor);
}

void GraphNavigator::zoomWhole()
{
    m_whole = true;
    m_following = true;
    m_end = m_newest;
    m_span = longest();
}

Duration GraphNavigator::longest() const
{
    for (const int span : kSpans) {
        if (seconds(span) >= std::max<Duration>(m_newest, kUsual))
            return seconds(span);
    }
    return seconds(kSpans.back());
}

void GraphNavigator::setSpan(Duration span, double anchor)
{
    const Duration before = std::exchange(m_span, span);
    if (m_following)
        return; // the right border stands
    const double right = 1 - std::clamp(anchor, 0.0, 1.0);
    const Duration change = fromSeconds(toSeconds(span - before) * right);
    scrollTo(m_end + change);
}

} // namespace sluice
