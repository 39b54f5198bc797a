// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/BufferCard.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferTable.h"
#include "ui/watch/WatchTexts.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/GraphReadout.h"

namespace sluice {

namespace {

GraphSample toGraph(const TimelineSample& s)
{
    GraphSample g;
    g.at = s.at;
    g.level = static_cast<float>(s.levelMs) / 1000;
    g.arriving = s.arriveKbps / 1000;
    g.playing = s.consumeKbps / 1000;
    g.rate = s.rate;
    g.latency = s.latencyMs < 0 ? GraphSample::kUnknown : static_cast<float>(s.latencyMs) / 1000;
    g.state = s.state;
    g.offered = s.offeredKbps < 0 ? -1 : s.offeredKbps / 1000;
    g.low = static_cast<float>(s.lowLevelMs) / 1000;
    g.start = static_cast<float>(s.startLevelMs) / 1000;
    g.resume = static_cast<float>(s.resumeLevelMs) / 1000;
    g.target = static_cast<float>(s.targetLevelMs) / 1000;
    g.stalled = s.state == WatchState::Rebuffering || (s.state == WatchState::Reconnecting && s.levelMs <= 0);
    g.why = s.cause;
    if (g.stalled)
        g.cause = watchtexts::cause(s.cause);
    return g;
}

GraphMark::Kind markOf(const Event& event)
{
    using Kind = GraphMark::Kind;
    switch (event.kind) {
    case EventKind::Glitch: {
        const auto& args = event.text.args();
        return !args.empty() && args.front() == "device" ? Kind::GlitchDevice : Kind::GlitchDecoder;
    }
    case EventKind::Trim:
    case EventKind::WentLive:
        return Kind::Trim;
    case EventKind::Discontinuity:
        return Kind::Discontinuity;
    case EventKind::Reconnecting:
    case EventKind::Reconnected:
        return Kind::Reconnect;
    case EventKind::SettingsChanged:
    case EventKind::TargetRaised:
    case EventKind::TargetLowered:
        return Kind::Setting;
    case EventKind::LinkCut:
        return Kind::LinkCut;
    case EventKind::LinkChanged:
    case EventKind::LinkBack:
        return Kind::LinkChange;
    case EventKind::LinkReset:
    case EventKind::LinkEnded:
        return Kind::LinkReset;
    case EventKind::RebufferStart:
    case EventKind::RebufferEnd:
        return Kind::Stall;
    default:
        return Kind::Step;
    }
}

} // namespace

BufferCard::BufferCard(const Theme& theme, QWidget* parent)
    : Card(QString(), parent)
    , m_theme(theme)
    , m_graph(new BufferGraph(theme, this))
{
    body()->setSpacing(4);
    m_zoomOut = addButton("zoomOut", QStringLiteral("\u2212"), tr("Show a longer time"),
        tr("Show a longer time, up to the whole session (−, 0: all of it; Ctrl with the wheel)"));
    m_zoomIn = addButton("zoomIn", QStringLiteral("+"), tr("Show a shorter time"),
        tr("Show a shorter time (+, or Ctrl with the wheel)"));
    m_pause = addButton("pauseGraph", tr("Pause"), tr("Pause the graph"),
        tr("The picture stands; what happens is recorded all the same (G)"));
    m_pause->setCheckable(true);
    m_live = addButton(
        "liveGraph", tr("Live"), tr("Back to what happens now"), tr("Back to what happens now (End)"));
    addIcons();
    body()->addWidget(m_graph, 1);
    // Not over the graph itself, where the pointer shows values.
    const QString help = QStringList{tr("Drag, turn the wheel or press ← → to move through the session"),
        tr("Ctrl with the wheel, or + − 0: zoom"),
        tr("Shift with ← →: the values of a moment; Ctrl with ← →: from event to event"),
        tr("Drag a dashed line to move a watermark, or choose it with ↑ ↓"),
        tr("Hatched: rebuffering; diagonal lines network, level lines source, dots emulated"),
        tr("Signs: × ○ glitch of decoder, of sound device · » speed · ▸| skipped · ⌐ discontinuity"),
        tr("= reconnect · ◆ setting · ■ △ ▼ link cut, other link, connection reset · • other event")}
                             .join(QLatin1Char('\n'));
    m_graph->setWhatsThis(help);
    titleLabel()->setToolTip(help);
    showIcons();
    connect(&theme, &Theme::changed, this, &BufferCard::showIcons);
    showView();
    showEvidence();
    connect(m_zoomOut, &QPushButton::clicked, m_graph, &BufferGraph::zoomOut);
    connect(m_zoomIn, &QPushButton::clicked, m_graph, &BufferGraph::zoomIn);
    connect(m_pause, &QPushButton::clicked, this, &BufferCard::togglePause);
    connect(m_live, &QPushButton::clicked, m_graph, &BufferGraph::goLive);
    connect(m_graph, &BufferGraph::viewChanged, this, &BufferCard::showView);
}

QPushButton* BufferCard::addButton(
    const char* name, const QString& text, const QString& accessible, const QString& tip)
{
    auto* button = new QPushButton(text, this);
    button->setProperty("kind", "text");
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(accessible);
    button->setToolTip(tip);
    header()->addWidget(button);
    return button;
}

// What is chosen less often has a sign instead of a word: all of it must fit beside the title at 960 pixels.
void BufferCard::addIcons()
{
    const auto add = [this](Glyph glyph, const char* name, const QString& accessible, const QString& tip) {
        QPushButton* button = addButton(name, {}, accessible, tip);
        m_icons.emplace_back(glyph, button);
        return button;
    };
    connect(add(Glyph::Table, "graphTable", tr("The graph as a table"),
                tr("The same figures as a table, to be read or copied")),
        &QPushButton::clicked, this, &BufferCard::showTable);
    m_advice = add(Glyph::Advice, "advisor", tr("What would other settings have given?"), {});
    connect(m_advice, &QPushButton::clicked, this, &BufferCard::adviceRequested);
    connect(add(Glyph::Compare, "compareSessions", tr("Compare sessions"),
                tr("Compare sessions: their graphs and figures side by side (Ctrl+Shift+D)")),
        &QPushButton::clicked, this, &BufferCard::compareRequested);
    m_export = add(Glyph::Export, "exportSession", tr("Export the session"), {});
    connect(m_export, &QPushButton::clicked, this, &BufferCard::exportRequested);
}

void BufferCard::showIcons()
{
    for (const auto& [glyph, button] : m_icons)
        button->setIcon(icon(glyph, m_theme.tokens().dim));
}

// There is something to take away as soon as a session has begun. Why a button is dead, it says itself.
void BufferCard::showEvidence()
{
    const bool any = !m_graph->history().empty();
    const QString nothing = tr("Nothing has been opened yet: open a stream first.");
    const auto show = [&](QPushButton* button, const QString& tip) {
        if (button->isEnabled() == any && !button->toolTip().isEmpty())
            return;
        button->setEnabled(any);
        button->setToolTip(any ? tip : tip + QLatin1Char('\n') + nothing);
        button->setAccessibleDescription(any ? QString() : nothing);
    };
    show(m_advice, tr("What other start levels would have given this session (Ctrl+T)"));
    show(m_export, tr("Export the session: page, report, timeline, graph (Ctrl+Shift+E)"));
}

void BufferCard::add(const std::vector<TimelineSample>& samples)
{
    std::vector<GraphSample> graph;
    graph.reserve(samples.size());
    for (const TimelineSample& sample : samples) {
        graph.push_back(toGraph(sample));
        noteSpeed(sample);
    }
    m_graph->add(graph);
    showEvidence();
}

// Where playing begins to run faster or slower, and where it is as usual again. The steps between say nothing.
void BufferCard::noteSpeed(const TimelineSample& sample)
{
    constexpr float kSame = 0.002F;
    const auto kind = [](float rate) { return rate > 1 + kSame ? 1 : rate < 1 - kSame ? -1 : 0; };
    if (kind(sample.rate) == kind(m_speed))
        return;
    m_speed = sample.rate;
    const QString speed = format::number(static_cast<double>(sample.rate), 2) + QStringLiteral("×");
    m_graph->addMark({sample.at, GraphMark::Kind::Speed, tr("Speed %1").arg(speed)});
}

void BufferCard::addEvents(const std::vector<Event>& events, TimePoint startedAt)
{
    for (const Event& event : events) {
        if (event.kind == EventKind::RateChanged)
            continue; // see noteSpeed(): the samples know the moment
        m_graph->addMark(
            {std::max(Duration::zero(), event.at - startedAt), markOf(event), trSentence(event.text)});
    }
}

void BufferCard::clear()
{
    m_speed = 1;
    m_graph->clear();
    showEvidence();
}

void BufferCard::togglePause()
{
    m_graph->setPaused(!m_graph->paused());
}

void BufferCard::showTable()
{
    if (m_table == nullptr)
        m_table = new BufferTable(m_graph->history(), this);
    m_table->show();
    m_table->raise();
    m_table->activateWindow();
    m_table->view()->setFocus();
}

void BufferCard::showView()
{
    const GraphNavigator& view = m_graph->navigator();
    const QString span = graphreadout::span(view.view().span);
    setTitle(view.whole() ? tr("BUFFER · whole session")
            : view.live() ? tr("BUFFER · last %1").arg(span)
                          : tr("BUFFER · %1").arg(span));
    m_pause->setChecked(!view.live());
    m_live->setEnabled(!view.live());
    m_zoomIn->setEnabled(view.canZoomIn());
    m_zoomOut->setEnabled(view.canZoomOut());
}

} // namespace sluice
