// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that begin, break and end, within the bounds that a presenter was promised. What arrived is read at
// recording servers; what the client says is only asked for when it noticed.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/socket.h>
#include <utility>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/Loopback.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TcpRelay.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

TimePoint now()
{
    return SystemClock().now();
}

const RecordedMessage* firstKeyframe(const std::vector<RecordedMessage>& messages)
{
    const auto found = std::ranges::find_if(messages, &RecordedMessage::keyframe);
    return found == messages.end() ? nullptr : &*found;
}

// A destination behind a link that breaks.
struct Broken {
    explicit Broken(const char* called, std::optional<Duration> stalled = std::nullopt)
        : name(called)
        , outage(stalled)
    { }

    std::string url() const { return "rtmp://127.0.0.1:" + std::to_string(relay.port()) + "/live/test"; }
    // The first picture that comes in time after `from`: a short outage is survived by the connection, and what was
    // held up comes first.
    std::optional<TimePoint> liveAfter(TimePoint from) const
    {
        for (const ArrivedPicture& picture : arrivedPictures(server.messages()))
            if (picture.arrived >= from && picture.late <= seconds(1))
                return picture.arrived;
        return std::nullopt;
    }

    const char* name;
    const std::optional<Duration> outage; // otherwise a new connection goes through at once
    FakeRtmpServer server;
    TcpRelay relay{server.port()};
    std::optional<TimePoint> noticed;
};

// A graphics card whose encoder opens when it is let go, in the end at the latest.
class SlowEncoder {
public:
    ~SlowEncoder() { letGo(); }
    void letGo() const { m_state->gone = true; }
    bool opening() const { return m_state->opening; }
    std::function<void(PublishPipeline::LiveConfig&)> chosen() const
    {
        return [state = m_state](PublishPipeline::LiveConfig& config) {
            config.video.encoder = "h264_nvenc";
            config.openVideo = [state](const VideoEncoderConfig& asked) {
                VideoEncoderConfig real = asked;
                if (std::exchange(real.encoder, "libx264") != "libx264") {
                    state->opening = true;
                    waitFor([&] { return state->gone.load(); }, seconds(60));
                }
                return VideoEncoder::open(real);
            };
        };
    }

private:
    struct State {
        std::atomic<bool> opening = false;
        std::atomic<bool> gone = false;
    };
    const std::shared_ptr<State> m_state = std::make_shared<State>();
};

// Of this process's connection to that port; nothing: there is none.
std::optional<bool> sendsAtOnce(std::uint16_t port)
{
    constexpr int kMostDescriptors = 4096;
    for (int descriptor = 0; descriptor < kMostDescriptors; ++descriptor) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0
            || peer.sin_family != AF_INET || ntohs(peer.sin_port) != port)
            continue;
        int on = 0;
        size = sizeof on;
        if (getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, &size) == 0)
            return on != 0;
    }
    return std::nullopt;
}

// A name server that takes every question and answers none while this lives.
class LostQuestions {
public:
    ~LostQuestions() { m_state->over = true; }
    bool asked() const { return m_state->asked; }
    Resolver::LookUp lookUp() const
    {
        return [state = m_state](const std::string&) -> std::optional<std::vector<std::string>> {
            state->asked = true;
            waitFor([&] { return state->over.load(); }, seconds(60));
            return std::nullopt;
        };
    }

private:
    struct State {
        std::atomic<bool> asked = false;
        std::atomic<bool> over = false;
    };
    const std::shared_ptr<State> m_state = std::make_shared<State>(); // look-ups may outlive this
};

} // namespace

class ConnectionTest : public QObject {
    Q_OBJECT
private slots:
    void theFirstKeyframeIsThereSoon()
    {
        FakeRtmpServer server;
        Broadcast broadcast;
        const TimePoint clicked = now();
        broadcast.start({server.url()});
        QVERIFY(waitFor([&] { return firstKeyframe(server.messages()) != nullptr; }, seconds(5)));
        const Duration took = firstKeyframe(server.messages())->arrived - clicked;
        std::printf("  from the click to the first keyframe at the server: %.0f ms\n", toMsReal(took));
        QVERIFY(took <= seconds(2));
        QVERIFY(beginsWell(server.messages()));
        // What is on its way when it ends still arrives.
        pass(seconds(1));
        const TimePoint end = now();
        broadcast.pipeline().stop();
        QVERIFY(waitFor(
            [&] { return broadcast.pipeline().status().state == PublishPipeline::State::Idle; }, seconds(5)));
        const Duration ended = now() - end;
        QVERIFY(server.connections().at(0).unpublished);
        const auto pictures = arrivedPictures(server.messages());
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
        QVERIFY(pictures.back().arrived - pictures.back().late >= end - milliseconds(100)); // to the last one
        std::printf("  End: %.0f ms, all that was sent arrived\n", toMsReal(ended));
        QVERIFY(ended <= seconds(1));
    }

