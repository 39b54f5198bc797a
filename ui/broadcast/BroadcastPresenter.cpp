// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/BroadcastPresenter.h"

#include <utility>

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

#include "core/session/ConfidenceMonitor.h"
#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/Calibrator.h"
#include "ui/broadcast/CameraAdjuster.h"
#include "ui/broadcast/Caption.h"
#include "ui/broadcast/CheckDialog.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/DestinationKeeper.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/Logo.h"
#include "ui/broadcast/MonitorCorner.h"
#include "ui/broadcast/PushToTalk.h"
#include "ui/broadcast/RecordingCard.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/VideoView.h"

namespace sluice {

namespace {
constexpr int kLookEachMs = 66; // the meter moves 15 times a second
}

BroadcastPresenter::BroadcastPresenter(
    UiContext& context, BroadcastTab& tab, const Theme& theme, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
    , m_eventsFrom(context.clock.now())
    , m_theme(theme)
    , m_pushToTalk(new PushToTalk(this))
    , m_keeper(new DestinationKeeper(context, *tab.destination(), this))
    , m_adjuster(new CameraAdjuster(context, m_cameraControls, tab.window(), this))
    , m_calibrator(new Calibrator(context, tab.window(), this))
{
    connectTab();
    connectRecording();
    connect(&context.broadcast, &BroadcastSession::changed, this, [this] {
        m_lookWanted = true;
        announce();
    });
    connect(&context.broadcast, &BroadcastSession::frameChanged, this, &BroadcastPresenter::takeFrame);
    connect(&context.broadcast, &BroadcastSession::finished, this, [this] {
        if (std::exchange(m_onOwnServer, false))
            m_context.server.setStreamState(StreamState::Ended);
        m_ours = false;
        m_announced = false;
        if (m_recordsAll) // the next one, too
            m_context.broadcast.startRecording();
        look();
    });
    connect(&context.server, &ServerSession::changed, this, &BroadcastPresenter::serverChanged);
    connect(&context.devices, &DeviceCatalog::changed, this, [this] {
        fillDevices();
        followCamera(); // it may have come back
    });
    connect(&context.settings, &SettingsSession::changed, this, [this] {
        followSettings();
        m_context.broadcast.setLayout(layoutFrom(m_context.settings.current()));
        showTrimmings();
        fillDevices();
        serverChanged();
    });
    connect(&m_looker, &QTimer::timeout, this, [this] {
        if (m_lookWanted || m_context.broadcast.live() || m_previewing)
            look();
    });
    m_looker.start(kLookEachMs);
    m_tab.destination()->setAddress(context.settings.publishServer());
    followSettings();
    context.broadcast.setLayout(layoutFrom(context.settings.current()));
    showTrimmings();
    fillDevices();
    serverChanged();
    context.devices.refresh();
    look();
}

void BroadcastPresenter::connectTab()
{
    connect(&m_tab, &BroadcastTab::goLiveRequested, this, &BroadcastPresenter::goLive);
    connect(&m_tab, &BroadcastTab::endRequested, this, &BroadcastPresenter::end);
    connect(&m_tab, &BroadcastTab::retryRequested, &m_context.broadcast, &BroadcastSession::retryNow);
    connect(&m_tab, &BroadcastTab::muteRequested, this, [this](bool muted) {
        m_muted = muted;
        applyMute();
    });
    connect(&m_tab, &BroadcastTab::talkRequested, m_pushToTalk, &PushToTalk::hold);
    connect(m_pushToTalk, &PushToTalk::heldChanged, this, &BroadcastPresenter::applyMute);
    connect(&m_tab, &BroadcastTab::mixerRequested, this, &BroadcastPresenter::showMixer);
    connect(&m_tab, &BroadcastTab::adjustRequested, this, &BroadcastPresenter::adjustCamera);
    connect(&m_tab, &BroadcastTab::calibrateRequested, m_calibrator, &Calibrator::show);
    connect(m_calibrator, &Calibrator::runningChanged, this, [this](bool running) {
        if (running)
            m_context.broadcast.stopPreview(); // one at a time may have the camera
        else if (std::exchange(m_waitsForCamera, false))
            goLive();
        else if (std::exchange(m_checkWaits, false) && m_check->isVisible())
            check();
        else if (m_tab.isVisible())
            showPreview(true);
    });
    connect(&m_tab, &BroadcastTab::visibleChanged, this, &BroadcastPresenter::showPreview);
    connect(m_tab.camera(), &SourcePicker::chosen, this,
        [this](const QString& value) { setSource("broadcast.camera", value); });
    connect(m_tab.microphone(), &SourcePicker::chosen, this,
        [this](const QString& value) { setSource("broadcast.microphone", value); });
    connect(m_tab.layouts()->screen(), &SourcePicker::chosen, this,
        [this](const QString& value) { setSource("broadcast.screen", value); });
    connect(m_tab.layouts(), &LayoutCard::slateChosen, this,
        [this](const QString& path) { setSource("broadcast.slate", path); });
    connect(m_tab.layouts()->screen(), &SourcePicker::looksUp, &m_context.devices, &DeviceCatalog::refresh);
    connect(&m_tab, &BroadcastTab::layoutRequested, this, &BroadcastPresenter::setLayout);
    connect(&m_tab, &BroadcastTab::insetRequested, this, &BroadcastPresenter::setInset);
    connect(&m_tab, &BroadcastTab::checkRequested, this, &BroadcastPresenter::showCheck);
    connect(m_tab.destination(), &DestinationCard::shareRequested, this, &BroadcastPresenter::share);
    connect(m_tab.destination(), &DestinationCard::copied, this,
        [this](const QString& link) { emit note(tr("Copied: %1").arg(link)); });
}

// --- Recording

void BroadcastPresenter::connectRecording()
{
    BroadcastSession* session = &m_context.broadcast;
    connect(m_tab.buttons(), &LiveButtons::pauseRequested, session, &BroadcastSession::setPaused);
    connect(m_tab.buttons(), &LiveButtons::recordRequested, this, [this](bool on) {
        if (on)
            m_context.broadcast.startRecording();
        else
            m_context.broadcast.stopRecording();
        look();
    });
    connect(&m_tab, &BroadcastTab::monitorRequested, this, [this] {
        Settings changed = m_context.settings.current();
        if (changed.setValue("broadcast.monitor", !changed.flag("broadcast.monitor")))
            storeSettings(changed);
        look();
    });
    RecordingCard* card = m_tab.recording();
    connect(card, &RecordingCard::replayRequested, session, &BroadcastSession::saveReplay);
    connect(card, &RecordingCard::cancelRequested, session, &BroadcastSession::cancelConversion);
    connect(card, &RecordingCard::convertRequested, this,
        [this](const QString& path) { m_context.broadcast.convert(path.toStdString()); });
    connect(card, &RecordingCard::folderRequested, this, [this](const QString& path) {
        const QString folder = QFileInfo(path).absolutePath();
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
            emit note(folder);
    });
}

void BroadcastPresenter::followRecording()
{
    const Settings& settings = m_context.settings.current();
    const RecordingSettings recording = recordingFrom(settings);
    m_context.broadcast.setRecording(recording);
    m_tab.setReplay(recording.replay);
    const bool all = settings.flag("record.auto");
    if (std::exchange(m_recordsAll, all) == all)
        return;
    if (m_recordsAll)
        m_context.broadcast.startRecording();
    else if (!m_context.broadcast.live())
        m_context.broadcast.stopRecording();
}

// --- Confidence monitor

void BroadcastPresenter::followMonitor(const BroadcastStatus& status)
{
    const bool wanted = m_context.settings.current().flag("broadcast.monitor") && m_tab.isVisible()
        && status.builtInServer && broadcasttexts::onAir(status);
    MonitorCorner* corner = m_tab.monitor();
    if (!wanted && corner->isHidden())
        return;
    ConfidenceMonitor& monitor = m_context.broadcast.monitor();
    if (wanted && corner->isHidden())
        connect(&monitor, &ConfidenceMonitor::frameChanged, corner,
            [&monitor, corner] { corner->setFrame(monitor.latestFrame()); });
    else if (!wanted)
        monitor.disconnect(corner);
    monitor.follow(wanted ? m_context.server.info().playUrl : std::string());
    corner->setAge(status.glassToGlass);
    if (!wanted)
        corner->setFrame({});
    corner->setVisible(wanted);
}

ServerInfo BroadcastPresenter::serverInfo() const
{
    ServerInfo info = m_context.server.info();
    if (info.viewers && info.viewers->rtmp > 0 && !m_tab.monitor()->isHidden())
        --info.viewers->rtmp;
    return info;
}

// --- Sound

void BroadcastPresenter::showMixer()
{
    if (m_mixer == nullptr) {
        m_mixer = new SoundMixer(m_theme, m_tab.window());
        connectMixer();
        followSettings();
    }
    m_mixer->desktop()->setDevices(m_context.devices.desktopSounds());
    m_mixer->desktop()->setValue(qstr(m_context.broadcast.status().sources.desktop));
    m_mixer->setStatus(m_context.broadcast.status());
    m_mixer->show();
    m_mixer->raise();
    m_mixer->activateWindow();
}

void BroadcastPresenter::connectMixer()
{
    connect(m_mixer->desktop(), &SourcePicker::chosen, this,
        [this](const QString& value) { setSource("broadcast.desktop_audio", value); });
    connect(m_mixer, &SoundMixer::gainMoved, this,
        [this](SoundMixer::Input input, int db) { setGain(input, db, false); });
    connect(m_mixer, &SoundMixer::gainChosen, this,
        [this](SoundMixer::Input input, int db) { setGain(input, db, true); });
    connect(m_mixer, &SoundMixer::muteRequested, this, [this](SoundMixer::Input input, bool muted) {
        if (input == SoundMixer::Input::Desktop) {
            Settings changed = m_context.settings.current();
            if (changed.setValue("audio.desktop_muted", muted))
                storeSettings(changed); // and so in force
            look();
            return;
        }
        m_muted = muted;
        applyMute();
    });
    const auto switches = [this](const char* key) {
        return [this, key](bool on) {
            Settings changed = m_context.settings.current();
            if (changed.setValue(key, on))
                storeSettings(changed);
        };
    };
    connect(m_mixer, &SoundMixer::pushToTalkChosen, this, switches("audio.push_to_talk"));
    connect(m_mixer, &SoundMixer::noiseSuppressionChosen, this, switches("audio.noise_suppression"));
    connect(m_mixer, &SoundMixer::calibrateRequested, m_calibrator, &Calibrator::show);
    connect(m_mixer, &SoundMixer::limiterChosen, this, switches("audio.limiter"));
}

// While a hand moves it, only what is sent changes; the settings do when it lets go.
void BroadcastPresenter::setGain(SoundMixer::Input input, int db, bool last)
{
    Settings changed = m_context.settings.current();
    const char* key
        = input == SoundMixer::Input::Microphone ? "audio.microphone_gain_db" : "audio.desktop_gain_db";
    if (changed.integer(key) == db || !changed.set(key, std::to_string(db)))
        return;
    if (last)
        storeSettings(changed);
    else
        m_context.broadcast.setSound(broadcastSoundFrom(changed));
}

void BroadcastPresenter::followSettings()
{
    const Settings& settings = m_context.settings.current();
    const BroadcastSound sound = broadcastSoundFrom(settings);
    followRecording();
    const bool pushToTalk = settings.flag("audio.push_to_talk");
    m_context.broadcast.setSound(sound);
    m_context.broadcast.setCameraControls(cameraControlsFrom(settings));
    if (const bool muted = settings.flag("audio.desktop_muted");
        muted != m_context.broadcast.status().desktopMuted)
        m_context.broadcast.setDesktopMuted(muted);
    m_pushToTalk->setEnabled(pushToTalk);
    m_tab.setPushToTalk(pushToTalk);
    if (m_mixer != nullptr)
        m_mixer->setSound(sound, pushToTalk);
    applyMute();
}

void BroadcastPresenter::applyMute()
{
    const bool muted = m_pushToTalk->enabled() ? !m_pushToTalk->held() : m_muted;
    if (muted != m_context.broadcast.status().muted)
        m_context.broadcast.setMuted(muted);
    look();
}

// --- Check setup

void BroadcastPresenter::showCheck()
{
    if (m_context.broadcast.live() || m_waitsForServer || m_waitsForCamera)
        return;
    if (m_check == nullptr) {
        m_check = new CheckDialog(m_tab.window());
        connect(m_check, &CheckDialog::checkRequested, this, &BroadcastPresenter::check);
        connect(m_check, &CheckDialog::cancelRequested, &m_context.preflight, &PreflightSession::cancel);
        connect(&m_context.preflight, &PreflightSession::changed, m_check,
            [this] { m_check->setChecks(m_context.preflight.checks(), m_context.preflight.overall()); });
    }
    m_check->setMayAsk(m_keeper->mayAsk());
    m_check->open();
    check();
}

void BroadcastPresenter::check()
{
    m_calibrator->cancel(); // one at a time may have the camera
    m_checkWaits = m_calibrator->running();
    if (m_checkWaits)
        return;
    useSources();
    const PreflightRequest request = m_keeper->checkRequest(m_check->agreed());
    if (m_tab.destination()->builtIn() && m_context.server.info().state != ServerState::Ready)
        m_context.server.start(serverConfigFrom(m_context.settings.current()));
    m_context.preflight.start(request);
}

void BroadcastPresenter::adjustCamera()
{
    m_adjuster->show(m_tab.camera()->currentData().toString(), m_tab.camera()->currentText());
}

void BroadcastPresenter::followCamera()
{
    m_adjuster->follow(m_tab.camera()->currentData().toString(), m_tab.camera()->currentText());
}

// --- What is shown

void BroadcastPresenter::look()
{
    m_lookWanted = false;
    const BroadcastStatus status = m_context.broadcast.status();
    const EventLog::Slice events = m_context.broadcast.eventsSince(m_nextEvent);
    m_nextEvent = events.next;
    if (!m_ours && m_context.broadcast.live())
        showOthers(status);
    else if (std::exchange(m_showsOthers, false)) // a redacted address is none to go live to
        m_tab.destination()->setAddress(m_context.settings.publishServer());
    followMonitor(status);
    m_tab.addEvents(events.events, m_eventsFrom);
    m_tab.setWaitsForCamera(m_waitsForCamera);
    m_tab.setStatus(status, m_waitsForServer || m_waitsForCamera, m_context.clock.now());
    if (m_mixer != nullptr && m_mixer->isVisible())
        m_mixer->setStatus(status);
    const QString line = broadcasttexts::statusLine(status);
    if (line != m_statusLine) {
        m_statusLine = line;
        emit statusLineChanged(line);
    }
}

// The command line went live: what it uses is shown, and stays as it is.
void BroadcastPresenter::showOthers(const BroadcastStatus& status)
{
    m_showsOthers = true;
    const bool both = status.builtInServer && status.destinations.size() > 1;
    const std::string& shown = both ? status.destinations[1].shownUrl : status.destination;
    m_tab.destination()->setGoingTo(status.builtInServer, qstr(shown), both);
    if (!status.sources.camera.empty())
        m_tab.camera()->setValue(qstr(status.sources.camera));
    if (!status.sources.microphone.empty())
        m_tab.microphone()->setValue(qstr(status.sources.microphone));
    if (!status.sources.screen.empty() && status.sources.screen != "default")
        m_tab.layouts()->screen()->setValue(qstr(status.sources.screen));
}

void BroadcastPresenter::takeFrame()
{
    if (m_tab.isVisible())
        m_tab.setFrame(m_context.broadcast.latestFrame());
}

void BroadcastPresenter::showPreview(bool visible)
{
    m_previewing = visible;
    if (visible && m_calibrator->running())
        return;
    if (visible) {
        // What is sent decides the preview's shape too.
        if (!m_context.broadcast.live())
            m_context.broadcast.setEncoding(
                broadcastEncodingFrom(m_context.settings.current(), !m_tab.destination()->other()));
        m_context.broadcast.startPreview();
    } else if (!m_context.broadcast.live()) {
        m_context.broadcast.stopPreview();
        m_tab.setFrame({});
    }
    m_lookWanted = true;
}

// --- Sources

void BroadcastPresenter::fillDevices()
{
    const Settings& settings = m_context.settings.current();
    SourcePicker* camera = m_tab.camera();
    SourcePicker* microphone = m_tab.microphone();
    camera->setDevices(m_context.devices.cameras());
    microphone->setDevices(m_context.devices.microphones());
    const auto wanted = [this](const std::string& set, const SourcePicker& picker, const char* otherwise) {
        // Nothing chosen and nothing connected: something that works, in plain sight.
        const bool none = set.empty() && !m_context.devices.loading() && !picker.hasDevices();
        return none ? QString::fromLatin1(otherwise) : qstr(set);
    };
    camera->setValue(wanted(settings.text("broadcast.camera"), *camera, "test"));
    microphone->setValue(wanted(settings.text("broadcast.microphone"), *microphone, "none"));
    if (m_mixer != nullptr) {
        m_mixer->desktop()->setDevices(m_context.devices.desktopSounds());
        m_mixer->desktop()->setValue(qstr(broadcastSourcesFrom(settings).desktop));
    }
    fillScreens();
    if (!othersBroadcast())
        useSources();
}

void BroadcastPresenter::fillScreens()
{
    const ScreenList& list = m_context.devices.screens();
    std::vector<Device> shown = list.screens;
    for (Device& device : shown) {
        // What core says in English; the titles of windows are in the language of their programs.
        const QString size = qstr(device.label).section(QStringLiteral(", "), -1);
        if (device.id == "screen")
            device.label = tr("Whole screen, %1").arg(size).toStdString();
        else if (device.id.starts_with("monitor:"))
            device.label = tr("Monitor %1, %2").arg(qstr(device.id.substr(8)), size).toStdString();
    }
    SourcePicker* screen = m_tab.layouts()->screen();
    screen->setDevices(shown);
    screen->setValue(qstr(m_context.settings.current().text("broadcast.screen")));
    // A clip or the test picture needs no display.
    const bool needsDisplay
        = screen->value() != QLatin1String("test") && !screen->value().startsWith(QLatin1String("file:"));
    m_tab.setScreenProblem(list.problem && needsDisplay ? trError(*list.problem) : QString());
}

void BroadcastPresenter::setLayout(LayoutKind kind)
{
    Settings changed = m_context.settings.current();
    if (changed.set("broadcast.layout", token(kind)))
        storeSettings(changed); // and so in force
    look();
}

// The slate, and the caption, which is drawn only when it or the picture's size is another.
void BroadcastPresenter::showTrimmings()
{
    const Settings& settings = m_context.settings.current();
    m_context.broadcast.setSlate(settings.text("broadcast.slate"));
    m_tab.layouts()->setSlate(qstr(settings.text("broadcast.slate")));
    const QString name = qstr(settings.text("broadcast.caption_name"));
    const QString title = qstr(settings.text("broadcast.caption_title"));
    const BroadcastStatus status = m_context.broadcast.status();
    const VideoSize canvas = m_context.broadcast.live() ? status.size : settings.size("video.size");
    const Layout layout = layoutFrom(settings);
    const bool cameraLeft = layout.kind == LayoutKind::Both && layout.corner == InsetCorner::BottomLeft;
    const CaptionSide side = cameraLeft ? CaptionSide::Right : CaptionSide::Left;
    const QString drawn = QStringLiteral("%1\n%2\n%3x%4 %5")
                              .arg(name, title)
                              .arg(canvas.width)
                              .arg(canvas.height)
                              .arg(static_cast<int>(side));
    const QString logo = qstr(settings.text("broadcast.logo"));
    const int percent = static_cast<int>(settings.integer("broadcast.logo_percent"));
    const InsetCorner corner = logoCorner(
        insetCorner(settings.text("broadcast.logo_corner")).value_or(InsetCorner::TopRight), layout);
    const QString all
        = QStringLiteral("%1\n%2 %3 %4").arg(drawn, logo).arg(percent).arg(static_cast<int>(corner));
    if (all == m_caption)
        return;
    m_caption = all;
    Caption caption = makeCaption(name, title, canvas, side);
    if (!logo.isEmpty()) {
        if (const auto image = m_logo.read(logo, percent, canvas); image)
            caption = withLogo(caption, *image, corner, canvas);
        else
            emit note(trError(image.error()));
    }
    m_context.broadcast.setOverlay(caption.picture, caption.corner.x(), caption.corner.y());
}

// While a hand moves it, only what is sent changes; the settings do when it lets go.
void BroadcastPresenter::setInset(InsetCorner corner, int percent, bool last)
{
    Layout layout = m_context.broadcast.status().layout;
    layout.corner = corner;
    layout.insetPercent = percent;
    m_context.broadcast.setLayout(layout);
    Settings changed = m_context.settings.current();
    if (last && changed.set("broadcast.inset_corner", token(corner))
        && changed.set("broadcast.inset_percent", std::to_string(percent)))
        storeSettings(changed);
    look();
}

bool BroadcastPresenter::othersBroadcast() const
{
    if (m_ours)
        return false;
    const bool serverUsed = m_camera.empty() && m_context.server.info().state != ServerState::Stopped;
    return serverUsed || m_context.broadcast.live();
}

void BroadcastPresenter::useSources()
{
    if (m_context.devices.loading() && m_camera.empty() && m_tab.camera()->value().isEmpty())
        return; // the list decides; it comes in a moment
    BroadcastSources sources = broadcastSourcesFrom(m_context.settings.current());
    if (!m_tab.camera()->value().isEmpty())
        sources.camera = m_tab.camera()->value().toStdString();
    if (!m_tab.microphone()->value().isEmpty())
        sources.microphone = m_tab.microphone()->value().toStdString();
    if (sources.camera == m_camera && sources.microphone == m_microphone && sources.desktop == m_desktop
        && sources.screen == m_screen)
        return;
    m_desktop = sources.desktop;
    m_screen = sources.screen;
    m_camera = sources.camera;
    m_microphone = sources.microphone;
    m_context.broadcast.setSources(sources);
}

void BroadcastPresenter::setSource(const char* key, const QString& value)
{
    Settings changed = m_context.settings.current();
    if (auto set = changed.set(key, value.toStdString()); !set) {
        emit note(trError(set.error()));
        return;
    }
    storeSettings(changed);
    useSources();
    followCamera();
}

void BroadcastPresenter::storeSettings(const Settings& changed)
{
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit note(trError(applied.error()));
}

// --- Going live

void BroadcastPresenter::goLive()
{
    m_calibrator->cancel();
    m_waitsForCamera = m_calibrator->running();
    if (m_waitsForCamera) {
        look();
        return;
    }
    DestinationCard* destination = m_tab.destination();
    const bool builtIn = destination->builtIn();
    useSources();
    showTrimmings(); // the size may have been changed while something else was sent
    m_context.broadcast.setEncoding(
        broadcastEncodingFrom(m_context.settings.current(), !destination->other()));
    m_more.clear();
    if (!builtIn) {
        const PublishAddress address = destination->address();
        m_context.settings.rememberPublishServer(address.server);
        publish(address.url().toStdString(), address.shown().toStdString(), false);
        return;
    }
    if (destination->other()) {
        const PublishAddress address = destination->address();
        m_context.settings.rememberPublishServer(address.server);
        m_more.push_back({address.url().toStdString(), address.shown().toStdString()});
    }
    m_waitsForServer = true;
    if (m_context.server.info().state == ServerState::Ready) {
        serverChanged();
    } else {
        m_context.server.start(serverConfigFrom(m_context.settings.current()));
        look();
    }
}

void BroadcastPresenter::serverChanged()
{
    const ServerInfo info = serverInfo();
    m_tab.destination()->setServer(info, m_context.settings.current().flag("server.share"));
    if (!m_waitsForServer)
        return;
    if (info.state == ServerState::Ready) {
        m_waitsForServer = false;
        m_context.server.setStreamState(StreamState::Created); // pieces of an earlier broadcast go
        publish(info.publishUrl, info.watchUrl, true);
    } else if (info.state == ServerState::Failed) {
        m_waitsForServer = false; // the destination says why
    }
    look();
}

void BroadcastPresenter::publish(const std::string& url, const std::string& shown, bool builtIn)
{
    m_ours = true;
    m_onOwnServer = builtIn;
    m_announced = false;
    m_tab.clearEvents();
    m_eventsFrom = m_context.clock.now();
    BroadcastRequest request;
    request.url = url;
    request.shownUrl = shown;
    request.builtInServer = builtIn;
    request.more = std::exchange(m_more, {});
    request.settingsForReport = m_context.settings.current().toReport();
    m_context.broadcast.goLive(request);
    look();
}

// Viewers wait until something is sent.
void BroadcastPresenter::announce()
{
    if (!m_onOwnServer || m_announced || m_context.broadcast.status().state != BroadcastState::Live)
        return;
    m_announced = true;
    m_context.server.setStreamState(StreamState::Live);
}

void BroadcastPresenter::end()
{
    if (std::exchange(m_waitsForCamera, false)) {
        look();
        return;
    }
    if (m_waitsForServer) {
        m_waitsForServer = false; // the server may go on starting; nothing is sent
        look();
        return;
    }
    m_context.broadcast.end();
    look();
}

void BroadcastPresenter::share(bool shared)
{
    if (m_context.broadcast.live())
        return;
    Settings changed = m_context.settings.current();
    if (!changed.setValue("server.share", shared))
        return;
    storeSettings(changed);
    if (m_context.server.info().state == ServerState::Stopped
        || m_context.server.info().state == ServerState::Failed)
        m_context.server.start(serverConfigFrom(changed)); // so that its addresses can be shown and copied
    else
        m_context.server.setShared(shared);
    serverChanged();
}

} // namespace sluice
