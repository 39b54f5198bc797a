// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Loopback.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace sluice::test {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

UniqueFd tcpSocket(int receiveBuffer)
{
    UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd)
        fail("socket");
    if (receiveBuffer > 0)
        setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    return fd;
}

// True when `fd` got one of `events` (or an error) before `until`.
bool waitReady(int fd, short events, Clock::time_point until)
{
    pollfd entry{fd, events, 0};
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        const int n = poll(&entry, 1, left > 0 ? static_cast<int>(left) : 0);
        if (n > 0)
            return true;
        if (n == 0 || errno != EINTR)
            return false;
    }
}

} // namespace

void UniqueFd::reset(int fd)
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = fd;
}

WakePipe::WakePipe()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC) != 0)
        fail("pipe2");
    m_read.reset(ends[0]);
    m_write.reset(ends[1]);
}

void WakePipe::wake() const
{
    const char byte = 0;
    // A full pipe wakes as well as one byte more would.
    [[maybe_unused]] const auto n = write(m_write.get(), &byte, 1);
}

void WakePipe::drain() const
{
    std::array<char, 64> bytes{};
    while (read(m_read.get(), bytes.data(), bytes.size()) > 0) { }
}

UniqueFd listenLoopback(std::uint16_t port, int backlog, int receiveBuffer)
{
    UniqueFd fd = tcpSocket(receiveBuffer);
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("bind");
    if (listen(fd.get(), backlog) != 0)
        fail("listen");
    return fd;
}

UniqueFd connectLoopback(std::uint16_t port, int receiveBuffer)
{
    UniqueFd fd = tcpSocket(receiveBuffer);
    const int on = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
        && errno != EINPROGRESS)
        fail("connect");
    return fd;
}

std::uint16_t portOf(const UniqueFd& socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        fail("getsockname");
    return ntohs(address.sin_port);
}

void resetAndClose(UniqueFd& socket)
{
    const linger now{1, 0};
    setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket.reset();
}

std::uint16_t freePort()
{
    return portOf(listenLoopback(0));
}

LoopbackClient::LoopbackClient(std::uint16_t port) : m_socket(connectLoopback(port)) { }

bool LoopbackClient::waitConnected(std::chrono::milliseconds deadline)
{
    if (!waitReady(m_socket.get(), POLLOUT, Clock::now() + deadline))
        return false;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

bool LoopbackClient::send(std::span<const std::byte> bytes, std::chrono::milliseconds deadline)
{
    const auto until = Clock::now() + deadline;
    while (!bytes.empty()) {
        if (!waitReady(m_socket.get(), POLLOUT, until))
            return false;
        const ssize_t n = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n > 0)
            bytes = bytes.subspan(static_cast<std::size_t>(n));
        else if (n == 0 || (errno != EAGAIN && errno != EINTR))
            return false;
    }
    return true;
}

std::size_t LoopbackClient::receive(std::span<std::byte> into, std::chrono::milliseconds deadline)
{
    const auto until = Clock::now() + deadline;
    std::size_t got = 0;
    while (got < into.size() && waitReady(m_socket.get(), POLLIN, until)) {
        const ssize_t n = recv(m_socket.get(), into.data() + got, into.size() - got, 0);
        if (n > 0)
            got += static_cast<std::size_t>(n);
        else if (n == 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return got;
}

LoopbackClient::End LoopbackClient::waitEnd(std::chrono::milliseconds deadline)
{
    const auto until = Clock::now() + deadline;
    std::array<char, 4096> thrownAway{};
    while (waitReady(m_socket.get(), POLLIN, until)) {
        const ssize_t n = recv(m_socket.get(), thrownAway.data(), thrownAway.size(), 0);
        if (n == 0)
            return End::Closed;
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return End::Reset;
    }
    return End::Open;
}

} // namespace sluice::test
