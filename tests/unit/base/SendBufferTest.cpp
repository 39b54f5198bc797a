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
    void aConnectionIsFoundByItsSendBuffer()
    {
        const int first = uncommonSendBuffer(65'536);
        const int second = uncommonSendBuffer(65'536);
        QVERIFY(first != second);
        QVERIFY(first >= 65'536 && first < 65'536 + 4096);
        QCOMPARE(socketWithSendBuffer(first), -1); // nobody has it yet
        QVERIFY(!unsentOn(-1).has_value());

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

        // Nobody reads: what the receiver does not take stands unsent, and is read nowhere else.
        const std::array<std::byte, 4096> bytes{};
        QVERIFY(waitFor(
            [&] {
                (void)send(one.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
                return unsentOn(one.get()).value_or(0) >= 16 << 10;
            },
            milliseconds(5000)));
        QCOMPARE(unsentOn(two.get()).value_or(-1), std::int64_t(0));
    }
};

QTEST_GUILESS_MAIN(SendBufferTest)
#include "SendBufferTest.moc"
