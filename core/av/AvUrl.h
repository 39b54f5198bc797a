// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/av/AvHandles.h"
#include "core/base/Clock.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Url.h"

namespace sluice {

// One way to reach a server: the address as libavformat gets it, with the options that tell the server by which
// name it was meant.
struct AvAddress {
    std::string url;
    AvOptions options;
};

// `url` with its host replaced by `numeric`:
//   rtmp     rtmp_app, rtmp_playpath and rtmp_tcurl carry the name (libavformat's own parsing mangles some paths)
//   http     a Host header carries it
//   TLS      the name stays in the address. libavformat sends no SNI for a numeric host, and most hosters need it;
//            it looks the name up once more, right after our own look-up found it. Certificates are verified
//            (libavformat's default verifies nothing) against `caFile`, empty: the system's.
//   rtmps    goes without user and password: to log in, libavformat connects anew by itself, and forgets to verify
//            (5.1; its options are used up by then)
// Other protocols only get the numeric host. Files stay as they are.
AvAddress avAddress(const Url& url, std::string_view numeric, std::string_view caFile = {});

// Every address of the host, to be tried in turn. Looks the name up on a thread that can be abandoned, which
// libavformat cannot. Errors: Cancelled, HostNotFound, ConnectionTimedOut.
Result<std::vector<AvAddress>> avAddresses(
    const Url& url, Resolver& resolver, Duration patience, StopToken stop, std::string_view caFile = {});

// When to give up on attempt `index` of `count`, so that the later ones get their share of the time until `end`.
TimePoint attemptDeadline(TimePoint now, TimePoint end, std::size_t index, std::size_t count);

bool isTls(const Url& url);

// What of an address must not be shown wherever else it turns up, in a server's answer for example: user's password,
// values of the query; when publishing the stream's name too, and what follows the application's first part. Nothing shorter than four bytes: it would hide words.
std::vector<std::string> secretsOf(const Url& url, bool publishing);
std::string withoutSecrets(std::string text, const std::vector<std::string>& secrets);

// The list of trusted certificates (PEM): the one that the variable SSL_CERT_FILE names, or the system's; empty when it
// is in none of the usual places.
std::string systemCaFile();

} // namespace sluice
