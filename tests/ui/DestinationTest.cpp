// SPDX-License-Identifier: GPL-3.0-or-later
// Where the broadcast goes: services, saved servers and their keys, limits; "Check setup"; encoders in the settings.
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>

#include "core/av/EncoderTable.h"
#include "tests/ui/DestinationDesk.h"
#include "ui/broadcast/CheckDialog.h"
#include "ui/settings/EncoderNotes.h"
#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Theme.h"

using namespace sluice;
using samples::Desk;
using samples::kKey;
using samples::picture;

namespace {

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
    // Beside the built-in server, by their names; what is chosen below goes with it, and the other way round.
    void savedServersStandInThePicker()
    {
        Desk desk;
        auto* picker = desk.card.findChild<QComboBox*>(QStringLiteral("destination"));
        const auto rows = [picker] {
            QStringList all;
            for (int i = 0; i < picker->count(); ++i)
                all += picker->itemText(i);
            return all;
        };
        const QString own = picker->itemText(0);
        QCOMPARE(rows(), QStringList({own, "Other server…", "Several at once"}));
        desk.type("rtmp://my.example/app", kKey);
        desk.save("My channel");
        QTRY_COMPARE(picker->currentText(), QStringLiteral("My channel"));
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        QCOMPARE(rows(), QStringList({own, "My channel", "Church", "Other server…", "Several at once"}));
        QCOMPARE(picker->currentText(), QStringLiteral("My channel"));
        picker->setCurrentIndex(0);
        QVERIFY(desk.card.builtIn() && !desk.card.other());
        picker->setCurrentIndex(2);
        QVERIFY(!desk.card.builtIn() && desk.card.other() && !desk.card.several());
        QCOMPARE(desk.card.form()->savedPlace(), church);
        QTRY_COMPARE(desk.card.others().front().url(), QStringLiteral("rtmp://church.example/live/one"));
        QVERIFY(desk.card.checkAddress());
        desk.choose("My channel"); // in the form
        QCOMPARE(picker->currentText(), QStringLiteral("My channel"));
        desk.choose("Twitch");
        QCOMPARE(picker->currentText(), QStringLiteral("Other server…"));
        picker->setCurrentIndex(2);
        QCOMPARE(desk.card.form()->savedPlace(), church);
        picker->setCurrentIndex(3); // another one
        QCOMPARE(desk.card.form()->savedPlace(), QString());
        QCOMPARE(desk.card.form()->placePicker()->currentIndex(), 0);
        picker->setCurrentIndex(4);
        QVERIFY(desk.card.several());
        picker->setCurrentIndex(2);
        QVERIFY(desk.book.remove(church).ok());
        QCOMPARE(picker->currentText(), QStringLiteral("Other server…"));
        QVERIFY(desk.card.other());
    }

    // With its address and its key, and not with the address that was typed last.
    void oneThatWasSavedIsRememberedToo()
    {
        Desk desk;
        (void)*desk.book.save("Club", "rtmps://club.example/app", "two");
        const QString church = *desk.book.save("Church", "rtmp://church.example/live/main", "one");
        desk.sessions.settings.rememberPublishServer("rtmp://typed.example/app");
        desk.go("Church");
        desk.keeper.remember();
        QCOMPARE(desk.sessions.settings.destinations(), QStringList(church));
        DestinationCard card;
        DestinationKeeper keeper(desk.context, card, &card);
        auto* picker = card.findChild<QComboBox*>(QStringLiteral("destination"));
        QCOMPARE(picker->currentText(), QStringLiteral("Church"));
        QVERIFY(!card.builtIn() && !card.several());
        keeper.showLastServer();
        QTRY_COMPARE(card.others().front().url(), QStringLiteral("rtmp://church.example/live/main//one"));
        QVERIFY(card.checkAddress());
        // Of one that was typed over, and of what was never saved, only the address is.
        card.form()->setAddress("rtmp://church.example/other");
        keeper.remember();
        QVERIFY(desk.sessions.settings.destinations().isEmpty());
        DestinationCard next;
        const DestinationKeeper nextKeeper(desk.context, next, &next);
        QVERIFY(next.builtIn() && next.form()->savedPlace().isEmpty());
        QCOMPARE(next.form()->address().server, QStringLiteral("rtmp://typed.example/app"));
        // One that was forgotten meanwhile is none.
        desk.sessions.settings.rememberDestinations({church});
        QVERIFY(desk.book.remove(church).ok());
        DestinationCard without;
        const DestinationKeeper withoutKeeper(desk.context, without, &without);
        QVERIFY(without.builtIn());
    }

