// SPDX-License-Identifier: GPL-3.0-or-later
// The tab of who broadcasts: its button, its health, its microphone.
#include <algorithm>

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QWheelEvent>

#include "tests/ui/Buttons.h"
#include "tests/ui/Samples.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/HealthCard.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/MuteButton.h"
#include "ui/broadcast/PushToTalk.h"
#include "ui/broadcast/ServerForm.h"
#include "ui/broadcast/SoundMixer.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Figures.h"

using namespace sluice;
using samples::button;
using samples::question;

class BroadcastTabTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void goLiveNeedsAnAddress();
    void endAsksOnlyAfterAMinute();
    void cancelWhileConnecting();
    void healthIsDashesWhenIdle();
    void healthWhileLive();
    void reconnectingCountsDown();
    void whatTheNetworkMakesUsDoIsSaid();
    void oneOfSeveralThatIsLostIsSaid();
    void pickerKeepsWhatIsNotConnected();
    void aKeyThatPassesByChoosesNoSource();
    void silenceIsSaidAndUnsaid();
    void muteAndPushToTalk();
    void theKeyIsHeldToTalk();
    void theMixerShowsAndAsks();

private:
    Theme* m_theme = nullptr;
};

void BroadcastTabTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void BroadcastTabTest::goLiveNeedsAnAddress()
{
    BroadcastTab tab(*m_theme);
    QSignalSpy live(&tab, &BroadcastTab::goLiveRequested);
    tab.mainButton()->click();
    QCOMPARE(live.size(), 1); // the built-in server needs none
    tab.destination()->findChild<QComboBox*>()->setCurrentIndex(1);
    tab.mainButton()->click();
    QCOMPARE(live.size(), 1);
    // Nor does a server take a stream without a name or key.
    tab.destination()->form()->setAddress(QStringLiteral("rtmp://host/app"));
    tab.mainButton()->click();
    QCOMPARE(live.size(), 1);
    QLineEdit* key = nullptr;
    for (QLineEdit* field : tab.findChildren<QLineEdit*>())
        if (field->accessibleName() == QLatin1String("Stream key"))
            key = field;
    QVERIFY(key->property("problem").toBool());
    key->setText(QStringLiteral("abcd"));
    QVERIFY(!key->property("problem").toBool());
    tab.mainButton()->click();
    QCOMPARE(live.size(), 2);
}

void BroadcastTabTest::endAsksOnlyAfterAMinute()
{
    BroadcastTab tab(*m_theme);
    tab.show();
    QSignalSpy end(&tab, &BroadcastTab::endRequested);
    BroadcastStatus status = samples::live();
    status.live = seconds(59);
    tab.setStatus(status, false, samples::now());
    QCOMPARE(tab.mainButton()->text(), QStringLiteral("■ End stream"));
    tab.mainButton()->click();
    QCOMPARE(end.size(), 1);
    status.live = seconds(61);
    tab.setStatus(status, false, samples::now());
    tab.mainButton()->click();
    QCOMPARE(end.size(), 1);
    QMessageBox* box = question(tab);
    QVERIFY(box != nullptr);
    QCOMPARE(box->defaultButton()->text(), QStringLiteral("Stay live")); // never the dangerous one
    box->defaultButton()->click();
    QCOMPARE(end.size(), 1);
    QTRY_VERIFY(question(tab) == nullptr);
    tab.mainButton()->click();
    button(*question(tab), "End stream")->click();
    QCOMPARE(end.size(), 2);
}

