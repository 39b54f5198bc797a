// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/BroadcastPresenter.h"

#include <utility>

#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/Calibrator.h"
#include "ui/broadcast/CheckPresenter.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/DestinationKeeper.h"
#include "ui/broadcast/PicturePresenter.h"
#include "ui/broadcast/RecordingPresenter.h"
#include "ui/broadcast/ServerForm.h"
#include "ui/broadcast/SoundPresenter.h"
#include "ui/broadcast/SourcesPresenter.h"
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
    , m_keeper(new DestinationKeeper(context, *tab.destination(), this))
    , m_calibrator(new Calibrator(context, tab.window(), this))
    , m_sources(new SourcesPresenter(context, tab, this))
    , m_sound(new SoundPresenter(context, tab, theme, this))
    , m_picture(new PicturePresenter(context, tab, this))
    , m_recording(new RecordingPresenter(context, tab, this))
    , m_check(new CheckPresenter(context, tab, *m_keeper, *m_calibrator, this))
{
    connectTab();
    connectParts();
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
        m_recording->broadcastEnded();
        if (m_previewing)
            applyEncoding(); // what was set meanwhile
        look();
    });
    connect(&context.server, &ServerSession::changed, this, &BroadcastPresenter::serverChanged);
    connect(&context.devices, &DeviceCatalog::changed, this, [this] {
        fillDevices();
        m_sources->followCamera(); // it may have come back
    });
    connect(&context.settings, &SettingsSession::changed, this, [this] { followSettings(); });
    connect(&m_looker, &QTimer::timeout, this, [this] {
        if (m_lookWanted || m_context.broadcast.live() || m_previewing)
            look();
    });
    m_looker.start(kLookEachMs);
    followSettings();
    context.devices.refresh();
    look();
}

void BroadcastPresenter::connectTab()
{
    connect(&m_tab, &BroadcastTab::goLiveRequested, this, &BroadcastPresenter::goLive);
    connect(&m_tab, &BroadcastTab::endRequested, this, &BroadcastPresenter::end);
    connect(&m_tab, &BroadcastTab::retryRequested, this, &BroadcastPresenter::retryAll);
    connect(&m_tab, &BroadcastTab::calibrateRequested, m_calibrator, &Calibrator::show);
    connect(m_calibrator, &Calibrator::runningChanged, this, [this](bool running) {
        if (running)
            m_context.broadcast.stopPreview(); // one at a time may have the camera
        else if (std::exchange(m_waitsForCamera, false))
            goLive();
        else if (!m_check->takeCamera() && m_tab.isVisible())
            showPreview(true);
    });
    connect(&m_tab, &BroadcastTab::visibleChanged, this, &BroadcastPresenter::showPreview);
    connect(&m_tab, &BroadcastTab::checkRequested, this, &BroadcastPresenter::showCheck);
    connect(m_tab.destination(), &DestinationCard::retryRequested, &m_context.broadcast,
        qOverload<std::size_t>(&BroadcastSession::retryNow));
    connect(m_tab.destination(), &DestinationCard::shareRequested, this, &BroadcastPresenter::share);
    connect(m_tab.destination(), &DestinationCard::copied, this,
        [this](const QString& link) { emit note(tr("Copied: %1").arg(link)); });
}

void BroadcastPresenter::connectParts()
{
    connect(m_sources, &SourcesPresenter::note, this, &BroadcastPresenter::note);
    connect(m_sound, &SoundPresenter::note, this, &BroadcastPresenter::note);
    connect(m_sound, &SoundPresenter::changed, this, &BroadcastPresenter::look);
    connect(m_sound, &SoundPresenter::calibrateRequested, m_calibrator, &Calibrator::show);
    connect(m_sound, &SoundPresenter::desktopChosen, this,
        [this](const QString& value) { m_sources->choose("broadcast.desktop_audio", value); });
    connect(m_picture, &PicturePresenter::note, this, &BroadcastPresenter::note);
    connect(m_picture, &PicturePresenter::changed, this, &BroadcastPresenter::look);
    connect(m_recording, &RecordingPresenter::note, this, &BroadcastPresenter::note);
    connect(m_recording, &RecordingPresenter::changed, this, &BroadcastPresenter::look);
    connect(m_check, &CheckPresenter::sourcesWanted, m_sources, &SourcesPresenter::use);
}

void BroadcastPresenter::followSettings()
{
    m_recording->followSettings();
    m_sources->followSettings();
    m_sound->followSettings();
    m_picture->followSettings();
    fillDevices();
    if (m_previewing && !othersBroadcast())
        applyEncoding();
    serverChanged();
}

