// SPDX-License-Identifier: GPL-3.0-or-later
// Cameras that stamp their pictures by our clock, by none, and by clocks of their own.
#include <functional>

#include <QTest>

#include "core/av/CameraStamps.h"

using namespace sluice;

namespace {

constexpr Duration kUptime = seconds(90'000);
constexpr Duration kPicture = microseconds(33'333);

// Pictures that arrive at 30 fps, each `way` after it was taken.
struct Course {
    TimePoint now{kUptime};
    Duration way = milliseconds(40);
    std::int64_t pictures = 0;
    Duration oldest{}; // before it arrived
    Duration newest{-seconds(10)}; // after it
    bool rises = true;
    std::optional<TimePoint> last;
    CameraStamps stamps;

    Duration taken() const { return now.time_since_epoch() - way; }
    void one(std::optional<Duration> stamp)
    {
        const TimePoint captured = stamps.place(stamp, now);
        oldest = std::max(oldest, now - captured);
        newest = std::max(newest, captured - now);
        rises = rises && (!last || captured > *last);
        last = captured;
        ++pictures;
        now += kPicture;
    }
    void run(Duration length, const std::function<std::optional<Duration>(Duration taken)>& stampOf)
    {
        for (const TimePoint end = now + length; now < end;) {
            way = milliseconds(38 + pictures % 5); // it jitters
            one(stampOf(taken()));
        }
    }
    bool near(Duration most = milliseconds(100)) const
    {
        return oldest <= most && newest <= CameraStamps::kMostAhead;
    }
};

#define VERIFY_NEAR(course)                                                                                  \
    QVERIFY((course).rises);                                                                                 \
    QVERIFY2((course).near(),                                                                                \
        qPrintable(                                                                                          \
            QString("%1 µs old, %2 µs ahead").arg((course).oldest.count()).arg((course).newest.count())))

} // namespace

class CameraStampsTest : public QObject {
    Q_OBJECT

private slots:
    void stampsByOurClockAreTakenAsTheyAre()
    {
        Course course;
        for (int i = 0; i < 300; ++i) {
            const TimePoint taken(course.taken());
            course.one(course.taken());
            QVERIFY(course.last == taken);
        }
    }

    void aFirstStampOfZeroSaysNothing()
    {
        Course course;
        course.one(Duration::zero());
        course.one(std::nullopt);
        VERIFY_NEAR(course);
        course.run(seconds(10), [](Duration taken) { return taken; });
        VERIFY_NEAR(course);
        QCOMPARE(course.last->time_since_epoch().count(), (course.taken() - kPicture).count());
    }

    void withoutAnyStampTheArrivalCounts()
    {
        Course course;
        course.run(seconds(10), [](Duration) { return std::optional<Duration>(); });
        VERIFY_NEAR(course);
        QVERIFY(course.oldest == Duration::zero());
    }

    // Whatever writes to a loopback camera was started anew, and counts from its beginning again.
    void aClockThatFallsBackIsMappedAnew_data()
    {
        QTest::addColumn<int>("by");
        QTest::newRow("by an hour") << 3'600'000;
        QTest::newRow("by half a second") << 500;
    }
    void aClockThatFallsBackIsMappedAnew()
    {
        QFETCH(int, by);
        for (const Duration offset : {Duration::zero(), kUptime - seconds(4000)}) {
            Course course;
            course.run(seconds(10), [&](Duration taken) { return taken - offset; });
            VERIFY_NEAR(course);
            course.run(seconds(10), [&](Duration taken) { return taken - offset - milliseconds(by); });
            VERIFY_NEAR(course);
        }
    }

    void aClockThatLeapsAheadIsMappedAnew()
    {
        Course course;
        course.run(seconds(10), [](Duration taken) { return taken; });
        course.run(seconds(10), [](Duration taken) { return taken + seconds(100); });
        VERIFY_NEAR(course);
    }

    void anotherClockIsFollowed_data()
    {
        QTest::addColumn<int>("ppm");
        QTest::newRow("fast") << 500;
        QTest::newRow("slow") << -500;
    }
    void anotherClockIsFollowed()
    {
        QFETCH(int, ppm);
        Course course;
        Duration step{}; // how far two pictures are from where they should be to each other
        std::optional<Duration> before, takenBefore;
        course.run(seconds(3600), [&](Duration taken) {
            const auto off = [&] { return course.last->time_since_epoch() - *takenBefore; };
            if (before)
                step = std::max(step, std::chrono::abs(off() - *before));
            if (takenBefore)
                before = off();
            takenBefore = taken;
            const Duration since = taken - kUptime + seconds(5);
            return since + since * ppm / 1'000'000;
        });
        VERIFY_NEAR(course);
        QVERIFY2(step < milliseconds(1), qPrintable(QString::number(step.count()))); // smoothly
    }

    // What lay in the camera while nobody read is old, and is not taken for another clock for long.
    void aReaderThatWasLateFindsBack()
    {
        Course course;
        course.now += seconds(3);
        for (int i = 0; i < 4; ++i) { // its buffers, all at once
            course.way = seconds(3) - i * kPicture;
            course.one(course.taken());
            course.now -= kPicture;
        }
        course.run(seconds(1), [](Duration taken) { return taken; });
        QVERIFY(course.rises);
        QVERIFY(course.newest <= CameraStamps::kMostAhead);
        QCOMPARE(course.last->time_since_epoch().count(), (course.taken() - kPicture).count());
    }
};

QTEST_GUILESS_MAIN(CameraStampsTest)
#include "CameraStampsTest.moc"
