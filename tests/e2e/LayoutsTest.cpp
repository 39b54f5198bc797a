// SPDX-License-Identifier: GPL-3.0-or-later
// A broadcast whose layout changes all the time, with the test picture as the camera and a window of a real display:
// what a recorder got of it, frame by frame.
#include <map>

#include <QObject>
#include <QTest>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/capture/SourceFactory.h"
#include "core/publish/PublishPipeline.h"
#include "tests/support/PaintedWindow.h"
#include "tests/support/TempDir.h"
#include "tests/support/VirtualDisplay.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using test::milliseconds;
using test::waitFor;

namespace {

constexpr VideoSize kSize{640, 360};
constexpr FrameRate kRate{30, 1};

struct Recorded {
    std::vector<MediaTime> times;
    std::vector<LayoutKind> shown; // as its pixels say
    std::size_t unclear = 0;
};

int lumaAt(const VideoFrame& frame, double x, double y)
{
    return frame.planes[0][static_cast<int>(y * frame.size.height) * frame.strides[0]
        + static_cast<int>(x * frame.size.width)];
}

// The window has red above left (luma 63) and blue below left (32); the slate is 30 all over, with little colour.
std::optional<LayoutKind> layoutOf(const VideoFrame& frame)
{
    const auto about = [](int a, int b) { return std::abs(a - b) < 8; };
    const int red = frame.planes[2][static_cast<int>(0.1 * frame.size.height / 2) * frame.strides[2]
        + frame.size.width / 20];
    if (about(lumaAt(frame, 0.3, 0.25), 30) && about(lumaAt(frame, 0.95, 0.95), 30) && about(red, 128))
        return LayoutKind::Slate;
    if (about(lumaAt(frame, 0.05, 0.1), 63)
        && red > 220) // the inset's lower edge is dark, the window's is white
        return about(lumaAt(frame, 0.858, 0.945), 235) ? LayoutKind::Screen : LayoutKind::Both;
    return lumaAt(frame, 0.5, 0.02) > 200 || red < 220 ? std::optional(LayoutKind::Camera) : std::nullopt;
}

} // namespace

class LayoutsTest : public QObject {
    Q_OBJECT

private:
    SystemClock m_clock;
    Resolver m_resolver;
    const Log m_log;
    SourceFactory m_factory{m_clock, m_resolver, m_log, nullptr};
    std::unique_ptr<test::VirtualDisplay> m_display;
    std::unique_ptr<PublishPipeline> m_pipeline;
    std::unique_ptr<test::TempDir> m_folder;

    static Layout layout(LayoutKind kind)
    {
        Layout made;
        made.kind = kind;
        return made;
    }

    void begin(const std::string& screen)
    {
        m_folder = std::make_unique<test::TempDir>();
        m_pipeline = std::make_unique<PublishPipeline>(
            PublishPipeline::Services{m_clock, m_resolver, m_log}, [] { }, [] { });
        PublishPipeline::Sources sources;
        sources.request = {kSize, kRate};
        sources.camera = [this] { return m_factory.camera("test"); };
        sources.screen = [this, screen] { return m_factory.screen(screen); };
        sources.microphone = [this] { return m_factory.microphone("tone"); };
        m_pipeline->setCanvas(kSize, kRate);
        m_pipeline->setSources(std::move(sources));
        QVERIFY(waitFor([this] { return m_pipeline->status().capture.fps > 0; }, milliseconds(5000)));
        PublishPipeline::LiveConfig live;
        live.video.size = kSize;
        live.video.rate = kRate;
        live.recordFile = m_folder->file("show.mkv");
        m_pipeline->start(live);
        QVERIFY(waitFor([this] { return m_pipeline->status().video.encoded > 15; }, milliseconds(5000)));
    }

    LiveReport end()
    {
        m_pipeline->stop();
        const auto over = [this] { return m_pipeline->events().all().back().kind == EventKind::Stopped; };
        (void)waitFor(over, milliseconds(5000));
        LiveReport report = m_pipeline->report();
        m_pipeline.reset();
        return report;
    }

    Recorded recorded()
    {
        Recorded out;
        Demuxer::Options options;
        options.url = m_folder->file("show.mkv");
        auto file = Demuxer::open(options, m_resolver, m_clock, m_log, {});
        if (!file)
            return out;
        auto decoder = VideoDecoder::open(*(*file)->info().video, {});
        std::vector<VideoFrame> frames;
        const auto take = [&] {
            for (const VideoFrame& frame : frames) {
                out.times.push_back(frame.pts);
                if (const auto kind = layoutOf(frame))
                    out.shown.push_back(*kind);
                else
                    ++out.unclear;
            }
            frames.clear();
        };
        for (;;) {
            auto packet = (*file)->read({});
            if (!packet || !packet->has_value())
                break;
            if ((*packet)->kind != StreamKind::Video)
                continue;
            (void)(*decoder)->decode(**packet, frames);
            take();
        }
        (*decoder)->drain(frames);
        take();
        return out;
    }

private slots:
    void initTestCase()
    {
        if (const std::string missing = test::VirtualDisplay::missing(); !missing.empty())
            QSKIP(missing.c_str());
        m_display = std::make_unique<test::VirtualDisplay>("1280x800x24");
        qputenv("DISPLAY", m_display->name().c_str());
        qunsetenv("WAYLAND_DISPLAY");
    }
    void cleanup() { m_pipeline.reset(); }

