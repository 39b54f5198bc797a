// SPDX-License-Identifier: GPL-3.0-or-later
// Where the broadcast goes: services, saved servers and their keys, limits; "Check setup"; encoders in the settings.
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>

#include "core/av/EncoderTable.h"
#include "tests/support/TestKeychain.h"
#include "tests/ui/Samples.h"
#include "ui/broadcast/CheckDialog.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/DestinationKeeper.h"
#include "ui/broadcast/DestinationList.h"
#include "ui/settings/EncoderNotes.h"
#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Theme.h"

using namespace sluice;

namespace {

const QString kKey = QStringLiteral("live_secret");

// The card with everything behind it, on a computer with a keychain or without.
struct Desk {
    explicit Desk(bool keychainThere = true, const QString& file = {})
        : book(file, keychain(keychainThere))
        , context{sessions.watch, sessions.broadcast, sessions.server, sessions.devices, sessions.settings,
              sessions.clock, sessions.encoders, book, sessions.preflight}
        , keeper(context, card, &card)
    {
        card.findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(1);
        card.resize(374, 400);
        card.show();
    }
    std::unique_ptr<SecretStore> keychain(bool there)
    {
        auto made = std::make_unique<test::TestKeychain>();
        made->there = there;
        store = made.get();
        return made;
    }
    void choose(const QString& text)
    {
        QComboBox* picker = card.placePicker();
        const int row = picker->findText(text);
        QVERIFY2(row >= 0, qPrintable(text));
        picker->setCurrentIndex(row);
        emit picker->activated(row);
    }
    void type(const QString& server, const QString& key)
    {
        card.setAddress(server);
        card.setKey(key);
    }
    // By the button and the dialog, as a person does.
    void save(const QString& name)
    {
        card.saveButton()->click();
        auto* dialog = card.findChild<QInputDialog*>();
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(name);
        dialog->accept();
    }
    bool shows(const QString& text) const
    {
        for (const auto* label : card.findChildren<QLabel*>())
            if (label->isVisibleTo(&card) && label->text().contains(text))
                return true;
        return false;
    }
    void set(const char* key, const char* value)
    {
        Settings changed = sessions.settings.current();
        QVERIFY(changed.set(key, value).ok());
        QVERIFY(sessions.settings.apply(changed).ok());
    }

