// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/TlsReason.h"

namespace sluice {

Error withTlsReason(const Error& error, const std::string& url, const TlsReason& ask, const StopToken& stop)
{
    const auto parsed = Url::parse(url);
    if (error.code() != ErrorCode::TlsUntrusted || !ask || !parsed)
        return error;
    return ask(*parsed, stop).value_or(error);
}

} // namespace sluice
