// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders that read the bitrate only when they are opened follow the network all the same, by another that takes over.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include <QTest>

#include "core/av/EncoderTable.h"
#include "core/base/FakeClock.h"
#include "core/publish/SpareEncoder.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/TcpRelay.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr FrameRate kRate = RestlessPicture::kRate;

AudioBlock silence(Duration length)
{
    const AudioFormat format;
    return AudioBlock::of(
        format, std::vector<float>(static_cast<std::size_t>(format.framesIn(length) * format.channels)));
}

// The encoding part of a broadcast; its time is counted in pictures.
class Stage {
public:
    explicit Stage(const VideoEncoderConfig& config) : m_node(m_clock, boxes(), config.size, kRate, [] { })
    {
        auto encoder = VideoEncoder::open(config);
        if (!encoder)
            return;
        info = (*encoder)->info();
        VideoNode::Live live;
        live.encoder = std::move(*encoder);
        live.gop = config.gop;
        live.epoch = m_clock.now();
        live.packet = [this](const CodedPacket& packet) { packets.push_back(packet); };
        live.anew = openAnew(config, {});
        opened = true;
        m_node.setRunning(true);
        m_node.goLive(std::move(live));
    }

    void feed(int pictures)
    {
        for (int i = 0; i < pictures; ++i, ++fed) {
            VideoFrame frame = m_picture.next();
            frame.captured = m_begin + kRate.timeOf(fed);
            m_clock.advance(m_begin + kRate.timeOf(fed) - m_clock.now());
            (void)m_camera.pushDropOldest(std::move(frame));
            while (m_camera.size() > 0)
                (void)m_node.step({});
        }
    }

    // Until another took over, and all came that the first one held. The thread beside takes what it takes, of real
    // time: the clock is slower than that.
    bool feedUntilRenewed()
    {
        return waitFor(
            [&] {
                feed(1);
                return !renewals().empty();
            },
            seconds(20), milliseconds(50));
    }

    void setBitrate(int kbps) { m_node.setBitrate(kbps); }
    void end() { m_node.endLive(); }

    // Where another took over: its first keyframe has other headers than the one before.
    std::vector<MediaTime> renewals() const
    {
        std::vector<MediaTime> at;
        const std::vector<std::uint8_t>* last = nullptr;
        for (const CodedPacket& packet : packets) {
            if (packet.newExtradata && packet.newExtradata.get() != last)
                at.push_back(packet.pts);
            last = packet.newExtradata ? packet.newExtradata.get() : last;
        }
        return at;
    }

    double kbps(MediaTime from, Duration length) const
    {
        double bits = 0;
        for (const CodedPacket& packet : packets)
            if (packet.pts >= from && packet.pts < from + length)
                bits += static_cast<double>(packet.size) * 8;
        return bits / 1000.0 / toSeconds(length);
    }

    // Written as a recording is.
    bool write(const std::string& path) const
    {
        Muxer::Options options;
        options.url = "file:" + path;
        options.video = info;
        auto sound = AudioEncoder::open({});
        if (!sound)
            return false;
        options.audio = (*sound)->info();
        options.recording = true;
        SystemClock clock;
        Resolver resolver;
        const Log log;
        auto muxer = Muxer::open(options, resolver, clock, log, {});
        if (!muxer)
            return false;
        std::vector<CodedPacket> all;
        if (!(*sound)->encode(silence(kRate.timeOf(fed)), all))
            return false;
        for (CodedPacket packet : packets) {
            packet.pts -= packets.front().dts.time_since_epoch();
            packet.dts -= packets.front().dts.time_since_epoch();
            all.push_back(std::move(packet));
        }
        std::ranges::sort(
            all, {}, [](const CodedPacket& packet) { return std::pair(packet.dts, packet.kind); });
        for (const CodedPacket& packet : all)
            if (!(*muxer)->write(packet, {}))
                return false;
        return (*muxer)->finish(seconds(1), {}).ok();
    }

    bool opened = false;
    StreamInfo info;
    std::vector<CodedPacket> packets;
    int fed = 0;

private:
    VideoNode::Mailboxes boxes() { return {m_camera, m_screen}; }

    FakeClock m_clock;
    const TimePoint m_begin = m_clock.now();
    RestlessPicture m_picture;
    BoundedQueue<VideoFrame> m_camera{3};
    BoundedQueue<VideoFrame> m_screen{3};
    VideoNode m_node;
};

// x264 as one of those.
class Deaf final : public VideoEncoder {
public:
    explicit Deaf(std::unique_ptr<VideoEncoder> inner) : m_inner(std::move(inner)) { }
    const StreamInfo& info() const override { return m_inner->info(); }
    Result<void> encode(const VideoFrame& frame, bool keyframe, std::vector<CodedPacket>& out) override
    {
        return m_inner->encode(frame, keyframe, out);
    }
    void drain(std::vector<CodedPacket>& out) override { m_inner->drain(out); }
    void setBitrate(int) override { }

private:
    std::unique_ptr<VideoEncoder> m_inner;
};

std::vector<TimePoint> headerTimes(const FakeRtmpServer& server)
{
    std::vector<TimePoint> times;
    for (const RecordedMessage& message : server.messages())
        if (message.sequenceHeader && message.type == rtmp::kVideo)
            times.push_back(message.arrived);
    return times;
}

} // namespace

class EncoderRenewalTest : public QObject {
    Q_OBJECT
private slots:
    void theStreamFollowsAndLosesNoPicture_data()
    {
        QTest::addColumn<QString>("encoder");
        QTest::addColumn<bool>("lowDelay");
        QTest::addColumn<bool>("judgesRate");
        QTest::newRow("x265, low delay") << "libx265" << true << true;
        QTest::newRow("x265, with B-frames") << "libx265" << false << false;
        if (qEnvironmentVariableIsSet("SLUICE_TEST_LONG")) // it comes near its rate only after many seconds
            QTest::newRow("SVT-AV1") << "libsvtav1" << false << false;
    }

