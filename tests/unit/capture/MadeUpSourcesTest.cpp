// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/capture/TestPictureSource.h"
#include "core/capture/TestToneSource.h"
#include "core/capture/ToneDetectors.h"

using namespace sluice;

class MadeUpSourcesTest : public QObject {
    Q_OBJECT

private slots:
    void flashAndBeepFallTogether()
    {
        FakeClock clock;
        const TimePoint epoch = clock.now();
        clock.advance(milliseconds(345)); // opened later than the epoch
        TestPictureSource picture(clock, epoch);
        TestToneSource tone(clock, epoch);
        QVERIFY(picture.open({{320, 180}, {30, 1}}, {}).ok());
        const auto format = tone.open({48000, 2}, {});
        QVERIFY(format.ok());

        std::vector<TimePoint> flashes;
        BeepDetector beeps(*format);
        std::optional<TimePoint> soundStart;
        bool lit = false;
        for (int ms = 0; ms < 5000; ++ms) {
            clock.advance(milliseconds(1));
            while (true) {
                auto frame = picture.read(Duration(0), {});
                QVERIFY(frame.ok());
                if (!*frame)
                    break;
                QVERIFY((*frame)->captured <= clock.now());
                const auto reading = readTestPicture(**frame);
                QVERIFY(reading);
                QCOMPARE(reading->captured, clock.wallAt((*frame)->captured));
                if (reading->flash && !lit)
                    flashes.push_back((*frame)->captured);
                lit = reading->flash;
            }
            while (true) {
                auto block = tone.read(Duration(0), {});
                QVERIFY(block.ok());
                if (!*block)
                    break;
                QVERIFY((*block)->captured + (*block)->duration() <= clock.now());
                if (!soundStart)
                    soundStart = (*block)->captured;
                beeps.feed((*block)->data());
            }
        }
        const auto onsets = beeps.takeOnsets();
        QCOMPARE(flashes.size(), std::size_t(5));
        QCOMPARE(onsets.size(), std::size_t(5));
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(flashes[i], epoch + seconds(i + 1));
            QVERIFY(std::abs(toMsReal(*soundStart + onsets[i] - flashes[i])) < 0.5);
        }
    }

    void lateReaderLosesNothing()
    {
        FakeClock clock;
        const TimePoint epoch = clock.now();
        TestPictureSource picture(clock, epoch);
        QVERIFY(picture.open({{160, 96}, {30, 1}}, {}).ok());
        std::uint32_t next = 0;
        for (const int pause : {33, 400, 10, 499, 100, 33, 33}) {
            clock.advance(milliseconds(pause));
            while (true) {
                auto frame = picture.read(Duration(0), {});
                QVERIFY(frame.ok());
                if (!*frame)
                    break;
                QCOMPARE(readTestPicture(**frame)->sequence, next);
                const FrameRate rate{30, 1};
                QCOMPARE((*frame)->captured, epoch + rate.timeOf(next));
                ++next;
            }
        }
        QCOMPARE(next, 34U); // 1108 ms
        QCOMPARE(picture.skipped(), std::int64_t(0));
    }

    void suspendedReaderSkipsAndCounts()
    {
        FakeClock clock;
        TestPictureSource picture(clock, clock.now());
        TestToneSource tone(clock, clock.now());
        QVERIFY(picture.open({{160, 96}, {30, 1}}, {}).ok());
        QVERIFY(tone.open({48000, 1}, {}).ok());
        QCOMPARE(readTestPicture(**picture.read(Duration(0), {}))->sequence, 0U);
        clock.advance(seconds(60));
        QCOMPARE(readTestPicture(**picture.read(Duration(0), {}))->sequence, 1800U);
        QCOMPARE(picture.skipped(), std::int64_t(1799));
        QVERIFY(!*tone.read(Duration(0), {})); // the next whole block is not heard to its end yet
        clock.advance(milliseconds(10));
        const auto block = tone.read(Duration(0), {});
        QVERIFY(block.ok() && *block);
        QCOMPARE((*block)->pts, mediaTime(seconds(60)));
        QCOMPARE(tone.skipped(), std::int64_t(6000));
    }

    void roundsWhatIsAskedFor()
    {
        FakeClock clock;
        TestPictureSource picture(clock, clock.now());
        const auto opened = picture.open({{321, 51}, {0, 0}}, {});
        QVERIFY(opened.ok());
        QCOMPARE(opened->size, (VideoSize{322, 96}));
        QCOMPARE(opened->rate, (FrameRate{30, 1}));
        StopSource stop;
        stop.request_stop();
        QVERIFY(picture.read(seconds(1), stop.get_token()).error().cancelled());
    }

    void silenceIsSilentAndPaced()
    {
        FakeClock clock;
        SilenceSource silence(clock, clock.now());
        const AudioFormat wanted{44100, 2};
        QCOMPARE(*silence.open(wanted, {}), wanted);
        std::int64_t frames = 0;
        MediaTime next{};
        for (int i = 0; i < 100; ++i) {
            clock.advance(milliseconds(10));
            auto block = silence.read(Duration(0), {});
            QVERIFY(block.ok() && *block);
            QCOMPARE((*block)->pts, next);
            for (const float s : (*block)->data())
                QCOMPARE(s, 0.0F);
            frames += static_cast<std::int64_t>((*block)->frames());
            next = mediaTime(AudioFormat{44100, 2}.durationOf(frames));
        }
        QCOMPARE(frames, std::int64_t(44100));
    }
};

QTEST_GUILESS_MAIN(MadeUpSourcesTest)
#include "MadeUpSourcesTest.moc"
