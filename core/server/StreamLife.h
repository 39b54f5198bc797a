// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/base/Time.h"
#include "core/server/ServerTypes.h"

namespace sluice {

// What viewers are told: the presenter's wish joined with whether a publisher is there. Pure: events in, state out.
//
// A publisher who comes in after Created or Ended begins a new broadcast; after Live or Paused it is the same one
// going on. nginx may report a second publisher with our key whom it then refuses, so they are told apart by its
// client numbers.
class StreamLife {
public:
    enum class Page { Waiting, Live, Paused, Ended };

    explicit StreamLife(WallTime now) : m_since(now) { }

    void publisherCame(const std::string& client, WallTime now);
    void publisherWent(const std::string& client, WallTime now);
    void allPublishersWent(WallTime now);
    void setState(StreamState state, WallTime now);

    bool live() const { return !m_clients.empty(); }
    StreamState state() const { return m_state; }
    Page page() const;
    WallTime since() const { return m_since; }

    // {"state":"waiting|live|paused|ended","since":EPOCH_MS}, the file that the page asks for.
    std::string json() const;

private:
    template <typename Change>
    void apply(WallTime now, Change change);

    StreamState m_state = StreamState::Created;
    std::set<std::string> m_clients; // bounded by kMaxClients
    WallTime m_since;
};

std::string_view pageStateName(StreamLife::Page page);

} // namespace sluice