    void whatIsNotAnsweredIsGivenUpAtOnce_data()
    {
        QTest::addColumn<int>("silentAt");
        QTest::addRow("nobody takes the connection") << -1;
        QTest::addRow("no handshake") << static_cast<int>(RtmpScript::Step::Handshake);
        QTest::addRow("no answer to connect") << static_cast<int>(RtmpScript::Step::Connect);
        QTest::addRow("no answer to createStream") << static_cast<int>(RtmpScript::Step::CreateStream);
        QTest::addRow("no answer to publish") << static_cast<int>(RtmpScript::Step::Publish);
    }
    void whatIsNotAnsweredIsGivenUpAtOnce()
    {
        QFETCH(const int, silentAt);
        RtmpScript script;
        if (silentAt >= 0)
            script.silentAt = static_cast<RtmpScript::Step>(silentAt);
        FakeRtmpServer server(script);
        TcpRelay relay(server.port());
        relay.setStall(silentAt < 0);
        Broadcast broadcast;
        broadcast.start({"rtmp://127.0.0.1:" + std::to_string(relay.port()) + "/live/test"});
        pass(milliseconds(500)); // it is in the middle of it
        QCOMPARE(broadcast.pipeline().status().senders.at(0).state, SenderState::Connecting);
        QVERIFY(cancelled(broadcast) <= milliseconds(300));
    }

    void aNameThatIsLookedUpForEverHoldsNoCancelUp()
    {
        const LostQuestions names;
        Broadcast broadcast(Broadcast::Picture::Restless, names.lookUp());
        broadcast.start({"rtmp://hangs.invalid/live/test"});
        QVERIFY(waitFor([&] { return names.asked(); }, seconds(5)));
        pass(milliseconds(300));
        QCOMPARE(broadcast.pipeline().status().senders.at(0).state, SenderState::Connecting);
        QVERIFY(cancelled(broadcast) <= milliseconds(300));
    }

    void aTlsHandshakeThatHangsHoldsNoCancelUp()
    {
        const SilentServer server;
        Broadcast broadcast;
        broadcast.start({"rtmps://127.0.0.1:" + std::to_string(server.port()) + "/live/test"});
        QVERIFY(waitFor([&] { return server.connections() > 0; }, seconds(5)));
        pass(milliseconds(300));
        QCOMPARE(broadcast.pipeline().status().senders.at(0).state, SenderState::Connecting);
        QVERIFY(cancelled(broadcast) <= milliseconds(300));
    }

    // Nagle's waiting gathers the small chunks that RTMP begins with, and only holds up large ones.
    void largeChunksLeaveAtOnce_data()
    {
        QTest::addColumn<int>("chunkSize");
        QTest::addColumn<bool>("late");
        QTest::addColumn<bool>("atOnce");
        QTest::addRow("the protocol's own") << 0 << false << false;
        QTest::addRow("raised with the answer to connect") << 4096 << false << true;
        QTest::addRow("raised when it has begun") << 4096 << true << true;
    }
    void largeChunksLeaveAtOnce()
    {
        QFETCH(const int, chunkSize);
        QFETCH(const bool, late);
        QFETCH(const bool, atOnce);
        RtmpScript script;
        script.chunkSize = static_cast<std::uint32_t>(chunkSize);
        script.chunkSizeLate = late;
        FakeRtmpServer server(script);
        Broadcast broadcast;
        broadcast.start({server.url()});
        QVERIFY(broadcast.waitLive(seconds(5)));
        QVERIFY(morePictures(server, 10));
        QCOMPARE(sendsAtOnce(server.port()), std::optional(atOnce));
        broadcast.stop();
    }

