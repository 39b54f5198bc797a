// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// Name look-ups that can be cancelled. getaddrinfo() cannot be interrupted, so at most kMaxWorkers disposable
// threads do it; a worker owns only its own shared state and is abandoned on cancel or deadline. With Aside the
// exception to "every thread is joined". Who asks for a name that is looked up joins that look-up, or a second one
// once somebody has waited for the first in vain: what retries does not use the workers up. Where nothing answers, the
// addresses that a name had last are told: after an outage name servers may be silent for longer than the destination.
// Any thread may call resolve().
class Resolver {
public:
    static constexpr int kMaxWorkers = 8; // our choice: enough for four names, little when all hang
    static constexpr int kWorkersPerName = 2;
    // How long a name whose addresses are known may take before they are told: time to connect has to be left.
    static constexpr Duration kKnownPatience = seconds(1);

    // What the system says: addresses, none when there is no such name; nothing when nobody answers. Runs on a
    // thread of its own that may outlive the resolver.
    using LookUp = std::function<std::optional<std::vector<std::string>>(const std::string& host)>;
    explicit Resolver(LookUp lookUp = systemLookUp);
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    // Numeric addresses of `host` in the system's order of preference, never empty on success. A numeric host
    // comes back as it is, at once. Errors: Cancelled, HostNotFound, ConnectionTimedOut (the deadline passed, or
    // all workers hang); the last and a HostNotFound for want of an answer only while no address is known.
    Result<std::vector<std::string>> resolve(const std::string& host, Duration patience, StopToken stop);

    static std::optional<std::vector<std::string>> systemLookUp(const std::string& host);

private:
    struct Answer;
    struct Shared;
    std::shared_ptr<Answer> ask(const std::string& host);
    void noteInVain(const std::string& host, const std::shared_ptr<Answer>& answer);
    std::optional<std::vector<std::string>> known(const std::string& host) const;

    const LookUp m_lookUp;
    std::shared_ptr<Shared> m_shared;
};

} // namespace sluice
