// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <memory>
#include <thread>

#include <QObject>
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/EncoderRenewal.h"

using namespace sluice;

namespace {

CodedPacket packetAt(int slot)
{
    CodedPacket packet;
    packet.pts = packet.dts = MediaTime(milliseconds(slot));
    return packet;
}

// Holds back what it was made with until it is drained, which waits for a word.
class Holding final : public VideoEncoder {
public:
    Holding(std::vector<int> held, std::shared_ptr<std::atomic<bool>> mayDrain)
        : m_held(std::move(held))
        , m_mayDrain(std::move(mayDrain))
    { }
    const StreamInfo& info() const override { return m_info; }
    Result<void> encode(const VideoFrame&, bool, std::vector<CodedPacket>&) override { return {}; }
    void drain(std::vector<CodedPacket>& out) override
    {
        while (m_mayDrain && !*m_mayDrain)
            std::this_thread::yield();
        for (const int slot : m_held)
            out.push_back(packetAt(slot));
    }
    void setBitrate(int) override { }

private:
    std::vector<int> m_held;
    std::shared_ptr<std::atomic<bool>> m_mayDrain;
    StreamInfo m_info;
};

EncoderRenewal::Open opens()
{
    return [](int) -> Result<std::unique_ptr<VideoEncoder>> {
        return std::unique_ptr<VideoEncoder>(std::make_unique<Holding>(std::vector<int>(), nullptr));
    };
}

// Hangs as long as it is told to, then does not open.
struct Hanging {
    std::shared_ptr<std::atomic<bool>> hangs = std::make_shared<std::atomic<bool>>(true);
    std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);

    ~Hanging() { *hangs = false; }
    EncoderRenewal::Open open() const
    {
        return [hangs = hangs, asked = asked](int kbps) -> Result<std::unique_ptr<VideoEncoder>> {
            ++*asked;
            if (!*hangs)
                return opens()(kbps);
            while (*hangs)
                std::this_thread::sleep_for(milliseconds(1));
            return Error(ErrorCode::EncoderFailed, {"x", "it hung"});
        };
    }
};

EncoderRenewal::Open opensUnless(std::shared_ptr<std::atomic<bool>> fails)
{
    return [fails = std::move(fails)](int kbps) -> Result<std::unique_ptr<VideoEncoder>> {
        if (*fails)
            return Error(ErrorCode::EncoderFailed, {"x", "no more of them"});
        return opens()(kbps);
    };
}

std::vector<int> slotsOf(const std::vector<CodedPacket>& packets)
{
    std::vector<int> numbers;
    numbers.reserve(packets.size());
    for (const CodedPacket& packet : packets)
        numbers.push_back(static_cast<int>(toMs(packet.pts.time_since_epoch())));
    return numbers;
}

} // namespace

class EncoderRenewalTest : public QObject {
    Q_OBJECT

    // What comes once the thread beside had its time; zero: nothing.
    int after(EncoderRenewal& renewal, Duration time, bool keyframe)
    {
        m_clock.advance(time);
        int kbps = 0;
        const auto came = [&] {
            const auto next = renewal.next(m_clock.now(), keyframe);
            kbps = next ? next->kbps : 0;
            return next.has_value();
        };
        (void)QTest::qWaitFor(came, 100);
        return kbps;
    }

private slots:
    void lessAtOnceAndNotAgainForTwoSeconds()
    {
        EncoderRenewal renewal(opens(), 2500);
        QCOMPARE(after(renewal, {}, true), 0); // nothing was wanted
        renewal.want(1500);
        QCOMPARE(after(renewal, {}, false), 1500); // whatever the keyframes
        renewal.want(1200);
        QCOMPARE(after(renewal, milliseconds(1900), false), 0);
        renewal.want(1000); // the last one counts
        QCOMPARE(after(renewal, milliseconds(100), false), 1000);
    }

