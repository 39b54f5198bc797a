// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/LinkEmulator.h"

#include <algorithm>
#include <utility>

namespace sluice {

namespace {

// Jitter and loss draw from sources of their own, so that switching one on does not change the other.
constexpr std::uint64_t kLossSalt = 0x9E3779B97F4A7C15ULL;

constexpr double kRoundingBytes = 1e-6;

// 0 ≤ u < 1 from 53 bits. The library's distributions differ between implementations; this does not.
double uniform(std::mt19937_64& source)
{
    return static_cast<double>(source() >> 11U) * 0x1.0p-53;
}

} // namespace

LinkEmulator::LinkEmulator(LinkPlan plan, LinkQueueLimits limits) : m_limits(limits), m_plan(std::move(plan))
{ }

void LinkEmulator::start(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    startAt(now);
}

void LinkEmulator::startAt(TimePoint now)
{
    if (m_started)
        return;
    m_started = true;
    applyPlan(now);
}

void LinkEmulator::setPlan(LinkPlan plan, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (!m_started) {
        m_plan = std::move(plan);
        return;
    }
    advance(now);
    rebase(now);
    m_plan = std::move(plan);
    applyPlan(now);
}

bool LinkEmulator::planIsOff() const
{
    const std::lock_guard lock(m_mutex);
    return m_plan.off();
}

void LinkEmulator::applyPlan(TimePoint now)
{
    m_epoch = now;
    m_resetAt = m_plan.spec.resetAt ? std::optional(now + *m_plan.spec.resetAt) : std::nullopt;
    m_jitterSource.seed(m_plan.spec.seed);
    m_lossSource.seed(m_plan.spec.seed ^ kLossSalt);
    chooseRate();
    rebuildWindows(now);
}

void LinkEmulator::chooseRate()
{
    m_rate.reset();
    if (m_plan.trace && m_plan.relative) {
        if (m_streamKbps > 0.0)
            m_rate = m_plan.trace->scaledBy(m_streamKbps / 100.0);
    } else if (m_plan.trace) {
        m_rate = *m_plan.trace;
    } else if (m_plan.spec.bandwidthKbps) {
        if (auto constant = BandwidthTrace::fromSteps({{seconds(1), *m_plan.spec.bandwidthKbps}}); constant)
            m_rate = std::move(*constant);
    }
}

void LinkEmulator::setStreamBitrate(double kbps, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (!(kbps > 0.0) || kbps == m_streamKbps)
        return;
    if (m_started) {
        advance(now);
        rebase(now);
    }
    m_streamKbps = kbps;
    if (m_started && m_plan.relative)
        chooseRate();
}

void LinkEmulator::cut(Duration length, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (length <= Duration(0))
        return;
    startAt(now);
    advance(now);
    rebase(now);
    const TimePoint to = now + length;
    m_cut = m_cut && m_cut->to > now ? Window{m_cut->from, std::max(m_cut->to, to)} : Window{now, to};
    rebuildWindows(now);
}

void LinkEmulator::endCut(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (!m_cut)
        return;
    advance(now);
    rebase(now);
    m_cut.reset();
    rebuildWindows(now);
}

std::optional<TimePoint> LinkEmulator::blockedUntil(TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    const TimePoint open = openFrom(now);
    return open > now ? std::optional(open) : std::nullopt;
}

// The blocked times that are not over yet, and what they mean for the items that travel.
void LinkEmulator::rebuildWindows(TimePoint now)
{
    std::vector<Window> all;
    all.reserve(m_plan.spec.stalls.size() + 1);
    for (const LinkSpec::Stall& stall : m_plan.spec.stalls)
        all.push_back({m_epoch + stall.at, m_epoch + stall.at + stall.length});
    if (m_cut)
        all.push_back(*m_cut);
    std::erase_if(all, [now](const Window& w) { return w.to <= now; });
    std::ranges::sort(all, {}, &Window::from);
    m_windows.clear();
    for (const Window& window : all) {
        if (!m_windows.empty() && window.from <= m_windows.back().to)
            m_windows.back().to = std::max(m_windows.back().to, window.to);
        else
            m_windows.push_back(window);
    }
    for (Travelling& one : m_travelling)
        if (one.item.due > now)
            one.item.due = openFrom(std::max(one.arrival, now));
}

// Lets the present busy time of the wire begin at `now`, keeping what the item on it has already got: after this the
// rate and the blocked times may change.
void LinkEmulator::rebase(TimePoint now)
{
    double carriedOfHead = 0.0;
    if (!m_waiting.empty() && m_rate)
        carriedOfHead = std::max(0.0, capacity(m_busyFrom, now) - m_busyBytes);
    m_busyFrom = now;
    m_busyBytes = -carriedOfHead;
}

LinkAnswer LinkEmulator::submit(CodedPacket packet, TimePoint now, std::uint64_t tag)
{
    const std::lock_guard lock(m_mutex);
    const std::size_t bytes = packet.size;
    return submitItem({std::move(packet), bytes, tag, {}}, now);
}

LinkAnswer LinkEmulator::submitBytes(std::size_t bytes, TimePoint now, std::uint64_t tag)
{
    const std::lock_guard lock(m_mutex);
    return submitItem({{}, bytes, tag, {}}, now);
}

LinkAnswer LinkEmulator::submitItem(LinkItem item, TimePoint now)
{
    startAt(now);
    advance(now);
    if (m_closed)
        return LinkAnswer::Closed;
    if (full(item.bytes, now))
        return LinkAnswer::Full;
    const auto bytes = static_cast<std::int64_t>(item.bytes);
    if (m_plan.spec.limitBytes && bytes > *m_plan.spec.limitBytes - m_connectionBytes) {
        m_closed = LinkEvent::Ended;
        m_eventTold = false;
        m_broken = true;
        return LinkAnswer::Closed;
    }
    m_connectionBytes += bytes;
    m_broken = false;
    if (drawLoss()) {
        ++m_lost;
        return LinkAnswer::Accepted;
    }
    m_waitingBytes += item.bytes;
    m_waiting.push_back({std::move(item), now});
    serve(now);
    return LinkAnswer::Accepted;
}

bool LinkEmulator::full(std::size_t bytes, TimePoint now) const
{
    if (m_waiting.empty())
        return false;
    return m_waitingBytes + bytes > m_limits.bytes || now - m_waiting.front().submitted >= m_limits.time;
}

void LinkEmulator::advance(TimePoint now)
{
    if (!m_started)
        return;
    if (m_resetAt && *m_resetAt <= now) {
        const TimePoint at = *m_resetAt;
        m_resetAt.reset();
        serve(at);
        breakAt(at);
    }
    serve(now);
}

// Puts on the wire what has had its turn by `now`.
void LinkEmulator::serve(TimePoint now)
{
    while (!m_waiting.empty()) {
        Waiting& head = m_waiting.front();
        if (m_wireFree < head.submitted) { // the wire was idle
            m_busyFrom = head.submitted;
            m_busyBytes = 0.0;
            m_wireFree = head.submitted;
        }
        const TimePoint finish = finishOfHead();
        if (finish > now)
            return;
        m_busyBytes += static_cast<double>(head.item.bytes);
        m_wireFree = finish;
        m_lastArrival = std::max(m_lastArrival, finish + drawDelay());
        m_waitingBytes -= head.item.bytes;
        head.item.due = openFrom(m_lastArrival);
        m_travelling.push_back({std::move(head.item), m_lastArrival, head.submitted});
        m_waiting.pop_front();
    }
}

void LinkEmulator::breakAt(TimePoint at)
{
    m_waiting.clear();
    m_waitingBytes = 0;
    std::erase_if(m_travelling, [at](const Travelling& one) { return one.item.due > at; });
    m_lastArrival = {};
    if (m_closed)
        return;
    m_closed = LinkEvent::Reset;
    m_eventTold = false;
    m_broken = true;
}

std::vector<LinkItem> LinkEmulator::takeDue(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    advance(now);
    std::vector<LinkItem> out;
    while (!m_travelling.empty() && m_travelling.front().item.due <= now) {
        out.push_back(std::move(m_travelling.front().item));
        m_travelling.pop_front();
    }
    return out;
}

bool LinkEmulator::eventReady() const
{
    return m_closed && !m_eventTold && m_waiting.empty() && m_travelling.empty();
}

std::optional<LinkEvent> LinkEmulator::takeEvent(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    advance(now);
    if (!eventReady())
        return std::nullopt;
    m_eventTold = true;
    return m_closed;
}

std::optional<TimePoint> LinkEmulator::nextLook(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    advance(now);
    if (eventReady())
        return now;
    std::optional<TimePoint> next = m_resetAt;
    const auto consider = [&next](TimePoint t) { next = next ? std::min(*next, t) : t; };
    if (!m_travelling.empty())
        consider(m_travelling.front().item.due);
    if (!m_waiting.empty())
        consider(finishOfHead());
    return next ? std::optional(std::max(*next, now)) : std::nullopt;
}

void LinkEmulator::clear(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    advance(now);
    m_waiting.clear();
    m_waitingBytes = 0;
    m_travelling.clear();
    m_lastArrival = {};
    m_connectionBytes = 0;
    m_closed.reset();
    m_eventTold = false;
    rebase(now);
}

bool LinkEmulator::stallingNow(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    advance(now);
    if (m_broken || openFrom(now) > now)
        return true;
    for (const Travelling& one : m_travelling)
        if (one.item.due > now)
            return now - one.submitted >= kHeldBack;
    return !m_waiting.empty() && now - m_waiting.front().submitted >= kHeldBack;
}

std::optional<double> LinkEmulator::offeredKbps(TimePoint from, TimePoint to) const
{
    const std::lock_guard lock(m_mutex);
    if (to <= from)
        return std::nullopt;
    if (!m_rate)
        return openFrom(from) >= to ? std::optional(0.0) : std::nullopt;
    return capacity(from, to) * 8000.0 / static_cast<double>((to - from).count());
}

std::size_t LinkEmulator::waitingBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_waitingBytes;
}

