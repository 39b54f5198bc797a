// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of a broadcast, and its pauses: read back from the files, and at a recording server.
#include <filesystem>
#include <set>

#include <QTest>

#include "core/av/Encoder.h"
#include "core/av/Remux.h"
#include "core/base/OutputFile.h"
#include "core/publish/Recordings.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

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
        QVERIFY(morePictures(server, 30));
        QVERIFY(broadcast.pipeline().status().recordings.recording);
        broadcast.pipeline().recordings().stop();
        broadcast.pipeline().recordings().start();
        QVERIFY(morePictures(server, 10));
        broadcast.stop();

        const auto files = filesOf(broadcast);
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].file.path, dir.file("made/talk." + format.toStdString()));
        QCOMPARE(files[1].file.path, dir.file("made/talk-2." + format.toStdString()));
        for (const KeptFile& file : files) {
            QVERIFY(file.file.state == FileRecorder::State::Ended);
            QCOMPARE(whyNotWhole(readRecorded(file.file.path)), std::string());
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
        QCOMPARE(whyNotWhole(again), std::string());
        QCOMPARE(again.stamps.size(), first.stamps.size());
        const std::string bytes = readFile(*made);
        QVERIFY(bytes.find("moov") < bytes.find("mdat")); // it plays before it is whole
        QVERIFY(bytes.find("moof") == std::string::npos);
    }

    void aCopyThatFailsTakesOnlyItsOwnFilesAway()
    {
        TempDir dir;
        writeFile(dir.file("talk.mkv"), "nothing that can be played");
        writeFile(dir.file("talk.mp4"), "");
        writeFile(dir.file("talk.part.mp4"), "mine");
        SystemClock clock;
        Resolver resolver;
        const auto made
            = remuxToMp4({dir.file("talk.mkv"), dir.file("talk.mp4"), true, {}}, resolver, clock, Log(), {});
        QVERIFY(!made.ok());
        QVERIFY(std::filesystem::exists(dir.file("talk.mkv")));
        QVERIFY(std::filesystem::exists(dir.file("talk.mp4")));
        QCOMPARE(readFile(dir.file("talk.part.mp4")), std::string("mine"));
        const auto files = std::filesystem::directory_iterator(dir.file("."));
        QCOMPARE(std::distance(begin(files), end(files)), std::ptrdiff_t(3));
    }

    // As the interleaver lets through what came after the sound of its time had gone.
    void picturesOfOneTimeAreWrittenToo()
    {
        TempDir dir;
        VideoEncoderConfig video;
        video.size = {320, 180};
        auto encoder = VideoEncoder::open(video);
        auto audio = AudioEncoder::open({});
        QVERIFY(encoder.ok() && audio.ok());
        SystemClock clock;
        Resolver resolver;
        const Log log;
        EventLog events;
        FileRecorder recorder({dir.file("talk.mp4"), (*encoder)->info(), (*audio)->info(), 0},
            {clock, Recordings::servicesFor(clock, resolver, log, events).open,
                [](const std::string&) { return std::optional<std::int64_t>(); }},
            {}, [] {});
        FramePool pool;
        std::vector<CodedPacket> packets;
        for (int i = 0; i < 12; ++i) {
            MutableFrame canvas(pool, PixelFormat::I420, video.size);
            canvas.meta().pts = MediaTime(milliseconds(100 + 33 * i));
            QVERIFY((*encoder)->encode(canvas.finish(), i == 0, packets).ok());
        }
        (*encoder)->drain(packets);
        QCOMPARE(packets.size(), std::size_t(12));
        for (const std::size_t late : {5U, 6U, 7U})
            packets[late].pts = packets[late].dts = packets[4].dts;
        AudioBlock silence;
        silence.samples = std::make_shared<std::vector<float>>(2 * 24'000);
        silence.pts = MediaTime(milliseconds(100));
        QVERIFY((*audio)->encode(silence, packets).ok());
        for (const CodedPacket& packet : packets)
            recorder.push(packet);
        recorder.finish();
        while (!recorder.status().over())
            recorder.step({});
        QVERIFY2(!recorder.status().error, "the recorder gave up");
        QCOMPARE(readRecorded(dir.file("talk.mp4")).brightness.size(), std::size_t(12));

        // The copy's name is that of an empty file, which is as good as a free one; an attempt that a power cut ended
        // left it, and its half.
        writeFile(dir.file("whole.mp4"), "");
        writeFile(dir.file("whole.part.mp4"), "half of it");
        writeFile(dir.file("other.part.mp4"), "mine");
        const auto made
            = remuxToMp4({dir.file("talk.mp4"), dir.file("whole.mp4"), true, {}}, resolver, clock, Log(), {});
        QVERIFY(made.ok());
        QCOMPARE(*made, dir.file("whole.mp4"));
        QCOMPARE(readRecorded(*made).brightness.size(), std::size_t(12));
        QVERIFY(!std::filesystem::exists(dir.file("talk.mp4")));
        QVERIFY(!std::filesystem::exists(dir.file("whole.part.mp4")));
        QVERIFY(!std::filesystem::exists(dir.file("whole.part-2.mp4")));
        // Without that sign it is somebody's file.
        const auto twice = remuxToMp4({*made, dir.file("other.mp4"), false, {}}, resolver, clock, Log(), {});
        QVERIFY(twice.ok());
        QCOMPARE(readFile(dir.file("other.part.mp4")), std::string("mine"));
    }

    // What a crash leaves of a conversion goes, and nothing that could be somebody's.
    void halvesThatWereLeftAreForgotten()
    {
        TempDir dir;
        const auto put = [&](const char* name, const char* text) { writeFile(dir.file(name), text); };
        const char* const half = "\0\0\0\x1c"
                                 "ftypisom";
        const auto putHalf = [&](const char* name) { writeFile(dir.file(name), std::string_view(half, 12)); };
        for (const char* name : {"left", "whole", "mine", "used", "talk"})
            put((std::string(name) + ".mkv").c_str(), "a recording");
        for (const char* name : {"left", "mine", "used", "gone", "talk-2"})
            put((std::string(name) + ".mp4").c_str(), "");
        put("whole.mp4", "a copy that is whole");
        for (const char* name : {"left.part.mp4", "left.part-2.mp4", "whole.part.mp4", "used.part.mp4",
                 "gone.part.mp4", "talk-2.part.mp4", "apart.mp4"})
            putHalf(name);
        put("mine.part.mp4", "no film at all");
        const auto used = OutputFile::create(dir.file("used.mp4"));
        QVERIFY(used.ok());
        QCOMPARE(forgetHalves(dir.file(".")), std::size_t(0)); // too young
        QCOMPARE(forgetHalves(dir.file("."), Duration::zero()), std::size_t(3));
        std::set<std::string> names;
        for (const auto& file : std::filesystem::directory_iterator(dir.path()))
            names.insert(file.path().filename().string());
        const std::set<std::string> kept{"left.mkv", "whole.mkv", "mine.mkv", "used.mkv", "talk.mkv",
            "mine.mp4", "used.mp4", "gone.mp4", "whole.mp4", "whole.part.mp4", "used.part.mp4",
            "gone.part.mp4", "apart.mp4", "mine.part.mp4"};
        QVERIFY(names == kept);
        QCOMPARE(forgetHalves(dir.file("nowhere")), std::size_t(0));
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
        QVERIFY(morePictures(server, 45));
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
        QCOMPARE(whyNotWhole(replay), std::string());
        QVERIFY(replay.stamps.size() >= 30); // a second, …
        QVERIFY(replay.stamps.size() <= 48); // … and the group that it is cut out of
        QVERIFY(std::abs(static_cast<int>(replay.stamps.back().sequence) - static_cast<int>(newest)) <= 3);
        QVERIFY(morePictures(server, 15));
        broadcast.stop();
        const auto pictures = arrivedPictures(server.messages());
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
    }
};

QTEST_GUILESS_MAIN(RecordingTest)
#include "RecordingTest.moc"