    void theStreamFollowsAndLosesNoPicture()
    {
        QFETCH(QString, encoder);
        QFETCH(bool, lowDelay);
        QFETCH(bool, judgesRate);
        VideoEncoderConfig config;
        config.encoder = encoder.toStdString();
        config.size = RestlessPicture::kSize;
        config.rate = kRate;
        config.gop = seconds(2);
        config.lowDelay = lowDelay;
        const EncoderRow* row = findEncoderByName(config.encoder);
        QVERIFY(row);
        QVERIFY(!followsBitrate(*row));
        Stage stage(config);
        if (!stage.opened)
            QSKIP("this FFmpeg has no such encoder");
        stage.feed(judgesRate ? 90 : 45);
        stage.setBitrate(800);
        QVERIFY(stage.feedUntilRenewed());
        stage.feed(judgesRate ? 90 : 30);
        stage.end();

        const auto renewals = stage.renewals();
        QCOMPARE(renewals.size(), std::size_t(1));
        const double full = stage.kbps(MediaTime(seconds(1)), seconds(2));
        const double low = stage.kbps(renewals[0] + seconds(1), seconds(2));
        std::printf("  2500 and 800 kb/s were %.0f and %.0f\n", full, low);
        QVERIFY(!judgesRate || (std::abs(full - 2500) < 500 && std::abs(low - 800) < 160));

        std::vector<MediaTime> pts;
        for (std::size_t i = 0; i < stage.packets.size(); ++i) {
            pts.push_back(stage.packets[i].pts);
            QVERIFY(i == 0 || stage.packets[i].dts > stage.packets[i - 1].dts);
        }
        std::ranges::sort(pts);
        QCOMPARE(pts.size(), static_cast<std::size_t>(stage.fed));
        for (std::size_t i = 1; i < pts.size(); ++i)
            QVERIFY(std::abs(toMsReal(pts[i] - pts[i - 1]) - 1000.0 / 30) < 1);

        const TempDir dir;
        for (const char* name : {"stream.mkv", "stream.mp4"}) {
            QVERIFY(stage.write(dir.file(name)));
            const RecordedFile file = readRecorded(dir.file(name));
            std::printf("  %s: %zu pictures\n", name, file.brightness.size());
            QVERIFY2(file.problem.empty(), file.problem.c_str());
            QCOMPARE(file.damaged, std::int64_t(0));
            QVERIFY(file.missing.empty());
            QCOMPARE(file.brightness.size(), static_cast<std::size_t>(stage.fed));
        }
    }

    // What was announced happens, at the server and in the file beside.
    void aBroadcastFollowsTheNetwork()
    {
        FakeRtmpServer server;
        TcpRelay relay(server.port());
        const TempDir dir;
        Broadcast broadcast;
        broadcast.start({"rtmp://127.0.0.1:" + std::to_string(relay.port()) + "/live/x"},
            [&](PublishPipeline::LiveConfig& config) {
                config.video.encoder = "h264_vaapi";
                config.recordFile = dir.file("beside.mkv");
                config.openVideo
                    = [](const VideoEncoderConfig& asked) -> Result<std::unique_ptr<VideoEncoder>> {
                    VideoEncoderConfig real = asked;
                    real.encoder = "libx264";
                    if (asked.bitrateKbps != Broadcast::kVideoKbps) // other headers, as a level may be
                        real.preset = "superfast";
                    auto opened = VideoEncoder::open(real);
                    if (!opened)
                        return opened;
                    return std::unique_ptr<VideoEncoder>(std::make_unique<Deaf>(std::move(*opened)));
                };
            });
        QVERIFY(server.waitMessages(150, seconds(10)));
        constexpr double kWhole = Broadcast::kVideoKbps + Broadcast::kAudioKbps;
        relay.setRate(TcpRelay::Direction::Up, 0.5 * kWhole * 1000 / 8);
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::BitrateLowered) > 0; }, seconds(5)));
        relay.setRate(TcpRelay::Direction::Up, std::nullopt); // only the encoder can make it less from here
        const TimePoint cut = SystemClock().now();
        QVERIFY(waitFor([&] { return headerTimes(server).size() == 2; }, seconds(3)));
        QVERIFY(waitFor([&] { return SystemClock().now() - cut > seconds(4); }, seconds(5)));
        const double after = arrivedKbps(server.messages(), cut + seconds(2), cut + seconds(4));
        broadcast.stop();
        for (const std::string& text : broadcast.eventTexts())
            std::printf("  %s\n", text.c_str());
        std::printf("  at the server %.0f kb/s of %.0f; other headers after %.2f s\n", after, kWhole,
            toSeconds(headerTimes(server).at(1) - cut));
        QVERIFY(after < 0.7 * kWhole);
        const auto messages = server.messages();
        QVERIFY(monotonic(messages));
        std::int64_t missing = 0;
        const auto pictures = arrivedPictures(messages);
        for (std::size_t i = 1; i < pictures.size(); ++i)
            missing += pictures[i].sequence - pictures[i - 1].sequence - 1;
        QCOMPARE(missing, broadcast.pipeline().report().destinations.at(0).droppedNetwork);
        const RecordedFile file = readRecorded(dir.file("beside.mkv"));
        const std::string why = whyNotWhole(file);
        QVERIFY2(why.empty(), why.c_str());
    }
};

QTEST_GUILESS_MAIN(EncoderRenewalTest)
#include "EncoderRenewalTest.moc"
