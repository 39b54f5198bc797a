// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/LocalSocket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fmt/format.h>

namespace sluice {

namespace {

constexpr auto kStopCheck = milliseconds(50);
constexpr std::size_t kHandshakeSize = 1536; // of C1, S1, C2 and S2, by the RTMP specification 5.2
constexpr unsigned char kRtmpVersion = 3;

std::span<const unsigned char> bytesOf(std::string_view text)
{
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

} // namespace

bool LocalSocket::waitFor(short events)
{
    while (!m_stop.stop_requested()) {
        const Duration left = m_deadline - m_clock.now();
        if (left <= Duration::zero())
            return false;
        pollfd wanted{m_socket.get(), events, 0};
        const auto slice = std::max<std::int64_t>(1, toMs(std::min<Duration>(left, kStopCheck)));
        const int ready = ::poll(&wanted, 1, static_cast<int>(slice));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
    return false;
}

bool LocalSocket::finishConnect(int result)
{
    if (result == 0)
        return true;
    if (errno != EINPROGRESS || !waitFor(POLLOUT))
        return false;
    int problem = 0;
    socklen_t size = sizeof problem;
    return ::getsockopt(m_socket.get(), SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0;
}

bool LocalSocket::connectTcp(int port)
{
    m_socket = FileHandle(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return m_socket.valid()
        && finishConnect(
            ::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

bool LocalSocket::connectUnix(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    m_socket = FileHandle(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return m_socket.valid()
        && finishConnect(
            ::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
}

bool LocalSocket::send(std::span<const unsigned char> data)
{
    while (!data.empty()) {
        const ssize_t sent = ::send(m_socket.get(), data.data(), data.size(), MSG_NOSIGNAL);
        if (sent >= 0)
            data = data.subspan(static_cast<std::size_t>(sent));
        else if (errno != EINTR && (errno != EAGAIN || !waitFor(POLLOUT)))
            return false;
    }
    return true;
}

std::optional<std::size_t> LocalSocket::receiveSome(std::span<unsigned char> data)
{
    while (true) {
        const ssize_t got = ::recv(m_socket.get(), data.data(), data.size(), 0);
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR && (errno != EAGAIN || !waitFor(POLLIN)))
            return std::nullopt;
    }
}

bool LocalSocket::receive(std::span<unsigned char> data)
{
    while (!data.empty()) {
        const auto got = receiveSome(data);
        if (!got || *got == 0)
            return false;
        data = data.subspan(*got);
    }
    return true;
}

std::optional<std::string> httpGet(LocalSocket& connected, std::string_view path, std::size_t maxSize)
{
    const std::string request = fmt::format("GET {} HTTP/1.0\r\nHost: localhost\r\n\r\n", path);
    if (!connected.send(bytesOf(request)))
        return std::nullopt;
    std::string answer;
    std::array<unsigned char, 16384> chunk;
    while (true) {
        const auto got = connected.receiveSome(chunk);
        if (!got || answer.size() + *got > maxSize)
            return std::nullopt;
        if (*got == 0)
            break;
        answer.append(reinterpret_cast<const char*>(chunk.data()), *got);
    }
    const std::size_t head = answer.find("\r\n\r\n");
    if (!answer.starts_with("HTTP/1.") || answer.substr(8, 5) != " 200 " || head == std::string::npos)
        return std::nullopt;
    return answer.substr(head + 4);
}

bool rtmpHandshake(LocalSocket& connected)
{
    std::vector<unsigned char> hello(1 + kHandshakeSize, 0); // C0, C1: time 0, zero, then filler
    hello[0] = kRtmpVersion;
    for (std::size_t i = 9; i < hello.size(); ++i)
        hello[i] = static_cast<unsigned char>(i * 31);
    std::vector<unsigned char> answer(1 + 2 * kHandshakeSize);
    if (!connected.send(hello) || !connected.receive(answer) || answer[0] != kRtmpVersion)
        return false;
    return connected.send(std::span(answer).subspan(1, kHandshakeSize)); // C2 is S1 sent back
}

} // namespace sluice
