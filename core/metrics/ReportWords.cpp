// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ReportWords.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/base/SecondsText.h"

namespace sluice {

namespace {

// The tokens that a page says, so that lupdate finds them; causes are marked where they are told.
[[maybe_unused]] constexpr std::array kTokens{QT_TRANSLATE_NOOP("core", "idle"),
    QT_TRANSLATE_NOOP("core", "opening"), QT_TRANSLATE_NOOP("core", "priming"),
    QT_TRANSLATE_NOOP("core", "playing"), QT_TRANSLATE_NOOP("core", "rebuffering"),
    QT_TRANSLATE_NOOP("core", "seeking"), QT_TRANSLATE_NOOP("core", "paused"),
    QT_TRANSLATE_NOOP("core", "reconnecting"), QT_TRANSLATE_NOOP("core", "draining"),
    QT_TRANSLATE_NOOP("core", "ended"), QT_TRANSLATE_NOOP("core", "failed"),
    QT_TRANSLATE_NOOP("core", "none"), QT_TRANSLATE_NOOP("core", "estimated"),
    QT_TRANSLATE_NOOP("core", "measured")};

} // namespace

std::string ReportWords::of(std::string_view english) const
{
    return translate && !english.empty() ? translate(english) : std::string(english);
}

std::string ReportWords::of(const Sentence& sentence) const
{
    std::vector<std::string> args;
    args.reserve(sentence.args().size());
    for (const std::string& arg : sentence.args())
        args.push_back(of(arg));
    return Sentence::fill(of(sentence.source()), args);
}

std::string ReportWords::number(double value, int decimals) const
{
    std::string text = fmt::format("{:.{}f}", value, decimals);
    std::ranges::replace(text, '.', decimal);
    return text;
}

std::string ReportWords::plain(double value) const
{
    return number(value, value == std::floor(value) ? 0 : value * 10 == std::floor(value * 10) ? 1 : 2);
}

std::string ReportWords::seconds(std::int64_t ms) const
{
    std::string text = inSeconds(ms);
    std::ranges::replace(text, '.', decimal);
    return text;
}

} // namespace sluice
