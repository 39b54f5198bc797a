// SPDX-License-Identifier: GPL-3.0-or-later
// Files as slates: a video runs in a loop without a seam, in bounded memory; what cannot be shown has a sentence.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <sys/stat.h>

#include <QTest>

#include "core/av/Encoder.h"
#include "core/av/Muxer.h"
#include "core/base/FakeClock.h"
#include "core/capture/TestPicture.h"
#include "core/capture/TestTone.h"
#include "core/publish/SlateNode.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr FrameRate kRate{30, 1};
constexpr VideoSize kCanvas{320, 180};
constexpr AudioFormat kSound{48000, 2};

struct ClipForm {
    VideoSize size = kCanvas;
    FrameRate rate = kRate;
    int pictures = 20;
    Duration sound{}; // how much of it; zero: none
    bool reordered = false; // with B-frames
};

std::string made(const std::string& path, const ClipForm& form)
{
    SystemClock clock;
    Resolver resolver;
    const Log log;
    VideoEncoderConfig config;
    config.size = form.size;
    config.rate = form.rate;
    config.preset = "ultrafast";
    config.lowDelay = !form.reordered;
    auto video = VideoEncoder::open(config);
    auto audio = AudioEncoder::open({kSound, 128});
    std::vector<CodedPacket> packets;
    if (form.pictures > 0) {
        const TestPicture painter(form.size, form.rate);
        for (int i = 0; i < form.pictures; ++i)
            (void)(*video)->encode(painter.paint(i, WallTime(form.rate.timeOf(i))), false, packets);
        (*video)->drain(packets);
    }
    for (std::int64_t at = 0; kSound.durationOf(at) < form.sound; at += 480) {
        std::vector<float> samples(960);
        fillTestTone(kSound, at, samples);
        AudioBlock block = AudioBlock::of(kSound, std::move(samples));
        block.pts = mediaTime(kSound.durationOf(at));
        (void)(*audio)->encode(block, packets);
    }
    std::ranges::sort(
        packets, {}, [](const CodedPacket& packet) { return std::pair(packet.dts, packet.kind); });
    Muxer::Options options;
    options.url = path;
    if (form.pictures > 0)
        options.video = (*video)->info();
    if (form.sound > Duration::zero())
        options.audio = (*audio)->info();
    auto muxer = Muxer::open(options, resolver, clock, log, {});
    for (const CodedPacket& packet : packets)
        (void)(*muxer)->write(packet, {});
    (void)(*muxer)->finish(seconds(5), {});
    return path;
}

// Who makes the slate, stepped by hand; what shows it is the test.
class Bench {
public:
    explicit Bench(FrameRate rate = kRate) { node.setCanvas(kCanvas, rate); }

    // Until there is nothing to do; false: that never comes.
    bool settle()
    {
        for (int i = 0; i < 2000; ++i)
            if (node.step({}).next != Step::Next::Again)
                return true;
        return false;
    }
    VideoFrame show(std::int64_t slot)
    {
        return reel.show(TimePoint(seconds(5)) + kRate.timeOf(slot), kRate.frameDuration());
    }
    // The number in the picture; −1: it is no test picture.
    int number(std::int64_t slot)
    {
        const auto reading = readTestPicture(show(slot));
        return reading ? static_cast<int>(reading->sequence) : -1;
    }
    std::string problem(const std::string& path)
    {
        node.setFile(path);
        if (!settle())
            return "it never ends";
        const auto error = node.error();
        return !error || show(0) ? std::string("it is shown") : error->message();
    }

    FakeClock clock;
    Resolver resolver;
    Log log;
    SlateReel reel{[] { }};
    int changes = 0;
    SlateNode node{{clock, resolver, log}, reel, [this] { ++changes; }};
};

} // namespace

class SlateTest : public QObject {
    Q_OBJECT

