// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "core/session/SettingsSession.h"

using namespace sluice;

class TestSettingsSession : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path() const { return m_folder.filePath(QStringLiteral("settings.json")); }

    // Everything that was written, whatever the file.
    QByteArray written() const
    {
        QByteArray all;
        for (const QString& name : QDir(m_folder.path()).entryList(QDir::Files)) {
            QFile file(m_folder.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void theServerIsRemembered_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("app") << QStringLiteral("rtmp://live.example.org/app");
        QTest::newRow("port") << QStringLiteral("rtmps://live.example.org:443/rtmp/");
    }

    void theServerIsRemembered()
    {
        QFETCH(QString, server);
        SettingsSession(path()).rememberPublishServer(server);
        QCOMPARE(SettingsSession(path()).publishServer(), server);
    }

    // By the time it is gone, though nothing waits for the disk.
    void whatIsAppliedIsWritten()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("a/settings.json"));
        {
            SettingsSession session(file);
            for (const char* fps : {"24", "25", "50", "60"}) {
                Settings changed = session.current();
                QVERIFY(changed.set("video.fps", fps));
                QVERIFY(session.apply(changed));
                QCOMPARE(session.current().toReport(), changed.toReport());
            }
        }
        QCOMPARE(SettingsSession(file).current().integer("video.fps"), std::int64_t{60});
        SettingsSession session(file);
        Settings changed = session.current();
        QVERIFY(changed.set("video.fps", "30"));
        QVERIFY(session.apply(changed));
        QTRY_COMPARE(SettingsSession(file).current().integer("video.fps"), std::int64_t{30});
    }

    // The last of it, by the time it is gone; and though nobody closes anything.
    void whatIsRememberedIsWritten()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("a/settings.json"));
        {
            SettingsSession session(file);
            for (int i = 0; i < 100; ++i) {
                session.remember(QStringLiteral("rtmp://host/live/%1").arg(i));
                session.setGeometry(QByteArray::number(i));
            }
            session.rememberDestinations({QStringLiteral("church")});
        }
        SettingsSession session(file);
        QCOMPARE(session.geometry(), QByteArray("99"));
        QCOMPARE(session.history().size(), 20);
        QCOMPARE(session.history().front(), QStringLiteral("rtmp://host/live/99"));
        QCOMPARE(session.destinations(), QStringList(QStringLiteral("church")));
        session.setGeometry("moved");
        QTRY_COMPARE(SettingsSession(file).geometry(), QByteArray("moved"));
    }

    void whatCannotBeWrittenIsSaid()
    {
        QTemporaryDir folder;
        QFile plain(folder.filePath(QStringLiteral("plain")));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        SettingsSession session(plain.fileName() + QStringLiteral("/settings.json"));
        QStringList said;
        connect(&session, &SettingsSession::notSaved, this,
            [&](const Error& error) { said += QString::fromStdString(error.message()); });
        Settings changed = session.current();
        QVERIFY(changed.set("video.fps", "60"));
        QVERIFY(session.apply(changed));
        QTRY_COMPARE(said.size(), 1);
        QVERIFY2(said.front().contains(QStringLiteral("plain")), qPrintable(said.front()));
        QCOMPARE(session.current().integer("video.fps"), std::int64_t{60}); // in force
    }

    void aKeyIsNeverWritten_data()
    {
        QTest::addColumn<QString>("server");
        QTest::newRow("behind the app") << QStringLiteral("rtmp://live.example.org/app/sesame");
        QTest::newRow("behind two slashes") << QStringLiteral("rtmp://live.example.org/app//sesame");
        QTest::newRow("query") << QStringLiteral("rtmp://live.example.org/app?token=sesame");
        QTest::newRow("fragment") << QStringLiteral("rtmp://live.example.org/app#sesame");
        QTest::newRow("password") << QStringLiteral("rtmp://me:sesame@live.example.org/app");
        QTest::newRow("user") << QStringLiteral("rtmp://sesame@live.example.org/app");
        QTest::newRow("no address") << QStringLiteral("sesame");
        QTest::newRow("another protocol") << QStringLiteral("http://live.example.org/sesame");
        QTest::newRow("a file") << QStringLiteral("/sesame");
    }

    void aKeyIsNeverWritten()
    {
        QFETCH(QString, server);
        const QString before = QStringLiteral("rtmp://before.example.org/app");
        {
            SettingsSession session(path());
            session.rememberPublishServer(before);
            session.rememberPublishServer(server);
            QCOMPARE(session.publishServer(), before);
        }
        QVERIFY(written().contains("before.example.org"));
        QVERIFY(!written().contains("sesame"));
    }
};

QTEST_GUILESS_MAIN(TestSettingsSession)
#include "TestSettingsSession.moc"
