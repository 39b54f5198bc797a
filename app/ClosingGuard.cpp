// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ClosingGuard.h"

#include <cstdio>
#include <cstdlib>

namespace sluice {

ClosingGuard::~ClosingGuard()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

int ClosingGuard::closing(int exitStatus)
{
    m_thread = std::thread([this, exitStatus] {
        std::unique_lock lock(m_mutex);
        if (m_changed.wait_for(lock, m_most, [this] { return m_closed; }))
            return;
        std::fputs(
            "Sluice was ended while a disk or a device did not answer. A file that was being written may lack its "
            "end.\n",
            stderr);
        std::_Exit(exitStatus);
    });
    return exitStatus;
}

} // namespace sluice
