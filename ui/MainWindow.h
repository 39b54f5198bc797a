// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include "core/settings/SettingsSchema.h"
#include "ui/UiContext.h"
#include "ui/evidence/AdvisorDialog.h"
#include "ui/watch/LinkDialog.h"

class QStackedWidget;
class QTabBar;

namespace sluice {

class BroadcastPresenter;
class BroadcastTab;
class ElidedLabel;
class SettingsDialog;
class Theme;
class Vitals;
class WatchPresenter;
class WatchTab;

// The window: menu bar, two tabs, status bar. Lives in the thread of the application; nothing it does blocks.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    enum class Tab { Broadcast, Watch };

    // `context` and `theme` must outlive the window.
    MainWindow(UiContext& context, Theme& theme);
    ~MainWindow() override;

    void showTab(Tab tab);
    Tab tab() const;
    // Opens and shows what the command line asked for.
    void watch(const WatchRequest& request);
    void closeNow(); // live or not, as nobody is there who could be asked
    void setFullScreen(bool full); // the picture alone
    void showSettings(SettingsPage page = SettingsPage::General);

    // The link emulator with all that it can do; stays beside the window.
    void showLink();
    // What other start levels would have given the last session.
    void showAdvisor();
    // Files of the session that runs, or of the last one.
    void exportSession();
    // Those of this run and saved ones side by side.
    void compareSessions();

    BroadcastTab* broadcastTab() const { return m_broadcast; }
    WatchTab* watchTab() const { return m_watch; }
    SettingsDialog* settingsDialog() const;
    AdvisorDialog* advisorDialog() const { return m_advice; }
    LinkDialog* linkDialog() const { return m_link; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Shortcut {
        QString what;
        QString keys;
    };

    void buildTabs();
    void buildStatusBar();
    void dress();
    void buildMenus();
    void buildStreamMenu();
    void buildLayoutMenu(QMenu* menu);
    void buildViewMenu();
    void buildToolsMenu();
    void buildHelpMenu();
    QAction* add(QMenu* menu, const QString& text, const QList<QKeySequence>& keys);
    QAction* addForWatch(QMenu* menu, const QString& text, const QList<QKeySequence>& keys);
    void connectPresenters();
    void onTabChanged();
    void refreshStatus();
    void showVitals();
    void applySettings();
    void setTheme(const char* token);
    void showNote(const QString& text);
    void showKeyboard();
    void showAbout();
    void askToClose();
    void askAdvisor();
    void adviseAfterStall();
    void adviseUnasked();
    QString adviceLine() const; // for the status bar; empty without a better start level
    void showAdviceIn(SettingsDialog& dialog);

    UiContext& m_context;
    Theme& m_theme;
    QWidget* m_band = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    BroadcastTab* m_broadcast = nullptr;
    WatchTab* m_watch = nullptr;
    BroadcastPresenter* m_broadcastPresenter = nullptr;
    WatchPresenter* m_watchPresenter = nullptr;
    ElidedLabel* m_left = nullptr; // of the status bar
    ElidedLabel* m_right = nullptr;
    QString m_liveLine;
    Vitals* m_vitals = nullptr; // for the status bar
    QAction* m_leaveFullScreen = nullptr;
    std::vector<QAction*> m_watchActions; // act only while the Watch tab is shown
    std::vector<Shortcut> m_shortcuts; // for the list in Help
    std::vector<std::pair<const char*, QAction*>> m_themeActions;
    QPointer<SettingsDialog> m_settings;
    AdvisorSession* m_advisor = nullptr;
    QElapsedTimer m_advised; // since it was asked without anybody wanting to read it
    QTimer m_adviseLater;
    QPointer<AdvisorDialog> m_advice;
    QPointer<LinkDialog> m_link;
    Qt::WindowStates m_stateBefore;
    bool m_full = false;
    bool m_closeAnyway = false;
    bool m_shownOnce = false;
};

} // namespace sluice
