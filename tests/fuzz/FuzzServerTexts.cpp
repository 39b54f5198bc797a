// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/av/HlsFacts.h"
#include "core/server/StatReport.h"

// What servers answer: the statistics of nginx-rtmp, an HLS playlist.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto report = sluice::parseStatReport(text, "live"))
        if (report->workerPid <= 0 || report->viewers < 0)
            std::abort();
    const auto facts = sluice::readHlsPlaylist(text);
    if (facts.targetDuration && *facts.targetDuration <= sluice::Duration::zero())
        std::abort();
    if (!facts.firstVariant.empty() && !facts.master)
        std::abort();
    return 0;
}