    test::TestKeychain* store = nullptr;
    samples::Sessions sessions;
    DestinationBook book;
    UiContext context;
    DestinationCard card;
    DestinationKeeper keeper;
};

void picture(QWidget& widget, const char* name)
{
    QDir().mkpath(QStringLiteral(PICTURES_DIR));
    QVERIFY(widget.grab().save(QStringLiteral(PICTURES_DIR "/%1.png").arg(QLatin1String(name))));
}

std::vector<Check> someChecks()
{
    return {{Check::Kind::Picture, {}, preflight::picture({}, 30, 30)},
        {Check::Kind::Sound, {}, preflight::sound({}, -70, false, true)},
        {Check::Kind::Encoder, {}, preflight::encoder({}, 4.2, "libx264")},
        {Check::Kind::Disk, {}, preflight::disk(80'000'000'000, 2628)},
        {Check::Kind::Destination, {}, {CheckState::Good, Sentence("The built-in server answers")}},
        {Check::Kind::Destination, "rtmp://live.twitch.tv/app/***", preflight::uplink({}, 3300, 2628, 1)}};
}

} // namespace

class DestinationTest : public QObject {
    Q_OBJECT
private slots:
    void anyNumberOfSavedServersAtOnce()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        const QString club = *desk.book.save("Club", "rtmps://club.example/app", "two");
        QCoreApplication::processEvents();
        desk.card.findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(2);
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

    void severalAreRememberedButNotWhatIsTyped()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        desk.sessions.settings.rememberDestinations(
            {DestinationList::kOwnServer, church, DestinationList::kTyped, "long gone"});
        DestinationCard card;
        DestinationKeeper keeper(desk.context, card, &card);
        QVERIFY(card.several());
        QCOMPARE(card.ticked(), (QStringList{DestinationList::kOwnServer, church}));
        QTRY_VERIFY(card.checkAddress());
        keeper.remember();
        QCOMPARE(desk.sessions.settings.destinations(), (QStringList{DestinationList::kOwnServer, church}));
        card.findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(0);
        keeper.remember();
        QVERIFY(desk.sessions.settings.destinations().isEmpty());
        // A saved server that goes is not ticked any more.
        card.choose({church});
        QVERIFY(desk.book.remove(church).ok());
        QVERIFY(card.list()->box(church) == nullptr && card.ticked().isEmpty());
    }

    void aTickedServerWithoutItsKeyIsNamed()
    {
        Desk desk(false);
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "");
        desk.card.choose({church});
        QTRY_VERIFY(desk.card.findChild<QComboBox*>(QStringLiteral("destination"))->currentIndex() == 2);
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
        desk.card.findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(1);
        desk.card.showSaved(church);
        QTRY_COMPARE(desk.card.savedPlace(), church);
        QTest::qWait(50);
        QTest::keyClicks(desk.card.findChild<QLineEdit*>(QStringLiteral("streamKey")), "abc");
        desk.card.choose({DestinationList::kOwnServer, church});
        QTest::qWait(50);
        QVERIFY(desk.card.checkAddress());
        QCOMPARE(desk.card.others().size(), std::size_t(1));
        QCOMPARE(desk.card.others().front().key, QStringLiteral("abc"));
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

    void aServiceBringsItsServers()
    {
        Desk desk;
        desk.type("rtmp://other/app", "old");
        desk.choose("Twitch");
        QCOMPARE(desk.card.address().server, QStringLiteral("rtmp://live.twitch.tv/app"));
        QVERIFY(desk.card.address().key.isEmpty()); // that of another server
        desk.card.setKey(kKey);
        QVERIFY(desk.card.checkAddress());
        picture(desk.card, "destination-service");
        desk.choose("Any server");
        QVERIFY(desk.card.findChild<QLineEdit*>(QStringLiteral("server"))->isVisibleTo(&desk.card));
    }

    void whatBreaksALimitIsSaidAtOnce()
    {
        Desk desk;
        desk.set("video.bitrate_kbps", "8000");
        QVERIFY(!desk.shows("kb/s is set"));
        desk.choose("Twitch");
        QVERIFY(desk.shows("Twitch takes video of up to 6000 kb/s; 8000 kb/s is set"));
        picture(desk.card, "destination-limit");
        desk.set("video.bitrate_kbps", "6000");
        QVERIFY(!desk.shows("kb/s is set"));
        desk.set("video.encoder", "nvenc-hevc");
        // Where FFmpeg cannot send it, x264 is sent instead, and nothing is wrong with that.
        QCOMPARE(desk.shows("makes HEVC"), carriedByRtmp("hevc"));
        desk.set("video.encoder", "x264");
        QVERIFY(!desk.shows("makes HEVC"));
        desk.set("video.gop_s", "5");
        QVERIFY(desk.shows("keyframe at least every 2 s; every 5 s"));
        desk.type("rtmp://my.example/app", "k");
        QVERIFY(!desk.shows("keyframe at least"));
    }

    void savedAndFoundAgainWithItsKey()
    {
        Desk desk;
        desk.type("rtmp://my.example/app", kKey);
        desk.save("My channel");
        QTRY_VERIFY(desk.shows("in the system’s keychain"));
        QCOMPARE(desk.store->secrets.size(), std::size_t(1));
        QCOMPARE(desk.card.placePicker()->currentText(), QStringLiteral("My channel"));
        QCOMPARE(desk.card.saveButton()->text(), QStringLiteral("Forget"));
        desk.choose("Twitch");
        desk.choose("My channel");
        QCOMPARE(desk.card.address().server, QStringLiteral("rtmp://my.example/app"));
        QTRY_COMPARE(desk.card.address().key, kKey);
        desk.card.saveButton()->click();
        QVERIFY(desk.store->secrets.empty());
        QCOMPARE(desk.card.placePicker()->findText("My channel"), -1);
    }

    void aSecondAccountAtOneServerIsItsOwn()
    {
        Desk desk;
        desk.type("rtmp://my.example/app", kKey);
        desk.save("First");
        desk.choose("Any server");
        desk.type("rtmp://my.example/app", "second");
        desk.save("Second");
        QCOMPARE(desk.card.placePicker()->currentText(), QStringLiteral("Second"));
        desk.card.saveButton()->click(); // forgets
        QCOMPARE(desk.card.placePicker()->findText("Second"), -1);
        QVERIFY(desk.card.placePicker()->findText("First") >= 0);
    }

    void withoutAKeychainItIsSaidThatTheKeyLastsForTheSession()
    {
        Desk desk(false);
        desk.type("rtmp://my.example/app", kKey);
        desk.save("My channel");
        QTRY_VERIFY(desk.shows("kept until Sluice is closed"));
        picture(desk.card, "destination-session-only");
        desk.choose("Twitch");
        desk.choose("My channel");
        QTRY_COMPARE(desk.card.address().key, kKey);
    }

    void whatCannotBeStoredIsNotCalledSaved()
    {
        const QTemporaryDir folder;
        Desk desk(true, folder.path()); // no file can be there
        desk.type("rtmp://my.example/app", kKey);
        desk.save("My channel");
        QVERIFY(desk.shows("cannot be written"));
        QTest::qWait(50); // the keychain has answered
        QVERIFY(desk.shows("cannot be written"));
        QVERIFY(!desk.shows("Saved."));
    }

    void aKeyThatIsGoneIsAskedFor()
    {
        Desk desk;
        desk.type("rtmp://my.example/app", kKey);
        desk.save("My channel");
        QTRY_VERIFY(desk.shows("in the system’s keychain"));
        desk.store->secrets.clear();
        desk.choose("Twitch");
        desk.choose("My channel");
        QTRY_VERIFY(desk.shows("Enter it again"));
    }

    void whatIsCheckedFollowsWhatIsChosen()
    {
        Desk desk;
        desk.choose("Twitch");
        desk.card.setKey(kKey);
        PreflightRequest request = desk.keeper.checkRequest(false);
        QCOMPARE(request.destinations.size(), std::size_t(1));
        QVERIFY(request.destinations[0].mayTest);
        QCOMPARE(request.destinations[0].testUrl, "rtmp://live.twitch.tv/app/live_secret?bandwidthtest=true");
        QVERIFY(request.destinations[0].shownUrl.find("secret") == std::string::npos);
        QVERIFY(!desk.keeper.mayAsk());
        desk.choose("YouTube");
        desk.card.setKey(kKey);
        QVERIFY(!desk.keeper.checkRequest(true).destinations[0].mayTest); // it has no way
        desk.choose("Any server");
        desk.type("rtmp://my.example/app", kKey);
        QVERIFY(desk.keeper.mayAsk());
        QVERIFY(!desk.keeper.checkRequest(false).destinations[0].mayTest);
        QVERIFY(desk.keeper.checkRequest(true).destinations[0].mayTest);
    }

    void theCheckSaysEachThingInWords()
    {
        Theme theme(*qApp);
        CheckDialog dialog;
        dialog.setMayAsk(true);
        dialog.show();
        QSignalSpy asked(&dialog, &CheckDialog::checkRequested);
        QSignalSpy cancelled(&dialog, &CheckDialog::cancelRequested);
        QVERIFY(!dialog.agreed());
        dialog.findChild<QCheckBox*>()->setChecked(true);
        QVERIFY(dialog.agreed());
        dialog.againButton()->click();
        QCOMPARE(asked.size(), 1);
        std::vector<Check> checks = someChecks();
        checks[1].verdict = {CheckState::Running, {}};
        dialog.setChecks(checks, CheckState::Running);
        QVERIFY(!dialog.againButton()->isEnabled());
        QVERIFY(dialog.text().contains("Checking…"));
        picture(dialog, "check-running");
        dialog.setChecks(someChecks(), CheckState::Bad);
        for (const auto* label : dialog.findChildren<QLabel*>())
            QVERIFY2(!label->isVisible() || label->height() >= label->heightForWidth(label->width()),
                qPrintable(label->text()));
        QVERIFY(dialog.text().contains("✗ Microphone: It is silent"));
        QVERIFY(dialog.text().contains("✓ Picture: 30 pictures a second"));
        QVERIFY(dialog.text().contains("! rtmp://live.twitch.tv/app/***: The uplink carries 3300 kb/s"));
        QVERIFY(dialog.text().contains("This computer (built-in server)"));
        QVERIFY(dialog.againButton()->isEnabled());
        theme.setMode(ThemeMode::Dark);
        picture(dialog, "check-dark");
        theme.setMode(ThemeMode::Light);
        picture(dialog, "check-light");
        dialog.close();
        QCOMPARE(cancelled.size(), 1);
    }

    void encodersThatDoNotWorkAreGreyAndSayWhy()
    {
        Theme theme(*qApp);
        SettingsDialog dialog(theme, Settings());
        dialog.showPage(SettingsPage::Encoding);
        dialog.resize(900, 620);
        dialog.show();
        const Sentence card("It needs an NVIDIA card.");
        dialog.setEncoders({{"x264", "x264 (H.264, on the processor)", true, {}},
            {"nvenc", "NVENC (H.264, NVIDIA graphics)", false, card},
            {"nvenc-hevc", "NVENC (HEVC, NVIDIA graphics)", false, card},
            {"svt-av1", "SVT-AV1 (AV1, on the processor)", false,
                Sentence("It did not answer within 8 s.")}});
        auto* picker = qobject_cast<QComboBox*>(dialog.editor("video.encoder")->editor());
        auto* items = qobject_cast<QStandardItemModel*>(picker->model());
        const auto enabled = [&](const char* token) {
            return items->item(picker->findData(QLatin1String(token)))->isEnabled();
        };
        QVERIFY(enabled("x264") && !enabled("nvenc") && !enabled("svt-av1") && enabled("qsv"));
        const QString text = dialog.encoderNotes()->text();
        QCOMPARE(text.count("It needs an NVIDIA card."), 1); // once for both
        QVERIFY(text.contains("NVENC (H.264, NVIDIA graphics); NVENC (HEVC, NVIDIA graphics)"));
        QVERIFY(text.contains("It did not answer within 8 s."));
        theme.setMode(ThemeMode::Dark);
        picture(dialog, "encoders");
    }
};

QTEST_MAIN(DestinationTest)
#include "DestinationTest.moc"
