// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Resolver.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace sluice {

struct Resolver::Answer {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool done = false; // mutex
    std::optional<std::vector<std::string>> addresses; // mutex
};

struct Resolver::Shared {
    std::mutex mutex;
    struct Asked {
        std::shared_ptr<Answer> newest; // null once it has come
        int running = 0;
        bool inVain = false; // somebody no longer waits for the newest
    };
    std::map<std::string, Asked> asked; // mutex
    int workers = 0; // mutex
    std::map<std::string, std::vector<std::string>> known; // mutex: what was told last
};

namespace {

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

} // namespace

Resolver::Resolver(LookUp lookUp) : m_lookUp(std::move(lookUp)), m_shared(std::make_shared<Shared>()) { }
Resolver::~Resolver() = default;

std::optional<std::vector<std::string>> Resolver::systemLookUp(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    std::vector<std::string> found;
    if (const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list); code != 0) {
        if (isLocalhost(host))
            return std::vector<std::string>{"127.0.0.1", "::1"};
        // Whatever else fails, such as this computer, says nothing of the name.
        return code == EAI_NONAME || code == EAI_NODATA ? std::optional(found) : std::nullopt;
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

// Null when all workers hang.
std::shared_ptr<Resolver::Answer> Resolver::ask(const std::string& host)
{
    const std::lock_guard lock(m_shared->mutex);
    const auto asked = m_shared->asked.find(host);
    if (asked != m_shared->asked.end() && asked->second.newest
        && (!asked->second.inVain || asked->second.running >= kWorkersPerName))
        return asked->second.newest;
    if (m_shared->workers >= kMaxWorkers)
        return asked != m_shared->asked.end() ? asked->second.newest : nullptr;
    auto answer = std::make_shared<Answer>();
    Shared::Asked& entry = m_shared->asked[host];
    entry = {answer, entry.running + 1, false};
    ++m_shared->workers;
    std::thread([answer, shared = m_shared, host, lookUp = m_lookUp] {
        auto found = lookUp(host);
        {
            const std::lock_guard all(shared->mutex);
            --shared->workers;
            Shared::Asked& mine = shared->asked[host];
            if (mine.newest == answer)
                mine.newest.reset();
            if (--mine.running == 0)
                shared->asked.erase(host);
            if (found && !found->empty())
                shared->known[host] = *found;
            else if (found)
                shared->known.erase(host); // there is no such name any more
        }
        {
            const std::lock_guard one(answer->mutex);
            answer->addresses = std::move(found);
            answer->done = true;
        }
        answer->changed.notify_all();
    }).detach();
    return answer;
}

std::optional<std::vector<std::string>> Resolver::known(const std::string& host) const
{
    const std::lock_guard lock(m_shared->mutex);
    const auto found = m_shared->known.find(host);
    return found == m_shared->known.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<std::string>> Resolver::resolve(const std::string& host, Duration patience, StopToken stop)
{
    if (isNumeric(host))
        return std::vector<std::string>{host};
    const auto before = known(host);
    const auto answer = ask(host);
    if (!answer)
        return before ? Result(*before)
                      : Error(ErrorCode::ConnectionTimedOut, {host}, "all name look-ups hang");
    std::unique_lock lock(answer->mutex);
    answer->changed.wait_for(
        lock, stop, before ? std::min(patience, kKnownPatience) : patience, [&] { return answer->done; });
    const bool done = answer->done;
    const auto addresses = answer->addresses;
    lock.unlock();
    if (!done && stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    if (!done)
        noteInVain(host, answer);
    if (addresses && !addresses->empty())
        return *addresses;
    if (before && !addresses)
        return *before;
    return Error(done ? ErrorCode::HostNotFound : ErrorCode::ConnectionTimedOut, {host});
}

void Resolver::noteInVain(const std::string& host, const std::shared_ptr<Answer>& answer)
{
    const std::lock_guard lock(m_shared->mutex);
    const auto asked = m_shared->asked.find(host);
    if (asked != m_shared->asked.end() && asked->second.newest == answer)
        asked->second.inVain = true;
}

} // namespace sluice
