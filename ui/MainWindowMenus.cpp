// SPDX-License-Identifier: GPL-3.0-or-later
// The menus of the window and what Help says of the keyboard.
#include <QActionGroup>
#include <QApplication>
#include <QDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/MainWindow.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/RecordingCard.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Tr.h"
#include "ui/watch/WatchTab.h"

namespace sluice {

namespace {
constexpr double kVolumeStep = 0.05;
constexpr Duration kCut = seconds(5);
} // namespace

QAction* MainWindow::add(QMenu* menu, const QString& text, const QList<QKeySequence>& keys)
{
    QAction* action = menu->addAction(text);
    action->setShortcuts(keys);
    addAction(action); // works while the menu bar is hidden, too
    if (!keys.isEmpty()) {
        QStringList shown;
        for (const QKeySequence& key : keys)
            shown += key.toString(QKeySequence::NativeText);
        QString what = text;
        what.remove(QLatin1Char('&'));
        what.remove(QStringLiteral("…"));
        m_shortcuts.push_back({what, shown.join(QStringLiteral(", "))});
    }
    return action;
}

QAction* MainWindow::addForWatch(QMenu* menu, const QString& text, const QList<QKeySequence>& keys)
{
    QAction* action = add(menu, text, keys);
    m_watchActions.push_back(action);
    return action;
}

void MainWindow::buildMenus()
{
    auto* brand = new QLabel(QStringLiteral("Sluice"), menuBar());
    brand->setObjectName(QStringLiteral("brand"));
    menuBar()->setCornerWidget(brand, Qt::TopLeftCorner);
    buildStreamMenu();
    buildViewMenu();
    buildToolsMenu();
    buildHelpMenu();
}

void MainWindow::buildStreamMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Stream"));
    connect(add(menu, tr("&Go live or end the stream"), {QKeySequence(Qt::CTRL | Qt::Key_G)}),
        &QAction::triggered, this, [this] {
            showTab(Tab::Broadcast);
            m_broadcast->goLiveOrEnd();
        });
    connect(add(menu, tr("Mute the &microphone"), {QKeySequence(Qt::CTRL | Qt::Key_M)}), &QAction::triggered,
        m_broadcast, &BroadcastTab::toggleMute);
    connect(add(menu, tr("Sound mi&xer…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}),
        &QAction::triggered, this, [this] {
            showTab(Tab::Broadcast);
            emit m_broadcast->mixerRequested();
        });
    connect(add(menu, tr("Pa&use the stream or go on"), {QKeySequence(Qt::CTRL | Qt::Key_P)}),
        &QAction::triggered, m_broadcast, [this] { m_broadcast->buttons()->togglePause(); });
    connect(add(menu, tr("&Record or stop recording"), {QKeySequence(Qt::CTRL | Qt::Key_R)}),
        &QAction::triggered, m_broadcast, [this] { m_broadcast->buttons()->toggleRecording(); });
    connect(add(menu, tr("&Save the last seconds"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}),
        &QAction::triggered, m_broadcast, [this] { emit m_broadcast->recording()->replayRequested(); });
    buildLayoutMenu(menu->addMenu(tr("La&yout")));
    menu->addSeparator();
    connect(add(menu, tr("&Open an address…"),
                {QKeySequence(Qt::CTRL | Qt::Key_L), QKeySequence(QKeySequence::Open)}),
        &QAction::triggered, this, [this] {
            showTab(Tab::Watch);
            m_watch->focusAddress();
        });
    connect(addForWatch(menu, tr("&Play or pause"),
                {QKeySequence(Qt::Key_K), QKeySequence(Qt::Key_MediaTogglePlayPause)}),
        &QAction::triggered, m_watch, &WatchTab::playPause);
    connect(addForWatch(menu, tr("Go to &live"), {QKeySequence(Qt::Key_L)}), &QAction::triggered, m_watch,
        &WatchTab::goToLiveRequested);
    connect(addForWatch(menu, tr("&Louder"), {QKeySequence(Qt::CTRL | Qt::Key_Up)}), &QAction::triggered,
        this, [this] { m_watch->changeVolume(kVolumeStep); });
    connect(addForWatch(menu, tr("&Quieter"), {QKeySequence(Qt::CTRL | Qt::Key_Down)}), &QAction::triggered,
        this, [this] { m_watch->changeVolume(-kVolumeStep); });
    connect(addForWatch(menu, tr("Sound on or o&ff"), {QKeySequence(Qt::Key_M)}), &QAction::triggered,
        m_watch, &WatchTab::toggleMute);
    connect(addForWatch(menu, tr("S&top watching"), {QKeySequence(Qt::CTRL | Qt::Key_Period)}),
        &QAction::triggered, m_watch, &WatchTab::stopRequested);
    menu->addSeparator();
    connect(add(menu, tr("&Export the session…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}),
        &QAction::triggered, this, &MainWindow::exportSession);
    menu->addSeparator();
    connect(add(menu, tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}), &QAction::triggered, this,
        &QWidget::close);
}

void MainWindow::buildLayoutMenu(QMenu* menu)
{
    const auto choice = [&](LayoutKind kind, const QString& text, Qt::Key key) {
        connect(add(menu, text, {QKeySequence(Qt::ALT | key)}), &QAction::triggered, this, [this, kind] {
            showTab(Tab::Broadcast);
            emit m_broadcast->layoutRequested(kind);
        });
    };
    choice(LayoutKind::Camera, tr("Show the &camera"), Qt::Key_1);
    choice(LayoutKind::Screen, tr("Show the &screen"), Qt::Key_2);
    choice(LayoutKind::Both, tr("Show &both"), Qt::Key_3);
    choice(LayoutKind::Slate, tr("Show the s&late"), Qt::Key_4);
}

void MainWindow::buildViewMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&View"));
    connect(add(menu, tr("&Broadcast"), {QKeySequence(Qt::CTRL | Qt::Key_1)}), &QAction::triggered, this,
        [this] { showTab(Tab::Broadcast); });
    connect(add(menu, tr("&Watch"), {QKeySequence(Qt::CTRL | Qt::Key_2)}), &QAction::triggered, this,
        [this] { showTab(Tab::Watch); });
    menu->addSeparator();
    connect(addForWatch(menu, tr("&Full screen"), {QKeySequence(Qt::Key_F11), QKeySequence(Qt::Key_F)}),
        &QAction::triggered, this, [this] { setFullScreen(!m_full); });
    m_leaveFullScreen = add(menu, tr("&Leave full screen"), {QKeySequence(Qt::Key_Escape)});
    m_leaveFullScreen->setEnabled(false);
    connect(m_leaveFullScreen, &QAction::triggered, this, [this] { setFullScreen(false); });
    connect(addForWatch(menu, tr("&Pause or continue the graph"), {QKeySequence(Qt::Key_G)}),
        &QAction::triggered, m_watch, &WatchTab::toggleGraphPause);
    menu->addSeparator();
    connect(add(menu, tr("Show or hide the &confidence monitor"),
                {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V)}),
        &QAction::triggered, m_broadcast, &BroadcastTab::monitorRequested);
    QMenu* themes = menu->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(themes);
    const auto choice = [&](const char* token, const QString& text) {
        QAction* action = themes->addAction(text);
        action->setCheckable(true);
        group->addAction(action);
        m_themeActions.emplace_back(token, action);
        connect(action, &QAction::triggered, this, [this, token] { setTheme(token); });
    };
    choice("system", tr("As the &system"));
    choice("dark", tr("&Dark"));
    choice("light", tr("&Light"));
}

void MainWindow::buildToolsMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Tools"));
    QMenu* link = menu->addMenu(tr("&Link emulator"));
    for (const LinkPreset& preset : linkPresets()) {
        const QString name = qstr(preset.name);
        connect(link->addAction(trCore(preset.label)), &QAction::triggered, this,
            [this, name] { emit m_watch->linkPresetRequested(name); });
    }
    link->addSeparator();
    connect(add(link, tr("&Trace, delay, seed…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K)}),
        &QAction::triggered, this, [this] {
            showTab(Tab::Watch);
            showLink();
        });
    connect(addForWatch(menu, tr("&Cut the link for 5 s"), {QKeySequence(Qt::CTRL | Qt::Key_K)}),
        &QAction::triggered, this, [this] { emit m_watch->cutRequested(kCut); });
    menu->addSeparator();
    connect(add(menu, tr("&What would other settings have given?…"), {QKeySequence(Qt::CTRL | Qt::Key_T)}),
        &QAction::triggered, this, &MainWindow::showAdvisor);
    connect(add(menu, tr("&Compare sessions…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D)}),
        &QAction::triggered, this, &MainWindow::compareSessions);
    menu->addSeparator();
    connect(add(menu, tr("P&icture and sound in step…"), {}), &QAction::triggered, this, [this] {
        showTab(Tab::Broadcast);
        emit m_broadcast->calibrateRequested();
    });
    connect(add(menu, tr("&Look for cameras and microphones"), {QKeySequence(Qt::Key_F5)}),
        &QAction::triggered, this, [this] { m_context.devices.refresh(); });
    connect(add(menu, tr("&Settings…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)}), &QAction::triggered, this,
        [this] { showSettings(); });
}

void MainWindow::buildHelpMenu()
{
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    connect(add(menu, tr("&Keyboard…"), {QKeySequence(Qt::Key_F1)}), &QAction::triggered, this,
        &MainWindow::showKeyboard);
    connect(menu->addAction(tr("&About Sluice")), &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::showKeyboard()
{
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keyboard"));
    auto* list = new QWidget;
    auto* grid = new QGridLayout(list);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(6);
    std::vector<Shortcut> rows = m_shortcuts;
    rows.push_back({tr("Next field, previous field"), tr("Tab, Shift+Tab")});
    rows.push_back({tr("Press the button that has the keyboard"), tr("Space")});
    rows.push_back({tr("Position, in files: 5 s back or forward"), tr("Left, Right")});
    rows.push_back({tr("Full screen: play or pause, louder, quieter"), tr("Space, Up, Down")});
    rows.push_back({tr("Camera on the screen: its corner, its size"), tr("Arrows, + and −")});
    rows.push_back({tr("Watermarks in Settings: choose one, move it"), tr("Up and Down, Left and Right")});
    for (const Shortcut& row : rows) {
        const int line = grid->rowCount();
        auto* what = new QLabel(row.what, list);
        what->setProperty("role", "label");
        grid->addWidget(what, line, 0);
        grid->addWidget(new QLabel(row.keys, list), line, 1);
    }
    auto* scroll = new QScrollArea(dialog);
    scroll->setWidget(list);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(tr("Keyboard"));
    auto* close = new QPushButton(tr("Close"), dialog);
    connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
    auto* column = new QVBoxLayout(dialog);
    column->addWidget(scroll, 1);
    column->addWidget(close, 0, Qt::AlignRight);
    close->setFocus();
    dialog->resize(720, 560);
    dialog->open();
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Sluice"));
    box->setIconPixmap(applicationIcon().pixmap(64));
    box->setText(QStringLiteral("Sluice %1").arg(QApplication::applicationVersion()));
    box->setInformativeText(tr(
        "Broadcasts live and plays live, and shows the buffer in between.\n\nFree software under the GNU General "
        "Public License, version 3 or later."));
    box->addButton(tr("Close"), QMessageBox::AcceptRole);
    box->open();
}

} // namespace sluice
