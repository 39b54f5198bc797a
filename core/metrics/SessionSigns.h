// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/metrics/ReportWords.h"
#include "core/metrics/SessionRecord.h"

namespace sluice {

// The small signs for what happened, as the window's graph has them: they differ by their shape.
enum class SessionSign : std::uint8_t {
    GlitchDecoder,
    GlitchDevice,
    Speed,
    Trim,
    Discontinuity,
    Reconnect,
    Setting,
    LinkCut,
    LinkChange,
    LinkReset,
    Step, // first picture, paused, ended …
};
inline constexpr std::size_t kSessionSigns = 11;

struct SignShape {
    std::string_view path; // SVG, around the origin, nine units wide
    bool filled;
    std::string_view name; // English, context "core"
};
const SignShape& shapeOf(SessionSign sign);

struct SessionMark {
    double at = 0; // s
    SessionSign sign = SessionSign::Step;
    std::string text; // in the language of the words
};
// What happened in a session, in the order of time: its events, and where another speed began. Stalls are shaded, and
// no sign stands for them.
std::vector<SessionMark> marksOf(const SessionRecord& session, const ReportWords& words);

} // namespace sluice
