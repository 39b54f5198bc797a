// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SecondsText.h"

#include <fmt/format.h>

namespace sluice {

std::string secondsText(Duration d, int decimals)
{
    std::string text = fmt::format("{:.{}f}", toSeconds(d), decimals);
    if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos)
        text.erase(0, 1);
    return text;
}

std::string inSeconds(std::int64_t ms, int decimals)
{
    return secondsText(milliseconds(ms), decimals) + " s";
}

} // namespace sluice