    // One waits for its next attempt, the other for an answer.
    void aWaitForARetryHoldsNoCancelUp()
    {
        RtmpScript silent;
        silent.silentAt = RtmpScript::Step::Connect;
        FakeRtmpServer server(silent);
        Broadcast broadcast;
        broadcast.start({"rtmp://127.0.0.1:" + std::to_string(freePort()) + "/live/x", server.url()});
        const auto state = [&](std::size_t i) {
            const auto senders = broadcast.pipeline().status().senders;
            return i < senders.size() ? senders[i].state : SenderState::Connecting;
        };
        QVERIFY(waitFor([&] { return state(0) == SenderState::Reconnecting; }, seconds(5)));
        QVERIFY(server.waitConnections(1, seconds(5)));
        QCOMPARE(state(1), SenderState::Connecting);
        QVERIFY(cancelled(broadcast) <= milliseconds(300));
        QVERIFY(waitFor([&] { return server.connections().at(0).ended.has_value(); }, seconds(1)));
    }

    // Whatever is dragged meanwhile. Nor does the next start wait for it, nor the end of it all.
    void aCancelWhileTheEncoderOpensReachesNobody()
    {
        const SlowEncoder slow;
        FakeRtmpServer server;
        auto broadcast = std::make_unique<Broadcast>();
        broadcast->start({server.url()}, slow.chosen());
        QVERIFY(waitFor([&] { return slow.opening(); }, seconds(5)));
        for (int i = 0; i < 100; ++i)
            broadcast->pipeline().setLayout({});
        QVERIFY(cancelled(*broadcast) <= milliseconds(200));
        QVERIFY(server.connections().empty());
        QVERIFY(broadcast->pipeline().status().senders.empty());
        QVERIFY(!broadcast->pipeline().status().error);
        broadcast->start({server.url()}); // with another one
        QVERIFY(broadcast->waitLive(seconds(5)));
        broadcast->stop();
        slow.letGo();
        pass(milliseconds(200));
        QCOMPARE(server.connections().size(), std::size_t(1));

        const SlowEncoder again;
        broadcast->start({server.url()}, again.chosen());
        QVERIFY(waitFor([&] { return again.opening(); }, seconds(5)));
        const TimePoint from = now();
        broadcast.reset();
        QVERIFY(now() - from <= seconds(1));
    }

    void anEncoderThatNeverOpensIsReplaced()
    {
        const SlowEncoder slow;
        FakeRtmpServer server;
        Broadcast broadcast;
        broadcast.start({server.url()}, [&](PublishPipeline::LiveConfig& config) {
            slow.chosen()(config);
            config.openingPatience = milliseconds(300);
        });
        QVERIFY(broadcast.waitLive(seconds(8)));
        QCOMPARE(broadcast.events(EventKind::EncoderReplaced), std::size_t(1));
        broadcast.stop();
    }

    void anEndIntoABlackHoleIsBounded()
    {
        FakeRtmpServer server;
        TcpRelay relay(server.port());
        Broadcast broadcast;
        broadcast.start({"rtmp://127.0.0.1:" + std::to_string(relay.port()) + "/live/test"});
        QVERIFY(broadcast.waitLive(seconds(5)));
        pass(seconds(1));
        relay.setStall(true);
        pass(seconds(2)); // what the kernel takes is full
        const TimePoint end = now();
        broadcast.pipeline().stop();
        QVERIFY(waitFor(
            [&] { return broadcast.pipeline().status().state == PublishPipeline::State::Idle; }, seconds(8)));
        const Duration took = now() - end;
        std::printf("  End into a black hole: %.0f ms\n", toMsReal(took));
        QVERIFY(took <= seconds(3));
    }

