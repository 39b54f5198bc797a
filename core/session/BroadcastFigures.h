// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/publish/PublishPipeline.h"
#include "core/session/BroadcastSession.h"

namespace sluice {

// What the pipeline tells of itself, as far as the session's status is that and nothing else. Any thread.
BroadcastStatus broadcastFigures(const PublishPipeline::Status& now);

} // namespace sluice
