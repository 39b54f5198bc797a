// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QStringList>

#include "ui/widgets/GraphHistory.h"

namespace sluice {

// What the graph's history says in words. Pure.
namespace graphreadout {

// "00:52.1", from an hour on "1:02:03"
QString time(Duration at);
// "60 s", "10 min", "2 h"
QString span(Duration span);
QString state(WatchState state);

// Everything that is known of one moment.
struct Moment {
    QStringList figures; // lines
    QStringList brief; // the same for one line, without the watermarks: what matters most comes first
    std::vector<std::size_t> marks; // of GraphHistory::marks(), those within `reach`
};
// Not for an empty history.
Moment at(const GraphHistory& history, Duration at, Duration reach);
// The same in one sentence, for a screen reader.
QString sentence(const GraphHistory& history, const Moment& moment);

} // namespace graphreadout

} // namespace sluice