    void theReasonInSightIsTheLastOne()
    {
        RtmpScript lost;
        lost.endAfterStart = milliseconds(500);
        RtmpScript inUse;
        inUse.publishCode = "NetStream.Publish.BadName";
        inUse.description = inUse.publishCode; // which is all that libavformat tells
        FakeRtmpServer server;
        server.setScripts({lost, inUse});
        Broadcast broadcast;
        broadcast.start({server.url()}, // a quick end there is not taken for a wrong key
            [](PublishPipeline::LiveConfig& config) { config.destinations.front().builtInServer = true; });
        const auto reason = [&] {
            const auto error = broadcast.pipeline().status().error;
            return error ? error->code() : ErrorCode::Internal;
        };
        QVERIFY(waitFor([&] { return reason() == ErrorCode::BuiltInServerStopped; }, seconds(5)));
        QVERIFY(waitFor([&] { return reason() == ErrorCode::NameInUse; }, seconds(5)));
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Reconnecting);
        broadcast.stop();
    }

    // All at the same time, each its own destination of one broadcast, and one that nothing happens to.
    void whatBreaksIsNoticedAndLiveAgain()
    {
        std::vector<std::unique_ptr<Broken>> broken;
        broken.push_back(std::make_unique<Broken>("reset"));
        broken.push_back(std::make_unique<Broken>("silent loss"));
        broken.push_back(std::make_unique<Broken>("outage of 5 s", seconds(5)));
        if (qEnvironmentVariableIsSet("SLUICE_TEST_LONG")) {
            broken.push_back(std::make_unique<Broken>("outage of 30 s", seconds(30)));
            broken.push_back(std::make_unique<Broken>("outage of 120 s", seconds(120)));
        }
        FakeRtmpServer untouched;
        std::vector<std::string> urls;
        urls.reserve(broken.size() + 1);
        for (const auto& one : broken)
            urls.push_back(one->url());
        urls.push_back(untouched.url());
        Broadcast broadcast;
        broadcast.start(urls);
        QVERIFY(waitFor(
            [&] {
                const auto senders = broadcast.pipeline().status().senders;
                return senders.size() == urls.size()
                    && std::ranges::all_of(
                        senders, [](const SenderStatus& s) { return s.state == SenderState::Live; });
            },
            seconds(8)));
        pass(seconds(4)); // sooner a reset means that the key was refused
        const TimePoint begin = now();
        broken[0]->relay.resetAll();
        broken[1]->relay.freezeOpen();
        for (std::size_t i = 2; i < broken.size(); ++i)
            broken[i]->relay.stallFor(std::chrono::ceil<milliseconds>(*broken[i]->outage));
        const Duration longest = broken.back()->outage.value_or(Duration::zero()) + seconds(8);
        waitFor(
            [&] {
                const auto senders = broadcast.pipeline().status().senders;
                for (std::size_t i = 0; i < broken.size(); ++i)
                    if (!broken[i]->noticed && senders[i].state == SenderState::Reconnecting)
                        broken[i]->noticed = now();
                return now() >= begin + longest;
            },
            std::chrono::ceil<milliseconds>(longest) + seconds(1), milliseconds(5));
        broadcast.stop();
        for (const std::string& text : broadcast.eventTexts())
            std::printf("    %s\n", text.c_str());
        for (const auto& one : broken) {
            if (!one->outage) {
                QVERIFY2(one->noticed, one->name);
                const Duration after = *one->noticed - begin;
                std::printf("  %-16s noticed after %.2f s\n", one->name, toSeconds(after));
                QVERIFY2(after <= (one == broken[0] ? milliseconds(500) : seconds(8)), one->name);
            }
            const TimePoint reachable = one->outage ? begin + *one->outage : *one->noticed;
            const auto live = one->liveAfter(reachable);
            QVERIFY2(live, one->name);
            std::printf(
                "  %-16s live %.2f s after it could be reached\n", one->name, toSeconds(*live - reachable));
            QVERIFY2(*live - reachable <= seconds(6), one->name);
            for (const RtmpConnection& connection : one->server.connections())
                QVERIFY2(connection.messages.empty() || beginsWell(connection.messages), one->name);
        }
        const auto pictures = arrivedPictures(untouched.messages());
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
        QVERIFY(longestSoundStepMs(untouched.messages()) <= 22);
    }

private:
    // How long Cancel takes.
    static Duration cancelled(Broadcast& broadcast)
    {
        const TimePoint asked = now();
        broadcast.stop();
        const Duration took = now() - asked;
        std::printf("  Cancel: %.0f ms\n", toMsReal(took));
        return took;
    }
    static void pass(Duration time) { QTest::qWait(static_cast<int>(toMs(time))); }
};

QTEST_GUILESS_MAIN(ConnectionTest)
#include "ConnectionTest.moc"
