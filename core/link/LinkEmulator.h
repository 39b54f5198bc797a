// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <vector>

#include "core/base/Time.h"
#include "core/link/LinkPlan.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// How much may wait for its turn on the link. An item is refused when it would pass `bytes` or when the oldest that
// waits has done so for `time`; one item always fits an idle link. Items that are only delayed by latency do not
// wait: a long cable is not a queue.
struct LinkQueueLimits {
    std::size_t bytes = std::size_t{256} * 1024; // our choice: a home router's buffer
    Duration time
        = seconds(1); // our choice: where a slow link hurts, and still less than any reader's patience
};

// One thing that passes the link: a packet, or only a number of bytes whose owner knows what they are.
struct LinkItem {
    CodedPacket packet; // empty for opaque bytes
    std::size_t bytes = 0;
    std::uint64_t tag = 0; // whatever the owner gave: a stream, a request
    TimePoint due; // when it came through, at or before the time of takeDue()
};

enum class LinkAnswer {
    Accepted, // it comes out of takeDue() later, or was lost as datagrams are
    Full, // not taken: stop reading, look again at nextLook()
    Closed, // not taken: the emulated connection has ended, see takeEvent()
};

enum class LinkEvent {
    Reset, // broke in the middle; what was under way is lost
    Ended, // the byte limit was reached; all before it came through
};

// A slow link between a reader and its buffer. A scheduler and nothing else: it has no thread and no clock, all times
// come in, and its results depend only on the plan, the items and the times of submit(), cut() and the setters, not
// on when or how often it is asked. Payload bytes count; protocol headers do not.
//
// Model: items are put on the wire one after the other at the plan's rate (or at once where there is none), then
// travel for latency ± jitter without overtaking each other. While a stall or cut lasts nothing is put on the wire
// and nothing comes out. Unused capacity is not saved up.
//
// Any thread may call anything (one lock, held briefly); `now` must not run backwards.
class LinkEmulator {
public:
    explicit LinkEmulator(LinkPlan plan = {}, LinkQueueLimits limits = {});

    // The plan's times count from here. The first call counts, later ones do nothing; submit() and cut() start
    // by themselves.
    void start(TimePoint now);
    // A new plan, at once: its stalls, reset and trace begin at `now` (or at the start, when that is still to come).
    // Items that wait go on at the new rate; a running cut stays.
    void setPlan(LinkPlan plan, TimePoint now);
    bool planIsOff() const; // the plan changes nothing; a cut may still run
    // What the percents of a relative plan refer to. May be called as often as the figure changes; 0 is ignored.
    void setStreamBitrate(double kbps, TimePoint now);

    // Nothing passes for `length` from `now` on; joins a cut that still runs.
    void cut(Duration length, TimePoint now);
    // Ends a running cut.
    void endCut(TimePoint now);
    // When the running cut or stall ends, if one runs.
    std::optional<TimePoint> blockedUntil(TimePoint now) const;

    LinkAnswer submit(CodedPacket packet, TimePoint now, std::uint64_t tag = 0);
    LinkAnswer submitBytes(std::size_t bytes, TimePoint now, std::uint64_t tag = 0);
    // What has come through by `now`, in the order it was submitted.
    std::vector<LinkItem> takeDue(TimePoint now);
    // The end of the emulated connection, told once, after everything that still came through was taken. Until
    // clear() nothing more is accepted.
    std::optional<LinkEvent> takeEvent(TimePoint now);
    // When something can come out, room can appear, or an event is due; nothing while all is quiet. Not before `now`.
    std::optional<TimePoint> nextLook(TimePoint now);

    // A new connection or a flush: everything under way is forgotten and the byte limit counts anew. The plan, its
    // start and cuts stay.
    void clear(TimePoint now);

    // True when what is missing behind the link is missing because of it: it is blocked, it broke the connection and
    // nothing came since, or it has held something for longer than kHeldBack.
    bool stallingNow(TimePoint now);
    static constexpr Duration kHeldBack
        = milliseconds(100); // our choice: more than one packet's turn at a fair rate

    // What the link offers on the average of [from, to), kb/s, stalls and cuts included; nothing where it does not
    // limit. By the present plan, also for the past.
    std::optional<double> offeredKbps(TimePoint from, TimePoint to) const;

    std::size_t waitingBytes() const; // for their turn
    std::size_t heldItems() const; // waiting or travelling
    std::uint64_t lostItems() const; // datagrams dropped by `loss`

private:
    struct Waiting {
        LinkItem item;
        TimePoint submitted;
    };
    struct Travelling {
        LinkItem item; // due: after stalls and cuts
        TimePoint arrival; // before stalls and cuts
        TimePoint submitted;
    };
    struct Window {
        TimePoint from;
        TimePoint to;
    };

    // All below: m_mutex held by the caller.
    LinkAnswer submitItem(LinkItem item, TimePoint now);
    void startAt(TimePoint now);
    void applyPlan(TimePoint now);
    void chooseRate();
    void rebuildWindows(TimePoint now);
    void rebase(TimePoint now);
    void advance(TimePoint now);
    void serve(TimePoint now);
    void breakAt(TimePoint at);
    bool full(std::size_t bytes, TimePoint now) const;
    bool eventReady() const;
    TimePoint finishOfHead() const;
    TimePoint carried(TimePoint from, double bytes) const;
    double capacity(TimePoint from, TimePoint to) const;
    TimePoint openFrom(TimePoint t) const;
    Duration drawDelay();
    bool drawLoss();

    mutable std::mutex m_mutex;
    const LinkQueueLimits m_limits;
    LinkPlan m_plan;
    std::optional<BandwidthTrace> m_rate; // what limits now: constant, trace or scaled pattern
    double m_streamKbps = 0.0;
    bool m_started = false;
    TimePoint m_epoch; // the plan's zero
    std::vector<Window> m_windows; // blocked times, sorted, apart
    std::optional<Window> m_cut;
    std::optional<TimePoint> m_resetAt; // still to come
    std::mt19937_64 m_jitterSource;
    std::mt19937_64 m_lossSource;

    std::deque<Waiting> m_waiting;
    std::deque<Travelling> m_travelling;
    std::size_t m_waitingBytes = 0;
    // The wire has been busy since m_busyFrom and has carried m_busyBytes up to the end of the last served item: the
    // end of the next follows from these alone, so that rounding never adds up.
    TimePoint m_busyFrom;
    double m_busyBytes = 0.0;
    TimePoint m_wireFree;
    TimePoint m_lastArrival;
    std::int64_t m_connectionBytes = 0;
    std::optional<LinkEvent> m_closed;
    bool m_eventTold = false;
    bool m_broken = false; // by us, and nothing was submitted since
    std::uint64_t m_lost = 0;
};

} // namespace sluice
