// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// What a link carried over time: steps of constant rate that begin anew at their end. Immutable, so any thread may
// read it.
//
// Four formats of the research world are read; which one it is shows in the number of columns of the first line.
// Blank lines and lines that begin with # are skipped, columns are separated by blanks or tabs.
//   1 column   Mahimahi: a whole millisecond per line at which 1500 bytes may pass; sorted, repeated for several.
//              The last line is also the length of the trace. The bytes of millisecond t pass during [t−1, t).
//   2 columns  Pensieve: seconds, Mbit/s. A value holds from the time of the line before up to its own (so the
//              value of the first line is never used), as in Pensieve's simulator.
//   6 columns  HSDPA logs from Norway and 4G logs from Ghent: epoch (s or ms), ms since start, latitude, longitude,
//              bytes since the line before, ms since the line before. Only the last two count.
class BandwidthTrace {
public:
    enum class Format { Steps, Mahimahi, Pensieve, ByteLog };
    struct Step {
        Duration length{};
        double kbps = 0.0;
    };

    static constexpr std::size_t kMaxFileBytes = std::size_t{32} * 1024 * 1024;
    static constexpr std::size_t kMaxLines = 2'000'000; // a busy hour in Mahimahi's format
    static constexpr Duration kMaxPeriod = seconds(1'000'000); // 11 days
    static constexpr double kMaxKbps = 10'000'000.0;
    static constexpr double kMahimahiSlotBytes = 1500.0;

    // BadTrace or BadTraceLine, with `name` and the number of the line: unknown format, not a number, out of range,
    // times that run backwards, too long, or a trace that never lets a byte pass.
    static Result<BandwidthTrace> parse(
        std::string_view text, std::string_view name, const StopToken& stop = {});
    // FileNotFound, FileUnreadable, Cancelled, or what parse() says.
    static Result<BandwidthTrace> load(const std::string& path, const StopToken& stop = {});
    // Zero-length steps are left out. BadTrace as above.
    static Result<BandwidthTrace> fromSteps(
        const std::vector<Step>& steps, std::string_view name = "pattern");

    Format format() const { return m_format; }
    // The length of one round; always positive.
    Duration period() const { return m_ends.back(); }
    double meanKbps() const;
    double maxKbps() const { return m_maxKbps; }

    // The rate at `t` from the start; negative times count as zero.
    double kbpsAt(Duration t) const;
    // How many bytes pass in [from, to); 0 when `to` is not after `from`. Rounds repeat for ever.
    double bytesBetween(Duration from, Duration to) const;
    // The first moment at which `bytes` have passed since `from`, rounded up to a microsecond.
    Duration timeToCarry(Duration from, double bytes) const;
    // All rates times `factor` (positive), held within kMaxKbps.
    BandwidthTrace scaledBy(double factor) const;

private:
    BandwidthTrace() = default;
    friend class TraceBuilder;

    std::size_t stepAt(Duration inRound) const;
    double bytesUntil(Duration t) const; // since the start, all rounds

    Format m_format = Format::Steps;
    std::vector<Duration> m_ends; // the end of each step within a round, rising
    std::vector<double> m_kbps; // of each step
    std::vector<double> m_bytes; // passed at the end of each step since the start of the round
    double m_maxKbps = 0.0;
};

} // namespace sluice
