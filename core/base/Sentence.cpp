// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Sentence.h"

namespace sluice {

std::string Sentence::fill(std::string_view text, const std::vector<std::string>& args)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool place = text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
        if (!place) {
            out += text[i];
            continue;
        }
        const auto index = static_cast<std::size_t>(text[++i] - '1');
        if (index < args.size())
            out += args[index];
    }
    return out;
}

} // namespace sluice
