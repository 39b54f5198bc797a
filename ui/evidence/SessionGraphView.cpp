// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evidence/SessionGraphView.h"

#include <QPainter>
#include <QSvgRenderer>

#include "core/metrics/SessionGraph.h"
#include "core/session/ReportLanguage.h"
#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

namespace sluice {

SessionGraphView::SessionGraphView(
    const Theme& theme, const SessionRecord& session, Duration span, bool legend, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_session(session)
    , m_span(span)
    , m_legend(legend)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("%1, %2 stalls, %3 without media")
            .arg(qstr(session.name), format::integer(session.report.stallCount()),
                format::seconds(milliseconds(session.report.stallMs()))));
    connect(&theme, &Theme::changed, this, [this] {
        m_picture = {};
        update();
    });
}

void SessionGraphView::paintEvent(QPaintEvent* /*event*/)
{
    const QSize pixels = size() * devicePixelRatioF();
    if (m_picture.size() != pixels) {
        SessionGraph graph;
        graph.width = width();
        graph.height = height();
        graph.span = m_span;
        graph.legend = m_legend;
        graph.words = reportWords();
        graph.colors = m_theme.tokens().dark ? SessionGraph::Colors::Dark : SessionGraph::Colors::Light;
        QSvgRenderer renderer(QByteArray::fromStdString(graph.svg(m_session)));
        m_picture = QPixmap(pixels);
        m_picture.fill(m_theme.tokens().card);
        QPainter painter(&m_picture);
        renderer.render(&painter);
    }
    QPainter(this).drawPixmap(rect(), m_picture);
}

} // namespace sluice
