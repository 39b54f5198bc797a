// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/StopToken.h"
#include "core/session/Notifier.h"

namespace sluice {

// Work that would hold the window, on a thread of its own: one piece at a time, and its result comes back to the
// thread that made this. The work has to watch its StopToken and a deadline of its own, because the destructor stops
// it and joins.
template <typename T>
class Background {
public:
    using Work = std::function<T(const StopToken&)>;

    // `home` lives in the thread that calls everything here, and as long as this does. `done` gets each result that
    // was not cancelled.
    Background(QObject* home, std::function<void(T)> done)
        : m_done(std::move(done))
        , m_over(home, [this] { take(); })
    { }
    ~Background()
    {
        m_over.detach();
        m_stop.request_stop();
        if (m_worker.joinable())
            m_worker.join();
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    // What works is dropped for it.
    void start(Work work)
    {
        if (m_working) {
            cancel();
            m_next = std::move(work);
            return;
        }
        begin(std::move(work));
    }
    // The result is dropped; the thread ends as soon as the work notices.
    void cancel()
    {
        m_stop.request_stop();
        m_next = nullptr;
        m_wanted = false;
    }
    bool working() const { return (m_working && m_wanted) || m_next; } // something will still come

private:
    void begin(Work work)
    {
        m_stop = StopSource();
        m_working = true;
        m_wanted = true;
        m_worker = std::thread(
            [this, work = std::move(work), token = m_stop.get_token(), over = m_over]() mutable {
                T result = work(token);
                {
                    const std::lock_guard lock(m_mutex);
                    m_result.emplace(std::move(result));
                }
                over.tell();
            });
    }

    void take()
    {
        if (!m_working)
            return;
        m_worker.join(); // it has told, so it is over
        m_working = false;
        std::optional<T> result;
        {
            const std::lock_guard lock(m_mutex);
            result = std::exchange(m_result, std::nullopt);
        }
        const bool wanted = std::exchange(m_wanted, false);
        if (m_next)
            begin(std::exchange(m_next, nullptr));
        else if (wanted && result)
            m_done(*std::move(result));
    }

    std::function<void(T)> m_done;
    Notifier m_over;
    StopSource m_stop;
    Work m_next; // begins when the worker has stopped
    bool m_working = false; // the thread runs, or has not been joined yet
    bool m_wanted = false;
    std::thread m_worker;
    std::mutex m_mutex;
    std::optional<T> m_result; // m_mutex
};

} // namespace sluice
