// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTimer>

#include "tests/ui/Samples.h"
#include "ui/MainWindow.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/ServerForm.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Theme.h"
#include "ui/watch/FullScreenControls.h"
#include "ui/watch/TransportBar.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/VideoView.h"

using namespace sluice;

namespace {

// What a screen reader would say of a widget that takes the keyboard.
QString spokenName(const QWidget& widget)
{
    if (!widget.accessibleName().isEmpty())
        return widget.accessibleName();
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        return button->text();
    for (const QLabel* label : widget.window()->findChildren<QLabel*>()) {
        if (label->buddy() == &widget)
            return label->text();
    }
    return {};
}

QStringList nameless(const QWidget& root)
{
    QStringList result;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        const bool inner
            = widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusProxy() != nullptr;
        // Hidden ones get their words when they are shown; the list of a combo box speaks as the box.
        const bool silent = widget->isHidden() || widget->inherits("QComboBoxListView");
        if (widget->focusPolicy() == Qt::NoFocus || inner || silent
            || qobject_cast<const QMenu*>(widget) != nullptr
            || qobject_cast<const QMenuBar*>(widget) != nullptr)
            continue;
        // The parts of a compound widget speak through it.
        const QWidget* parent = widget->parentWidget();
        if (parent != nullptr && parent->focusPolicy() != Qt::NoFocus && !spokenName(*parent).isEmpty())
            continue;
        if (spokenName(*widget).trimmed().isEmpty())
            result
                += QStringLiteral("%1 “%2” in %3")
                       .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                           QLatin1String(parent != nullptr ? parent->metaObject()->className() : "nothing"));
    }
    return result;
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void everythingHasAName();
    void everyActionHasAKey();
    void keysDoWhatTheySay();
    void tabReachesEveryControl();
    void fitsTheSmallestSize();
    void themeFollowsTheSetting();
    void fullScreenAndBack();
    void fullScreenControlsComeAndGo();
    void fullScreenObeysKeysAndMouse();
    void otherServerIsRemembered();
    void sessionOpensAndFailsInWords();
    void statusBarTellsOfDiskAndProcessor();
    void windowIsNeverBlocked();

private:
    Theme* m_theme = nullptr;
};

void MainWindowTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void MainWindowTest::statusBarTellsOfDiskAndProcessor()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    const auto* right = window.findChild<ElidedLabel*>(QStringLiteral("statusRight"));
    const auto* left = window.findChild<ElidedLabel*>(QStringLiteral("statusLeft"));
    QTRY_VERIFY_WITH_TIMEOUT(right->fullText().startsWith(QStringLiteral("Disk ")), 5000);
    QVERIFY(right->fullText().endsWith(QStringLiteral("free")));
    QTRY_VERIFY_WITH_TIMEOUT(left->fullText().contains(QStringLiteral("CPU ")), 5000);
    QVERIFY(left->fullText().startsWith(QStringLiteral("Not live")));
    window.showTab(MainWindow::Tab::Watch);
    QVERIFY(!right->fullText().contains(QStringLiteral("Disk")));
    QVERIFY(!left->fullText().contains(QStringLiteral("CPU")));
    window.showTab(MainWindow::Tab::Broadcast);
    QVERIFY(right->fullText().startsWith(QStringLiteral("Disk ")));
    // No disk has so much to be left free.
    Settings changed = sessions.settings.current();
    QVERIFY(changed.set("record.folder", "/proc").ok());
    QVERIFY(sessions.settings.apply(changed).ok());
    QTRY_COMPARE_WITH_TIMEOUT(right->property("role").toString(), QStringLiteral("warn"), 5000);
}

void MainWindowTest::everythingHasAName()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    window.showSettings();
    for (const SettingRow& row : SettingsSchema::standard().rows())
        (void)window.settingsDialog()->editor(row.key); // its page is built now
    const QStringList without = nameless(window);
    QVERIFY2(without.isEmpty(), qPrintable(without.join(QStringLiteral("; "))));
}

