// SPDX-License-Identifier: GPL-3.0-or-later
// Who keeps the computer awake is asked on a real bus: logind and the desktop as a system has them, played by this
// process, and a broadcast and a player that need them.
#include <optional>

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusServiceWatcher>
#include <QDBusUnixFileDescriptor>
#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include "core/session/BroadcastSession.h"
#include "core/session/ServerSession.h"
#include "core/session/SleepInhibitor.h"
#include "core/session/StayAwake.h"
#include "core/session/WatchSession.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

using Need = SleepInhibitor::Need;

// systemd-logind's part: what is held is told by the pipe whose other end the program has.
class Login : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    ~Login() override { forget(); }

    bool held()
    {
        char byte = 0;
        if (m_mine >= 0 && read(m_mine, &byte, 1) == 0)
            forget();
        return m_mine >= 0;
    }

    QStringList asked; // what, of each call
    QString who, why, mode; // of the last
    bool silent = false; // never answers
    bool refusesSleep = false; // as to whoever is logged in over a network

public slots:
    QDBusUnixFileDescriptor Inhibit(
        const QString& what, const QString& program, const QString& reason, const QString& how)
    {
        asked << what;
        who = program;
        why = reason;
        mode = how;
        if (refusesSleep && what.contains(QLatin1String("sleep"))) {
            sendErrorReply(QDBusError::AccessDenied, QStringLiteral("not from elsewhere"));
            return {};
        }
        if (silent) {
            setDelayedReply(true);
            return {};
        }
        forget();
        int ends[2];
        if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
            return {};
        m_mine = ends[0];
        QDBusUnixFileDescriptor theirs(ends[1]); // a copy
        close(ends[1]);
        return theirs;
    }

private:
    void forget()
    {
        if (m_mine >= 0)
            close(m_mine);
        m_mine = -1;
    }

    int m_mine = -1;
};

// The desktop's part: it lets go when the one who asked leaves the bus.
class Desktop : public QObject, protected QDBusContext {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.ScreenSaver")
public:
    explicit Desktop(const QDBusConnection& bus)
    {
        m_leaves.setConnection(bus);
        m_leaves.setWatchMode(QDBusServiceWatcher::WatchForUnregistration);
        connect(&m_leaves, &QDBusServiceWatcher::serviceUnregistered, this,
            [this](const QString& name) { m_holders.removeAll(name); });
    }

    bool held() const { return !m_holders.isEmpty(); }

public slots:
    uint Inhibit(const QString& program, const QString& reason)
    {
        Q_UNUSED(program)
        Q_UNUSED(reason)
        m_holders << message().service();
        m_leaves.addWatchedService(message().service());
        return 7;
    }

private:
    QStringList m_holders;
    QDBusServiceWatcher m_leaves;
};

} // namespace

class StayAwakeTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!hasProgram("dbus-daemon"))
            QSKIP("needs the package dbus-daemon");
        const std::string address = "unix:path=" + m_dir.file("bus");
        ChildProcess::Plan plan;
        plan.program = "dbus-daemon";
        plan.arguments = {"--session", "--nofork", "--nosyslog", "--address=" + address, "--print-address=1"};
        m_daemon = std::make_unique<ChildProcess>(plan);
        QVERIFY(m_daemon->waitOutput("unix:", std::chrono::seconds(10)));
        qputenv("DBUS_SESSION_BUS_ADDRESS", QByteArray::fromStdString(address));
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", QByteArray::fromStdString(address));
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, "services");
        QVERIFY(bus.isConnected());
        m_login = std::make_unique<Login>();
        m_desktop = std::make_unique<Desktop>(bus);
        QVERIFY(
            bus.registerObject("/org/freedesktop/login1", m_login.get(), QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerObject(
            "/org/freedesktop/ScreenSaver", m_desktop.get(), QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService("org.freedesktop.login1"));
        QVERIFY(bus.registerService("org.freedesktop.ScreenSaver"));
    }
    void cleanupTestCase()
    {
        m_desktop.reset();
        m_login.reset();
        QDBusConnection::disconnectFromBus("services");
    }
    void init()
    {
        m_login->asked.clear();
        m_login->silent = false;
        m_login->refusesSleep = false;
    }

    void asksWhatIsNeeded_data()
    {
        QTest::addColumn<Need>("need");
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("screen");
        QTest::newRow("only sound") << Need::NoIdleSleep << "idle" << false;
        QTest::newRow("a picture") << Need::NoIdle << "idle" << true;
        QTest::newRow("a broadcast") << Need::Awake << "sleep:idle" << true;
    }
    void asksWhatIsNeeded()
    {
        QFETCH(Need, need);
        QFETCH(QString, what);
        QFETCH(bool, screen);
        SleepInhibitor inhibitor(m_log);
        inhibitor.set(need, "because");
        QVERIFY(!inhibitor.held()); // nobody waited for it
        QTRY_VERIFY(inhibitor.held());
        QCOMPARE(m_login->asked, QStringList{what});
        QCOMPARE(m_login->who, QStringLiteral("Sluice"));
        QCOMPARE(m_login->why, QStringLiteral("because"));
        QCOMPARE(m_login->mode, QStringLiteral("block"));
        QVERIFY(m_login->held());
        QCOMPARE(m_desktop->held(), screen);
        inhibitor.set(Need::None, {});
        QVERIFY(!inhibitor.held());
        QTRY_VERIFY(!m_login->held());
        QTRY_VERIFY(!m_desktop->held());
    }

    void whoMayNotForbidSleepForbidsThatItComesByItself()
    {
        m_login->refusesSleep = true;
        SleepInhibitor inhibitor(m_log);
        inhibitor.set(Need::Awake, "because");
        QTRY_VERIFY(inhibitor.held());
        QCOMPARE(m_login->asked, (QStringList{"sleep:idle", "idle"}));
        QVERIFY(m_login->held());
    }

    // … also when it changes its mind before the first answer is there.
    void whatIsNeededLastCounts()
    {
        SleepInhibitor inhibitor(m_log);
        inhibitor.set(Need::Awake, "because");
        inhibitor.set(Need::None, {});
        inhibitor.set(Need::NoIdleSleep, "because");
        QTRY_VERIFY(inhibitor.held());
        QCOMPARE(m_login->asked.constLast(), QStringLiteral("idle"));
        QTRY_VERIFY(!m_desktop->held());
        QVERIFY(m_login->held());
    }

    void goingAwayLetsGo()
    {
        {
            SleepInhibitor inhibitor(m_log);
            inhibitor.set(Need::Awake, "because");
            QTRY_VERIFY(inhibitor.held());
        }
        QTRY_VERIFY(!m_login->held());
        QTRY_VERIFY(!m_desktop->held());
    }

    void whoeverDoesNotAnswerHoldsNobodyUp()
    {
        m_login->silent = true;
        QElapsedTimer asked;
        asked.start();
        SleepInhibitor inhibitor(m_log);
        inhibitor.set(Need::Awake, "because");
        QVERIFY2(asked.elapsed() < 1000, qPrintable(QString::number(asked.elapsed())));
        QTRY_VERIFY_WITH_TIMEOUT(inhibitor.held(), 6000); // by the desktop alone
        QVERIFY(!m_login->held());
        QVERIFY(m_desktop->held());
    }

    void aBroadcastAndAPlayerKeepItAwake()
    {
        const SessionServices services{m_clock, m_resolver, m_log, PortAudioLibrary::create()};
        ServerSession server(services);
        ServerConfig config;
        config.rtmpPort = 0;
        config.httpPort = 0;
        config.runParent = m_dir.path().string();
        server.start(config);
        QTRY_VERIFY_WITH_TIMEOUT(server.info().state == ServerState::Ready || server.info().error, 10000);
        QVERIFY2(server.info().state == ServerState::Ready,
            server.info().error ? server.info().error->message().c_str() : "");
        BroadcastSession broadcast(services);
        WatchSession watch(services);
        WatchSession nothing(services);
        const StayAwake awake(broadcast, nothing, m_log, true);
        BroadcastEncoding encoding;
        encoding.video.size = {320, 180};
        broadcast.setEncoding(encoding);
        QCOMPARE(awake.need(), Need::None);

        BroadcastRequest toServer;
        toServer.url = server.info().publishUrl;
        toServer.shownUrl = server.info().playUrl;
        toServer.builtInServer = true;
        broadcast.goLive(toServer);
        QTRY_VERIFY_WITH_TIMEOUT(m_login->held() && m_desktop->held(), 5000);
        QCOMPARE(m_login->asked, QStringList{"sleep:idle"});
        QTRY_COMPARE_WITH_TIMEOUT(broadcast.status().state, BroadcastState::Live, 8000);

        // A viewer elsewhere, who broadcasts nothing.
        BroadcastSession none(services);
        const StayAwake viewer(none, watch, m_log, true);
        const StayAwake headless(none, watch, m_log, false); // its screen may go dark
        WatchRequest fromServer;
        fromServer.url = server.info().playUrl;
        fromServer.audioOut = "null";
        watch.open(fromServer);
        QTRY_COMPARE_WITH_TIMEOUT(viewer.need(), Need::NoIdle, 8000);
        QTRY_COMPARE_WITH_TIMEOUT(headless.need(), Need::NoIdleSleep, 5000);
        watch.pause();
        QTRY_COMPARE_WITH_TIMEOUT(viewer.need(), Need::None, 5000);
        watch.resume();
        QTRY_COMPARE_WITH_TIMEOUT(viewer.need(), Need::NoIdle, 5000);
        watch.stop();
        QTRY_COMPARE_WITH_TIMEOUT(viewer.need(), Need::None, 5000);
        QCOMPARE(awake.need(), Need::Awake);
        broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(awake.need(), Need::None, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_login->held() && !m_desktop->held(), 5000);
    }

    // The last: libdbus reads the address of a bus once.
    void withoutABusNothingHappens()
    {
        m_daemon->stop();
        SleepInhibitor inhibitor(m_log);
        int told = 0;
        connect(&inhibitor, &SleepInhibitor::changed, this, [&told] { ++told; });
        inhibitor.set(Need::Awake, "because");
        QTRY_COMPARE(told, 1);
        QVERIFY(!inhibitor.held());
    }

private:
    TempDir m_dir;
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    std::unique_ptr<ChildProcess> m_daemon;
    std::unique_ptr<Login> m_login;
    std::unique_ptr<Desktop> m_desktop;
};

QTEST_GUILESS_MAIN(StayAwakeTest)
#include "StayAwakeTest.moc"
