// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

extern "C" {
#include <libavformat/avio.h>
}

#include "core/base/Clock.h"
#include "core/base/StopToken.h"

namespace sluice {

// What libavformat asks every 100 ms at most while it blocks. It must outlive the context that it is given to:
// closing asks too. arm() before each blocking call; the thread that makes the call owns the object.
class AvInterrupt {
public:
    enum class Fired { No, Stop, Deadline };

    explicit AvInterrupt(Clock& clock) : m_clock(clock) { }
    AvInterrupt(const AvInterrupt&) = delete;
    AvInterrupt& operator=(const AvInterrupt&) = delete;

    // Forgets why it fired before.
    void arm(StopToken stop, TimePoint deadline)
    {
        m_stop = std::move(stop);
        m_deadline = deadline;
        m_fired = Fired::No;
    }
    void armFor(StopToken stop, Duration patience) { arm(std::move(stop), m_clock.now() + patience); }

    Fired fired() const noexcept { return m_fired; }
    bool stopRequested() const noexcept { return m_stop.stop_requested(); }
    TimePoint deadline() const noexcept { return m_deadline; }

    AVIOInterruptCB callback() noexcept { return {&AvInterrupt::ask, this}; }

private:
    static int ask(void* self) noexcept { return static_cast<AvInterrupt*>(self)->check() ? 1 : 0; }
    bool check() noexcept
    {
        if (m_stop.stop_requested())
            m_fired = Fired::Stop;
        else if (m_clock.now() >= m_deadline)
            m_fired = Fired::Deadline;
        return m_fired != Fired::No;
    }

    Clock& m_clock;
    StopToken m_stop;
    TimePoint m_deadline = TimePoint::max();
    Fired m_fired = Fired::No;
};

} // namespace sluice