void BroadcastTabTest::cancelWhileConnecting()
{
    BroadcastTab tab(*m_theme);
    QSignalSpy end(&tab, &BroadcastTab::endRequested);
    BroadcastStatus status = samples::idle();
    tab.setStatus(status, true, samples::now()); // the server is being started
    QCOMPARE(tab.mainButton()->text(), QStringLiteral("Cancel"));
    tab.mainButton()->click();
    status.state = BroadcastState::Connecting;
    tab.setStatus(status, false, samples::now());
    tab.mainButton()->click();
    QCOMPARE(end.size(), 2);
    status.state = BroadcastState::Stopping;
    tab.setStatus(status, false, samples::now());
    // It keeps the keyboard, which would go to the next button otherwise, and does nothing.
    QVERIFY(tab.mainButton()->isEnabled());
    tab.mainButton()->click();
    QCOMPARE(end.size(), 2);
    QVERIFY(tab.mainButton()->property("kind").toString().contains(QStringLiteral("danger")));
}

void BroadcastTabTest::healthIsDashesWhenIdle()
{
    const broadcasttexts::Health h = broadcasttexts::health(samples::idle());
    QVERIFY(h.bitrate.isEmpty() && h.queue.isEmpty() && h.dropped.isEmpty() && h.encoder.isEmpty());
    QCOMPARE(h.capture, QStringLiteral(u"30.0\u00a0fps"));
    BroadcastTab tab(*m_theme);
    tab.setStatus(samples::idle(), false, samples::now());
    QCOMPARE(tab.health()->figures()->value(0), QStringLiteral("–"));
}

void BroadcastTabTest::healthWhileLive()
{
    BroadcastStatus status = samples::live();
    const broadcasttexts::Health h = broadcasttexts::health(status);
    QCOMPARE(h.bitrate, QStringLiteral(u"2\u202f480\u00a0kb/s of 2\u202f500"));
    QCOMPARE(h.queue, QStringLiteral(u"40\u00a0ms"));
    QCOMPARE(h.dropped, QStringLiteral(u"0 (0.0\u00a0%)"));
    QCOMPARE(h.encoder, QStringLiteral(u"41\u00a0%"));
    QCOMPARE(broadcasttexts::statePill(status).text, QStringLiteral("● LIVE 00:12:34"));
    QCOMPARE(broadcasttexts::healthPill(status).kind, PillLabel::Kind::Good);
    QCOMPARE(broadcasttexts::formatPill(status), QStringLiteral(u"1280×720 · 30\u00a0fps · 2.5\u00a0Mb/s"));
    status.droppedEncode = 2;
    status.droppedNetwork = 7;
    QVERIFY2(broadcasttexts::health(status).dropped.startsWith(QStringLiteral("9 ("))
            && broadcasttexts::health(status).dropped.endsWith(QStringLiteral("network")),
        qPrintable(broadcasttexts::health(status).dropped));
    status.sendQueue = milliseconds(700);
    QCOMPARE(broadcasttexts::healthPill(status).kind, PillLabel::Kind::Warn);
    // Nobody is healthy whom viewers do not hear, or do not see.
    status = samples::live();
    status.muted = true;
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("Microphone muted"));
    QCOMPARE(broadcasttexts::healthPill(status, true).text, QStringLiteral("Healthy")); // a key opens it
    status.sources.microphone = "none";
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("Healthy"));
    status = samples::live();
    status.microphoneSilent = true;
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("Microphone silent"));
    status.microphoneError = Error(ErrorCode::NoMicrophone);
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("No microphone"));
    status.encoderError = Error(ErrorCode::EncoderFailed, {"x264", "y"});
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("No picture is sent"));
    QVERIFY(broadcasttexts::notice(status, samples::now()).contains(QStringLiteral("see no picture")));
}

void BroadcastTabTest::reconnectingCountsDown()
{
    BroadcastTab tab(*m_theme);
    tab.resize(1200, 700);
    tab.show();
    // One place for two buttons: what it does before, and what it does on the air.
    QVERIFY(tab.checkButton()->isVisible() && !tab.buttons()->pause()->isVisible());
    tab.setStatus(samples::live(), false, samples::now());
    QVERIFY(!tab.checkButton()->isVisible() && tab.buttons()->pause()->isVisible());
    QSignalSpy retry(&tab, &BroadcastTab::retryRequested);
    tab.setStatus(samples::reconnecting(), false, samples::now());
    QVERIFY(broadcasttexts::notice(samples::reconnecting(), samples::now())
            .endsWith(QStringLiteral(u"Trying again in 2\u00a0s.")));
    QPushButton* now = button(tab, "Retry now");
    QVERIFY(now->isVisible());
    now->click();
    QCOMPARE(retry.size(), 1);
    tab.setStatus(samples::live(), false, samples::now());
    QVERIFY(!now->isVisible());
}

