// SPDX-License-Identifier: GPL-3.0-or-later
// Screens and windows of a display of its own: colours, rate, size, windows that go and come back, and what is said
// where there is nothing to capture.
#include <array>
#include <filesystem>

#include <QObject>
#include <QTest>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/av/ScreenInput.h"
#include "core/base/Clock.h"
#include "core/capture/ScreenGuard.h"
#include "core/capture/ScreenSource.h"
#include "core/devices/ScreenLister.h"
#include "tests/support/PaintedWindow.h"
#include "tests/support/VirtualDisplay.h"
#include "tests/support/WaitFor.h"

using namespace sluice;

namespace {

struct Yuv {
    int y = 0, u = 0, v = 0;
};

// In shares of the picture.
Yuv colourAt(const VideoFrame& frame, double x, double y)
{
    const int column = static_cast<int>(x * frame.size.width) & ~1;
    const int row = static_cast<int>(y * frame.size.height) & ~1;
    return {frame.planes[0][row * frame.strides[0] + column],
        frame.planes[1][row / 2 * frame.strides[1] + column / 2],
        frame.planes[2][row / 2 * frame.strides[2] + column / 2]};
}

// BT.709, limited range.
constexpr Yuv kRed{63, 102, 240};
constexpr Yuv kGreen{173, 42, 26};
constexpr Yuv kBlue{32, 240, 118};
constexpr Yuv kWhite{235, 128, 128};

bool near(Yuv a, Yuv b)
{
    constexpr int kRounding = 2;
    return std::abs(a.y - b.y) <= kRounding && std::abs(a.u - b.u) <= kRounding
        && std::abs(a.v - b.v) <= kRounding;
}

bool isPainted(const VideoFrame& frame)
{
    return near(colourAt(frame, 0.25, 0.25), kRed) && near(colourAt(frame, 0.75, 0.25), kGreen)
        && near(colourAt(frame, 0.25, 0.75), kBlue) && near(colourAt(frame, 0.75, 0.75), kWhite);
}

std::string numbered(const test::PaintedWindow& window)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "window:0x%x", window.id());
    return text.data();
}

// Wakes its sleepers late by up to a picture and a half at 30 fps, as a crowded computer does.
class LateClock final : public Clock {
public:
    TimePoint now() const override { return m_clock.now(); }
    WallTime wallNow() const override { return m_clock.wallNow(); }
    bool sleepUntil(TimePoint until, StopToken stop) override
    {
        constexpr std::array<int, 5> kLateMs{0, 30, 2, 20, 50};
        return m_clock.sleepUntil(
            until + milliseconds(kLateMs[m_sleeps++ % kLateMs.size()]), std::move(stop));
    }
    void waitUntil(
        std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, TimePoint until) override
    {
        m_clock.waitUntil(changed, lock, until);
    }

private:
    SystemClock m_clock;
    std::size_t m_sleeps = 0;
};

} // namespace

class ScreenTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<test::VirtualDisplay> m_display;
    SystemClock m_clock;
    const Log m_log;
    std::shared_ptr<WindowMemory> m_memory;

    std::unique_ptr<ScreenSource> source(const std::string& spec)
    {
        return std::make_unique<ScreenSource>(spec, m_memory, m_clock, m_log);
    }
    // The next picture, or an empty one with the error in `problem`.
    VideoFrame next(ScreenSource& from, std::optional<Error>& problem)
    {
        for (int i = 0; i < 20; ++i) {
            auto read = from.read(milliseconds(100), {});
            if (!read) {
                problem = read.error();
                return {};
            }
            if (read->has_value())
                return **read;
        }
        return {};
    }
    test::PaintedWindow::Plan plan(const std::string& title, int width, int height, bool framed = true) const
    {
        return {m_display->name(), title, 100, 100, width, height, framed};
    }

