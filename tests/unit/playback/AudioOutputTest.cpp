// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <cmath>
#include <thread>

#include <QTest>

#include "core/playback/AudioOutput.h"

using namespace sluice;

namespace {

constexpr AudioFormat kStereo{48000, 2};
const TimePoint kStart(seconds(50));
constexpr std::size_t kBlock = 480;

StretchedAudio sound(MediaTime at, std::size_t frames, float value, double rate = 1.0)
{
    StretchedAudio s;
    s.block = AudioBlock::of(kStereo, std::vector<float>(frames * 2, value));
    s.block.pts = at;
    s.pieces.push_back({frames, at, scaled(kStereo.durationOf(static_cast<std::int64_t>(frames)), rate)});
    return s;
}

MediaTime ms(int t)
{
    return MediaTime(milliseconds(t));
}

} // namespace

// The sink is played by hand: every render() is one block of 10 ms.
class AudioOutputTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_output = std::make_unique<AudioOutput>(kStereo);
        m_now = kStart;
    }

    void closedGateIsSilentAndStands()
    {
        m_output->restart(ms(1000));
        m_output->write(sound(ms(1000), kBlock, 0.5F));
        QCOMPARE(play(), 0.0F);
        QCOMPARE(*m_output->mediaTime(m_now + seconds(5)), ms(1000));
        QVERIFY(!m_output->drySince());
    }

    void clockFollowsTheDevice()
    {
        m_output->restart(ms(1000));
        m_output->write(sound(ms(1000), kBlock * 2, 0.5F));
        m_output->setGate(true);
        const TimePoint heard = m_now;
        QCOMPARE(play(), 0.5F);
        QCOMPARE(*m_output->mediaTime(heard), ms(1000));
        QCOMPARE(*m_output->mediaTime(heard + milliseconds(4)), ms(1004));
        QCOMPARE(*m_output->mediaTime(heard + milliseconds(40)), ms(1010)); // no further than what was given
        play();
        QCOMPARE(*m_output->mediaTime(heard + milliseconds(15)), ms(1015));
    }

    void dryIsTheInstantTheSoundEnded()
    {
        m_output->restart(ms(0));
        m_output->write(sound(ms(0), kBlock + 240, 0.5F));
        m_output->setGate(true);
        play();
        QVERIFY(!m_output->drySince());
        play();
        QCOMPARE(*m_output->drySince(), kStart + milliseconds(15));
        play();
        QCOMPARE(*m_output->drySince(), kStart + milliseconds(15)); // still the same dry spell
        QCOMPARE(*m_output->mediaTime(m_now + seconds(1)), ms(15));
        m_output->write(sound(ms(15), kBlock, 0.5F));
        play();
        QVERIFY(!m_output->drySince());
    }

    void otherSpeedsAreInTheClock()
    {
        m_output->restart(ms(0));
        m_output->write(sound(ms(0), kBlock * 4, 0.5F, 1.25));
        m_output->setGate(true);
        for (int i = 0; i < 4; ++i)
            play();
        QCOMPARE(*m_output->mediaTime(m_now), ms(50)); // 40 ms heard, 50 ms of media
    }

    void freewheelingRunsOnAndSoundJoinsWhereItBelongs()
    {
        m_output->restart(ms(0));
        m_output->setFreewheel(true);
        m_output->setGate(true);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(play(), 0.0F);
        QCOMPARE(*m_output->mediaTime(m_now), ms(50));
        QVERIFY(!m_output->drySince());
        m_output->write(sound(ms(100), kBlock, 0.5F)); // 50 ms ahead
        for (int i = 0; i < 5; ++i)
            QCOMPARE(play(), 0.0F);
        QCOMPARE(play(), 0.5F);
        QVERIFY(std::abs(toMsReal(*m_output->mediaTime(m_now) - ms(110))) < 0.1);
        // Sound from the past is left out, not played late.
        play();
        play();
        m_output->write(sound(ms(20), kBlock, 0.9F));
        QCOMPARE(play(), 0.0F);
    }

    void restartForgetsWhatWasWritten()
    {
        m_output->restart(ms(0));
        m_output->write(sound(ms(0), kBlock * 8, 0.5F));
        m_output->setGate(true);
        play();
        m_output->restart(ms(9000));
        QCOMPARE(*m_output->mediaTime(m_now), ms(9000));
        m_output->write(sound(ms(9000), kBlock, 0.25F));
        QCOMPARE(play(), 0.25F);
        QCOMPARE(*m_output->mediaTime(m_now), ms(9010));
    }

    // Whoever asks for the time while the sink takes a restart gets the new place, never once more the old one.
    void restartIsNeverTakenBack()
    {
        const TimePoint later = kStart + std::chrono::hours(1); // when all blocks have been heard
        m_output->setGate(true);
        m_output->setFreewheel(true);
        std::atomic<bool> done = false;
        int fellBack = 0;
        std::thread asker([&] {
            MediaTime last;
            while (!done) {
                const MediaTime now = m_output->mediaTime(later).value_or(last);
                fellBack += now < last - milliseconds(500) ? 1 : 0; // each place is a second on
                last = now;
            }
        });
        for (int i = 1; i <= 20'000; ++i) {
            m_output->restart(MediaTime(seconds(i)));
            play();
        }
        done = true;
        asker.join();
        QCOMPARE(fellBack, 0);
    }

    void pausingLetsTheDevicePlayOut()
    {
        m_output->restart(ms(0));
        m_output->write(sound(ms(0), kBlock * 8, 0.5F));
        m_output->setGate(true);
        play();
        m_output->setGate(false);
        play();
        play();
        QCOMPARE(*m_output->mediaTime(m_now + seconds(3)), ms(10));
        m_output->setGate(true);
        QCOMPARE(play(), 0.5F);
        QCOMPARE(*m_output->mediaTime(m_now), ms(20));
    }

    void whatArrivesAfterTheDeviceAskedIsNotInTheBlock()
    {
        m_output->restart(ms(0));
        m_output->write(sound(ms(0), kBlock, 0.5F), kStart - milliseconds(1));
        m_output->write(
            sound(ms(10), kBlock, 0.5F), kStart + milliseconds(11)); // a millisecond after it was asked for
        m_output->setGate(true);
        QCOMPARE(play(), 0.5F);
        QCOMPARE(play(), 0.0F);
        QCOMPARE(*m_output->drySince(), kStart + milliseconds(10));
        QCOMPARE(*m_output->dryAskedAt(), kStart + milliseconds(10));
        // It had run out: the rest waits until somebody decides.
        QCOMPARE(play(), 0.0F);
        QVERIFY(m_output->holdsBack());
        QCOMPARE(*m_output->drySince(), kStart + milliseconds(10));
        m_output->setGate(false);
        m_output->setGate(true, m_now + milliseconds(1)); // the next block is still before
        QCOMPARE(play(), 0.0F);
        QVERIFY(!m_output->holdsBack());
        QCOMPARE(play(), 0.5F);
        QVERIFY(!m_output->drySince());
        QCOMPARE(*m_output->mediaTime(m_now), ms(20));
    }

    void aGateThatOpensAgainBeforeTheNextBlockForgetsThatItWasDry()
    {
        m_output->restart(ms(0));
        m_output->setGate(true);
        play();
        QVERIFY(m_output->drySince());
        m_output->write(sound(ms(0), kBlock, 0.5F), m_now - milliseconds(2));
        m_output->setGate(false);
        m_output->setGate(true, m_now - milliseconds(1));
        QCOMPARE(play(), 0.5F);
        QVERIFY(!m_output->drySince());
    }

    void whatIsHeldBackIsPlayedOnRequest()
    {
        m_output->restart(ms(0));
        m_output->setGate(true);
        play();
        m_output->write(sound(ms(0), kBlock * 2, 0.5F), m_now - milliseconds(2));
        QCOMPARE(*m_output->soundArrived(), m_now - milliseconds(2));
        QCOMPARE(play(), 0.0F);
        QVERIFY(m_output->holdsBack());
        m_output->goOn();
        QCOMPARE(play(), 0.5F);
        QVERIFY(!m_output->holdsBack());
    }

    void soundThatWasDecodedTooLateIsPlayedAtOnce()
    {
        m_output->restart(ms(0));
        m_output->setGate(true);
        play();
        m_output->write(sound(ms(0), kBlock, 0.5F), kStart - milliseconds(1));
        QCOMPARE(play(), 0.5F);
        QVERIFY(!m_output->drySince());
    }

    void volumeRamps()
    {
        m_output->restart(ms(0));
        m_output->write(sound(ms(0), kBlock * 8, 0.5F));
        m_output->setGate(true);
        play();
        m_output->setVolume(0.0F);
        std::vector<float> out(kBlock * 2);
        m_output->render(out, m_now, m_now);
        QVERIFY(out[0] > 0.45F);
        m_output->render(out, m_now + milliseconds(10), m_now + milliseconds(10));
        m_output->render(out, m_now + milliseconds(20), m_now + milliseconds(20));
        QCOMPARE(out.back(), 0.0F);
    }

private:
    // The last sample of the next block.
    float play()
    {
        std::vector<float> out(kBlock * 2, 9.0F);
        m_output->render(out, m_now, m_now);
        m_now += milliseconds(10);
        return out.back();
    }

    std::unique_ptr<AudioOutput> m_output;
    TimePoint m_now;
};

QTEST_GUILESS_MAIN(AudioOutputTest)
#include "AudioOutputTest.moc"
