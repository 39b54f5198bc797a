// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/VideoView.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

#include "ui/theme/Theme.h"
#include "ui/widgets/MessagePanel.h"

namespace sluice {

namespace {

constexpr int kRadius = 8;
constexpr int kPillMargin = 12;
constexpr int kPillGap = 6;
constexpr int kBarWidth = 240;
constexpr int kBarHeight = 8;

} // namespace

VideoView::VideoView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_statePill(new PillLabel(theme, this))
    , m_secondPill(new PillLabel(theme, this))
    , m_formatPill(new PillLabel(theme, this))
    , m_message(new MessagePanel(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Picture"));
    m_message->hide();
    connect(m_message->primary(), &QPushButton::clicked, this, &VideoView::primaryClicked);
    connect(m_message->secondary(), &QPushButton::clicked, this, &VideoView::secondaryClicked);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void VideoView::setFrame(const VideoFrame& frame)
{
    m_frame = frame;
    m_stale = static_cast<bool>(frame);
    if (!frame) {
        m_image = {};
        m_converted = {};
    }
    if (isVisible() && !messageShown())
        update();
}

void VideoView::setStatePill(PillLabel::Kind kind, const QString& text)
{
    m_statePill->set(kind, text);
    placePills();
}

void VideoView::setSecondPill(PillLabel::Kind kind, const QString& text)
{
    m_secondPill->set(kind, text);
    placePills();
}

void VideoView::setFormatPill(const QString& text)
{
    m_formatPill->set(PillLabel::Kind::OnPicture, text);
    placePills();
}

void VideoView::placePills()
{
    int x = kPillMargin;
    for (PillLabel* pill : {m_statePill, m_secondPill}) {
        pill->resize(pill->sizeHint());
        pill->move(x, kPillMargin);
        if (!pill->text().isEmpty())
            x += pill->width() + kPillGap;
    }
    m_formatPill->resize(m_formatPill->sizeHint());
    const int right = width() - kPillMargin - m_formatPill->width();
    m_formatPill->move(right, kPillMargin);
    m_formatPill->setVisible(!m_formatPill->text().isEmpty() && right > x);
}

void VideoView::setProgress(const std::optional<Progress>& progress)
{
    if (progress == m_progress)
        return;
    m_progress = progress;
    setAccessibleDescription(
        progress ? progress->title + QStringLiteral(". ") + progress->detail : QString());
    update();
}

void VideoView::setMessage(
    const QString& title, const QString& text, const QString& primary, const QString& secondary)
{
    const bool shown = !title.isEmpty();
    if (shown)
        m_message->set(title, text, primary, secondary);
    if (m_message->isVisibleTo(this) == shown)
        return;
    m_message->setVisible(shown);
    update();
}

bool VideoView::messageShown() const
{
    return m_message->isVisibleTo(this);
}

void VideoView::setPlain(bool plain)
{
    m_plain = plain;
    update();
}

void VideoView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_message->setGeometry(rect());
    m_stale = static_cast<bool>(m_frame);
    placePills();
}

void VideoView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        emit doubleClicked();
}

QRect VideoView::pictureRect() const
{
    const double shape = m_frame.size.height > 0
        ? m_frame.size.width * (m_frame.aspect > 0 ? m_frame.aspect : 1.0) / m_frame.size.height
        : 16.0 / 9;
    const QSizeF fitted = QSizeF(shape, 1.0).scaled(QSizeF(size()), Qt::KeepAspectRatio);
    const QSize whole(std::max(2, static_cast<int>(std::lround(fitted.width()))),
        std::max(2, static_cast<int>(std::lround(fitted.height()))));
    return {QPoint((width() - whole.width()) / 2, (height() - whole.height()) / 2), whole};
}

void VideoView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Tokens& t = m_theme.tokens();
    if (messageShown() || !m_frame) {
        painter.fillRect(rect(), t.window);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(t.line);
        painter.setBrush(t.card);
        const int radius = m_plain ? 0 : kRadius;
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    } else {
        paintPicture(painter);
    }
    if (m_progress && !messageShown())
        paintProgress(painter, *m_progress);
    if (m_frame && !messageShown() && !m_plain)
        paintCorners(painter);
}

void VideoView::paintPicture(QPainter& painter)
{
    const QRect target = pictureRect();
    if (m_stale) {
        m_stale = false;
        const double ratio = devicePixelRatioF();
        const VideoSize pixels{static_cast<int>(std::lround(target.width() * ratio)),
            static_cast<int>(std::lround(target.height() * ratio))};
        // swscale scales while it converts: one pass over the picture, and the painter then only copies.
        if (auto converted = m_painter.toBgra(m_frame, pixels)) {
            m_converted = std::move(converted).value();
            m_image = QImage(m_converted.planes[0], pixels.width, pixels.height,
                static_cast<qsizetype>(m_converted.strides[0]), QImage::Format_RGB32);
        }
    }
    // What the picture does not cover, without painting under it.
    for (const QRect& rest : QRegion(rect()).subtracted(target))
        painter.fillRect(rest, Qt::black);
    if (m_image.isNull())
        painter.fillRect(target, Qt::black);
    else
        painter.drawImage(target, m_image);
}

void VideoView::paintProgress(QPainter& painter, const Progress& progress) const
{
    const Tokens& t = m_theme.tokens();
    painter.fillRect(rect(), t.scrim);
    const int middle = height() / 2;
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.38);
    large.setBold(true);
    painter.setFont(large);
    painter.setPen(t.onPicture);
    const int titleHeight = painter.fontMetrics().height();
    painter.drawText(
        QRect(0, middle - titleHeight - 14, width(), titleHeight), Qt::AlignCenter, progress.title);
    const int barWidth = std::min(kBarWidth, width() - 40);
    const QRectF bar((width() - barWidth) / 2.0, middle - kBarHeight / 2.0, barWidth, kBarHeight);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(255, 255, 255, 50));
    painter.drawRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    QPainterPath whole;
    whole.addRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    painter.setClipPath(whole);
    painter.fillRect(
        QRectF(bar.x(), bar.y(), bar.width() * std::clamp(progress.share, 0.0, 1.0), bar.height()),
        QColor(0xf2, 0xc1, 0x4e));
    painter.setClipping(false);
    painter.setFont(font());
    painter.setPen(t.onPictureDim);
    painter.drawText(
        QRect(0, middle + 10, width(), painter.fontMetrics().height()), Qt::AlignCenter, progress.detail);
}

// Corners are painted over the picture in the window's colour: clipping the picture by a path would cost more than
// showing it.
void VideoView::paintCorners(QPainter& painter) const
{
    QPainterPath square;
    square.addRect(rect());
    QPainterPath round;
    round.addRoundedRect(rect(), kRadius, kRadius);
    const QPainterPath corners = square.subtracted(round);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(corners, m_theme.tokens().window);
}

} // namespace sluice
