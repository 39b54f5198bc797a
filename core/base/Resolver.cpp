// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Resolver.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace sluice {

struct Resolver::Shared {
    std::atomic<int> workers = 0;
};

namespace {

struct Answer {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool done = false; // mutex
    std::vector<std::string> addresses; // mutex
};

bool isNumeric(const std::string& host)
{
    std::array<unsigned char, sizeof(in6_addr)> buffer{};
    return inet_pton(AF_INET, host.c_str(), buffer.data()) == 1
        || inet_pton(AF_INET6, host.c_str(), buffer.data()) == 1;
}

// Names that mean this computer whatever the system knows (RFC 6761, 6.3): the barest Debian has no hosts file.
bool isLocalhost(std::string_view host)
{
    constexpr std::string_view kName = "localhost";
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (host.size() > kName.size() && host[host.size() - kName.size() - 1] == '.')
        host.remove_prefix(host.size() - kName.size());
    return std::ranges::equal(host, kName, [](char a, char b) { return a == b || a == b - 'a' + 'A'; });
}

std::vector<std::string> lookUp(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    std::vector<std::string> found;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) {
        if (isLocalhost(host))
            found = {"127.0.0.1", "::1"};
        return found;
    }
    for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), static_cast<socklen_t>(text.size()),
                nullptr, 0, NI_NUMERICHOST)
            == 0)
            found.emplace_back(text.data());
    }
    freeaddrinfo(list);
    return found;
}

} // namespace

Resolver::Resolver() : m_shared(std::make_shared<Shared>()) { }
Resolver::~Resolver() = default;

Result<std::vector<std::string>> Resolver::resolve(const std::string& host, Duration patience, StopToken stop)
{
    if (isNumeric(host))
        return std::vector<std::string>{host};
    if (m_shared->workers.fetch_add(1) >= kMaxWorkers) {
        m_shared->workers.fetch_sub(1);
        return Error(ErrorCode::ConnectionTimedOut, {host}, "all name look-ups hang");
    }
    auto answer = std::make_shared<Answer>();
    std::thread([answer, shared = m_shared, host] {
        std::vector<std::string> found = lookUp(host);
        {
            const std::lock_guard lock(answer->mutex);
            answer->addresses = std::move(found);
            answer->done = true;
        }
        answer->changed.notify_all();
        shared->workers.fetch_sub(1);
    }).detach();

    std::unique_lock lock(answer->mutex);
    answer->changed.wait_for(lock, stop, patience, [&] { return answer->done; });
    if (!answer->done)
        return stop.stop_requested() ? Error(ErrorCode::Cancelled)
                                     : Error(ErrorCode::ConnectionTimedOut, {host});
    if (answer->addresses.empty())
        return Error(ErrorCode::HostNotFound, {host});
    return answer->addresses;
}

} // namespace sluice
