// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/Clock.h"
#include "core/base/StopToken.h"

namespace sluice {

// What a node wants after a step: to be called again at once, at a time (or earlier when woken), only when woken,
// or never again.
struct Step {
    enum class Next { Again, At, Wait, Done };
    Next next = Next::Wait;
    TimePoint at;

    static Step again() { return {Next::Again, {}}; }
    static Step until(TimePoint t) { return {Next::At, t}; }
    static Step wait() { return {Next::Wait, {}}; }
    static Step done() { return {Next::Done, {}}; }
};

// One stage of a pipeline. step() does a short piece of work; a blocking call inside it watches `stop` and has a
// deadline of its own. A node never knows its neighbours and owns no thread.
class Node {
public:
    virtual ~Node() = default;
    virtual Step step(const StopToken& stop) = 0;
};

// Owns the thread that steps one node. start() and join() belong to the owner's thread; wake() and requestStop()
// to any. The destructor stops and joins. Tests call Node::step() themselves instead, with a FakeClock.
class Runner {
public:
    // `name` is what debuggers show; at most 15 bytes reach the kernel.
    Runner(Node& node, Clock& clock, std::string name);
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    void start();
    // Something changed: look again.
    void wake();
    void requestStop();
    void join();
    bool finished() const { return m_finished; } // its node is stepped no more
    StopToken stopToken() const { return m_stop.get_token(); }

private:
    void run();
    bool pause(const Step& step);

    Node& m_node;
    Clock& m_clock;
    const std::string m_name;
    StopSource m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_woken = false; // m_mutex
    std::atomic<bool> m_finished = false;
    std::thread m_thread;
};

} // namespace sluice
