// SPDX-License-Identifier: GPL-3.0-or-later
// A file as camera and microphone: our own test picture and tone, coded, played in a loop.
#include <QObject>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include "core/av/Encoder.h"
#include "core/av/Muxer.h"
#include "core/capture/ClipSources.h"
#include "core/capture/SourceFactory.h"
#include "core/capture/TestPicture.h"
#include "core/capture/TestTone.h"
#include "core/capture/ToneDetectors.h"
#include "tests/support/Program.h"

using namespace sluice;

namespace {

constexpr FrameRate kRate{30, 1};
constexpr AudioFormat kSound{48000, 2};
constexpr int kSeconds = 3;

struct Seen {
    std::vector<std::pair<TestPictureReading, TimePoint>> frames;
    std::vector<MediaTime> pts;
};
struct Heard {
    std::vector<TimePoint> beeps;
    std::int64_t frames = 0;
    double overlapMs = 0; // most that a block began before the end of the one before
    double gapMs = 0;
};

struct Skew {
    std::size_t flashes = 0;
    std::size_t matched = 0; // that a beep belongs to
    double worstMs = 0;
};

Skew skewOf(const Seen& seen, const Heard& heard)
{
    Skew skew;
    for (std::size_t i = 1; i < seen.frames.size(); ++i) {
        if (!seen.frames[i].first.flash || seen.frames[i - 1].first.flash)
            continue;
        ++skew.flashes;
        for (const TimePoint beep : heard.beeps) {
            const double apart = std::abs(toMsReal(beep - seen.frames[i].second));
            if (apart >= 300)
                continue;
            ++skew.matched;
            skew.worstMs = std::max(skew.worstMs, apart);
        }
    }
    return skew;
}

} // namespace

class ClipSourcesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;

    std::string path(const char* name) const { return m_dir.filePath(name).toStdString(); }
    SourceFactory factory() { return {m_clock, m_resolver, m_log, PortAudioLibrary::create()}; }

    // A clip of kSeconds with flash and beep each second. `silent`: the sound is announced, and there is none.
    void make(const char* name, bool picture, bool sound, bool silent = false)
    {
        VideoEncoderConfig videoConfig;
        videoConfig.size = {320, 180};
        videoConfig.bitrateKbps = 600;
        auto video = VideoEncoder::open(videoConfig);
        auto audio = AudioEncoder::open({kSound, 128});
        QVERIFY(video.ok() && audio.ok());
        std::vector<CodedPacket> pictures;
        std::vector<CodedPacket> sounds;
        const TestPicture painter(videoConfig.size, kRate);
        for (int i = 0; picture && i < kSeconds * 30; ++i)
            QVERIFY((*video)->encode(painter.paint(i, WallTime(kRate.timeOf(i))), false, pictures).ok());
        (*video)->drain(pictures);
        for (std::int64_t at = 0; sound && at < kSeconds * 48000; at += 480) {
            std::vector<float> samples(960);
            fillTestTone(kSound, at, samples);
            AudioBlock block = AudioBlock::of(kSound, std::move(samples));
            block.pts = mediaTime(kSound.durationOf(at));
            QVERIFY((*audio)->encode(block, sounds).ok());
        }
        (*audio)->drain(sounds);
        if (silent)
            sounds.clear();
        std::vector<CodedPacket> packets;
        std::ranges::merge(
            pictures, sounds, std::back_inserter(packets), {}, &CodedPacket::dts, &CodedPacket::dts);
        Muxer::Options options;
        options.url = path(name);
        if (picture)
            options.video = (*video)->info();
        if (sound)
            options.audio = (*audio)->info();
        auto muxer = Muxer::open(options, m_resolver, m_clock, m_log, {});
        QVERIFY2(muxer.ok(), muxer.ok() ? "" : muxer.error().message().c_str());
        for (const CodedPacket& packet : packets)
            QVERIFY((*muxer)->write(packet, {}).ok());
        QVERIFY((*muxer)->finish(seconds(5), {}).ok());
    }

    Seen watch(VideoSource& source, Duration length)
    {
        Seen seen;
        const TimePoint end = m_clock.now() + length;
        while (m_clock.now() < end) {
            auto frame = source.read(milliseconds(100), {});
            if (!frame.ok())
                break;
            if (!*frame)
                continue;
            if ((*frame)->captured > m_clock.now())
                qWarning("a frame from the future");
            if (auto reading = readTestPicture(**frame))
                seen.frames.emplace_back(*reading, (*frame)->captured);
            seen.pts.push_back((*frame)->pts);
        }
        return seen;
    }

    Heard listen(AudioSource& source, AudioFormat format, Duration length)
    {
        Heard heard;
        BeepDetector beeps(format);
        std::vector<std::pair<Duration, TimePoint>>
            begins; // of each block: in the sound that was fed, and captured
        std::optional<TimePoint> next;
        const TimePoint end = m_clock.now() + length;
        while (m_clock.now() < end) {
            auto block = source.read(milliseconds(100), {});
            if (!block.ok())
                break;
            if (!*block)
                continue;
            if (next) {
                const double step = toMsReal((*block)->captured - *next);
                heard.overlapMs = std::max(heard.overlapMs, -step);
                heard.gapMs = std::max(heard.gapMs, step);
            }
            next = (*block)->captured + (*block)->duration();
            begins.emplace_back(format.durationOf(heard.frames), (*block)->captured);
            beeps.feed((*block)->data());
            heard.frames += static_cast<std::int64_t>((*block)->frames());
        }
        for (const Duration onset : beeps.takeOnsets()) {
            const auto after = std::upper_bound(begins.begin(), begins.end(), onset,
                [](Duration t, const auto& begin) { return t < begin.first; });
            const auto& block = *std::prev(after);
            heard.beeps.push_back(block.second + (onset - block.first));
        }
        return heard;
    }

