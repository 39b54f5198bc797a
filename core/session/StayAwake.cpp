// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/StayAwake.h"

#include <utility>

#include "core/session/BroadcastSession.h"
#include "core/session/WatchSession.h"

namespace sluice {

namespace {

using Need = SleepInhibitor::Need;

constexpr milliseconds kLookAfter(500); // our choice: a player says many times a second that it goes on

bool goesOn(WatchState state)
{
    switch (state) {
    case WatchState::Idle:
    case WatchState::Paused:
    case WatchState::Ended:
    case WatchState::Failed:
        return false;
    default:
        return true;
    }
}

} // namespace

StayAwake::StayAwake(BroadcastSession& broadcast, WatchSession& watch, Log& log, bool onScreen)
    : m_broadcast(broadcast)
    , m_watch(watch)
    , m_onScreen(onScreen)
    , m_inhibitor(log)
{
    m_later.setSingleShot(true);
    m_later.setInterval(kLookAfter);
    connect(&m_later, &QTimer::timeout, this, &StayAwake::look);
    const auto soon = [this] {
        if (!m_later.isActive())
            m_later.start();
    };
    connect(&broadcast, &BroadcastSession::changed, this, soon);
    connect(&watch, &WatchSession::changed, this, soon);
}

void StayAwake::look()
{
    const bool live = m_broadcast.live();
    const WatchStatus watched = m_watch.status();
    Need need = Need::None;
    if (live)
        need = Need::Awake;
    else if (goesOn(watched.state))
        need = m_onScreen && watched.media.video ? Need::NoIdle : Need::NoIdleSleep;
    if (need == std::exchange(m_need, need))
        return;
    m_inhibitor.set(need, live ? tr("A live broadcast is running") : tr("A stream is playing"));
    emit changed();
}

} // namespace sluice
