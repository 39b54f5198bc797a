// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/metrics/HtmlReport.h"
#include "core/metrics/SessionGraph.h"
#include "core/metrics/SessionRecord.h"

namespace {

using namespace sluice;

// What was understood is the same after it was written and read again, and every figure of it can be written.
void readAsReport(std::string_view text)
{
    const auto read = parseWatchReport(text);
    if (!read)
        return;
    if (!std::isfinite(read->smoothnessScore()) || !std::isfinite(read->stalledTimeRatio()))
        std::abort();
    const std::string once = read->toJson().dump();
    const auto again = parseWatchReport(once);
    if (!again || again->toJson().dump() != once)
        std::abort();
    SessionRecord session{"fuzz", *read, {}};
    for (int i = 0; i < 3; ++i) {
        TimelineSample sample;
        sample.at = milliseconds(100 * i);
        session.samples.push_back(sample);
    }
    (void)timelineCsv(session);
    (void)HtmlReport{}.text(session);
}

void readAsTimeline(std::string_view text)
{
    const auto read = parseTimeline(text);
    if (!read)
        return;
    const SessionRecord session{"fuzz", {}, *read};
    const auto again = parseTimeline(timelineCsv(session));
    if (!again || again->size() != read->size())
        std::abort();
    for (std::size_t i = 0; i < read->size(); ++i)
        if ((*again)[i].at != (*read)[i].at || (*again)[i].levelMs != (*read)[i].levelMs
            || (*again)[i].state != (*read)[i].state)
            std::abort();
    (void)cmcdCsv(session);
    (void)SessionGraph{}.svg(session);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    readAsReport(text);
    readAsTimeline(text);
    return 0;
}
