// SPDX-License-Identifier: GPL-3.0-or-later
// A camera that the kernel itself has, in a machine of its own: named, set, seen at a recording server, pulled, plugged
// in again, damaged. The bounds are those for a real computer; the figures are printed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <QCoreApplication>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/capture/CameraSource.h"
#include "core/devices/CameraControls.h"
#include "core/devices/CameraFormats.h"
#include "core/session/CameraControlSession.h"
#include "core/session/DeviceCatalog.h"
#include "tests/e2e/Program.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/support/WaitFor.h"
#include "tests/vm/OnAir.h"
#include "tests/vm/Seen.h"
#include "tests/vm/Vivid.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

constexpr VideoSize kSize{640, 360};
constexpr FrameRate kRate{30, 1};

std::size_t entriesOf(const std::string& folder)
{
    std::error_code failed;
    std::size_t n = 0;
    for (std::filesystem::directory_iterator i(folder, failed), end; !failed && i != end; i.increment(failed))
        ++n;
    return n;
}

} // namespace

class CameraMachineTest : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    Log m_log;

    // One press of one of the driver's own knobs.
    static bool press(const CameraControls& knobs, const std::string& key)
    {
        for (const CameraControl& control : knobs.list())
            if (control.key == key)
                return knobs.set(control, 1);
        return false;
    }

    ErrorCode openError(const std::string& id)
    {
        CameraSource camera(id, m_clock, m_log);
        const auto opened = camera.open({kSize, kRate}, {});
        return opened ? ErrorCode::Internal : opened.error().code();
    }

