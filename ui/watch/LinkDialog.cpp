// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/LinkDialog.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/settings/NumberBox.h"
#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr int kFieldWidth = 150;
constexpr int kMostKbps = 1'000'000; // beyond it nothing is slow; the command line goes further
constexpr int kMostSeed = 1'000'000'000;

NumberBox* numberBox(int most, int step, const QString& unit, const QString& name, QWidget* parent)
{
    auto* box = new NumberBox(parent);
    box->setRange(0, most);
    box->setSingleStep(step);
    box->setUnit(unit);
    box->setFixedWidth(kFieldWidth);
    box->setAccessibleName(name);
    return box;
}

QDoubleSpinBox* secondsBox(const QString& name, QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(0, toSeconds(LinkSpec::kMaxTime));
    box->setDecimals(1);
    box->setSingleStep(0.5);
    box->setSuffix(QStringLiteral(u"\u00a0s"));
    box->setFixedWidth(kFieldWidth);
    box->setAccessibleName(name);
    return box;
}

} // namespace

LinkDialog::LinkDialog(QWidget* parent)
    : QDialog(parent)
    , m_preset(new QComboBox(this))
    , m_trace(new QLabel(this))
    , m_browse(new QPushButton(tr("Trace file…"), this))
    , m_drop(new QPushButton(tr("Without a trace"), this))
    , m_bandwidth(numberBox(kMostKbps, 100, QStringLiteral("kb/s"), tr("Bandwidth"), this))
    , m_delay(
          numberBox(static_cast<int>(toMs(LinkSpec::kMaxDelay)), 10, QStringLiteral("ms"), tr("Delay"), this))
    , m_jitter(numberBox(
          static_cast<int>(toMs(LinkSpec::kMaxDelay)), 10, QStringLiteral("ms"), tr("Jitter"), this))
    , m_stallFor(secondsBox(tr("Stall for"), this))
    , m_stallAt(secondsBox(tr("Stall begins after"), this))
    , m_seed(numberBox(kMostSeed, 1, {}, tr("Seed"), this))
    , m_message(new QLabel(this))
    , m_off(new QPushButton(tr("Stop"), this))
    , m_use(new QPushButton(tr("Start"), this))
    , m_reader(this, [this](Result<LinkPlan> plan) { onTrace(std::move(plan)); })
{
    setWindowTitle(tr("Link emulator"));
    buildForm();
    fill(LinkPlan());
    resize(520, 0);
}

LinkDialog::~LinkDialog() = default;

void LinkDialog::buildForm()
{
    for (const LinkPreset& preset : linkPresets())
        m_preset->addItem(trCore(preset.label), qstr(preset.name));
    m_preset->addItem(tr("Custom link"), QString());
    m_preset->setAccessibleName(tr("Preset"));
    m_bandwidth->setSpecialValueText(tr("as it is"));
    m_seed->setGrouped(false);
    m_trace->setTextFormat(Qt::PlainText);
    m_trace->setWordWrap(true);
    m_trace->setProperty("role", "small");
    m_trace->setAlignment(Qt::AlignTop);
    m_trace->setMinimumHeight(2 * fontMetrics().lineSpacing()); // a form does not ask how high a text is
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->setHorizontalSpacing(16);
    form->addRow(tr("Preset"), m_preset);
    form->addRow(tr("Bandwidth"), m_bandwidth);
    auto* traces = new QHBoxLayout;
    traces->setSpacing(8);
    traces->addWidget(m_browse);
    traces->addWidget(m_drop);
    traces->addStretch(1);
    form->addRow(tr("or over time"), traces);
    form->addRow(QString(), m_trace);
    form->addRow(tr("Delay"), m_delay);
    form->addRow(tr("Jitter"), m_jitter);
    auto* stall = new QHBoxLayout;
    stall->setSpacing(8);
    stall->addWidget(m_stallFor);
    stall->addWidget(new QLabel(tr("after"), this));
    stall->addWidget(m_stallAt);
    stall->addStretch(1);
    form->addRow(tr("Stall for"), stall);
    form->addRow(tr("Seed"), m_seed);
    m_seed->setToolTip(tr("Jitter and loss come out the same each time for the same seed."));

    auto* close = new QPushButton(tr("Close"), this);
    m_use->setProperty("kind", "primary");
    m_use->setDefault(true);
    for (QPushButton* button : {m_browse, m_drop, m_off, close})
        button->setAutoDefault(false);
    m_off->setAccessibleDescription(tr("Ends the emulation of a link"));
    auto* foot = new QHBoxLayout;
    foot->addWidget(close);
    foot->addStretch(1);
    foot->addWidget(m_off);
    foot->addWidget(m_use);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_message);
    column->addStretch(1);
    column->addLayout(foot);

    connect(m_preset, &QComboBox::activated, this, &LinkDialog::takePreset);
    connect(m_browse, &QPushButton::clicked, this, &LinkDialog::chooseTrace);
    connect(m_drop, &QPushButton::clicked, this, &LinkDialog::dropTrace);
    connect(m_use, &QPushButton::clicked, this, &LinkDialog::use);
    connect(m_off, &QPushButton::clicked, this, [this] {
        m_reader.cancel();
        m_edited = false;
        fill(LinkPlan());
        emit linkRequested(LinkPlan());
    });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    const auto edited = [this] {
        if (m_showing)
            return;
        m_edited = true;
        if (!m_base.trace || m_base.relative)
            m_base.name.clear(); // no longer what had that name
        refresh();
    };
    for (QSpinBox* box : {m_bandwidth, m_delay, m_jitter, static_cast<QSpinBox*>(m_seed)})
        connect(box, &QSpinBox::valueChanged, this, edited);
    for (QDoubleSpinBox* box : {m_stallFor, m_stallAt})
        connect(box, &QDoubleSpinBox::valueChanged, this, edited);
}

