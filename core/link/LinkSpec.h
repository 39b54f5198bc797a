// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Result.h"
#include "core/base/Time.h"

namespace sluice {

// How the media travels: loss can only be emulated where the transport would not send the data again.
enum class LinkTransport { Stream, Datagram };

// What a slow or broken link does to the data, in the words of Toxiproxy and netem. A plain value; all zero means
// that nothing is emulated. Times count from the moment the link starts (see LinkEmulator).
struct LinkSpec {
    struct Stall {
        Duration length{};
        Duration at{};
        bool operator==(const Stall&) const = default;
    };

    static constexpr double kMinKbps = 1.0;
    static constexpr double kMaxKbps
        = 10'000'000.0; // 10 Gbit/s: beyond it the arithmetic, not the link, decides
    static constexpr Duration kMaxDelay = seconds(10); // latency and jitter
    static constexpr Duration kMaxTime = std::chrono::hours(24); // stalls and reset
    static constexpr std::size_t kMaxStalls = 64; // our choice
    static constexpr std::size_t kMaxTextBytes = 4096;

    std::optional<double> bandwidthKbps; // payload, 1000 bit/s; kMinKbps … kMaxKbps
    Duration latency{}; // added to every item, one way
    Duration jitter{}; // each item's latency varies by up to ± this; the order is kept
    std::vector<Stall> stalls; // nothing passes for `length` from `at` on
    std::optional<Duration> resetAt; // the connection breaks once, and what was under way is lost
    std::optional<std::int64_t> limitBytes; // the connection ends after this many bytes, each connection anew
    double lossPercent = 0.0; // 0 … 100, datagrams only
    std::uint64_t seed = 0; // of jitter and loss: the same seed gives the same result

    // Nothing is emulated.
    bool off() const;

    // Reads `bandwidth=900kbps,latency=80ms,jitter=20ms,stall=3s@10s,reset=20s,limit=5000000,loss=1%,seed=1`, in
    // any order, or `off`. Units: kbps and Mbps; ms and s; bytes, or B, kB, MB; decimals are allowed. `stall` may
    // stand several times, everything else once. Every mistake is a BadArgument that names the part.
    static Result<LinkSpec> parse(std::string_view text);
    // The same words, so that parse(toString()) gives an equal value; "off" when nothing is emulated.
    std::string toString() const;
    // BadArgument when `loss` is asked for on a transport that cannot lose data.
    Result<void> allowedOn(LinkTransport transport) const;

    bool operator==(const LinkSpec&) const = default;
};

} // namespace sluice
