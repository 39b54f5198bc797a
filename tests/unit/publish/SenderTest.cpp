// SPDX-License-Identifier: GPL-3.0-or-later
// When one destination is tried again, and when not: stepped by hand, with a clock that stands still in between and
// connections that answer as they are told.
#include <utility>

#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/Sender.h"

using namespace sluice;

namespace {

// What is sent arrives, until it is told to break.
class FakeMuxer final : public Muxer {
public:
    FakeMuxer(std::vector<MediaTime>& sent, std::optional<Error>& broken, int& farewells)
        : m_sent(sent)
        , m_broken(broken)
        , m_farewells(farewells)
    { }
    Result<void> write(const CodedPacket& packet, StopToken) override
    {
        if (m_broken)
            return *std::exchange(m_broken, std::nullopt);
        m_sent.push_back(packet.dts);
        m_bytes += 10;
        return {};
    }
    Result<void> finish(Duration, StopToken) override
    {
        ++m_farewells;
        return {};
    }
    std::optional<OnTheWay> onTheWay() const override { return std::nullopt; }
    std::int64_t bytesSent() const override { return m_bytes; }
    std::string path() const override { return {}; }
    void sync() override { }

private:
    std::vector<MediaTime>& m_sent;
    std::optional<Error>& m_broken;
    int& m_farewells;
    std::int64_t m_bytes = 0;
};

struct Bench {
    explicit Bench(
        bool besideOthers = false, bool builtIn = false, std::function<std::optional<Error>()> givenUp = {})
    {
        Sender::Config config;
        config.builtInServer = builtIn;
        config.givenUp = std::move(givenUp);
        config.host = "host";
        config.besideOthers = besideOthers;
        config.noPicture = [] { return Error(ErrorCode::EncoderFailed, {"x", "y"}); };
        config.open = [this](const Muxer::Options&, const StopToken& token) { return open(token); };
        sender = std::make_unique<Sender>(config, queue, Sender::Services{clock, resolver, log}, [] { });
    }
    Result<std::unique_ptr<Muxer>> open(const StopToken& token)
    {
        ++attempts;
        if (duringAttempt)
            std::exchange(duringAttempt, {})();
        if (token.stop_requested())
            return Error(ErrorCode::Cancelled);
        if (refusal)
            return *refusal;
        return std::unique_ptr<Muxer>(std::make_unique<FakeMuxer>(sent, broken, farewells));
    }
    // Ten keyframes a second, and whatever the sender makes of them.
    void run(Duration length)
    {
        for (const TimePoint end = clock.now() + length; clock.now() < end; clock.advance(milliseconds(100)))
            step();
    }
    void step()
    {
        if (next.next == Step::Next::At && clock.now() < next.at && !std::exchange(woken, false))
            return;
        if (next.next == Step::Next::Done)
            return;
        const std::size_t before = sent.size();
        do { // something to send is always there: nothing waits in real time
            push();
            next = sender->step(stop.get_token());
        } while (next.next == Step::Next::Again && sent.size() == before);
    }
    void push()
    {
        CodedPacket packet;
        packet.kind = StreamKind::Video;
        packet.keyframe = true;
        packet.pts = packet.dts = MediaTime(clock.now().time_since_epoch());
        queue->push(packet);
    }
    void retryNow()
    {
        sender->retryNow();
        woken = true;
    }
    SenderState state() const { return sender->status().state; }

    FakeClock clock;
    Resolver resolver;
    Log log;
    StopSource stop;
    std::shared_ptr<PacketQueue> queue = std::make_shared<PacketQueue>([] { });
    std::optional<Error> refusal; // what attempts get
    std::optional<Error> broken; // what the next write gets
    std::function<void()> duringAttempt; // the next
    std::vector<MediaTime> sent;
    int attempts = 0;
    int farewells = 0;
    Step next = Step::again();
    bool woken = false;
    std::unique_ptr<Sender> sender;
};

const Error kInUse(ErrorCode::NameInUse, {"name"});
const Error kNoNetwork(ErrorCode::NetworkUnreachable, {"host"});

} // namespace

class SenderTest : public QObject {
    Q_OBJECT
private slots:
    void aNameInUseIsAskedForAgainHoweverLongTheOutageWas()
    {
        Bench bench;
        bench.run(seconds(5));
        QCOMPARE(bench.state(), SenderState::Live);
        bench.broken = Error(ErrorCode::ConnectionLost, {"host"});
        bench.refusal = kNoNetwork;
        bench.run(seconds(90));
        QCOMPARE(bench.state(), SenderState::Reconnecting);
        bench.refusal = kInUse; // the first that gets through
        bench.run(seconds(40));
        QCOMPARE(bench.state(), SenderState::Reconnecting);
        bench.refusal = kNoNetwork; // another answer: its patience begins anew
        bench.run(seconds(20));
        bench.refusal = kInUse;
        bench.run(seconds(40));
        QCOMPARE(bench.state(), SenderState::Reconnecting);
        bench.refusal.reset();
        bench.run(seconds(16));
        QCOMPARE(bench.state(), SenderState::Live);
    }

    // An encoder that gave up before its first picture: the connection stands, and nothing would ever come of it.
    void aConnectionThatNothingIsSentOverIsNotWaitedForForEver()
    {
        Bench bench;
        for (const TimePoint begin = bench.clock.now(); bench.clock.now() - begin < seconds(9);) {
            bench.next = bench.sender->step(bench.stop.get_token());
            bench.clock.advance(seconds(1));
        }
        QCOMPARE(bench.state(), SenderState::Connecting);
        bench.clock.advance(seconds(1));
        bench.next = bench.sender->step(bench.stop.get_token());
        QCOMPARE(bench.state(), SenderState::Failed);
        QCOMPARE(bench.sender->status().error->code(), ErrorCode::EncoderFailed);
        QCOMPARE(bench.next.next, Step::Next::Done);
    }

