// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts: what is on the canvas, and that changing them costs no slot, however the sources' clocks stand.
#include <cstring>
#include <memory>

#include <QObject>
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/Composer.h"
#include "core/publish/VideoNode.h"

using namespace sluice;

namespace {

constexpr VideoSize kCanvas{320, 180};
constexpr FrameRate kRate{30, 1};
constexpr int kCameraGrey = 100;
constexpr int kScreenGrey = 180;
constexpr int kSlateGrey = 30;

VideoFrame grey(VideoSize size, int luma)
{
    MutableFrame frame(PixelFormat::I420, size);
    for (std::size_t plane = 0; plane < 3; ++plane)
        for (int row = 0; row < planeRows(PixelFormat::I420, plane, size.height); ++row)
            std::memset(frame.plane(plane) + row * frame.stride(plane), plane == 0 ? luma : 128,
                static_cast<std::size_t>(planeBytesPerRow(PixelFormat::I420, plane, size.width)));
    return frame.finish();
}

int lumaAt(const VideoFrame& frame, double x, double y)
{
    return frame.planes[0][static_cast<int>(y * frame.size.height) * frame.strides[0]
        + static_cast<int>(x * frame.size.width)];
}

bool about(int a, int b)
{
    return std::abs(a - b) <= 2;
}

// What was given to the encoder.
struct Coded {
    MediaTime pts;
    VideoFrame frame;
};
class NotingEncoder final : public VideoEncoder {
public:
    explicit NotingEncoder(std::vector<Coded>& into) : m_into(into) { }
    const StreamInfo& info() const override { return m_info; }
    Result<void> encode(const VideoFrame& frame, bool, std::vector<CodedPacket>&) override
    {
        m_into.push_back({frame.pts, frame});
        return {};
    }
    void drain(std::vector<CodedPacket>&) override { }
    void setBitrate(int) override { }

private:
    std::vector<Coded>& m_into;
    StreamInfo m_info;
};

// A source that gives a picture each slot, at a phase of its own and some time after the light.
struct Source {
    BoundedQueue<VideoFrame>* mailbox;
    int luma;
    Duration phase;
    Duration lag;
    bool on = true;
    std::int64_t next = 0;
    Duration wobble{}; // every other picture is said to be captured so much earlier

    void feed(TimePoint begin, TimePoint now, FrameRate rate)
    {
        for (; begin + phase + rate.timeOf(next) + lag <= now; ++next) {
            if (!on)
                continue;
            VideoFrame frame = grey(kCanvas, luma);
            frame.captured = begin + phase + rate.timeOf(next) - (next % 2 ? wobble : Duration::zero());
            (void)mailbox->pushDropOldest(std::move(frame));
        }
    }
};

class Stage {
public:
    Stage(Duration cameraPhase, Duration cameraLag, Duration screenPhase, Duration screenLag)
        : camera{&m_cameraBox, kCameraGrey, cameraPhase, cameraLag}
        , screen{&m_screenBox, kScreenGrey, screenPhase, screenLag}
        , node(m_clock, {m_cameraBox, m_screenBox, &reel}, kCanvas, kRate, [] { })
        , m_begin(m_clock.now())
    { }

    void goLive()
    {
        VideoNode::Live live;
        live.encoder = std::make_unique<NotingEncoder>(coded);
        live.rate = kRate;
        live.epoch = m_clock.now();
        live.packet = [](const CodedPacket&) { };
        node.goLive(std::move(live));
    }

    void run(Duration how)
    {
        for (const TimePoint until = m_clock.now() + how; m_clock.now() < until;) {
            m_clock.advance(milliseconds(1));
            camera.feed(m_begin, m_clock.now(), kRate);
            screen.feed(m_begin, m_clock.now(), kRate);
            for (;;) {
                const Step step = node.step({});
                const bool due = step.next == Step::Next::At && step.at <= m_clock.now();
                if (step.next != Step::Next::Again && !due)
                    break;
            }
        }
    }

    // Slots between the first and the last picture that none stands in.
    int emptySlots() const
    {
        int empty = 0;
        for (std::size_t i = 1; i < coded.size(); ++i) {
            const double step = toSeconds(coded[i].pts - coded[i - 1].pts) * kRate.value();
            empty += static_cast<int>(std::lround(step)) - 1;
        }
        return empty;
    }

private:
    FakeClock m_clock;
    BoundedQueue<VideoFrame> m_cameraBox{3};
    BoundedQueue<VideoFrame> m_screenBox{3};

public:
    Source camera;
    Source screen;
    SlateReel reel{[] { }};
    VideoNode node;
    std::vector<Coded> coded;

private:
    TimePoint m_begin;
};

Layout layout(LayoutKind kind)
{
    Layout made;
    made.kind = kind;
    return made;
}

} // namespace

