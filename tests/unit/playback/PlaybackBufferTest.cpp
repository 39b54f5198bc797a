// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/playback/PlaybackBuffer.h"
#include "tests/unit/playback/Packets.h"

using namespace sluice;
using namespace sluice::testing;
using Push = PlaybackBuffer::Push;

namespace {

std::shared_ptr<const std::vector<std::uint8_t>> headers(std::uint8_t mark)
{
    return std::make_shared<const std::vector<std::uint8_t>>(1, mark);
}

// Video at 25 fps with a keyframe each second, audio in 20 ms packets, [fromMs, toMs).
void fill(PlaybackBuffer& buffer, std::int64_t fromMs, std::int64_t toMs, std::int64_t nowMs = 0)
{
    for (std::int64_t t = fromMs; t < toMs; t += 20) {
        if (t % 40 == 0)
            buffer.push(video(t, t % 1000 == 0), at(nowMs));
        buffer.push(audio(t), at(nowMs));
    }
}

// Reads all packets that begin before `untilMs`; both streams are stored beyond it.
void popUntil(PlaybackBuffer& buffer, std::int64_t untilMs)
{
    while (buffer.popVideo()->pts < media(untilMs - 40)) { }
    while (buffer.popAudio()->pts < media(untilMs - 20)) { }
}

} // namespace

class PlaybackBufferTest : public QObject {
    Q_OBJECT

private slots:
    void givesBackInOrderPerStream()
    {
        PlaybackBuffer buffer;
        fill(buffer, 0, 200);
        QCOMPARE(buffer.bytes(), 5 * 1000 + 10 * 100);
        QCOMPARE(buffer.popVideo()->pts, media(0));
        QCOMPARE(buffer.popVideo()->pts, media(40));
        QCOMPARE(buffer.popAudio()->pts, media(0));
        QCOMPARE(buffer.bytes(), 3 * 1000 + 9 * 100);
        QCOMPARE(buffer.snapshot().bytesBehind, 0);
        while (buffer.popVideo()) { }
        while (buffer.popAudio()) { }
        QCOMPARE(buffer.bytes(), 0);
        QCOMPARE(buffer.snapshot().packets, std::size_t(0));
    }

    void aLevelWasReachedByTheArrivalThatBroughtIt()
    {
        PlaybackBuffer buffer;
        for (int i = 0; i < 10; ++i) {
            buffer.push(video(i * 40, i == 0), at(100 + i * 10));
            buffer.push(audio(i * 40), at(105 + i * 10));
            buffer.push(audio(i * 40 + 20), at(107 + i * 10));
        }
        // 100 ms from 0: the third picture, and the fifth sound with it.
        QCOMPARE(*buffer.levelSince(media(0), 1.0, milliseconds(100)), at(125));
        QCOMPARE(*buffer.levelSince(media(0), 1.0, milliseconds(120)), at(127));
        // From further on, and at another speed, it takes more.
        QCOMPARE(*buffer.levelSince(media(80), 1.0, milliseconds(100)), at(145));
        QCOMPARE(*buffer.levelSince(media(0), 1.25, milliseconds(80)), at(125));
        QVERIFY(!buffer.levelSince(media(0), 1.0, milliseconds(401)));
        // What was read meanwhile changes nothing.
        popUntil(buffer, 300);
        QCOMPARE(*buffer.levelSince(media(0), 1.0, milliseconds(100)), at(125));
        buffer.clear(1);
        QVERIFY(!buffer.levelSince(media(0), 1.0, milliseconds(1)));
    }
    void aLevelOfLongAgoIsNotRemembered()
    {
        PlaybackBuffer buffer({.video = false});
        for (int i = 0; i < 1000; ++i)
            buffer.push(audio(i * 20), at(i));
        QVERIFY(!buffer.levelSince(media(0), 1.0, milliseconds(100)));
        QCOMPARE(*buffer.levelSince(media(19000), 1.0, milliseconds(100)), at(954));
    }
    void levelIsTheSmallerStreamFromThePlayhead()
    {
        PlaybackBuffer buffer;
        fill(buffer, 0, 1000);
        buffer.push(audio(1000), at(0));
        buffer.push(audio(1020), at(0));
        auto level = buffer.level(media(250), 1.0, at(0));
        QCOMPARE(level.level, milliseconds(750));
        QCOMPARE(level.video, milliseconds(750));
        QCOMPARE(level.audio, milliseconds(790));
        QVERIFY(!level.empty);
        // Popping changes nothing: what is decoded and not yet heard still counts.
        popUntil(buffer, 600);
        QCOMPARE(buffer.level(media(250), 1.0, at(0)).level, milliseconds(750));
        // Played at 1.25 it lasts for less long.
        QCOMPARE(buffer.level(media(250), 1.25, at(0)).level, milliseconds(600));
        QCOMPARE(buffer.level(media(5000), 1.0, at(0)).level, milliseconds(0));
    }

