// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Aside.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>

namespace sluice {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Duration kAskEach = milliseconds(100);
constexpr Duration kMost = std::chrono::hours(24); // of patience, so that no sum of times overflows

// Until `ready`; false: patience or somebody's will was at its end before.
template <typename Ready>
bool await(std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock,
    SteadyClock::time_point until, const StopToken& stop, const Aside::Interrupted& interrupted,
    const Ready& ready)
{
    for (;;) {
        const auto now = SteadyClock::now();
        if (changed.wait_until(lock, stop, std::min<SteadyClock::time_point>(until, now + kAskEach), ready))
            return true;
        if (SteadyClock::now() >= until || stop.stop_requested())
            return false;
        if (!interrupted)
            continue;
        lock.unlock();
        const bool over = interrupted();
        lock.lock();
        if (over)
            return ready();
    }
}

} // namespace

struct Aside::Shared {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::thread thread; // mutex, as everything below
    std::deque<std::function<void()>> calls; // the next ones
    std::uint64_t begun = 0; // how many calls
    std::uint64_t done = 0;
    bool awaited = false; // the one under way
    bool quit = false;
};

Aside::Aside() : m_shared(std::make_shared<Shared>()) { }

Aside::~Aside()
{
    std::thread thread;
    bool idle = false;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->quit = true;
        idle = m_shared->done == m_shared->begun;
        thread = std::move(m_shared->thread);
    }
    m_shared->changed.notify_all();
    if (!thread.joinable())
        return;
    if (idle)
        thread.join();
    else
        thread.detach();
}

bool Aside::stuck() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->done < m_shared->begun && !m_shared->awaited;
}

bool Aside::run(
    std::function<void()> call, Duration patience, const StopToken& stop, const Interrupted& interrupted)
{
    const auto until = SteadyClock::now() + std::clamp(patience, Duration::zero(), kMost);
    Shared& s = *m_shared;
    std::unique_lock lock(s.mutex);
    if (!await(s.changed, lock, until, stop, interrupted, [&] { return s.done == s.begun; }))
        return false;
    const std::uint64_t mine = ++s.begun;
    s.awaited = true;
    begin(m_shared, std::move(call));
    const bool came = await(s.changed, lock, until, stop, interrupted, [&] { return s.done >= mine; });
    if (!came)
        s.awaited = false;
    return came;
}

void Aside::post(std::function<void()> call)
{
    const std::lock_guard lock(m_shared->mutex);
    ++m_shared->begun;
    begin(m_shared, std::move(call));
}

// The mutex is held.
void Aside::begin(const std::shared_ptr<Shared>& shared, std::function<void()> call)
{
    shared->calls.push_back(std::move(call));
    if (!shared->thread.joinable())
        shared->thread = std::thread([shared] { work(shared); });
    shared->changed.notify_all();
}

std::shared_ptr<Aside> AsideByPlace::of(const std::string& place)
{
    const std::lock_guard lock(m_mutex);
    if (place != std::exchange(m_place, place) && m_aside->stuck())
        m_aside = std::make_shared<Aside>();
    return m_aside;
}

void Aside::work(const std::shared_ptr<Shared>& shared)
{
    Shared& s = *shared;
    std::unique_lock lock(s.mutex);
    for (;;) {
        s.changed.wait(lock, [&] { return s.quit || !s.calls.empty(); });
        if (s.calls.empty())
            return;
        auto call = std::move(s.calls.front());
        s.calls.pop_front();
        lock.unlock();
        call();
        call = nullptr; // what it holds may be a file to close
        lock.lock();
        ++s.done;
        s.changed.notify_all();
    }
}

} // namespace sluice
