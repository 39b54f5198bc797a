// SPDX-License-Identifier: GPL-3.0-or-later
// Pause, Record and what is kept, from the buttons and keys to the files.
#include <QApplication>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"
#include "tests/ui/Samples.h"
#include "ui/MainWindow.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/HealthCard.h"
#include "ui/broadcast/InsetHandle.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/MonitorCorner.h"
#include "ui/broadcast/RecordingCard.h"
#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Figures.h"
#include "ui/widgets/VideoView.h"

using namespace sluice;

namespace {

KeptFile file(FileRecorder::State state, const char* path, bool replay = false)
{
    KeptFile kept;
    kept.replay = replay;
    kept.file.state = state;
    kept.file.path = path;
    kept.file.length = seconds(754);
    kept.file.bytes = 12'400'000;
    kept.file.freeBytes = 80'000'000'000;
    return kept;
}

BroadcastStatus recording()
{
    BroadcastStatus status = samples::live();
    status.recordings.wanted = status.recordings.recording = true;
    status.recordings.replayHeld = seconds(30);
    status.recordings.files = {file(FileRecorder::State::Writing, "/videos/talk.mkv")};
    return status;
}

} // namespace

class RecordingCardTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    void cleanupTestCase() { delete m_theme; }

    void buttonsSayWhatTheSessionSays()
    {
        LiveButtons buttons;
        QSignalSpy pause(&buttons, &LiveButtons::pauseRequested);
        QSignalSpy record(&buttons, &LiveButtons::recordRequested);
        buttons.setStatus(samples::idle());
        QVERIFY(!buttons.pause()->isEnabled());
        buttons.togglePause(); // by its key
        QCOMPARE(pause.size(), 0);
        buttons.record()->click();
        QCOMPARE(record.takeFirst().at(0).toBool(), true);
        QVERIFY(!buttons.record()->isChecked()); // it was asked for, no more

        buttons.setStatus(recording());
        QVERIFY(buttons.record()->isChecked());
        QVERIFY(buttons.record()->text().contains(QLatin1String("Stop recording")));
        buttons.record()->click();
        QCOMPARE(record.takeFirst().at(0).toBool(), false);
        buttons.pause()->click();
        QCOMPARE(pause.takeFirst().at(0).toBool(), true);
        BroadcastStatus paused = recording();
        paused.paused = true;
        buttons.setStatus(paused);
        QVERIFY(buttons.pause()->text().contains(QLatin1String("Go on")));
        buttons.pause()->click();
        QCOMPARE(pause.takeFirst().at(0).toBool(), false);
        QVERIFY(broadcasttexts::statePill(paused).text.contains(QLatin1String("PAUSED 00:")));
    }

    void theCardShowsWhatIsKept()
    {
        RecordingCard card;
        card.setStatus(samples::idle(), seconds(30));
        QVERIFY(card.isHidden()); // nothing to say
        card.setStatus(recording(), seconds(30));
        QVERIFY(!card.isHidden());
        QVERIFY2(card.line()->text().contains(QLatin1String("00:12:34")), qPrintable(card.line()->text()));
        QVERIFY(card.line()->text().contains(QLatin1String("GB free")));
        QCOMPARE(card.saveButton()->text(), QStringLiteral("Save the last 30 s"));
        QVERIFY(card.saveButton()->isEnabled());
        card.setStatus(recording(), {});
        QVERIFY(card.saveButton()->isHidden());
        QVERIFY(broadcasttexts::statusLine(recording()).contains(QLatin1String("Recording 00:12:34")));

        BroadcastStatus ended = samples::idle();
        ended.kept = {{"/videos/talk.mkv"}, {"/videos/talk-replay.mkv"}};
        QSignalSpy convert(&card, &RecordingCard::convertRequested);
        QSignalSpy folder(&card, &RecordingCard::folderRequested);
        QSignalSpy cancel(&card, &RecordingCard::cancelRequested);
        card.setStatus(ended, seconds(30));
        card.folderButton()->click();
        card.convertButton()->click();
        QCOMPARE(folder.takeFirst().at(0).toString(), QStringLiteral("/videos/talk.mkv"));
        QCOMPARE(convert.takeFirst().at(0).toString(), QStringLiteral("/videos/talk.mkv"));
        ended.conversion.running = true;
        ended.conversion.from = "/videos/talk.mkv";
        ended.conversion.progress = 0.42;
        card.setStatus(ended, seconds(30));
        QCOMPARE(card.progress()->value(), 42);
        QVERIFY(!card.convertButton(1)->isEnabled()); // one at a time
        QVERIFY(!card.takeOffButton()->isEnabled());
        QCOMPARE(card.convertButton()->text(), QStringLiteral("Cancel"));
        card.convertButton()->click();
        QCOMPARE(cancel.size(), 1);
        BroadcastStatus converting; // another broadcast's
        converting.conversion = ended.conversion;
        card.setStatus(converting, {});
        QVERIFY(!card.isHidden()); // what works can be cancelled
        ended.conversion.running = false;
        ended.kept.front() = {"/videos/talk.mp4", true};
        card.setStatus(ended, seconds(30));
        QVERIFY(card.convertButton()->isHidden());
        card.folderButton()->click();
        QCOMPARE(folder.takeFirst().at(0).toString(), QStringLiteral("/videos/talk.mp4"));
    }

    // Whatever was tried since: newest first, bounded, until it is done or taken off.
    void theShelfKeepsWhatBroadcastsLeft()
    {
        RecordingShelf shelf;
        const auto paths = [&] {
            QStringList all;
            for (const KeptRecording& one : shelf.newestFirst())
                all += QString::fromStdString(one.path);
            return all.join(QLatin1Char(' '));
        };
        KeptFile talk = file(FileRecorder::State::Writing, "talk.mkv");
        KeptFile replay = file(FileRecorder::State::Ended, "replay.mkv", true);
        shelf.take({talk, replay});
        QCOMPARE(paths(), QStringLiteral("replay.mkv"));
        talk.file.state = FileRecorder::State::Failed; // what was written of it can be kept all the same
        shelf.take({talk, replay});
        shelf.take({talk, replay});
        QCOMPARE(paths(), QStringLiteral("talk.mkv replay.mkv"));
        KeptFile nothing = file(FileRecorder::State::Failed, "nothing.mkv");
        nothing.file.bytes = 0;
        shelf.takeOff("replay.mkv");
        shelf.nextBegins();
        shelf.take({talk, replay}); // the next opens its encoder yet
        QCOMPARE(paths(), QStringLiteral("talk.mkv"));
        shelf.take({nothing});
        QCOMPARE(paths(), QStringLiteral("talk.mkv"));
        shelf.take({replay}); // what was of an earlier broadcast is not remembered for ever
        QCOMPARE(paths(), QStringLiteral("replay.mkv talk.mkv"));
        shelf.takeOff("replay.mkv");
        shelf.becameMp4("talk.mkv", "talk.mp4");
        shelf.take({replay});
        QCOMPARE(paths(), QStringLiteral("talk.mp4"));
        shelf.nextBegins();
        talk.asked += seconds(60); // the name is free again
        shelf.take({talk});
        QCOMPARE(paths(), QStringLiteral("talk.mkv"));
        for (int i = 0; i < 100; ++i) {
            talk.asked += seconds(60);
            talk.file.path = std::to_string(i);
            shelf.take({talk});
        }
        QCOMPARE(shelf.newestFirst().size(), RecordingShelf::kMost);
        QCOMPARE(shelf.newestFirst().front().path, std::string("99"));
    }

    void eachOfThemHasItsRow()
    {
        BroadcastTab tab(*m_theme);
        tab.resize(1280, 900);
        tab.show();
        QVERIFY(QTest::qWaitForWindowActive(&tab));
        RecordingCard& card = *tab.recording();
        BroadcastStatus status = samples::idle();
        for (int i = 6; i > 0; --i)
            status.kept.push_back({"/videos/" + std::to_string(i) + ".mkv"});
        tab.setStatus(status, false, samples::now());
        QCOMPARE(card.fileName(), QStringLiteral("6.mkv"));
        QCOMPARE(card.fileName(3), QStringLiteral("3.mkv"));
        QSignalSpy convert(&card, &RecordingCard::convertRequested);
        QSignalSpy off(&card, &RecordingCard::takeOffRequested);
        card.convertButton(2)->click();
        QCOMPARE(convert.takeFirst().at(0).toString(), QStringLiteral("/videos/4.mkv"));
        card.takeOffButton(1)->click();
        QCOMPARE(off.takeFirst().at(0).toString(), QStringLiteral("/videos/5.mkv"));
        // A broadcast that fails takes nothing away, and the keyboard stays in the row.
        card.convertButton(2)->setFocus();
        BroadcastStatus converting = status;
        converting.conversion.running = true;
        converting.conversion.from = "/videos/4.mkv";
        tab.setStatus(converting, false, samples::now());
        QVERIFY(card.convertButton(2)->hasFocus()); // it cancels now
        BroadcastStatus failed = status;
        failed.state = BroadcastState::Failed;
        failed.kept[2] = {"/videos/4.mp4", true};
        tab.setStatus(failed, false, samples::now());
        QCOMPARE(card.fileName(2), QStringLiteral("4.mp4"));
        QVERIFY(!card.isHidden() && card.convertButton(2)->isHidden());
        QVERIFY2(card.takeOffButton(2)->hasFocus(), QApplication::focusWidget()->metaObject()->className());
        // On the air the newest alone.
        BroadcastStatus live = samples::live();
        live.kept = status.kept;
        tab.setStatus(live, false, samples::now());
        QCOMPARE(card.fileName(), QStringLiteral("6.mkv"));
        QVERIFY(card.fileName(1).isEmpty() && card.convertButton()->isHidden());
        QVERIFY(tab.rect().contains(QApplication::focusWidget()->mapTo(&tab, QPoint())));
        QVERIFY(card.isAncestorOf(QApplication::focusWidget()));
    }

    void theMonitorMakesRoomForTheCamera()
    {
        BroadcastTab tab(*m_theme);
        tab.resize(1280, 700);
        tab.show();
        tab.setFrame(samples::frame());
        MonitorCorner* corner = tab.monitor();
        corner->show();
        for (const int percent : {Layout::kSmallestInset, Layout::kLargestInset})
            for (const InsetCorner at : {InsetCorner::TopRight, InsetCorner::TopLeft,
                     InsetCorner::BottomRight, InsetCorner::BottomLeft}) {
                BroadcastStatus status = samples::live();
                status.layout.kind = status.shown = LayoutKind::Both;
                status.layout.corner = at;
                status.layout.insetPercent = percent;
                status.inset = insetPlacement(status.layout, {1280, 720}, 16.0 / 9);
                tab.setStatus(status, false, samples::now());
                QVERIFY(tab.inset()->isVisible());
                QVERIFY2(!corner->geometry().intersects(tab.inset()->geometry()),
                    qPrintable(QString::number(static_cast<int>(at))));
                QVERIFY(tab.video()->rect().contains(corner->geometry()));
                QCOMPARE(corner->x() > tab.video()->width() / 2, at != InsetCorner::TopRight);
            }
    }

    void theMonitorSaysHowOldItIs()
    {
        BroadcastTab tab(*m_theme);
        BroadcastStatus status = samples::live();
        tab.setStatus(status, false, samples::now());
        QCOMPARE(broadcasttexts::health(status).glassToGlass, QString());
        status.glassToGlass = milliseconds(1840);
        status.browserDelay = milliseconds(2500);
        QCOMPARE(broadcasttexts::health(status).glassToGlass,
            QStringLiteral("RTMP: %1\nbrowser: about %2")
                .arg(format::shortTime(milliseconds(1840)), format::seconds(seconds(3), 0)));
        MonitorCorner* corner = tab.monitor();
        QVERIFY(corner->isHidden());
        corner->setAge(broadcasttexts::delays(status));
        QCOMPARE(corner->text(),
            QStringLiteral("RTMP: %1 later\nBrowser: about %2")
                .arg(format::shortTime(milliseconds(1840)), format::seconds(seconds(3), 0)));
        corner->setAge({});
        QVERIFY(corner->text().contains(QLatin1String("waiting")));
        tab.resize(1280, 700);
        tab.show();
        corner->setFrame(samples::frame());
        corner->show();
        QVERIFY(QTest::qWaitForWindowExposed(&tab));
        QVERIFY(tab.video()->rect().contains(corner->geometry()));
        QVERIFY(corner->width() < tab.video()->width() / 3);
        QVERIFY(corner->grab().toImage().pixelColor(corner->width() / 2, corner->height() / 3)
            != QColor(Qt::black));
    }

    // The window on a real broadcast, by its keys.
    void theKeysDoIt()
    {
        test::FakeRtmpServer server;
        test::TempDir dir;
        samples::Sessions sessions;
        Settings settings = sessions.settings.current();
        for (const auto& [key, value] : {std::pair{"record.folder", dir.file("kept")},
                 {"record.name", "talk"}, {"record.reserve_mib", "0"}, {"broadcast.camera", "test"},
                 {"broadcast.microphone", "tone"}, {"video.size", "640x360"}})
            QVERIFY(settings.set(key, value).ok());
        QVERIFY(sessions.settings.apply(settings).ok());
        MainWindow window(sessions.context, *m_theme);
        window.showTab(MainWindow::Tab::Broadcast);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto status = [&] { return sessions.broadcast.status(); };
        QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
        QVERIFY(status().recordings.wanted);
        sessions.broadcast.goLive({server.url("live/x"), "rtmp://x/live/x"});
        QTRY_VERIFY_WITH_TIMEOUT(status().state == BroadcastState::Live, 8000);
        QTRY_VERIFY(window.broadcastTab()->buttons()->pause()->isEnabled()); // it looks 15 times a second
        QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(status().paused);
        QTRY_VERIFY(window.broadcastTab()->buttons()->pause()->isChecked());
        QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(!status().paused);
        QTRY_VERIFY_WITH_TIMEOUT(status().recordings.replayHeld > milliseconds(500), 5000);
        QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(QFileInfo::exists(QString::fromStdString(dir.file("kept/talk-replay.mkv"))));
        sessions.broadcast.end();
        QTRY_VERIFY_WITH_TIMEOUT(status().state == BroadcastState::Idle, 5000);
        RecordingCard* card = window.broadcastTab()->recording();
        QTRY_VERIFY(card->convertButton()->isVisible());
        card->convertButton()->click();
        const QString made = QString::fromStdString(dir.file("kept/talk.mp4"));
        QTRY_COMPARE(QString::fromStdString(status().conversion.made), made);
        QVERIFY(QFileInfo(made).size() > 10'000);
        QVERIFY(!QFileInfo::exists(QString::fromStdString(dir.file("kept/talk.mkv"))));
        QVERIFY(!status().conversion.error);
        // The replay is still there to be made one, also when the next attempt fails.
        QCOMPARE(status().kept.size(), std::size_t(2));
        sessions.broadcast.goLive({"rtmp://127.0.0.1:1/live/x", "rtmp://x/live/x"});
        QTRY_VERIFY_WITH_TIMEOUT(status().state == BroadcastState::Failed, 15'000);
        QTRY_COMPARE(card->fileName(), QStringLiteral("talk-replay.mkv"));
        QVERIFY(card->isVisible() && card->convertButton()->isVisible());
        QVERIFY(!status().wasLive);
        const auto events = sessions.broadcast.eventsSince(0).events;
        QCOMPARE(events.back().text.english(), std::string("The stream did not begin."));
    }

private:
    Theme* m_theme = nullptr;
};

QTEST_MAIN(RecordingCardTest)
#include "RecordingCardTest.moc"
