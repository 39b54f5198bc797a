// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/TransportBar.h"

#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QWidgetAction>

#include "ui/theme/Format.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/watch/WatchTexts.h"
#include "ui/widgets/SeekBar.h"

namespace sluice {

namespace {
constexpr int kVolumeStep = 5; // percent
constexpr int kLeastSeekWidth = 90;
// The bar of a live stream that cannot be searched shows the last minute.
constexpr Duration kLiveSpan = seconds(60);
} // namespace

TransportBar::TransportBar(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_play(new QPushButton(this))
    , m_seek(new SeekBar(theme, this))
    , m_time(new QLabel(this))
    , m_live(new QPushButton(this))
    , m_sound(new QPushButton(this))
    , m_full(new QPushButton(tr("Full screen"), this))
{
    m_play->setObjectName(QStringLiteral("playPause"));
    m_play->setMinimumWidth(52);
    m_time->setProperty("role", "small");
    m_live->setProperty("kind", "pill");
    m_live->setToolTip(tr("Go to live"));
    m_live->setAccessibleDescription(tr("Go to live"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(m_play);
    row->addWidget(m_seek, 1);
    row->addWidget(m_time);
    row->addWidget(m_live);
    row->addWidget(m_sound);
    row->addWidget(m_full);
    buildSound();
    connect(m_play, &QPushButton::clicked, this, &TransportBar::playPauseRequested);
    connect(m_live, &QPushButton::clicked, this, &TransportBar::goToLiveRequested);
    connect(m_full, &QPushButton::clicked, this, &TransportBar::fullScreenRequested);
    connect(m_seek, &SeekBar::seekRequested, this, &TransportBar::seekRequested);
    connect(&theme, &Theme::changed, this, &TransportBar::refreshIcons);
    refreshIcons();
    setStatus({}, {});
}

void TransportBar::buildSound()
{
    auto* menu = new QMenu(m_sound);
    auto* box = new QWidget(menu);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(10, 8, 10, 8);
    row->setSpacing(10);
    m_mute = new QPushButton(tr("Mute"), box);
    m_mute->setCheckable(true);
    m_mute->setProperty("scale", "small");
    m_volume = new QSlider(Qt::Horizontal, box);
    m_volume->setRange(0, 100);
    m_volume->setSingleStep(kVolumeStep);
    m_volume->setPageStep(2 * kVolumeStep);
    m_volume->setMinimumWidth(160);
    m_volume->setAccessibleName(tr("Volume"));
    row->addWidget(m_volume);
    row->addWidget(m_mute);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(box);
    menu->addAction(action);
    m_sound->setMenu(menu);
    connect(m_volume, &QSlider::valueChanged, this,
        [this](int percent) { emit volumeRequested(percent / 100.0); });
    connect(m_mute, &QPushButton::toggled, this, &TransportBar::muteRequested);
}

void TransportBar::refreshIcons()
{
    const QColor& color = m_theme.tokens().text;
    m_play->setIcon(icon(m_showsPause ? Glyph::Pause : Glyph::Play, color));
    m_full->setIcon(
        m_narrow ? icon(m_fullScreen ? Glyph::LeaveFullScreen : Glyph::FullScreen, color) : QIcon());
    m_sound->setIcon(icon(m_muted ? Glyph::Muted : Glyph::Sound, color));
}

void TransportBar::setStatus(const WatchStatus& status, std::optional<Duration> latency)
{
    const bool over = status.state == WatchState::Idle || status.state == WatchState::Ended
        || status.state == WatchState::Failed;
    const bool pause = !over && status.state != WatchState::Paused;
    if (pause != m_showsPause || m_play->accessibleName().isEmpty()) {
        m_showsPause = pause;
        m_play->setAccessibleName(pause ? tr("Pause") : tr("Play"));
        m_play->setToolTip(m_play->accessibleName());
        refreshIcons();
    }
    m_play->setEnabled(!status.waiting && status.state != WatchState::Opening);

    const int percent = static_cast<int>(std::lround(status.volume * 100));
    {
        const QSignalBlocker quietVolume(m_volume);
        const QSignalBlocker quietMute(m_mute);
        if (!m_volume->isSliderDown())
            m_volume->setValue(percent);
        m_mute->setChecked(status.muted);
    }
    const QString sound
        = status.muted ? tr("Sound off") : tr("Sound %1").arg(format::percent(percent / 100.0));
    // The blank keeps the words off the icon.
    m_soundText = QLatin1Char(' ') + sound;
    m_soundFigure = status.muted ? QString() : QLatin1Char(' ') + format::percent(percent / 100.0);
    m_sound->setAccessibleName(sound);
    if (status.muted != m_muted) {
        m_muted = status.muted;
        refreshIcons();
    }
    showPosition(status, latency);
    showTexts();
}

void TransportBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showTexts();
}

int TransportBar::widthNeeded() const
{
    int width = 0;
    int shown = 0;
    for (const QWidget* part :
        std::initializer_list<const QWidget*>{m_play, m_seek, m_time, m_live, m_sound, m_full}) {
        if (part->isVisibleTo(this)) {
            width += part == m_seek ? kLeastSeekWidth : part->sizeHint().width();
            ++shown;
        }
    }
    return width + (shown - 1) * layout()->spacing();
}

// Where the words do not fit beside a usable position bar, icons stand alone; their names are still spoken.
void TransportBar::showTexts()
{
    const QString full = m_fullScreen ? tr("Leave full screen") : tr("Full screen");
    const auto put = [](QPushButton* button, const QString& text) {
        if (button->text() != text)
            button->setText(text);
    };
    m_full->setAccessibleName(full);
    m_full->setToolTip(full);
    // Measured with the words, whatever stands there now.
    const int missing = (m_narrow ? m_full->fontMetrics().horizontalAdvance(full + m_soundText)
                - m_full->fontMetrics().horizontalAdvance(m_soundFigure)
                                  : 0);
    const bool narrow = widthNeeded() + missing > width();
    if (narrow != m_narrow) {
        m_narrow = narrow;
        refreshIcons();
    }
    put(m_full, m_narrow ? QString() : full);
    put(m_sound, m_narrow ? m_soundFigure : m_soundText);
}

void TransportBar::showPosition(const WatchStatus& status, std::optional<Duration> latency)
{
    const bool playing = watchtexts::played(status) && status.state != WatchState::Ended
        && status.state != WatchState::Failed && status.state != WatchState::Idle;
    m_live->setVisible(playing && status.live);
    m_time->setVisible(playing && !status.live);
    m_seek->setSeekable(playing && status.media.seekable);
    if (!playing) {
        m_seek->clear();
        return;
    }
    const Duration end = status.position + status.level;
    if (!status.live) {
        m_seek->set({}, std::max(status.media.duration, end), status.position, end);
        m_time->setText(format::clock(status.position)
            + (status.media.duration > Duration::zero()
                    ? QStringLiteral(" / ") + format::clock(status.media.duration)
                    : QString()));
        return;
    }
    const Duration behind = latency.value_or(status.level);
    // The right end is the live edge.
    const Duration edge = status.position + std::max(behind, status.level);
    m_seek->set(edge - std::max(kLiveSpan, behind), edge, status.position, end);
    const QString text = QStringLiteral("● ") + tr("LIVE %1").arg(format::seconds(-behind));
    if (m_live->text() != text)
        m_live->setText(text);
}

void TransportBar::setFullScreen(bool full)
{
    m_fullScreen = full;
    showTexts();
}

} // namespace sluice