    void moreWaitsForAKeyframeAndForTwoSteps()
    {
        EncoderRenewal renewal(opens(), 2500);
        renewal.want(1000);
        QCOMPARE(after(renewal, {}, false), 1000);
        renewal.want(1250);
        QCOMPARE(after(renewal, seconds(4), true), 0);
        renewal.want(1500);
        QCOMPARE(after(renewal, seconds(4), false), 0); // it is ready by now
        QCOMPARE(after(renewal, milliseconds(33), true), 1500);
    }

    // It became too much while it was waited for.
    void aRaiseThatCameTooLateIsThrownAway()
    {
        EncoderRenewal renewal(opens(), 2500);
        renewal.want(1000);
        QCOMPARE(after(renewal, {}, false), 1000);
        renewal.want(1500);
        QCOMPARE(after(renewal, seconds(8), false), 0);
        renewal.want(800);
        QCOMPARE(after(renewal, {}, true), 800);
    }

    void oneThatDoesNotOpenIsToldOnceAndTriedAgainLater()
    {
        auto fails = std::make_shared<std::atomic<bool>>(true);
        EncoderRenewal renewal(opensUnless(fails), 2500);
        renewal.want(1500);
        QCOMPARE(after(renewal, {}, true), 0);
        QVERIFY(renewal.takeError().has_value());
        QVERIFY(!renewal.takeError().has_value());
        *fails = false;
        QCOMPARE(after(renewal, seconds(7), true), 0);
        QCOMPARE(after(renewal, seconds(1), true), 1500);
    }

