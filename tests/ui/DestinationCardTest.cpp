// SPDX-License-Identifier: GPL-3.0-or-later
// The card by itself: addresses and their keys, the built-in server's link, sharing.
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include "core/base/Url.h"
#include "tests/ui/Buttons.h"
#include "tests/ui/Samples.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/ServerForm.h"

using namespace sluice;
using samples::button;
using samples::question;

class DestinationCardTest : public QObject {
    Q_OBJECT
private slots:
    void keysAreTakenApart_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("key");
        const auto row = [](const char* name, const char* pasted, const char* server, const char* key) {
            QTest::newRow(name) << QString::fromLatin1(pasted) << QString::fromLatin1(server)
                                << QString::fromLatin1(key);
        };
        row("app and key", "rtmp://host/app/abcd-1234", "rtmp://host/app", "abcd-1234");
        row("port", "rtmps://host:443/rtmp/FB-1?s=2&t=/x", "rtmps://host:443/rtmp", "FB-1?s=2&t=/x");
        row("no key", "rtmp://a.example.org/live2", "rtmp://a.example.org/live2", "");
        row("slash at the end", "rtmp://host/rtmp/", "rtmp://host/rtmp/", "");
        row("only a host", "rtmp://host", "rtmp://host", "");
        row("no address", "abcd-1234", "abcd-1234", "");
        row("two parts and a key", "rtmp://host/app/inst/k", "rtmp://host/app/inst", "k");
        row("the end of the application is marked", "rtmp://host/a/b/c//k", "rtmp://host/a/b/c", "k");
        row("blanks", " rtmp://host/app/k ", "rtmp://host/app", "k");
    }

    void keysAreTakenApart()
    {
        QFETCH(QString, pasted);
        QFETCH(QString, server);
        QFETCH(QString, key);
        const PublishAddress address = splitAddress(pasted);
        QCOMPARE(address.server, server);
        QCOMPARE(address.key, key);
        if (!key.isEmpty()) {
            const auto whole = RtmpTarget::of(*Url::parse(pasted.toStdString()));
            const auto parts = RtmpTarget::of(*Url::parse(address.url().toStdString()));
            QVERIFY(whole && parts);
            QCOMPARE(parts->app, whole->app);
            QCOMPARE(parts->stream, whole->stream);
            QVERIFY(!address.shown().contains(key));
        }
    }

    void addressesToPublishTo()
    {
        for (const char* good :
            {"rtmp://host/app", "rtmps://host:443/app/x", "RTMP://1.2.3.4/live", "rtmp://host/app/inst/"})
            QVERIFY2(isPublishAddress(QLatin1String(good)), good);
        for (const char* bad : {"", "host/app", "http://host/app", "rtmp://host", "rtmp:///app",
                 "rtmp://host/", "rtmp://host/app?a=1"})
            QVERIFY2(!isPublishAddress(QLatin1String(bad)), bad);
    }

    void pastedKeyMoves()
    {
        DestinationCard card;
        card.findChild<QComboBox*>()->setCurrentIndex(1);
        auto fields = card.findChildren<QLineEdit*>();
        QLineEdit* server = nullptr;
        QLineEdit* key = nullptr;
        for (QLineEdit* field : fields) {
            if (field->accessibleName() == QLatin1String("Server"))
                server = field;
            if (field->accessibleName() == QLatin1String("Stream key"))
                key = field;
        }
        QVERIFY(server != nullptr && key != nullptr);
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        server->setText(QStringLiteral("rtmp://host/app/live_secret_1"));
        QVERIFY(card.checkAddress());
        QCOMPARE(server->text(), QStringLiteral("rtmp://host/app"));
        QCOMPARE(key->text(), QStringLiteral("live_secret_1"));
        QCOMPARE(card.form()->address().url(), QStringLiteral("rtmp://host/app/live_secret_1"));
        QVERIFY(!card.form()->address().server.contains(QStringLiteral("secret")));
    }

    // "rtmp://host/app/instance" looks like an application and a key.
    void whatBelongsToTheAddressGoesBack()
    {
        DestinationCard card;
        card.show();
        card.findChild<QComboBox*>()->setCurrentIndex(1);
        auto* server = card.findChild<QLineEdit*>(QStringLiteral("server"));
        auto* key = card.findChild<QLineEdit*>(QStringLiteral("streamKey"));
        auto* putBack = card.findChild<QPushButton*>(QStringLiteral("putBack"));
        QVERIFY(!putBack->isVisible());
        QString whole;
        for (const bool typedOver : {false, true}) {
            const QString instance = typedOver ? QStringLiteral("second") : QStringLiteral("first");
            whole = QStringLiteral("rtmp://host/app/") + instance;
            server->clear();
            key->clear();
            QTest::keyClicks(server, whole);
            QTest::keyClick(server, Qt::Key_Return);
            QCOMPARE(server->text(), QStringLiteral("rtmp://host/app"));
            QCOMPARE(key->text(), instance);
            QVERIFY(putBack->isVisible());
            if (typedOver) {
                key->selectAll();
                QTest::keyClicks(key, QStringLiteral("secret"));
                QVERIFY(putBack->isVisible());
            }
            card.setLive(true);
            QVERIFY(!putBack->isVisible());
            card.setLive(false); // the server knew no such path
            QVERIFY(putBack->isVisible());
            putBack->click();
            QVERIFY(!putBack->isVisible());
            QCOMPARE(server->text(), whole);
            QCOMPARE(key->text(), typedOver ? QStringLiteral("secret") : QString());
            QCOMPARE(card.checkAddress(), typedOver); // it stays there, and a key is asked for
            QCOMPARE(server->text(), whole);
        }
        QCOMPARE(card.form()->address().url(), whole + QStringLiteral("//secret"));
        QCOMPARE(card.form()->address().shown(), whole + QStringLiteral("/…"));
        QTest::keyClicks(server, QStringLiteral("x"));
        QVERIFY(!card.checkAddress()); // another address, another question: a key is there
        QVERIFY(putBack->isVisible());
        QVERIFY(card.checkAddress());
        QCOMPARE(card.form()->address().url(), whole + QStringLiteral("x"));
        putBack->click();
        QCOMPARE(card.form()->address().url(), whole + QStringLiteral("x//secret"));
        // A saved one is known to hold none.
        card.setPlaces({{"one", "One", whole}}, {});
        auto* places = card.form()->placePicker();
        places->setCurrentIndex(1);
        emit places->activated(1);
        QVERIFY(!card.checkAddress());
        QCOMPARE(server->text(), whole);
        QVERIFY(!putBack->isVisible());
    }

    void bothDestinationsAtOnce()
    {
        DestinationCard card;
        card.show();
        auto* choice = card.findChild<QComboBox*>();
        QLineEdit* server = nullptr;
        for (QLineEdit* field : card.findChildren<QLineEdit*>())
            if (field->accessibleName() == QLatin1String("Server"))
                server = field;
        auto* share = card.findChild<QPushButton*>(QStringLiteral("share"));
        QVERIFY(share->isVisible() && !server->isVisible());
        QVERIFY(card.builtIn() && !card.other());
        choice->setCurrentIndex(1);
        QVERIFY(!share->isVisible() && server->isVisible());
        QVERIFY(!card.builtIn() && card.other());
        choice->setCurrentIndex(2);
        QVERIFY(share->isVisible() && server->isVisible());
        QVERIFY(card.builtIn() && card.other());
        QVERIFY(!card.checkAddress()); // the other one still needs its address
        card.setGoingTo(true, QStringLiteral("rtmp://live.example.org/app/***"), true);
        QVERIFY(card.builtIn() && card.other());
        QCOMPARE(card.form()->address().server, QStringLiteral("rtmp://live.example.org/app/***"));
    }

    void linkIsShownAndCopied()
    {
        DestinationCard card;
        card.show();
        card.setServer(samples::server(true), true);
        QCOMPARE(QString::fromStdString(samples::server(true).watchUrlAt("192.168.1.20")),
            QStringLiteral("http://192.168.1.20:8080/watch/talk"));
        QPushButton* copy = button(card, "Copy");
        QVERIFY(copy->isVisible());
        copy->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://192.168.1.20:8080/watch/talk"));
        // Not shared and not live: there is nobody to give a link to.
        card.setServer(samples::server(false), false);
        QVERIFY(!copy->isVisible());
        card.setLive(true);
        QVERIFY(copy->isVisible());
        QVERIFY(!card.findChild<QPushButton*>(QStringLiteral("share"))->isVisible());
    }

    void whatTheCommandLineSendsToIsShown()
    {
        DestinationCard card;
        card.show();
        QVERIFY(card.builtIn());
        card.setLive(true);
        card.setGoingTo(false, QStringLiteral("rtmp://live.example.org/app/***"));
        QVERIFY(!card.builtIn());
        QVERIFY(!card.findChild<QPushButton*>(QStringLiteral("share"))->isVisible());
        QCOMPARE(card.form()->address().server, QStringLiteral("rtmp://live.example.org/app/***"));
        card.setGoingTo(true, {});
        QVERIFY(card.builtIn());
    }

    void sharingIsAsked()
    {
        DestinationCard card;
        card.show();
        card.setServer(samples::server(false), false);
        QSignalSpy share(&card, &DestinationCard::shareRequested);
        auto* toggle = card.findChild<QPushButton*>(QStringLiteral("share"));
        toggle->click();
        QMessageBox* box = question(card);
        QVERIFY(box != nullptr);
        QCOMPARE(box->defaultButton()->text(), QStringLiteral("Cancel"));
        QVERIFY(share.isEmpty());
        button(*box, "Share")->click();
        QCOMPARE(share.size(), 1);
        QVERIFY(share[0][0].toBool());
        card.setServer(samples::server(true), true);
        toggle->click();
        QCOMPARE(share.size(), 2);
        QVERIFY(!share[1][0].toBool());
    }
};

QTEST_MAIN(DestinationCardTest)
#include "DestinationCardTest.moc"
