// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/metrics/WatchReport.h"

namespace sluice {

// One figure of a session that can be set beside another's.
struct ReportFigure {
    std::string_view name; // English, context "core"
    double (*of)(const WatchReport&);
    int decimals;
};
std::span<const ReportFigure> reportFigures();

// What several sessions of one run file gave: the report `sluice.run/1`, a table to read side by side, and JUnit's XML
// for a build server. A run passes when its session did not fail and everything that was expected of it holds. What was
// not run has neither passed nor failed.
struct RunReport {
    struct Entry {
        std::string name;
        std::vector<std::string> failures; // one English sentence each; empty: passed
        WatchReport watch;
        bool cutShort = false; // the end of them all came before its own

        bool passed() const { return failures.empty(); }
    };
    std::int64_t startedAtEpochMs = 0;
    std::vector<Entry> runs; // those that were begun, or could not be
    std::vector<std::string> notRun; // the names of those that nothing was tried of: the end came before

    std::size_t failed() const;
    Json toJson() const;
    // A column per run, a row per figure; differences from the first run in brackets.
    std::string toTable() const;
    // As Jenkins and GitLab read it: one suite, one case per run.
    std::string toJUnit() const;
};

// FileUnwritable.
Result<void> writeReport(const std::string& path, const RunReport& report);

} // namespace sluice
