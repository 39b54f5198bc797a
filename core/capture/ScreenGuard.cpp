// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/ScreenGuard.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string_view>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace sluice {

namespace {

bool leadsToX(int fd)
{
    sockaddr_storage address{};
    socklen_t length = sizeof(address);
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return false;
    if (address.ss_family == AF_UNIX) { // its name may be in the abstract space, which begins with a zero
        const auto& local = reinterpret_cast<const sockaddr_un&>(address);
        const std::size_t head = offsetof(sockaddr_un, sun_path);
        const std::string_view path(local.sun_path, length > head ? length - head : 0);
        return path.find("/.X11-unix/X") != std::string_view::npos;
    }
    constexpr int kFirstPort = 6000, kLastPort = 6063; // of displays on other computers
    const int port = address.ss_family == AF_INET
        ? ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port)
        : address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port)
                                        : 0;
    return port >= kFirstPort && port <= kLastPort;
}

} // namespace

ScreenGuard::Sockets ScreenGuard::connectionsToX()
{
    Sockets found;
    std::error_code failed;
    for (std::filesystem::directory_iterator i("/proc/self/fd", failed), end; !failed && i != end;
        i.increment(failed))
        if (const int fd = std::atoi(i->path().filename().c_str()); leadsToX(fd)) {
            struct stat about{};
            if (fstat(fd, &about) == 0)
                found.emplace(fd, about.st_ino);
        }
    return found;
}

ScreenGuard::Sockets ScreenGuard::without(const Sockets& all, const Sockets& some)
{
    Sockets rest;
    std::ranges::set_difference(all, some, std::inserter(rest, rest.end()));
    return rest;
}

ScreenGuard::ScreenGuard() : m_thread([this] { watch(); }) { }

ScreenGuard::~ScreenGuard()
{
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

bool ScreenGuard::cut() const
{
    const std::lock_guard lock(m_mutex);
    return m_cut;
}

void ScreenGuard::begin(bool opens)
{
    Sockets before;
    if (opens)
        before = connectionsToX();
    const std::lock_guard lock(m_mutex);
    m_opens = opens;
    m_cut = false;
    if (opens) {
        m_before = std::move(before);
        m_ours.clear();
    }
    m_until = std::chrono::steady_clock::now() + kPatience;
    m_changed.notify_all();
}

void ScreenGuard::end()
{
    const std::lock_guard lock(m_mutex);
    if (m_opens)
        m_ours = without(connectionsToX(), m_before);
    m_until.reset();
}

void ScreenGuard::watch()
{
    std::unique_lock lock(m_mutex);
    while (!m_over) {
        if (!m_until) {
            m_changed.wait(lock);
            continue;
        }
        const auto until = *m_until;
        m_changed.wait_until(lock, until);
        if (m_over || !m_until || std::chrono::steady_clock::now() < *m_until)
            continue;
        const Sockets now = connectionsToX(); // one that was closed meanwhile is not ours to end any more
        for (const auto& one : m_opens ? without(now, m_before) : m_ours)
            if (now.contains(one))
                ::shutdown(one.first, SHUT_RDWR);
        m_cut = true;
        m_until.reset();
    }
}

} // namespace sluice
