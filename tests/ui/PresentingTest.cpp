// SPDX-License-Identifier: GPL-3.0-or-later
// What a presenter relies on while all changes around: buttons that stay in sight and in their place, a keyboard that
// stays where it was, states that have a name.
#include <algorithm>

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>

#include "tests/ui/Samples.h"
#include "ui/MainWindow.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/HealthCard.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/MuteButton.h"
#include "ui/broadcast/SoundMixer.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Language.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/SideColumn.h"
#include "ui/widgets/VideoView.h"

using namespace sluice;

class PresentingTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_app = qobject_cast<QApplication*>(QCoreApplication::instance());
        m_theme = new Theme(*m_app);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    void cleanupTestCase() { delete m_theme; }

    void endAndPauseAreInSightHoweverFarOneScrolls_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << QStringLiteral("en");
        QTest::newRow("es") << QStringLiteral("es");
    }
    void endAndPauseAreInSightHoweverFarOneScrolls()
    {
        QFETCH(QString, language);
        const Language spoken(*m_app, language);
        samples::Sessions sessions;
        MainWindow window(sessions.context, *m_theme);
        window.resize(960, 600);
        window.show();
        BroadcastTab& tab = *window.broadcastTab();
        const auto show = [&](const BroadcastStatus& status) {
            tab.setStatus(status, false, samples::now());
            QCoreApplication::processEvents();
            tab.setStatus(status, false, samples::now()); // it is looked at again and again
        };
        show(samples::idle());
        QVERIFY(tab.healthLine()->isHidden());
        show(samples::live());
        auto* side = tab.findChild<SideColumn*>();
        QVERIFY(side->verticalScrollBar()->maximum() > 0);
        for (const int at : {0, side->verticalScrollBar()->maximum()}) {
            side->verticalScrollBar()->setValue(at);
            for (const QWidget* button : {static_cast<QWidget*>(tab.mainButton()),
                     static_cast<QWidget*>(tab.buttons()->pause()), static_cast<QWidget*>(tab.healthLine())})
                QCOMPARE(button->visibleRegion().boundingRect(), button->rect());
        }
        QVERIFY(tab.healthLine()->fullText().contains(QLatin1String("480")));
        QVERIFY(window.size() == QSize(960, 600) && tab.video()->width() >= 400);
        // Where the card itself is seen, it is enough.
        window.resize(1280, 1100);
        show(samples::live());
        show(samples::live());
        QVERIFY(tab.healthLine()->isHidden());
    }

    void theKeyboardStaysNear_data()
    {
        QTest::addColumn<QString>("field");
        QTest::newRow("the destination, which cannot be changed then") << QStringLiteral("destination");
        QTest::newRow("Check setup, which becomes Pause") << QStringLiteral("check");
        QTest::newRow("Go live") << QStringLiteral("goLive");
        QTest::newRow("the camera") << QStringLiteral("camera");
    }
    void theKeyboardStaysNear()
    {
        QFETCH(QString, field);
        BroadcastTab tab(*m_theme);
        tab.resize(1280, 800);
        tab.show();
        QVERIFY(QTest::qWaitForWindowActive(&tab));
        tab.destination()->setServer(samples::server(true), true);
        tab.setStatus(samples::idle(), false, samples::now());
        QWidget* had = field == QLatin1String("check") ? tab.checkButton()
            : field == QLatin1String("camera")         ? tab.camera()
                                                       : tab.findChild<QWidget*>(field);
        had->setFocus();
        BroadcastStatus connecting = samples::idle();
        connecting.state = BroadcastState::Connecting;
        BroadcastStatus failed = samples::idle();
        failed.state = BroadcastState::Failed;
        failed.error = Error(ErrorCode::ConnectionRefused, {"live.example.org:1935"});
        const auto group = [&]() -> const QWidget* {
            if (field == QLatin1String("check"))
                return tab.buttons();
            return field == QLatin1String("destination") ? static_cast<QWidget*>(tab.destination()) : nullptr;
        }();
        for (const BroadcastStatus& status :
            {connecting, samples::live(), failed, connecting, samples::idle()}) {
            tab.setStatus(status, false, samples::now());
            const QWidget* now = tab.focusWidget();
            QVERIFY(now != nullptr && now->isEnabled() && now->isVisible());
            QVERIFY2(now == had || (group != nullptr && group->isAncestorOf(now)),
                qPrintable(now->objectName() + now->accessibleName()));
        }
    }

    void theMuteButtonKeepsItsWidth_data() { endAndPauseAreInSightHoweverFarOneScrolls_data(); }
    void theMuteButtonKeepsItsWidth()
    {
        QFETCH(QString, language);
        const Language spoken(*m_app, language);
        BroadcastTab tab(*m_theme);
        tab.resize(1280, 700);
        tab.show();
        QCoreApplication::processEvents();
        const auto widths = [&] {
            QSet<int> seen;
            for (const bool muted : {true, false}) {
                BroadcastStatus status = samples::live();
                status.muted = muted;
                tab.setStatus(status, false, samples::now());
                QCoreApplication::processEvents();
                seen += tab.muteButton()->width();
                seen += tab.muteButton()->sizeHint().width();
            }
            QStringList list;
            for (const int width : seen)
                list += QString::number(width);
            return list.join(QLatin1Char(' '));
        };
        QVERIFY2(!widths().contains(QLatin1Char(' ')), qPrintable(widths()));
        tab.setPushToTalk(true);
        QTRY_COMPARE(tab.muteButton()->width(), tab.muteButton()->sizeHint().width());
        QVERIFY2(!widths().contains(QLatin1Char(' ')), qPrintable(widths()));
    }

    // With push to talk it says so, and does it.
    void theMixersButtonIsHeldToTalk()
    {
        SoundMixer mixer(*m_theme);
        mixer.show();
        mixer.setSound({}, true);
        BroadcastStatus status = samples::live();
        status.muted = true;
        mixer.setStatus(status);
        MuteButton* button = mixer.mute(SoundMixer::Input::Microphone);
        QVERIFY(button->isEnabled() && !button->isChecked());
        QCOMPARE(button->text(), QStringLiteral("Hold F8 to talk"));
        QSignalSpy talk(&mixer, &SoundMixer::talkRequested);
        const QSignalSpy mute(&mixer, &SoundMixer::muteRequested);
        QTest::mousePress(button, Qt::LeftButton);
        QCOMPARE(talk.takeFirst().at(0).toBool(), true);
        QTest::mouseRelease(button, Qt::LeftButton);
        QCOMPARE(talk.takeFirst().at(0).toBool(), false);
        QVERIFY(mute.isEmpty());
        QCOMPARE(mixer.mute(SoundMixer::Input::Desktop)->text(), QStringLiteral("Mute"));
    }

    void statesHaveAName()
    {
        const auto said
            = [](const BroadcastStatus& status) { return broadcasttexts::notice(status, samples::now()); };
        QCOMPARE(said(samples::idle()), QStringLiteral("Ready."));
        BroadcastStatus status = samples::idle();
        status.microphoneError = Error(ErrorCode::MicrophoneNotFound, {"USB"});
        status.logoError = Error(ErrorCode::FileNotFound, {"/logo.png"});
        QCOMPARE(said(status), QStringLiteral("Missing: logo, microphone. You can go live without it."));
        status.screenError = Error(ErrorCode::WindowGone, {"Slides"}); // is not in this layout
        QVERIFY(!said(status).contains(QLatin1String("screen")));
        status = samples::idle();
        status.state = BroadcastState::Failed;
        status.error = Error(ErrorCode::ConnectionRefused, {"live.example.org:1935"});
        QVERIFY2(said(status).startsWith(QLatin1String("Going live failed: ")), qPrintable(said(status)));
        QCOMPARE(broadcasttexts::statePill(status).text, QStringLiteral("Going live failed"));
        status.wasLive = true;
        QVERIFY(said(status).startsWith(QLatin1String("The stream broke off: ")));
        QVERIFY(broadcasttexts::healthLine(status).isEmpty());
    }

    // Also one that comes while the window has yet to be shown.
    void aNoteOfTheStatusBarStandsAlone()
    {
        samples::Sessions sessions;
        MainWindow window(sessions.context, *m_theme);
        window.statusBar()->showMessage(QStringLiteral("There is no file."));
        const auto* left = window.findChild<QWidget*>(QStringLiteral("statusLeft"));
        const auto* right = window.findChild<QWidget*>(QStringLiteral("statusRight"));
        QVERIFY(left->isHidden() && right->isHidden());
        window.statusBar()->clearMessage();
        QVERIFY(!left->isHidden() && !right->isHidden());
    }

    void aDialogForAClipShowsClipsFirst()
    {
        SourcePicker picker(QStringLiteral("Camera"), {}, QStringLiteral("Clip"));
        emit picker.activated(picker.count() - 1);
        auto* dialog = picker.findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        QVERIFY(dialog->nameFilters().first().contains(QLatin1String("*.mp4")));
        QCOMPARE(dialog->nameFilters().last(), QStringLiteral("All files (*)"));
    }

    void aLogoThatIsNotThereIsSaid()
    {
        BroadcastTab tab(*m_theme);
        tab.show();
        BroadcastStatus status = samples::live();
        status.logoError = Error(ErrorCode::FileNotFound, {"/gone.png"});
        const auto said = [&](const char* what) {
            return std::ranges::any_of(tab.layouts()->findChildren<QLabel*>(), [&](const QLabel* label) {
                return label->isVisible() && label->text().contains(QLatin1String(what));
            });
        };
        tab.setStatus(status, false, samples::now());
        QVERIFY(said("/gone.png"));
        status.slateError = Error(ErrorCode::SlateFailed, {"/slate.png", "there is no such file"});
        tab.setStatus(status, false, samples::now());
        QVERIFY(said("/gone.png") && said("/slate.png"));
    }

private:
    QApplication* m_app = nullptr;
    Theme* m_theme = nullptr;
};

QTEST_MAIN(PresentingTest)
#include "PresentingTest.moc"
