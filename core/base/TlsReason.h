// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/base/Error.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"
#include "core/base/Url.h"

namespace sluice {

// Finds out why a server's certificate is not trusted, which libavformat keeps to itself: TlsExpired, TlsNotYetValid,
// TlsSelfSigned, TlsUnknownIssuer, TlsWrongName; nothing where that cannot be known. Asked on the thread that met the
// refusal, which it may hold for kTlsReasonPatience or until the stop.
using TlsReason = std::function<std::optional<Error>(const Url& url, const StopToken& stop)>;

inline constexpr auto kTlsReasonPatience = seconds(3); // our choice: three times what a slow handshake takes

// What is wrong with the certificate of `url`, where that is what `error` is about; otherwise `error`. `ask` may be
// empty.
Error withTlsReason(const Error& error, const std::string& url, const TlsReason& ask, const StopToken& stop);

} // namespace sluice