class LayoutTest : public QObject {
    Q_OBJECT

private slots:
    void theInsetStandsInItsCorner()
    {
        const VideoSize canvas{1280, 720};
        Layout both = layout(LayoutKind::Both);
        const Placement right = insetPlacement(both, canvas, 16.0 / 9);
        QCOMPARE(right.width, 0.25);
        QCOMPARE(right.height, 0.25);
        QVERIFY(right.x > 0.7 && right.x + right.width < 1 && right.y > 0.7 && right.y + right.height < 1);
        both.corner = InsetCorner::TopLeft;
        const Placement left = insetPlacement(both, canvas, 16.0 / 9);
        QCOMPARE(left.x * 1280, left.y * 720); // the same margin on both sides
        both.insetPercent = 50;
        const Placement tall = insetPlacement(both, canvas, 9.0 / 16); // a telephone's camera
        QVERIFY(tall.height <= 0.6 && tall.y + tall.height < 1);
        for (const LayoutKind kind :
            {LayoutKind::Camera, LayoutKind::Screen, LayoutKind::Both, LayoutKind::Slate})
            QVERIFY(layoutKind(token(kind)) == kind);
        QVERIFY(!layoutKind("sideways") && insetCorner("top-right") == InsetCorner::TopRight);
    }

    void theComposerDrawsABorderAroundTheInset()
    {
        Composer composer(kCanvas);
        const std::vector<Composer::Layer> layers{
            {grey(kCanvas, kScreenGrey)}, {grey({160, 90}, kCameraGrey), 0.5, 0.5, 0.25, 0.25, 4}};
        const auto made = composer.compose(layers);
        QVERIFY(made.ok());
        QVERIFY(about(lumaAt(*made, 0.25, 0.25), kScreenGrey));
        QVERIFY(about(lumaAt(*made, 0.6, 0.6), kCameraGrey));
        QCOMPARE(lumaAt(*made, 0.6, 0.5 - 2.0 / 180), 210); // two pixels above the inset
        QVERIFY(about(lumaAt(*made, 0.6, 0.5 - 6.0 / 180), kScreenGrey));
    }

    void anOverlayIsBlendedInItsColours()
    {
        MutableFrame picture(PixelFormat::Bgra, {40, 20}); // left: opaque red; right: half-transparent black
        for (int y = 0; y < 20; ++y)
            for (int x = 0; x < 40; ++x) {
                std::uint8_t* pixel = picture.plane(0) + y * picture.stride(0) + x * 4;
                pixel[0] = pixel[1] = 0;
                pixel[2] = x < 20 ? 255 : 0;
                pixel[3] = x < 20 ? 255 : 128;
            }
        const VideoFrame drawn = picture.finish();
        Composer composer(kCanvas);
        const std::vector<Composer::Layer> layers{{grey(kCanvas, kScreenGrey)}};
        const Overlay overlay(drawn, 20, 100);
        const auto made = composer.compose(layers, &overlay);
        QVERIFY(made.ok());
        const auto at = [&](std::size_t plane, int x, int y) {
            const int side = plane == 0 ? 1 : 2;
            return int(made->planes[plane][y / side * made->strides[plane] + x / side]);
        };
        QVERIFY(about(at(0, 30, 110), 63) && about(at(1, 30, 110), 102) && about(at(2, 30, 110), 240));
        QVERIFY(about(at(0, 50, 110), (kScreenGrey + 16) / 2) && about(at(1, 50, 110), 128));
        QVERIFY(about(at(0, 18, 110), kScreenGrey) && about(at(0, 62, 110), kScreenGrey));
        QVERIFY(about(at(0, 30, 122), kScreenGrey));
        // Partly or altogether outside of the canvas: what fits is painted, and nothing else touched.
        for (const auto& [x, y] : {std::pair(300, 170), std::pair(400, 10), std::pair(-50, 10)}) {
            const Overlay outside(drawn, x, y);
            QVERIFY(composer.compose(layers, &outside).ok());
        }
    }

