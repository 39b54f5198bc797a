// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"

namespace sluice {

// Whether something answers at the server of an rtmp or rtmps address: its name is looked up, a connection made and, with
// rtmps, secured and the certificate verified. Nothing is sent beyond that, so nobody who watches there sees anything;
// whether it is RTMP that is spoken there, and whether the key is right, stays open. Blocks for `patience` at the most.
// Errors: as Muxer::open() has them until then; BadUrl.
Result<void> reachRtmp(const std::string& url, Resolver& resolver, Clock& clock, const Log& log,
    Duration patience, const StopToken& stop);

} // namespace sluice