    void beforePlayingTheLevelCountsFromTheStart()
    {
        PlaybackBuffer buffer;
        QVERIFY(!buffer.startPosition());
        QCOMPARE(buffer.level(std::nullopt, 1, at(0)).level, milliseconds(0));
        QVERIFY(buffer.level(std::nullopt, 1, at(0)).empty);
        fill(buffer, 7000, 7500);
        QCOMPARE(*buffer.startPosition(), media(7000));
        QCOMPARE(buffer.level(std::nullopt, 1, at(0)).level, milliseconds(500));
    }

    void endIsTheHighestPtsWhateverTheDecodingOrder()
    {
        PlaybackBuffer buffer({.audio = false});
        auto i = video(80, true);
        i.dts = media(0);
        auto p = video(240);
        p.dts = media(40);
        auto b1 = video(120);
        b1.dts = media(80);
        for (const auto& each : {i, p, b1})
            buffer.push(each, at(0));
        QCOMPARE(*buffer.snapshot().videoEnd, media(280));
        QCOMPARE(buffer.level(media(80), 1, at(0)).level, milliseconds(200));
    }

    void packetsWithoutDurationUseTheSpacing()
    {
        PlaybackBuffer buffer({.audio = false});
        buffer.push(video(0, true, 10, 0), at(0));
        QCOMPARE(*buffer.snapshot().videoEnd, media(0));
        buffer.push(video(33, false, 10, 0), at(0));
        buffer.push(video(66, false, 10, 0), at(0));
        QCOMPARE(*buffer.snapshot().videoEnd, media(99));
    }

    void videoBeforeTheFirstKeyframeIsDroppedAndItsAudioWithIt()
    {
        PlaybackBuffer buffer;
        auto early = video(0);
        early.newExtradata = headers(7);
        QCOMPARE(buffer.push(early, at(0)), Push::BeforeKeyframe);
        buffer.push(audio(0), at(0));
        buffer.push(audio(20), at(0));
        buffer.push(audio(40), at(0));
        QVERIFY(!buffer.snapshot().keyframeSeen);
        QCOMPARE(buffer.push(video(50, true), at(0)), Push::Stored);
        QVERIFY(buffer.snapshot().keyframeSeen);
        QCOMPARE(buffer.snapshot().skippedBeforeKeyframe, std::uint64_t(3)); // one picture, two sounds
        QCOMPARE(*buffer.startPosition(), media(40));
        QCOMPARE(buffer.popAudio()->pts, media(40));
        // Sound of the skipped part that comes later goes as well.
        QCOMPARE(buffer.push(audio(20), at(0)), Push::BeforeKeyframe);
        // The codec's headers that stood in the dropped packet are not lost.
        const auto first = buffer.popVideo();
        QVERIFY(first->newExtradata && first->newExtradata->front() == 7);
    }

    void audioStaysWhereNoVideoWasSkipped()
    {
        PlaybackBuffer buffer;
        buffer.push(audio(0), at(0));
        buffer.push(video(500, true), at(0));
        QCOMPARE(buffer.popAudio()->pts, media(0));
        QCOMPARE(*buffer.startPosition(), media(0));
    }

    void boundedInBytes()
    {
        PlaybackBuffer buffer({.audio = false, .capBytes = 3000});
        QCOMPARE(buffer.push(video(0, true), at(0)), Push::Stored);
        QCOMPARE(buffer.push(video(40), at(0)), Push::Stored);
        QVERIFY(!buffer.snapshot().capReached);
        QCOMPARE(buffer.push(video(80), at(0)), Push::Full);
        QVERIFY(buffer.snapshot().capReached);
        QCOMPARE(buffer.push(video(120), at(0)), Push::Full);
        QCOMPARE(buffer.push(video(160), at(0)), Push::Full);
        QCOMPARE(buffer.push(video(200), at(0)), Push::Full);
        QCOMPARE(buffer.push(video(240), at(0)), Push::Refused);
        QCOMPARE(buffer.bytes(), 6000);
        buffer.popVideo();
        QCOMPARE(buffer.push(video(240), at(0)), Push::Full);
    }

