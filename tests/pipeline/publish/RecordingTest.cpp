// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of a broadcast, and its pauses: read back from the files, and at a recording server.
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

#include <QTest>

#include "core/av/Remux.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

void whole(const RecordedFile& file)
{
    QVERIFY2(file.problem.empty(), file.problem.c_str());
    QVERIFY(file.beginsWithKeyframe);
    QVERIFY(!file.stamps.empty());
    for (const std::uint32_t number :
        file.missing) // cut in the order of decoding, where a later picture may come first
        QVERIFY(number + 4 > file.stamps.back().sequence);
    QVERIFY(file.soundGap <= milliseconds(2)); // what rounding to the container's ticks makes
    QCOMPARE(file.damaged, 0);
    // Sound and picture begin and end together: an AAC frame and a picture are the grain.
    QVERIFY2(std::abs(toMs(file.firstSound - file.firstPicture)) <= 150,
        qPrintable(QString::number(toMs(file.firstSound - file.firstPicture))));
    const Duration pictures = file.lastPicture - file.firstPicture;
    QVERIFY2(std::abs(toMs(pictures - file.sound)) <= 150,
        qPrintable(QString("%1 ms, sound %2 ms").arg(toMs(pictures)).arg(toMs(file.sound))));
}

} // namespace

class RecordingTest : public QObject {
    Q_OBJECT
private:
    static RecordingSettings into(const TempDir& dir, const char* format = "mkv")
    {
        RecordingSettings settings;
        settings.folder = dir.file("made");
        settings.name = "talk";
        settings.format = format;
        settings.reserveBytes = 0;
        return settings;
    }
    static std::vector<KeptFile> filesOf(Broadcast& broadcast)
    {
        return broadcast.pipeline().status().recordings.files;
    }
    static void waitPictures(const FakeRtmpServer& server, std::size_t more)
    {
        const std::size_t before = arrivedPictures(server.messages()).size();
        QVERIFY(
            waitFor([&] { return arrivedPictures(server.messages()).size() >= before + more; }, seconds(9)));
    }

private slots:
    void theRecordingHasWhatWasSent_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("lowDelay");
        QTest::newRow("mkv") << "mkv" << true;
        QTest::newRow("mp4, B-frames") << "mp4" << false;
    }

    // Begun and ended in the middle; a second one takes another name.
    void theRecordingHasWhatWasSent()
    {
        QFETCH(QString, format);
        QFETCH(bool, lowDelay);
        FakeRtmpServer server;
        TempDir dir;
        Broadcast broadcast;
        broadcast.pipeline().recordings().setSettings(into(dir, format.toUtf8().constData()));
        broadcast.start({server.url("live/x")},
            [&](PublishPipeline::LiveConfig& config) { config.video.lowDelay = lowDelay; });
        QVERIFY(server.waitMessages(50, seconds(5)));
        broadcast.pipeline().recordings().start();
        waitPictures(server, 30);
        QVERIFY(broadcast.pipeline().status().recordings.recording);
        broadcast.pipeline().recordings().stop();
        broadcast.pipeline().recordings().start();
        waitPictures(server, 10);
        broadcast.stop();

        const auto files = filesOf(broadcast);
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].file.path, dir.file("made/talk." + format.toStdString()));
        QCOMPARE(files[1].file.path, dir.file("made/talk-2." + format.toStdString()));
        for (const KeptFile& file : files) {
            QVERIFY(file.file.state == FileRecorder::State::Ended);
            whole(readRecorded(file.file.path));
            if (QTest::currentTestFailed())
                return;
        }
        const RecordedFile first = readRecorded(files[0].file.path);
        QVERIFY(first.stamps.size() >= 30);
        QCOMPARE(broadcast.events(EventKind::RecordingStarted), std::size_t(2));
        QCOMPARE(broadcast.events(EventKind::RecordingStopped), std::size_t(2));
        const LiveReport report = broadcast.pipeline().report();
        QCOMPARE(report.recordings.size(), std::size_t(2));
        QCOMPARE(report.recordings[0].state, std::string("ended"));
        QCOMPARE(report.recordings[0].bytes,
            static_cast<std::int64_t>(std::filesystem::file_size(files[0].file.path)));
        QCOMPARE(report.destinations.size(), std::size_t(1)); // a file is none

        // And as an ordinary MP4, the same pictures.
        SystemClock clock;
        Resolver resolver;
        double progress = 0;
        const auto made = remuxToMp4(
            {files[0].file.path, dir.file("made/talk.mp4"), true, [&](double share) { progress = share; }},
            resolver, clock, Log(), {});
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().message().c_str());
        QVERIFY(progress > 0.9);
        QVERIFY(!std::filesystem::exists(files[0].file.path));
        const RecordedFile again = readRecorded(*made);
        whole(again);
        QCOMPARE(again.stamps.size(), first.stamps.size());
        const std::string bytes = readFile(*made);
        QVERIFY(bytes.find("moov") < bytes.find("mdat")); // it plays before it is whole
        QVERIFY(bytes.find("moof") == std::string::npos);
    }

    void aReplayIsSavedWhileEverythingGoesOn()
    {
        FakeRtmpServer server;
        TempDir dir;
        Broadcast broadcast;
        RecordingSettings settings = into(dir);
        settings.replay = seconds(1);
        broadcast.pipeline().recordings().setSettings(settings);
        broadcast.start({server.url("live/x")},
            [](PublishPipeline::LiveConfig& config) { config.video.gop = milliseconds(500); });
        QVERIFY(server.waitMessages(50, seconds(5)));
        waitPictures(server, 45);
        const std::uint32_t newest = arrivedPictures(server.messages()).back().sequence;
        broadcast.pipeline().recordings().saveReplay();
        const auto saved = [&] {
            const auto files = filesOf(broadcast);
            return files.size() == 1 && files[0].file.over();
        };
        QVERIFY(waitFor(saved, seconds(3)));
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::ReplaySaved) == 1; }, seconds(1)));
        const KeptFile file = filesOf(broadcast)[0];
        QVERIFY(file.replay);
        QCOMPARE(file.file.path, dir.file("made/talk-replay.mkv"));
        const RecordedFile replay = readRecorded(file.file.path);
        whole(replay);
        QVERIFY(replay.stamps.size() >= 30); // a second, …
        QVERIFY(replay.stamps.size() <= 48); // … and the group that it is cut out of
        QVERIFY(std::abs(static_cast<int>(replay.stamps.back().sequence) - static_cast<int>(newest)) <= 3);
        waitPictures(server, 15);
        broadcast.stop();
        const auto pictures = arrivedPictures(server.messages());
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
    }

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
        waitPictures(server, 40);
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
        waitPictures(server, 15);
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        QVERIFY(broadcast.pipeline().status().recordings.notice.has_value());
        broadcast.stop();
        const LiveReport report = broadcast.pipeline().report();
        QVERIFY(!report.error.has_value());
        QCOMPARE(report.recordings.at(0).state, std::string("failed"));
        QVERIFY(report.recordings.at(0).error.has_value());
    }

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
        waitPictures(server, 30);
        broadcast.pipeline().setPaused(true);
        QVERIFY(broadcast.pipeline().status().paused);
        waitPictures(server, 45);
        broadcast.pipeline().setPaused(false);
        waitPictures(server, 30);
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
        whole(file);
        const auto dark = std::ranges::count_if(file.brightness, [](int mean) { return mean < 80; });
        std::printf("  %td of %zu pictures are the slate\n", dark, file.brightness.size());
        QVERIFY(dark >= 30);
        QVERIFY(static_cast<std::size_t>(dark) <= file.brightness.size() - 45);
        std::printf("  %.2f s of %.2f s are silent\n", toSeconds(file.silence), toSeconds(file.sound));
        QVERIFY(std::abs(toMs(file.silence) - report.pauses[0].durationMs) <= 150);
        QVERIFY(file.brightness.front() > 80);
        QVERIFY(file.brightness.back() > 80);
    }
};

QTEST_GUILESS_MAIN(RecordingTest)
#include "RecordingTest.moc"
