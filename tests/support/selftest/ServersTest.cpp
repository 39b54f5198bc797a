// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <array>

#include "tests/support/Loopback.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

constexpr std::array kHello{std::byte('h'), std::byte('i')};

} // namespace

class ServersTest : public QObject {
    Q_OBJECT

private slots:
    void aFreePortRefuses();
    void theSilentServerSaysNothing();
    void theResettingServerResets();
    void theResettingServerWaitsForBytes();
    void lastWordsArriveInOrder();
    void theUnreachablePortNeverConnects();
};

void ServersTest::aFreePortRefuses()
{
    const std::uint16_t port = freePort();
    QVERIFY(port > 1023);
    QVERIFY(!LoopbackClient(port).waitConnected(5s));
    const UniqueFd listener = listenLoopback(port); // and may be taken
    QVERIFY(LoopbackClient(port).waitConnected(5s));
}

void ServersTest::theSilentServerSaysNothing()
{
    const SilentServer server;
    LoopbackClient client(server.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(client.send(kHello, 1s));
    QVERIFY(client.waitEnd(100ms) == LoopbackClient::End::Open);
    QCOMPARE(server.connections(), 1);
    const std::vector<std::byte> much(4 << 20);
    QVERIFY(client.send(much, 5s)); // it goes on reading
}

void ServersTest::theResettingServerResets()
{
    const ResettingServer server;
    LoopbackClient client(server.port());
    QVERIFY(client.waitEnd(5s) == LoopbackClient::End::Reset);
}

void ServersTest::theResettingServerWaitsForBytes()
{
    const ResettingServer server(ResettingServer::When::AfterFirstBytes);
    LoopbackClient client(server.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(client.waitEnd(50ms) == LoopbackClient::End::Open);
    QVERIFY(client.send(kHello, 1s));
    QVERIFY(client.waitEnd(5s) == LoopbackClient::End::Reset);
}

void ServersTest::lastWordsArriveInOrder()
{
    const ResettingServer server(ResettingServer::When::AfterFirstBytes, "no");
    LoopbackClient client(server.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(client.send(kHello, 1s));
    std::array<std::byte, 2> answer{};
    QCOMPARE(client.receive(answer, 5s), std::size_t(2));
    QVERIFY(answer[0] == std::byte('n'));
    QVERIFY(client.waitEnd(5s) == LoopbackClient::End::Closed);
}

void ServersTest::theUnreachablePortNeverConnects()
{
    const UnreachablePort port;
    QVERIFY(!LoopbackClient(port.port()).waitConnected(300ms));
}

QTEST_GUILESS_MAIN(ServersTest)
#include "ServersTest.moc"
