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
        SettingsSession session(path());
        session.rememberPublishServer(before);
        session.rememberPublishServer(server);
        QCOMPARE(session.publishServer(), before);
        QVERIFY(written().contains("before.example.org"));
        QVERIFY(!written().contains("sesame"));
    }
};

QTEST_GUILESS_MAIN(TestSettingsSession)
#include "TestSettingsSession.moc"
