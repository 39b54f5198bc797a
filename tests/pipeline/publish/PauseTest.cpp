// SPDX-License-Identifier: GPL-3.0-or-later
// A pause, read back from the recording and at a recording server.
#include <algorithm>
#include <cstdio>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

class PauseTest : public QObject {
    Q_OBJECT
private slots:
    void aPauseIsSlateAndSilenceOnTheSameConnection()
    {
        FakeRtmpServer server;
        TempDir dir;
        Broadcast broadcast;
        broadcast.pipeline().setPaused(true); // nothing to pause yet
        broadcast.start({server.url("live/x")},
            [&](PublishPipeline::LiveConfig& config) { config.recordFile = dir.file("talk.mkv"); });
        QVERIFY(broadcast.waitLive(seconds(5)));
        QVERIFY(!broadcast.pipeline().status().paused);
        QVERIFY(morePictures(server, 30));
        broadcast.pipeline().setPaused(true);
        QVERIFY(broadcast.pipeline().status().paused);
        QVERIFY(morePictures(server, 45));
        broadcast.pipeline().setPaused(false);
        QVERIFY(morePictures(server, 30));
        broadcast.stop();

        QCOMPARE(server.connections().size(), std::size_t(1));
        const auto messages = server.messages();
        const auto pictures = arrivedPictures(messages);
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
        QVERIFY(monotonic(messages));
        QVERIFY(longestSoundStepMs(messages) <= 22);
        std::uint32_t last = 0;
        for (const RecordedMessage& message : messages) {
            if (message.type != 9 || message.sequenceHeader)
                continue;
            QVERIFY2(last == 0 || message.timestampMs - last <= 67, "a hole in the pictures' time stamps");
            last = message.timestampMs;
        }
        QCOMPARE(broadcast.events(EventKind::LivePaused), std::size_t(1));
        QCOMPARE(broadcast.events(EventKind::LiveResumed), std::size_t(1));
        const LiveReport report = broadcast.pipeline().report();
        QCOMPARE(report.pauses.size(), std::size_t(1));
        QVERIFY(report.pauses[0].durationMs >= 1200);

        // The slate is dark, the restless picture is not.
        const RecordedFile file = readRecorded(dir.file("talk.mkv"));
        QCOMPARE(whyNotWhole(file), std::string());
        const auto dark = std::ranges::count_if(file.brightness, [](int mean) { return mean < 80; });
        std::printf("  %td of %zu pictures are the slate\n", dark, file.brightness.size());
        QVERIFY(dark >= 30);
        QVERIFY(static_cast<std::size_t>(dark) <= file.brightness.size() - 45);
        std::printf("  %.2f s of %.2f s are silent\n", toSeconds(file.silence), toSeconds(file.sound));
        QVERIFY(std::abs(toMs(file.silence) - report.pauses[0].durationMs) <= 150);
        QVERIFY(file.brightness.front() > 80);
        QVERIFY(file.brightness.back() > 80);
    }

    // A server that gets no answer hangs up: nginx after ten seconds.
    void aServersPingsAreAnsweredLiveAndInAPause()
    {
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url("live/x")});
        QVERIFY(broadcast.waitLive(seconds(5)));
        QVERIFY(morePictures(server, 10));
        answersPings(server, "live");
        if (QTest::currentTestFailed())
            return;
        broadcast.pipeline().setPaused(true);
        QVERIFY(morePictures(server, 10));
        answersPings(server, "in a pause");
        QVERIFY(broadcast.pipeline().status().paused);
        broadcast.stop();
        QCOMPARE(server.connections().size(), std::size_t(1));
    }

private:
    // One after the other, each with its own number.
    static void answersPings(FakeRtmpServer& server, const char* when)
    {
        constexpr std::uint32_t kPings = 5;
        Duration slowest{};
        for (std::uint32_t i = 0; i < kPings; ++i) {
            const auto pongs = [&] { return server.connections().at(0).pongs; };
            const std::size_t before = pongs().size();
            const std::uint32_t value = 0x12345678U + static_cast<std::uint32_t>(before);
            const TimePoint asked = SystemClock().now();
            server.ping(value);
            QVERIFY2(waitFor([&] { return pongs().size() > before; }, seconds(2)), when);
            QCOMPARE(pongs().size(), before + 1);
            QCOMPARE(pongs().back().value, value);
            slowest = std::max(slowest, pongs().back().arrived - asked);
        }
        std::printf("  %s: the slowest of %u answers came after %.0f ms\n", when, kPings, toMsReal(slowest));
        QVERIFY2(slowest <= seconds(1), when);
    }
};

QTEST_GUILESS_MAIN(PauseTest)
#include "PauseTest.moc"
