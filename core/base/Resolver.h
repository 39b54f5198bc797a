// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// Name look-ups that can be cancelled. getaddrinfo() cannot be interrupted, so at most kMaxWorkers disposable
// threads do it; a worker owns only its own shared state and is abandoned on cancel or deadline. This is the one
// exception to "every thread is joined". Any thread may call resolve().
class Resolver {
public:
    static constexpr int kMaxWorkers
        = 4; // our choice: enough for a session of each kind, little when all hang

    Resolver();
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    // Numeric addresses of `host` in the system's order of preference, never empty on success. A numeric host
    // comes back as it is, at once. Errors: Cancelled, HostNotFound, ConnectionTimedOut (the deadline passed, or
    // all workers hang).
    Result<std::vector<std::string>> resolve(const std::string& host, Duration patience, StopToken stop);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace sluice
