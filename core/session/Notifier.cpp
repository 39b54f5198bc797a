// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/Notifier.h"

namespace sluice {

Notifier::Notifier(QObject* receiver, std::function<void()> call) : m_state(std::make_shared<State>())
{
    m_state->receiver = receiver;
    m_state->call = std::move(call);
}

void Notifier::tell()
{
    if (m_state->waiting.exchange(true))
        return;
    const std::lock_guard lock(m_state->mutex);
    if (!m_state->receiver)
        return;
    QMetaObject::invokeMethod(
        m_state->receiver,
        [state = m_state] {
            state->waiting = false;
            if (state->call)
                state->call();
        },
        Qt::QueuedConnection);
}

void Notifier::detach()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->receiver = nullptr;
    m_state->call = nullptr;
}

} // namespace sluice