private slots:
    void initTestCase()
    {
        if (Vivid::node().empty())
            QSKIP("this is no machine with the driver vivid: tests/run --vm has one");
        QVERIFY(waitFor(Vivid::linked, milliseconds(10000)));
    }

    void init()
    {
        if (Vivid::node().empty())
            QVERIFY(Vivid::plugIn());
    }

    void isCalledByItsSocket()
    {
        ChildProcess program(sluiceWith({"devices", "--json"}));
        QCOMPARE(statusOf(program, kSoon), 0);
        const json cameras = json::parse(program.standardOutput())["cameras"];
        QCOMPARE(cameras.size(), std::size_t(1));
        QCOMPARE(cameras[0]["id"].get<std::string>(), Vivid::id());
        QCOMPARE(cameras[0]["label"].get<std::string>(), std::string("vivid"));
        const auto has = [](const json& rows, const json& row) {
            return std::ranges::any_of(rows, [&](const json& each) { return each == row; });
        };
        QVERIFY(has(
            cameras[0]["modes"], {{"format", "yuyv422"}, {"width", 640}, {"height", 360}, {"fps", 30.0}}));
        QVERIFY(has(cameras[0]["controls"],
            {{"key", "brightness"}, {"name", "Brightness"}, {"kind", "number"}, {"least", 0}, {"most", 255},
                {"step", 1}, {"standard", 128}, {"value", 128}, {"inactive", false}}));
        const auto devices = DeviceLister().cameras();
        const auto& also = devices.at(0).also;
        QVERIFY(std::ranges::find(also, "camera:vivid@platform:vivid-000") != also.end());
        QVERIFY(std::ranges::find(also, Vivid::node()) != also.end());
    }

    void saysWhatItCanDo()
    {
        const auto modes = cameraModes(Vivid::node(), kSize, kRate);
        const auto has
            = [&](const CameraMode& mode) { return std::ranges::find(modes, mode) != modes.end(); };
        QVERIFY(has({"yuyv422", {640, 360}, {30, 1}}));
        QVERIFY(has({"yuv420p", {640, 360}, {30, 1}}));
        const auto mode = chooseMode(modes, kSize, kRate);
        QVERIFY(mode && mode->size == kSize && mode->rate == kRate);
        CameraSource camera(Vivid::id(), m_clock, m_log);
        const auto opened = camera.open({kSize, kRate}, {});
        QVERIFY2(opened.ok(), opened ? "" : opened.error().message().c_str());
        QVERIFY(opened->size == kSize);
        QCOMPARE(opened->rate.value(), 30.0);
    }

    void controlsAreSetAndFoundAgain()
    {
        CameraControlSession session;
        const auto settled = [&] { return !session.loading(); };
        session.choose(Vivid::id());
        QTRY_VERIFY_WITH_TIMEOUT(settled() && !session.controls().empty(), 10000);
        const auto named = [&](const char* key) {
            const auto& all = session.controls();
            const auto found = std::ranges::find(all, key, &CameraControl::key);
            return found == all.end() ? CameraControl() : *found;
        };
        QCOMPARE(named("brightness").most, 255);
        QCOMPARE(named("brightness").value, 128);
        QCOMPARE(named("gain").inactive, true); // an automatic one decides
        QCOMPARE(named("menu").choices.size(), std::size_t(3)); // of 1 to 4; the driver leaves one out
        QCOMPARE(named("integer_64_bits").wide, true);
        QVERIFY(named("read_only_integer_32_bits").key.empty());
        session.set("brightness", 77);
        session.set("integer_64_bits", std::int64_t(1) << 40);
        session.set("menu", 4);
        QTRY_COMPARE_WITH_TIMEOUT(named("brightness").value, 77, 10000);
        QCOMPARE(session.refused(), 0);
        QCOMPARE(Vivid::control("brightness"), 77L);
        QCOMPARE(Vivid::control("integer_64_bits"), 1L << 40);
        QCOMPARE(Vivid::control("menu"), 4L);
        session.setStandard();
        QTRY_COMPARE_WITH_TIMEOUT(named("brightness").value, 128, 10000);
        QCOMPARE(Vivid::control("menu"), 3L);
    }

    // Absent, no camera at all, in use: each has its sentence, and says what is meant.
    void eachRefusalHasItsSentence()
    {
        QCOMPARE(openError("/dev/video77"), ErrorCode::CameraNotFound);
        QCOMPARE(openError("/dev/null"), ErrorCode::NotACamera);
        QCOMPARE(openError(Vivid::id()), ErrorCode::Internal); // it can be opened
        ChildProcess other({"v4l2-ctl",
            {"-d", Vivid::node(), "--stream-mmap", "--stream-count=100000", "--stream-to=/dev/null"}, {}, {},
            {}});
        QVERIFY(other.waitError("<", kSoon)); // a sign for each picture
        QCOMPARE(openError(Vivid::id()), ErrorCode::CameraBusy);
        QVERIFY(other.isRunning());
        ChildProcess program(sluiceWith({"live", "rtmp://127.0.0.1:9/live/x", "--headless", "--camera",
            Vivid::id(), "--microphone", "tone"}));
        QCOMPARE(statusOf(program, kSoon), 1);
        std::printf("  %s", program.standardError().c_str());
        QVERIFY(program.standardError().find("used by another program") != std::string::npos);
        other.stop();
        QVERIFY(waitFor([&] { return openError(Vivid::id()) == ErrorCode::Internal; }, milliseconds(3000)));
    }

    void picturesArrive()
    {
        OnAir broadcast(
            Vivid::id(), {"--set", "broadcast.camera_controls={\"" + Vivid::id() + "\":{\"contrast\":99}}"});
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        QCOMPARE(Vivid::control("contrast"), 99L); // set when it was opened
        const TimePoint from = broadcast.now();
        broadcast.forAWhile(seconds(6));
        const TimePoint to = broadcast.now();
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto pictures = broadcast.pictures();
        const auto messages = broadcast.server().messages();
        const double rate = cameraRate(pictures, from, to);
        std::printf("  %.1f pictures/s, longest step %d ms, of the sound %d ms, encoder load %.2f\n", rate,
            longestPictureStepMs(messages), longestSoundStepMs(messages),
            report["encoder_load"].get<double>());
        QVERIFY(std::ranges::none_of(pictures, &SeenPicture::slate));
        QVERIFY(rate >= 28 && rate <= 31);
        QVERIFY(longestSoundStepMs(messages) <= 22);
        QVERIFY(monotonic(messages));
        QVERIFY(Vivid::setControl("contrast", 128));
    }

    void pulledWhileLive_data()
    {
        QTest::addColumn<bool>("another");
        QTest::newRow("back with the same number") << false;
        QTest::newRow("back with another number") << true;
    }

    void pulledWhileLive()
    {
        QFETCH(bool, another);
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const std::string before = Vivid::node();
        UniqueFd holder = another ? Vivid::open() : UniqueFd();
        const TimePoint pulled = broadcast.now();
        QVERIFY(Vivid::pull());
        const TimePoint gone = broadcast.now();
        broadcast.forAWhile(seconds(4));
        QVERIFY(Vivid::plugIn());
        const TimePoint back = broadcast.now();
        QCOMPARE(Vivid::node() != before, another);
        broadcast.forAWhile(seconds(5));
        const TimePoint to = broadcast.now();
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());

        const auto pictures = broadcast.pictures();
        const auto messages = broadcast.server().messages();
        const SeenPicture* slate = firstOf(pictures, true, pulled);
        QVERIFY(slate);
        const SeenPicture* again = firstOf(pictures, false, slate->arrived);
        QVERIFY(again);
        const double rate = cameraRate(pictures, again->arrived, to);
        std::printf(
            "  %s -> %s: the kernel took it away in %.0f ms, slate %.0f ms after the pull, pictures %.0f ms "
            "after it was there again, %.1f/s; longest step %d ms, of the sound %d ms\n",
            before.c_str(), Vivid::node().c_str(), toMsReal(gone - pulled), toMsReal(slate->arrived - pulled),
            toMsReal(again->arrived - back), rate, longestPictureStepMs(messages),
            longestSoundStepMs(messages));
        for (const char* kind : {"camera_lost", "camera_back"})
            for (const std::string& sentence : sentencesOf(report, kind))
                std::printf("  %s: %s\n", kind, sentence.c_str());
        QVERIFY(slate->arrived - pulled <= milliseconds(500));
        QVERIFY(again->arrived - back <= seconds(2));
        QVERIFY(rate >= 25);
        QVERIFY(longestSoundStepMs(messages) <= 22);
        QVERIFY(longestPictureStepMs(messages) <= 67);
        QVERIFY(monotonic(messages));
        QCOMPARE(broadcast.server().connections().size(), std::size_t(1));
        QCOMPARE(sentencesOf(report, "camera_lost").size(), std::size_t(1));
        QCOMPARE(sentencesOf(report, "camera_back").size(), std::size_t(1));
    }

    // The driver says that it is gone, its node stays; it is there again as soon as nobody has it open.
    void disconnectedWhileLive()
    {
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        auto knobs = CameraControls::open(Vivid::node());
        QVERIFY(knobs.ok());
        const TimePoint pulled = broadcast.now();
        QVERIFY(press(*knobs, "disconnect"));
        broadcast.forAWhile(seconds(4));
        QCOMPARE(openError(Vivid::id()), ErrorCode::CameraNotFound);
        knobs = Error(ErrorCode::Internal);
        const TimePoint back = broadcast.now();
        broadcast.forAWhile(seconds(4));
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto pictures = broadcast.pictures();
        const SeenPicture* slate = firstOf(pictures, true, pulled);
        QVERIFY(slate);
        const SeenPicture* again = firstOf(pictures, false, slate->arrived);
        QVERIFY(again);
        std::printf("  slate %.0f ms after, pictures %.0f ms after it was there again\n",
            toMsReal(slate->arrived - pulled), toMsReal(again->arrived - back));
        for (const std::string& sentence : sentencesOf(report, "camera_lost"))
            std::printf("  %s\n", sentence.c_str());
        QVERIFY(slate->arrived - pulled <= milliseconds(500));
        QVERIFY(again->arrived - back <= seconds(2));
        QVERIFY(longestSoundStepMs(broadcast.server().messages()) <= 22);
    }

    // Its sound is silence meanwhile, without a gap, and the picture goes on.
    void aMicrophoneThatIsPulledComesBack()
    {
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const TimePoint from = broadcast.now();
        QVERIFY(Vivid::tell("snd_dummy", "unbind", "snd_dummy.0"));
        broadcast.forAWhile(seconds(3));
        QVERIFY(Vivid::tell("snd_dummy", "bind", "snd_dummy.0"));
        broadcast.forAWhile(seconds(3));
        const TimePoint to = broadcast.now();
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto messages = broadcast.server().messages();
        const double rate = cameraRate(broadcast.pictures(), from, to);
        std::printf("  %.1f pictures/s, longest step %d ms, of the sound %d ms\n", rate,
            longestPictureStepMs(messages), longestSoundStepMs(messages));
        for (const std::string& sentence : sentencesOf(report, "microphone_lost"))
            std::printf("  %s\n", sentence.c_str());
        QCOMPARE(sentencesOf(report, "microphone_lost").size(), std::size_t(1));
        QCOMPARE(sentencesOf(report, "microphone_back").size(), std::size_t(1));
        QVERIFY(longestSoundStepMs(messages) <= 22);
        QVERIFY(longestPictureStepMs(messages) <= 67);
        QVERIFY(monotonic(messages));
        QVERIFY(rate >= 28);
    }

    void twentyTimesOffAndOn()
    {
        constexpr int kTimes = 20;
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const std::string process = "/proc/" + std::to_string(broadcast.program().pid());
        const auto now = [&] { return std::pair(entriesOf(process + "/fd"), entriesOf(process + "/task")); };
        const auto before = now();
        std::vector<double> returns;
        for (int i = 0; i < kTimes; ++i) {
            QVERIFY(Vivid::pull());
            broadcast.forAWhile(milliseconds(700));
            QVERIFY(Vivid::plugIn());
            const TimePoint back = broadcast.now();
            QVERIFY(waitFor([&] { return Vivid::openedBy(broadcast.program().pid()); }, milliseconds(5000)));
            returns.push_back(toMsReal(broadcast.now() - back));
            broadcast.forAWhile(milliseconds(300));
        }
        const auto after = now();
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        std::printf("  opened again after %.0f ms at the most; descriptors %zu -> %zu, threads %zu -> %zu\n",
            *std::ranges::max_element(returns), before.first, after.first, before.second, after.second);
        QCOMPARE(after, before);
        QCOMPARE(sentencesOf(report, "camera_back").size(), std::size_t(kTimes));
        QVERIFY(longestSoundStepMs(broadcast.server().messages()) <= 22);
        QVERIFY(*std::ranges::max_element(returns) <= 2000);
    }

    void damagedPicturesAreLeftOut()
    {
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const auto knobs = CameraControls::open(Vivid::node());
        QVERIFY(knobs.ok());
        const TimePoint from = broadcast.now();
        int presses = 0;
        while (broadcast.now() < from + milliseconds(1100)) { // over thirty pictures' time
            QVERIFY(press(*knobs, "inject_v4l2_buf_flag_error"));
            ++presses;
        }
        const TimePoint to = broadcast.now();
        broadcast.forAWhile(seconds(3));
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto pictures = broadcast.pictures();
        const SeenPicture* again = firstOf(pictures, false, to);
        QVERIFY(again);
        std::printf("  %d times damaged in %.0f ms: %.1f pictures/s meanwhile, again %.0f ms after it\n",
            presses, toMsReal(to - from), cameraRate(pictures, from, to), toMsReal(again->arrived - to));
        QVERIFY(again->arrived - to <= milliseconds(500));
        QVERIFY(sentencesOf(report, "camera_lost").empty()); // it was never given up
        // Until it is taken for lost; then the slate fills the time.
        QVERIFY(longestPictureStepMs(broadcast.server().messages()) <= 567);
        QVERIFY(firstOf(pictures, true, from, 3));
    }

    void faultsOfTheDriver_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::newRow("streaming fails for good") << "inject_fatal_streaming_error";
        QTest::newRow("handing a buffer over fails") << "inject_vidioc_qbuf_error";
    }

    // The camera is closed and opened again.
    void faultsOfTheDriver()
    {
        QFETCH(QString, fault);
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const auto knobs = CameraControls::open(Vivid::node());
        QVERIFY(knobs.ok());
        const TimePoint from = broadcast.now();
        QVERIFY(press(*knobs, fault.toStdString()));
        broadcast.forAWhile(seconds(4));
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto pictures = broadcast.pictures();
        const SeenPicture* slate = firstOf(pictures, true, from);
        const SeenPicture* again = firstOf(pictures, false, slate ? slate->arrived : from);
        QVERIFY(again);
        std::printf("  slate: %s; pictures %.0f ms after the fault\n", slate ? "yes" : "no",
            toMsReal(again->arrived - from));
        for (const std::string& sentence : sentencesOf(report, "camera_lost"))
            std::printf("  %s\n", sentence.c_str());
        QVERIFY(again->arrived - from <= milliseconds(2500));
    }

    // It is there, and says nothing any more.
    void aCameraThatFreezesIsGivenUpAndTakenAgain()
    {
        OnAir broadcast(Vivid::id());
        QVERIFY2(broadcast.live(), broadcast.words().c_str());
        const TimePoint from = broadcast.now();
        QVERIFY(Vivid::setControl("percentage_of_dropped_buffers", 100));
        broadcast.forAWhile(seconds(4));
        QVERIFY(Vivid::setControl("percentage_of_dropped_buffers", 0));
        const TimePoint back = broadcast.now();
        broadcast.forAWhile(seconds(4));
        const json report = broadcast.end();
        QVERIFY2(!report.is_null(), broadcast.words().c_str());
        const auto pictures = broadcast.pictures();
        const SeenPicture* slate = firstOf(pictures, true, from);
        QVERIFY(slate);
        const SeenPicture* again = firstOf(pictures, false, slate->arrived);
        QVERIFY(again);
        const auto said = sentencesOf(report, "camera_lost");
        std::printf("  slate %.0f ms after, pictures %.0f ms after it gave some again; %s\n",
            toMsReal(slate->arrived - from), toMsReal(again->arrived - back),
            said.empty() ? "nothing was said" : said.front().c_str());
        QVERIFY(!said.empty() && said.front().find("stopped sending pictures") != std::string::npos);
        QVERIFY(again->arrived - back <= seconds(2));
    }

    void theListFollows()
    {
        DeviceCatalog catalog;
        catalog.watch();
        catalog.refresh();
        const auto listed
            = [&] { return catalog.cameras().empty() ? std::string() : catalog.cameras()[0].id; };
        QTRY_COMPARE_WITH_TIMEOUT(listed(), Vivid::id(), 10000);
        QVERIFY(Vivid::pull());
        QTRY_COMPARE_WITH_TIMEOUT(listed(), std::string(), 3000);
        QVERIFY(Vivid::plugIn());
        QTRY_COMPARE_WITH_TIMEOUT(listed(), Vivid::id(), 3000);
    }
};

QTEST_GUILESS_MAIN(CameraMachineTest)
#include "CameraMachineTest.moc"
