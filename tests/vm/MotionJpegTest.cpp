// SPDX-License-Identifier: GPL-3.0-or-later
// A camera of the kernel's that sends Motion JPEG, as most webcams do: negotiated, seen at a recording server, damaged
// in every way, gone and back. The bounds are those for a real computer; the figures are printed.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/av/CameraInput.h"
#include "core/devices/CameraFormats.h"
#include "tests/e2e/Program.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/WaitFor.h"
#include "tests/vm/FedCamera.h"
#include "tests/vm/NginxRecorder.h"
#include "tests/vm/OnAir.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

constexpr VideoSize kSize{640, 360};
constexpr FrameRate kRate{30, 1};

std::vector<std::vector<std::uint8_t>> pictures(int count)
{
    const TempDir dir;
    ChildProcess ffmpeg({"ffmpeg",
        {"-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30", "-frames:v",
            std::to_string(count), "-c:v", "mjpeg", "-q:v", "6", dir.file("%02d.jpg")},
        {}, {}, {}});
    std::vector<std::vector<std::uint8_t>> all;
    if (statusOf(ffmpeg, milliseconds(60'000)) != 0)
        return all;
    for (int i = 1; i <= count; ++i) {
        const std::string bytes = readFile(dir.file((i < 10 ? "0" : "") + std::to_string(i) + ".jpg"));
        all.emplace_back(bytes.begin(), bytes.end());
    }
    return all;
}

} // namespace

class MotionJpegTest : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    Log m_log;
    std::unique_ptr<FedCamera> m_camera;

private slots:
    void initTestCase()
    {
        if (FedCamera::node().empty())
            QSKIP("this is no machine with the driver v4l2loopback: tests/run --vm has one");
        auto made = pictures(12);
        QVERIFY(made.size() == 12 && !made.back().empty());
        m_camera = std::make_unique<FedCamera>(std::move(made));
        QVERIFY(m_camera->plugIn(kSize.width, kSize.height));
    }

    void motionJpegIsNegotiated()
    {
        const CameraMode wanted{"mjpeg", kSize, kRate};
        const auto has = [&] {
            const auto modes = cameraModes(FedCamera::node(), kSize, kRate);
            return std::ranges::find(modes, wanted) != modes.end();
        };
        QVERIFY(waitFor(has, milliseconds(5000)));
        QVERIFY(chooseMode(cameraModes(FedCamera::node(), kSize, kRate), kSize, kRate) == wanted);
        CameraInput camera(m_clock, m_log);
        const auto opened = camera.open(FedCamera::node(), wanted.format, kSize, kRate, {});
        QVERIFY2(opened.ok(), opened ? "" : opened.error().message().c_str());
        QCOMPARE(opened->format, std::string("mjpeg"));
        QVERIFY(opened->size == kSize);
        QCOMPARE(opened->rate.value(), 30.0);
        camera.close();
        ChildProcess program(sluiceWith({"devices", "--json"}));
        QCOMPARE(statusOf(program, kSoon), 0);
        const json cameras = json::parse(program.standardOutput())["cameras"];
        QCOMPARE(cameras.size(), std::size_t(1));
        QCOMPARE(cameras[0]["id"].get<std::string>(), FedCamera::id());
        QCOMPARE(cameras[0]["label"].get<std::string>(), std::string("Fed"));
        QCOMPARE(cameras[0]["modes"][0]["format"].get<std::string>(), std::string("mjpeg"));
    }

    // As many as a loose cable damages in a second, in each way, one after the other.
    void thirtyDamagedPicturesAreLeftOut()
    {
        using enum FedCamera::Damage;
        constexpr int kDamaged = 30;
        OnAir broadcast(FedCamera::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        struct Span {
            FedCamera::Damage how;
            TimePoint from, to;
        };
        std::vector<Span> spans;
        for (const FedCamera::Damage how : {CutOff, Empty, Noise, Restarts}) {
            const TimePoint from = broadcast.now();
            m_camera->damage(how, kDamaged);
            QVERIFY(waitFor([&] { return m_camera->damagedLeft() == 0; }, kSoon, milliseconds(5)));
            spans.push_back({how, from, broadcast.now()});
            broadcast.forAWhile(milliseconds(1500));
        }
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto seen = broadcast.pictures();
        const auto messages = broadcast.server().messages();
        for (const auto& [how, from, to] : spans) {
            const SeenPicture* again = firstOf(seen, false, to);
            QVERIFY(again);
            const double rate = cameraRate(seen, to + milliseconds(300), to + milliseconds(1300));
            // Half a second without any, then the slate fills the time. Of a picture with marks too many something
            // may be left to show.
            const SeenPicture* slate = firstOf(seen, true, from, 3);
            const bool filled = slate && slate->arrived < to;
            std::printf("  %d damaged in %.0f ms: %s, pictures again %.0f ms after them, %.0f/s\n", kDamaged,
                toMsReal(to - from), filled ? "a slate meanwhile" : "no slate", toMsReal(again->arrived - to),
                rate);
            QVERIFY(filled || how == Restarts);
            QVERIFY(again->arrived - to <= milliseconds(500));
            QVERIFY(rate >= 25);
        }
        std::printf("  longest step %d ms, of the sound %d ms\n", longestPictureStepMs(messages),
            longestSoundStepMs(messages));
        QVERIFY(sentencesOf(report, "camera_lost").empty()); // it was never given up
        QVERIFY(longestPictureStepMs(messages) <= 567);
        QVERIFY(longestSoundStepMs(messages) <= 22);
        QVERIFY(monotonic(messages));
    }

    void nothingButDamageIsSaid()
    {
        OnAir broadcast(FedCamera::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const TimePoint from = broadcast.now();
        m_camera->damage(FedCamera::Damage::CutOff, 120);
        QVERIFY(waitFor([&] { return m_camera->damagedLeft() == 0; }, kSoon, milliseconds(5)));
        const TimePoint back = broadcast.now();
        broadcast.forAWhile(seconds(3));
        judge(broadcast, from, back, "damaged");
    }

    // Also at nginx, as services run it: to both at once.
    void goneAndBackWhileLive()
    {
        std::optional<NginxRecorder> nginx;
        if (!NginxRecorder::missing())
            QVERIFY2(nginx.emplace().ready(), nginx->words().c_str());
        OnAir broadcast(FedCamera::id(), nginx ? std::vector{nginx->url()} : std::vector<std::string>());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const TimePoint from = broadcast.now();
        m_camera->pull();
        broadcast.forAWhile(seconds(4));
        QVERIFY(m_camera->plugIn(kSize.width, kSize.height));
        const TimePoint back = broadcast.now();
        broadcast.forAWhile(seconds(4));
        judge(broadcast, from, back, "stopped sending pictures");
        if (nginx && !QTest::currentTestFailed())
            judge(readRecorded(nginx->file()), nginx->words());
    }

private:
    // The camera, the slate for a while, the camera, with sound throughout.
    static void judge(const RecordedFile& file, const std::string& words)
    {
        QVERIFY2(file.problem.empty(), (file.problem + "\n" + words).c_str());
        std::vector<std::pair<bool, int>> runs; // whether it is the slate, and how many of it
        for (const int brightness : file.brightness)
            if (runs.empty() || runs.back().first != isSlate(brightness))
                runs.emplace_back(isSlate(brightness), 1);
            else
                ++runs.back().second;
        std::printf("  at nginx: %zu pictures, %zu of them numbered, sound with gaps of at most %.0f ms;",
            file.brightness.size(), file.stamps.size(), toMsReal(file.soundGap));
        for (const auto& [slate, count] : runs)
            std::printf(" %d %s", count, slate ? "slates" : "of the camera");
        std::printf("\n");
        QVERIFY(file.beginsWithKeyframe);
        QCOMPARE(runs.size(), std::size_t(3));
        QVERIFY(runs[1].first && runs[1].second >= 90 && runs[0].second >= 15 && runs[2].second >= 60);
        QCOMPARE(file.damaged, std::int64_t(0));
        QVERIFY(file.missing.empty());
        QVERIFY(file.soundGap <= milliseconds(2)); // what rounding to its ticks makes
    }

    // The slate in time, one sentence, and the pictures again.
    static void judge(OnAir& broadcast, TimePoint from, TimePoint back, const char* words)
    {
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto seen = broadcast.pictures();
        const SeenPicture* slate = firstOf(seen, true, from);
        QVERIFY(slate);
        const SeenPicture* again = firstOf(seen, false, slate->arrived);
        const auto said = sentencesOf(report, "camera_lost");
        std::printf("  slate %.0f ms after, pictures %.0f ms after it was well again\n",
            toMsReal(slate->arrived - from), again ? toMsReal(again->arrived - back) : -1.0);
        for (const char* kind : {"camera_lost", "camera_back"})
            for (const std::string& sentence : sentencesOf(report, kind))
                std::printf("  %s: %s\n", kind, sentence.c_str());
        QVERIFY(slate->arrived - from <= milliseconds(700)); // half a second, and the way here
        QVERIFY(again && again->arrived - back <= seconds(2));
        QVERIFY(!said.empty() && said.front().find(words) != std::string::npos);
        QVERIFY(longestSoundStepMs(broadcast.server().messages()) <= 22);
        QVERIFY(monotonic(broadcast.server().messages()));
    }
};

QTEST_GUILESS_MAIN(MotionJpegTest)
#include "MotionJpegTest.moc"