    void eachLayoutShowsItsSources()
    {
        Stage stage({}, {}, milliseconds(10), {});
        stage.node.setRunning(true);
        stage.goLive();
        stage.run(seconds(1));
        const auto last = [&] { return stage.coded.back().frame; };
        QVERIFY(about(lumaAt(last(), 0.1, 0.1), kCameraGrey));
        stage.node.setLayout(layout(LayoutKind::Screen));
        stage.run(milliseconds(200));
        QVERIFY(
            about(lumaAt(last(), 0.1, 0.1), kScreenGrey) && about(lumaAt(last(), 0.85, 0.85), kScreenGrey));
        stage.node.setLayout(layout(LayoutKind::Both));
        stage.run(milliseconds(200));
        QVERIFY(
            about(lumaAt(last(), 0.1, 0.1), kScreenGrey) && about(lumaAt(last(), 0.85, 0.85), kCameraGrey));
        QVERIFY(stage.node.status().inset.has_value());
        Layout elsewhere = layout(LayoutKind::Both);
        elsewhere.corner = InsetCorner::TopLeft;
        stage.node.setLayout(elsewhere);
        stage.run(milliseconds(200));
        QVERIFY(
            about(lumaAt(last(), 0.1, 0.1), kCameraGrey) && about(lumaAt(last(), 0.85, 0.85), kScreenGrey));
        stage.node.setLayout(layout(LayoutKind::Slate));
        stage.run(milliseconds(200));
        QVERIFY(about(lumaAt(last(), 0.1, 0.1), kSlateGrey));
        QVERIFY(!stage.node.status().slate && !stage.node.status().inset); // chosen, not for want of a source
        QVERIFY(stage.node.status().layout == LayoutKind::Slate);
    }

