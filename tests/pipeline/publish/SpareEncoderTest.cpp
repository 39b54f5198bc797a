// SPDX-License-Identifier: GPL-3.0-or-later
// An encoder that gives up while live: hardware cannot be made to, so one of our own does it on command.
#include <atomic>
#include <cstdio>
#include <thread>

#include <QTest>

#include "core/av/EncoderTable.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

// x264 under the name of a graphics card, until it is told to fail.
class Failing final : public VideoEncoder {
public:
    Failing(std::unique_ptr<VideoEncoder> inner, const std::atomic<bool>& fail)
        : m_inner(std::move(inner))
        , m_fail(fail)
    { }
    const StreamInfo& info() const override { return m_inner->info(); }
    Result<void> encode(const VideoFrame& frame, bool keyframe, std::vector<CodedPacket>& out) override
    {
        if (m_fail)
            return Error(ErrorCode::EncoderFailed, {"h264_nvenc", "the card was taken away"});
        return m_inner->encode(frame, keyframe, out);
    }
    void drain(std::vector<CodedPacket>& out) override { m_inner->drain(out); }
    void setBitrate(int kbps) override { m_inner->setBitrate(kbps); }

private:
    std::unique_ptr<VideoEncoder> m_inner;
    const std::atomic<bool>& m_fail;
};

// x264, of which a picture does not come back while `hang` is set.
class Hanging final : public VideoEncoder {
public:
    Hanging(std::unique_ptr<VideoEncoder> inner, const std::atomic<bool>& hang, std::atomic<bool>& inside,
        bool whileDraining)
        : m_inner(std::move(inner))
        , m_hang(hang)
        , m_inside(inside)
        , m_whileDraining(whileDraining)
    { }
    const StreamInfo& info() const override { return m_inner->info(); }
    Result<void> encode(const VideoFrame& frame, bool keyframe, std::vector<CodedPacket>& out) override
    {
        wait(!m_whileDraining);
        return m_inner->encode(frame, keyframe, out);
    }
    void drain(std::vector<CodedPacket>& out) override
    {
        wait(m_whileDraining);
        m_inner->drain(out);
    }
    void setBitrate(int kbps) override { m_inner->setBitrate(kbps); }

private:
    void wait(bool here) const
    {
        for (; here && m_hang; std::this_thread::sleep_for(milliseconds(5)))
            m_inside = true;
    }

    std::unique_ptr<VideoEncoder> m_inner;
    const std::atomic<bool>& m_hang;
    std::atomic<bool>& m_inside;
    const bool m_whileDraining;
};

std::size_t headers(const FakeRtmpServer& server)
{
    std::size_t count = 0;
    for (const RecordedMessage& message : server.messages())
        count += message.sequenceHeader && message.type == rtmp::kVideo;
    return count;
}

} // namespace

class SpareEncoderTest : public QObject {
    Q_OBJECT
private slots:
    // Where there is no such card: what is missing, not the driver's code for it.
    void anEncoderWithoutItsCardSaysWhatIsMissing()
    {
        for (const EncoderRow& row : encoderRows()) {
            VideoEncoderConfig config;
            config.encoder = row.name;
            config.size = {640, 360};
            if (row.needs.empty() || VideoEncoder::open(config))
                continue;
            const Error why = VideoEncoder::open(config).error();
            if (why.code() == ErrorCode::EncoderMissing)
                continue;
            QVERIFY2(why.message().find("this computer") != std::string::npos, why.message().c_str());
        }
    }

    void oneThatHangsHoldsNeitherTheEndNorTheFileUp_data()
    {
        QTest::addColumn<bool>("whileDraining");
        QTest::newRow("in a picture") << false;
        QTest::newRow("at its end") << true;
    }
    void oneThatHangsHoldsNeitherTheEndNorTheFileUp()
    {
        QFETCH(bool, whileDraining);
        std::atomic<bool> hang = false;
        std::atomic<bool> inside = false;
        const TempDir dir;
        FakeRtmpServer server;
        Broadcast broadcast;
        const auto begin = [&](const std::string& name) {
            broadcast.start({server.url("live/x")}, [&](PublishPipeline::LiveConfig& config) {
                config.recordFile = dir.file(name);
                config.openVideo
                    = [&hang, &inside, whileDraining](
                          const VideoEncoderConfig& asked) -> Result<std::unique_ptr<VideoEncoder>> {
                    auto opened = VideoEncoder::open(asked);
                    if (!opened)
                        return opened;
                    return std::unique_ptr<VideoEncoder>(
                        std::make_unique<Hanging>(std::move(*opened), hang, inside, whileDraining));
                };
            });
        };
        begin("first.mkv");
        QVERIFY(server.waitMessages(60, seconds(10)));
        hang = true;
        QVERIFY(whileDraining || waitFor([&] { return inside.load(); }, seconds(5)));
        const auto began = SystemClock().now();
        broadcast.stop();
        const Duration took = SystemClock().now() - began;
        std::printf("  ended after %lld ms\n", static_cast<long long>(toMs(took)));
        QVERIFY(took >= VideoNode::kEncoderPatience && took <= PublishPipeline::kStopDeadline);
        QVERIFY(broadcast.events(EventKind::Warning) >= 1);
        QVERIFY(server.connections().at(0).unpublished);
        const RecordedFile file = readRecorded(dir.file("first.mkv"));
        QVERIFY2(file.problem.empty() && file.stamps.size() > 20, file.problem.c_str());
        const std::size_t before = server.messages().size();
        begin("second.mkv");
        if (!whileDraining) { // it has the thread that another one would need
            QVERIFY(
                waitFor([&] { return broadcast.pipeline().status().state == PublishPipeline::State::Failed; },
                    seconds(5)));
            hang = false;
            const auto works = [&] {
                begin("second.mkv");
                return broadcast.waitLive(seconds(2));
            };
            QVERIFY(waitFor(works, seconds(10)));
        }
        QVERIFY(waitFor([&] { return server.messages().size() > before + 60; }, seconds(10)));
        hang = false;
        broadcast.stop();
    }