void MainWindowTest::everyActionHasAKey()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    QMap<QString, QString> keys;
    for (const QAction* action : window.actions()) {
        for (const QKeySequence& key : action->shortcuts()) {
            const QString text = key.toString();
            QVERIFY2(!keys.contains(text), qPrintable(text + QStringLiteral(" twice: ") + action->text()));
            keys.insert(text, action->text());
        }
    }
    QVERIFY(keys.size() >= 18);
    // Choices and About stand in menus, which have keys of their own.
    for (const QAction* menu : window.menuBar()->actions())
        QVERIFY2(menu->text().contains(QLatin1Char('&')), qPrintable(menu->text()));
    QVERIFY(window.menuBar()->actions().size() >= 4);
}

void MainWindowTest::keysDoWhatTheySay()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window.tab(), MainWindow::Tab::Watch);
    QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window.tab(), MainWindow::Tab::Broadcast);
    QTest::keyClick(&window, Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(window.tab(), MainWindow::Tab::Watch);
    auto* field = window.findChild<QLineEdit*>(QStringLiteral("address"));
    QTRY_VERIFY(field->hasFocus());
    // Letters belong to the field while it has the keyboard …
    QTest::keyClick(field, Qt::Key_F);
    QVERIFY(!window.isFullScreen());
    QCOMPARE(field->text(), QStringLiteral("f"));
    // … and to the window otherwise.
    window.findChild<QPushButton*>(QStringLiteral("open"))->setFocus();
    QTest::keyClick(window.focusWidget(), Qt::Key_F);
    QTRY_VERIFY(window.isFullScreen());
    QTest::keyClick(&window, Qt::Key_Escape);
    QTRY_VERIFY(!window.isFullScreen());
    QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(window.settingsDialog() != nullptr);
}

void MainWindowTest::tabReachesEveryControl()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.showTab(MainWindow::Tab::Watch);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    WatchTab& tab = *window.watchTab();
    tab.setStatus(samples::playing(), samples::now());
    tab.focusAddress();
    QSet<QWidget*> seen;
    for (int i = 0; i < 60 && QApplication::focusWidget() != nullptr; ++i) {
        seen.insert(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    for (QPushButton* button : tab.findChildren<QPushButton*>()) {
        // Of buttons that exclude each other, Tab stops at one; arrows go to the others.
        if (button->isVisible() && button->isEnabled() && button->group() == nullptr)
            QVERIFY2(seen.contains(button), qPrintable(button->text() + button->accessibleName()));
    }
}

void MainWindowTest::fitsTheSmallestSize()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.resize(960, 600);
    window.show();
    QCOMPARE(window.size(), QSize(960, 600));
    for (const auto tab : {MainWindow::Tab::Broadcast, MainWindow::Tab::Watch}) {
        window.showTab(tab);
        QCoreApplication::processEvents();
        QCOMPARE(window.size(), QSize(960, 600));
        QVERIFY(window.centralWidget()->minimumSizeHint().width() <= 960);
    }
    QVERIFY(window.watchTab()->video()->width() >= 400);
    QVERIFY(window.watchTab()->video()->height() >= 120);
}

void MainWindowTest::themeFollowsTheSetting()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    Settings settings = sessions.settings.current();
    QVERIFY(settings.set("ui.theme", "light"));
    QVERIFY(sessions.settings.apply(settings));
    QVERIFY(!m_theme->tokens().dark);
    QVERIFY(settings.set("ui.theme", "dark"));
    QVERIFY(sessions.settings.apply(settings));
    QVERIFY(m_theme->tokens().dark);
}

void MainWindowTest::fullScreenAndBack()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    window.setFullScreen(true);
    QCOMPARE(window.tab(), MainWindow::Tab::Watch);
    QVERIFY(!window.menuBar()->isVisible());
    QVERIFY(window.isFullScreen());
    window.setFullScreen(false);
    QVERIFY(window.menuBar()->isVisible());
    QVERIFY(!window.isFullScreen());
}

