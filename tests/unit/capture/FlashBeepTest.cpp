// SPDX-License-Identifier: GPL-3.0-or-later
// The offset between made-up pictures and made-up sound, with what a room does to them.
#include <cmath>
#include <numbers>
#include <random>

#include <QTest>

#include "core/capture/FlashBeep.h"
#include "core/capture/TestTone.h"

using namespace sluice;
using Problem = FlashBeepMeter::Problem;

namespace {

constexpr AudioFormat kFormat{16000, 2};
constexpr VideoSize kSize{128, 96};

struct Room {
    Duration soundLate{}; // the beep comes so much after the flash
    double fps = 30;
    int dark = 40, bright = 200; // luma of the screen
    bool small = false; // the screen is a ninth of the picture
    double lumaNoise = 3;
    double beep = 0.1, noise = 0.003, hum = 0; // of full scale
    double echo = 0; // the beep again, 20 ms later
    bool talk = false; // somebody speaks
    int flashes = 6;
    bool wander = false; // the lights in the rest of the picture go slowly up and down
    PixelFormat format = PixelFormat::I420;
    Duration jitter{}; // of each beep, even chances
    Duration length = milliseconds(9'500);
};

FlashBeepMeter::Answer measure(const Room& room)
{
    FlashBeepMeter meter;
    std::mt19937 random(7);
    std::normal_distribution<double> made(0, 1);
    std::vector<double> grains(65'537);
    for (double& grain : grains)
        grain = made(random);
    std::size_t next = 0;
    const auto bell = [&] { return grains[next++ % grains.size()]; };
    std::uniform_real_distribution<double> even(-1, 1);
    const TimePoint start{seconds(100)};
    const auto flashAt = [&](int k) { return milliseconds(700) + k * FlashBeepMeter::kApart; };
    std::vector<Duration> beeps;
    for (int k = 0; k < room.flashes; ++k)
        beeps.push_back(flashAt(k) + room.soundLate
            + Duration(static_cast<std::int64_t>(even(random) * static_cast<double>(room.jitter.count()))));

    FramePool pool;
    for (int i = 0; i < room.fps * toSeconds(room.length); ++i) {
        const Duration at = fromSeconds(i / room.fps);
        bool lit = false;
        for (int k = 0; k < room.flashes; ++k)
            lit = lit || (at >= flashAt(k) && at < flashAt(k) + FlashBeepMeter::kLasts);
        MutableFrame canvas(pool, room.format, kSize);
        const int step = room.format == PixelFormat::Yuyv422 ? 2 : 1;
        const double lights = room.wander ? 60 * std::sin(toSeconds(at)) : 0;
        for (int y = 0; y < kSize.height; ++y)
            for (int x = 0; x < kSize.width; ++x) {
                const bool screen = !room.small || (x < kSize.width / 3 && y < kSize.height / 3);
                const double luma
                    = (screen ? (lit ? room.bright : room.dark) : 90 + lights) + room.lumaNoise * bell();
                canvas.plane(0)[y * canvas.stride(0) + x * step]
                    = static_cast<std::uint8_t>(std::clamp(luma, 16.0, 235.0));
            }
        VideoFrame frame = canvas.finish();
        frame.captured = start + at;
        meter.add(frame);
    }

    constexpr int kBlock = 37; // fits nothing
    for (std::int64_t n = 0; n < kFormat.framesIn(room.length); n += kBlock) {
        std::vector<float> samples;
        for (std::int64_t k = n; k < n + kBlock; ++k) {
            const double t = static_cast<double>(k) / kFormat.rate;
            const auto sine = [&](double hz) { return std::sin(2 * std::numbers::pi * hz * t); };
            double value = room.noise * bell() + room.hum * sine(100);
            if (room.talk)
                value += 0.02 * sine(220) * sine(3) + 0.01 * sine(900) * sine(1.7);
            for (const Duration beep : beeps)
                for (const double delay : {0.0, 0.02}) {
                    const double since = t - toSeconds(beep) - delay;
                    if (since >= 0 && since < toSeconds(kBeepDuration))
                        value += (delay > 0 ? room.echo : 1.0) * room.beep * sine(kBeepHz);
                }
            samples.insert(samples.end(), 2, static_cast<float>(value));
        }
        AudioBlock block = AudioBlock::of(kFormat, std::move(samples));
        block.captured = start + kFormat.durationOf(n);
        meter.add(block);
    }
    return meter.judge();
}

} // namespace

class FlashBeepTest : public QObject {
    Q_OBJECT
private slots:
    // A flash is seen in the first picture taken after it: on the average half a picture later than it was.
    void findsTheOffset_data()
    {
        QTest::addColumn<Room>("room");
        QTest::newRow("together") << Room{};
        QTest::newRow("the sound is late") << Room{.soundLate = milliseconds(180)};
        QTest::newRow("the picture is late") << Room{.soundLate = milliseconds(-240)};
        QTest::newRow("as far as can be set right") << Room{.soundLate = milliseconds(-500)};
        QTest::newRow("60 pictures a second") << Room{.soundLate = milliseconds(33), .fps = 60};
        QTest::newRow("15 pictures a second") << Room{.soundLate = milliseconds(-90), .fps = 15};
        QTest::newRow("a small screen in a large picture")
            << Room{.soundLate = milliseconds(70), .small = true, .wander = true};
        QTest::newRow("a pale screen") << Room{.soundLate = milliseconds(70), .dark = 100, .bright = 130};
        QTest::newRow("a grainy picture") << Room{.soundLate = milliseconds(70), .lumaNoise = 25};
        QTest::newRow("a quiet beep") << Room{.soundLate = milliseconds(70), .beep = 0.004, .noise = 0.0005};
        QTest::newRow("noise") << Room{.soundLate = milliseconds(70), .noise = 0.02};
        QTest::newRow("hum") << Room{.soundLate = milliseconds(70), .hum = 0.2};
        QTest::newRow("an echo") << Room{.soundLate = milliseconds(70), .echo = 0.7};
        QTest::newRow("somebody speaks") << Room{.soundLate = milliseconds(70), .talk = true};
        QTest::newRow("a camera that gives YUYV")
            << Room{.soundLate = milliseconds(70), .format = PixelFormat::Yuyv422};
        QTest::newRow("jitter of 20 ms") << Room{.soundLate = milliseconds(70), .jitter = milliseconds(20)};
    }
    void findsTheOffset()
    {
        QFETCH(Room, room);
        const FlashBeepMeter::Answer answer = measure(room);
        QVERIFY2(answer.problem == Problem::None, sentenceOf(answer.problem).english().c_str());
        QCOMPARE(answer.flashes, room.flashes);
        const double half = 500 / room.fps;
        const double error = toMsReal(answer.offset + room.soundLate) - half;
        const double allowed = half + 4 + toMsReal(room.jitter);
        QVERIFY2(std::abs(error) <= allowed, qPrintable(QString("%1 ms off").arg(error)));
        QVERIFY(answer.pairs >= 5);
        QVERIFY2(answer.uncertainty <= milliseconds(25),
            qPrintable(QString::number(toMsReal(answer.uncertainty))));
    }

