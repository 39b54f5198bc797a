// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvError.h"

#include <array>

extern "C" {
#include <libavutil/error.h>
}

namespace sluice {

std::string avErrorText(int code)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    return text.data();
}

} // namespace sluice
