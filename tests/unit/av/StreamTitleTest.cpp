// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/av/AvHandles.h"
#include "core/av/LoadedSegments.h"
#include "core/av/StreamTitle.h"

using namespace sluice;

class StreamTitleTest : public QObject {
    Q_OBJECT
private slots:
    void titlesAreMadeFitToBeShown()
    {
        QCOMPARE(shownTitle("  A song "), std::string("A song"));
        QCOMPARE(shownTitle("Señora"), std::string("Señora"));
        QCOMPARE(shownTitle("Se\xf1ora"), std::string("Señora")); // Latin-1
        QCOMPARE(shownTitle("a\nb\x1b[31m\x7f"), std::string("ab[31m"));
        QCOMPARE(shownTitle(" \t "), std::string());
        std::string lengthy(199, 'x');
        lengthy += "ñx";
        QCOMPARE(shownTitle(lengthy), std::string(199, 'x')); // never half a character
    }

    void theArtistStandsBeforeTheTitle()
    {
        AvOptions tags;
        QVERIFY(!titleIn(tags.dict()));
        tags.set("artist", "Somebody");
        QVERIFY(!titleIn(tags.dict()));
        tags.set("title", "A song");
        QCOMPARE(titleIn(tags.dict()).value_or(""), std::string("Somebody – A song"));
        tags.set("StreamTitle", "On air");
        QCOMPARE(titleIn(tags.dict()).value_or(""), std::string("On air"));
    }

    void onlyTheLastSegmentsAreRemembered()
    {
        LoadedSegments loaded;
        for (int i = 0; i < 6; ++i)
            loaded.add(std::to_string(i));
        QVERIFY(!loaded.has("1"));
        QVERIFY(loaded.has("2") && loaded.has("5"));
        loaded.add("2"); // asked for again: not two
        loaded.add("6");
        QVERIFY(loaded.has("2") && !loaded.has("3"));
        loaded.remove("6");
        QVERIFY(!loaded.has("6"));
    }
};

QTEST_APPLESS_MAIN(StreamTitleTest)
#include "StreamTitleTest.moc"
