// SPDX-License-Identifier: GPL-3.0-or-later
// Takes pictures of key states, in both themes, languages and sizes. They are for people to look at; what can be
// tested without eyes is: every picture is made, nothing is wider than its place, and no text is cut.
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

#include "core/capture/FlashBeep.h"
#include "tests/ui/Samples.h"
#include "ui/MainWindow.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/CalibrationDialog.h"
#include "ui/broadcast/CameraDialog.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/SoundMixer.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/evidence/AdvisorDialog.h"
#include "ui/evidence/CompareDialog.h"
#include "ui/evidence/ExportDialog.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Language.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/BufferTable.h"
#include "ui/watch/LinkDialog.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/ElidedLabel.h"

using namespace sluice;

namespace {
constexpr int kManyPackets = 30'000; // the advisor works on them for seconds
} // namespace

class PicturesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void states_data();
    void states();

private:
    void grab(QWidget& widget, const QString& name);
    void checkTexts(QWidget& widget, const QString& name);
    void broadcastStates(MainWindow& window, const QString& suffix);
    void watchStates(MainWindow& window, const QString& suffix);
    void deviceStates(MainWindow& window, const QString& suffix);
    void helpStates(MainWindow& window, const QString& suffix);
    void settingsStates(MainWindow& window, const QString& suffix);
    void evidenceStates(const Theme& theme, const QString& suffix);
};

void PicturesTest::initTestCase()
{
    QVERIFY(QDir().mkpath(QStringLiteral(PICTURES_DIR)));
    QApplication::setApplicationVersion(QStringLiteral("9.8.7"));
}

void PicturesTest::grab(QWidget& widget, const QString& name)
{
    // Layouts, but no timers: the real sessions behind the window must not overwrite what is shown.
    for (int i = 0; i < 4; ++i)
        QCoreApplication::sendPostedEvents();
    checkTexts(widget, name);
    const QPixmap picture = widget.grab();
    QVERIFY(!picture.isNull());
    constexpr int kQuick = 85; // of 100: PNG loses nothing, it only packs less tightly
    QVERIFY2(picture.save(QStringLiteral(PICTURES_DIR "/%1.png").arg(name), "PNG", kQuick), qPrintable(name));
}

// A label or button that is narrower than its text cuts it.
void PicturesTest::checkTexts(QWidget& widget, const QString& name)
{
    for (const QLabel* label : widget.findChildren<QLabel*>()) {
        if (label->isVisible() && label->wordWrap() && !label->text().isEmpty())
            QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                qPrintable(QStringLiteral("%1: “%2” is cut below").arg(name, label->text())));
        if (!label->isVisible() || label->wordWrap() || qobject_cast<const ElidedLabel*>(label) != nullptr
            || label->text().isEmpty())
            continue;
        const int needed = label->fontMetrics().horizontalAdvance(label->text());
        QVERIFY2(needed <= label->contentsRect().width() + 1,
            qPrintable(QStringLiteral("%1: “%2” is cut").arg(name, label->text())));
    }
    const auto wears = [](const QWidget* child) {
        while (child != nullptr && child->styleSheet().isEmpty())
            child = child->parentWidget();
        return child != nullptr;
    };
    for (const QWidget* child : widget.findChildren<QWidget*>())
        QVERIFY2(!child->isVisible() || !child->children().isEmpty() || wears(child),
            qPrintable(QStringLiteral("%1: %2 %3 is not dressed")
                    .arg(name, QLatin1String(child->metaObject()->className()), child->objectName())));
    for (const QPushButton* button : widget.findChildren<QPushButton*>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        QVERIFY2(button->width() >= button->minimumSizeHint().width(),
            qPrintable(QStringLiteral("%1: “%2” is cut").arg(name, button->text())));
    }
    for (const QWidget* child : widget.findChildren<QWidget*>()) {
        if (!child->isVisible() || child->isWindow() || child->parentWidget() == nullptr)
            continue;
        if (qstrcmp(child->metaObject()->className(), "QLineEditIconButton") == 0)
            continue; // Qt's own, smaller than it says
        const bool fits
            = child->width() >= child->minimumSizeHint().width() || child->minimumSizeHint().isEmpty();
        QVERIFY2(fits,
            qPrintable(QStringLiteral("%1: %2 %3 is squeezed")
                    .arg(name, QLatin1String(child->metaObject()->className()), child->accessibleName())));
    }
}