    void aPictureIsTheSlate()
    {
        Stage stage({}, {}, {}, {});
        stage.node.setRunning(true);
        stage.reel.setStill(grey({100, 100}, 222)); // of another shape
        stage.node.setLayout(layout(LayoutKind::Slate));
        stage.goLive();
        stage.run(milliseconds(700));
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.5, 0.5), 222));
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.1, 0.5), 16));
        stage.reel.clear();
        stage.run(milliseconds(100));
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.1, 0.5), kSlateGrey));
    }

    // Its first picture is ready, so a video stands in as soon as a drawing would, and moves on with each slot.
    void aVideoStandsInForALostCamera()
    {
        Stage stage({}, milliseconds(20), {}, {});
        constexpr int kFirst = 40;
        const unsigned run = stage.reel.begin();
        for (int i = 0; stage.reel.order().room; ++i) {
            VideoFrame picture = grey(kCanvas, kFirst + 5 * i);
            picture.pts = mediaTime(kRate.timeOf(i));
            stage.reel.push(run, std::move(picture));
        }
        stage.node.setRunning(true);
        stage.goLive();
        stage.run(seconds(1));
        stage.camera.on = false;
        const std::size_t before = stage.coded.size();
        stage.run(milliseconds(470));
        QCOMPARE(stage.coded.size(), before);
        stage.run(milliseconds(250));
        QVERIFY(stage.coded.size() >= before + 6);
        QCOMPARE(toMs(stage.coded[before].pts - stage.coded[before - 1].pts), 500);
        for (std::size_t i = 0; i < 6; ++i)
            QCOMPARE(lumaAt(stage.coded[before + i].frame, 0.5, 0.5), kFirst + 5 * static_cast<int>(i));
        QVERIFY(stage.node.status().slate);
        stage.camera.on = true;
        stage.run(milliseconds(100));
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.5, 0.5), kCameraGrey));
        QVERIFY(stage.reel.order().run != run); // the next time it begins anew
    }

    // Whatever the phase and the jitter of the camera before it, and whenever it is chosen.
    void aVideoThatIsChosenBeginsWithItsFirstPicture()
    {
        for (int turn = 0; turn < 24; ++turn) {
            Stage stage({}, milliseconds(20), {}, {});
            stage.camera.wobble = milliseconds(turn % 6 * 4);
            const unsigned run = stage.reel.begin();
            for (int i = 0; stage.reel.order().room; ++i) {
                VideoFrame picture = grey(kCanvas, 40 + 5 * i);
                picture.pts = mediaTime(kRate.timeOf(i));
                stage.reel.push(run, std::move(picture));
            }
            stage.node.setRunning(true);
            stage.goLive();
            stage.run(seconds(1) + milliseconds(turn * 5));
            stage.node.setLayout(layout(LayoutKind::Slate));
            stage.run(milliseconds(180));
            std::vector<int> shades;
            for (const Coded& coded : stage.coded)
                if (const int luma = lumaAt(coded.frame, 0.5, 0.5); !about(luma, kCameraGrey))
                    shades.push_back(luma);
            QVERIFY(shades.size() >= 4);
            for (std::size_t i = 0; i < 4; ++i)
                QCOMPARE(shades[i], 40 + 5 * static_cast<int>(i));
            QCOMPARE(stage.emptySlots(), 0);
        }
    }

    void changingTheLayoutCostsNoSlot_data()
    {
        QTest::addColumn<int>("cameraLagMs");
        QTest::addColumn<int>("screenPhaseMs");
        for (const int lag : {0, 25, 60, 120})
            for (const int phase : {0, 9, 16, 31})
                QTest::addRow("camera %d ms late, screen %d ms off", lag, phase) << lag << phase;
    }
    void changingTheLayoutCostsNoSlot()
    {
        QFETCH(int, cameraLagMs);
        QFETCH(int, screenPhaseMs);
        Stage stage({}, milliseconds(cameraLagMs), milliseconds(screenPhaseMs), milliseconds(2));
        stage.node.setRunning(true);
        stage.goLive();
        stage.run(seconds(1));
        constexpr std::array kTurns{
            LayoutKind::Screen, LayoutKind::Camera, LayoutKind::Both, LayoutKind::Slate, LayoutKind::Camera};
        constexpr int kSwitches = 20;
        for (int i = 0; i < kSwitches; ++i) {
            stage.node.setLayout(layout(kTurns[static_cast<std::size_t>(i) % kTurns.size()]));
            stage.run(milliseconds(250 + i * 7)); // at every phase
            QVERIFY(stage.node.status().layout == kTurns[static_cast<std::size_t>(i) % kTurns.size()]);
        }
        QCOMPARE(stage.emptySlots(), 0);
        QCOMPARE(stage.node.status().leftOut, std::int64_t(0));
        const double seconds = toSeconds(stage.coded.back().pts - stage.coded.front().pts);
        QVERIFY2(std::abs(seconds - 7.33) < 0.25, qPrintable(QString::number(seconds)));
    }

    // The old picture goes on until the new source gives one, and after kSwitchPatience the slate comes.
    void aSourceThatStartsIsWaitedFor()
    {
        Stage stage({}, {}, milliseconds(5), {});
        stage.screen.on = false;
        stage.node.setRunning(true);
        stage.goLive();
        stage.run(seconds(1));
        stage.node.setLayout(layout(LayoutKind::Screen));
        stage.run(milliseconds(700));
        QVERIFY(stage.node.status().layout == LayoutKind::Camera && !stage.node.status().slate);
        stage.screen.on = true;
        stage.run(milliseconds(100));
        QVERIFY(stage.node.status().layout == LayoutKind::Screen);
        stage.node.setLayout(layout(LayoutKind::Camera));
        stage.run(milliseconds(100));
        stage.screen.on = false;
        stage.run(seconds(1));
        stage.node.setLayout(layout(LayoutKind::Both));
        stage.run(VideoNode::kSwitchPatience + milliseconds(100));
        QVERIFY(stage.node.status().layout == LayoutKind::Both && stage.node.status().slate);
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.1, 0.1), kSlateGrey));
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.85, 0.85), kCameraGrey)); // who speaks is still seen
        QCOMPARE(stage.emptySlots(), 0);
    }

    // The slate replaces what the layout mainly shows; a camera in the corner is only left out.
    void aSourceThatIsLostIsReplacedUntilItIsBack()
    {
        Stage stage({}, {}, milliseconds(5), {});
        stage.node.setRunning(true);
        stage.node.setLayout(layout(LayoutKind::Both));
        stage.goLive();
        stage.run(seconds(1));
        stage.camera.on = false;
        stage.run(milliseconds(600));
        QVERIFY(!stage.node.status().slate && !stage.node.status().inset);
        stage.camera.on = true;
        stage.screen.on = false;
        stage.run(milliseconds(600));
        QVERIFY(stage.node.status().slate && stage.node.status().inset);
        stage.screen.on = true;
        stage.run(milliseconds(200));
        QVERIFY(!stage.node.status().slate);
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.1, 0.1), kScreenGrey));
    }

    // A camera that is pulled has said so: nobody looks at its last picture for half a second.
    void aSourceThatFailedIsReplacedAtOnce()
    {
        Stage stage({}, {}, milliseconds(5), {});
        stage.node.setRunning(true);
        stage.goLive();
        stage.run(seconds(1));
        stage.camera.on = false;
        stage.node.setCameraLost(true);
        stage.run(milliseconds(70));
        QVERIFY(stage.node.status().slate);
        QVERIFY(about(lumaAt(stage.coded.back().frame, 0.1, 0.1), kSlateGrey));
        stage.run(seconds(2));
        stage.node.setCameraLost(false); // it is open again, and finds its exposure
        stage.run(seconds(1));
        QVERIFY(stage.node.status().slate);
        stage.camera.on = true;
        stage.run(milliseconds(100));
        QVERIFY(!stage.node.status().slate);
        QCOMPARE(stage.emptySlots(), 0);
    }

    // … and one of which nothing was seen yet has its time to start.
    void aSourceThatFailsAtFirstHasItsTime()
    {
        Stage stage({}, {}, milliseconds(5), {});
        stage.camera.on = false;
        stage.node.setRunning(true);
        stage.goLive();
        stage.node.setCameraLost(true);
        stage.run(milliseconds(400));
        QVERIFY(stage.coded.empty());
        stage.run(milliseconds(200));
        QVERIFY(stage.node.status().slate);
    }
};

QTEST_GUILESS_MAIN(LayoutTest)
#include "LayoutTest.moc"
