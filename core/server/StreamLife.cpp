// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/StreamLife.h"

#include <fmt/format.h>

namespace sluice {

namespace {

// One publisher and some stale ones; more can only be a fault.
constexpr std::size_t kMaxClients = 16;

} // namespace

template <typename Change>
void StreamLife::apply(WallTime now, Change change)
{
    const Page before = page();
    change();
    if (page() != before)
        m_since = now;
}

void StreamLife::publisherCame(const std::string& client, WallTime now)
{
    const bool isNew
        = m_clients.empty() && (m_state == StreamState::Created || m_state == StreamState::Ended);
    apply(now, [&] {
        if (m_clients.size() < kMaxClients)
            m_clients.insert(client);
        if (isNew)
            m_state = StreamState::Live;
    });
}

void StreamLife::publisherWent(const std::string& client, WallTime now)
{
    apply(now, [&] { m_clients.erase(client); });
}

void StreamLife::allPublishersWent(WallTime now)
{
    apply(now, [&] { m_clients.clear(); });
}

void StreamLife::setState(StreamState state, WallTime now)
{
    apply(now, [&] { m_state = state; });
}

StreamLife::Page StreamLife::page() const
{
    if (m_state == StreamState::Ended)
        return Page::Ended;
    if (!live() || m_state == StreamState::Created)
        return Page::Waiting;
    return m_state == StreamState::Paused ? Page::Paused : Page::Live;
}

std::string StreamLife::json() const
{
    return fmt::format(R"({{"state":"{}","since":{}}})", pageStateName(page()), epochMs(m_since));
}

std::string_view pageStateName(StreamLife::Page page)
{
    switch (page) {
    case StreamLife::Page::Waiting:
        return "waiting";
    case StreamLife::Page::Live:
        return "live";
    case StreamLife::Page::Paused:
        return "paused";
    case StreamLife::Page::Ended:
        break;
    }
    return "ended";
}

} // namespace sluice
