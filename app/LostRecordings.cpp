// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LostRecordings.h"

#include "app/TurnUntil.h"
#include "core/publish/PublishPipeline.h"
#include "core/session/BroadcastSession.h"

namespace sluice {

std::vector<Error> lostRecordings(const BroadcastSession& broadcast)
{
    const auto ending
        = [&] { return broadcast.live() || broadcast.status().state == BroadcastState::Stopping; };
    if (!ending())
        return {};
    turnUntil(PublishPipeline::kStopDeadline, [&] { return !ending(); });
    std::vector<Error> lost;
    for (const KeptFile& file : broadcast.status().recordings.files)
        if (const auto failure = file.file.failure())
            lost.push_back(*failure);
    return lost;
}

} // namespace sluice