    void theStreamGoesOnWithAnotherWithoutLosingAPicture()
    {
        std::atomic<bool> fail = false;
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url("live/x")}, [&](PublishPipeline::LiveConfig& config) {
            config.video.encoder = "h264_nvenc";
            config.openVideo
                = [&fail](const VideoEncoderConfig& asked) -> Result<std::unique_ptr<VideoEncoder>> {
                VideoEncoderConfig real = asked;
                real.encoder = "libx264";
                if (asked.encoder == "libx264") // other headers than before, as another encoder's are
                    real.preset = "superfast";
                auto opened = VideoEncoder::open(real);
                if (!opened || asked.encoder == "libx264")
                    return opened;
                return std::unique_ptr<VideoEncoder>(std::make_unique<Failing>(std::move(*opened), fail));
            };
        });
        QVERIFY(server.waitMessages(60, seconds(10)));
        QCOMPARE(headers(server), std::size_t(1));
        QCOMPARE(broadcast.events(EventKind::EncoderReplaced), std::size_t(0));
        const std::size_t before = arrivedPictures(server.messages()).size();
        fail = true;
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::EncoderReplaced) == 1; }, seconds(5)));
        QVERIFY(
            waitFor([&] { return arrivedPictures(server.messages()).size() > before + 45; }, seconds(10)));
        broadcast.stop();
        const auto messages = server.messages();
        QCOMPARE(headers(server), std::size_t(2)); // said once, not at each keyframe
        QVERIFY(monotonic(messages));
        const auto pictures = arrivedPictures(messages);
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
        // The first picture after the new headers is a keyframe.
        bool afterHeader = false;
        std::size_t seen = 0;
        for (const RecordedMessage& message : messages) {
            if (message.type != rtmp::kVideo)
                continue;
            if (message.sequenceHeader) {
                afterHeader = ++seen == 2;
            } else if (std::exchange(afterHeader, false)) {
                QVERIFY(message.keyframe);
            }
        }
        QCOMPARE(broadcast.pipeline().report().destinations.at(0).reconnects.size(), std::size_t(0));
        QCOMPARE(broadcast.pipeline().status().video.error.has_value(), false);
    }

    void oneThatDoesNotOpenIsReplacedBeforeTheStart_data()
    {
        QTest::addColumn<QString>("encoder");
        QTest::addColumn<QString>("says");
        QTest::newRow("not there") << "h264_nothing" << "h264_nothing";
        QTest::newRow("not over RTMP") << "libx265" << "HEVC";
    }

    void oneThatDoesNotOpenIsReplacedBeforeTheStart()
    {
        QFETCH(QString, encoder);
        QFETCH(QString, says);
        if (encoder == "libx265" && carriedByRtmp("hevc"))
            QSKIP("this FFmpeg sends HEVC over RTMP");
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url("live/x")},
            [&](PublishPipeline::LiveConfig& config) { config.video.encoder = encoder.toStdString(); });
        QVERIFY(broadcast.waitLive(seconds(8)));
        QCOMPARE(broadcast.events(EventKind::EncoderReplaced), std::size_t(1));
        QVERIFY(server.waitMessages(20, seconds(5)));
        broadcast.stop();
        std::string all;
        for (const std::string& text : broadcast.eventTexts())
            all += text + "\n";
        std::printf("%s", all.c_str());
        QVERIFY(all.find(says.toStdString()) != std::string::npos);
        QVERIFY(all.find("by x264 instead") != std::string::npos);
        QVERIFY(!broadcast.pipeline().report().error.has_value());
    }

    // Nobody who watches there would see anything else.
    void theBuiltInServerGetsH264()
    {
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url("live/x")}, [](PublishPipeline::LiveConfig& config) {
            config.video.encoder = "libx265";
            config.destinations.front().builtInServer = true;
        });
        QVERIFY(broadcast.waitLive(seconds(8)));
        QVERIFY(server.waitMessages(20, seconds(5)));
        QVERIFY(!arrivedPictures(server.messages()).empty()); // which have our stamp, that is H.264's
        broadcast.stop();
        std::string all;
        for (const std::string& text : broadcast.eventTexts())
            all += text + "\n";
        QVERIFY2(all.find("The built-in server carries H.264 only") != std::string::npos, all.c_str());
        QVERIFY(all.find("by x264 instead") != std::string::npos);
    }

    // Where there is no other for the same codec, its failure is in sight and the rest goes on.
    void withoutASpareTheErrorIsShown()
    {
        std::atomic<bool> fail = false;
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url("live/x")}, [&](PublishPipeline::LiveConfig& config) {
            config.openVideo
                = [&fail](const VideoEncoderConfig& asked) -> Result<std::unique_ptr<VideoEncoder>> {
                auto opened = VideoEncoder::open(asked);
                if (!opened)
                    return opened;
                return std::unique_ptr<VideoEncoder>(std::make_unique<Failing>(std::move(*opened), fail));
            };
        });
        QVERIFY(server.waitMessages(40, seconds(10)));
        fail = true;
        QVERIFY(waitFor([&] { return broadcast.pipeline().status().video.error.has_value(); }, seconds(5)));
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        broadcast.stop();
    }
};

QTEST_GUILESS_MAIN(SpareEncoderTest)
#include "SpareEncoderTest.moc"
