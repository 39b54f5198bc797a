// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace sluice::test {

// A file descriptor that closes itself.
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : m_fd(fd) { }
    ~UniqueFd() { reset(); }
    UniqueFd(UniqueFd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) { }
    UniqueFd& operator=(UniqueFd&& other) noexcept
    {
        if (this != &other)
            reset(std::exchange(other.m_fd, -1));
        return *this;
    }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    void reset(int fd = -1);

private:
    int m_fd = -1;
};

// The two ends of a pipe, to wake a thread that waits in poll(). Both ends never block.
class WakePipe {
public:
    WakePipe();
    int readEnd() const { return m_read.get(); }
    void wake() const;
    void drain() const;

private:
    UniqueFd m_read;
    UniqueFd m_write;
};

// Sockets of the loopback address 127.0.0.1 only; they never block. An error throws std::system_error: a test that
// gets none cannot go on.
//
// `port` 0 takes a free one. A port that was in use before may be listened on again at once (SO_REUSEADDR).
// `receiveBuffer` bounds what the kernel takes in on accepted connections (0: its own choice), so that a slow
// receiver is felt by the sender.
UniqueFd listenLoopback(std::uint16_t port, int backlog = 64, int receiveBuffer = 0);
UniqueFd connectLoopback(std::uint16_t port, int receiveBuffer = 0); // returns while connecting
std::uint16_t portOf(const UniqueFd& socket);

// Closes with a TCP reset instead of an orderly end.
void resetAndClose(UniqueFd& socket);

// A port that nobody listens on now. Somebody else may take it between the answer and its use: where a server can
// be given port 0 and asked for its own, do that instead.
std::uint16_t freePort();

// A blocking client of a few lines, for tests of servers. Each call has a deadline and returns false, or fewer
// bytes, when it passes or the peer closes.
class LoopbackClient {
public:
    explicit LoopbackClient(std::uint16_t port);

    bool waitConnected(std::chrono::milliseconds deadline);
    bool send(std::span<const std::byte> bytes, std::chrono::milliseconds deadline);
    std::size_t receive(std::span<std::byte> into, std::chrono::milliseconds deadline); // until full

    enum class End { Open, Closed, Reset };
    End waitEnd(std::chrono::milliseconds deadline); // throws away what arrives meanwhile
    void close() { m_socket.reset(); }

private:
    UniqueFd m_socket;
};

} // namespace sluice::test
