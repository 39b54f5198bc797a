// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TcpRelay.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace sluice::test {

namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr std::size_t kReadAtOnce = std::size_t(16) << 10;
constexpr double kBucketSeconds = 0.020;

constexpr std::size_t index(TcpRelay::Direction d)
{
    return d == TcpRelay::Direction::Up ? 0 : 1;
}

constexpr std::array kBothWays{TcpRelay::Direction::Up, TcpRelay::Direction::Down};

bool wouldBlock()
{
    return errno == EAGAIN || errno == EINTR || errno == ENOTCONN; // ENOTCONN: still connecting
}

} // namespace

TcpRelay::TcpRelay(std::uint16_t targetPort)
    : m_targetPort(targetPort)
    , m_listener(listenLoopback(0, 64, kKernelBuffer))
{
    m_port = portOf(m_listener);
    m_thread = std::thread([this] { run(); });
}

TcpRelay::~TcpRelay()
{
    change([this] { m_quit = true; });
    m_thread.join();
}

template <typename Change>
void TcpRelay::change(Change&& apply)
{
    {
        const std::lock_guard lock(m_mutex);
        std::forward<Change>(apply)();
    }
    m_wake.wake();
}

void TcpRelay::setRate(Direction direction, std::optional<double> bytesPerSecond)
{
    change([&] {
        Link& link = m_links[index(direction)];
        link.bytesPerSecond = bytesPerSecond;
        link.tokens = 0;
        link.filled = steady_clock::now();
    });
}

void TcpRelay::setRate(std::optional<double> bytesPerSecond)
{
    for (Direction d : kBothWays)
        setRate(d, bytesPerSecond);
}

void TcpRelay::setDelay(Direction direction, milliseconds delay)
{
    change([&] { m_links[index(direction)].delay = delay; });
}

void TcpRelay::setDelay(milliseconds delay)
{
    for (Direction d : kBothWays)
        setDelay(d, delay);
}

void TcpRelay::setStall(bool on)
{
    change([&] {
        m_stalled = on;
        m_stalledUntil = {};
    });
}

void TcpRelay::stallFor(milliseconds duration)
{
    change([&] { m_stalledUntil = steady_clock::now() + duration; });
}

void TcpRelay::setBlackHole(bool on)
{
    change([&] { m_blackHole = on; });
}

void TcpRelay::freezeOpen()
{
    change([&] {
        for (Connection& c : m_connections)
            c.frozen = true;
    });
}

void TcpRelay::setRefuse(bool on)
{
    change([&] {
        if (on) {
            // The thread may be waiting on it, which would keep it open a moment longer than this call.
            shutdown(m_listener.get(), SHUT_RDWR);
            m_listener.reset();
        } else if (!m_listener) {
            m_listener = listenLoopback(m_port, 64, kKernelBuffer);
        }
    });
}

void TcpRelay::resetAll()
{
    change([&] {
        for (Connection& c : m_connections) {
            resetAndClose(c.client);
            resetAndClose(c.target);
        }
        m_connections.clear();
    });
}

void TcpRelay::closeAll()
{
    change([&] { m_connections.clear(); });
}

TcpRelay::Counters TcpRelay::counters() const
{
    const std::lock_guard lock(m_mutex);
    Counters counters = m_counters;
    counters.open = m_connections.size();
    return counters;
}

