// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <deque>
#include <random>

#include "core/playback/FramePacer.h"
#include "tests/unit/playback/Packets.h"

using namespace sluice;
using namespace sluice::testing;

namespace {

FramePacer::Frame frame(std::int64_t ptsMs, std::int64_t durationMs = 40)
{
    return {media(ptsMs), milliseconds(durationMs)};
}

// Frames each 40 ms from 0, a decoder that keeps four ready, and a clock that the test moves.
struct Show {
    FramePacer pacer;
    std::deque<FramePacer::Frame> queue;
    std::int64_t nextPts = 0;
    std::vector<MediaTime> shown;

    FramePacer::Decision look(std::optional<MediaTime> clock, double rate = 1.0)
    {
        while (queue.size() < 4) {
            queue.push_back(frame(nextPts));
            nextPts += 40;
        }
        const std::vector<FramePacer::Frame> copy(queue.begin(), queue.end());
        const auto decision = pacer.next(copy, clock, rate);
        for (std::size_t i = 0; i < decision.drop; ++i)
            queue.pop_front();
        if (decision.show) {
            shown.push_back(queue.front().pts);
            queue.pop_front();
        }
        return decision;
    }
};

} // namespace

class FramePacerTest : public QObject {
    Q_OBJECT

private slots:
    void firstFrameIsShownAtOnceAndHeld()
    {
        Show show;
        QVERIFY(show.look(std::nullopt).show);
        for (int i = 0; i < 5; ++i) {
            const auto held = show.look(std::nullopt);
            QVERIFY(!held.show);
            QVERIFY(!held.wakeIn);
            QCOMPARE(held.drop, std::size_t(0));
        }
        QCOMPARE(*show.pacer.shownPts(), media(0));
        QCOMPARE(*show.pacer.shownUntil(), media(40));
        QCOMPARE(show.pacer.counts().shown, std::uint64_t(1));
    }

    void framesAreShownWhenDue()
    {
        Show show;
        show.look(media(0));
        auto d = show.look(media(10));
        QVERIFY(!d.show);
        QCOMPARE(*d.wakeIn, milliseconds(30));
        // At 1.25 the clock gets there sooner.
        QCOMPARE(*show.look(media(10), 1.25).wakeIn, milliseconds(24));
        d = show.look(media(40));
        QVERIFY(d.show);
        QVERIFY(!d.late);
        QCOMPARE(*d.wakeIn, milliseconds(40));
        QCOMPARE(show.shown, (std::vector<MediaTime>{media(0), media(40)}));
    }

    void emptyQueueWaitsForAFrame()
    {
        FramePacer pacer;
        QVERIFY(!pacer.next({}, media(0), 1).show);
        const FramePacer::Frame one[] = {frame(0)};
        QVERIFY(pacer.next(one, media(0), 1).show);
        QVERIFY(!pacer.next({}, media(500), 1).wakeIn);
        const FramePacer::Frame next[] = {frame(40)};
        const auto d = pacer.next(next, media(85), 1);
        QVERIFY(d.show); // the newest due, however late
        QVERIFY(d.late);
        QCOMPARE(pacer.counts().late, std::uint64_t(1));
    }

    void lateMeansMoreThanOneFrameDuration()
    {
        FramePacer pacer;
        const FramePacer::Frame frames[] = {frame(0), frame(40), frame(1000)};
        pacer.next(std::span(frames).first(1), media(0), 1);
        QVERIFY(!pacer.next(std::span(frames).subspan(1, 1), media(80), 1).late);
        QVERIFY(pacer.next(std::span(frames).subspan(2, 1), media(1041), 1).late);
    }

    void neverAnOlderFrameAfterANewerOne()
    {
        FramePacer pacer;
        const FramePacer::Frame first[] = {frame(400)};
        pacer.next(first, media(400), 1);
        const FramePacer::Frame older[] = {frame(360), frame(400), frame(440)};
        const auto d = pacer.next(older, media(420), 1);
        QCOMPARE(d.drop, std::size_t(2));
        QVERIFY(!d.show);
        QCOMPARE(pacer.counts().dropped, std::uint64_t(2));
        // After a seek back it is not older but new.
        pacer.reset();
        QVERIFY(pacer.next(older, std::nullopt, 1).show);
        QCOMPARE(*pacer.shownPts(), media(360));
    }

    void oneHiccupDropsNothing()
    {
        Show show;
        std::int64_t clock = 0;
        for (; clock < 2000; clock += 40)
            show.look(media(clock));
        clock += 50; // the machine was busy for 90 ms: two frames are due
        auto d = show.look(media(clock));
        QVERIFY(d.show);
        QCOMPARE(*d.wakeIn, milliseconds(0));
        d = show.look(media(clock));
        QVERIFY(d.show);
        QCOMPARE(show.pacer.counts().dropped, std::uint64_t(0));
        QCOMPARE(show.shown.back(), media(2040));
    }

    void aMachineThatIsAlwaysLateDrops()
    {
        Show show;
        // Each look takes 80 ms: half the frames cannot be shown.
        for (std::int64_t clock = 0; clock < 8000; clock += 80)
            show.look(media(clock));
        QVERIFY2(show.pacer.counts().dropped > 80, qPrintable(QString::number(show.pacer.counts().dropped)));
        QVERIFY(media(7920) - show.shown.back() <= milliseconds(40));
        for (std::size_t i = 1; i < show.shown.size(); ++i)
            QVERIFY(show.shown[i] > show.shown[i - 1]);
    }

    void farTooLateIsNotShownWhenANewerOneIsDue()
    {
        Show show;
        show.look(media(0));
        const auto d = show.look(media(165)); // 40 is 125 ms late, 80 is 85 ms late
        QCOMPARE(d.drop, std::size_t(1));
        QVERIFY(d.show);
        QCOMPARE(show.shown.back(), media(80));
    }

    void durationsUnknownAreTakenFromTheSpacing()
    {
        FramePacer pacer;
        const FramePacer::Frame frames[] = {frame(0, 0), frame(100, 0), frame(200, 0)};
        pacer.next(std::span(frames).first(1), media(0), 1);
        pacer.next(std::span(frames).subspan(1, 1), media(100), 1);
        QCOMPARE(*pacer.shownUntil(), media(200));
        QVERIFY(!pacer.next(std::span(frames).subspan(2, 1), media(299), 1).late);
    }

    void orderHoldsWhateverTheClockDoes()
    {
        for (unsigned seed = 1; seed <= 50; ++seed) {
            std::mt19937 random(seed);
            Show show;
            std::int64_t clock = 0;
            for (int i = 0; i < 500; ++i) {
                clock += static_cast<std::int64_t>(random() % 120) - (random() % 10 == 0 ? 60 : 0);
                show.look(
                    media(std::max<std::int64_t>(clock, 0)), 0.8 + static_cast<double>(random() % 45) / 100);
            }
            for (std::size_t i = 1; i < show.shown.size(); ++i)
                QVERIFY(show.shown[i] > show.shown[i - 1]);
            const auto counts = show.pacer.counts();
            QCOMPARE(counts.shown, std::uint64_t(show.shown.size()));
            QCOMPARE(counts.shown + counts.dropped + show.queue.size(), std::uint64_t(show.nextPts / 40));
        }
    }
};

QTEST_GUILESS_MAIN(FramePacerTest)
#include "FramePacerTest.moc"
