// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstddef>
#include <sys/socket.h>

#include <QTest>

#include "core/base/SendBuffer.h"
#include "tests/support/Loopback.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

class SendBufferTest : public QObject {
    Q_OBJECT
private slots:
    void aLongWayHasRoom()
    {
        QCOMPARE(sendBufferFor(2600, {}), 65'000); // 0.2 s
        QCOMPARE(sendBufferFor(2600, milliseconds(100)), 65'000); // twice the way, as much
        QCOMPARE(sendBufferFor(2600, milliseconds(400)), 260'000);
        QCOMPARE(sendBufferFor(100, milliseconds(30)), 32 << 10); // no less
        QCOMPARE(sendBufferFor(20'000, milliseconds(10)), 128 << 10); // no more, unless the way wants it
        QCOMPARE(sendBufferFor(20'000, milliseconds(100)), 500'000);
        QCOMPARE(sendBufferFor(2600, microseconds(0xffffffff)), 650'000); // no figure at all
    }

    void aConnectionIsFoundByItsSendBuffer()
    {
        const int first = uncommonSendBuffer(65'536);
        const int second = uncommonSendBuffer(65'536);
        QVERIFY(first != second);
        QVERIFY(first >= 65'536 && first < 65'536 + 4096);
        QCOMPARE(socketWithSendBuffer(first), -1); // nobody has it yet
        QVERIFY(!onTheWayOf(-1).has_value());

        constexpr int kReceiveBuffer = 8 << 10;
        const UniqueFd listener = listenLoopback(0, 4, kReceiveBuffer);
        const UniqueFd one = connectLoopback(portOf(listener));
        const UniqueFd two = connectLoopback(portOf(listener));
        QVERIFY(setsockopt(one.get(), SOL_SOCKET, SO_SNDBUF, &first, sizeof first) == 0);
        QVERIFY(setsockopt(two.get(), SOL_SOCKET, SO_SNDBUF, &second, sizeof second) == 0);
        if (socketWithSendBuffer(first) < 0)
            QSKIP("This system does not say what it has not sent yet.");
        QCOMPARE(socketWithSendBuffer(first), one.get());
        QCOMPARE(socketWithSendBuffer(second), two.get());

        // Nobody reads: what the receiver's system does not take is on its way, and is read nowhere else.
        const std::array<std::byte, 4096> bytes{};
        QVERIFY(waitFor(
            [&] {
                (void)send(one.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
                return onTheWayOf(one.get()).value_or(OnTheWay{}).bytes >= 16 << 10;
            },
            milliseconds(5000)));
        QCOMPARE(onTheWayOf(two.get()).value_or(OnTheWay{-1, {}}).bytes, std::int64_t(0));
        // Loopback is quick; nothing would mean that nothing was measured.
        const Duration shortest = onTheWayOf(one.get()).value_or(OnTheWay{}).shortest;
        QVERIFY(shortest > Duration::zero() && shortest < milliseconds(100));
    }
};

QTEST_GUILESS_MAIN(SendBufferTest)
#include "SendBufferTest.moc"
