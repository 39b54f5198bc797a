// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include <QObject>

namespace sluice {

// Carries "look again" from a pipeline's thread to the thread of a session, without a payload: however often it is
// told, at most one call waits in the event loop. tell() may be called from any thread, also while the session is
// being destroyed: after detach() it does nothing.
class Notifier {
public:
    // `receiver` lives in the thread where `call` is to be made.
    Notifier(QObject* receiver, std::function<void()> call);
    void tell();
    void detach(); // receiver's thread; no call is made afterwards

private:
    struct State {
        std::mutex mutex;
        QObject* receiver = nullptr; // mutex
        std::function<void()> call; // receiver's thread
        std::atomic<bool> waiting = false;
    };
    std::shared_ptr<State> m_state;
};

} // namespace sluice