private slots:
    void initTestCase()
    {
        make("both.mkv", true, true);
        make("picture.mkv", true, false);
        make("sound.mkv", false, true);
        make("silent.mkv", true, true, true);
    }

    // Its pictures would all be read, lap after lap, to find the first sound.
    void aSoundThatIsAnnouncedAndNotThereHoldsNoPictureUp()
    {
        SourceFactory sources = factory();
        auto camera = sources.camera("file:" + path("silent.mkv"));
        auto microphone = sources.microphone("file:" + path("silent.mkv"));
        QVERIFY(camera.ok() && microphone.ok());
        QVERIFY((*microphone)->open(kSound, {}).ok());
        QVERIFY((*camera)->open({}, {}).ok());
        const Seen seen = watch(**camera, seconds(2));
        QVERIFY2(seen.pts.size() >= 45, qPrintable(QString::number(seen.pts.size())));
    }

    void bothViewsLoopInStep()
    {
        SourceFactory sources = factory();
        auto camera = sources.camera("file:" + path("both.mkv"));
        auto microphone = sources.microphone("file:" + path("both.mkv"));
        QVERIFY(camera.ok() && microphone.ok());
        const auto opened = (*camera)->open({{1280, 720}, {60, 1}}, {});
        const auto format = (*microphone)->open({44100, 1}, {});
        QVERIFY(opened.ok() && format.ok());
        const VideoSize size{320, 180};
        QCOMPARE(opened->size, size); // the file's own
        QVERIFY(std::abs(opened->rate.value() - 30) < 0.1);
        QCOMPARE(*format, kSound);

        Heard heard;
        std::thread listener([&] { heard = listen(**microphone, *format, milliseconds(7300)); });
        const Seen seen = watch(**camera, milliseconds(7300));
        listener.join();

        // Every frame, in order, once around and on.
        QVERIFY2(seen.frames.size() > 200, qPrintable(QString::number(seen.frames.size())));
        QCOMPARE(seen.frames.size(), seen.pts.size());
        for (std::size_t i = 0; i < seen.frames.size(); ++i)
            QCOMPARE(seen.frames[i].first.sequence, static_cast<std::uint32_t>(i % (kSeconds * 30)));
        for (std::size_t i = 1; i < seen.pts.size(); ++i)
            QVERIFY(seen.pts[i] > seen.pts[i - 1]);

        const Skew skew = skewOf(seen, heard);
        qInfo(
            "%zu frames, %zu flashes, %zu beeps matched, worst %.1f ms; sound overlaps %.2f ms, gaps %.2f ms",
            seen.frames.size(), skew.flashes, skew.matched, skew.worstMs, heard.overlapMs, heard.gapMs);
        QVERIFY(heard.overlapMs < 0.1);
        QVERIFY(skew.flashes >= 6);
        QVERIFY(skew.matched + 1 >= skew.flashes);
        QVERIFY(skew.worstMs < 20);
    }

    // As a camera does whose mode is changed while the microphone runs on.
    void aViewThatIsMadeAnewJoinsTheOther()
    {
        SourceFactory sources = factory();
        const std::string id = "file:" + path("both.mkv");
        auto camera = sources.camera(id);
        auto microphone = sources.microphone(id);
        const auto format = (*microphone)->open(kSound, {});
        QVERIFY((*camera)->open({}, {}).ok() && format.ok());
        Heard heard;
        std::thread listener([&] { heard = listen(**microphone, *format, milliseconds(4000)); });
        watch(**camera, milliseconds(1400)); // no whole seconds: the flashes come each second
        camera = Error(ErrorCode::NoCamera);
        camera = sources.camera(id);
        const bool opened = (*camera)->open({}, {}).ok();
        const Seen seen = watch(**camera, milliseconds(2500));
        listener.join();
        QVERIFY(opened);
        const Skew skew = skewOf(seen, heard);
        qInfo("%zu flashes, %zu matched, worst %.1f ms", skew.flashes, skew.matched, skew.worstMs);
        QVERIFY(skew.matched >= 1);
        QVERIFY(skew.worstMs <= 20);
        // A second picture of the file is no view of the same reader.
        auto other = sources.camera(id);
        QVERIFY((*other)->open({}, {}).ok());
        QVERIFY(!watch(**other, milliseconds(200)).frames.empty());
        QVERIFY(!watch(**camera, milliseconds(200)).frames.empty());
    }

    void eitherViewWorksAlone()
    {
        SourceFactory sources = factory();
        auto camera = sources.camera("file:" + path("both.mkv"));
        QVERIFY((*camera)->open({}, {}).ok());
        QVERIFY(watch(**camera, milliseconds(600)).frames.size() >= 10);
        (*camera)->close();
        auto microphone = sources.microphone("file:" + path("both.mkv"));
        const auto format = (*microphone)->open(kSound, {});
        QVERIFY(format.ok());
        QVERIFY(listen(**microphone, *format, milliseconds(600)).frames > 48000 / 4);
        // The picture joins later, where the sound is by then.
        QVERIFY((*camera)->open({}, {}).ok());
        const Seen seen = watch(**camera, milliseconds(600));
        QVERIFY(!seen.frames.empty());
        QVERIFY2(seen.frames.front().first.sequence >= 5,
            qPrintable(QString::number(seen.frames.front().first.sequence)));
    }

    void startsAnewWhenOpenedAgain()
    {
        SourceFactory sources = factory();
        auto camera = sources.camera("file:" + path("picture.mkv"));
        for (int i = 0; i < 3; ++i) {
            QVERIFY((*camera)->open({}, {}).ok());
            const Seen seen = watch(**camera, milliseconds(300));
            QVERIFY(!seen.frames.empty());
            QCOMPARE(seen.frames.front().first.sequence, 0U);
            (*camera)->close();
        }
    }

    void whatIsMissingHasItsSentence()
    {
        SourceFactory sources = factory();
        const auto cameraError = [&](const std::string& id) {
            auto opened = (*sources.camera(id))->open({}, {});
            return opened ? ErrorCode::Internal : opened.error().code();
        };
        const auto microphoneError = [&](const std::string& id) {
            auto opened = (*sources.microphone(id))->open(kSound, {});
            return opened ? ErrorCode::Internal : opened.error().code();
        };
        QCOMPARE(cameraError("file:" + path("nothing.mkv")), ErrorCode::FileNotFound);
        QCOMPARE(microphoneError("file:" + path("nothing.mkv")), ErrorCode::FileNotFound);
        QCOMPARE(microphoneError("file:" + path("picture.mkv")), ErrorCode::MicrophoneFailed);
        QCOMPARE(cameraError("file:" + path("sound.mkv")), ErrorCode::CameraFailed);
        QFile text(m_dir.filePath("text.mkv"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("This is no film.\n");
        text.close();
        QCOMPARE(cameraError("file:" + path("text.mkv")), ErrorCode::NotMedia);
        QVERIFY(!sources.camera("file:").ok());
        QVERIFY(!sources.microphone("file:").ok());
    }

    void surroundStaysSurround()
    {
        if (QStandardPaths::findExecutable("ffmpeg").isEmpty())
            QSKIP("the ffmpeg program is missing");
        QCOMPARE(test::Program::run("ffmpeg",
                     {"-v", "error", "-y", "-f", "lavfi", "-i", "sine=440:r=48000:d=2", "-ac", "6", "-c:a",
                         "aac", m_dir.filePath("surround.mp4")}),
            0);
        SourceFactory sources = factory();
        auto microphone = sources.microphone("file:" + path("surround.mp4"));
        const auto format = (*microphone)->open(kSound, {});
        QVERIFY(format.ok());
        QCOMPARE(format->channels, 6);
        const Heard heard = listen(**microphone, *format, milliseconds(2800)); // past the loop
        QVERIFY(heard.frames > 48000 * 2);
    }

    void aSlowViewLosesFramesAndCatchesUp()
    {
        auto reader = std::make_shared<ClipReader>(path("picture.mkv"), m_clock, m_resolver, m_log);
        ClipVideoSource camera(reader);
        QVERIFY(camera.open({}, {}).ok());
        QTRY_VERIFY_WITH_TIMEOUT(reader->dropped() >= 10, 5000); // nobody reads
        auto frame = camera.read(seconds(1), {});
        QVERIFY(frame.ok() && *frame);
        QVERIFY(m_clock.now() - (*frame)->captured < ClipReader::kLate + milliseconds(200));
        StopSource stop;
        std::thread stopper([&] {
            m_clock.sleepFor(milliseconds(100), {});
            stop.request_stop();
        });
        const TimePoint before = m_clock.now();
        while (camera.read(seconds(10), stop.get_token()).ok()) { }
        QVERIFY(m_clock.now() - before < seconds(2));
        stopper.join();
    }
};

QTEST_GUILESS_MAIN(ClipSourcesTest)
#include "ClipSourcesTest.moc"
