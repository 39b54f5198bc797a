// SPDX-License-Identifier: GPL-3.0-or-later
// The computer's own link goes away in the middle of a broadcast and comes back: the program, as it is wired, waits for
// no attempt that it had planned. In networks of their own, read at a recording server. With SLUICE_TEST_LONG=1 the
// outage lasts for two minutes, after which the attempts are 15 s apart.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include <QTest>

#include "app/AppContext.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/NetworkSpace.h"

using namespace sluice;
using namespace sluice::test;

namespace {

// A computer with a card, and a server at the other end of its wire.
class Wire {
public:
    Wire()
    {
        m_computer.tell("ip link set dev lo up; ip link add card type veth peer name far netns "
            + m_server.path() + "; ip address add 10.79.0.1/24 dev card; ip link set dev card up");
        m_server.tell("ip link set dev lo up; ip address add " + serverAddress()
            + "/24 dev far; ip link set dev far up");
    }
    static std::string serverAddress() { return "10.79.0.2"; }
    UniqueFd listenAtServer() const { return m_server.listen(serverAddress()); }
    void enterAsComputer() const { m_computer.enter(); }
    void setCard(const char* upOrDown) const
    {
        m_computer.tell(std::string("ip link set dev card ") + upOrDown);
    }

private:
    NetworkSpace m_computer;
    NetworkSpace m_server;
};

// Why there can be none here; empty: there can.
std::string whyNoWire()
{
    if (!hasProgram("ip"))
        return "iproute2 is not installed";
    try {
        const Wire wire;
    } catch (const std::exception& trouble) {
        return std::string("there can be no networks of one's own: ") + trouble.what();
    }
    return {};
}

TimePoint firstKeyframe(const RtmpConnection& connection)
{
    const auto found = std::ranges::find_if(connection.messages, &RecordedMessage::keyframe);
    return found == connection.messages.end() ? TimePoint::max() : found->arrived;
}

// The connection after the first that got a picture. What the first one still sends is what was on its way.
std::optional<RtmpConnection> liveAgain(const FakeRtmpServer& server)
{
    for (const RtmpConnection& connection : server.connections())
        if (connection.number > 0 && firstKeyframe(connection) != TimePoint::max())
            return connection;
    return std::nullopt;
}

Duration nextAttemptIn(const AppContext& context, TimePoint now)
{
    const auto planned = context.broadcast.status().retryAt;
    return planned ? *planned - now : Duration::zero();
}

bool inFull()
{
    return qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
}

} // namespace

class LinkEventTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = whyNoWire(); !missing.empty())
            QSKIP(missing.c_str());
    }

    void aLinkThatComesUpEndsTheWait()
    {
        const Wire wire;
        FakeRtmpServer server(wire.listenAtServer(), Wire::serverAddress());
        wire.enterAsComputer(); // with it, all threads that are made from here on
        AppContext context(LogLevel::Off, false);
        goLive(context, server.url());
        const auto state = [&] { return context.broadcast.status().state; };
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Live, 8000);
        QTRY_VERIFY_WITH_TIMEOUT(firstKeyframe(server.connections().at(0)) != TimePoint::max(), 5000);

        const TimePoint cut = context.clock.now();
        wire.setCard("down");
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Reconnecting, 12000);
        // Late, and right after an attempt: the one that is planned is as far away as can be. By the schedule they are
        // 1.6 to 2 s apart, and 12 to 15 s after two minutes.
        const Duration outage = inFull() ? seconds(125) : seconds(10);
        const Duration wait = inFull() ? seconds(11) : milliseconds(1500);
        const int patienceMs = inFull() ? 160'000 : 20'000;
        std::optional<TimePoint> up;
        const auto isFarAway = [&] {
            const TimePoint now = context.clock.now();
            if (!up && now - cut >= outage && nextAttemptIn(context, now) >= wait)
                up = now;
            return up.has_value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isFarAway(), patienceMs);
        QCOMPARE(server.connections().size(), std::size_t(1));
        wire.setCard("up");
        std::optional<RtmpConnection> again;
        QTRY_VERIFY_WITH_TIMEOUT((again = liveAgain(server)), 20000);
        judge(*again, *up, wait);
        if (QTest::currentTestFailed())
            return;

        context.broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Idle, 8000);
    }

private:
    static void goLive(AppContext& context, const std::string& url)
    {
        BroadcastEncoding encoding;
        encoding.video.size = {640, 360};
        context.broadcast.setEncoding(encoding);
        BroadcastRequest request;
        request.url = url;
        context.broadcast.goLive(request);
    }

    static void judge(const RtmpConnection& again, TimePoint up, Duration wait)
    {
        const double connected = toMsReal(*again.accepted - up);
        const double live = toMsReal(firstKeyframe(again) - up);
        std::printf(
            "  after the link: connected %.0f ms, first keyframe %.0f ms; an attempt was planned in %.0f ms\n",
            connected, live, toMsReal(wait));
        QVERIFY2(*again.accepted - up < wait, "it waited for the attempt that was planned");
        QVERIFY(firstKeyframe(again) - up <= seconds(3));
        QVERIFY(beginsWell(again.messages));
    }
};

QTEST_GUILESS_MAIN(LinkEventTest)
#include "LinkEventTest.moc"
