// SPDX-License-Identifier: GPL-3.0-or-later
// Several destinations at once: what is ticked, its keys, what is remembered of it, and how each fares.
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/DestinationDesk.h"

using namespace sluice;
using samples::Desk;
using samples::picture;

class SeveralDestinationsTest : public QObject {
    Q_OBJECT
private slots:
    void anyNumberOfSavedServersAtOnce()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        const QString club = *desk.book.save("Club", "rtmps://club.example/app", "two");
        QCoreApplication::processEvents();
        desk.go("Several at once");
        DestinationList* list = desk.card.list();
        QVERIFY(list->isVisible() && desk.card.several());
        QCOMPARE(list->ticked(), (QStringList{DestinationList::kOwnServer, DestinationList::kTyped}));
        const auto click = [&](const QString& id) { list->box(id)->click(); };
        click(DestinationList::kTyped);
        QVERIFY(desk.card.builtIn() && !desk.card.other() && desk.card.checkAddress());
        click(church);
        click(club);
        QVERIFY(
            !desk.card.checkAddress() && desk.shows("keychain has not answered")); // it was asked just now
        QTRY_VERIFY(desk.card.checkAddress());
        QCOMPARE(desk.card.others().size(), std::size_t(2));
        QCOMPARE(desk.card.others()[0].url(), QStringLiteral("rtmp://church.example/live/one"));
        QCOMPARE(desk.card.others()[1].url(), QStringLiteral("rtmps://club.example/app/two"));
        // The check looks at each of them, and at ours.
        const PreflightRequest request = desk.keeper.checkRequest(false);
        QCOMPARE(request.destinations.size(), std::size_t(3));
        QVERIFY(request.destinations[0].url.empty());
        QCOMPARE(request.destinations[2].url, std::string("rtmps://club.example/app/two"));
        for (const QString& id : {DestinationList::kOwnServer, church, club})
            click(id);
        QVERIFY(!desk.card.checkAddress() && desk.shows("Tick where"));
    }

    // What is typed, and was saved: one place has one entry.
    void aServerThatIsSavedIsNotTickedTwice()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        QCoreApplication::processEvents();
        DestinationList* list = desk.card.list();
        desk.type("rtmp://Church.example/live/", {}); // as it is remembered from the last time
        desk.go("Several at once");
        QCOMPARE(list->ticked(), (QStringList{DestinationList::kOwnServer, church}));
        QVERIFY(!desk.card.form()->isVisible());
        // Whoever asks for one more means another.
        list->box(DestinationList::kTyped)->click();
        QVERIFY(desk.card.form()->isVisible() && desk.card.form()->address().server.isEmpty());
        QVERIFY(list->isTicked(church) && list->isTicked(DestinationList::kTyped));
        // Chosen there, it is the saved one again.
        desk.choose("Church");
        QCOMPARE(list->ticked(), (QStringList{DestinationList::kOwnServer, church}));
        // Another key at the same server is another place; the same one is not.
        list->box(DestinationList::kTyped)->click();
        desk.type("rtmp://church.example/live", "two");
        QTRY_VERIFY(desk.card.checkAddress());
        QCOMPARE(desk.card.others().size(), std::size_t(2));
        desk.type("rtmp://church.example/live", "one");
        QVERIFY(!desk.card.checkAddress() && desk.shows("Untick one"));
        QVERIFY(!desk.shows("/one"));
    }

    void namesAreWholeAsSoonAsSeveralAreChosen()
    {
        Desk desk;
        const QString church
            = *desk.book.save("The church at the market", "rtmp://church.example/live", "one");
        QCoreApplication::processEvents();
        desk.go("Several at once");
        QCoreApplication::processEvents();
        QTRY_COMPARE(desk.card.list()->box(church)->text(), QStringLiteral("The church at the market"));
        QCOMPARE(desk.card.list()->box(DestinationList::kOwnServer)->text(),
            QStringLiteral("This computer (built-in server)"));
    }

    void severalAreRememberedButNotWhatIsTyped()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        desk.sessions.settings.rememberDestinations(
            {DestinationList::kOwnServer, church, DestinationList::kTyped, "long gone"});
        DestinationCard card;
        DestinationKeeper keeper(desk.context, card, &card);
        QVERIFY(card.several());
        QCOMPARE(card.chosen(), (QStringList{DestinationList::kOwnServer, church}));
        QTRY_VERIFY(card.checkAddress());
        keeper.remember();
        QCOMPARE(desk.sessions.settings.destinations(), (QStringList{DestinationList::kOwnServer, church}));
        card.findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(0);
        keeper.remember();
        QVERIFY(desk.sessions.settings.destinations().isEmpty());
        // A saved server that goes is not ticked any more.
        card.choose({DestinationList::kOwnServer, church});
        QVERIFY(desk.book.remove(church).ok());
        QVERIFY(card.list()->box(church) == nullptr);
        QCOMPARE(card.chosen(), QStringList(DestinationList::kOwnServer));
    }

    void aTickedServerWithoutItsKeyIsNamed()
    {
        Desk desk(false);
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "");
        desk.card.choose({DestinationList::kOwnServer, church});
        QTRY_VERIFY(desk.card.several());
        QCoreApplication::processEvents();
        QVERIFY(!desk.card.checkAddress());
        QTRY_VERIFY(
            (desk.card.checkAddress(), desk.shows("The stream key of “Church” is not in the keychain")));
        QTest::qWait(50); // the keychain is asked again, and has none
        QVERIFY(desk.shows("The stream key of “Church” is not in the keychain"));
    }

    // What its sentence advises: chosen by itself and typed, it counts among several, too.
    void aKeyThatIsTypedForASavedServerCounts()
    {
        Desk desk(false);
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "");
        desk.go("Other server…");
        desk.card.form()->showSaved(church);
        QTRY_COMPARE(desk.card.form()->savedPlace(), church);
        QTest::qWait(50);
        QTest::keyClicks(desk.card.findChild<QLineEdit*>(QStringLiteral("streamKey")), "abc");
        desk.card.choose({DestinationList::kOwnServer, church});
        QTest::qWait(50);
        QVERIFY(desk.card.checkAddress());
        QCOMPARE(desk.card.others().size(), std::size_t(1));
        QCOMPARE(desk.card.others().front().key, QStringLiteral("abc"));
    }

    void aKeyThatIsClearedAgainLeavesTheKeychains()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        desk.choose("Church");
        auto* key = desk.card.findChild<QLineEdit*>(QStringLiteral("streamKey"));
        QTRY_COMPARE(key->text(), QStringLiteral("one"));
        key->selectAll();
        QTest::keyClick(key, Qt::Key_Delete);
        QCOMPARE(key->text(), QString());
        desk.card.choose({DestinationList::kOwnServer, church});
        QTRY_VERIFY(desk.card.checkAddress());
        QCOMPARE(desk.card.others().front().key, QStringLiteral("one"));
    }

    // A server that is saved under a name which one had that was forgotten.
    void aTypedKeyGoesWithItsServer()
    {
        Desk desk;
        desk.card.setPlaces({{"church", "Church", "rtmp://church.example/live"}}, {});
        desk.choose("Church");
        QTest::keyClicks(desk.card.findChild<QLineEdit*>(QStringLiteral("streamKey")), "old");
        desk.card.setPlaces({}, {});
        desk.card.setPlaces({{"church", "Church", "rtmp://church.example/live"}}, {});
        desk.card.choose({DestinationList::kOwnServer, QStringLiteral("church")});
        QVERIFY(desk.card.several());
        QVERIFY(desk.card.others().front().key != QStringLiteral("old"));
    }

    void eachTellsHowItFaresAndCanBeRetried()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        const QString club
            = *desk.book.save("A club whose name is far too long for the card that it stands in",
                "rtmps://club.example/app", "two");
        desk.card.choose({DestinationList::kOwnServer, church, club});
        desk.card.setLive(true);
        std::vector<DestinationStatus> status(3);
        for (DestinationStatus& one : status)
            one.state = BroadcastState::Live;
        status[0].sentKbps = 2480;
        status[0].sendQueue = milliseconds(40);
        status[1].state = BroadcastState::Reconnecting;
        status[1].error = Error(ErrorCode::ConnectionLost, {"church.example"});
        status[1].retryAt = samples::now() + seconds(3);
        status[2].state = BroadcastState::Failed;
        status[2].error = Error(ErrorCode::KeyRefused);
        desk.card.setStatus(status, samples::now());
        DestinationList* list = desk.card.list();
        QVERIFY(!list->box(church)->isEnabled());
        QVERIFY(list->stateLabel(DestinationList::kOwnServer)->text().contains(QStringLiteral("40")));
        QVERIFY(list->stateLabel(church)->text().contains(QStringLiteral("church.example")));
        QVERIFY(list->stateLabel(club)->text().contains(QStringLiteral("key")));
        QVERIFY(!list->retryButton(DestinationList::kOwnServer)->isVisible());
        QSignalSpy retry(&desk.card, &DestinationCard::retryRequested);
        list->retryButton(club)->click();
        list->retryButton(church)->click();
        QCOMPARE(retry.count(), 2);
        QCOMPARE(retry[0][0].value<std::size_t>(), std::size_t(2));
        QCOMPARE(retry[1][0].value<std::size_t>(), std::size_t(1));
        QCoreApplication::processEvents();
        for (const QString& id : {DestinationList::kOwnServer, church, club}) {
            const QLabel* label = list->stateLabel(id);
            QCOMPARE(label->visibleRegion().boundingRect(), label->rect()); // nothing of it is cut
            QVERIFY(label->height() >= label->heightForWidth(label->width()));
        }
        QCOMPARE(list->retryButton(club)->visibleRegion().boundingRect(), list->retryButton(club)->rect());
        picture(desk.card, "destinations-several");
        desk.card.setLive(false);
        desk.card.setStatus({}, samples::now());
        QVERIFY(!list->stateLabel(church)->isVisible() && !list->retryButton(church)->isVisible());
    }
};

QTEST_MAIN(SeveralDestinationsTest)
#include "SeveralDestinationsTest.moc"
