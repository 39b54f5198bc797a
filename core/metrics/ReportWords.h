// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/Sentence.h"
#include "core/metrics/WatchState.h"

namespace sluice {

// The language of what people read of a session, pictures and pages. Reports for other programs (JSON, CSV, JUnit) are
// English whatever this is. As it is made it says everything in English.
struct ReportWords {
    std::string language = "en"; // for the page: "en", "es"
    char decimal = '.';
    std::function<std::string(std::string_view)> translate; // a text of the context "core"

    std::string of(std::string_view english) const;
    // Arguments that are texts of core themselves (a cause) are translated, too.
    std::string of(const Sentence& sentence) const;
    std::string of(StallCause cause) const { return of(token(cause)); }
    std::string of(WatchState state) const { return of(token(state)); }
    std::string of(LatencyBasis basis) const { return of(token(basis)); }
    std::string number(double value, int decimals) const;
    std::string plain(double value) const; // with at most two decimals, none that are zero
    std::string seconds(std::int64_t ms) const; // "1.9 s"
};

} // namespace sluice
