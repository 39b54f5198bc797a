// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/RecordingPresenter.h"

#include <utility>

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

#include "core/session/ConfidenceMonitor.h"
#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/MonitorCorner.h"
#include "ui/broadcast/RecordingCard.h"
#include "ui/theme/Tr.h"

namespace sluice {

RecordingPresenter::RecordingPresenter(UiContext& context, BroadcastTab& tab, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
{
    BroadcastSession* session = &m_context.broadcast;
    connect(m_tab.buttons(), &LiveButtons::pauseRequested, session, &BroadcastSession::setPaused);
    connect(m_tab.buttons(), &LiveButtons::recordRequested, this, [this](bool on) {
        if (on)
            m_context.broadcast.startRecording();
        else
            m_context.broadcast.stopRecording();
        emit changed();
    });
    connect(&m_tab, &BroadcastTab::monitorRequested, this, [this] {
        Settings settings = m_context.settings.current();
        if (settings.setValue("broadcast.monitor", !settings.flag("broadcast.monitor")))
            if (auto applied = m_context.settings.apply(settings); !applied)
                emit note(trError(applied.error()));
        emit changed();
    });
    RecordingCard* card = m_tab.recording();
    connect(card, &RecordingCard::replayRequested, session, &BroadcastSession::saveReplay);
    connect(card, &RecordingCard::cancelRequested, session, &BroadcastSession::cancelConversion);
    connect(card, &RecordingCard::takeOffRequested, this,
        [this](const QString& path) { m_context.broadcast.takeOff(path.toStdString()); });
    connect(card, &RecordingCard::convertRequested, this,
        [this](const QString& path) { m_context.broadcast.convert(path.toStdString()); });
    connect(card, &RecordingCard::folderRequested, this, [this](const QString& path) {
        const QString folder = QFileInfo(path).absolutePath();
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
            emit note(folder);
    });
}

void RecordingPresenter::followSettings()
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

void RecordingPresenter::broadcastEnded()
{
    if (m_recordsAll)
        m_context.broadcast.startRecording();
}

void RecordingPresenter::show(const BroadcastStatus& status)
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
    corner->setAge(broadcasttexts::delays(status));
    if (!wanted)
        corner->setFrame({});
    corner->setVisible(wanted);
}

ServerInfo RecordingPresenter::serverInfo() const
{
    ServerInfo info = m_context.server.info();
    if (info.viewers && info.viewers->rtmp > 0 && !m_tab.monitor()->isHidden())
        --info.viewers->rtmp;
    return info;
}

} // namespace sluice
