// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/Samples.h"
#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/watch/SideCards.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/Figures.h"
#include "ui/widgets/MessagePanel.h"
#include "ui/widgets/VideoView.h"

using namespace sluice;

class WatchTabTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void idleSaysHowToBegin();
    void waitingCountsDown();
    void failedSaysWhy();
    void rebufferingShowsProgressToTheResumeLevel();
    void figuresOfAPlayingStream();
    void figuresAreDashesWhereNothingPlays();
    void rebuffersAreCountedWithTheRunningOne();
    void formatLineNamesTheStream();
    void playPauseAsksForTheRightThing();
    void enterOpens();
    void profileCustomChangesNothingByItself();
    void linkShowsItsFigures();
    void fullScreenLeavesThePicture();
    void reconnectingPlaysOnFromTheBuffer();

private:
    Theme* m_theme = nullptr;
};

void WatchTabTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void WatchTabTest::idleSaysHowToBegin()
{
    WatchTab tab(*m_theme);
    QVERIFY(tab.video()->messageShown());
    QCOMPARE(tab.video()->message()->title(), QStringLiteral("Nothing is open"));
    QVERIFY(!tab.video()->message()->primary()->isVisibleTo(&tab));
}

void WatchTabTest::waitingCountsDown()
{
    WatchTab tab(*m_theme);
    tab.setStatus(samples::waiting(), samples::now());
    MessagePanel* message = tab.video()->message();
    QCOMPARE(message->title(), QStringLiteral("Nobody is streaming at this address"));
    QVERIFY2(
        message->text().endsWith(QStringLiteral(u"tries again in 4\u00a0s.")), qPrintable(message->text()));
    tab.setStatus(samples::waiting(), samples::now() + seconds(2));
    QVERIFY(message->text().endsWith(QStringLiteral(u"tries again in 2\u00a0s.")));
    QSignalSpy retry(&tab, &WatchTab::retryRequested);
    QSignalSpy stop(&tab, &WatchTab::stopRequested);
    message->primary()->click();
    message->secondary()->click();
    QCOMPARE(retry.size(), 1);
    QCOMPARE(stop.size(), 1);
    WatchStatus unreachable = samples::waiting();
    unreachable.error = Error(ErrorCode::ConnectionRefused, {"192.168.1.20:1935"});
    tab.setStatus(unreachable, samples::now());
    QCOMPARE(message->title(), QStringLiteral("This address cannot be reached"));
}

void WatchTabTest::failedSaysWhy()
{
    WatchTab tab(*m_theme);
    tab.setAddress(QStringLiteral("rtmp://h/a"));
    tab.setStatus(samples::failed(), samples::now());
    QVERIFY(
        tab.video()->message()->text().contains(QStringLiteral("192.168.1.20:1935 could not be reached")));
    QSignalSpy open(&tab, &WatchTab::openRequested);
    tab.video()->message()->primary()->click();
    QCOMPARE(open.size(), 1);
    QCOMPARE(open[0][0].toString(), QStringLiteral("rtmp://h/a"));
}

void WatchTabTest::rebufferingShowsProgressToTheResumeLevel()
{
    const auto progress = watchtexts::progress(samples::rebuffering());
    QVERIFY(progress.has_value());
    QCOMPARE(progress->title, QStringLiteral(u"Rebuffering… 50\u00a0%"));
    QCOMPARE(progress->detail, QStringLiteral(u"1.2\u00a0s of 2.4\u00a0s buffered"));
    QCOMPARE(progress->share, 0.5);
    QVERIFY(!watchtexts::progress(samples::playing()).has_value());
    WatchStatus priming = samples::playing();
    priming.state = WatchState::Priming;
    priming.level = milliseconds(750);
    QCOMPARE(watchtexts::progress(priming)->share, 0.5); // of the start level
}

void WatchTabTest::figuresOfAPlayingStream()
{
    const watchtexts::Quality q = watchtexts::quality(samples::playing(), milliseconds(3100));
    QCOMPARE(q.startup, QStringLiteral(u"240\u00a0ms · 1.7\u00a0s"));
    QCOMPARE(q.rebuffers, QStringLiteral("0"));
    QCOMPARE(q.latencyLabel, QStringLiteral("Live latency (measured)"));
    QCOMPARE(q.latency, QStringLiteral(u"3.1\u00a0s"));
    QCOMPARE(q.speed, QStringLiteral("1.00×"));
    QCOMPARE(q.arriving, QStringLiteral(u"2.5 of 2.5\u00a0Mb/s"));
    QCOMPARE(q.frames, QStringLiteral(u"1\u202f624 / 3 / 0"));
    QCOMPARE(q.offset, QStringLiteral(u"\u22124\u00a0ms"));
}

void WatchTabTest::figuresAreDashesWhereNothingPlays()
{
    WatchTab tab(*m_theme);
    tab.addSamples(samples::minute());
    tab.setStatus(samples::playing(), samples::now());
    Figures* figures = tab.qualityCard()->figures();
    QVERIFY(figures->value(4) != format::none());
    for (const WatchStatus& status : {WatchStatus{}, samples::waiting(), samples::failed()}) {
        tab.setStatus(status, samples::now());
        for (int row = 0; row < 8; ++row)
            QVERIFY2(figures->value(row) == format::none(), qPrintable(figures->value(row)));
        QVERIFY(tab.formatLine().isEmpty());
    }
}

