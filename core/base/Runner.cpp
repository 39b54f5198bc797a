// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Runner.h"

#ifdef __linux__
#include <pthread.h>
#endif

namespace sluice {

Runner::Runner(Node& node, Clock& clock, std::string name)
    : m_node(node)
    , m_clock(clock)
    , m_name(std::move(name))
{ }

Runner::~Runner()
{
    requestStop();
    join();
}

void Runner::start()
{
    m_thread = std::thread([this] { run(); });
}

void Runner::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_all();
}

void Runner::requestStop()
{
    m_stop.request_stop();
    wake();
}

void Runner::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

void Runner::run()
{
#ifdef __linux__
    pthread_setname_np(pthread_self(), m_name.substr(0, 15).c_str());
#endif
    const StopToken stop = m_stop.get_token();
    while (!stop.stop_requested()) {
        const Step step = m_node.step(stop);
        if (step.next == Step::Next::Done || !pause(step))
            break;
    }
    m_finished = true;
}

// False when it is time to end.
bool Runner::pause(const Step& step)
{
    std::unique_lock lock(m_mutex);
    if (step.next != Step::Next::Again) {
        while (!m_woken && !m_stop.stop_requested()) {
            if (step.next == Step::Next::Wait)
                m_changed.wait(lock);
            else if (m_clock.now() < step.at)
                m_clock.waitUntil(m_changed, lock, step.at);
            else
                break;
        }
    }
    m_woken = false;
    return !m_stop.stop_requested();
}

} // namespace sluice
