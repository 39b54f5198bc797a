// SPDX-License-Identifier: GPL-3.0-or-later
// In a network of its own, whose loopback device is down at first: taking it up is a link that comes up.
#include <cstring>

#include <QSignalSpy>
#include <QTest>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/devices/LinkWatcher.h"

using namespace sluice;

namespace {

bool setLoopback(bool up)
{
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    bool done = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    done = done && ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

} // namespace

class LinkWatcherTest : public QObject {
    Q_OBJECT
private slots:
    void saysWhenALinkComesUpAndNotWhenItGoes()
    {
        if (unshare(CLONE_NEWNET) != 0)
            QSKIP("needs to be root, for a network of its own");
        LinkWatcher watcher;
        QSignalSpy up(&watcher, &LinkWatcher::cameUp);
        QVERIFY(setLoopback(true));
        QTRY_VERIFY_WITH_TIMEOUT(!up.isEmpty(), 5000);
        QTest::qWait(50);
        const auto count = up.size();
        QVERIFY(setLoopback(false));
        QTest::qWait(100);
        QCOMPARE(up.size(), count);
        QVERIFY(setLoopback(true));
        QTRY_VERIFY_WITH_TIMEOUT(up.size() > count, 5000);
    }
};

QTEST_GUILESS_MAIN(LinkWatcherTest)
#include "LinkWatcherTest.moc"