void WatchTabTest::rebuffersAreCountedWithTheRunningOne()
{
    WatchStatus status = samples::rebuffering();
    QCOMPARE(watchtexts::quality(status, {}).rebuffers, QStringLiteral(u"2 (1.9\u00a0s + now)"));
    QCOMPARE(watchtexts::quality(status, {}).ratio, QStringLiteral(u"5.4\u00a0%"));
    status.report.stalls.pop_back();
    QCOMPARE(watchtexts::quality(status, {}).rebuffers, QStringLiteral("1 (now)"));
    status.state = WatchState::Playing;
    QCOMPARE(watchtexts::quality(status, {}).rebuffers, QStringLiteral(u"1 (1.9\u00a0s)"));
}

void WatchTabTest::formatLineNamesTheStream()
{
    WatchStatus status = samples::playing();
    QCOMPARE(watchtexts::formatLine(status),
        QStringLiteral(u"RTMP · H.264 High 1280×720 30\u00a0fps · AAC 48\u00a0kHz stereo"));
    status.media.video.reset();
    status.url = "/tmp/a.mp3";
    status.media.audio->codec = "mp3";
    status.media.audio->audio = {44100, 1};
    QCOMPARE(watchtexts::formatLine(status), QStringLiteral(u"File · MP3 44.1\u00a0kHz mono"));
}

void WatchTabTest::playPauseAsksForTheRightThing()
{
    WatchTab tab(*m_theme);
    tab.setAddress(QStringLiteral("a"));
    QSignalSpy open(&tab, &WatchTab::openRequested);
    QSignalSpy pause(&tab, &WatchTab::pauseRequested);
    QSignalSpy resume(&tab, &WatchTab::resumeRequested);
    auto* button = tab.findChild<QPushButton*>(QStringLiteral("playPause"));
    button->click();
    QCOMPARE(open.size(), 1);
    tab.setStatus(samples::playing(), samples::now());
    QCOMPARE(button->accessibleName(), QStringLiteral("Pause"));
    button->click();
    QCOMPARE(pause.size(), 1);
    WatchStatus paused = samples::playing();
    paused.state = WatchState::Paused;
    tab.setStatus(paused, samples::now());
    QCOMPARE(button->accessibleName(), QStringLiteral("Play"));
    button->click();
    QCOMPARE(resume.size(), 1);
}

void WatchTabTest::enterOpens()
{
    WatchTab tab(*m_theme);
    QSignalSpy open(&tab, &WatchTab::openRequested);
    auto* field = tab.findChild<QLineEdit*>(QStringLiteral("address"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(open.isEmpty()); // nothing to open
    field->setText(QStringLiteral("  rtmp://host/app/name "));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(open.size(), 1);
    QCOMPARE(open[0][0].toString(), QStringLiteral("rtmp://host/app/name"));
}

void WatchTabTest::profileCustomChangesNothingByItself()
{
    WatchTab tab(*m_theme);
    tab.setProfile(BufferProfile::Smooth);
    QSignalSpy chosen(&tab, &WatchTab::profileRequested);
    for (QPushButton* button : tab.findChildren<QPushButton*>()) {
        if (button->text() == QLatin1String("Custom"))
            button->click();
    }
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<BufferProfile>(), BufferProfile::Custom);
    for (QPushButton* button : tab.findChildren<QPushButton*>()) {
        if (button->text() == QLatin1String("Smooth"))
            QVERIFY(button->isChecked());
    }
}

void WatchTabTest::linkShowsItsFigures()
{
    LinkCard card;
    WatchStatus status = samples::playing();
    auto plan = LinkPlan::ofPreset("3g");
    QVERIFY(plan.ok());
    status.link = *plan;
    card.setStatus(status);
    auto* figures = card.findChild<Figures*>();
    QCOMPARE(figures->value(0), QStringLiteral(u"1.6\u00a0Mb/s"));
    QCOMPARE(figures->value(1), QStringLiteral(u"150\u00a0ms"));
    QSignalSpy preset(&card, &LinkCard::presetChosen);
    for (QPushButton* button : card.findChildren<QPushButton*>()) {
        if (button->text() == QLatin1String("Off"))
            button->click();
    }
    QCOMPARE(preset.size(), 1);
    QCOMPARE(preset[0][0].toString(), QStringLiteral("off"));
}

void WatchTabTest::fullScreenLeavesThePicture()
{
    WatchTab tab(*m_theme);
    tab.resize(900, 600);
    tab.show();
    tab.setFullScreen(true);
    QCoreApplication::processEvents();
    QCOMPARE(tab.video()->size(), tab.size());
    tab.setFullScreen(false);
    QCoreApplication::processEvents();
    QVERIFY(tab.video()->width() < tab.width());
    QSignalSpy full(&tab, &WatchTab::fullScreenRequested);
    QTest::mouseDClick(tab.video(), Qt::LeftButton);
    QCOMPARE(full.size(), 1);
    QVERIFY(full[0][0].toBool());
}

void WatchTabTest::reconnectingPlaysOnFromTheBuffer()
{
    WatchStatus status = samples::playing();
    status.state = WatchState::Reconnecting;
    status.error = Error(ErrorCode::ConnectionLost, {"192.168.1.20"});
    status.retryAt = samples::now() + seconds(2);
    QVERIFY(watchtexts::message(status, true, samples::now()).title.isEmpty());
    QVERIFY(!watchtexts::statePill(status, samples::now()).text.isEmpty());
    status.level = {};
    QCOMPARE(watchtexts::message(status, true, samples::now()).primaryAction,
        watchtexts::Message::Action::RetryNow);
}

QTEST_MAIN(WatchTabTest)
#include "WatchTabTest.moc"
