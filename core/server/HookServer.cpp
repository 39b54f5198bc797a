// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/HookServer.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "core/base/TextFile.h"

namespace sluice {

namespace {

constexpr std::size_t kMaxConnections = 32;
constexpr auto kRequestTime = seconds(2); // nginx itself gives up then (netcall_timeout)
constexpr int kDatagramsAtOnce = 256;
constexpr std::size_t kFixedPolled = 3; // wake, listener, datagrams

Result<FileHandle> boundSocket(const std::string& path, int type)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return Error(ErrorCode::FileUnwritable,
            {path, QT_TRANSLATE_NOOP("core", "the path is too long for a socket")});
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    FileHandle made(::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!made.valid() || ::bind(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
        || (type == SOCK_STREAM && ::listen(made.get(), static_cast<int>(kMaxConnections)) != 0))
        return Error(ErrorCode::FileUnwritable, {path, errnoText(errno)});
    return made;
}

bool isOurs(int socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        && (peer.uid == ::geteuid() || peer.uid == 0);
}

} // namespace

HookServer::HookServer(const Clock& clock, Handlers handlers)
    : m_clock(clock)
    , m_handlers(std::move(handlers))
    , m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{ }

HookServer::~HookServer()
{
    stop();
}

Result<void> HookServer::start(const std::string& hookPath, const std::string& seenPath)
{
    auto listener = boundSocket(hookPath, SOCK_STREAM);
    if (!listener)
        return listener.error();
    auto seen = boundSocket(seenPath, SOCK_DGRAM);
    if (!seen)
        return seen.error();
    m_listener = std::move(*listener);
    m_seen = std::move(*seen);
    if (!m_wake.valid())
        return Error(ErrorCode::Internal, {errnoText(errno)});
    m_thread = std::thread([this] { run(); });
    return {};
}

void HookServer::stop()
{
    m_stop.request_stop();
    if (!m_thread.joinable())
        return;
    wake();
    m_thread.join();
    m_connections.clear();
}

void HookServer::wake()
{
    if (m_wake.valid())
        ::eventfd_write(m_wake.get(), 1);
}

int HookServer::pollTimeout() const
{
    std::optional<TimePoint> next = m_nextService;
    for (const Connection& connection : m_connections)
        next = next ? std::min(*next, connection.deadline) : connection.deadline;
    return next ? static_cast<int>(std::max<std::int64_t>(0, toMs(*next - m_clock.now())) + 1) : -1;
}

void HookServer::run()
{
    service();
    while (!m_stop.stop_requested()) {
        // With every place taken, new connections wait in the kernel's queue.
        const short wantNew = m_connections.size() < kMaxConnections ? POLLIN : 0;
        std::vector<pollfd> polled{
            {m_wake.get(), POLLIN, 0}, {m_listener.get(), wantNew, 0}, {m_seen.get(), POLLIN, 0}};
        for (const Connection& connection : m_connections)
            polled.push_back({connection.socket.get(), POLLIN, 0});
        ::poll(polled.data(), polled.size(), pollTimeout());

        if (polled[0].revents != 0)
            clearWake();
        if (polled[0].revents != 0 || (m_nextService && m_clock.now() >= *m_nextService))
            service();
        if (polled[2].revents != 0)
            readDatagrams();
        std::vector<Connection> kept;
        for (std::size_t i = 0; i < m_connections.size(); ++i) {
            Connection& connection = m_connections[i];
            const bool ready = polled[kFixedPolled + i].revents != 0;
            if (ready ? serve(connection) : m_clock.now() < connection.deadline)
                kept.push_back(std::move(connection));
        }
        m_connections = std::move(kept);
        if ((polled[1].revents & POLLIN) != 0)
            acceptOne();
    }
}

void HookServer::clearWake()
{
    eventfd_t ignored = 0;
    ::eventfd_read(m_wake.get(), &ignored);
}

void HookServer::acceptOne()
{
    FileHandle socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.valid() && isOurs(socket.get()))
        m_connections.push_back({std::move(socket), {}, m_clock.now() + kRequestTime});
}

void HookServer::readDatagrams()
{
    std::array<char, 1024> line; // a longer one is cut, and then ignored
    for (int i = 0; i < kDatagramsAtOnce; ++i) {
        const ssize_t got = ::recv(m_seen.get(), line.data(), line.size(), 0);
        if (got < 0)
            break;
        m_handlers.datagram(std::string_view(line.data(), static_cast<std::size_t>(got)));
    }
}

bool HookServer::serve(Connection& connection)
{
    if (m_clock.now() >= connection.deadline)
        return false;
    std::array<char, 4096> chunk;
    const ssize_t got = ::recv(connection.socket.get(), chunk.data(), chunk.size(), 0);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    connection.received.append(chunk.data(), static_cast<std::size_t>(got));
    HookRequest request;
    switch (HookRequest::parse(connection.received, request)) {
    case HookRequest::Status::Incomplete:
        return got > 0;
    case HookRequest::Status::Bad:
        reply(connection, HookReply{400, {}});
        return false;
    case HookRequest::Status::Complete:
        break;
    }
    const HookReply answer = m_handlers.answer(request);
    service();
    reply(connection, answer);
    return false;
}

void HookServer::reply(const Connection& connection, const HookReply& reply)
{
    const std::string location
        = reply.location.empty() ? "" : fmt::format("Location: {}\r\n", reply.location);
    const std::string text = fmt::format(
        "HTTP/1.0 {} Sluice\r\n{}Content-Length: 0\r\nConnection: close\r\n\r\n", reply.status, location);
    // Fits into any socket buffer at once; if it doesn't, nginx refuses the client.
    [[maybe_unused]] const auto sent
        = ::send(connection.socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
}

} // namespace sluice