    void twentyChangesCostNoFrame()
    {
        const test::PaintedWindow window({m_display->name(), "Slides", 50, 50, 640, 360, false});
        begin("window:Slides");
        constexpr std::array kTurns{
            LayoutKind::Screen, LayoutKind::Both, LayoutKind::Camera, LayoutKind::Slate, LayoutKind::Both};
        constexpr int kSwitches = 20;
        for (int i = 0; i < kSwitches; ++i) {
            const LayoutKind kind = kTurns[static_cast<std::size_t>(i) % kTurns.size()];
            m_pipeline->setLayout(layout(kind));
            QVERIFY2(waitFor([&] { return m_pipeline->status().video.layout == kind; }, milliseconds(1500)),
                token(kind).data());
            (void)m_clock.sleepFor(milliseconds(300 + 11 * (i % 3)), {});
        }
        const LiveReport report = end();
        QCOMPARE(report.layouts.size(), std::size_t(kSwitches + 1));
        QCOMPARE(report.layouts.back().layout, std::string("both"));
        QCOMPARE(report.frames.droppedCapture, std::int64_t(0));
        QCOMPARE(report.frames.droppedEncode, std::int64_t(0));

        const Recorded got = recorded();
        QCOMPARE(static_cast<std::int64_t>(got.times.size()), report.frames.encoded);
        QVERIFY(got.times.size() > 190);
        // The file's time stamps are whole milliseconds.
        for (std::size_t i = 1; i < got.times.size(); ++i) {
            const double step = toSeconds(got.times[i] - got.times[i - 1]) * 1000;
            QVERIFY2(
                step > 32 && step < 34.5, qPrintable(QStringLiteral("%1 ms at frame %2").arg(step).arg(i)));
        }
        QCOMPARE(got.unclear, std::size_t(0));
        std::map<LayoutKind, int> count;
        int changes = 0;
        QStringList runs; // for whoever has to find out what went wrong
        for (std::size_t i = 0; i < got.shown.size(); ++i) {
            ++count[got.shown[i]];
            changes += i > 0 && got.shown[i] != got.shown[i - 1] ? 1 : 0;
            if (i == 0 || got.shown[i] != got.shown[i - 1])
                runs += QStringLiteral("%1:%2").arg(i).arg(static_cast<int>(got.shown[i]));
        }
        QVERIFY2(changes == kSwitches, qPrintable(runs.join(QLatin1Char(' '))));
        for (const auto& [kind, frames] : count)
            QVERIFY2(frames > 20, token(kind).data());
        qInfo("%zu frames, %d changes, every frame in its slot", got.times.size(), changes);
    }

    void aWindowThatIsClosedGivesTheSlateAndComesBack()
    {
        auto window = std::make_unique<test::PaintedWindow>(
            test::PaintedWindow::Plan{m_display->name(), "Talk", 50, 50, 640, 360, false});
        begin("window:Talk");
        m_pipeline->setLayout(layout(LayoutKind::Screen));
        const auto shows = [this](bool slate) {
            const auto status = m_pipeline->status().video;
            return status.layout == LayoutKind::Screen && status.slate == slate;
        };
        QVERIFY(waitFor([&] { return shows(false); }, milliseconds(2000)));
        window.reset();
        const TimePoint closed = m_clock.now();
        QVERIFY(waitFor([&] { return shows(true); }, milliseconds(2000)));
        QVERIFY2(m_clock.now() - closed < milliseconds(1000),
            qPrintable(QString::number(toSeconds(m_clock.now() - closed))));
        QVERIFY(waitFor([&] { return m_pipeline->status().screen.error.has_value(); }, milliseconds(500)));
        QCOMPARE(m_pipeline->status().screen.error->message(),
            std::string("The window “Talk” was closed or minimised. Open it again, or choose another one."));
        window = std::make_unique<test::PaintedWindow>(
            test::PaintedWindow::Plan{m_display->name(), "Talk", 80, 80, 640, 360, false});
        const TimePoint opened = m_clock.now();
        QVERIFY(waitFor([&] { return shows(false); }, milliseconds(3000)));
        QVERIFY(m_clock.now() - opened < milliseconds(2000));
        const auto encoded = m_pipeline->status().video.encoded;
        QVERIFY(
            waitFor([&] { return m_pipeline->status().video.encoded > encoded + 10; }, milliseconds(2000)));
        const LiveReport report = end();
        std::vector<EventKind> told;
        for (const ReportEvent& event : report.events)
            if (const auto kind = event.kind; kind == EventKind::ScreenLost || kind == EventKind::ScreenBack)
                told.push_back(kind);
        QCOMPARE(told, (std::vector{EventKind::ScreenLost, EventKind::ScreenBack}));
        const Recorded got = recorded();
        QVERIFY(std::ranges::find(got.shown, LayoutKind::Slate) != got.shown.end());
        QCOMPARE(got.shown.back(), LayoutKind::Screen);
    }
};

QTEST_GUILESS_MAIN(LayoutsTest)
#include "LayoutsTest.moc"
