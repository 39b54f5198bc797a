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

const double kRate = RestlessPicture::kRate.value();
constexpr int kFrameMs = 34; // in whole ones
constexpr int kGopMs = 2000;

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
        std::printf("    %5.1f s: %6.0f kb/s, coded %6.0f kb/s, late %6.0f / %6.0f ms\n",
            toSeconds(at - course.cut), arrivedKbps(course.messages, at, at + seconds(1)),
            course.coded(at, at + seconds(1)), toMsReal(lateness(pictures, at, at + seconds(1), 50)),
            toMsReal(lateness(pictures, at, at + seconds(1), 100)));
}

int picturesOf(const std::vector<Hole>& holes)
{
    int all = 0;
    for (const Hole& hole : holes)
        all += hole.pictures;
    return all;
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
    if (plan.untilWhole
        && waitFor([&] { return arrives() >= 0.95 * course.before; }, seconds(65), milliseconds(250)))
        course.whole = now();
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

double CutCourse::coded(TimePoint from, TimePoint to) const
{
    return codedKbps(arrivedPictures(messages), from, to, kRate) + Broadcast::kAudioKbps;
}

void CutCourse::judge() const
{
    QVERIFY(live);
    const auto pictures = arrivedPictures(messages);
    // What this computer had no time for is not the network's doing, and never was a picture.
    const auto holes = holesIn(pictures, kRate);
    const Duration p95 = later(cut, back, 95);
    std::printf(
        "  %.0f of %.0f kb/s for %.0f s: late by p95 %.0f ms, at most %.0f ms (usual %.0f ms), frames left "
        "out %lld (and %d by a busy computer)\n",
        plan.share * plan.allKbps(), before, toSeconds(back - cut), toMsReal(p95),
        toMsReal(later(cut, back, 100)), toMsReal(lateness(pictures, calm, cut, 50)),
        static_cast<long long>(report.destinations.at(0).droppedNetwork), picturesOf(holes));
    QVERIFY(picturesOf(holes) <= kRate * toSeconds(plan.cutFor) / 10); // else it is not about the network
    QVERIFY(p95 <= seconds(1)); // also of a short cut, whose 5 % are a single second to adapt in
    QVERIFY(monotonic(messages));
    QVERIFY(longestSoundStepMs(messages) <= 22); // AAC: 21.3 ms, in whole ones
    judgeAdaptation(pictures, holes);
    judgeRecovery();
    judgeKeyframes(pictures, holes);
}

// What the program says of it is one thing. What counts is that three seconds after the cut no more is coded than the
// uplink carries, and that what had piled up until then grows no more.
void CutCourse::judgeAdaptation(
    const std::vector<ArrivedPicture>& pictures, const std::vector<Hole>& holes) const
{
    Duration said = Duration::max();
    for (const Event& event : events)
        if (event.kind == EventKind::BitrateLowered && event.at >= cut)
            said = std::min(said, event.at - cut);
    const double given = coded(cut + seconds(3), cut + seconds(5));
    const Duration first = later(cut + seconds(3), cut + seconds(4), 50);
    const Duration next = later(cut + seconds(4), cut + seconds(6), 50);
    std::printf(
        "  adapted after %.2f s as it says; from 3 s on %.0f kb/s are coded, which are late by %.0f ms, then "
        "by %.0f ms\n",
        toSeconds(said), given, toMsReal(first), toMsReal(next));
    QVERIFY(said <= seconds(3));
    QVERIFY(given <= plan.share * plan.allKbps());
    QVERIFY(first <= seconds(1));
    QVERIFY(next <= first + milliseconds(kFrameMs));
    // Nor is anything left out any more: the encoder really gives less. By when they were taken, because some are under
    // way when the cut ends.
    const TimePoint settled = cut + seconds(6);
    const auto within
        = [&](const ArrivedPicture& one) { return one.taken() >= settled && one.taken() < back; };
    auto count = static_cast<double>(std::ranges::count_if(pictures, within));
    for (const Hole& hole : holes)
        count += within(hole.after) ? hole.pictures : 0;
    QVERIFY(count >= 0.95 * kRate * toSeconds(back - settled));
}

void CutCourse::judgeRecovery() const
{
    if (!plan.untilWhole)
        return;
    QVERIFY(whole);
    const Duration piled = later(*whole - seconds(3), *whole, 50);
    std::printf(
        "  whole again after %.1f s, late by %.0f ms then\n", toSeconds(*whole - back), toMsReal(piled));
    QVERIFY(*whole - back <= seconds(60));
    QVERIFY(piled <= milliseconds(300)); // it is the stream that arrives, and not what had piled up
    QVERIFY(std::ranges::any_of(events,
        [this](const Event& event) { return event.kind == EventKind::BitrateRaised && event.at >= back; }));
}

// None is missing: where one is late, there was no picture for it, and no other one came in its place. One that is
// asked for while the uplink is cut comes sooner, and so does the second where a connection opens and asks while the
// first is still on its way from the encoder.
void CutCourse::judgeKeyframes(
    const std::vector<ArrivedPicture>& pictures, const std::vector<Hole>& holes) const
{
    const ArrivedPicture* last = nullptr;
    std::size_t steps = 0, calmSteps = 0;
    for (const ArrivedPicture& picture : pictures) {
        if (last != nullptr && !picture.keyframe)
            QVERIFY(picture.ptsMs < last->ptsMs + kGopMs);
        if (!picture.keyframe)
            continue;
        if (last != nullptr) {
            const auto hole = std::ranges::find(
                holes, picture.sequence, [](const Hole& one) { return one.after.sequence; });
            const int step = picture.ptsMs - last->ptsMs;
            const int late = hole == holes.end() ? 0 : hole->pictures * kFrameMs;
            const QString what = QStringLiteral("%1 ms after one at %2 ms").arg(step).arg(last->ptsMs);
            QVERIFY2(step <= kGopMs + kFrameMs + late, qPrintable(what));
            const bool calmOne = picture.arrived < cut && ++steps > 1;
            QVERIFY2(!calmOne || step >= kGopMs - kFrameMs, qPrintable(what));
            calmSteps += calmOne ? 1 : 0;
        }
        last = &picture;
    }
    QVERIFY(calmSteps > 0);
    QCOMPARE(static_cast<std::size_t>(std::ranges::count_if(pictures, &ArrivedPicture::keyframe)),
        keyframeTimesMs(messages).size());
}

} // namespace sluice::test
