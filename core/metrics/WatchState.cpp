// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/WatchState.h"

#include "core/base/Sentence.h"

namespace sluice {

std::string_view token(WatchState state)
{
    switch (state) {
    case WatchState::Idle:
        return "idle";
    case WatchState::Opening:
        return "opening";
    case WatchState::Priming:
        return "priming";
    case WatchState::Playing:
        return "playing";
    case WatchState::Rebuffering:
        return "rebuffering";
    case WatchState::Seeking:
        return "seeking";
    case WatchState::Paused:
        return "paused";
    case WatchState::Reconnecting:
        return "reconnecting";
    case WatchState::Draining:
        return "draining";
    case WatchState::Ended:
        return "ended";
    case WatchState::Failed:
        break;
    }
    return "failed";
}

char cmcdState(WatchState state, bool empty)
{
    switch (state) {
    case WatchState::Idle:
        return 'i';
    case WatchState::Opening:
    case WatchState::Priming:
        return 's';
    case WatchState::Playing:
    case WatchState::Draining:
        return 'p';
    case WatchState::Rebuffering:
        return 'r';
    case WatchState::Seeking:
        return 'k';
    case WatchState::Paused:
        return 'a';
    case WatchState::Reconnecting:
        return empty ? 'r' : 'p';
    case WatchState::Ended:
        return 'e';
    case WatchState::Failed:
        break;
    }
    return 'f';
}

std::string_view token(StallCause cause)
{
    switch (cause) {
    case StallCause::Network:
        return QT_TRANSLATE_NOOP("core", "network");
    case StallCause::Source:
        return QT_TRANSLATE_NOOP("core", "source");
    case StallCause::Emulated:
        break;
    }
    return QT_TRANSLATE_NOOP("core", "emulated");
}

std::string_view token(LatencyBasis basis)
{
    switch (basis) {
    case LatencyBasis::None:
        return "none";
    case LatencyBasis::Estimated:
        return "estimated";
    case LatencyBasis::Measured:
        break;
    }
    return "measured";
}

} // namespace sluice