// --- Values

void LinkDialog::fill(const LinkPlan& plan)
{
    m_showing = true;
    m_base = plan;
    const LinkSpec& spec = plan.spec;
    m_bandwidth->setValue(spec.bandwidthKbps
            ? std::max(1, static_cast<int>(std::min<double>(std::round(*spec.bandwidthKbps), kMostKbps)))
            : 0);
    m_delay->setValue(static_cast<int>(toMs(spec.latency)));
    m_jitter->setValue(static_cast<int>(toMs(spec.jitter)));
    m_stallFor->setValue(spec.stalls.empty() ? 0 : toSeconds(spec.stalls.front().length));
    m_stallAt->setValue(spec.stalls.empty() ? 0 : toSeconds(spec.stalls.front().at));
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(spec.seed, kMostSeed)));
    m_showing = false;
    say({}, false);
    refresh();
}

void LinkDialog::refresh()
{
    const LinkPlan now = plan();
    const bool ownTrace = now.trace && !now.relative; // its name is a file's
    const int known = ownTrace ? -1 : m_preset->findData(now.off() ? QStringLiteral("off") : qstr(now.name));
    m_preset->setCurrentIndex(known < 0 || (now.name.empty() && !now.off()) ? m_preset->count() - 1 : known);
    m_bandwidth->setEnabled(!now.trace);
    m_drop->setEnabled(now.trace != nullptr || m_reader.working());
    m_trace->setVisible(now.trace != nullptr);
    if (now.trace && now.relative)
        m_trace->setText(tr("A pattern in percent of the stream’s bitrate, %1 long, over and over.")
                .arg(format::seconds(now.trace->period(), 0)));
    else if (now.trace)
        m_trace->setText(tr("%1: %2 long, %3 on average, %4 at most, over and over.")
                .arg(qstr(m_base.name.empty() ? std::string("…") : m_base.name),
                    format::seconds(now.trace->period(), 0), format::megabits(now.trace->meanKbps()),
                    format::megabits(now.trace->maxKbps())));
    m_use->setEnabled(!m_reader.working() && !now.off());
    grow();
}

LinkPlan LinkDialog::plan() const
{
    LinkPlan plan = m_base;
    LinkSpec& spec = plan.spec;
    spec.bandwidthKbps.reset();
    if (!plan.trace && m_bandwidth->value() > 0)
        spec.bandwidthKbps = m_bandwidth->value();
    spec.latency = milliseconds(m_delay->value());
    spec.jitter = milliseconds(m_jitter->value());
    if (!spec.stalls.empty())
        spec.stalls.erase(spec.stalls.begin());
    if (m_stallFor->value() > 0)
        spec.stalls.insert(
            spec.stalls.begin(), {fromSeconds(m_stallFor->value()), fromSeconds(m_stallAt->value())});
    spec.seed = static_cast<std::uint64_t>(m_seed->value());
    return plan;
}

void LinkDialog::setInForce(const LinkPlan& plan)
{
    m_off->setEnabled(!plan.off());
    const bool same = plan.spec == m_base.spec && plan.trace == m_base.trace && plan.name == m_base.name;
    if (!m_edited && !m_reader.working() && !same)
        fill(plan);
}

void LinkDialog::takePreset()
{
    const QString name = m_preset->currentData().toString();
    if (name.isEmpty())
        return; // the fields say what is custom
    if (auto preset = LinkPlan::ofPreset(name.toStdString())) {
        m_reader.cancel();
        preset->spec.seed = static_cast<std::uint64_t>(m_seed->value());
        fill(*preset);
        m_edited = true;
    }
}

void LinkDialog::use()
{
    const LinkPlan wanted = plan();
    m_base = wanted;
    m_edited = false;
    emit linkRequested(wanted);
}

// --- Traces

void LinkDialog::chooseTrace()
{
    auto* dialog = new QFileDialog(this, tr("Choose a bandwidth trace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Traces: Mahimahi, Pensieve, HSDPA and 4G logs (*)"));
    connect(dialog, &QFileDialog::fileSelected, this, &LinkDialog::openTrace);
    dialog->open();
}

void LinkDialog::openTrace(const QString& path)
{
    say(tr("Reading %1…").arg(QFileInfo(path).fileName()), false);
    m_reader.start(
        [file = path.toStdString()](const StopToken& stop) { return LinkPlan::ofTrace(file, {}, stop); });
    refresh();
}

QSpinBox* LinkDialog::seed() const
{
    return m_seed;
}

bool LinkDialog::loading() const
{
    return m_reader.working();
}

void LinkDialog::onTrace(Result<LinkPlan> read)
{
    if (!read) {
        refresh();
        say(trError(read.error()), true);
        return;
    }
    LinkPlan wanted = plan();
    wanted.spec.bandwidthKbps.reset();
    wanted.trace = read->trace;
    wanted.relative = false;
    wanted.name = read->name;
    fill(wanted);
    m_edited = true;
}

void LinkDialog::dropTrace()
{
    m_reader.cancel();
    LinkPlan wanted = plan();
    wanted.trace = nullptr;
    wanted.relative = false;
    wanted.name.clear();
    fill(wanted);
    m_edited = true;
}

void LinkDialog::say(const QString& text, bool bad)
{
    m_message->setProperty("role", bad ? "bad" : "label");
    m_message->setStyleSheet(m_message->styleSheet()); // the style looks at the property again
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    grow();
}

// A window does not make room by itself for a text that wraps.
void LinkDialog::grow()
{
    layout()->activate();
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : 0;
    if (height() < needed)
        resize(width(), needed);
}

} // namespace sluice