    void oneThatNeverOpensIsToldOnceUntilOneDoes()
    {
        auto fails = std::make_shared<std::atomic<bool>>(true);
        EncoderRenewal renewal(opensUnless(fails), 2500);
        renewal.want(1500);
        int told = 0;
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(after(renewal, EncoderRenewal::kRaiseEach, true), 0);
            told += renewal.takeError() ? 1 : 0;
        }
        QCOMPARE(told, 1);
        *fails = false;
        QCOMPARE(after(renewal, EncoderRenewal::kRaiseEach, true), 1500);
        *fails = true;
        renewal.want(1000);
        QCOMPARE(after(renewal, EncoderRenewal::kRaiseEach, true), 0);
        QVERIFY(renewal.takeError().has_value());
    }

    void oneThatHangsWhileItOpensIsGivenUp()
    {
        const Hanging driver;
        EncoderRenewal renewal(driver.open(), 2500);
        renewal.want(1500);
        QCOMPARE(after(renewal, {}, true), 0);
        QCOMPARE(after(renewal, EncoderRenewal::kOpenPatience - milliseconds(1), true), 0);
        QVERIFY(!renewal.takeError().has_value());
        QCOMPARE(after(renewal, milliseconds(1), true), 0);
        const auto error = renewal.takeError();
        QVERIFY(error.has_value());
        QVERIFY2(error->message().find("it does not answer") != std::string::npos, error->message().c_str());
        // What the one that runs holds comes nevertheless, and the next one opens, while the first still hangs.
        renewal.retire(std::make_unique<Holding>(std::vector{1}, nullptr), [](auto&) { }, m_clock.now());
        std::vector<CodedPacket> packets;
        renewal.finish(packets);
        QCOMPARE(slotsOf(packets), std::vector{1});
        *driver.hangs = false;
        QCOMPARE(after(renewal, EncoderRenewal::kRaiseEach, true), 1500);
    }

    // Each leaves a thread behind.
    void aSecondOneThatHangsIsTheLast()
    {
        const Hanging driver;
        EncoderRenewal renewal(driver.open(), 2500);
        renewal.want(1500);
        int told = 0;
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(after(renewal, EncoderRenewal::kOpenPatience, true), 0);
            told += renewal.takeError() ? 1 : 0;
        }
        QCOMPARE(driver.asked->load(), EncoderRenewal::kMostHangs);
        QCOMPARE(told, 1);
        renewal.restart(opens(), 2500, nullptr); // another driver
        renewal.want(1500);
        QCOMPARE(after(renewal, {}, true), 1500);
    }

    // Neither one that is being opened nor the failed one, which is closed, holds up the spare one's.
    void aSpareOneIsNotHeldUpByTheDriverThatFailed()
    {
        const Hanging driver;
        const auto hangs = std::make_shared<std::atomic<bool>>(true);
        class Failed final : public VideoEncoder {
        public:
            explicit Failed(std::shared_ptr<std::atomic<bool>> hangs) : m_hangs(std::move(hangs)) { }
            ~Failed() override
            {
                while (*m_hangs)
                    std::this_thread::sleep_for(milliseconds(1));
            }
            const StreamInfo& info() const override { return m_info; }
            Result<void> encode(const VideoFrame&, bool, std::vector<CodedPacket>&) override { return {}; }
            void drain(std::vector<CodedPacket>&) override { }
            void setBitrate(int) override { }

        private:
            std::shared_ptr<std::atomic<bool>> m_hangs;
            StreamInfo m_info;
        };
        for (const bool opening : {true, false}) {
            EncoderRenewal renewal(driver.open(), 2500);
            renewal.want(opening ? 1500 : 2500);
            QCOMPARE(after(renewal, {}, true), 0);
            renewal.restart(opens(), 2500, std::make_unique<Failed>(hangs));
            renewal.want(1500);
            QCOMPARE(after(renewal, {}, true), 1500);
        }
        *hangs = false;
    }

    void whatTheRetiredOneHeldGoesFirst()
    {
        auto mayDrain = std::make_shared<std::atomic<bool>>(false);
        EncoderRenewal renewal(opens(), 2500);
        std::vector<CodedPacket> packets{packetAt(7)};
        renewal.order(packets, m_clock.now());
        QCOMPARE(slotsOf(packets), std::vector{7}); // nobody retires
        renewal.retire(
            std::make_unique<Holding>(std::vector{1, 2}, mayDrain),
            [](std::vector<CodedPacket>& rest) { rest.back().keyframe = true; }, m_clock.now());
        packets = {packetAt(3)};
        renewal.order(packets, m_clock.now());
        QVERIFY(packets.empty());
        // Another takes over before it is done.
        renewal.retire(std::make_unique<Holding>(std::vector{4}, nullptr), [](auto&) { }, m_clock.now());
        *mayDrain = true;
        packets = {packetAt(5)};
        renewal.finish(packets);
        QCOMPARE(slotsOf(packets), (std::vector{1, 2, 3, 4, 5}));
        QVERIFY(packets[1].keyframe);
    }

    void oneThatHangsHoldsTheStreamUpForAWhile()
    {
        auto mayDrain = std::make_shared<std::atomic<bool>>(false);
        EncoderRenewal renewal(opens(), 2500);
        renewal.retire(std::make_unique<Holding>(std::vector{1}, mayDrain), [](auto&) { }, m_clock.now());
        std::vector<CodedPacket> packets{packetAt(2)};
        renewal.order(packets, m_clock.now());
        QVERIFY(packets.empty());
        m_clock.advance(EncoderRenewal::kDrainPatience);
        packets = {packetAt(3)};
        renewal.order(packets, m_clock.now());
        QCOMPARE(slotsOf(packets), (std::vector{2, 3}));
        *mayDrain = true;
    }

    void oneThatFollowsIsLeftAlone()
    {
        EncoderRenewal renewal({}, 2500);
        QVERIFY(!renewal.needed());
        renewal.want(1000);
        QCOMPARE(after(renewal, {}, true), 0);
        renewal.restart(opens(), 1000, nullptr); // a spare one that does not
        QVERIFY(renewal.needed());
        renewal.want(700);
        QCOMPARE(after(renewal, {}, true), 700);
    }

private:
    FakeClock m_clock;
};

QTEST_GUILESS_MAIN(EncoderRenewalTest)
#include "EncoderRenewalTest.moc"
