// SPDX-License-Identifier: GPL-3.0-or-later
// The uplink becomes slower than the stream, seen by the server that records what arrives and when. Seconds and
// bounds are the design's; with SLUICE_TEST_LONG=1 the cut lasts for a minute.
#include <cstdio>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kReceiveBuffer = 16 << 10;
constexpr int kAllKbps = Broadcast::kVideoKbps + Broadcast::kAudioKbps;

bool inFull()
{
    return qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
}

double bytesPerSecond(double kbps)
{
    return kbps * 1000 / 8;
}

TimePoint now()
{
    return SystemClock().now();
}

void pass(Duration time)
{
    QTest::qWait(static_cast<int>(toMs(time)));
}

} // namespace

class CongestionTest : public QObject {
    Q_OBJECT
private slots:
    void theUplinkIsCut_data()
    {
        QTest::addColumn<double>("share");
        QTest::newRow("to 60 %") << 0.6;
        QTest::newRow("to 30 %") << 0.3;
    }

    void theUplinkIsCut()
    {
        QFETCH(double, share);
        const Duration cutFor = inFull() ? seconds(60) : seconds(20);
        FakeRtmpServer server({}, kReceiveBuffer);
        server.setReadRate(bytesPerSecond(kAllKbps * 2));
        Broadcast broadcast;
        broadcast.start({server.url()});
        QVERIFY(broadcast.waitLive(seconds(5)));
        pass(seconds(3)); // the encoder settles
        const TimePoint calm = now();
        pass(seconds(5));
        const TimePoint cut = now();
        const double carried = share * kAllKbps;
        server.setReadRate(bytesPerSecond(carried));
        pass(cutFor);
        const TimePoint back = now();
        server.setReadRate(bytesPerSecond(kAllKbps * 2));
        const auto whole = [&] { return arrivedKbps(server.messages(), now() - seconds(3), now()); };
        const double before = arrivedKbps(server.messages(), calm, cut);
        waitFor([&] { return whole() >= 0.95 * before; }, seconds(65), milliseconds(250));
        const Duration recovered = now() - back;
        broadcast.stop();

        const auto messages = server.messages();
        const auto pictures = arrivedPictures(messages);
        const Duration usual = lateness(pictures, calm, cut, 50);
        const Duration p95 = lateness(pictures, cut, back, 95) - usual;
        const Duration worst = lateness(pictures, cut, back, 100) - usual;
        const auto adapted = [&] {
            for (const Event& event : broadcast.pipeline().events().all())
                if (event.kind == EventKind::BitrateLowered && event.at >= cut)
                    return event.at - cut;
            return Duration::max();
        }();
        for (const std::string& text : broadcast.eventTexts())
            std::printf("    %s\n", text.c_str());
        for (TimePoint at = cut - seconds(2); at < back + seconds(8); at += seconds(1))
            std::printf("    %5.1f s: %6.0f kb/s, late %6.0f / %6.0f ms\n", toSeconds(at - cut),
                arrivedKbps(messages, at, at + seconds(1)),
                toMsReal(lateness(pictures, at, at + seconds(1), 50)),
                toMsReal(lateness(pictures, at, at + seconds(1), 100)));
        const LiveReport report = broadcast.pipeline().report();
        std::printf("  %.0f of %.0f kb/s for %.0f s: adapted after %.2f s, late by p95 %.0f ms, at most %.0f ms "
                    "(usual %.0f ms), frames left out %lld, whole again after %.1f s\n",
            carried, before, toSeconds(cutFor), toSeconds(adapted), toMsReal(p95), toMsReal(worst),
            toMsReal(usual), static_cast<long long>(report.destinations.at(0).droppedNetwork),
            toSeconds(recovered));
    }
};

QTEST_GUILESS_MAIN(CongestionTest)
#include "CongestionTest.moc"
