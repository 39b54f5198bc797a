// SPDX-License-Identifier: GPL-3.0-or-later
// A way that is long and wide, as over a satellite. Packets are delayed, not streams: the sender's own system keeps
// what is under way, as it does in a real network.
#include <cstdio>
#include <future>
#include <thread>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/DelayedNetwork.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

struct Course {
    bool live = false;
    TimePoint settled, end;
    double kbps = 0; // from then on
    Duration late{}; // p95 of then
    std::vector<RecordedMessage> messages;
    std::vector<std::string> events;
    std::size_t lowered = 0;
    std::int64_t dropped = 0;
};

Course broadcastFor(std::chrono::milliseconds way, Duration settling, Duration length)
{
    const DelayedNetwork network(way);
    FakeRtmpServer server(network.listenAtServer(), DelayedNetwork::serverAddress());
    network.enterAsClient();
    SystemClock clock;
    Course course;
    Broadcast broadcast;
    broadcast.start({server.url()});
    course.live = broadcast.waitLive(seconds(8));
    std::this_thread::sleep_for(settling);
    course.settled = clock.now();
    std::this_thread::sleep_for(length);
    course.end = clock.now();
    broadcast.stop();
    course.messages = server.messages();
    course.kbps = arrivedKbps(course.messages, course.settled, course.end);
    course.late = lateness(arrivedPictures(course.messages), course.settled, course.end, 95);
    course.events = broadcast.eventTexts();
    course.lowered = broadcast.events(EventKind::BitrateLowered);
    course.dropped = broadcast.pipeline().report().destinations.at(0).droppedNetwork;
    return course;
}

} // namespace

class LongWayTest : public QObject {
    Q_OBJECT
private slots:
    void aLongWayCarriesWhatWasChosen()
    {
        if (const std::string missing = DelayedNetwork::missing(); !missing.empty())
            QSKIP(missing.c_str());
        // On a thread of its own, which belongs to the client's network.
        const Course course
            = std::async(std::launch::async, broadcastFor, milliseconds(400), seconds(4), seconds(5)).get();
        for (const std::string& event : course.events)
            std::printf("  %s\n", event.c_str());
        std::printf("  %.0f kb/s, late by p95 %.0f ms, lowered %zu times, frames left out %lld\n",
            course.kbps, toMsReal(course.late), course.lowered, static_cast<long long>(course.dropped));
        QVERIFY(course.live);
        QCOMPARE(course.lowered, std::size_t(0));
        QCOMPARE(course.dropped, std::int64_t(0));
        QVERIFY(course.kbps > 0.93 * (Broadcast::kVideoKbps + Broadcast::kAudioKbps));
        QVERIFY(course.late < milliseconds(500)); // 200 of them is the way
        QVERIFY(monotonic(course.messages));
    }
};

QTEST_GUILESS_MAIN(LongWayTest)
#include "LongWayTest.moc"