    void jitterMakesItLessCertain()
    {
        QVERIFY(
            measure({.jitter = milliseconds(30)}).uncertainty > measure({}).uncertainty + milliseconds(5));
    }

    void saysWhatIsMissing_data()
    {
        QTest::addColumn<Room>("room");
        QTest::addColumn<int>("problem");
        const auto row = [](const char* name, const Room& room, Problem problem) {
            QTest::newRow(name) << room << static_cast<int>(problem);
        };
        row("the camera looks elsewhere", {.bright = 40}, Problem::NoFlash);
        row("only grain and wandering light", {.bright = 40, .small = true, .lumaNoise = 20, .wander = true},
            Problem::NoFlash);
        row("the speaker is off", {.beep = 0}, Problem::NoBeep);
        row("a microphone that gives zeros", {.beep = 0, .noise = 0}, Problem::NoBeep);
        row("noise as loud as the beep", {.beep = 0.01, .noise = 0.1}, Problem::NoBeep);
        row("too few", {.flashes = 3}, Problem::NoFlash);
        row("at any time", {.jitter = milliseconds(600)}, Problem::Unsteady);
    }
    void saysWhatIsMissing()
    {
        QFETCH(Room, room);
        QFETCH(int, problem);
        const FlashBeepMeter::Answer answer = measure(room);
        QCOMPARE(static_cast<int>(answer.problem), problem);
        QVERIFY(!sentenceOf(answer.problem).empty());
    }

    void nothingAtAll()
    {
        FlashBeepMeter meter;
        QVERIFY(meter.judge().problem == Problem::NoPicture);
        FramePool pool;
        meter.add(MutableFrame(pool, PixelFormat::I420, kSize).finish());
        QVERIFY(meter.judge().problem == Problem::NoSound);
        QVERIFY(sentenceOf(Problem::None).empty());
    }
};

QTEST_GUILESS_MAIN(FlashBeepTest)
#include "FlashBeepTest.moc"
