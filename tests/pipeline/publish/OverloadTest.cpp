// SPDX-License-Identifier: GPL-3.0-or-later
// A computer that does not keep up leaves pictures out: it is said, in words, when and for how long it is so.
#include <QTest>

#include "core/capture/TestToneSource.h"
#include "core/publish/DropBursts.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

// Gives pictures faster than anything composes them, a hundred at once: what a computer does that stands still.
class RushingCamera final : public VideoSource {
public:
    RushingCamera(Clock& clock, std::atomic<bool>& rushes) : m_clock(clock), m_rushes(rushes) { }

    Result<Opened> open(const VideoRequest&, StopToken) override
    {
        m_frame = RestlessPicture().next();
        return Opened{RestlessPicture::kSize, RestlessPicture::kRate, false};
    }
    Result<std::optional<VideoFrame>> read(Duration, StopToken stop) override
    {
        if (m_left-- <= 0) {
            m_left = m_rushes ? 100 : 0;
            m_clock.sleepFor(RestlessPicture::kRate.timeOf(1), stop);
        }
        m_frame.captured = m_clock.now();
        return std::optional(m_frame);
    }
    void close() override { }

private:
    Clock& m_clock;
    std::atomic<bool>& m_rushes;
    VideoFrame m_frame;
    int m_left = 0;
};

TimePoint at(double s)
{
    return TimePoint(seconds(1000) + milliseconds(static_cast<int>(s * 1000)));
}

} // namespace

class OverloadTest : public QObject {
    Q_OBJECT
private slots:
    void aBurstIsToldOnceWhenItIsOver()
    {
        DropBursts drops;
        drops.start(7);
        QVERIFY(!drops.look(7, at(0)));
        QVERIFY(!drops.look(9, at(1)));
        QVERIFY(!drops.look(9, at(1.9)));
        QCOMPARE(drops.look(9, at(2)), std::optional<std::int64_t>(2));
        QVERIFY(!drops.look(9, at(3)));
        QVERIFY(!drops.look(10, at(4)));
        QCOMPARE(drops.look(10, at(4.1), true), std::optional<std::int64_t>(1)); // nothing comes any more
    }

    void aLongOneIsToldSoonAndInParts()
    {
        DropBursts drops;
        std::vector<std::int64_t> told;
        for (int i = 0; i <= 120; ++i)
            if (const auto count = drops.look(i, at(i * 0.1)))
                told.push_back(*count);
        QCOMPARE(told, (std::vector<std::int64_t>{11, 50, 50}));
        QCOMPARE(drops.look(120, at(13.1)), std::optional<std::int64_t>(9));
        QVERIFY(!drops.look(121, at(20)));
        QVERIFY(!drops.look(122, at(20.9)));
        QCOMPARE(drops.look(122, at(21)), std::optional<std::int64_t>(2));
        QVERIFY(!drops.look(122, at(22))); // it is over, and nothing was left untold
    }

    void whatIsPastIsForgotten()
    {
        DropBursts drops;
        QCOMPARE(drops.recent(at(0)), 0);
        (void)drops.look(4, at(0));
        (void)drops.look(6, at(9));
        QCOMPARE(drops.recent(at(18)), 6);
        QCOMPARE(drops.recent(at(19)), 0);
        (void)drops.look(7, at(20));
        QCOMPARE(drops.recent(at(21)), 1);
        drops.start(7);
        QCOMPARE(drops.recent(at(21)), 0);
    }

    void aComputerThatDoesNotKeepUpSaysSo()
    {
        SystemClock clock;
        std::atomic<bool> rushes = false;
        FakeRtmpServer server;
        Broadcast broadcast;
        PublishPipeline::Sources sources;
        sources.request = {RestlessPicture::kSize, RestlessPicture::kRate};
        sources.microphone = [&clock]() -> Result<std::unique_ptr<AudioSource>> {
            return std::unique_ptr<AudioSource>(std::make_unique<TestToneSource>(clock, clock.now()));
        };
        sources.camera = [&]() -> Result<std::unique_ptr<VideoSource>> {
            return std::unique_ptr<VideoSource>(std::make_unique<RushingCamera>(clock, rushes));
        };
        broadcast.pipeline().setSources(std::move(sources));
        broadcast.start({server.url("live/x")});
        QVERIFY(broadcast.waitLive(seconds(5)));
        QVERIFY(!broadcast.pipeline().status().overloaded);
        rushes = true;
        QVERIFY(waitFor([&] { return broadcast.pipeline().status().overloaded; }, seconds(5)));
        rushes = false;
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::EncoderOverloaded) > 0; }, seconds(5)));
        QVERIFY(broadcast.pipeline().status().overloaded); // for a while
        broadcast.stop();
        QVERIFY(!broadcast.pipeline().status().overloaded);
        std::int64_t told = 0;
        for (const auto& event : broadcast.pipeline().report().events)
            if (event.kind == EventKind::EncoderOverloaded)
                told += std::stoll(event.text.substr(event.text.rfind(' ') + 1));
        QCOMPARE(told, broadcast.pipeline().report().frames.droppedEncode);
        QVERIFY(told > 50);
    }
};

QTEST_GUILESS_MAIN(OverloadTest)
#include "OverloadTest.moc"