    TempDir m_dir;

private slots:
    void aClipRunsInALoopWithoutASeam_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("soundMs");
        QTest::addColumn<bool>("reordered");
        QTest::newRow("Matroska") << "a.mkv" << 0 << false;
        QTest::newRow("MP4 with longer sound") << "b.mp4" << 900 << false;
        QTest::newRow("MP4, reordered, with shorter sound") << "c.mp4" << 300 << true;
        QTest::newRow("Matroska, reordered") << "d.mkv" << 0 << true;
        QTest::newRow("FLV with longer sound") << "e.flv" << 800 << true;
    }
    void aClipRunsInALoopWithoutASeam()
    {
        QFETCH(QString, name);
        QFETCH(int, soundMs);
        QFETCH(bool, reordered);
        constexpr int kPictures = 20;
        Bench bench;
        bench.node.setFile(made(
            m_dir.file(name.toStdString()), {kCanvas, kRate, kPictures, milliseconds(soundMs), reordered}));
        QVERIFY(bench.settle());
        QVERIFY2(!bench.node.error(), bench.node.error() ? bench.node.error()->message().c_str() : "");
        for (int slot = 0; slot < 5 * kPictures; ++slot) {
            QCOMPARE(bench.number(slot), slot % kPictures);
            QVERIFY(bench.settle());
        }
    }

    void aClipKeepsItsPaceAndShape()
    {
        Bench bench;
        bench.node.setFile(made(m_dir.file("slow.mkv"), {{160, 180}, {15, 1}, 15, {}, false}));
        QVERIFY(bench.settle());
        for (int slot = 0; slot < 60; ++slot) {
            const VideoFrame shown = bench.show(slot);
            QVERIFY(shown.size == kCanvas);
            QCOMPARE(int(shown.planes[0][90 * shown.strides[0] + 20]), 16); // beside it
            QVERIFY(std::abs(toMs(shown.pts.time_since_epoch() - kRate.timeOf(slot))) <= 35);
            QVERIFY(bench.settle());
        }
        // Of sixty a second a stream of thirty gets every other one; the rest costs no scaling.
        bench.node.setFile(made(m_dir.file("quick.mkv"), {kCanvas, {60, 1}, 60, {}, false}));
        QVERIFY(bench.settle());
        for (int slot = 0; slot < 60; ++slot) {
            QCOMPARE(bench.number(1000 + slot), slot * 2 % 60);
            QVERIFY(bench.settle());
        }
    }

    void whatIsNotShownIsNotDecoded()
    {
        Bench bench;
        bench.node.setFile(made(m_dir.file("long.mkv"), {kCanvas, kRate, 300, {}, false}));
        QVERIFY(bench.settle());
        QVERIFY(!bench.reel.order().room);
        QVERIFY(bench.node.step({}).next == Step::Next::Wait);
        // What was made ahead; nothing new comes.
        std::set<int> seen;
        for (int slot = 0; slot < 40; ++slot)
            seen.insert(bench.number(slot));
        QCOMPARE(seen.size(), SlateReel::kAhead);
    }

    void anotherShowingBeginsAnew()
    {
        Bench bench;
        bench.node.setFile(made(m_dir.file("anew.mkv"), {kCanvas, kRate, 20, {}, false}));
        QVERIFY(bench.settle());
        for (int slot = 0; slot < 7; ++slot) {
            QCOMPARE(bench.number(slot), slot);
            QVERIFY(bench.settle());
        }
        bench.reel.rewind();
        QCOMPARE(bench.number(7), 0); // nothing was decoded since
        QVERIFY(bench.settle());
        for (int slot = 8; slot < 40; ++slot) {
            QCOMPARE(bench.number(slot), (slot - 8) % 20);
            QVERIFY(bench.settle());
        }
        // Another canvas while it is shown: the old pictures stand until the new ones come.
        bench.node.setCanvas({640, 360}, kRate);
        QVERIFY(bench.show(40));
        QVERIFY(bench.settle());
        QVERIFY(bench.show(41).size == (VideoSize{640, 360}));
    }

    void aSinglePictureStands()
    {
        Bench bench;
        bench.node.setFile(made(m_dir.file("one.mp4"), {kCanvas, kRate, 1, {}, false}));
        QVERIFY(bench.settle());
        for (int slot = 0; slot < 10; ++slot) {
            QCOMPARE(bench.number(slot), 0);
            QVERIFY(bench.settle());
        }
    }

    void whatCannotBeShownHasASentence()
    {
        const auto written = [this](const char* name, const std::string& bytes) {
            const std::string path = m_dir.file(name);
            std::ofstream(path, std::ios::binary) << bytes;
            return path;
        };
        const auto cut = [&](const char* name, const std::string& from, std::size_t bytes) {
            std::ifstream file(from, std::ios::binary);
            std::string all{std::istreambuf_iterator<char>(file), {}};
            return written(name, all.substr(0, bytes));
        };
        Bench bench;
        const auto says = [&](const std::string& path, const char* words) {
            const std::string problem = bench.problem(path);
            QVERIFY2(problem.starts_with("The slate “"), problem.c_str());
            QVERIFY2(problem.find(words) != std::string::npos, problem.c_str());
        };
        says("/nowhere/at/all.mp4", "there is no such file");
        says(m_dir.file(""), "it is not a file");
        says("/dev/zero", "it is not a file");
        const std::string pipe = m_dir.file("pipe.mp4");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        says(pipe, "it is not a file");
        says(written("text.mp4", "this is a text"), "understands");
        says(written("empty.mp4", ""), "understands");
        says(written("cut.png", "\x89PNG\r\n\x1a\n and no more"), "understands");
        says(made(m_dir.file("sound.mp4"), {kCanvas, kRate, 0, seconds(1), false}), "no picture");
        says(cut("cut.mp4", made(m_dir.file("whole.mp4"), {kCanvas, kRate, 30, {}, false}), 2000),
            "understands");
        says(made(m_dir.file("huge.mkv"), {{4160, 2304}, kRate, 2, {}, false}), "larger than 4096 × 2304");
        const int before = bench.changes;
        bench.node.setFile(made(m_dir.file("good.mkv"), {kCanvas, kRate, 5, {}, false}));
        QVERIFY(bench.settle());
        QVERIFY(!bench.node.error());
        QVERIFY(bench.changes > before);
        bench.node.setFile("");
        QVERIFY(bench.settle());
        QVERIFY(!bench.show(0) && !bench.node.error());
    }

    void aFileThatComesLaterIsShown()
    {
        Bench bench;
        const std::string path = m_dir.file("later.mkv");
        QVERIFY(bench.problem(path) != "it is shown");
        made(path, {kCanvas, kRate, 5, {}, false});
        QVERIFY(bench.settle());
        QVERIFY(bench.node.error());
        bench.clock.advance(SlateNode::kRetry);
        QVERIFY(bench.settle());
        QVERIFY(!bench.node.error());
        QCOMPARE(bench.number(0), 0);
        // One that goes while it is shown: what was decoded ends, and the drawing stands in.
        std::filesystem::remove(path);
        bench.reel.rewind();
        QVERIFY(bench.settle());
        QVERIFY(bench.node.error() && !bench.show(0));
    }

    // Live: the pause is that video, slot by slot, and silent.
    void aPauseIsTheVideo()
    {
        TempDir dir;
        FakeRtmpServer server;
        Broadcast broadcast;
        constexpr int kPictures = 8;
        broadcast.pipeline().setSlate(
            made(dir.file("pause.mkv"), {{640, 360}, kRate, kPictures, seconds(1), false}));
        broadcast.start({server.url("live/x")},
            [&](PublishPipeline::LiveConfig& config) { config.recordFile = dir.file("talk.mkv"); });
        QVERIFY(broadcast.waitLive(seconds(5)));
        const auto encoded = [&] { return broadcast.pipeline().status().video.encoded; };
        const auto more = [&](std::int64_t pictures) {
            return waitFor([&, until = encoded() + pictures] { return encoded() >= until; }, seconds(9));
        };
        QVERIFY(more(15));
        broadcast.pipeline().setPaused(true);
        QVERIFY(more(45));
        broadcast.pipeline().setPaused(false);
        QVERIFY(more(15));
        broadcast.stop();
        QVERIFY(!broadcast.pipeline().status().slateError);
        const RecordedFile file = readRecorded(dir.file("talk.mkv"));
        QCOMPARE(whyNotWhole(file), std::string());
        std::vector<int> numbers; // of the test pictures, each as often as it stands there
        for (const auto& number : file.testPictures)
            if (number)
                numbers.push_back(static_cast<int>(*number));
        QVERIFY2(numbers.size() >= 40, qPrintable(QString::number(numbers.size())));
        QCOMPARE(numbers.front(), 0);
        int wrong = 0;
        for (std::size_t i = 1; i < numbers.size(); ++i)
            wrong += numbers[i] != (numbers[i - 1] + 1) % kPictures;
        QVERIFY2(wrong <= 1, qPrintable(QString::number(wrong)));
        QVERIFY(toMs(file.silence) >= 1300);
    }
};

QTEST_GUILESS_MAIN(SlateTest)
#include "SlateTest.moc"
