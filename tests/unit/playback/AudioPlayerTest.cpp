// SPDX-License-Identifier: GPL-3.0-or-later
// Sound from the buffer to the device, each block taken by hand, beside the arithmetic that stands for it.
#include <cstring>

#include <QTest>

#include "core/base/FakeClock.h"
#include "core/playback/AudioPlayer.h"
#include "core/playback/ModelOutput.h"

using namespace sluice;

namespace {

constexpr AudioFormat kStereo{48000, 2};
constexpr Duration kPacket = milliseconds(20);
constexpr Duration kBlock = milliseconds(10);

MediaTime ms(std::int64_t t)
{
    return MediaTime(milliseconds(t));
}

CodedPacket sound(MediaTime pts)
{
    const auto samples = static_cast<std::size_t>(kStereo.framesIn(kPacket)) * 2;
    auto bytes = std::make_shared<std::vector<std::uint8_t>>(samples * sizeof(float));
    const std::vector<float> tone(samples, 0.5F);
    std::memcpy(bytes->data(), tone.data(), bytes->size());
    CodedPacket packet;
    packet.kind = StreamKind::Audio;
    packet.data = bytes->data();
    packet.size = bytes->size();
    packet.owner = bytes;
    packet.pts = packet.dts = pts;
    packet.duration = kPacket;
    packet.keyframe = true;
    return packet;
}

StreamInfo pcm()
{
    StreamInfo info;
    info.kind = StreamKind::Audio;
    info.codec = "pcm_f32le";
    info.audio = kStereo;
    return info;
}

// The player on the one side, its model on the other; both are given the same packets.
class Pair {
public:
    explicit Pair(MediaTime from, bool pictures = false) : m_model({kBlock, {}, {}}, pictures)
    {
        PlaybackBuffer::Config store;
        store.video = false;
        m_buffer.configure(store);
        m_modelBuffer.configure(store);
        m_player.setStream(pcm());
        m_player.setPictures(pictures);
        m_player.restart(from, 0);
        m_model.playFrom(from);
        settle();
        take(); // the new place is taken over
        m_output.setGate(true);
        m_model.setGate(true, m_clock.now());
    }

    void push(MediaTime pts)
    {
        m_buffer.push(sound(pts), m_clock.now());
        m_modelBuffer.push(sound(pts), m_clock.now());
    }
    void end() { m_buffer.setEnded(0); }
    // What the next block of the device sounds like: its loudest sample.
    float play()
    {
        settle();
        m_clock.advance(kBlock);
        m_model.advance(m_modelBuffer, m_clock.now());
        return take();
    }
    std::optional<MediaTime> heard() const { return m_output.mediaTime(m_clock.now() + kBlock); }
    std::optional<MediaTime> modelled() const { return m_model.mediaTime(m_clock.now() + kBlock); }
    bool drained() const { return m_player.drained(); }
    Step step() { return m_player.step({}); }
    TimePoint now() const { return m_clock.now(); }
    void setFreewheel(bool on) { m_output.setFreewheel(on); }
    void closeGate() { m_output.setGate(false); }
    void settle()
    {
        while (step().next == Step::Next::Again) { }
    }

private:
    float take()
    {
        std::vector<float> block(static_cast<std::size_t>(kStereo.framesIn(kBlock)) * 2);
        m_output.render(block, m_clock.now(), m_clock.now());
        return *std::ranges::max_element(block);
    }

    FakeClock m_clock;
    PlaybackBuffer m_buffer;
    PlaybackBuffer m_modelBuffer;
    AudioOutput m_output{kStereo};
    AudioPlayer m_player{m_clock, m_buffer, m_output, [] { }};
    ModelOutput m_model;
};

} // namespace

class AudioPlayerTest : public QObject {
    Q_OBJECT
private slots:
    // A picture that begins long before its sound is not leapt over: the clock runs through the silence.
    void silenceBeforeTheSoundIsPlayedWhole_data()
    {
        QTest::addColumn<int>("hole"); // ms
        QTest::addRow("a frame") << 40;
        QTest::addRow("more than a piece") << 60;
        QTest::addRow("more than is kept ready") << 600;
        QTest::addRow("of seconds") << 3000;
        QTest::addRow("nearly a jump") << 9990;
    }
    void silenceBeforeTheSoundIsPlayedWhole()
    {
        QFETCH(const int, hole);
        Pair pair(ms(1000));
        for (int i = 0; i < 50; ++i)
            pair.push(ms(1000 + hole + 20 * i));
        for (int block = 0; block < (hole + 500) / 10; ++block) {
            QCOMPARE(pair.play(), block < hole / 10 ? 0.0F : 0.5F);
            QCOMPARE(pair.heard(), ms(1000 + 10 * (block + 1)));
            QCOMPARE(pair.modelled(), pair.heard());
        }
    }

