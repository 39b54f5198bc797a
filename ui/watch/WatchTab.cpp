// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/WatchTab.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/FullScreenControls.h"
#include "ui/watch/SideCards.h"
#include "ui/watch/TransportBar.h"
#include "ui/watch/UrlBar.h"
#include "ui/widgets/EventList.h"
#include "ui/widgets/SideColumn.h"
#include "ui/widgets/VideoView.h"

namespace sluice {

namespace {
constexpr int kMargin = 12;
constexpr int kMostGraphHeight = 230;
constexpr double kVolumeStep = 0.05;
constexpr Duration kSeekStep = seconds(5);
} // namespace

WatchTab::WatchTab(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_url(new UrlBar(this))
    , m_video(new VideoView(theme, this))
    , m_transport(new TransportBar(theme, this))
    , m_buffer(new BufferCard(theme, this))
    , m_gauge(new GaugeCard(theme))
    , m_quality(new QualityCard)
    , m_link(new LinkCard)
    , m_events(new EventList(theme))
    , m_side(nullptr)
    , m_controls(new FullScreenControls(m_video))
{
    buildLayout();
    connectAll();
    setStatus({}, {});
}

void WatchTab::buildLayout()
{
    auto* events = new Card(tr("EVENTS"));
    m_events->setEmptyText(tr("What happens to the stream is listed here."));
    events->body()->addWidget(m_events, 1);
    m_side = new SideColumn({m_gauge, m_quality, m_link, events}, this);
    m_buffer->setMaximumHeight(kMostGraphHeight);

    m_left = new QVBoxLayout;
    m_left->setSpacing(10);
    m_left->addWidget(m_video, 5);
    m_left->addWidget(m_transport);
    m_left->addWidget(m_buffer, 3);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(kMargin);
    columns->addLayout(m_left, 1);
    columns->addWidget(m_side);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(kMargin, 10, kMargin, 10);
    all->setSpacing(10);
    all->addWidget(m_url);
    all->addLayout(columns, 1);
}

void WatchTab::connectAll()
{
    connect(m_url, &UrlBar::openRequested, this, &WatchTab::openRequested);
    connect(m_url, &UrlBar::stopRequested, this, &WatchTab::stopRequested);
    connect(m_transport, &TransportBar::playPauseRequested, this, &WatchTab::playPause);
    connect(m_transport, &TransportBar::goToLiveRequested, this, &WatchTab::goToLiveRequested);
    connect(m_transport, &TransportBar::seekRequested, this, &WatchTab::seekRequested);
    connect(m_transport, &TransportBar::volumeRequested, this, &WatchTab::volumeRequested);
    connect(m_transport, &TransportBar::muteRequested, this, &WatchTab::muteRequested);
    connect(
        m_transport, &TransportBar::fullScreenRequested, this, [this] { emit fullScreenRequested(!m_full); });
    connect(m_video, &VideoView::doubleClicked, this, [this] { emit fullScreenRequested(!m_full); });
    connect(m_video, &VideoView::primaryClicked, this, [this] { act(m_message.primaryAction); });
    connect(m_video, &VideoView::secondaryClicked, this, [this] { act(m_message.secondaryAction); });
    connect(m_controls, &FullScreenControls::left, m_video, qOverload<>(&QWidget::setFocus));
    connect(m_gauge, &GaugeCard::profileChosen, this, &WatchTab::profileRequested);
    connect(m_link, &LinkCard::presetChosen, this, &WatchTab::linkPresetRequested);
    connect(m_link, &LinkCard::moreRequested, this, &WatchTab::linkDialogRequested);
    connect(m_link, &LinkCard::cutRequested, this, [this] { emit cutRequested(LinkCard::kCut); });
}

void WatchTab::act(watchtexts::Message::Action action)
{
    using Action = watchtexts::Message::Action;
    switch (action) {
    case Action::None:
        break;
    case Action::OpenAgain:
        if (const QString address = m_url->text(); !address.isEmpty())
            emit openRequested(address);
        break;
    case Action::RetryNow:
        emit retryRequested();
        break;
    case Action::Stop:
        emit stopRequested();
        break;
    }
}

void WatchTab::setStatus(const WatchStatus& status, TimePoint now)
{
    m_status = status;
    const bool over = status.state == WatchState::Idle || status.state == WatchState::Ended
        || status.state == WatchState::Failed;
    m_message = watchtexts::message(status, m_video->hasPicture(), now);
    m_video->setMessage(m_message.title, m_message.text, m_message.primary, m_message.secondary);
    m_controls->setCovered(m_video->messageShown());
    m_video->setProgress(watchtexts::progress(status));
    const watchtexts::Pill pill = watchtexts::statePill(status, now);
    m_video->setStatePill(pill.kind, pill.text);
    m_url->setRunning(!over);
    m_transport->setStatus(status, m_latency);
    m_gauge->setStatus(status);
    m_quality->setStatus(status, over ? std::nullopt : m_latency);
    m_link->setStatus(status);
    const QString line
        = over && status.state != WatchState::Ended ? QString() : watchtexts::formatLine(status);
    if (line != m_formatLine) {
        m_formatLine = line;
        emit formatLineChanged(line);
    }
}

void WatchTab::setFrame(const VideoFrame& frame)
{
    m_video->setFrame(frame);
}

void WatchTab::addSamples(const std::vector<TimelineSample>& samples)
{
    m_buffer->add(samples);
    if (!samples.empty()) {
        const std::int32_t latency = samples.back().latencyMs;
        m_latency = latency == TimelineSample::kUnknown ? std::optional<Duration>() : milliseconds(latency);
    }
}

void WatchTab::addEvents(const std::vector<Event>& events, TimePoint startedAt)
{
    for (const Event& event : events)
        m_events->add(std::max(Duration::zero(), event.at - startedAt), trSentence(event.text));
    m_buffer->addEvents(events, startedAt);
}

void WatchTab::beginSession()
{
    m_buffer->clear();
    m_events->clear();
    m_video->setFrame({});
    m_latency.reset();
}

void WatchTab::setProfile(BufferProfile profile)
{
    m_gauge->setProfile(profile);
}

void WatchTab::setHistory(const QStringList& addresses)
{
    m_url->setHistory(addresses);
}

void WatchTab::setAddress(const QString& address)
{
    m_url->setText(address);
}

void WatchTab::setFullScreen(bool full)
{
    if (full == m_full)
        return;
    m_full = full;
    m_url->setVisible(!full);
    m_buffer->setVisible(!full);
    m_side->setVisible(!full);
    const int margin = full ? 0 : kMargin;
    layout()->setContentsMargins(margin, full ? 0 : 10, margin, full ? 0 : 10);
    m_video->setPlain(full);
    m_transport->setFullScreen(full);
    if (full) {
        m_controls->begin(m_transport);
        m_video->setFocus(); // keys that are no shortcut come to keyPressEvent()
    } else {
        m_controls->end();
        m_left->insertWidget(m_left->indexOf(m_video) + 1, m_transport);
        m_transport->show(); // a new parent hides it
    }
}

void WatchTab::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const bool volume = key == Qt::Key_Up || key == Qt::Key_Down;
    const bool position = (key == Qt::Key_Left || key == Qt::Key_Right) && m_status.media.seekable;
    if (!m_full || event->modifiers() != Qt::NoModifier || !(key == Qt::Key_Space || volume || position)) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (volume)
        changeVolume(key == Qt::Key_Up ? kVolumeStep : -kVolumeStep);
    else if (position)
        emit seekRequested(
            std::max(Duration::zero(), m_status.position + (key == Qt::Key_Right ? kSeekStep : -kSeekStep)));
    else
        playPause();
}

void WatchTab::focusAddress()
{
    m_url->focusField();
}

void WatchTab::toggleGraphPause()
{
    m_buffer->togglePause();
}

void WatchTab::playPause()
{
    switch (m_status.state) {
    case WatchState::Idle:
    case WatchState::Ended:
    case WatchState::Failed:
        act(watchtexts::Message::Action::OpenAgain);
        break;
    case WatchState::Paused:
        emit resumeRequested();
        break;
    case WatchState::Opening:
        break;
    default:
        emit pauseRequested();
        break;
    }
}

void WatchTab::changeVolume(double by)
{
    emit volumeRequested(std::clamp(m_status.volume + by, 0.0, 1.0));
}

void WatchTab::toggleMute()
{
    emit muteRequested(!m_status.muted);
}

} // namespace sluice
