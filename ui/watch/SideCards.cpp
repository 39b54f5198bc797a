// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/SideCards.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"
#include "ui/watch/WatchTexts.h"
#include "ui/widgets/BufferGauge.h"
#include "ui/widgets/ChoiceRow.h"
#include "ui/widgets/Figures.h"

namespace sluice {

namespace {

bool bufferInUse(const WatchStatus& status)
{
    switch (status.state) {
    case WatchState::Idle:
    case WatchState::Opening:
    case WatchState::Ended:
    case WatchState::Failed:
        return false;
    default:
        return true;
    }
}

QString delayText(const LinkSpec& spec)
{
    if (spec.latency <= Duration::zero() && spec.jitter <= Duration::zero())
        return LinkCard::tr("none");
    QString text = format::milliseconds(spec.latency);
    if (spec.jitter > Duration::zero())
        text += QStringLiteral(" ± ") + format::milliseconds(spec.jitter);
    return text;
}

QString bandwidthText(const LinkPlan& plan)
{
    if (plan.trace)
        return plan.name.empty() ? LinkCard::tr("by a trace") : qstr(plan.name);
    return plan.spec.bandwidthKbps ? format::megabits(*plan.spec.bandwidthKbps) : LinkCard::tr("as it is");
}

QString stallText(const WatchStatus& status)
{
    if (status.emulated)
        return LinkCard::tr("now");
    const auto& stalls = status.link.spec.stalls;
    if (stalls.empty())
        return LinkCard::tr("none");
    if (stalls.size() == 1)
        return LinkCard::tr("%1 at %2").arg(format::seconds(stalls[0].length), format::seconds(stalls[0].at));
    return LinkCard::tr("%n planned", nullptr, static_cast<int>(stalls.size()));
}

// "Slow 3G (400 kb/s, 400 ms)" → "Slow 3G": the figures stand above the button.
QString shortName(const QString& label)
{
    const qsizetype bracket = label.indexOf(QStringLiteral(" ("));
    return bracket < 0 ? label : label.left(bracket);
}

} // namespace

GaugeCard::GaugeCard(const Theme& theme, QWidget* parent)
    : Card(tr("BUFFER"), parent)
    , m_gauge(new BufferGauge(theme, this))
    , m_level(new QLabel(this))
    , m_target(new QLabel(this))
    , m_profiles(new ChoiceRow(tr("Buffer profile"),
          {tr("Low latency"), tr("Balanced"), tr("Smooth"), tr("Custom")}, ChoiceRow::Size::Small, this))
{
    body()->addWidget(m_gauge);
    auto* row = new QHBoxLayout;
    for (QLabel* label : {m_level, m_target}) {
        label->setProperty("role", "small");
        label->setTextFormat(Qt::PlainText);
    }
    row->addWidget(m_level);
    row->addStretch(1);
    row->addWidget(m_target);
    body()->addLayout(row);
    body()->addWidget(m_profiles);
    setProfile(BufferProfile::Balanced);
    setStatus({});
    connect(m_profiles, &ChoiceRow::chosenByHand, this, [this](int index) {
        // What is shown as chosen follows from the settings, not from the click: Custom may be cancelled.
        m_profiles->setChosen(static_cast<int>(m_profile));
        emit profileChosen(static_cast<BufferProfile>(index));
    });
}

void GaugeCard::setProfile(BufferProfile profile)
{
    m_profile = profile;
    m_profiles->setChosen(static_cast<int>(profile));
}

void GaugeCard::setStatus(const WatchStatus& status)
{
    if (!bufferInUse(status)) {
        m_gauge->clear();
        m_level->setText(format::none());
        m_target->setText({});
        return;
    }
    BufferSettings inForce = status.buffer;
    if (status.target > Duration::zero())
        inForce.target = status.target;
    m_gauge->set(status.level, inForce);
    m_level->setText(
        format::seconds(status.level) + QStringLiteral(" · ") + format::bytes(status.levelBytes));
    m_target->setText(tr("target %1 · cap %2")
            .arg(format::seconds(inForce.target), format::mebibytes(status.buffer.capBytes)));
}

QualityCard::QualityCard(QWidget* parent)
    : Card(tr("QUALITY OF EXPERIENCE"), parent)
    , m_figures(new Figures(this))
    , m_startup(m_figures->addRow(tr("First picture · playing")))
    , m_rebuffers(m_figures->addRow(tr("Rebuffers")))
    , m_ratio(m_figures->addRow(tr("Rebuffer ratio")))
    , m_latency(m_figures->addRow(tr("Live latency")))
    , m_speed(m_figures->addRow(tr("Speed")))
    , m_arriving(m_figures->addRow(tr("Arriving")))
    , m_frames(m_figures->addRow(tr("Frames shown / late / dropped")))
    , m_offset(m_figures->addRow(tr("Audio–video offset")))
{
    body()->addWidget(m_figures);
}

void QualityCard::setStatus(const WatchStatus& status, std::optional<Duration> latency)
{
    const watchtexts::Quality q = watchtexts::quality(status, latency);
    m_figures->setLabel(m_latency, q.latencyLabel);
    m_figures->setValue(m_startup, q.startup);
    m_figures->setValue(m_rebuffers, q.rebuffers);
    m_figures->setValue(m_ratio, q.ratio);
    m_figures->setValue(m_latency, q.latency);
    m_figures->setValue(m_speed, q.speed);
    m_figures->setValue(m_arriving, q.arriving);
    m_figures->setValue(m_frames, q.frames);
    m_figures->setValue(m_offset, q.offset);
}

LinkCard::LinkCard(QWidget* parent)
    : Card(tr("LINK EMULATOR"), parent)
    , m_figures(new Figures(this))
    , m_bandwidth(m_figures->addRow(tr("Bandwidth")))
    , m_delay(m_figures->addRow(tr("Delay ± jitter")))
    , m_stall(m_figures->addRow(tr("Stall")))
    , m_preset(new QPushButton(this))
    , m_cut(new QPushButton(tr("Cut for %1").arg(format::seconds(kCut, 0)), this))
    , m_off(new QPushButton(tr("Off"), this))
{
    body()->addWidget(m_figures);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    for (QPushButton* button : {m_preset, m_cut, m_off}) {
        button->setProperty("scale", "small");
        row->addWidget(button);
    }
    row->addStretch(1);
    body()->addLayout(row);
    m_preset->setAccessibleDescription(tr("What link is emulated"));
    m_off->setAccessibleDescription(tr("Ends the emulation of a link"));

    auto* menu = new QMenu(m_preset);
    for (const LinkPreset& preset : linkPresets()) {
        const QString name = qstr(preset.name);
        connect(menu->addAction(trCore(preset.label)), &QAction::triggered, this,
            [this, name] { emit presetChosen(name); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Trace, delay, seed…")), &QAction::triggered, this, &LinkCard::moreRequested);
    m_preset->setMenu(menu);
    connect(m_cut, &QPushButton::clicked, this, &LinkCard::cutRequested);
    connect(m_off, &QPushButton::clicked, this, [this] { emit presetChosen(QStringLiteral("off")); });
    setStatus({});
}

void LinkCard::setStatus(const WatchStatus& status)
{
    m_figures->setValue(m_bandwidth, bandwidthText(status.link));
    m_figures->setValue(m_delay, delayText(status.link.spec));
    m_figures->setValue(m_stall, stallText(status));
    QString name = tr("Preset");
    if (!status.link.off()) {
        name = tr("Custom link");
        for (const LinkPreset& preset : linkPresets()) {
            if (preset.name == status.link.name)
                name = shortName(trCore(preset.label));
        }
    }
    name += QStringLiteral(" ▾");
    if (m_preset->text() != name)
        m_preset->setText(name);
    m_off->setEnabled(!status.link.off() || status.emulated);
    m_cut->setEnabled(bufferInUse(status));
}

} // namespace sluice
