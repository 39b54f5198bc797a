// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/pipeline/publish/CutCourse.h"

#include <algorithm>
#include <cstdio>
#include <thread>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

TimePoint now()
{
    return SystemClock().now();
}

void pass(Duration time)
{
    std::this_thread::sleep_for(time);
}

// The course of it, second by second.
void tell(Broadcast& broadcast, const CutCourse& course)
{
    const auto pictures = arrivedPictures(course.messages);
    for (const std::string& text : broadcast.eventTexts())
        std::printf("    %s\n", text.c_str());
    for (TimePoint at = course.cut - seconds(2); at < course.back + seconds(8); at += seconds(1))
        std::printf("    %5.1f s: %6.0f kb/s, late %6.0f / %6.0f ms\n", toSeconds(at - course.cut),
            arrivedKbps(course.messages, at, at + seconds(1)),
            toMsReal(lateness(pictures, at, at + seconds(1), 50)),
            toMsReal(lateness(pictures, at, at + seconds(1), 100)));
}

} // namespace

CutCourse CutCourse::run(
    FakeRtmpServer& server, const std::function<void(double kbps)>& carry, const Plan& plan)
{
    CutCourse course;
    course.plan = plan;
    const double whole = 2.0 * plan.allKbps();
    carry(whole);
    Broadcast broadcast;
    broadcast.start({server.url()},
        [&](PublishPipeline::LiveConfig& config) { config.video.bitrateKbps = plan.videoKbps; });
    course.live = broadcast.waitLive(seconds(5));
    pass(seconds(3)); // the encoder settles
    course.calm = now();
    pass(seconds(5));
    course.cut = now();
    carry(plan.share * plan.allKbps());
    pass(plan.cutFor);
    course.back = now();
    carry(whole);
    course.before = arrivedKbps(server.messages(), course.calm, course.cut);
    const auto arrives = [&] { return arrivedKbps(server.messages(), now() - seconds(3), now()); };
    waitFor([&] { return !plan.untilWhole || arrives() >= 0.95 * course.before; }, seconds(65),
        milliseconds(250));
    course.recovered = now() - course.back;
    broadcast.stop();
    course.messages = server.messages();
    course.events = broadcast.pipeline().events().all();
    course.report = broadcast.pipeline().report();
    if (qEnvironmentVariableIsSet("SLUICE_TEST_VERBOSE"))
        tell(broadcast, course);
    return course;
}

Duration CutCourse::later(TimePoint from, TimePoint to, double percentile) const
{
    const auto pictures = arrivedPictures(messages);
    return lateness(pictures, from, to, percentile) - lateness(pictures, calm, cut, 50);
}

void CutCourse::judge() const
{
    QVERIFY(live);
    const auto pictures = arrivedPictures(messages);
    const Duration usual = lateness(pictures, calm, cut, 50);
    const Duration p95 = later(cut, back, 95);
    const Duration worst = later(cut, back, 100);
    Duration adapted = Duration::max();
    std::size_t raised = 0;
    for (const Event& event : events) {
        if (event.kind == EventKind::BitrateLowered && event.at >= cut)
            adapted = std::min(adapted, event.at - cut);
        raised += event.kind == EventKind::BitrateRaised ? 1 : 0;
    }
    // What this computer had no time for is not the network's doing, and never was a picture.
    const auto holes = static_cast<int>(report.frames.droppedEncode + report.frames.droppedCapture);
    std::printf(
        "  %.0f of %.0f kb/s for %.0f s: adapted after %.2f s, late by p95 %.0f ms, at most %.0f ms "
        "(usual %.0f ms), frames left out %lld (and %d by a busy computer), whole again after %.1f s\n",
        plan.share * plan.allKbps(), before, toSeconds(back - cut), toSeconds(adapted), toMsReal(p95),
        toMsReal(worst), toMsReal(usual), static_cast<long long>(report.destinations.at(0).droppedNetwork),
        holes, toSeconds(recovered));
    QVERIFY(holes <= 30 * toSeconds(plan.cutFor) / 10); // else nothing of this is about the network
    QVERIFY(adapted <= seconds(3));
    QVERIFY(p95 <= seconds(1)); // also of a short cut, whose 5 % are a single second to adapt in
    QVERIFY(recovered <= seconds(60));
    QVERIFY(raised > 0 || !plan.untilWhole);
    // Once adapted nothing is left out any more: the encoder really gives less. By when they were taken, because some
    // are under way when the cut ends.
    const auto settled = std::ranges::count_if(pictures, [&](const ArrivedPicture& picture) {
        const TimePoint taken = picture.arrived - picture.late;
        return taken >= cut + seconds(6) && taken < back;
    });
    QVERIFY(static_cast<double>(settled) + holes >= 0.95 * 30 * toSeconds(back - cut - seconds(6)));
    QVERIFY(monotonic(messages));
    QVERIFY(longestSoundStepMs(messages) <= 22); // AAC: 21.3 ms, in whole ones
    const auto keyframes = keyframeTimesMs(messages);
    const int frameMs = 34;
    for (std::size_t i = 1; i < keyframes.size(); ++i) // one that is asked for comes sooner; none is missing
        QVERIFY(static_cast<int>(keyframes[i] - keyframes[i - 1]) <= 2000 + (1 + holes) * frameMs);
    // Where one is late, no other picture came in its place, but for the two by which B-frames are moved.
    std::uint32_t lastKeyframe = keyframes.empty() ? 0 : keyframes.front();
    for (const RecordedMessage& message : messages) {
        if (message.type != rtmp::kVideo || message.sequenceHeader)
            continue;
        QVERIFY(message.keyframe || message.timestampMs <= lastKeyframe + 2000 + 3 * frameMs);
        lastKeyframe = message.keyframe ? message.timestampMs : lastKeyframe;
    }
    std::uint32_t lastCalm = 0;
    for (const RecordedMessage& message : messages) {
        if (!message.keyframe || message.arrived >= cut)
            continue;
        if (lastCalm > 0)
            QVERIFY(
                std::abs(static_cast<int>(message.timestampMs - lastCalm) - 2000) <= (1 + holes) * frameMs);
        lastCalm = message.timestampMs;
    }
    QVERIFY(lastCalm > 0);
}

} // namespace sluice::test
