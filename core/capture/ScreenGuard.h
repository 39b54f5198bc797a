// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include <sys/types.h>

#include "core/base/Time.h"

namespace sluice {

// x11grab speaks to the X server without a deadline: a server that hangs would hold its thread for ever. This watches
// each of its calls from a thread of its own, and ends the connection that a call has waited on for too long; the call
// then fails. The connection is found among the program's sockets, because x11grab keeps it to itself.
class ScreenGuard {
public:
    static constexpr Duration kPatience = seconds(2); // a local server takes milliseconds for a large screen

    ScreenGuard();
    ~ScreenGuard();
    ScreenGuard(const ScreenGuard&) = delete;
    ScreenGuard& operator=(const ScreenGuard&) = delete;

    // While one lives, a call is under way. One at a time.
    class Call {
    public:
        // `opens`: the connection is made in this call. Otherwise it is that of the last such call.
        Call(ScreenGuard& guard, bool opens) : m_guard(guard) { m_guard.begin(opens); }
        ~Call() { m_guard.end(); }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;

    private:
        ScreenGuard& m_guard;
    };
    bool cut() const; // the last call was ended

private:
    // By their descriptors and inodes: the number of a descriptor that was closed is soon another's.
    using Sockets = std::set<std::pair<int, ino_t>>;

    static Sockets connectionsToX();
    static Sockets without(const Sockets& all, const Sockets& some);
    void begin(bool opens);
    void end();
    void watch();

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<std::chrono::steady_clock::time_point>
        m_until; // m_mutex, as all below; a call is under way
    Sockets m_before; // connections to X servers that were there before x11grab's
    Sockets m_ours; // x11grab's
    bool m_opens = false;
    bool m_cut = false;
    bool m_over = false;
    std::thread m_thread;
};

} // namespace sluice
