// SPDX-License-Identifier: GPL-3.0-or-later
// The slate's pictures in the stream's slots: each clip at its own pace, and no picture twice where the rates are alike.
#include <QObject>
#include <QTest>

#include "core/publish/SlateReel.h"

using namespace sluice;

namespace {

constexpr FrameRate kStream{30, 1};
constexpr TimePoint kBegin(seconds(100));

VideoFrame picture(Duration at)
{
    VideoFrame made = MutableFrame(PixelFormat::I420, {2, 2}).finish();
    made.pts = mediaTime(at);
    return made;
}

} // namespace

class SlateReelTest : public QObject {
    Q_OBJECT

private slots:
    void eachClipKeepsItsPace_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("jitterMs"); // of every other picture
        QTest::addColumn<int>("phaseMs");
        QTest::addColumn<int>("longestStand"); // slots that a picture stands in
        for (const int phase : {0, 9, 16, 17, 25}) {
            QTest::addRow("30 fps, %d ms off", phase) << 30 << 3 << phase << 1;
            QTest::addRow("24 fps, %d ms off", phase) << 24 << 0 << phase << 2;
            QTest::addRow("15 fps, %d ms off", phase) << 15 << 0 << phase << 2;
            QTest::addRow("50 fps, %d ms off", phase) << 50 << 0 << phase << 1;
            QTest::addRow("2 fps, %d ms off", phase) << 2 << 0 << phase << 15;
        }
    }
    void eachClipKeepsItsPace()
    {
        QFETCH(int, rate);
        QFETCH(int, jitterMs);
        QFETCH(int, phaseMs);
        QFETCH(int, longestStand);
        const FrameRate clip{rate, 1};
        SlateReel reel([] { });
        const unsigned run = reel.begin();
        int made = 0;
        const auto fill = [&] {
            for (; reel.order().room; ++made) {
                // What comes after the first lap is at another phase.
                const Duration off = made < 10 ? Duration() : milliseconds(phaseMs + made % 2 * jitterMs);
                reel.push(run, picture(clip.timeOf(made) + off));
            }
        };
        fill();
        MediaTime last{};
        int stand = 0, longest = 0;
        for (int slot = 0; slot < 300; ++slot) {
            const VideoFrame shown = reel.show(kBegin + kStream.timeOf(slot), kStream.frameDuration());
            QVERIFY(shown.pts >= last);
            stand = slot > 0 && shown.pts == last ? stand + 1 : 1;
            if (slot > 0 && slot != 11) // where the phase jumps one may stand longer
                longest = std::max(longest, stand);
            last = shown.pts;
            QVERIFY(std::abs(toMs(last.time_since_epoch() - kStream.timeOf(slot)))
                <= toMs(clip.frameDuration()) + 75);
            fill();
        }
        QVERIFY2(longest <= longestStand + (phaseMs > 0 ? 1 : 0), qPrintable(QString::number(longest)));
    }

    void sameRateIsOnePictureASlot()
    {
        SlateReel reel([] { });
        const unsigned run = reel.begin();
        int made = 0;
        for (int slot = 0; slot < 200; ++slot) {
            // A lap of 7 pictures that lasts 7.49 slots.
            for (; reel.order().room; ++made)
                reel.push(
                    run, picture(kStream.timeOf(made) + made / 7 * milliseconds(1) + milliseconds(made % 3)));
            const VideoFrame shown = reel.show(kBegin + kStream.timeOf(slot), kStream.frameDuration());
            QCOMPARE(shown.pts,
                mediaTime(kStream.timeOf(slot) + slot / 7 * milliseconds(1) + milliseconds(slot % 3)));
            if (slot / 7 >= 20) // the clip is really slower; by and by one picture stands twice
                break;
        }
    }

    void withoutPicturesTheLastOneStandsAndThenGoesOn()
    {
        int looks = 0;
        SlateReel reel([&] { ++looks; });
        QVERIFY(!reel.show(kBegin, kStream.frameDuration()));
        const unsigned run = reel.begin();
        reel.push(run, picture({}));
        reel.push(run, picture(kStream.timeOf(1)));
        QCOMPARE(reel.show(kBegin, kStream.frameDuration()).pts, MediaTime());
        QCOMPARE(looks, 1);
        // Two seconds without any: it does not hurry through what comes late.
        for (int slot = 1; slot < 60; ++slot)
            QCOMPARE(reel.show(kBegin + kStream.timeOf(slot), kStream.frameDuration()).pts,
                mediaTime(kStream.timeOf(1)));
        for (int i = 2; i < 8; ++i)
            reel.push(run, picture(kStream.timeOf(i)));
        MediaTime last = mediaTime(kStream.timeOf(1));
        int steps = 0;
        for (int slot = 60; slot < 70; ++slot) {
            const MediaTime now = reel.show(kBegin + kStream.timeOf(slot), kStream.frameDuration()).pts;
            steps += now != last;
            last = now;
        }
        QVERIFY(steps >= 2);
    }

    void anotherShowingBeginsWithTheFirstPicture()
    {
        int looks = 0;
        SlateReel reel([&] { ++looks; });
        unsigned run = reel.begin();
        for (int i = 0; i < 5; ++i)
            reel.push(run, picture(kStream.timeOf(i)));
        for (int slot = 0; slot < 4; ++slot)
            (void)reel.show(kBegin + kStream.timeOf(slot), kStream.frameDuration());
        looks = 0;
        reel.rewind();
        QCOMPARE(looks, 1);
        QVERIFY(reel.order().run != run);
        reel.push(run, picture(kStream.timeOf(5))); // too late: of the run before
        QCOMPARE(reel.show(kBegin + seconds(9), kStream.frameDuration()).pts, MediaTime());
        run = reel.order().run;
        for (int i = 0; i < 3; ++i)
            reel.push(run, picture(kStream.timeOf(i)));
        for (int slot = 0; slot < 3; ++slot)
            QCOMPARE(reel.show(kBegin + seconds(10) + kStream.timeOf(slot), kStream.frameDuration()).pts,
                mediaTime(kStream.timeOf(slot)));
        reel.clear();
        QVERIFY(!reel.show(kBegin + seconds(12), kStream.frameDuration()));
    }
};

QTEST_GUILESS_MAIN(SlateReelTest)
#include "SlateReelTest.moc"