    void generationsDropTheStale()
    {
        PlaybackBuffer buffer;
        fill(buffer, 0, 200);
        QCOMPARE(buffer.popVideo()->generation, std::uint64_t(0));
        buffer.clear(3);
        QCOMPARE(buffer.bytes(), 0);
        QVERIFY(!buffer.popVideo());
        QVERIFY(!buffer.startPosition());
        auto p = video(0, true);
        QCOMPARE(buffer.push(p, at(0)), Push::Stale);
        buffer.setEnded(2);
        QVERIFY(!buffer.ended());
        p.generation = 3;
        QCOMPARE(buffer.push(p, at(0)), Push::Stored);
        QCOMPARE(buffer.popVideo()->generation, std::uint64_t(3));
        buffer.setEnded(3);
        QVERIFY(buffer.ended());
        buffer.clear(4);
        QVERIFY(!buffer.ended());
    }

    void streamsNobodySelectedAreNotStored()
    {
        PlaybackBuffer buffer({.video = false});
        QCOMPARE(buffer.push(video(0, true), at(0)), Push::Stale);
        fill(buffer, 0, 100);
        QCOMPARE(buffer.level(std::nullopt, 1, at(0)).level, milliseconds(100));
        buffer.configure({.video = true, .audio = false});
        QCOMPARE(buffer.bytes(), 0);
    }

    // A stream that announces AAC and sends none must still play.
    void silentStreamLeavesTheMinimumAndComesBack()
    {
        PlaybackBuffer buffer;
        for (int t = 0; t <= 2000; t += 40) {
            buffer.push(video(t, t == 0), at(t));
            const auto level = buffer.level(std::nullopt, 1, at(t));
            QCOMPARE(level.audioLeft, t >= 1000);
            QCOMPARE(level.level, t >= 1000 ? milliseconds(t + 40) : milliseconds(0));
            QCOMPARE(level.empty, t < 1000);
        }
        buffer.push(audio(2000), at(2010));
        const auto level = buffer.level(media(1900), 1, at(2010));
        QVERIFY(!level.audioLeft);
        QCOMPARE(level.level, milliseconds(120));
    }

    void silentStreamStaysUntilTheOtherHasItsStartLevel()
    {
        PlaybackBuffer buffer({.startLevel = milliseconds(3000)});
        for (int t = 0; t < 2900; t += 40)
            buffer.push(video(t, t == 0), at(t));
        QVERIFY(!buffer.level(std::nullopt, 1, at(2900)).audioLeft);
        buffer.push(video(2960), at(2960));
        QVERIFY(buffer.level(std::nullopt, 1, at(2960)).audioLeft);
    }

    void outageOfBothIsNotASilentStream()
    {
        PlaybackBuffer buffer;
        for (int t = 0; t < 3000; t += 20) {
            if (t % 40 == 0)
                buffer.push(video(t, t == 0), at(0));
            if (t < 2400) // interleaved unevenly
                buffer.push(audio(t), at(0));
        }
        QVERIFY(!buffer.level(media(2300), 1, at(2300)).audioLeft);
        QVERIFY(!buffer.level(media(2400), 1, at(60000)).audioLeft);
    }

    // With the loader stopped at the cap nothing more would come to prove the silence.
    void silenceAtTheCapNeedsNoMoreArrivals()
    {
        PlaybackBuffer buffer({.capBytes = 5000}); // less than the start level
        buffer.push(audio(0), at(0));
        for (int t = 0; t < 200; t += 40)
            buffer.push(video(t, t == 0), at(0));
        QVERIFY(buffer.snapshot().capReached);
        QVERIFY(!buffer.level(media(20), 1, at(990)).audioLeft);
        // While it has something left it only waits, as the other does.
        QVERIFY(!buffer.level(media(10), 1, at(60000)).audioLeft);
        QVERIFY(buffer.level(media(20), 1, at(1000)).audioLeft);
    }