void PicturesTest::states_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    for (const char* theme : {"dark", "light"}) {
        for (const char* language : {"en", "es"}) {
            for (const QSize size : {QSize(1280, 800), QSize(960, 600)}) {
                const QByteArray name = QStringLiteral("%1-%2-%3")
                                            .arg(QLatin1String(theme), QLatin1String(language))
                                            .arg(size.width())
                                            .toUtf8();
                QTest::newRow(name.constData())
                    << QString::fromLatin1(theme) << QString::fromLatin1(language) << size;
            }
        }
    }
}

void PicturesTest::states()
{
    QFETCH(QString, theme);
    QFETCH(QString, language);
    QFETCH(QSize, size);
    Language words(*QCoreApplication::instance(), language);
    Theme look(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    look.setMode(Theme::modeFromToken(theme)); // as the program does, before there is a window
    samples::Sessions sessions;
    Settings settings = sessions.settings.current();
    QVERIFY(settings.set("ui.theme", theme.toStdString()));
    QVERIFY(settings.set("buffer.profile", "smooth"));
    QVERIFY(settings.set("broadcast.camera", "test"));
    QVERIFY(settings.set("broadcast.microphone", "tone"));
    QVERIFY(sessions.settings.apply(settings));
    {
        MainWindow window(sessions.context, look);
        window.resize(size);
        const QString suffix = QString::fromUtf8(QTest::currentDataTag());
        window.showTab(MainWindow::Tab::Watch); // no preview of the real session while pictures are taken
        window.show();
        watchStates(window, suffix);
        settingsStates(window, suffix);
        helpStates(window, suffix);
        evidenceStates(look, suffix);
        broadcastStates(window, suffix);
        deviceStates(window, suffix);
        QCOMPARE(window.size(), size);
    }
}

void PicturesTest::watchStates(MainWindow& window, const QString& suffix)
{
    const QSize size = window.size();
    WatchTab& tab = *window.watchTab();
    tab.setAddress(QStringLiteral("rtmp://192.168.1.20/live/talk"));
    grab(window, QStringLiteral("watch-idle-") + suffix);
    tab.setStatus(samples::waiting(), samples::now());
    grab(window, QStringLiteral("watch-waiting-") + suffix);
    tab.setStatus(samples::failed(), samples::now());
    grab(window, QStringLiteral("watch-failed-") + suffix);
    tab.setFrame(samples::frame());
    tab.addSamples(samples::minute());
    tab.addEvents(samples::events(), {});
    tab.setStatus(samples::playing(), samples::now());
    grab(window, QStringLiteral("watch-playing-") + suffix);
    WatchStatus status = samples::rebuffering();
    if (auto plan = LinkPlan::ofPreset("3g"))
        status.link = *plan;
    tab.setStatus(status, samples::now());
    grab(window, QStringLiteral("watch-rebuffering-") + suffix);
    // The graph as an instrument: half a minute, and the cursor at an event.
    BufferGraph& graph = *tab.bufferCard()->graph();
    graph.zoomIn();
    QTest::keyClick(&graph, Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(&graph, Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(&graph, Qt::Key_Left, Qt::ControlModifier);
    grab(window, QStringLiteral("watch-cursor-") + suffix);
    QTest::keyClick(&graph, Qt::Key_Escape);
    graph.zoomOut();
    graph.goLive();
    graph.setFocus();
    QTest::keyClick(&graph, Qt::Key_Down);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&graph, Qt::Key_PageDown);
    grab(window, QStringLiteral("watch-watermark-") + suffix);
    tab.bufferCard()->showTable();
    grab(*tab.bufferCard()->table(), QStringLiteral("watch-table-") + suffix);
    tab.bufferCard()->table()->close();
    QTest::keyClick(&graph, Qt::Key_Escape);
    tab.focusAddress();
    status = samples::playing();
    status.state = WatchState::Ended;
    tab.setStatus(status, samples::now());
    grab(window, QStringLiteral("watch-ended-") + suffix);
    tab.setStatus(samples::playing(), samples::now());
    window.setFullScreen(true);
    window.setWindowState({}); // the size of the picture is the test's
    window.resize(size);
    grab(window, QStringLiteral("watch-fullscreen-") + suffix);
    window.setFullScreen(false);
    window.resize(size);
}

// Boxes of their own: About, and the keyboard.
void PicturesTest::helpStates(MainWindow& window, const QString& suffix)
{
    for (QMenu* menu : window.menuBar()->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (!menu->actions().isEmpty() && menu == window.menuBar()->actions().back()->menu())
            menu->actions().back()->trigger();
    }
    auto* about = window.findChild<QMessageBox*>();
    QVERIFY(about != nullptr);
    QVERIFY(about->text().contains(QLatin1String("9.8.7")));
    grab(*about, QStringLiteral("about-") + suffix);
    about->close();
}

void PicturesTest::settingsStates(MainWindow& window, const QString& suffix)
{
    window.showSettings(SettingsPage::Buffer);
    SettingsDialog& dialog = *window.settingsDialog();
    dialog.setPlaying(2630, milliseconds(1800));
    BufferSettings advised;
    advised.start = milliseconds(1500);
    dialog.setAdvice(trSentence(Sentence(QT_TRANSLATE_NOOP("core",
                                             "A start level of %1 s would have avoided all %2 stalls (%3 s); "
                                             "playing would have begun %4 s later."),
                         {"1.5", "3", "6.4", "1.0"})),
        {}, advised);
    grab(dialog, QStringLiteral("settings-buffer-") + suffix);
    for (const auto& [page, name] :
        {std::pair{SettingsPage::General, "general"}, std::pair{SettingsPage::Video, "video"},
            std::pair{SettingsPage::Audio, "audio"}, std::pair{SettingsPage::Encoding, "encoding"},
            std::pair{SettingsPage::Destinations, "destinations"},
            std::pair{SettingsPage::Network, "network"}, std::pair{SettingsPage::Server, "server"},
            std::pair{SettingsPage::Recording, "recording"}, std::pair{SettingsPage::Advanced, "advanced"}}) {
        dialog.showPage(page);
        if (dialog.currentPage() == page) // a page without a row is not shown
            grab(dialog, QStringLiteral("settings-%1-").arg(QLatin1String(name)) + suffix);
    }
    dialog.searchField()->setText(QStringLiteral("rtmp"));
    QTRY_VERIFY(dialog.settled());
    grab(dialog, QStringLiteral("settings-search-") + suffix);
    dialog.searchField()->clear();
    dialog.close();
}

void PicturesTest::evidenceStates(const Theme& theme, const QString& suffix)
{
    // A dialog for each state: none changes under the picture, however late or early the advisor answers.
    AdvisorSession idle;
    AdvisorDialog nothing(theme, idle);
    nothing.show();
    grab(nothing, QStringLiteral("advisor-nothing-") + suffix);
    nothing.close();
    AdvisorSession busy;
    busy.ask(samples::arrivals(kManyPackets), Settings());
    AdvisorDialog working(theme, busy);
    working.show();
    QCOMPARE(busy.state(), AdvisorSession::State::Working);
    grab(working, QStringLiteral("advisor-working-") + suffix);
    working.close();
    busy.cancel();
    for (const auto& [name, trace] :
        {std::pair{"advisor-", samples::arrivals()}, std::pair{"advisor-pulled-", samples::pulledArrivals()},
            std::pair{"advisor-short-", samples::arrivals(1)}}) {
        AdvisorSession advisor;
        advisor.ask(trace, Settings());
        QTRY_VERIFY_WITH_TIMEOUT(advisor.state() != AdvisorSession::State::Working, 60'000);
        AdvisorDialog advice(theme, advisor);
        advice.show();
        grab(advice, QLatin1String(name) + suffix);
        advice.close();
    }
    ExportDialog exporting(samples::session(), nullptr);
    exporting.show();
    grab(exporting, QStringLiteral("export-") + suffix);
    LinkDialog link;
    link.setInForce(*LinkPlan::ofPreset("cascade"));
    link.show();
    grab(link, QStringLiteral("link-") + suffix);
    SessionRecord other = samples::session();
    other.report.stalls.pop_back();
    other.samples.resize(other.samples.size() / 2);
    CompareDialog comparing(theme, {samples::session(), other});
    comparing.show();
    grab(comparing, QStringLiteral("compare-") + suffix);
}

void PicturesTest::deviceStates(MainWindow& window, const QString& suffix)
{
    using Kind = CameraControl::Kind;
    const auto knob
        = [](const char* key, const char* name, Kind kind, std::int64_t value, std::int64_t most) {
              CameraControl control;
              control.key = key;
              control.name = name;
              control.kind = kind;
              control.most = most;
              control.value = value;
              return control;
          };
    std::vector<CameraControl> knobs{knob("brightness", "Brightness", Kind::Number, 140, 255),
        knob("white_balance_automatic", "White Balance, Automatic", Kind::Switch, 1, 1),
        knob("white_balance_temperature", "White Balance Temperature", Kind::Number, 4000, 6500),
        knob("auto_exposure", "Auto Exposure", Kind::Menu, 3, 3),
        knob("focus_absolute", "Focus, Absolute", Kind::Number, 30, 250),
        knob("reset", "Reset", Kind::Button, 0, 0)};
    knobs[2].inactive = true;
    knobs[3].choices = {{1, "Manual Mode"}, {3, "Aperture Priority Mode"}};
    CameraDialog camera(&window);
    camera.setControls(QStringLiteral("HD Pro Webcam C920"), knobs);
    camera.show();
    grab(camera, QStringLiteral("camera-controls-") + suffix);
    camera.setProblem(QStringLiteral("HD Pro Webcam C920"),
        trError(Error(ErrorCode::CameraNotFound, {"HD Pro Webcam C920"})));
    grab(camera, QStringLiteral("camera-absent-") + suffix);
    CalibrationDialog calibration(&window);
    calibration.show();
    grab(calibration, QStringLiteral("calibration-") + suffix);
    CalibrationStatus status;
    status.state = CalibrationStatus::State::Measuring;
    status.progress = 0.6;
    calibration.setStatus(status, 0);
    calibration.setFlash(true);
    grab(calibration, QStringLiteral("calibration-measuring-") + suffix);
    calibration.setFlash(false);
    status.state = CalibrationStatus::State::Done;
    status.offset = milliseconds(83);
    status.uncertainty = milliseconds(7);
    status.pairs = 6;
    calibration.setStatus(status, 0);
    grab(calibration, QStringLiteral("calibration-done-") + suffix);
    status.state = CalibrationStatus::State::Failed;
    status.problem = sentenceOf(FlashBeepMeter::Problem::NoFlash);
    calibration.setStatus(status, 0);
    grab(calibration, QStringLiteral("calibration-failed-") + suffix);
}

void PicturesTest::broadcastStates(MainWindow& window, const QString& suffix)
{
    window.showTab(MainWindow::Tab::Broadcast);
    BroadcastTab& tab = *window.broadcastTab();
    tab.setFrame(samples::frame());
    tab.setStatus(samples::idle(), false, samples::now());
    grab(window, QStringLiteral("broadcast-idle-") + suffix);
    tab.destination()->setServer(samples::server(true), true);
    for (int second = 0; second < 60; ++second) {
        BroadcastStatus status = samples::live();
        status.sentKbps = second > 40 && second < 50 ? 1700 : 2480 - second % 7 * 12;
        tab.setStatus(status, false, samples::now() + seconds(second));
    }
    tab.setStatus(samples::live(), false, samples::now() + seconds(60));
    grab(window, QStringLiteral("broadcast-live-") + suffix);
    tab.setStatus(samples::reconnecting(), false, samples::now());
    grab(window, QStringLiteral("broadcast-reconnecting-") + suffix);
    tab.setStatus(samples::slow(), false, samples::now());
    grab(window, QStringLiteral("broadcast-slow-") + suffix);
    tab.destination()->setGoingTo(true, QStringLiteral("rtmp://live.example.org/app/***"), true);
    tab.setStatus(samples::oneOfTwoLost(), false, samples::now());
    grab(window, QStringLiteral("broadcast-one-of-two-") + suffix);
    tab.destination()->setGoingTo(true, {});
    emit tab.mixerRequested();
    auto* mixer = window.findChild<SoundMixer*>();
    QVERIFY(mixer != nullptr);
    BroadcastStatus mixed = samples::live();
    mixed.desktopMeter.channels = {{-28.0, -20, -33.5, false}, {-27.0, -20, -33.0, true}};
    mixed.meter = mixed.microphoneMeter;
    mixed.sources.desktop = "default";
    mixer->desktop()->setValue(QStringLiteral("default"));
    mixer->setStatus(mixed);
    grab(*mixer, QStringLiteral("broadcast-mixer-") + suffix);
    mixer->close();
    mixed.microphoneSilent = true;
    tab.setStatus(mixed, false, samples::now());
    grab(window, QStringLiteral("broadcast-desktop-") + suffix);
    BroadcastStatus failed = samples::idle();
    failed.state = BroadcastState::Failed;
    failed.error = Error(ErrorCode::ConnectionRefused, {"live.example.org:1935"});
    tab.setStatus(failed, false, samples::now());
    grab(window, QStringLiteral("broadcast-failed-") + suffix);
}

QTEST_MAIN(PicturesTest)
#include "PicturesTest.moc"
