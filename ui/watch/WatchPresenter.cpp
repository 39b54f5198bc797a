// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/WatchPresenter.h"

#include <array>
#include <cmath>
#include <string>

#include "core/base/Redact.h"
#include "core/session/FromSettings.h"
#include "ui/settings/BufferEdit.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/VideoView.h"

namespace sluice {

namespace {
constexpr int kLookEachMs = 100; // as often as the timeline has a new row
constexpr int kSaveVolumeAfterMs = 600; // a slider moves through many values
} // namespace

WatchPresenter::WatchPresenter(UiContext& context, WatchTab& tab, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
{
    connectTab();
    connect(&context.watch, &WatchSession::changed, this, [this] { m_lookWanted = true; });
    connect(&context.watch, &WatchSession::frameChanged, this, &WatchPresenter::takeFrame);
    connect(&context.watch, &WatchSession::finished, this, &WatchPresenter::look);
    connect(&context.settings, &SettingsSession::changed, this, &WatchPresenter::applySettings);
    connect(&m_looker, &QTimer::timeout, this, [this] {
        // A running session is looked at without being asked: countdowns go on while nothing else changes.
        if (m_lookWanted || m_context.watch.running())
            look();
    });
    m_looker.start(kLookEachMs);
    m_volumeSaver.setSingleShot(true);
    m_volumeSaver.setInterval(kSaveVolumeAfterMs);
    connect(&m_volumeSaver, &QTimer::timeout, this, &WatchPresenter::saveVolume);
    m_buffer = BufferChoice::from(context.settings.current());
    m_setVolume = static_cast<double>(context.settings.current().integer("watch.volume")) / 100;
    tab.setProfile(m_buffer.profile);
    tab.setHistory(context.settings.history());
    if (const QStringList history = context.settings.history(); !history.isEmpty())
        tab.setAddress(history.front());
    look();
}

void WatchPresenter::connectTab()
{
    WatchSession& watch = m_context.watch;
    connect(&m_tab, &WatchTab::openRequested, this, qOverload<const QString&>(&WatchPresenter::open));
    connect(&m_tab, &WatchTab::stopRequested, &watch, &WatchSession::stop);
    connect(&m_tab, &WatchTab::pauseRequested, &watch, &WatchSession::pause);
    connect(&m_tab, &WatchTab::resumeRequested, &watch, &WatchSession::resume);
    connect(&m_tab, &WatchTab::retryRequested, &watch, &WatchSession::retryNow);
    connect(&m_tab, &WatchTab::goToLiveRequested, &watch, &WatchSession::goToLive);
    connect(&m_tab, &WatchTab::seekRequested, &watch, &WatchSession::seek);
    connect(&m_tab, &WatchTab::volumeRequested, this, [this](double volume) {
        m_context.watch.setVolume(volume);
        m_volume = volume;
        m_volumeSaver.start();
        look();
    });
    connect(&m_tab, &WatchTab::muteRequested, this, [this](bool muted) {
        m_context.watch.setMuted(muted);
        look();
    });
    connect(&m_tab, &WatchTab::profileRequested, this, &WatchPresenter::chooseProfile);
    connect(&m_tab, &WatchTab::linkPresetRequested, this, [this](const QString& name) {
        if (auto plan = LinkPlan::ofPreset(name.toStdString()))
            m_context.watch.setLink(*plan);
        look();
    });
    connect(&m_tab, &WatchTab::cutRequested, &watch, &WatchSession::cutLink);
    BufferGraph* graph = m_tab.bufferCard()->graph();
    connect(graph, &BufferGraph::watermarkRequested, this, &WatchPresenter::moveWatermark);
    graph->setWatermarkCheck([this](WatermarkBar::Mark mark, Duration value) {
        const auto legal = withWatermark(mark, value);
        return legal ? QString() : trError(legal.error());
    });
}

void WatchPresenter::open(const QString& address)
{
    WatchRequest request = watchRequestFrom(m_context.settings.current());
    request.url = address.toStdString();
    request.wait = true;
    request.link = m_context.watch.status().link; // an emulated link stays for the next stream
    open(request);
}

void WatchPresenter::open(const WatchRequest& request)
{
    const QString shown = qstr(redactUrl(request.url));
    m_tab.setAddress(qstr(request.url));
    m_context.settings.remember(shown);
    m_tab.setHistory(m_context.settings.history());
    m_context.watch.open(request);
    look();
}

void WatchPresenter::saveVolume()
{
    Settings changed = m_context.settings.current();
    if (!changed.setValue("watch.volume", static_cast<std::int64_t>(std::lround(m_volume * 100))))
        return;
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit problem(trError(applied.error()));
}

void WatchPresenter::look()
{
    m_lookWanted = false;
    WatchSession& watch = m_context.watch;
    if (watch.startedAt() != m_session) {
        m_session = watch.startedAt();
        m_nextSample = 0;
        m_nextEvent = 0;
        m_tab.beginSession();
        m_stallsOver = 0;
        emit sessionBegan();
    }
    const Timeline::Slice samples = watch.samplesSince(m_nextSample);
    m_nextSample = samples.next;
    m_tab.addSamples(samples.samples);
    const EventLog::Slice events = watch.eventsSince(m_nextEvent);
    m_nextEvent = events.next;
    m_tab.addEvents(events.events, m_session);
    if (!m_tab.video()->hasPicture())
        takeFrame(); // it came while the tab was hidden
    const WatchStatus status = watch.status();
    m_tab.setStatus(status, m_context.clock.now());
    if (status.state != WatchState::Rebuffering && status.report.stallCount() > m_stallsOver) {
        m_stallsOver = status.report.stallCount();
        emit stallOver();
    }
}

void WatchPresenter::takeFrame()
{
    if (m_tab.isVisible())
        m_tab.setFrame(m_context.watch.latestFrame());
}

void WatchPresenter::chooseProfile(BufferProfile profile)
{
    if (profile == BufferProfile::Custom) {
        emit bufferSettingsRequested();
        return;
    }
    Settings changed = m_context.settings.current();
    // A profile means its own values: single ones that were set would hide it.
    for (const SettingRow& row : changed.schema().rows()) {
        if (row.page == SettingsPage::Buffer && row.has(kFromProfile))
            changed.reset(row.key);
    }
    if (auto set = changed.set("buffer.profile", profileToken(profile)); !set) {
        emit problem(trError(set.error()));
        return;
    }
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit problem(trError(applied.error()));
}

Result<Settings> WatchPresenter::withWatermark(WatermarkBar::Mark mark, Duration value) const
{
    constexpr std::array<std::string_view, WatermarkBar::kMarks> kKeys{
        "buffer.low_ms", "buffer.start_ms", "buffer.resume_ms", "buffer.target_ms"};
    Settings changed = m_context.settings.current();
    const BufferSettings inForce
        = m_context.watch.running() ? m_context.watch.status().buffer : bufferedit::values(changed);
    if (auto legal = bufferedit::setWatermark(changed, kKeys[mark], toMs(value), inForce); !legal)
        return legal.error();
    return changed;
}

void WatchPresenter::moveWatermark(WatermarkBar::Mark mark, Duration value)
{
    auto changed = withWatermark(mark, value);
    if (!changed) {
        emit problem(trError(changed.error()));
        return;
    }
    if (auto applied = m_context.settings.apply(*changed); !applied)
        emit problem(trError(applied.error()));
}

void WatchPresenter::applySettings()
{
    const BufferChoice choice = BufferChoice::from(m_context.settings.current());
    m_tab.setProfile(choice.profile);
    // The slider saves a moment later than it acts; only what changed elsewhere is new here.
    const auto volume = static_cast<double>(m_context.settings.current().integer("watch.volume")) / 100;
    if (volume != m_setVolume) {
        m_setVolume = volume;
        m_volumeSaver.stop();
        m_context.watch.setVolume(volume);
        look();
    }
    if (choice == m_buffer)
        return;
    m_buffer = choice;
    m_context.watch.setBuffer(choice);
}

} // namespace sluice