void BroadcastPresenter::fillDevices()
{
    m_sources->fill();
    m_sound->fillDevices();
    if (!othersBroadcast())
        m_sources->use();
}

void BroadcastPresenter::showCheck()
{
    if (!m_context.broadcast.live() && !m_waitsForServer && !m_waitsForCamera)
        m_check->show();
}

void BroadcastPresenter::showMixer()
{
    m_sound->showMixer();
}

void BroadcastPresenter::adjustCamera()
{
    m_sources->adjustCamera();
}

// --- What is shown

void BroadcastPresenter::look()
{
    m_lookWanted = false;
    BroadcastStatus status = m_context.broadcast.status();
    if (m_serverError && status.state == BroadcastState::Idle) { // for people it is the same attempt
        status.state = BroadcastState::Failed;
        status.error = m_serverError;
        status.wasLive = false;
    }
    const EventLog::Slice events = m_context.broadcast.eventsSince(m_nextEvent);
    m_nextEvent = events.next;
    if (!m_ours && m_context.broadcast.live())
        showOthers(status);
    else if (std::exchange(m_showsOthers, false)) { // a redacted address is none to go live to
        m_tab.destination()->setOthers({}, false);
        m_keeper->showLastServer();
    }
    m_recording->show(status);
    m_tab.addEvents(events.events, m_eventsFrom);
    m_tab.destination()->setStatus(
        m_context.broadcast.live() ? status.destinations : std::vector<DestinationStatus>(),
        m_context.clock.now());
    m_tab.setWaitsForCamera(m_waitsForCamera);
    m_tab.setStatus(status, m_waitsForServer || m_waitsForCamera, m_context.clock.now());
    m_sound->show(status);
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
    const bool several = status.destinations.size() > 1;
    m_tab.destination()->setGoingTo(status.builtInServer, qstr(status.destination), several);
    if (several)
        m_tab.destination()->setOthers(status.destinations, status.builtInServer);
    m_sources->showOthers(status.sources);
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
        applyEncoding();
        m_context.broadcast.startPreview();
    } else if (!m_context.broadcast.live()) {
        m_context.broadcast.stopPreview();
        m_tab.setFrame({});
    }
    m_lookWanted = true;
}

// What is to be sent decides the camera's mode and the preview's shape too.
void BroadcastPresenter::applyEncoding()
{
    if (!m_context.broadcast.live())
        m_context.broadcast.setEncoding(
            broadcastEncodingFrom(m_context.settings.current(), !m_tab.destination()->other()));
}

// --- Sources

bool BroadcastPresenter::othersBroadcast() const
{
    if (m_ours)
        return false;
    const bool serverUsed = !m_sources->used() && m_context.server.info().state != ServerState::Stopped;
    return serverUsed || m_context.broadcast.live();
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
    m_serverError.reset();
    m_keeper->remember();
    m_sources->use();
    m_picture->showTrimmings(); // the size may have been changed while something else was sent
    applyEncoding();
    if (!destination->several() && destination->other())
        m_context.settings.rememberPublishServer(destination->form()->address().server);
    m_more.clear();
    for (const PublishAddress& address : destination->others())
        m_more.push_back({address.url().toStdString(), address.shown().toStdString()});
    if (!builtIn) {
        const BroadcastDestination first = m_more.front();
        m_more.erase(m_more.begin());
        publish(first.url, first.shownUrl, false);
        return;
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
    const ServerInfo info = m_recording->serverInfo();
    m_tab.destination()->setServer(info, m_context.settings.current().flag("server.share"));
    if (!m_waitsForServer)
        return;
    if (info.state == ServerState::Ready) {
        m_waitsForServer = false;
        m_context.server.setStreamState(StreamState::Created); // pieces of an earlier broadcast go
        publish(info.publishUrl, info.watchUrl, true);
    } else if (info.state == ServerState::Failed) {
        m_waitsForServer = false;
        m_serverError = info.error;
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
    request.hlsFragment = m_context.server.config().hlsFragment;
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

// By hand: those that were refused, too.
void BroadcastPresenter::retryAll()
{
    for (std::size_t i = 0; i < m_context.broadcast.status().destinations.size(); ++i)
        m_context.broadcast.retryNow(i);
}

void BroadcastPresenter::share(bool shared)
{
    if (m_context.broadcast.live())
        return;
    Settings changed = m_context.settings.current();
    if (!changed.setValue("server.share", shared))
        return;
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit note(trError(applied.error()));
    if (m_context.server.info().state == ServerState::Stopped
        || m_context.server.info().state == ServerState::Failed)
        m_context.server.start(serverConfigFrom(changed)); // so that its addresses can be shown and copied
    else
        m_context.server.setShared(shared);
    serverChanged();
}

} // namespace sluice