void MainWindowTest::fullScreenControlsComeAndGo()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    WatchTab& tab = *window.watchTab();
    window.setFullScreen(true);
    tab.setStatus(samples::playing(), samples::now());
    FullScreenControls& controls = *tab.fullScreenControls();
    const auto move = [&](int x, int y) { QTest::mouseMove(window.windowHandle(), {x, y}); };
    move(200, 100);
    QVERIFY(controls.isVisible()); // what there is, is shown at first
    QVERIFY(controls.isAncestorOf(tab.transport()));
    QVERIFY(tab.transport()->isVisible());
    const auto gone = [&] { return !controls.isVisible(); };
    constexpr int kPatience = 2 * FullScreenControls::kStayMs;
    // The session behind the tab says that nothing is open, in a message; what is played is shown here.
    tab.video()->setMessage({});
    controls.setCovered(false);
    QTRY_VERIFY_WITH_TIMEOUT((tab.video()->setMessage({}), controls.setCovered(false), gone()), kPatience);
    QCOMPARE(tab.video()->cursor().shape(), Qt::BlankCursor);
    move(300, 120);
    QTRY_VERIFY(controls.isVisible());
    QVERIFY(tab.video()->cursor().shape() != Qt::BlankCursor);
    // They stay under the mouse.
    const QPoint inside = controls.mapTo(&window, controls.rect().center());
    move(inside.x(), inside.y());
    QTest::qWait(FullScreenControls::kStayMs + 400);
    QVERIFY(controls.isVisible());
    window.setFullScreen(false);
    QVERIFY(!controls.isVisible());
    QVERIFY(!controls.isAncestorOf(tab.transport()));
    QVERIFY(tab.transport()->isVisible());
    QVERIFY(tab.video()->cursor().shape() != Qt::BlankCursor);
}

void MainWindowTest::fullScreenObeysKeysAndMouse()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    WatchTab& tab = *window.watchTab();
    window.setFullScreen(true);
    tab.setStatus(samples::playing(), samples::now());
    QSignalSpy pause(&tab, &WatchTab::pauseRequested);
    QSignalSpy volume(&tab, &WatchTab::volumeRequested);
    QTRY_VERIFY(QApplication::focusWidget() != nullptr);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(pause.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
    QCOMPARE(volume.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_VERIFY(!window.isFullScreen());
    // Not outside of it.
    QTest::keyClick(tab.video(), Qt::Key_Space);
    QCOMPARE(pause.size(), 1);
    QTest::mouseDClick(tab.video(), Qt::LeftButton);
    QTRY_VERIFY(window.isFullScreen());
    QTest::mouseDClick(tab.video(), Qt::LeftButton);
    QTRY_VERIFY(!window.isFullScreen());
}

void MainWindowTest::otherServerIsRemembered()
{
    samples::Sessions sessions;
    sessions.settings.rememberPublishServer(QStringLiteral("rtmp://live.example.org/app"));
    const MainWindow window(sessions.context, *m_theme);
    QCOMPARE(window.broadcastTab()->destination()->form()->address().server,
        QStringLiteral("rtmp://live.example.org/app"));
    QVERIFY(window.broadcastTab()->destination()->builtIn()); // going elsewhere is chosen anew
}

void MainWindowTest::sessionOpensAndFailsInWords()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.showTab(MainWindow::Tab::Watch);
    window.show();
    WatchRequest request;
    request.url = "/nonexistent/clip.mp4";
    request.audioOut = "null";
    window.watch(request);
    QTRY_COMPARE_WITH_TIMEOUT(sessions.watch.status().state, WatchState::Failed, 15'000);
    QTRY_VERIFY(window.watchTab()->video()->messageShown());
    const QString said = window.watchTab()->video()->accessibleName();
    QVERIFY(!said.isEmpty());
    QVERIFY(sessions.settings.history().contains(QStringLiteral("/nonexistent/clip.mp4")));
}

void MainWindowTest::windowIsNeverBlocked()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.showTab(MainWindow::Tab::Watch);
    window.show();
    QTest::qWait(300); // fonts and styles are loaded once
    qint64 longest = 0;
    QElapsedTimer since;
    QTimer beat;
    connect(&beat, &QTimer::timeout, this, [&] { longest = std::max(longest, since.restart()); });
    since.start();
    beat.start(5);
    WatchRequest request;
    request.url = "rtmp://127.0.0.1:1/live/none"; // nothing listens there
    request.audioOut = "null";
    window.watch(request);
    QTest::qWait(600);
    sessions.watch.stop();
    QTest::qWait(200);
    qInfo("the window was held for at most %lld ms", static_cast<long long>(longest));
    QVERIFY2(longest < 250, qPrintable(QString::number(longest))); // 50 ms on a machine of its own
}

QTEST_MAIN(MainWindowTest)
#include "MainWindowTest.moc"
