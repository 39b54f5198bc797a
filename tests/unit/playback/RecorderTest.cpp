// SPDX-License-Identifier: GPL-3.0-or-later
// A recording of what is watched: packets may be here before it is known what they are made of.
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/playback/Recorder.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr Duration kEach = milliseconds(10);

// 10 ms of 16-bit sound that can be told from any other by its bytes.
CodedPacket sound(int number)
{
    auto bytes
        = std::make_shared<std::vector<std::uint8_t>>(480 * 2, static_cast<std::uint8_t>('A' + number));
    CodedPacket packet;
    packet.kind = StreamKind::Audio;
    packet.data = bytes->data();
    packet.size = bytes->size();
    packet.owner = bytes;
    packet.pts = packet.dts = MediaTime(number * kEach);
    packet.duration = kEach;
    packet.keyframe = true;
    return packet;
}

MediaInfo streams()
{
    MediaInfo media;
    media.audio.emplace();
    media.audio->kind = StreamKind::Audio;
    media.audio->codec = "pcm_s16le";
    media.audio->audio = {48000, 1};
    return media;
}

} // namespace

class RecorderTest : public QObject {
    Q_OBJECT
private slots:
    void whatComesBeforeItsStreamsAreKnownIsKept()
    {
        const TempDir dir;
        FakeClock clock;
        Resolver resolver;
        const Log log;
        Recorder recorder(dir.file("kept.mkv"), {clock, resolver, log});
        for (int i = 0; i < 3; ++i)
            recorder.add(sound(i));
        for (int i = 0; i < 5; ++i)
            (void)recorder.step(StopToken());
        QVERIFY(recorder.path().empty());
        recorder.setStreams(streams());
        for (int i = 0; i < 3; ++i)
            (void)recorder.step(StopToken());
        recorder.finish();
        QVERIFY2(!recorder.error(), recorder.error() ? recorder.error()->message().c_str() : "");
        const std::string file = readFile(recorder.path());
        for (int i = 0; i < 3; ++i)
            QVERIFY2(file.find(std::string(960, static_cast<char>('A' + i))) != std::string::npos,
                qPrintable(QString::number(i)));
    }

    // A file is read ahead faster than a disk takes it; what does not fit is told.
    void whatDoesNotFitIsTold()
    {
        const TempDir dir;
        FakeClock clock;
        Resolver resolver;
        const Log log;
        const auto kept = [&](int packets, std::size_t size) {
            Recorder recorder(dir.file("fast.mkv"), {clock, resolver, log});
            recorder.setStreams(streams());
            CodedPacket packet = sound(0);
            const std::vector<std::uint8_t> large(size);
            packet.data = large.data();
            packet.size = size;
            for (int i = 0; i < packets; ++i) {
                packet.pts = packet.dts = MediaTime(i * kEach);
                recorder.add(packet);
            }
            recorder.finish();
            return !recorder.error();
        };
        constexpr int kMinute = 60 * 100;
        QVERIFY(kept(kMinute, 960));
        constexpr std::size_t kLarge = Recorder::kQueueBytes / 16;
        QVERIFY(kept(16, kLarge));
        QVERIFY(!kept(17, kLarge));
        QVERIFY(!kept(Recorder::kQueue + 1, 2));
    }
};

QTEST_GUILESS_MAIN(RecorderTest)
#include "RecorderTest.moc"