    void aNameThatStaysInUseIsGivenUp_data()
    {
        QTest::addColumn<bool>("first");
        QTest::addRow("after an outage") << false;
        QTest::addRow("a first connection beside others") << true;
    }
    void aNameThatStaysInUseIsGivenUp()
    {
        QFETCH(const bool, first);
        Bench bench(first);
        if (!first) {
            bench.run(seconds(5));
            bench.broken = Error(ErrorCode::ConnectionLost, {"host"});
        }
        bench.refusal = kInUse;
        bench.run(seconds(55));
        QCOMPARE(bench.state(), SenderState::Reconnecting);
        bench.run(seconds(10));
        QCOMPARE(bench.state(), SenderState::Failed);
    }

    // Where a server says it only after it has taken the connection, too.
    void aNameInUseThatIsToldLateIsGivenUpAsWell()
    {
        Bench bench;
        bench.run(seconds(5));
        for (int i = 0; i < 700 && bench.state() != SenderState::Failed; ++i) {
            bench.broken = kInUse;
            bench.run(milliseconds(100));
        }
        QCOMPARE(bench.state(), SenderState::Failed);
    }

    void aWishDuringAnAttemptGivesItUpForAnother()
    {
        Bench bench;
        bench.run(seconds(5));
        bench.broken = Error(ErrorCode::ConnectionLost, {"host"});
        bench.refusal = kNoNetwork;
        bench.run(seconds(130)); // the next one would come in 15 s
        bench.refusal.reset();
        bench.duringAttempt = [&] { bench.retryNow(); };
        const int before = bench.attempts;
        while (bench.attempts == before)
            bench.run(milliseconds(100));
        QCOMPARE(bench.attempts, before + 2); // given up, and at once another
        bench.run(milliseconds(200));
        QCOMPARE(bench.state(), SenderState::Live);
    }

    // The first attempt of all is not given up: what it has of time is bounded. Its wish is not forgotten.
    void aWishDuringAFirstAttemptIsKept()
    {
        Bench bench(true);
        bench.refusal = kNoNetwork;
        bench.duringAttempt = [&] { bench.retryNow(); };
        bench.run(milliseconds(100));
        QCOMPARE(bench.attempts, 2);
    }

    void aWishFromBeforeAnOutageIsNone()
    {
        Bench bench;
        bench.run(seconds(5));
        bench.retryNow();
        bench.broken = Error(ErrorCode::ConnectionLost, {"host"});
        bench.run(milliseconds(200));
        QCOMPARE(bench.state(), SenderState::Reconnecting);
        QCOMPARE(bench.attempts, 1);
    }

    // FLV's time stamps would end.
    // Between us and it there is no network that could be looked at.
    void aBuiltInServerThatGoesIsSaidToBeThat_data()
    {
        QTest::addColumn<int>("met");
        QTest::addColumn<int>("said");
        const auto row = [](const char* name, ErrorCode met, ErrorCode said) {
            QTest::addRow("%s", name) << static_cast<int>(met) << static_cast<int>(said);
        };
        row("lost", ErrorCode::ConnectionLost, ErrorCode::BuiltInServerStopped);
        row("takes nothing", ErrorCode::ServerTakesNothing, ErrorCode::BuiltInServerSilent);
        row("something else", ErrorCode::EncoderFailed, ErrorCode::EncoderFailed);
    }
    void aBuiltInServerThatGoesIsSaidToBeThat()
    {
        QFETCH(const int, met);
        QFETCH(const int, said);
        std::optional<Error> givenUp;
        Bench bench(false, true, [&givenUp] { return givenUp; });
        bench.run(seconds(1));
        QCOMPARE(bench.state(), SenderState::Live);
        bench.broken = Error(static_cast<ErrorCode>(met), {"host", "5"});
        bench.refusal = Error(ErrorCode::ConnectionRefused, {"host:1"});
        bench.run(milliseconds(100));
        QCOMPARE(bench.sender->status().outages.at(0).cause.code(), static_cast<ErrorCode>(said));
        bench.run(seconds(3));
        QCOMPARE(bench.sender->status().error->code(), ErrorCode::BuiltInServerStopped);
        givenUp = Error(ErrorCode::ServerKeepsFailing, {"5"}); // nobody starts it again
        bench.run(seconds(3));
        QCOMPARE(bench.state(), SenderState::Reconnecting);
        QCOMPARE(bench.sender->status().error->code(), ErrorCode::ServerKeepsFailing);
        givenUp.reset();
        bench.refusal.reset();
        bench.run(seconds(3));
        QCOMPARE(bench.state(), SenderState::Live);
    }

    void aConnectionOfWeeksIsBegunAnewAtAKeyframe()
    {
        Bench bench;
        bench.run(seconds(5));
        bench.clock.advance(std::chrono::hours(24 * 24) + seconds(1));
        bench.run(seconds(5));
        QCOMPARE(bench.attempts, 2);
        QCOMPARE(bench.farewells, 1);
        QVERIFY(bench.sent.back() < MediaTime(seconds(10)));
        QCOMPARE(bench.state(), SenderState::Live);
        const SenderStatus status = bench.sender->status();
        QVERIFY(status.outages.empty());
        QCOMPARE(status.bytes, static_cast<std::int64_t>(bench.sent.size()) * 10);
    }
};

QTEST_GUILESS_MAIN(SenderTest)
#include "SenderTest.moc"
