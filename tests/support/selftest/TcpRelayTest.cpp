// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <array>
#include <numeric>
#include <poll.h>
#include <sys/socket.h>

#include "tests/support/Loopback.h"
#include "tests/support/TcpRelay.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::byte>;
using Steady = std::chrono::steady_clock;
using Direction = TcpRelay::Direction;

Bytes numbered(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = std::byte(static_cast<unsigned char>(i * 7 + i / 251));
    return bytes;
}

// The far end: sends back what it gets.
class EchoServer {
public:
    EchoServer() : m_listener(listenLoopback(0)), m_port(portOf(m_listener))
    {
        m_thread = std::thread([this] { run(); });
    }
    ~EchoServer()
    {
        m_quit.wake();
        m_thread.join();
    }
    std::uint16_t port() const { return m_port; }

private:
    struct Client {
        UniqueFd socket;
        Bytes pending;
        bool dead = false;
    };

    static void serve(Client& client)
    {
        Bytes bytes(65536);
        const ssize_t n = recv(client.socket.get(), bytes.data(), bytes.size(), 0);
        client.dead = n == 0 || (n < 0 && errno != EAGAIN);
        if (n > 0)
            client.pending.insert(client.pending.end(), bytes.begin(), bytes.begin() + n);
        const ssize_t sent
            = send(client.socket.get(), client.pending.data(), client.pending.size(), MSG_NOSIGNAL);
        if (sent > 0)
            client.pending.erase(client.pending.begin(), client.pending.begin() + sent);
    }

    void run()
    {
        std::vector<Client> clients;
        while (true) {
            std::vector<pollfd> entries{{m_listener.get(), POLLIN, 0}, {m_quit.readEnd(), POLLIN, 0}};
            for (const Client& c : clients)
                entries.push_back(
                    {c.socket.get(), static_cast<short>(c.pending.empty() ? POLLIN : POLLIN | POLLOUT), 0});
            poll(entries.data(), entries.size(), -1);
            if (entries[1].revents != 0)
                return;
            for (Client& c : clients)
                serve(c);
            std::erase_if(clients, [](const Client& c) { return c.dead; });
            if (entries[0].revents != 0)
                clients.push_back(
                    {UniqueFd(accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)),
                        {}});
        }
    }

    UniqueFd m_listener;
    std::uint16_t m_port;
    WakePipe m_quit;
    std::thread m_thread;
};

double secondsFor(LoopbackClient& client, const Bytes& bytes)
{
    const auto began = Steady::now();
    Bytes back(bytes.size());
    std::thread sender([&] { client.send(bytes, 20s); });
    const std::size_t got = client.receive(back, 20s);
    sender.join();
    if (got != bytes.size() || back != bytes)
        return -1;
    return std::chrono::duration<double>(Steady::now() - began).count();
}

} // namespace

class TcpRelayTest : public QObject {
    Q_OBJECT

private slots:
    void passesEverythingOn();
    void keepsTheRate();
    void aSlowUplinkHoldsUpTheSender();
    void delaysEachWay();
    void aStallHoldsAndLosesNothing();
    void aStallHoldsWhateverWakesTheRelay();
    void aStallEndsByItself();
    void aBlackHoleSwallowsForGood();
    void whatIsFrozenStaysSoAndOthersPass();
    void refusesAndComesBack();
    void resetsAndCloses();
    void passesAnEndOn();
    void tellsThatTheTargetRefuses();

private:
    EchoServer m_echo;
};

void TcpRelayTest::passesEverythingOn()
{
    const TcpRelay relay(m_echo.port());
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(secondsFor(client, numbered(5'000'000)) >= 0);
    QCOMPARE(relay.counters().bytesUp, std::uint64_t(5'000'000));
    QCOMPARE(relay.counters().bytesDown, std::uint64_t(5'000'000));
    QCOMPARE(relay.counters().connections, std::uint64_t(1));
    QCOMPARE(relay.counters().open, std::size_t(1));
}

