// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Resolver.h"
#include "core/base/TlsReason.h"

namespace sluice {

// Looks at the certificate that a server shows, in a TLS handshake of its own that ends before anything else is sent,
// with Qt's OpenSSL: it tells each fault, where libavformat's GnuTLS only says that there is one. Trusts what
// libavformat is told to trust. What is returned may be called on any thread but the window's, which it would hold;
// `resolver` must outlive it.
TlsReason tlsReasonOf(Resolver& resolver);

} // namespace sluice
