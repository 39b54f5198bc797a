// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <poll.h>
#include <thread>
#include <vector>

#include "tests/support/Loopback.h"

namespace sluice::test {

// A bad link, on loopback: listens on a port of its own and passes what it gets to another port and back, as slowly,
// late and unreliably as it is told, from any thread, at any time.
//
// What each fault looks like from the ends:
//   rate        the sender's send buffer fills and its writes block, as on a narrow uplink. Kept by a token bucket
//               of 20 ms, so that bytes flow evenly.
//   delay       every byte arrives that much later; throughput stays.
//   stall       nothing passes, nothing is lost: a link that is down for a while. TCP on both sides stays connected;
//               new connections are taken by the kernel and go nowhere until the stall is over.
//   blackHole   bytes are taken and thrown away, both ways, for good: the sender believes that all is well and only
//               an answer that never comes tells otherwise. Connections open at that time never recover; those made
//               after it was switched off work.
//   freeze      connections open at that time pass nothing any more, and neither end ever hears that the other hung
//               up: a link that fell away under them. Those made later work.
//   refuse      nobody listens: connections are refused. Those that are open go on.
//   reset       every open connection ends with a TCP reset on both sides. close: with an orderly end.
//
// Buffers are bounded: 256 KiB a direction and connection here (a delay at a high rate needs room), and small ones in
// the kernel on the way in, so that a throttled sender feels it after a fraction of a second.
class TcpRelay {
public:
    enum class Direction { Up, Down }; // Up: from the client to the target

    static constexpr std::size_t kMaxBuffered = std::size_t(256) << 10;
    static constexpr int kKernelBuffer = 32 << 10;
    static constexpr std::size_t kMaxConnections = 64; // more are closed at once

    struct Counters {
        std::uint64_t bytesUp = 0; // delivered to the target
        std::uint64_t bytesDown = 0; // delivered to the client
        std::uint64_t connections = 0; // accepted since the beginning
        std::size_t open = 0;
    };

    explicit TcpRelay(std::uint16_t targetPort);
    ~TcpRelay(); // closes everything and joins its thread
    TcpRelay(const TcpRelay&) = delete;
    TcpRelay& operator=(const TcpRelay&) = delete;

    std::uint16_t port() const { return m_port; }

    void setRate(Direction direction, std::optional<double> bytesPerSecond); // nothing: unlimited
    void setRate(std::optional<double> bytesPerSecond); // both ways
    void setDelay(Direction direction, std::chrono::milliseconds delay);
    void setDelay(std::chrono::milliseconds delay); // each way
    void setStall(bool on);
    void stallFor(std::chrono::milliseconds duration); // begins now, ends by itself
    void setBlackHole(bool on);
    void freezeOpen(); // until the relay ends
    void setRefuse(bool on);
    void resetAll();
    void closeAll();

    Counters counters() const;

private:
    using Time = std::chrono::steady_clock::time_point;

    struct Chunk {
        std::vector<std::byte> bytes;
        std::size_t done = 0;
        Time due;
    };
    // One direction of one connection.
    struct Flow {
        std::deque<Chunk> chunks;
        std::size_t buffered = 0;
        bool sourceEnded = false;
        bool endPassedOn = false;
    };
    struct Connection {
        UniqueFd client;
        UniqueFd target;
        std::array<Flow, 2> flows; // by Direction
        bool swallowed = false; // was open during a black hole
        bool frozen = false;
        bool dead = false;
    };
    // Shared by all connections of a direction, as a link is.
    struct Link {
        std::optional<double> bytesPerSecond;
        std::chrono::milliseconds delay{0};
        double tokens = 0;
        Time filled;
    };

    void run();
    std::vector<pollfd> interests(Time now) const;
    std::optional<Time> nextDue(Time now) const;
    void acceptNew();
    void serve(Connection& connection, Time now);
    void readInto(Connection& connection, Direction direction, Time now);
    void writeFrom(Connection& connection, Direction direction, Time now);
    void refill(Link& link, Time now) const;
    bool isStalled(Time now) const { return m_stalled || now < m_stalledUntil; }
    const UniqueFd& sourceOf(const Connection& c, Direction d) const
    {
        return d == Direction::Up ? c.client : c.target;
    }
    const UniqueFd& sinkOf(const Connection& c, Direction d) const
    {
        return d == Direction::Up ? c.target : c.client;
    }
    template <typename Change>
    void change(Change&& apply);

    const std::uint16_t m_targetPort;
    std::uint16_t m_port = 0;
    WakePipe m_wake;

    mutable std::mutex m_mutex; // guards all below; never held while waiting
    UniqueFd m_listener;
    std::list<Connection> m_connections;
    std::array<Link, 2> m_links;
    bool m_stalled = false;
    Time m_stalledUntil;
    bool m_blackHole = false;
    bool m_quit = false;
    Counters m_counters;

    std::thread m_thread;
};

} // namespace sluice::test
