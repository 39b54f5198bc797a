// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/Redact.h"
#include "core/base/Url.h"

namespace {

constexpr std::string_view kSecret = "9secret9";

// An address that is understood means the same after it was written down.
void readAddress(std::string_view text)
{
    const auto url = sluice::Url::parse(text);
    if (!url)
        return;
    static_cast<void>(sluice::RtmpTarget::of(*url));
    static_cast<void>(url->hostPort());
    if (url->isFile() || text.back() == ' ' || text.ends_with('?'))
        return;
    const auto again = sluice::Url::parse(url->toString());
    if (!again || !(*again == *url))
        std::abort();
}

// A password never comes out, whatever stands around it.
void hidePassword(std::string_view before, std::string_view behind)
{
    for (const std::string_view part : {before, behind})
        if (part.find("://") != std::string_view::npos || part.find(kSecret) != std::string_view::npos)
            return;
    std::string text(before);
    text.append("rtmp://me:").append(kSecret).append("@host/").append(behind);
    if (sluice::redact(text).find(kSecret) != std::string::npos)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    readAddress(text);
    static_cast<void>(sluice::redact(text));
    static_cast<void>(sluice::redactUrl(text, true));
    const auto line = text.find('\n');
    if (line != std::string_view::npos)
        hidePassword(text.substr(0, line), text.substr(line + 1));
    return 0;
}