std::size_t LinkEmulator::heldItems() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.size() + m_travelling.size();
}

std::uint64_t LinkEmulator::lostItems() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

TimePoint LinkEmulator::finishOfHead() const
{
    return carried(m_busyFrom, m_busyBytes + static_cast<double>(m_waiting.front().item.bytes));
}

// The first open moment from `t` on.
TimePoint LinkEmulator::openFrom(TimePoint t) const
{
    for (const Window& window : m_windows)
        if (window.from <= t && t < window.to)
            return window.to; // windows are apart, so this one is open
    return t;
}

// When `bytes` have been put on the wire since `from`.
TimePoint LinkEmulator::carried(TimePoint from, double bytes) const
{
    TimePoint at = openFrom(from);
    if (!m_rate)
        return at;
    for (const Window& window : m_windows) {
        if (window.from <= at)
            continue;
        const double before = m_rate->bytesBetween(at - m_epoch, window.from - m_epoch);
        if (before >= bytes - kRoundingBytes)
            break;
        bytes -= before;
        at = window.to;
    }
    return m_epoch + std::max(m_rate->timeToCarry(at - m_epoch, bytes), at - m_epoch);
}

// What the wire can carry in [from, to).
double LinkEmulator::capacity(TimePoint from, TimePoint to) const
{
    if (!m_rate)
        return 0.0;
    double bytes = 0.0;
    TimePoint at = from;
    for (const Window& window : m_windows) {
        if (window.to <= at || window.from >= to)
            continue;
        bytes += m_rate->bytesBetween(at - m_epoch, window.from - m_epoch);
        at = window.to;
    }
    return bytes + m_rate->bytesBetween(at - m_epoch, to - m_epoch);
}

Duration LinkEmulator::drawDelay()
{
    const LinkSpec& spec = m_plan.spec;
    if (spec.jitter == Duration(0))
        return spec.latency;
    return std::max(Duration(0), spec.latency + scaled(spec.jitter, 2.0 * uniform(m_jitterSource) - 1.0));
}

bool LinkEmulator::drawLoss()
{
    return m_plan.spec.lossPercent > 0.0 && uniform(m_lossSource) * 100.0 < m_plan.spec.lossPercent;
}

} // namespace sluice