private slots:
    void initTestCase()
    {
        if (const std::string missing = test::VirtualDisplay::missing(); !missing.empty())
            QSKIP(missing.c_str());
        m_display = std::make_unique<test::VirtualDisplay>("1280x800x24");
        qunsetenv("WAYLAND_DISPLAY");
    }
    void init()
    {
        m_memory = std::make_shared<WindowMemory>();
        qputenv("DISPLAY", m_display->name().c_str());
        qunsetenv("XDG_SESSION_TYPE");
    }

    void theWholeScreenArrivesInItsColoursAndAtTheRateAskedFor()
    {
        const test::PaintedWindow wall({m_display->name(), "wall", 0, 0, 1280, 800, false});
        const auto screen = source("default");
        const auto opened = screen->open({{640, 360}, {25, 1}}, {});
        QVERIFY2(opened, opened.ok() ? "" : opened.error().message().c_str());
        QVERIFY(opened->size == (VideoSize{576, 360})); // 16:10 in 16:9, whole
        constexpr int kFrames = 50;
        std::optional<Error> problem;
        std::vector<VideoFrame> frames;
        const TimePoint began = m_clock.now();
        for (int i = 0; i < kFrames; ++i) {
            frames.push_back(next(*screen, problem));
            QVERIFY2(!problem, problem ? problem->message().c_str() : "");
        }
        const double took = toSeconds(m_clock.now() - began);
        QVERIFY(frames.back().size == (VideoSize{576, 360}));
        QVERIFY(isPainted(frames.back()));
        QVERIFY2(took > 1.8 && took < 2.6, qPrintable(QString::number(took))); // 2 s at 25 fps
        for (std::size_t i = 1; i < frames.size(); ++i)
            QVERIFY(frames[i].pts > frames[i - 1].pts && frames[i].captured > frames[i - 1].captured);
    }

    // Otherwise two pictures would come for one place in the broadcast.
    void picturesThatAreTakenLateKeepTheirDistance()
    {
        LateClock clock;
        ScreenSource screen("region:64x64+0+0", m_memory, clock, m_log);
        QVERIFY(screen.open({{64, 64}, {30, 1}}, {}).ok());
        std::optional<Error> problem;
        TimePoint last{};
        for (int i = 0; i < 20; ++i) {
            const VideoFrame frame = next(screen, problem);
            QVERIFY(frame);
            const double apart = toMsReal(frame.captured - last);
            QVERIFY2(i == 0 || (apart > 33 && apart < 34), qPrintable(QString::number(apart)));
            last = frame.captured;
        }
    }

    void aRegionIsThatPartOfTheScreen()
    {
        const test::PaintedWindow wall({m_display->name(), "wall", 0, 0, 1280, 800, false});
        const auto part = source("region:640x400+640+0"); // the green quarter
        QVERIFY(part->open({{1280, 720}, {30, 1}}, {}).ok());
        std::optional<Error> problem;
        const VideoFrame frame = next(*part, problem);
        QVERIFY(frame.size == (VideoSize{640, 400})); // nothing is scaled up
        for (const double x : {0.1, 0.9})
            for (const double y : {0.1, 0.9})
                QVERIFY(near(colourAt(frame, x, y), kGreen));
        const auto outside = source("region:640x400+5000+0")->open({}, {});
        QCOMPARE(outside.error().code(), ErrorCode::ScreenFailed);
    }

    // x11grab itself has no deadline.
    void aDisplayThatHangsInTheMiddleOfAPictureHoldsNothingUp()
    {
        const Log log;
        SystemClock clock;
        ScreenGuard guard;
        ScreenInput input(clock, log);
        for (int i = 0; i < 2;
            ++i) { // again, as when a window's size changes: the new connection has the old one's number
            const ScreenGuard::Call call(guard, true);
            QVERIFY(input.open({m_display->name(), 0, 0, 0, {320, 240}}).ok());
        }
        const auto grab = [&] {
            const ScreenGuard::Call call(guard, false);
            return input.grab().ok();
        };
        QVERIFY(grab());
        QVERIFY(!guard.cut());
        m_display->freeze();
        const TimePoint frozen = clock.now();
        const bool grabbed = grab();
        const Duration took = clock.now() - frozen;
        input.close();
        m_display->thaw();
        QVERIFY(!grabbed);
        QVERIFY(guard.cut());
        QVERIFY2(took < ScreenGuard::kPatience + seconds(1), qPrintable(QString::number(toMsReal(took))));
    }

    void aDisplayThatHangsIsSaidAndComesBack()
    {
        const Log log;
        SystemClock clock;
        ScreenSource source("screen", std::make_shared<WindowMemory>(), clock, log);
        QVERIFY(source.open({{320, 240}, {30, 1}}, {}).ok());
        QVERIFY(source.read(seconds(1), {}).ok());
        m_display->freeze();
        const TimePoint frozen = clock.now();
        std::optional<Error> told;
        while (!told && clock.now() - frozen < seconds(8))
            if (auto frame = source.read(milliseconds(100), {}); !frame)
                told = frame.error();
        const Duration took = clock.now() - frozen;
        source.close();
        m_display->thaw();
        QVERIFY(told.has_value());
        qInfo("noticed after %.0f ms: %s", toMsReal(took), told->message().c_str());
        QVERIFY(took < seconds(5));
        QVERIFY(source.open({{320, 240}, {30, 1}}, {}).ok());
        QVERIFY(source.read(seconds(1), {}).ok());
    }

    void aWindowIsListedCapturedAndFollowedWhenItsSizeChanges()
    {
        test::PaintedWindow window(plan("Slides", 640, 360));
        const auto listed = [&] {
            for (const Device& device : listScreens().screens)
                if (device.label == "Slides" && device.id == numbered(window)
                    && device.kind == DeviceKind::Screen)
                    return true;
            return false;
        };
        QVERIFY(test::waitFor(listed, std::chrono::seconds(5)));
        const auto captured = source(numbered(window));
        const auto opened = captured->open({{1280, 720}, {30, 1}}, {});
        QVERIFY(opened.ok());
        QVERIFY(opened->size == (VideoSize{640, 360}));
        std::optional<Error> problem;
        QVERIFY(isPainted(next(*captured, problem)));
        window.resize(401, 301);
        VideoFrame frame;
        QVERIFY(test::waitFor(
            [&] {
                frame = next(*captured, problem);
                return problem || frame.size == VideoSize{400, 300};
            },
            std::chrono::seconds(5)));
        QVERIFY2(!problem, problem ? problem->message().c_str() : "");
        QVERIFY(isPainted(frame));
    }

    void aWindowOutsideOfTheScreenIsCutOff()
    {
        const test::PaintedWindow window({m_display->name(), "Edge", 960, 100, 640, 360, false});
        const auto captured = source(numbered(window));
        const auto opened = captured->open({{1280, 720}, {30, 1}}, {});
        QVERIFY(opened.ok());
        QVERIFY(opened->size == (VideoSize{320, 360}));
        std::optional<Error> problem;
        const VideoFrame frame = next(*captured, problem);
        QVERIFY(near(colourAt(frame, 0.5, 0.25), kRed) && near(colourAt(frame, 0.5, 0.75), kBlue));
    }

    void aWindowThatWasMinimisedComesBack()
    {
        test::PaintedWindow window(plan("Notes", 640, 360, false));
        const auto captured = source("window:Notes");
        QVERIFY(captured->open({}, {}).ok());
        std::optional<Error> problem;
        QVERIFY(isPainted(next(*captured, problem)));
        window.hide();
        QVERIFY(test::waitFor(
            [&] {
                (void)next(*captured, problem);
                return problem.has_value();
            },
            std::chrono::seconds(2)));
        QCOMPARE(problem->code(), ErrorCode::WindowGone);
        QCOMPARE(problem->sentence().english(),
            std::string("The window “Notes” was closed or minimised. Open it again, or choose another one."));
        captured->close();
        QVERIFY(!source("window:Notes")->open({}, {}).ok());
        window.show();
        const auto again = source("window:Notes");
        QVERIFY(again->open({}, {}).ok());
        problem.reset();
        QVERIFY(isPainted(next(*again, problem)));
    }

    // The program was started again: the window has another number. Another window of that name, which was there
    // already, is not shown.
    void aWindowThatWasClosedComesBackAndAStrangerDoesNot()
    {
        auto window = std::make_unique<test::PaintedWindow>(plan("Terminal", 640, 360, false));
        const test::PaintedWindow stranger(plan("Terminal", 200, 200, false));
        const std::string spec = numbered(*window);
        const auto captured = source(spec);
        QVERIFY(captured->open({}, {}).ok());
        window.reset();
        std::optional<Error> problem;
        QVERIFY(test::waitFor(
            [&] {
                (void)next(*captured, problem);
                return problem.has_value();
            },
            std::chrono::seconds(2)));
        QCOMPARE(problem->code(), ErrorCode::WindowGone);
        const auto meanwhile = source(spec)->open({}, {});
        QVERIFY(!meanwhile.ok());
        QCOMPARE(meanwhile.error().code(), ErrorCode::WindowGone);
        const test::PaintedWindow back(plan("Terminal", 320, 180, false));
        const auto again = source(spec);
        const auto opened = again->open({}, {});
        QVERIFY2(opened, opened.ok() ? "" : opened.error().message().c_str());
        QVERIFY(opened->size == (VideoSize{320, 180}));
    }

    // A server gives the numbers of a program that ended to the next program.
    void aNumberThatWasGivenToAnotherProgramIsAStranger()
    {
        auto window = std::make_unique<test::PaintedWindow>(plan("Terminal", 640, 360, false));
        const std::string spec = numbered(*window);
        QVERIFY(source(spec)->open({}, {}).ok());
        window.reset();
        test::PaintedWindow::Plan other = plan("Private", 320, 180, false);
        other.program = "messenger";
        const test::PaintedWindow stranger(other);
        if (numbered(stranger) != spec)
            QSKIP("this server gave the number to nobody");
        const auto opened = source(spec)->open({}, {});
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code(), ErrorCode::WindowGone);
    }

    void whatIsNoScreenHasItsSentence()
    {
        const auto code = [this](const std::string& spec) {
            const auto opened = source(spec)->open({}, {});
            return opened.ok() ? ErrorCode::Internal : opened.error().code();
        };
        QCOMPARE(code("window:0xfffff1"), ErrorCode::ScreenNotFound);
        QCOMPARE(code("window:nobody has this title"), ErrorCode::ScreenNotFound);
        QCOMPARE(code("monitor:nowhere"), ErrorCode::ScreenNotFound);
        qputenv("WAYLAND_DISPLAY", "wayland-0");
        QCOMPARE(code("screen"), ErrorCode::ScreenOnWayland);
        QCOMPARE(listScreens().problem->code(), ErrorCode::ScreenOnWayland);
        qunsetenv("WAYLAND_DISPLAY");
        qunsetenv("DISPLAY");
        QCOMPARE(code("screen"), ErrorCode::NoScreen);
        QCOMPARE(listScreens().problem->code(), ErrorCode::NoScreen);
        qputenv("XDG_SESSION_TYPE", "wayland");
        QCOMPARE(code("screen"), ErrorCode::ScreenOnWayland);
        qputenv("DISPLAY", ":7654");
        QCOMPARE(code("screen"), ErrorCode::NoScreen);
    }

    // A server that takes connections and says nothing holds nobody.
    void aServerThatHangsIsGivenUp()
    {
        constexpr int kNumber = 7655;
        const std::string path = "/tmp/.X11-unix/X" + std::to_string(kNumber);
        const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        if (fd < 0)
            QFAIL("no socket");
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(
            address.sun_path + 1, sizeof(address.sun_path) - 2); // abstract: nothing is left on the disk
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
        QCOMPARE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), length), 0);
        QCOMPARE(::listen(fd, 4), 0);
        qputenv("DISPLAY", QByteArray(":") + QByteArray::number(kNumber));
        const TimePoint began = m_clock.now();
        const auto opened = source("screen")->open({}, {});
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code(), ErrorCode::NoScreen);
        QVERIFY(m_clock.now() - began < seconds(3));
        ::close(fd);
    }

    void aStopIsHeardAtOnce()
    {
        const auto screen = source("screen");
        QVERIFY(screen->open({{640, 360}, {1, 1}}, {}).ok()); // a picture a second
        std::optional<Error> problem;
        (void)next(*screen, problem);
        std::stop_source stop;
        std::jthread later([&] {
            (void)m_clock.sleepFor(milliseconds(50), {});
            stop.request_stop();
        });
        const TimePoint began = m_clock.now();
        const auto read = screen->read(seconds(10), stop.get_token());
        QVERIFY(!read.ok() && read.error().cancelled());
        QVERIFY(m_clock.now() - began < milliseconds(500));
    }
};

QTEST_GUILESS_MAIN(ScreenTest)
#include "ScreenTest.moc"
