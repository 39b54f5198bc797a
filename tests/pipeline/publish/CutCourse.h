// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/metrics/LiveReport.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/FakeRtmpServer.h"

namespace sluice::test {

// A broadcast whose uplink becomes slower than the stream for a while and then carries it again, seen by the server
// that records what arrives and when.
struct CutCourse {
    struct Plan {
        double share = 0.6; // of what is sent
        Duration cutFor = seconds(20);
        bool untilWhole = true; // waits until the rate is back
        int videoKbps = Broadcast::kVideoKbps;
        int allKbps() const { return videoKbps + Broadcast::kAudioKbps; }
    };
    Plan plan;
    bool live = false;
    TimePoint calm, cut, back; // when it had settled, when the uplink was cut, when it was whole again
    std::optional<TimePoint> whole; // when the rate was, too
    double before = 0; // kb/s
    std::vector<RecordedMessage> messages;
    std::vector<Event> events;
    LiveReport report;

    // `carry` sets what the uplink carries, kb/s. SLUICE_TEST_VERBOSE tells the course second by second.
    static CutCourse run(
        FakeRtmpServer& server, const std::function<void(double kbps)>& carry, const Plan& plan);
    // Fails the running test where it is not what a viewer may expect.
    void judge() const;
    // How fast what was taken then was coded, with the sound, kb/s.
    double coded(TimePoint from, TimePoint to) const;
    // How much later than usual pictures were that arrived then, by their percentile.
    Duration later(TimePoint from, TimePoint to, double percentile) const;

private:
    void judgeAdaptation(const std::vector<ArrivedPicture>& pictures, const std::vector<Hole>& holes) const;
    void judgeRecovery() const;
    void judgeKeyframes(const std::vector<ArrivedPicture>& pictures, const std::vector<Hole>& holes) const;
};

} // namespace sluice::test
