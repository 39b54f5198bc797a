// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/Clock.h"
#include "core/server/HookRequest.h"
#include "core/server/MediaServer.h"
#include "core/server/RunDirectory.h"
#include "core/server/StatReport.h"
#include "core/server/StreamLife.h"
#include "core/server/ViewerTally.h"

namespace sluice {

// nginx looks at the first digit of the status only: 2 lets the client in, 3 renames the stream to `location`,
// anything else refuses.
struct HookReply {
    int status = 403;
    std::string location;
    bool operator==(const HookReply&) const = default;
};

// What is known about the one stream of a run, and who may do what with it. Any thread; callbacks run on the calling
// one, without a lock held.
class StreamBoard {
public:
    StreamBoard(const Clock& clock, const RunDirectory& directory, std::string name, std::string key,
        const ServerHooks& hooks, std::function<void()> changed);

    // Only 127.0.0.1 publishes, only with the key, and gets the public name; viewers never play the key. What is
    // unknown is refused.
    HookReply answer(const HookRequest& request);
    // A datagram of nginx: a browser asked for the playlist.
    void seen(std::string_view datagram);

    void setState(StreamState state);
    // The worker of nginx was replaced: nobody will report the end of its clients.
    void workerGone();
    // Believes the statistics when a report of an end was lost: two in a row without a publisher.
    void compare(const StatReport& report);

    bool live() const;
    StreamState state() const;
    int browserViewers() const;

    // Keeps the run directory in step: writes what the page asks for when it has changed, and removes the pieces of
    // an ended broadcast some seconds later, so that the next one does not begin with them. Returns when to look
    // again at the latest. For the hook thread, so that one thread writes.
    std::optional<TimePoint> service();

private:
    HookReply publish(const HookRequest& request);
    HookReply publishDone(const HookRequest& request);
    HookReply play(const HookRequest& request);
    HookReply playDone(const HookRequest& request);
    template <typename Change>
    void change(Change apply);

    const Clock& m_clock;
    const RunDirectory& m_directory;
    const std::string m_name;
    const std::string m_key;
    const ServerHooks& m_hooks;
    const std::function<void()> m_changed;

    mutable std::mutex m_mutex;
    StreamLife m_life; // m_mutex
    mutable ViewerTally m_viewers; // m_mutex
    int m_emptyReports = 0; // m_mutex
    std::optional<TimePoint> m_clearAt; // m_mutex
    std::string m_written; // hook thread
};

} // namespace sluice