    void afterTheEndTheLongerStreamPlaysOn()
    {
        PlaybackBuffer buffer;
        buffer.push(video(0, true), at(0));
        for (int t = 0; t < 400; t += 20)
            buffer.push(audio(t), at(0));
        QCOMPARE(buffer.level(media(100), 1, at(0)).level, milliseconds(0));
        buffer.setEnded(0);
        buffer.popVideo();
        QCOMPARE(buffer.level(media(20), 1, at(0)).level, milliseconds(20));
        QCOMPARE(buffer.level(media(100), 1, at(0)).level, milliseconds(300));
        QVERIFY(!buffer.level(media(100), 1, at(0)).empty);
        QVERIFY(!buffer.level(media(100), 1, at(0)).videoLeft); // no event
        while (buffer.popAudio()) { }
        QVERIFY(buffer.level(media(400), 1, at(0)).empty);
    }

    void markedDiscontinuitySplitsAndLevelsAddUp()
    {
        PlaybackBuffer buffer({.audio = false});
        for (int t = 0; t < 1000; t += 40)
            buffer.push(video(90000 + t, t == 0), at(0));
        auto jump = video(200, true);
        jump.discontinuity = true;
        buffer.push(jump, at(0));
        for (int t = 240; t < 600; t += 40)
            buffer.push(video(t), at(0));
        QCOMPARE(buffer.snapshot().discontinuities, std::uint64_t(1));
        QCOMPARE(buffer.level(media(90500), 1, at(0)).level, milliseconds(500 + 400));
        // The decoder runs ahead into the new timeline, the playhead is still in the old one.
        for (int i = 0; i < 27; ++i)
            buffer.popVideo();
        QCOMPARE(buffer.level(media(90960), 1, at(0)).level, milliseconds(40 + 400));
        QCOMPARE(buffer.level(media(220), 1, at(0)).level, milliseconds(380));
        QCOMPARE(buffer.level(media(590), 1, at(0)).level, milliseconds(10));
    }

    void anUnmarkedJumpIsNotAnHourOfMedia()
    {
        PlaybackBuffer buffer({.audio = false});
        for (int t = 0; t < 400; t += 40)
            buffer.push(video(t, t == 0), at(0));
        for (int t = 0; t < 400; t += 40)
            buffer.push(video(3'600'000 + t), at(0));
        QCOMPARE(buffer.level(media(0), 1, at(0)).level, milliseconds(800));
    }

    void trimCutsBothStreamsAtOneKeyframe()
    {
        PlaybackBuffer buffer;
        fill(buffer, 0, 5500);
        popUntil(buffer, 400);
        auto changed = video(5520, true);
        const auto cut = buffer.trim(media(4300), milliseconds(500), 9);
        QVERIFY(cut);
        QCOMPARE(cut->position, media(4000)); // the last keyframe that leaves what was asked for
        const auto v = buffer.popVideo();
        QCOMPARE(v->pts, media(4000));
        QVERIFY(v->keyframe);
        QCOMPARE(v->generation, std::uint64_t(9));
        QCOMPARE(buffer.popAudio()->pts, media(4000));
        QCOMPARE(buffer.level(media(4000), 1, at(0)).level, milliseconds(1500));
        // 3.6 s of both were thrown away: 90 pictures, 180 sounds.
        QCOMPARE(cut->packets, std::size_t(90 + 180));
        QCOMPARE(cut->bytes, std::int64_t(90 * 1000 + 180 * 100));
        // The reader goes on in its own generation.
        QCOMPARE(buffer.push(changed, at(0)), Push::Stored);
    }

    void trimTakesTheNextKeyframeWhenNoneIsBefore()
    {
        PlaybackBuffer buffer;
        fill(buffer, 0, 2600);
        popUntil(buffer, 1100);
        QCOMPARE(buffer.trim(media(1500), milliseconds(500), 1)->position, media(2000));
    }

    void trimNeverLeavesTooLittle()
    {
        PlaybackBuffer buffer;
        fill(buffer, 0, 2300);
        popUntil(buffer, 1100);
        const auto before = buffer.bytes();
        QVERIFY(!buffer.trim(media(1500), milliseconds(500), 1)); // 2000 would leave 300 ms
        QCOMPARE(buffer.bytes(), before);
        QCOMPARE(buffer.popVideo()->generation, std::uint64_t(0));
    }