void BroadcastTabTest::whatTheNetworkMakesUsDoIsSaid()
{
    BroadcastTab tab(*m_theme);
    tab.resize(1200, 700);
    tab.show();
    BroadcastStatus status = samples::live();
    QVERIFY(broadcasttexts::notice(status, samples::now()).isEmpty());
    status.adaptedKbps = status.targetKbps;
    QCOMPARE(broadcasttexts::healthPill(status).kind, PillLabel::Kind::Good);
    status = samples::slow();
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("Bitrate lowered"));
    QCOMPARE(broadcasttexts::healthPill(status).kind, PillLabel::Kind::Warn);
    QCOMPARE(broadcasttexts::health(status).bitrate,
        QStringLiteral(u"1\u202f050\u00a0kb/s of 1\u202f028 (2\u202f500)"));
    const QString said
        = QStringLiteral("The network carried 1.1 of 2.5 Mb/s. The video bitrate is 900 kb/s now.");
    QCOMPARE(broadcasttexts::notice(status, samples::now()), said);
    tab.setStatus(status, false, samples::now());
    const auto labels = tab.health()->findChildren<QLabel*>();
    const auto line = std::ranges::find(labels, said, &QLabel::text);
    QVERIFY(line != labels.end());
    QVERIFY((*line)->isVisible());
    QCOMPARE((*line)->property("role").toString(), QStringLiteral("warn"));
    status.state = BroadcastState::Idle;
    QVERIFY(!broadcasttexts::notice(status, samples::now()).contains(QStringLiteral("network")));
}

void BroadcastTabTest::oneOfSeveralThatIsLostIsSaid()
{
    BroadcastTab tab(*m_theme);
    tab.resize(1200, 700);
    tab.show();
    const BroadcastStatus status = samples::oneOfTwoLost();
    tab.setStatus(status, false, samples::now());
    QCOMPARE(tab.mainButton()->text(), QStringLiteral("■ End stream"));
    const QString said = broadcasttexts::notice(status, samples::now());
    QVERIFY2(said.contains(QStringLiteral("not reached")), qPrintable(said)); // which one, the card says
    const auto lost
        = std::ranges::find(status.destinations, BroadcastState::Reconnecting, &DestinationStatus::state);
    const broadcasttexts::Standing standing = broadcasttexts::standing(*lost, samples::now());
    QVERIFY2(standing.text.contains(QStringLiteral("live.example.org")), qPrintable(standing.text));
    QVERIFY(standing.text.endsWith(QStringLiteral(u"Trying again in 2\u00a0s.")) && standing.mayRetry);
    QVERIFY(!button(tab, "Retry all now")->isVisible()); // its row has one
    QCOMPARE(broadcasttexts::healthPill(status).text, QStringLiteral("Destination in trouble"));
    QCOMPARE(broadcasttexts::statusLine(status), QStringLiteral("● Live to 1 of 2 destinations"));
    BroadcastStatus all = status;
    all.state = BroadcastState::Reconnecting;
    for (DestinationStatus& one : all.destinations)
        one.state = BroadcastState::Reconnecting;
    tab.setStatus(all, false, samples::now());
    QVERIFY(button(tab, "Retry all now")->isVisible());
}

