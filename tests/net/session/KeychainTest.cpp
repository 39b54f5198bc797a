// SPDX-License-Identifier: GPL-3.0-or-later
// The system's keychain: without one, and with a real Secret Service on a bus of its own.
#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QTest>

#include "core/settings/SecretStore.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

namespace {

SecretStore::Answer wait(const std::function<void(SecretStore::Done)>& ask)
{
    std::optional<SecretStore::Answer> got;
    ask([&got](const SecretStore::Answer& answer) { got = answer; });
    if (!QTest::qWaitFor([&] { return got.has_value(); }, 15'000))
        qWarning("the keychain did not answer");
    return got.value_or(SecretStore::Answer());
}

SecretStore::Answer read(SecretStore& store, const QString& name)
{
    return wait([&](SecretStore::Done done) { store.read(name, std::move(done)); });
}
SecretStore::Answer write(SecretStore& store, const QString& name, const QString& secret)
{
    return wait([&](SecretStore::Done done) { store.write(name, secret, std::move(done)); });
}

} // namespace

class KeychainTest : public QObject {
    Q_OBJECT
private slots:
    // In this process there is no bus, or the one that aRealOne() started.
    void keepsAndForgets()
    {
        if (qEnvironmentVariableIsEmpty("SLUICE_TEST_KEYCHAIN"))
            QSKIP("asked for by aRealOne()");
        const auto store = systemKeychain();
        QVERIFY(write(*store, "one", "s3cret").there);
        QCOMPARE(read(*store, "one").secret.value_or("-"), QStringLiteral("s3cret"));
        QVERIFY(read(*store, "none").there);
        QVERIFY(!read(*store, "none").secret);
        QVERIFY(wait([&](SecretStore::Done done) { store->remove("one", std::move(done)); }).there);
        QVERIFY(!read(*store, "one").secret);
    }

    void withoutABusNothingIsThere()
    {
        if (!qEnvironmentVariableIsEmpty("SLUICE_TEST_KEYCHAIN"))
            return;
        const TempDir home;
        qputenv("DBUS_SESSION_BUS_ADDRESS", QByteArray::fromStdString("unix:path=" + home.file("no-bus")));
        const auto store = systemKeychain();
        QVERIFY(!write(*store, "one", "s3cret").there);
        QVERIFY(!read(*store, "one").there);
    }

    void aRealOne()
    {
        if (!qEnvironmentVariableIsEmpty("SLUICE_TEST_KEYCHAIN"))
            return;
        if (!hasProgram("dbus-run-session") || !hasProgram("gnome-keyring-daemon"))
            QSKIP("needs the packages dbus-daemon and gnome-keyring");
        const TempDir home;
        ChildProcess::Plan plan;
        plan.program = "dbus-run-session";
        static constexpr const char* kScript
            = "printf x | gnome-keyring-daemon --unlock --components=secrets --foreground >/dev/null 2>&1 & "
              "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do dbus-send --session --print-reply "
              "--dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets "
              ">/dev/null 2>&1 && break; sleep 0.2; done; \"$0\" keepsAndForgets; status=$?; kill $!; exit $status";
        plan.arguments = {"--", "sh", "-c", kScript, QCoreApplication::applicationFilePath().toStdString()};
        for (const char* name : {"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
            plan.environment[name] = home.path().string();
        plan.environment["DBUS_SESSION_BUS_ADDRESS"] = "";
        plan.environment["SLUICE_TEST_KEYCHAIN"] = "1";
        ChildProcess session(plan);
        const auto exit = session.waitExit(std::chrono::seconds(40));
        const std::string said = session.standardOutput() + session.standardError();
        QVERIFY2(exit && exit->code == 0
                && said.find("PASS   : KeychainTest::keepsAndForgets()") != std::string::npos,
            said.c_str());
    }
};

QTEST_GUILESS_MAIN(KeychainTest)
#include "KeychainTest.moc"
