// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <string_view>
#include <utility>

extern "C" {
#include <libavformat/avformat.h>
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

    // Keeps what it knows of why it fired.
    void setDeadline(TimePoint deadline) noexcept { m_deadline = deadline; }
    // From now on each byte that `io` receives is noted in `lastByte` and, where `patience` is not zero, renews the
    // deadline. End it before the context is closed.
    void watch(const AVIOContext* io, Duration patience, std::atomic<Duration::rep>* lastByte) noexcept
    {
        m_io = io;
        m_seen = io ? io->bytes_read : 0;
        m_patience = patience;
        m_lastByte = lastByte;
    }
    void unwatch() noexcept
    {
        m_io = nullptr;
        m_context = nullptr;
    }
    // A playlist that `context` begins with may have so many bytes; libavformat would read one without end into memory.
    void boundPlaylist(const AVFormatContext* context) noexcept { m_context = context; }
    bool playlistTooLong() const noexcept { return m_playlistTooLong; }
    // The call under way shall fail: something was found that makes it pointless.
    void abort() noexcept { m_aborted = true; }

    // Asks, as libavformat does.
    bool over() noexcept { return check(); }
    Fired fired() const noexcept { return m_fired; }
    bool stopRequested() const noexcept { return m_stop.stop_requested(); }
    const StopToken& stop() const noexcept { return m_stop; }
    TimePoint deadline() const noexcept { return m_deadline; }

    AVIOInterruptCB callback() noexcept { return {&AvInterrupt::ask, this}; }

private:
    static int ask(void* self) noexcept { return static_cast<AvInterrupt*>(self)->check() ? 1 : 0; }
    bool check() noexcept
    {
        if (m_io && m_io->bytes_read != m_seen)
            progressed();
        if (endlessPlaylist())
            m_playlistTooLong = m_aborted = true;
        if (m_stop.stop_requested())
            m_fired = Fired::Stop;
        else if (m_clock.now() >= m_deadline)
            m_fired = Fired::Deadline;
        return m_fired != Fired::No || m_aborted;
    }
    bool endlessPlaylist() const noexcept
    {
        constexpr std::int64_t kMaxBytes = std::int64_t(8) << 20; // our choice: a week of segments
        return m_context && m_context->iformat && m_context->pb && m_context->pb->bytes_read > kMaxBytes
            && std::string_view(m_context->iformat->name).starts_with("hls");
    }
    void progressed() noexcept
    {
        m_seen = m_io->bytes_read;
        const TimePoint now = m_clock.now();
        if (m_patience > Duration::zero())
            m_deadline = now + m_patience;
        if (m_lastByte)
            m_lastByte->store(now.time_since_epoch().count());
    }

    Clock& m_clock;
    StopToken m_stop;
    TimePoint m_deadline = TimePoint::max();
    Fired m_fired = Fired::No;
    bool m_aborted = false;
    bool m_playlistTooLong = false;
    const AVIOContext* m_io = nullptr;
    const AVFormatContext* m_context = nullptr;
    std::int64_t m_seen = 0;
    Duration m_patience{};
    std::atomic<Duration::rep>* m_lastByte = nullptr;
};

} // namespace sluice