void BroadcastTabTest::pickerKeepsWhatIsNotConnected()
{
    SourcePicker picker(
        QStringLiteral("Camera"), {{QStringLiteral("Test picture"), QStringLiteral("test")}}, {});
    picker.setValue(QStringLiteral("usb-1"));
    QVERIFY(picker.currentText().contains(QStringLiteral("not connected")));
    picker.setDevices({{"usb-1", "USB Camera", DeviceKind::Camera, true}});
    QCOMPARE(picker.currentText(), QStringLiteral("USB Camera"));
    picker.setValue(QStringLiteral("file:/tmp/clip.mp4"));
    QCOMPARE(picker.currentText(), QStringLiteral("clip.mp4"));
    picker.setValue({});
    QCOMPARE(picker.currentText(), QStringLiteral("USB Camera")); // the first one
    QSignalSpy chosen(&picker, &SourcePicker::chosen);
    picker.setCurrentIndex(1);
    emit picker.activated(1);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("test"));
}

// Viewers see at once what is chosen; the last entry even opens a dialog on the screen that they may be shown.
void BroadcastTabTest::aKeyThatPassesByChoosesNoSource()
{
    SourcePicker picker(
        QStringLiteral("Camera"), {{QStringLiteral("Test picture"), QStringLiteral("test")}}, {});
    picker.setDevices({{"usb-1", "USB Camera", DeviceKind::Camera, true}});
    picker.show();
    QSignalSpy chosen(&picker, &SourcePicker::chosen);
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_End, Qt::Key_PageDown, Qt::Key_T}) {
        QTest::keyClick(&picker, key);
        QVERIFY(picker.view()->isVisible()); // what could be chosen is in sight instead
        picker.hidePopup();
    }
    QWheelEvent turn(QPointF(5, 5), QPointF(5, 5), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    QApplication::sendEvent(&picker, &turn);
    QCOMPARE(picker.currentText(), QStringLiteral("USB Camera"));
    QVERIFY(chosen.isEmpty());
    picker.showPopup();
    QTest::keyClick(picker.view(), Qt::Key_Down);
    QTest::keyClick(picker.view(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("test"));
}

void BroadcastTabTest::silenceIsSaidAndUnsaid()
{
    BroadcastTab tab(*m_theme);
    const auto said = [&tab] {
        for (const QLabel* label : tab.findChildren<QLabel*>())
            if (!label->isHidden() && label->text().contains(QLatin1String("The microphone is silent")))
                return true;
        return false;
    };
    BroadcastStatus status = samples::live();
    tab.setStatus(status, false, {});
    QVERIFY(!said());
    status.microphoneSilent = true;
    tab.setStatus(status, false, {});
    QVERIFY(said());
    status.microphoneSilent = false;
    tab.setStatus(status, false, {});
    QVERIFY(!said());
}

void BroadcastTabTest::muteAndPushToTalk()
{
    BroadcastTab tab(*m_theme);
    tab.show();
    QSignalSpy mute(&tab, &BroadcastTab::muteRequested);
    QSignalSpy talk(&tab, &BroadcastTab::talkRequested);
    BroadcastStatus status = samples::live();
    tab.setStatus(status, false, {});
    QTest::mouseClick(button(tab, "Mute"), Qt::LeftButton);
    QCOMPARE(mute.takeFirst().at(0).toBool(), true);
    tab.toggleMute();
    QCOMPARE(mute.takeFirst().at(0).toBool(), true);
    status.muted = true;
    tab.setStatus(status, false, {});
    QPushButton* held = button(tab, "Muted");
    QVERIFY(held != nullptr && held->isChecked());
    QCOMPARE(held->accessibleDescription(), QStringLiteral("The microphone is muted"));

    tab.setPushToTalk(true);
    QCOMPARE(held->text(), QStringLiteral("Hold F8 to talk"));
    QTest::mousePress(held, Qt::LeftButton);
    QCOMPARE(talk.takeFirst().at(0).toBool(), true);
    status.muted = false;
    tab.setStatus(status, false, {});
    QCOMPARE(held->text(), QStringLiteral("● Talking"));
    QCOMPARE(held->accessibleDescription(), QStringLiteral("The microphone is open"));
    QTest::mouseRelease(held, Qt::LeftButton);
    QCOMPARE(talk.takeFirst().at(0).toBool(), false);
    tab.toggleMute();
    QVERIFY(mute.isEmpty()); // the key decides
    tab.setPushToTalk(false);
    QCOMPARE(held->text(), QStringLiteral("Mute"));
}

void BroadcastTabTest::theKeyIsHeldToTalk()
{
    PushToTalk talk;
    QLineEdit field;
    field.show();
    QSignalSpy held(&talk, &PushToTalk::heldChanged);
    QTest::keyPress(&field, PushToTalk::kKey);
    QTest::keyRelease(&field, PushToTalk::kKey);
    QVERIFY(held.isEmpty()); // not switched on
    talk.setEnabled(true);
    QTest::keyPress(&field, PushToTalk::kKey);
    QVERIFY(talk.held());
    QKeyEvent again(QEvent::KeyPress, PushToTalk::kKey, Qt::NoModifier, {}, true);
    QKeyEvent up(QEvent::KeyRelease, PushToTalk::kKey, Qt::NoModifier, {}, true);
    QCoreApplication::sendEvent(&field, &up); // a key that repeats is let go and pressed again, over and over
    QCoreApplication::sendEvent(&field, &again);
    QCOMPARE(held.size(), 1);
    QTest::keyRelease(&field, PushToTalk::kKey);
    QVERIFY(!talk.held());
    QTest::keyPress(&field, PushToTalk::kKey, Qt::ControlModifier); // another key
    QVERIFY(!talk.held());
    QTest::keyPress(&field, PushToTalk::kKey);
    QTest::keyRelease(&field, PushToTalk::kKey, Qt::ShiftModifier); // whatever else is held by then
    QVERIFY(!talk.held());
    QTest::keyPress(&field, PushToTalk::kKey);
    emit qGuiApp->applicationStateChanged(Qt::ApplicationInactive); // another program came to the front
    QVERIFY(!talk.held());
    talk.hold(true);
    talk.setEnabled(false);
    QVERIFY(!talk.held());
}

void BroadcastTabTest::theMixerShowsAndAsks()
{
    using Input = SoundMixer::Input;
    SoundMixer mixer(*m_theme);
    mixer.show();
    BroadcastSound sound;
    sound.desktopGainDb = -12;
    mixer.setSound(sound, false);
    mixer.desktop()->setValue(QStringLiteral("default"));
    mixer.setStatus(samples::live());
    QCOMPARE(mixer.gain(Input::Desktop)->value(), -12);
    QSignalSpy moved(&mixer, &SoundMixer::gainMoved);
    QSignalSpy chosen(&mixer, &SoundMixer::gainChosen);
    QTest::keyClick(mixer.gain(Input::Desktop), Qt::Key_Right);
    QCOMPARE(moved.size(), 1);
    QCOMPARE(moved.at(0).at(1).toInt(), -11);
    mixer.setSound(sound, false); // the settings still say the old one
    QCOMPARE(mixer.gain(Input::Desktop)->value(), -11);
    QTRY_COMPARE(chosen.size(), 2); // both, once, when the hand rests
    QCOMPARE(chosen.at(1).at(1).toInt(), -11);
    QSignalSpy mute(&mixer, &SoundMixer::muteRequested);
    QTest::mouseClick(mixer.mute(Input::Desktop), Qt::LeftButton);
    QCOMPARE(mute.size(), 1);
    for (const QWidget* child : mixer.findChildren<QWidget*>())
        if (child->focusPolicy() != Qt::NoFocus && qobject_cast<const QAbstractButton*>(child) == nullptr
            && child->isVisible() && child->parentWidget()->inherits("QComboBox") == false)
            QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
    mixer.desktop()->setValue(QStringLiteral("none"));
    mixer.setStatus(samples::live());
    QVERIFY(!mixer.gain(Input::Desktop)->isEnabled());
}

QTEST_MAIN(BroadcastTabTest)
#include "BroadcastTabTest.moc"
