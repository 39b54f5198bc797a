// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/BroadcastTab.h"

#include <algorithm>

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/HealthCard.h"
#include "ui/broadcast/InsetHandle.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/broadcast/LiveButtons.h"
#include "ui/broadcast/MonitorCorner.h"
#include "ui/broadcast/MuteButton.h"
#include "ui/broadcast/RecordingCard.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/EventList.h"
#include "ui/widgets/FocusKeeper.h"
#include "ui/widgets/LevelMeter.h"
#include "ui/widgets/SideColumn.h"
#include "ui/widgets/VideoView.h"

namespace sluice {

namespace {

constexpr int kMargin = 12;
// Narrower than this the layouts stand in a line of their own, or their texts would be cut.
constexpr int kThreeCards = 760;

QLabel* problemLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", "bad");
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->hide();
    return label;
}

void showProblem(QLabel* label, const QString& text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

BroadcastTab::BroadcastTab(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_video(new VideoView(theme, this))
    , m_inset(new InsetHandle(theme, m_video))
    , m_monitor(new MonitorCorner(m_video))
    , m_layouts(new LayoutCard)
    , m_camera(new SourcePicker(tr("Camera"), {{tr("Test picture"), QStringLiteral("test")}},
          tr("Clip to show instead of a camera")))
    , m_adjust(new QPushButton(tr("Adjust…")))
    , m_cameraProblem(problemLabel(nullptr))
    , m_meter(new LevelMeter(theme))
    , m_desktopMeter(new LevelMeter(theme))
    , m_microphone(new SourcePicker(tr("Microphone"),
          {{tr("Test tone"), QStringLiteral("tone")}, {tr("No microphone"), QStringLiteral("none")}},
          tr("Clip to hear instead of a microphone")))
    , m_mute(new MuteButton)
    , m_mixer(new QPushButton(tr("Mixer…")))
    , m_microphoneProblem(problemLabel(nullptr))
    , m_main(new QPushButton(tr("Go live")))
    , m_buttons(new LiveButtons)
    , m_healthLine(new ElidedLabel)
    , m_recording(new RecordingCard)
    , m_destination(new DestinationCard)
    , m_health(new HealthCard(theme))
    , m_events(new EventList(theme))
{
    m_mixer->setProperty("scale", "small");
    m_adjust->setProperty("scale", "small");
    m_adjust->setAccessibleName(tr("Adjust the camera"));
    m_adjust->setToolTip(tr("Brightness, exposure, focus and whatever else the camera has"));
    connect(m_adjust, &QPushButton::clicked, this, &BroadcastTab::adjustRequested);
    m_mixer->setAccessibleName(tr("Sound mixer"));
    m_mixer->setToolTip(tr("Desktop sound, gains, filters, push to talk"));
    m_desktopMeter->setAccessibleName(tr("Desktop sound level"));
    m_desktopMeter->hide();
    m_main->setProperty("kind", "danger");
    m_main->setProperty("scale", "big");
    m_main->setObjectName(QStringLiteral("goLive"));
    buildLayout();
    connect(m_main, &QPushButton::clicked, this, &BroadcastTab::goLiveOrEnd);
    connect(m_buttons, &LiveButtons::checkRequested, this, [this] {
        if (m_destination->checkAddress())
            emit checkRequested();
    });
    connect(m_layouts, &LayoutCard::chosenByHand, this, &BroadcastTab::layoutRequested);
    connect(m_inset, &InsetHandle::changed, this, &BroadcastTab::insetRequested);
    m_video->installEventFilter(this);
    connect(m_mute, &MuteButton::muteRequested, this, &BroadcastTab::muteRequested);
    connect(m_mute, &MuteButton::talkRequested, this, &BroadcastTab::talkRequested);
    connect(m_mixer, &QPushButton::clicked, this, &BroadcastTab::mixerRequested);
    connect(m_health, &HealthCard::retryRequested, this, &BroadcastTab::retryRequested);
    setStatus({}, false, {});
}

void BroadcastTab::buildLayout()
{
    auto* left = new QVBoxLayout;
    left->setSpacing(kMargin);
    left->addWidget(m_video, 1);
    left->addWidget(buildSources());
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    columns->setSpacing(kMargin);
    columns->addLayout(left, 1);
    columns->addWidget(buildSide());
}

// Going live, pausing and ending stay in sight, however far the cards are scrolled.
QWidget* BroadcastTab::buildSide()
{
    auto* side = new QWidget(this);
    side->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    m_healthLine->setProperty("role", "small");
    m_healthLine->setSizePolicy(
        QSizePolicy::Ignored, QSizePolicy::Fixed); // the cards say how wide the column is
    m_healthLine->hide();
    for (QWidget* widget : {static_cast<QWidget*>(m_main), static_cast<QWidget*>(m_buttons),
             static_cast<QWidget*>(m_healthLine)})
        column->addWidget(widget);
    auto* events = new Card(tr("EVENTS"));
    m_events->setEmptyText(tr("What happens to the broadcast is listed here."));
    events->body()->addWidget(m_events, 1);
    m_side = new SideColumn({m_recording, m_destination, m_health, events}, side);
    m_side->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    column->addWidget(m_side, 1);
    return side;
}

QWidget* BroadcastTab::buildSources()
{
    auto* row = new QWidget(this);
    m_sources = new QGridLayout(row);
    m_sources->setContentsMargins(0, 0, 0, 0);
    m_sources->setSpacing(kMargin);
    auto* camera = new Card(tr("CAMERA"), row);
    camera->header()->addWidget(m_adjust);
    camera->body()->addWidget(m_camera);
    camera->body()->addWidget(m_cameraProblem);
    camera->body()->addStretch(1);
    auto* microphone = new Card(tr("MICROPHONE"), row);
    microphone->header()->addWidget(m_mixer);
    microphone->body()->addWidget(m_meter);
    microphone->body()->addWidget(m_desktopMeter);
    auto* pick = new QHBoxLayout;
    pick->addWidget(m_microphone, 1);
    pick->addWidget(m_mute);
    microphone->body()->addLayout(pick);
    microphone->body()->addWidget(m_microphoneProblem);
    microphone->body()->addStretch(1);
    m_cameraCard = camera;
    m_microphoneCard = microphone;
    arrangeSources();
    return row;
}

void BroadcastTab::arrangeSources()
{
    const bool wide = m_video->width() >= kThreeCards;
    const int row = wide ? 0 : 1;
    if (m_sources->indexOf(m_cameraCard) >= 0 && m_sources->itemAtPosition(row, wide ? 1 : 0) != nullptr
        && m_sources->itemAtPosition(row, wide ? 1 : 0)->widget() == m_cameraCard)
        return;
    m_sources->addWidget(m_layouts, 0, 0, 1, wide ? 1 : 2);
    m_sources->addWidget(m_cameraCard, row, wide ? 1 : 0);
    m_sources->addWidget(m_microphoneCard, row, wide ? 2 : 1);
    for (int column = 0; column < 3; ++column)
        m_sources->setColumnStretch(column, wide ? (column == 0 ? 5 : 4) : column < 2 ? 1 : 0);
}

void BroadcastTab::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrangeSources();
}

bool BroadcastTab::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_video && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(
            this,
            [this] {
                arrangeSources();
                showLayout();
            },
            Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

QPushButton* BroadcastTab::checkButton() const
{
    return m_buttons->check();
}

void BroadcastTab::setScreenProblem(const QString& problem)
{
    m_screenProblem = problem;
    showLayout();
}

void BroadcastTab::showLayout()
{
    QStringList problems;
    if (m_status.layout.usesScreen())
        problems += m_status.screenError ? trError(*m_status.screenError) : m_screenProblem;
    if (m_status.slateError) // in time, not when it is needed
        problems += trError(*m_status.slateError);
    if (m_status.logoError)
        problems += tr("Without the logo: %1").arg(trError(*m_status.logoError));
    problems.removeAll(QString());
    m_layouts->setLayoutShown(m_status.layout.kind, problems.join(QLatin1Char('\n')));
    const bool shown = m_video->hasPicture() && !m_video->messageShown();
    m_inset->place(m_video->pictureRect(), shown ? m_status.inset : std::nullopt, m_status.layout);
    m_monitor->avoid(m_inset->isHidden() ? QRect() : m_inset->geometry());
}

void BroadcastTab::setStatus(const BroadcastStatus& status, bool preparing, TimePoint now)
{
    const FocusKeeper keyboard(*this);
    m_status = status;
    m_preparing = preparing;
    showButton(status, preparing);
    broadcasttexts::Pill state = broadcasttexts::statePill(status);
    if (preparing)
        state.text = m_waitsForCamera ? tr("Waiting for the camera…") : tr("Starting the server…");
    m_video->setStatePill(state.kind, state.text);
    const broadcasttexts::Pill health = broadcasttexts::healthPill(status, m_pushToTalk);
    m_video->setSecondPill(health.kind, health.text);
    m_video->setFormatPill(broadcasttexts::formatPill(status));
    m_destination->setLive(preparing || status.state == BroadcastState::Connecting
        || status.state == BroadcastState::Stopping || broadcasttexts::onAir(status));
    m_health->setStatus(status, now, preparing);
    m_buttons->setStatus(status, preparing);
    m_recording->setStatus(status, m_replay);
    showHealthLine();
    showLayout();
    showSources(status);
}

void BroadcastTab::showHealthLine()
{
    const QString line = broadcasttexts::healthLine(m_status, m_pushToTalk);
    m_healthLine->setFullText(line);
    // As if the line were not there, or it would come and go.
    const int room = m_side->viewport()->height()
        + (m_healthLine->isHidden() ? 0
                                    : m_healthLine->height() + m_side->parentWidget()->layout()->spacing());
    m_healthLine->setVisible(!line.isEmpty() && m_health->geometry().bottom() >= room);
}

void BroadcastTab::showButton(const BroadcastStatus& status, bool preparing)
{
    QString text;
    const char* kind = "danger";
    switch (status.state) {
    case BroadcastState::Idle:
    case BroadcastState::Failed:
        text = tr("Go live");
        break;
    case BroadcastState::Connecting:
        text = tr("Cancel");
        break;
    case BroadcastState::Live:
    case BroadcastState::Reconnecting:
        text = QStringLiteral("■ ") + tr("End stream");
        break;
    case BroadcastState::Stopping:
        text = tr("Ending…");
        break;
    }
    if (preparing)
        text = tr("Cancel");
    if (text == tr("Cancel"))
        kind = "";
    if (m_main->text() == text)
        return;
    m_main->setText(text);
    if (m_main->property("kind").toString() != QLatin1String(kind)) {
        m_main->setProperty("kind", kind);
        m_main->style()->unpolish(m_main);
        m_main->style()->polish(m_main);
    }
}

void BroadcastTab::showSources(const BroadcastStatus& status)
{
    m_meter->setLevels(broadcasttexts::meterChannels(status.microphoneMeter));
    m_meter->setMuted(status.muted || status.paused); // either way nobody hears it
    m_desktopMeter->setLevels(broadcasttexts::meterChannels(status.desktopMeter));
    m_desktopMeter->setMuted(status.desktopMuted || status.paused);
    m_desktopMeter->setVisible(status.sources.desktop != "none");
    showMute(status.muted);
    showProblem(m_cameraProblem, status.cameraError ? trError(*status.cameraError) : QString());
    showProblem(m_microphoneProblem,
        status.microphoneError        ? trError(*status.microphoneError)
            : status.microphoneSilent ? tr("The microphone is silent. Check that it is not switched off.")
            : status.desktopError     ? trError(*status.desktopError)
                                      : QString());
}

void BroadcastTab::setPushToTalk(bool on)
{
    m_pushToTalk = on;
    m_mute->setPushToTalk(on);
}

void BroadcastTab::showMute(bool muted)
{
    m_mute->setMuted(muted);
    m_mute->setAccessibleDescription(muted ? tr("The microphone is muted") : tr("The microphone is open"));
}

void BroadcastTab::setFrame(const VideoFrame& frame)
{
    m_video->setFrame(frame);
}

void BroadcastTab::addEvents(const std::vector<Event>& events, TimePoint startedAt)
{
    for (const Event& event : events)
        m_events->add(std::max(Duration::zero(), event.at - startedAt), trSentence(event.text));
}

void BroadcastTab::clearEvents()
{
    m_events->clear();
}

void BroadcastTab::goLiveOrEnd()
{
    if (m_preparing || m_status.state == BroadcastState::Connecting) {
        emit endRequested();
        return;
    }
    switch (m_status.state) {
    case BroadcastState::Idle:
    case BroadcastState::Failed:
        if (m_destination->checkAddress())
            emit goLiveRequested();
        break;
    case BroadcastState::Live:
    case BroadcastState::Reconnecting:
        if (m_status.live > kAskAfter)
            askToEnd();
        else
            emit endRequested();
        break;
    case BroadcastState::Connecting:
    case BroadcastState::Stopping:
        break;
    }
}

void BroadcastTab::askToEnd()
{
    auto* box = new QMessageBox(QMessageBox::Question, tr("End stream"), tr("End the stream for everyone?"),
        QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("You have been live for %1.").arg(format::clock(m_status.live)));
    QPushButton* end = box->addButton(tr("End stream"), QMessageBox::DestructiveRole);
    QPushButton* stay = box->addButton(tr("Stay live"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    connect(end, &QPushButton::clicked, this, &BroadcastTab::endRequested);
    box->open();
}

void BroadcastTab::toggleMute()
{
    if (!m_pushToTalk)
        emit muteRequested(!m_status.muted);
}

void BroadcastTab::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit visibleChanged(true);
}

void BroadcastTab::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    emit visibleChanged(false);
}

} // namespace sluice
