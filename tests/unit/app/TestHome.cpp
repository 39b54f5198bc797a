// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "app/Home.h"
#include "core/session/FromSettings.h"

using namespace sluice;

class TestHome : public QObject {
    Q_OBJECT
private slots:
    void whoHasOneKeepsIt()
    {
        qputenv("HOME", "/elsewhere");
        provideHome();
        QCOMPARE(qgetenv("HOME"), QByteArray("/elsewhere"));
    }

    // Nowhere beside what happens to be the current folder.
    void withoutOneRecordingsAreStillFound()
    {
        for (const bool empty : {true, false}) {
            if (empty)
                qputenv("HOME", "");
            else
                qunsetenv("HOME");
            provideHome();
            QVERIFY(qgetenv("HOME").startsWith('/'));
            const std::string folder = recordingFrom(Settings()).folder;
            QVERIFY2(folder.starts_with('/'), folder.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestHome)
#include "TestHome.moc"
