// SPDX-License-Identifier: GPL-3.0-or-later
// Disks that hang or refuse: what they do to a recording must not be seen in the stream.
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

class RecordingTroubleTest : public QObject {
    Q_OBJECT
private:
    static std::vector<KeptFile> filesOf(Broadcast& broadcast)
    {
        return broadcast.pipeline().status().recordings.files;
    }

private slots:
    // A pipe that nobody empties: the disk that hangs.
    void aDiskThatTakesNothingIsNotSeenInTheStream()
    {
        FakeRtmpServer server;
        TempDir dir;
        const std::string pipe = dir.file("stuck.mkv");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const UniqueFd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        QVERIFY(static_cast<bool>(reader));
        Broadcast broadcast;
        broadcast.start(
            {server.url("live/x")}, [&](PublishPipeline::LiveConfig& config) { config.recordFile = pipe; });
        const auto stuck = [&] {
            const auto files = filesOf(broadcast);
            return !files.empty() && files[0].file.queued >= seconds(1);
        };
        QVERIFY(waitFor(stuck, seconds(9)));
        const TimePoint from = SystemClock().now();
        QVERIFY(morePictures(server, 40));
        const TimePoint to = SystemClock().now();
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        const TimePoint asked = SystemClock().now();
        broadcast.stop();
        const Duration took = SystemClock().now() - asked;
        std::printf("  ended after %.0f ms\n", toMsReal(took));
        QVERIFY(took <= PublishPipeline::kStopDeadline);
        const auto pictures = arrivedPictures(server.messages());
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
        QVERIFY(lateness(pictures, from, to, 95) - lateness(pictures, from, to, 50) <= milliseconds(200));
        QVERIFY(monotonic(server.messages()));
        QVERIFY(server.connections().at(0).unpublished); // a farewell, too
    }

    void aFileThatCannotBeWrittenIsSaidAndTheStreamGoesOn()
    {
        FakeRtmpServer server;
        TempDir dir;
        writeFile(dir.file("notafolder"), "x");
        Broadcast broadcast;
        broadcast.start({server.url("live/x")}, [&](PublishPipeline::LiveConfig& config) {
            config.recordFile = dir.file("notafolder/talk.mkv");
        });
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::RecordingFailed) == 1; }, seconds(5)));
        QVERIFY(morePictures(server, 15));
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        QVERIFY(broadcast.pipeline().status().recordings.notice.has_value());
        broadcast.stop();
        const LiveReport report = broadcast.pipeline().report();
        QVERIFY(!report.error.has_value());
        QCOMPARE(report.recordings.at(0).state, std::string("failed"));
        QVERIFY(report.recordings.at(0).error.has_value());
    }
};

QTEST_GUILESS_MAIN(RecordingTroubleTest)
#include "RecordingTroubleTest.moc"