    // What the command line sends to is shown; a saved server is not mixed with it.
    void anothersAddressGoesIntoNoSavedServer()
    {
        Desk desk;
        const QString church = *desk.book.save("Church", "rtmp://church.example/live", "one");
        desk.go("Church");
        desk.card.setGoingTo(true, "rtmp://127.0.0.1/live/***", true);
        desk.card.setGoingTo(true, "rtmp://127.0.0.1/live/***");
        desk.sessions.settings.rememberPublishServer("rtmp://typed.example/app");
        desk.keeper.showLastServer();
        desk.go("Church");
        QTRY_COMPARE(desk.card.others().front().url(), QStringLiteral("rtmp://church.example/live/one"));
        desk.card.setGoingTo(false, "rtmp://typed.example/app/***");
        QVERIFY(desk.card.form()->savedPlace().isEmpty());
        desk.keeper.showLastServer();
        QCOMPARE(desk.card.form()->address().server, QStringLiteral("rtmp://typed.example/app"));
    }

    void aServiceBringsItsServers()
    {
        Desk desk;
        desk.type("rtmp://other/app", "old");
        desk.choose("Twitch");
        QCOMPARE(desk.card.form()->address().server, QStringLiteral("rtmp://live.twitch.tv/app"));
        QVERIFY(desk.card.form()->address().key.isEmpty()); // that of another server
        desk.card.form()->setKey(kKey);
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

    void theDialogThatSavesShowsItsTitle()
    {
        Desk desk;
        desk.type("rtmp://church.example/live", "one");
        desk.card.form()->saveButton()->click();
        auto* dialog = desk.card.findChild<QInputDialog*>();
        QVERIFY(dialog != nullptr);
        QTRY_VERIFY(dialog->width() > dialog->fontMetrics().horizontalAdvance(dialog->windowTitle()) + 150);
        dialog->reject();
    }

    void savedAndFoundAgainWithItsKey()
    {
        Desk desk;
        desk.type("rtmp://my.example/app", kKey);
        desk.save("My channel");
        QTRY_VERIFY(desk.shows("in the system’s keychain"));
        QCOMPARE(desk.store->secrets.size(), std::size_t(1));
        QCOMPARE(desk.card.form()->placePicker()->currentText(), QStringLiteral("My channel"));
        QCOMPARE(desk.card.form()->saveButton()->text(), QStringLiteral("Forget"));
        desk.choose("Twitch");
        desk.choose("My channel");
        QCOMPARE(desk.card.form()->address().server, QStringLiteral("rtmp://my.example/app"));
        QTRY_COMPARE(desk.card.form()->address().key, kKey);
        desk.card.form()->saveButton()->click(); // where "Save…" was
        QVERIFY(!desk.store->secrets.empty()); // asks first
        desk.answer("Keep");
        QVERIFY(!desk.store->secrets.empty());
        desk.card.form()->saveButton()->click();
        desk.answer("Forget");
        QVERIFY(desk.store->secrets.empty());
        QCOMPARE(desk.card.form()->placePicker()->findText("My channel"), -1);
    }

    void aSecondAccountAtOneServerIsItsOwn()
    {
        Desk desk;
        desk.type("rtmp://my.example/app", kKey);
        desk.save("First");
        desk.choose("Any server");
        desk.type("rtmp://my.example/app", "second");
        desk.save("Second");
        QCOMPARE(desk.card.form()->placePicker()->currentText(), QStringLiteral("Second"));
        desk.card.form()->saveButton()->click();
        desk.answer("Forget");
        QCOMPARE(desk.card.form()->placePicker()->findText("Second"), -1);
        QVERIFY(desk.card.form()->placePicker()->findText("First") >= 0);
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
        QTRY_COMPARE(desk.card.form()->address().key, kKey);
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
        desk.card.form()->setKey(kKey);
        PreflightRequest request = desk.keeper.checkRequest(false);
        QCOMPARE(request.destinations.size(), std::size_t(1));
        QVERIFY(request.destinations[0].mayTest);
        QCOMPARE(request.destinations[0].testUrl, "rtmp://live.twitch.tv/app/live_secret?bandwidthtest=true");
        QVERIFY(request.destinations[0].shownUrl.find("secret") == std::string::npos);
        QVERIFY(!desk.keeper.mayAsk());
        desk.choose("YouTube");
        desk.card.form()->setKey(kKey);
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
