// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/BufferCard.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/Theme.h"
#include "ui/watch/WatchTexts.h"
#include "ui/widgets/BufferGraph.h"

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

} // namespace

BufferCard::BufferCard(const Theme& theme, QWidget* parent)
    : Card(tr("BUFFER · last 60 s"), parent)
    , m_graph(new BufferGraph(theme, this))
    , m_pause(new QPushButton(this))
{
    body()->setSpacing(4);
    addLegend(theme);
    m_pause->setProperty("kind", "text");
    m_pause->setObjectName(QStringLiteral("pauseGraph"));
    header()->addWidget(m_pause);
    body()->addWidget(m_graph, 1);
    showPaused();
    connect(m_pause, &QPushButton::clicked, this, &BufferCard::togglePause);
}

void BufferCard::addLegend(const Theme& theme)
{
    header()->addWidget(new Legend(theme,
        {{&Tokens::levelLine, true, tr("level")}, {&Tokens::arriving, false, tr("arriving")},
            {&Tokens::playing, false, tr("playing")}, {&Tokens::stall, true, tr("rebuffering")}},
        this));
}

void BufferCard::add(const std::vector<TimelineSample>& samples)
{
    std::vector<GraphSample> graph;
    graph.reserve(samples.size());
    for (const TimelineSample& sample : samples)
        graph.push_back(toGraph(sample));
    m_graph->add(graph);
}

void BufferCard::clear()
{
    m_graph->setPaused(false);
    m_graph->clear();
    showPaused();
}

void BufferCard::togglePause()
{
    m_graph->setPaused(!m_graph->paused());
    showPaused();
}

void BufferCard::showPaused()
{
    m_pause->setText(m_graph->paused() ? tr("Continue graph") : tr("Pause graph"));
}

} // namespace sluice
