// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphMarks.h"

#include <QCoreApplication>
#include <QPainter>

#include "ui/theme/Tokens.h"

namespace sluice::graphmarks {

namespace {

using Kind = GraphMark::Kind;

constexpr double kHalf = kSize / 2 - 0.5;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(sluice::GraphMarks)
};

QColor colorOf(Kind kind, const Tokens& t)
{
    switch (kind) {
    case Kind::GlitchDecoder:
    case Kind::GlitchDevice:
    case Kind::LinkCut:
    case Kind::LinkReset:
    case Kind::Reconnect:
        return t.bad;
    case Kind::LinkChange:
    case Kind::Discontinuity:
        return t.warn;
    case Kind::Speed:
    case Kind::Trim:
    case Kind::Setting:
        return t.link;
    case Kind::Stall:
    case Kind::Step:
        break;
    }
    return t.dim;
}

// Around the origin, within kHalf.
void draw(QPainter& p, Kind kind, const QColor& color)
{
    constexpr double h = kHalf;
    switch (kind) {
    case Kind::GlitchDecoder: // a cross
        p.drawLine(QPointF(-h, -h), QPointF(h, h));
        p.drawLine(QPointF(-h, h), QPointF(h, -h));
        break;
    case Kind::GlitchDevice: // a ring
        p.drawEllipse(QPointF(), h - 0.5, h - 0.5);
        break;
    case Kind::Speed: // »
        p.drawPolyline(QPolygonF{{-h, -h}, {0, 0}, {-h, h}});
        p.drawPolyline(QPolygonF{{0, -h}, {h, 0}, {0, h}});
        break;
    case Kind::Trim: // skip: a triangle against a bar
        p.setBrush(color);
        p.drawPolygon(QPolygonF{{-h, -h}, {h - 2, 0}, {-h, h}});
        p.drawLine(QPointF(h, -h), QPointF(h, h));
        break;
    case Kind::Discontinuity: // a step
        p.drawPolyline(QPolygonF{{-h, h - 1}, {0, h - 1}, {0, -h + 1}, {h, -h + 1}});
        break;
    case Kind::Reconnect: // two bars that meet: =
        p.drawLine(QPointF(-h, -2), QPointF(h, -2));
        p.drawLine(QPointF(-h, 2), QPointF(h, 2));
        break;
    case Kind::Setting: // a full diamond
        p.setBrush(color);
        p.drawPolygon(QPolygonF{{0, -h}, {h, 0}, {0, h}, {-h, 0}});
        break;
    case Kind::LinkCut: // a full square
        p.setBrush(color);
        p.drawRect(QRectF(-h, -h, 2 * h, 2 * h));
        break;
    case Kind::LinkChange: // a hollow triangle
        p.drawPolygon(QPolygonF{{0, -h}, {h, h}, {-h, h}});
        break;
    case Kind::LinkReset: // a full triangle that points down
        p.setBrush(color);
        p.drawPolygon(QPolygonF{{0, h}, {h, -h}, {-h, -h}});
        break;
    case Kind::Stall:
    case Kind::Step: // a dot
        p.setBrush(color);
        p.drawEllipse(QPointF(), 1.5, 1.5);
        break;
    }
}

} // namespace

void paint(QPainter& painter, Kind kind, const QPointF& middle, const Tokens& tokens)
{
    const QColor color = colorOf(kind, tokens);
    painter.save();
    painter.translate(middle);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    draw(painter, kind, color);
    painter.restore();
}

bool isGlitch(Kind kind)
{
    return kind == Kind::GlitchDecoder || kind == Kind::GlitchDevice;
}

QString name(Kind kind)
{
    switch (kind) {
    case Kind::GlitchDecoder:
        return Words::tr("glitch of the decoder");
    case Kind::GlitchDevice:
        return Words::tr("glitch of the sound device");
    case Kind::Speed:
        return Words::tr("other speed");
    case Kind::Trim:
        return Words::tr("skipped to be live");
    case Kind::Discontinuity:
        return Words::tr("discontinuity");
    case Kind::Reconnect:
        return Words::tr("reconnected");
    case Kind::Setting:
        return Words::tr("other setting");
    case Kind::LinkCut:
        return Words::tr("link cut");
    case Kind::LinkChange:
        return Words::tr("other link");
    case Kind::LinkReset:
        return Words::tr("connection reset");
    case Kind::Stall:
        return Words::tr("rebuffering");
    case Kind::Step:
        break;
    }
    return Words::tr("other event");
}

} // namespace sluice::graphmarks