void TcpRelay::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_quit) {
        const Time now = steady_clock::now();
        std::vector<pollfd> entries = interests(now);
        const std::optional<Time> due = nextDue(now);
        lock.unlock();
        timespec wait{};
        if (due) {
            const auto left = std::max(nanoseconds(0), std::chrono::ceil<nanoseconds>(*due - now));
            wait.tv_sec = static_cast<time_t>(left.count() / 1'000'000'000);
            wait.tv_nsec = static_cast<long>(left.count() % 1'000'000'000);
        }
        ppoll(entries.data(), entries.size(), due ? &wait : nullptr, nullptr);
        m_wake.drain();
        lock.lock();

        const Time woken = steady_clock::now();
        if (!isStalled(woken))
            acceptNew();
        for (Connection& c : m_connections)
            serve(c, woken);
        std::erase_if(m_connections, [](const Connection& c) { return c.dead; });
    }
    m_connections.clear();
}

std::vector<pollfd> TcpRelay::interests(Time now) const
{
    std::vector<pollfd> entries{{m_wake.readEnd(), POLLIN, 0}};
    if (isStalled(now))
        return entries;
    if (m_listener)
        entries.push_back({m_listener.get(), POLLIN, 0});
    for (const Connection& c : m_connections) {
        if (c.frozen)
            continue;
        short client = 0;
        short target = 0;
        for (Direction d : kBothWays) {
            const Flow& flow = c.flows[index(d)];
            short& source = d == Direction::Up ? client : target;
            short& sink = d == Direction::Up ? target : client;
            const Link& link = m_links[index(d)];
            if (!flow.sourceEnded && flow.buffered < kMaxBuffered)
                source = static_cast<short>(source | POLLIN);
            if (!flow.chunks.empty() && flow.chunks.front().due <= now
                && (!link.bytesPerSecond || link.tokens >= 1))
                sink = static_cast<short>(sink | POLLOUT);
        }
        if (client != 0)
            entries.push_back({c.client.get(), client, 0});
        if (target != 0)
            entries.push_back({c.target.get(), target, 0});
    }
    return entries;
}

// When the thread has to look again without any socket asking for it.
std::optional<TcpRelay::Time> TcpRelay::nextDue(Time now) const
{
    if (isStalled(now))
        return m_stalled ? std::nullopt : std::optional(m_stalledUntil);
    std::optional<Time> next;
    for (const Connection& c : m_connections) {
        for (Direction d : kBothWays) {
            const Flow& flow = c.flows[index(d)];
            if (flow.chunks.empty() || c.frozen)
                continue;
            const Link& link = m_links[index(d)];
            Time due = flow.chunks.front().due;
            if (link.bytesPerSecond
                && link.tokens < 1) // come back for a few milliseconds' worth, not for one byte
                due = std::max(due, now + milliseconds(4));
            if (due > now && (!next || due < *next))
                next = due;
        }
    }
    return next;
}

void TcpRelay::acceptNew()
{
    while (m_listener) {
        UniqueFd client(accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!client)
            return;
        ++m_counters.connections;
        if (m_connections.size() >= kMaxConnections)
            continue;
        const int on = 1;
        setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        Connection& c = m_connections.emplace_back();
        c.client = std::move(client);
        c.target = connectLoopback(m_targetPort, kKernelBuffer);
    }
}

void TcpRelay::serve(Connection& c, Time now)
{
    if (m_blackHole && !c.swallowed) {
        c.swallowed = true;
        for (Flow& flow : c.flows) { // what was on its way is lost as well
            flow.chunks.clear();
            flow.buffered = 0;
        }
    }
    for (Direction d : kBothWays) {
        if (isStalled(now) || c.dead || c.frozen)
            return;
        readInto(c, d, now);
        if (!c.dead)
            writeFrom(c, d, now);
    }
    c.dead = c.dead || (c.flows[0].endPassedOn && c.flows[1].endPassedOn);
    // A swallowed connection never tells the other side anything; it is over when somebody hung up.
    c.dead = c.dead || (c.swallowed && (c.flows[0].sourceEnded || c.flows[1].sourceEnded));
}

void TcpRelay::readInto(Connection& c, Direction d, Time now)
{
    Flow& flow = c.flows[index(d)];
    while (!flow.sourceEnded && flow.buffered < kMaxBuffered) {
        Chunk chunk{std::vector<std::byte>(kReadAtOnce), 0, now + m_links[index(d)].delay};
        // NOLINTNEXTLINE(clang-analyzer-unix.BlockInCriticalSection): these sockets never block
        const ssize_t n = recv(sourceOf(c, d).get(), chunk.bytes.data(), chunk.bytes.size(), 0);
        if (n < 0 && wouldBlock())
            return;
        if (n < 0) { // the peer reset, or the target refused: pass the same on
            resetAndClose(c.client);
            resetAndClose(c.target);
            c.dead = true;
            return;
        }
        if (n == 0) {
            flow.sourceEnded = true;
            return;
        }
        if (c.swallowed)
            continue;
        chunk.bytes.resize(static_cast<std::size_t>(n));
        flow.buffered += chunk.bytes.size();
        flow.chunks.push_back(std::move(chunk));
    }
}

void TcpRelay::refill(Link& link, Time now) const
{
    if (!link.bytesPerSecond)
        return;
    const double passed = duration<double>(now - link.filled).count();
    const double room = std::max(1.0, *link.bytesPerSecond * kBucketSeconds);
    link.tokens = std::min(room, link.tokens + passed * *link.bytesPerSecond);
    link.filled = now;
}

void TcpRelay::writeFrom(Connection& c, Direction d, Time now)
{
    Flow& flow = c.flows[index(d)];
    Link& link = m_links[index(d)];
    if (c.swallowed)
        return;
    refill(link, now);
    while (!flow.chunks.empty() && flow.chunks.front().due <= now) {
        Chunk& chunk = flow.chunks.front();
        std::size_t most = chunk.bytes.size() - chunk.done;
        if (link.bytesPerSecond)
            most = std::min(most, static_cast<std::size_t>(std::floor(link.tokens)));
        if (most == 0)
            return;
        const ssize_t n = send(sinkOf(c, d).get(), chunk.bytes.data() + chunk.done, most, MSG_NOSIGNAL);
        if (n < 0) {
            c.dead = !wouldBlock();
            return;
        }
        const auto sent = static_cast<std::size_t>(n);
        chunk.done += sent;
        flow.buffered -= sent;
        link.tokens -= link.bytesPerSecond ? static_cast<double>(sent) : 0;
        (d == Direction::Up ? m_counters.bytesUp : m_counters.bytesDown) += sent;
        if (chunk.done == chunk.bytes.size())
            flow.chunks.pop_front();
    }
    if (flow.sourceEnded && !flow.endPassedOn && flow.chunks.empty()) {
        shutdown(sinkOf(c, d).get(), SHUT_WR);
        flow.endPassedOn = true;
    }
}

} // namespace sluice::test
