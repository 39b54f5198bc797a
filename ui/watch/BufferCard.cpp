// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/BufferCard.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferTable.h"
#include "ui/watch/WatchTexts.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/GraphReadout.h"

namespace sluice {

namespace {

// "■ level ▬ arriving …", painted: a label's rich text cannot follow the theme. Entries that do not fit are left out
// from the end.
class Legend : public QWidget {
public:
    struct Entry {
        QColor Tokens::* color;
        bool area;
        QString text;
    };
    Legend(const Theme& theme, std::vector<Entry> entries, QWidget* parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_entries(std::move(entries))
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        QStringList names;
        for (const Entry& entry : m_entries)
            names += entry.text;
        setAccessibleName(names.join(QStringLiteral(", ")));
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }
    QSize sizeHint() const override
    {
        int width = 0;
        for (const Entry& entry : m_entries)
            width += widthOf(entry);
        return {width, QFontMetrics(smallFont()).height() + 2};
    }
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        painter.setFont(smallFont());
        const Tokens& t = m_theme.tokens();
        int x = std::max(0, width() - sizeHint().width());
        for (const Entry& entry : m_entries) {
            if (x + widthOf(entry) > width() + kGap)
                break;
            const int size = entry.area ? kMark : 3;
            painter.fillRect(x, (height() - size) / 2 + 1, kMark, size, t.*entry.color);
            painter.setPen(t.dim);
            painter.drawText(
                QRect(x + kMark + 4, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, entry.text);
            x += widthOf(entry);
        }
    }

private:
    static constexpr int kMark = 9;
    static constexpr int kGap = 9;
    QFont smallFont() const
    {
        QFont small = font();
        small.setPointSizeF(small.pointSizeF() * 0.92);
        return small;
    }
    int widthOf(const Entry& entry) const
    {
        return kMark + 4 + QFontMetrics(smallFont()).horizontalAdvance(entry.text) + kGap;
    }

    const Theme& m_theme;
    std::vector<Entry> m_entries;
};

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
    case EventKind::RateChanged:
        return Kind::Speed;
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
    , m_graph(new BufferGraph(theme, this))
{
    body()->setSpacing(4);
    addLegend(theme);
    m_zoomOut = addButton("zoomOut", QStringLiteral("\u2212"), tr("Show a longer time"),
        tr("Show a longer time, up to the whole session (−, 0: all of it; Ctrl with the wheel)"));
    m_zoomIn = addButton("zoomIn", QStringLiteral("+"), tr("Show a shorter time"),
        tr("Show a shorter time (+, or Ctrl with the wheel)"));
    m_pause = addButton("pauseGraph", tr("Pause"), tr("Pause the graph"),
        tr("The picture stands; what happens is recorded all the same (G)"));
    m_pause->setCheckable(true);
    m_live = addButton(
        "liveGraph", tr("Live"), tr("Back to what happens now"), tr("Back to what happens now (End)"));
    auto* table = addButton("graphTable", tr("Table…"), tr("The graph as a table"),
        tr("The same figures as a table, to be read or copied"));
    connect(table, &QPushButton::clicked, this, &BufferCard::showTable);
    body()->addWidget(m_graph, 1);
    // Not over the graph itself, where the values at the pointer are shown.
    const QString help = QStringList{tr("Drag, turn the wheel or press ← → to move through the session"),
        tr("Ctrl with the wheel, or + − 0: zoom"),
        tr("Shift with ← →: the values of a moment; Ctrl with ← →: from event to event"),
        tr("Drag a dashed line to move a watermark, or choose it with ↑ ↓")}
                             .join(QLatin1Char('\n'));
    m_graph->setWhatsThis(help);
    m_legend->setToolTip(help);
    showView();
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

void BufferCard::addLegend(const Theme& theme)
{
    m_legend = new Legend(theme,
        {{&Tokens::levelLine, true, tr("level")}, {&Tokens::arriving, false, tr("arriving")},
            {&Tokens::playing, false, tr("playing")}, {&Tokens::stall, true, tr("rebuffering")}},
        this);
    header()->addWidget(m_legend);
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
    for (const Event& event : events)
        m_graph->addMark(
            {std::max(Duration::zero(), event.at - startedAt), markOf(event), trSentence(event.text)});
}

void BufferCard::clear()
{
    m_speed = 1;
    m_graph->clear();
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