void TcpRelayTest::keepsTheRate()
{
    TcpRelay relay(m_echo.port());
    relay.setRate(Direction::Down, 400'000);
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    const double seconds = secondsFor(client, numbered(200'000));
    QVERIFY2(seconds > 0.45 && seconds < 3.0, std::to_string(seconds).c_str());
    relay.setRate(std::nullopt); // at run time
    const double unlimited = secondsFor(client, numbered(1'000'000)); // 2.5 s at the rate before
    QVERIFY2(unlimited >= 0 && unlimited < 2.0, std::to_string(unlimited).c_str());
}

void TcpRelayTest::aSlowUplinkHoldsUpTheSender()
{
    TcpRelay relay(m_echo.port());
    relay.setRate(Direction::Up, 10'000);
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    // Far more than all the buffers on the way: the sender has to feel it.
    QVERIFY(!client.send(numbered(16'000'000), 300ms));
    QVERIFY(relay.counters().bytesUp < 10'000);
}

void TcpRelayTest::delaysEachWay()
{
    TcpRelay relay(m_echo.port());
    relay.setDelay(Direction::Up, 40ms);
    relay.setDelay(Direction::Down, 60ms);
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    const double seconds = secondsFor(client, numbered(10));
    QVERIFY2(seconds >= 0.100 && seconds < 1.0, std::to_string(seconds).c_str());
}

void TcpRelayTest::aStallHoldsAndLosesNothing()
{
    TcpRelay relay(m_echo.port());
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(secondsFor(client, numbered(10)) >= 0);
    relay.setStall(true);
    const Bytes sent = numbered(1000);
    QVERIFY(client.send(sent, 1s));
    Bytes back(sent.size());
    QCOMPARE(client.receive(back, 100ms), std::size_t(0));
    LoopbackClient second(relay.port());
    QVERIFY(second.waitConnected(1s)); // by the kernel
    QCOMPARE(relay.counters().connections, std::uint64_t(1));
    relay.setStall(false);
    QCOMPARE(client.receive(back, 5s), sent.size());
    QVERIFY(back == sent);
    QVERIFY(secondsFor(second, numbered(10)) >= 0);
}

// Settings may be changed while it lasts: the thread looks at its connections then, and must leave them alone.
void TcpRelayTest::aStallHoldsWhateverWakesTheRelay()
{
    TcpRelay relay(m_echo.port());
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(secondsFor(client, numbered(10)) >= 0);
    relay.setStall(true);
    const Bytes sent = numbered(1000);
    QVERIFY(client.send(sent, 1s));
    Bytes back(sent.size());
    for (int i = 0; i < 5; ++i) {
        relay.setDelay(0ms);
        QCOMPARE(client.receive(back, 20ms), std::size_t(0));
    }
    QCOMPARE(relay.counters().bytesUp, std::uint64_t(10));
    relay.setStall(false);
    QCOMPARE(client.receive(back, 5s), sent.size());
    QVERIFY(back == sent);
}

void TcpRelayTest::aStallEndsByItself()
{
    TcpRelay relay(m_echo.port());
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(secondsFor(client, numbered(10)) >= 0);
    relay.stallFor(150ms);
    const double seconds = secondsFor(client, numbered(10));
    QVERIFY2(seconds >= 0.140 && seconds < 1.0, std::to_string(seconds).c_str());
}

void TcpRelayTest::aBlackHoleSwallowsForGood()
{
    TcpRelay relay(m_echo.port());
    LoopbackClient client(relay.port());
    QVERIFY(client.waitConnected(5s));
    QVERIFY(secondsFor(client, numbered(10)) >= 0);
    relay.setBlackHole(true);
    QVERIFY(client.send(numbered(4'000'000), 5s)); // all seems well
    Bytes back(10);
    QCOMPARE(client.receive(back, 100ms), std::size_t(0));
    relay.setBlackHole(false);
    QVERIFY(client.send(numbered(10), 1s));
    QCOMPARE(client.receive(back, 100ms), std::size_t(0));
    LoopbackClient second(relay.port());
    QVERIFY(second.waitConnected(5s));
    QVERIFY(secondsFor(second, numbered(10)) >= 0);
}

void TcpRelayTest::whatIsFrozenStaysSoAndOthersPass()
{
    TcpRelay relay(m_echo.port());
    Bytes back(10);
    LoopbackClient second(relay.port());
    {
        LoopbackClient first(relay.port());
        QVERIFY(first.waitConnected(5s));
        QVERIFY(secondsFor(first, numbered(10)) >= 0);
        QVERIFY(second.waitConnected(5s));
        QVERIFY(secondsFor(second, numbered(10)) >= 0);
        relay.freezeOpen();
        QVERIFY(first.send(numbered(10), 1s));
        QCOMPARE(first.receive(back, 100ms), std::size_t(0));
    }
    LoopbackClient third(relay.port());
    QVERIFY(third.waitConnected(5s));
    QVERIFY(secondsFor(third, numbered(10)) >= 0);
    QCOMPARE(second.receive(back, 100ms), std::size_t(0));
    QCOMPARE(relay.counters().open, std::size_t(3)); // the target never heard that the first one hung up
}

void TcpRelayTest::refusesAndComesBack()
{
    TcpRelay relay(m_echo.port());
    LoopbackClient before(relay.port());
    QVERIFY(before.waitConnected(5s));
    QVERIFY(waitFor([&] { return relay.counters().connections == 1; }, 5s));
    relay.setRefuse(true);
    QVERIFY(!LoopbackClient(relay.port()).waitConnected(5s));
    QVERIFY(secondsFor(before, numbered(10)) >= 0);
    relay.setRefuse(false);
    LoopbackClient after(relay.port());
    QVERIFY(after.waitConnected(5s));
    QVERIFY(secondsFor(after, numbered(10)) >= 0);
}

void TcpRelayTest::resetsAndCloses()
{
    TcpRelay relay(m_echo.port());
    LoopbackClient first(relay.port());
    QVERIFY(first.waitConnected(5s));
    QVERIFY(secondsFor(first, numbered(10)) >= 0);
    relay.resetAll();
    QVERIFY(first.waitEnd(5s) == LoopbackClient::End::Reset);
    LoopbackClient second(relay.port());
    QVERIFY(second.waitConnected(5s));
    QVERIFY(secondsFor(second, numbered(10)) >= 0);
    relay.closeAll();
    QVERIFY(second.waitEnd(5s) == LoopbackClient::End::Closed);
    QCOMPARE(relay.counters().open, std::size_t(0));
}

void TcpRelayTest::passesAnEndOn()
{
    TcpRelay relay(m_echo.port());
    relay.setDelay(Direction::Up, 50ms);
    {
        LoopbackClient client(relay.port());
        QVERIFY(client.waitConnected(5s));
        QVERIFY(client.send(numbered(10), 1s));
        QVERIFY(waitFor([&] { return relay.counters().open == 1; }, 5s));
    }
    QVERIFY(waitFor([&] { return relay.counters().open == 0; }, 5s));
    QCOMPARE(relay.counters().bytesUp, std::uint64_t(10)); // before the end
}

void TcpRelayTest::tellsThatTheTargetRefuses()
{
    const TcpRelay relay(freePort());
    LoopbackClient client(relay.port());
    QVERIFY(client.waitEnd(5s) == LoopbackClient::End::Reset);
}

QTEST_GUILESS_MAIN(TcpRelayTest)
#include "TcpRelayTest.moc"