    void aHoleInTheMiddleIsSilenceOfItsLength()
    {
        Pair pair(ms(0));
        for (int i = 0; i < 40; ++i)
            pair.push(ms(20 * i + (i < 15 ? 0 : 900)));
        for (int block = 0; block < 160; ++block) {
            QCOMPARE(pair.play(), block < 30 || block >= 120 ? 0.5F : 0.0F);
            QCOMPARE(pair.heard(), ms(10 * (block + 1)));
            QCOMPARE(pair.modelled(), pair.heard());
        }
    }

    void aJumpOfSoundAloneIsLeapt()
    {
        Pair pair(ms(0));
        for (int i = 0; i < 10; ++i)
            pair.push(ms(20 * i + (i < 5 ? 0 : 11000)));
        for (int block = 0; block < 20; ++block) {
            QCOMPARE(pair.play(), 0.5F);
            QCOMPARE(pair.heard(), ms(10 * (block + 1) + (block < 10 ? 0 : 11000)));
            QCOMPARE(pair.modelled(), pair.heard());
        }
    }

    // Pictures go on in it, however long it is: at the beginning of a film, and in its middle.
    void aLongHoleBesidePicturesIsSilence()
    {
        Pair pair(ms(0), true);
        for (int i = 0; i < 20; ++i)
            pair.push(ms(20 * i + (i < 10 ? 15000 : 27000)));
        for (int block = 0; block < 2740; ++block) {
            const bool sound = (block >= 1500 && block < 1520) || block >= 2720;
            QCOMPARE(pair.play(), sound ? 0.5F : 0.0F);
            QCOMPARE(pair.heard(), ms(10 * (block + 1)));
            QCOMPARE(pair.modelled(), pair.heard());
        }
    }

    // A sender whose sound stopped for seconds while the pictures played on: what comes again belongs to what arrives
    // now, which is ahead of what is seen by the level of the buffer.
    void soundThatWasAwayJoinsWhereItBelongs()
    {
        Pair pair(ms(0), true);
        for (int i = 0; i < 10; ++i)
            pair.push(ms(20 * i));
        for (int block = 0; block < 20; ++block)
            QCOMPARE(pair.play(), 0.5F);
        pair.setFreewheel(true);
        for (int block = 20; block < 600; ++block)
            QCOMPARE(pair.play(), 0.0F);
        QCOMPARE(pair.heard(), ms(6000));
        for (int i = 0; i < 50; ++i)
            pair.push(ms(7000 + 20 * i));
        pair.setFreewheel(false); // sound paces again as soon as some arrived
        for (int block = 600; block < 780; ++block) {
            QCOMPARE(pair.play(), block < 700 ? 0.0F : 0.5F);
            QCOMPARE(pair.heard(), ms(10 * (block + 1)));
        }
    }

    void whatIsBeforeTheBeginningIsLeftOut()
    {
        Pair pair(ms(105));
        for (int i = 0; i < 20; ++i)
            pair.push(ms(20 * i));
        for (int block = 0; block < 20; ++block) {
            QCOMPARE(pair.play(), 0.5F);
            QCOMPARE(pair.modelled(), pair.heard());
        }
        QVERIFY(pair.heard() >= ms(300) && pair.heard() <= ms(305)); // less than lip sync notices stays in
    }

    void silenceAtTheEndOfTheStreamComesOutToo()
    {
        Pair pair(ms(0));
        pair.push(ms(700));
        pair.end();
        int loud = 0;
        for (int block = 0; block < 72; ++block) {
            QVERIFY(!pair.drained() || block > 40); // the last of it is written when there is room
            loud += pair.play() > 0 ? 1 : 0;
        }
        QCOMPARE(loud, 2);
        QVERIFY(pair.drained());
        QVERIFY(pair.step().next == Step::Next::Wait);
    }

    // Nobody takes anything from a full ring while the gate is closed.
    void aClosedGateIsNotLookedAtAllTheTime()
    {
        Pair pair(ms(0));
        for (int i = 0; i < 50; ++i)
            pair.push(ms(20 * i));
        pair.closeGate();
        pair.settle();
        const Step next = pair.step();
        QVERIFY(next.next == Step::Next::At);
        QVERIFY(next.at - pair.now() >= milliseconds(20));
    }
};

QTEST_APPLESS_MAIN(AudioPlayerTest)
#include "AudioPlayerTest.moc"
