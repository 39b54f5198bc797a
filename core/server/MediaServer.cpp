// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/MediaServer.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "core/server/ServerSupervisor.h"

namespace sluice {

class MediaServer::Impl {
public:
    Impl(Clock& clock, Log& log) : m_clock(clock), m_log(log) { }

    std::shared_ptr<ServerSupervisor> supervisor() const
    {
        const std::lock_guard lock(m_mutex);
        return m_supervisor;
    }

    void start(ServerConfig config)
    {
        stop();
        auto made = std::make_shared<ServerSupervisor>(
            m_clock, m_log, std::move(config), m_hooks, [this] { changed(); });
        {
            const std::lock_guard lock(m_mutex);
            m_supervisor = made;
        }
        made->start();
    }

    // The pointer stays, so that none of the supervisor's own threads can be the last to let go of it.
    void stop()
    {
        if (const auto running = supervisor())
            running->stop();
    }

    void changed()
    {
        {
            const std::lock_guard lock(m_mutex);
            ++m_changes;
        }
        m_somethingChanged.notify_all();
        if (m_listener)
            m_listener();
    }

    ServerInfo info() const
    {
        const auto running = supervisor();
        return running ? running->info() : ServerInfo();
    }

    ServerInfo waitSettled(Duration atMost, const StopToken& stop) const
    {
        const TimePoint deadline = m_clock.now() + atMost;
        std::unique_lock lock(m_mutex);
        while (true) {
            const auto seen = m_changes;
            lock.unlock();
            ServerInfo now = info();
            lock.lock();
            const bool settled = now.state == ServerState::Ready || now.state == ServerState::Failed
                || now.state == ServerState::Stopped;
            if (settled || m_clock.now() >= deadline || stop.stop_requested())
                return now;
            const std::stop_callback wake(stop, [this] { m_somethingChanged.notify_all(); });
            if (m_changes == seen && !stop.stop_requested())
                m_clock.waitUntil(m_somethingChanged, lock, deadline);
        }
    }

    Clock& m_clock;
    Log& m_log;
    ServerHooks m_hooks; // set before start()
    std::function<void()> m_listener; // set before start()

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_somethingChanged;
    std::shared_ptr<ServerSupervisor> m_supervisor; // m_mutex
    std::uint64_t m_changes = 0; // m_mutex
};

MediaServer::MediaServer(Clock& clock, Log& log) : m_impl(std::make_unique<Impl>(clock, log)) { }

MediaServer::~MediaServer()
{
    m_impl->stop();
}

void MediaServer::setListener(std::function<void()> changed)
{
    m_impl->m_listener = std::move(changed);
}

void MediaServer::setHooks(ServerHooks hooks)
{
    m_impl->m_hooks = std::move(hooks);
}

void MediaServer::start(ServerConfig config)
{
    m_impl->start(std::move(config));
}

void MediaServer::stop()
{
    m_impl->stop();
}

void MediaServer::requestStop()
{
    if (const auto running = m_impl->supervisor())
        running->requestStop();
}

ServerInfo MediaServer::info() const
{
    return m_impl->info();
}

bool MediaServer::isLive() const
{
    return m_impl->info().live;
}

ServerInfo MediaServer::waitSettled(Duration atMost, const StopToken& stop) const
{
    return m_impl->waitSettled(atMost, stop);
}

void MediaServer::setStreamState(StreamState state)
{
    if (const auto running = m_impl->supervisor())
        running->setStreamState(state);
}

Result<int> MediaServer::dropPublisher()
{
    if (const auto running = m_impl->supervisor())
        return running->dropPublisher();
    return Error(ErrorCode::NginxFailed, {QT_TRANSLATE_NOOP("core", "it is not running")});
}

} // namespace sluice
