// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/metrics/ReportWords.h"
#include "core/metrics/SessionRecord.h"

namespace sluice {

// The picture of a whole session as SVG text: level as an area, what arrives, is played and is offered by the link as
// lines, watermarks dashed, stalls hatched by their cause and numbered, a sign for everything else that happened. Made
// without a window, so that reports can be written where there is none. Nothing is told by its colour alone, so that a
// grey print can be read.
struct SessionGraph {
    enum class Colors {
        Dark,
        Light,
        Page, // CSS variables of the page around it: see HtmlReport
    };
    int width = 1000;
    int height = 300;
    Colors colors = Colors::Light;
    Duration span{}; // of the time axis; zero: the session's length
    std::string title; // accessible name; empty: none
    bool legend = true;
    ReportWords words;

    // At most two points per column are written, whatever the length of the session.
    std::string svg(const SessionRecord& session) const;
};

} // namespace sluice
