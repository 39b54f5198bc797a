// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/StreamBoard.h"

#include <filesystem>
#include <utility>

#include "core/server/StreamName.h"

namespace sluice {

namespace {

constexpr std::string_view kApplication = "live";
constexpr int kEmptyReportsToBelieve = 2;
// Viewers are about 3 s behind; what they still want to fetch must stay that long.
constexpr auto kKeepEndedPieces = seconds(4);

bool fromThisComputer(std::string_view address)
{
    return address == "127.0.0.1";
}

template <typename... Args>
void call(const std::function<void(Args...)>& hook, const std::type_identity_t<Args>&... args)
{
    if (hook)
        hook(args...);
}

} // namespace

StreamBoard::StreamBoard(const Clock& clock, const RunDirectory& directory, std::string name, std::string key,
    const ServerHooks& hooks, std::function<void()> changed)
    : m_clock(clock)
    , m_directory(directory)
    , m_name(std::move(name))
    , m_key(std::move(key))
    , m_hooks(hooks)
    , m_changed(std::move(changed))
    , m_life(clock.wallNow())
{ }

template <typename Change>
void StreamBoard::change(Change apply)
{
    bool wasLive = false;
    bool isLive = false;
    {
        const std::lock_guard lock(m_mutex);
        wasLive = m_life.live();
        apply(m_life, m_clock.wallNow());
        isLive = m_life.live();
        // With a publisher there it is too late: nginx has read the playlist before it asks us, and goes on with it.
        if (isLive || m_life.page() != StreamLife::Page::Ended)
            m_clearAt.reset();
        else if (!m_clearAt)
            m_clearAt = m_clock.now() + kKeepEndedPieces;
    }
    if (isLive && !wasLive)
        call(m_hooks.onPublish);
    if (wasLive && !isLive)
        call(m_hooks.onPublishDone);
    m_changed();
}

HookReply StreamBoard::answer(const HookRequest& request)
{
    if (request.field("app") != kApplication)
        return {};
    if (request.path() == "/on_publish")
        return publish(request);
    if (request.path() == "/on_publish_done")
        return publishDone(request);
    if (request.path() == "/on_play")
        return play(request);
    if (request.path() == "/on_play_done")
        return playDone(request);
    return {};
}

HookReply StreamBoard::publish(const HookRequest& request)
{
    if (!fromThisComputer(request.field("addr")) || !equalSecrets(request.field("name"), m_key))
        return {};
    change([&](StreamLife& life, WallTime now) {
        m_emptyReports = 0;
        life.publisherCame(std::string(request.field("clientid")), now);
    });
    return {302, m_name};
}

HookReply StreamBoard::publishDone(const HookRequest& request)
{
    change([&](StreamLife& life, WallTime now) {
        life.publisherWent(std::string(request.field("clientid")), now);
    });
    return {200, {}};
}

HookReply StreamBoard::play(const HookRequest& request)
{
    const std::string_view name = request.field("name");
    if (!isStreamName(name) || equalSecrets(name, m_key))
        return {};
    // Any other name is let through: nginx then says "no such stream", which players understand.
    if (name == m_name)
        call(m_hooks.onPlay, std::string(request.field("addr")));
    return {200, {}};
}

HookReply StreamBoard::playDone(const HookRequest& request)
{
    if (request.field("name") == m_name)
        call(m_hooks.onPlayDone, std::string(request.field("addr")));
    return {200, {}};
}

void StreamBoard::seen(std::string_view datagram)
{
    const std::lock_guard lock(m_mutex);
    m_viewers.seen(datagram, m_clock.now());
}

void StreamBoard::setState(StreamState state)
{
    change([&](StreamLife& life, WallTime now) { life.setState(state, now); });
    if (state != StreamState::Created)
        return;
    const std::lock_guard lock(m_mutex);
    if (!m_life.live())
        m_clearAt = m_clock.now(); // a new broadcast is about to begin
}

void StreamBoard::workerGone()
{
    change([](StreamLife& life, WallTime now) { life.allPublishersWent(now); });
}

void StreamBoard::compare(const StatReport& report)
{
    {
        const std::lock_guard lock(m_mutex);
        m_emptyReports = m_life.live() && !report.publishing ? m_emptyReports + 1 : 0;
        if (m_emptyReports < kEmptyReportsToBelieve)
            return;
    }
    workerGone();
}

bool StreamBoard::live() const
{
    const std::lock_guard lock(m_mutex);
    return m_life.live();
}

StreamState StreamBoard::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_life.state();
}

int StreamBoard::browserViewers() const
{
    const std::lock_guard lock(m_mutex);
    return m_viewers.count(m_clock.now());
}

std::optional<TimePoint> StreamBoard::service()
{
    std::string text;
    std::optional<TimePoint> next;
    bool clear = false;
    {
        const std::lock_guard lock(m_mutex);
        text = m_life.json();
        clear = m_clearAt && *m_clearAt <= m_clock.now();
        if (clear)
            m_clearAt.reset();
        next = m_clearAt;
    }
    if (clear) {
        std::error_code ignored;
        std::filesystem::remove_all(m_directory.file("hls/" + m_key), ignored);
    }
    if (text != m_written && m_directory.write("public/status/" + m_name + ".json", text))
        m_written = std::move(text);
    return next;
}

} // namespace sluice
