// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/av/HttpAnswers.h"

#include <array>

#include <poll.h>
#include <sys/socket.h>

namespace sluice::test {

namespace {

constexpr int kPatienceMs = 2000; // for one step of one client

// False when `quit` was woken or the client is not ready in time.
bool wait(int fd, short events, const WakePipe& quit, int patienceMs)
{
    std::array<pollfd, 2> fds{{{fd, events, 0}, {quit.readEnd(), POLLIN, 0}}};
    return ::poll(fds.data(), fds.size(), patienceMs) > 0 && fds[1].revents == 0;
}

} // namespace

HttpAnswers::HttpAnswers()
    : m_listener(listenLoopback(0))
    , m_port(portOf(m_listener))
    , m_thread([this] { run(); })
{ }

HttpAnswers::~HttpAnswers()
{
    m_quit.wake();
    m_thread.join();
}

std::string HttpAnswers::url(const std::string& path, const std::string& host) const
{
    return "http://" + host + ":" + std::to_string(m_port) + path;
}

void HttpAnswers::set(const std::string& path, const std::string& body, const std::string& type)
{
    std::string answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + type
        + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    setRaw(path, answer + body);
}

void HttpAnswers::setRaw(const std::string& path, std::string answer)
{
    const std::lock_guard lock(m_mutex);
    m_answers[path] = std::move(answer);
}

std::vector<std::string> HttpAnswers::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void HttpAnswers::run()
{
    while (wait(m_listener.get(), POLLIN, m_quit, -1)) {
        const UniqueFd client(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (client)
            serve(client);
    }
}

void HttpAnswers::serve(const UniqueFd& client)
{
    std::string request;
    std::array<char, 4096> chunk{};
    while (request.find("\r\n\r\n") == std::string::npos) {
        if (!wait(client.get(), POLLIN, m_quit, kPatienceMs))
            return;
        const auto got = ::recv(client.get(), chunk.data(), chunk.size(), 0);
        if (got <= 0)
            return;
        request.append(chunk.data(), static_cast<std::size_t>(got));
    }
    const auto start = request.find(' ') + 1;
    const std::string path = request.substr(start, request.find(' ', start) - start);
    std::string answer = "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
        if (const auto known = m_answers.find(path); known != m_answers.end())
            answer = known->second;
    }
    for (std::size_t at = 0; at < answer.size();) {
        if (!wait(client.get(), POLLOUT, m_quit, kPatienceMs))
            return;
        const auto sent = ::send(client.get(), answer.data() + at, answer.size() - at, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        at += static_cast<std::size_t>(sent);
    }
}

} // namespace sluice::test