    void trimKeepsCodecHeaders()
    {
        PlaybackBuffer buffer;
        buffer.push(video(0, true), at(0));
        auto changed = video(1000, true);
        changed.newExtradata = headers(42);
        buffer.push(changed, at(0));
        for (int t = 1040; t < 3000; t += 40)
            buffer.push(video(t, t == 2000), at(0));
        for (int t = 0; t < 3000; t += 20)
            buffer.push(audio(t), at(0));
        QCOMPARE(buffer.trim(media(2500), milliseconds(500), 1)->position, media(2000));
        QCOMPARE(int(buffer.popVideo()->newExtradata->front()), 42);
    }

    void trimWithoutVideoTakesAnyPacket()
    {
        PlaybackBuffer buffer({.video = false});
        fill(buffer, 0, 3000);
        QCOMPARE(buffer.trim(media(2010), milliseconds(500), 1)->position, media(2000));
        QCOMPARE(buffer.popAudio()->pts, media(2000));
    }

    void seeksInsideWhatIsKept()
    {
        PlaybackBuffer buffer({.keepBehindBytes = 1000000});
        fill(buffer, 0, 4000);
        popUntil(buffer, 3500);
        QVERIFY(buffer.snapshot().bytesBehind > 0);
        const auto ahead = buffer.bytes();
        QCOMPARE(*buffer.seekWithin(media(1700), 5), media(1000));
        QVERIFY(buffer.bytes() > ahead);
        const auto v = buffer.popVideo();
        QCOMPARE(v->pts, media(1000));
        QCOMPARE(v->generation, std::uint64_t(5));
        QCOMPARE(buffer.popAudio()->pts, media(1000));
        QCOMPARE(buffer.level(media(1700), 1, at(0)).level, milliseconds(2300));
        QCOMPARE(*buffer.seekWithin(media(3999), 6), media(3000));
        QVERIFY(!buffer.seekWithin(media(4000), 7)); // not there yet
        QCOMPARE(buffer.popVideo()->generation, std::uint64_t(6));
        // The reader's packets of the old number are still welcome.
        QCOMPARE(buffer.push(video(4000, true), at(0)), Push::Stored);
        QCOMPARE(buffer.snapshot().bytesBehind + buffer.bytes(), std::int64_t(101 * 1000 + 200 * 100));
    }

    void whatWasReadIsEvictedOldestFirst()
    {
        PlaybackBuffer buffer({.keepBehindBytes = 30000});
        fill(buffer, 0, 4000);
        popUntil(buffer, 4000);
        QVERIFY(buffer.snapshot().bytesBehind <= 30000);
        QVERIFY(buffer.snapshot().bytesBehind > 28000);
        QVERIFY(!buffer.seekWithin(media(500), 1));
        QCOMPARE(*buffer.seekWithin(media(3500), 1), media(3000));
    }

    void seekBackRestoresTheCodecHeadersOfThatPlace()
    {
        PlaybackBuffer buffer({.audio = false, .keepBehindBytes = 1000000});
        for (int t = 0; t < 4000; t += 40) {
            auto p = video(t, t % 1000 == 0);
            if (t == 0 || t == 2000)
                p.newExtradata = headers(t == 0 ? 1 : 2);
            buffer.push(p, at(0));
        }
        while (buffer.popVideo()) { }
        QCOMPARE(*buffer.seekWithin(media(1500), 1), media(1000));
        QCOMPARE(int(buffer.popVideo()->newExtradata->front()), 1);
        QCOMPARE(*buffer.seekWithin(media(3500), 2), media(3000));
        QCOMPARE(int(buffer.popVideo()->newExtradata->front()), 2);
    }

    void tellsThatSomethingChanged()
    {
        int calls = 0;
        PlaybackBuffer buffer;
        buffer.setListener([&] {
            ++calls;
            buffer.bytes(); // must not deadlock: it is called without the mutex
        });
        buffer.push(video(0, true), at(0));
        QCOMPARE(calls, 1);
        auto stale = video(0);
        stale.generation = 8;
        buffer.push(stale, at(0));
        QCOMPARE(calls, 1);
        buffer.setEnded(0);
        buffer.clear(1);
        QCOMPARE(calls, 3);
    }
};

QTEST_GUILESS_MAIN(PlaybackBufferTest)
#include "PlaybackBufferTest.moc"
