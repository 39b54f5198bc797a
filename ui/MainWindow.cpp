// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/MainWindow.h"

#include <QCloseEvent>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QTabBar>
#include <QVBoxLayout>

#include "core/session/FromSettings.h"
#include "core/session/PreflightVerdicts.h"
#include "core/session/Vitals.h"
#include "ui/broadcast/BroadcastPresenter.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Format.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/WatchPresenter.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/WheelGuard.h"

namespace sluice {

namespace {
constexpr QSize kUsualSize(1280, 800);
constexpr QSize kLeastSize(960, 600);
constexpr int kNoteMs = 6000;

// As large as we like, but with its frame no larger than the screen, or the status bar would be below its edge. How
// wide the frame is shows only once the window has one; the style's own title bar is a fair guess.
QSize firstSize(const QWidget& window)
{
    const int edge = window.style()->pixelMetric(QStyle::PM_DefaultFrameWidth);
    const int title = window.style()->pixelMetric(QStyle::PM_TitleBarHeight);
    const QSize room = window.screen()->availableSize() - QSize(2 * edge, title + edge);
    return kUsualSize.boundedTo(room.expandedTo(kLeastSize));
}
} // namespace

MainWindow::MainWindow(UiContext& context, Theme& theme) : m_context(context), m_theme(theme)
{
    setWindowTitle(QStringLiteral("Sluice"));
    setWindowIcon(applicationIcon());
    new WheelGuard(this);
    m_advisor = new AdvisorSession(this);
    m_vitals = new Vitals(context.clock, this);
    buildTabs();
    buildStatusBar();
    m_broadcastPresenter = new BroadcastPresenter(context, *m_broadcast, theme, this);
    m_watchPresenter = new WatchPresenter(context, *m_watch, this);
    buildMenus();
    dress();
    connectPresenters();
    applySettings();
    setMinimumSize(kLeastSize);
    resize(firstSize(*this));
    if (const QByteArray geometry = context.settings.geometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    onTabChanged();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildTabs()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_band = new QWidget(content);
    m_band->setObjectName(QStringLiteral("tabBand"));
    m_band->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(m_band);
    row->setContentsMargins(12, 7, 12, 0);
    m_tabs = new QTabBar(m_band);
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Tabs"));
    m_tabs->addTab(tr("Broadcast"));
    m_tabs->addTab(tr("Watch"));
    row->addWidget(m_tabs);
    row->addStretch(1);
    m_pages = new QStackedWidget(content);
    m_broadcast = new BroadcastTab(m_theme, m_pages);
    m_watch = new WatchTab(m_theme, m_pages);
    m_pages->addWidget(m_broadcast);
    m_pages->addWidget(m_watch);
    column->addWidget(m_band);
    column->addWidget(m_pages, 1);
    setCentralWidget(content);
    connect(m_tabs, &QTabBar::currentChanged, this, &MainWindow::onTabChanged);
}

void MainWindow::buildStatusBar()
{
    m_left = new ElidedLabel(Qt::ElideRight, this);
    m_right = new ElidedLabel(Qt::ElideRight, this);
    m_left->setObjectName(QStringLiteral("statusLeft"));
    m_right->setObjectName(QStringLiteral("statusRight"));
    m_right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_left, 1);
    statusBar()->addPermanentWidget(m_right, 1);
    // A note is painted beside what is permanent, which would leave it no room.
    // What is not permanent it hides itself, but not while the window has yet to be shown.
    connect(statusBar(), &QStatusBar::messageChanged, this, [this](const QString& note) {
        m_left->setVisible(note.isEmpty());
        m_right->setVisible(note.isEmpty());
    });
}

// The innermost containers come first: what they hold is dressed already when the outer ones are asked.
void MainWindow::dress()
{
    for (QWidget* container : {static_cast<QWidget*>(m_broadcast), static_cast<QWidget*>(m_watch),
             static_cast<QWidget*>(m_pages), centralWidget(), static_cast<QWidget*>(this)})
        m_theme.dressByParts(*container);
}

void MainWindow::connectPresenters()
{
    connect(m_watchPresenter, &WatchPresenter::bufferSettingsRequested, this,
        [this] { showSettings(SettingsPage::Buffer); });
    connect(m_watchPresenter, &WatchPresenter::problem, this, &MainWindow::showNote);
    connect(m_watchPresenter, &WatchPresenter::sessionBegan, this, [this] {
        m_adviseLater.stop();
        m_advised.invalidate();
        m_advisor->cancel();
    });
    m_adviseLater.setSingleShot(true);
    connect(&m_adviseLater, &QTimer::timeout, this, &MainWindow::adviseUnasked);
    connect(m_watchPresenter, &WatchPresenter::stallOver, this, &MainWindow::adviseAfterStall);
    connect(m_advisor, &AdvisorSession::changed, this, &MainWindow::refreshStatus);
    connect(m_watch, &WatchTab::linkDialogRequested, this, &MainWindow::showLink);
    connect(m_watch, &WatchTab::fullScreenRequested, this, &MainWindow::setFullScreen);
    connect(m_watch->bufferCard(), &BufferCard::adviceRequested, this, &MainWindow::showAdvisor);
    connect(m_watch->bufferCard(), &BufferCard::compareRequested, this, &MainWindow::compareSessions);
    connect(m_watch->bufferCard(), &BufferCard::exportRequested, this, &MainWindow::exportSession);
    connect(m_watch, &WatchTab::formatLineChanged, this, &MainWindow::refreshStatus);
    connect(m_vitals, &Vitals::changed, this, &MainWindow::showVitals);
    connect(m_broadcastPresenter, &BroadcastPresenter::note, this, &MainWindow::showNote);
    connect(m_broadcastPresenter, &BroadcastPresenter::statusLineChanged, this, [this](const QString& line) {
        m_liveLine = line;
        refreshStatus();
    });
    connect(&m_context.settings, &SettingsSession::changed, this, &MainWindow::applySettings);
    connect(&m_context.settings, &SettingsSession::notSaved, this, [this](const Error& error) {
        if (m_settings)
            m_settings->showProblem(trError(error));
        showNote(trError(error));
    });
}

void MainWindow::onTabChanged()
{
    m_pages->setCurrentIndex(m_tabs->currentIndex());
    for (QAction* action : m_watchActions)
        action->setEnabled(tab() == Tab::Watch);
    refreshStatus();
}

void MainWindow::refreshStatus()
{
    const QString live = m_liveLine.isEmpty() ? tr("Not live") : m_liveLine;
    const bool watching = tab() == Tab::Watch;
    m_left->setFullText(watching ? m_watch->formatLine() : live);
    // Being live must be seen from everywhere.
    if (watching)
        m_right->setFullText(m_context.broadcast.live() ? live : adviceLine());
    m_vitals->setWanted(!watching && isVisible());
    showVitals();
}

// On the Broadcast tab: what it takes of this computer, and how long the disk will do.
void MainWindow::showVitals()
{
    const bool watching = tab() == Tab::Watch;
    const auto share = watching ? std::nullopt : m_vitals->processorShare();
    if (share)
        m_left->setFullText((m_liveLine.isEmpty() ? tr("Not live") : m_liveLine) + QStringLiteral("     ")
            + tr("CPU %1").arg(format::percent(*share)));
    QString role;
    if (const auto free = m_vitals->freeBytes(); !watching) {
        m_right->setFullText(free ? tr("Disk %1 free").arg(format::bytes(*free)) : QString());
        const Settings& settings = m_context.settings.current();
        const CheckVerdict verdict = preflight::disk(
            free ? std::max<std::int64_t>(0, *free - recordingFrom(settings).reserveBytes) : -1,
            static_cast<int>(
                settings.integer("video.bitrate_kbps") + settings.integer("audio.bitrate_kbps")));
        m_right->setToolTip(trSentence(verdict.text));
        role = free && verdict.state != CheckState::Good ? QStringLiteral("warn") : QString();
    }
    if (m_right->property("role").toString() == role)
        return;
    m_right->setProperty("role", role);
    m_right->style()->unpolish(m_right);
    m_right->style()->polish(m_right);
}

void MainWindow::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

MainWindow::Tab MainWindow::tab() const
{
    return m_tabs->currentIndex() == 0 ? Tab::Broadcast : Tab::Watch;
}

void MainWindow::watch(const WatchRequest& request)
{
    showTab(Tab::Watch);
    m_watchPresenter->open(request);
}

void MainWindow::setFullScreen(bool full)
{
    if (full == m_full)
        return;
    m_full = full;
    if (full)
        showTab(Tab::Watch);
    m_watch->setFullScreen(full);
    m_band->setVisible(!full);
    menuBar()->setVisible(!full);
    statusBar()->setVisible(!full);
    m_leaveFullScreen->setEnabled(full);
    if (full) {
        m_stateBefore = windowState();
        setWindowState(m_stateBefore | Qt::WindowFullScreen);
    } else {
        setWindowState(m_stateBefore & ~Qt::WindowFullScreen);
    }
}

void MainWindow::showLink()
{
    if (m_link) {
        m_link->raise();
        m_link->activateWindow();
        return;
    }
    auto* dialog = new LinkDialog(this);
    m_link = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto follow = [this, dialog] { dialog->setInForce(m_context.watch.status().link); };
    connect(dialog, &LinkDialog::linkRequested, this, [this, follow](const LinkPlan& plan) {
        m_context.watch.setLink(plan);
        follow();
    });
    auto* timer = new QTimer(dialog);
    connect(timer, &QTimer::timeout, dialog, follow);
    timer->start(250);
    follow();
    dialog->show();
}

void MainWindow::showNote(const QString& text)
{
    statusBar()->showMessage(text, kNoteMs);
}

// --- Settings

SettingsDialog* MainWindow::settingsDialog() const
{
    return m_settings;
}

void MainWindow::showSettings(SettingsPage page)
{
    if (m_settings) {
        m_settings->showPage(page);
        m_settings->raise();
        m_settings->activateWindow();
        return;
    }
    auto* dialog = new SettingsDialog(m_theme, m_context.settings.current(), this, page);
    m_settings = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto showPlaying = [this, dialog] {
        const WatchStatus status = m_context.watch.status();
        const bool running = m_context.watch.running();
        dialog->setPlaying(running ? watchtexts::streamKbps(status) : 0,
            running ? std::optional<Duration>(status.level) : std::nullopt, status.context);
    };
    showPlaying();
    auto* timer = new QTimer(dialog);
    connect(timer, &QTimer::timeout, dialog, showPlaying);
    timer->start(500);
    connect(dialog, &SettingsDialog::applyRequested, this, [this, dialog](const Settings& settings) {
        if (auto applied = m_context.settings.apply(settings); !applied)
            dialog->showProblem(trError(applied.error()));
        else
            dialog->setSettings(m_context.settings.current());
    });
    connect(&m_context.settings, &SettingsSession::changed, dialog,
        [this, dialog] { dialog->follow(m_context.settings.current()); });
    const auto showEncoders = [this, dialog] { dialog->setEncoders(m_context.encoders.found()); };
    connect(&m_context.encoders, &EncoderCatalog::changed, dialog, showEncoders);
    m_context.encoders.look();
    if (!m_context.encoders.found().empty())
        showEncoders();
    showAdviceIn(*dialog);
    dialog->open();
}

void MainWindow::applySettings()
{
    const std::string theme = m_context.settings.current().text("ui.theme");
    m_theme.setMode(Theme::modeFromToken(qstr(theme)));
    for (const auto& [token, action] : m_themeActions)
        action->setChecked(theme == token);
    m_vitals->setFolder(recordingFrom(m_context.settings.current()).folder);
}

void MainWindow::setTheme(const char* token)
{
    Settings changed = m_context.settings.current();
    if (!changed.set("ui.theme", token))
        return;
    if (auto applied = m_context.settings.apply(changed); !applied)
        showNote(trError(applied.error()));
}

// --- Closing

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    refreshStatus();
    if (m_shownOnce)
        return;
    m_shownOnce = true;
    // Not the button that goes live: a key pressed by accident must not do that.
    if (tab() == Tab::Broadcast)
        m_broadcast->camera()->setFocus();
    else
        m_watch->focusAddress();
    QStringList notes;
    for (const Error& note : m_context.settings.loadNotes())
        notes += trError(note);
    if (!notes.isEmpty()) {
        auto* box = new QMessageBox(QMessageBox::Warning, tr("Settings"), notes.join(QStringLiteral("\n\n")),
            QMessageBox::NoButton, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->addButton(tr("OK"), QMessageBox::AcceptRole);
        box->open();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_context.broadcast.live() && !m_closeAnyway) {
        event->ignore();
        askToClose();
        return;
    }
    m_advisor->cancel();
    setFullScreen(false);
    m_context.settings.setGeometry(saveGeometry());
    if (m_context.broadcast.live())
        m_context.broadcast.end();
    m_context.watch.stop();
    QMainWindow::closeEvent(event);
}

void MainWindow::closeNow()
{
    m_closeAnyway = true;
    close();
}

void MainWindow::askToClose()
{
    auto* box = new QMessageBox(QMessageBox::Question, tr("You are live"),
        tr("End the stream and close Sluice?"), QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* end = box->addButton(tr("End and close"), QMessageBox::DestructiveRole);
    QPushButton* stay = box->addButton(tr("Stay live"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    connect(end, &QPushButton::clicked, this, &MainWindow::closeNow);
    box->open();
}

} // namespace sluice
