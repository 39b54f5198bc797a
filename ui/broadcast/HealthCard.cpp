// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/HealthCard.h"

#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/broadcast/BroadcastTexts.h"
#include "ui/widgets/Figures.h"
#include "ui/widgets/Sparkline.h"

namespace sluice {

HealthCard::HealthCard(const Theme& theme, QWidget* parent)
    : Card(tr("HEALTH"), parent)
    , m_line(new Sparkline(theme, this))
    , m_notice(new QLabel(this))
    , m_retry(new QPushButton(this))
    , m_figures(new Figures(this))
    , m_bitrate(m_figures->addRow(tr("Sent bitrate")))
    , m_queue(m_figures->addRow(tr("Send queue")))
    , m_dropped(m_figures->addRow(tr("Dropped frames")))
    , m_encoder(m_figures->addRow(tr("Encoder load")))
    , m_capture(m_figures->addRow(tr("Capture")))
    , m_glass(m_figures->addRow(tr("Glass to glass")))
    , m_reconnects(m_figures->addRow(tr("Reconnects")))
{
    m_line->setAccessibleName(tr("Sent bitrate of the last minute"));
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setProperty("role", "label");
    body()->addWidget(m_line);
    body()->addWidget(m_notice);
    body()->addWidget(m_retry, 0, Qt::AlignLeft);
    body()->addWidget(m_figures);
    connect(m_retry, &QPushButton::clicked, this, &HealthCard::retryRequested);
    setStatus({}, {});
}

void HealthCard::setStatus(const BroadcastStatus& status, TimePoint now, bool preparing)
{
    const bool onAir = broadcasttexts::onAir(status);
    m_line->setVisible(onAir);
    if (!onAir) {
        m_line->clear();
        m_lastPoint = {};
    } else if (now - m_lastPoint >= seconds(1)) {
        m_lastPoint = now;
        m_line->setTarget(status.targetKbps);
        m_line->add(status.sentKbps);
    }
    const QString notice = preparing ? tr("Going live…") : broadcasttexts::notice(status, now);
    const bool warns = status.state == BroadcastState::Reconnecting || broadcasttexts::troubled(status)
        || status.overloaded || !broadcasttexts::missing(status).isEmpty();
    const QString role = preparing               ? QStringLiteral("label")
        : status.state == BroadcastState::Failed ? QStringLiteral("bad")
        : warns                                  ? QStringLiteral("warn")
                                                 : QStringLiteral("label");
    if (m_notice->property("role").toString() != role) {
        m_notice->setProperty("role", role);
        m_notice->style()->unpolish(m_notice);
        m_notice->style()->polish(m_notice);
    }
    m_notice->setText(notice);
    m_notice->setVisible(!notice.isEmpty());
    // Of one that is lost while others go on, the row in the card of destinations has a button.
    m_retry->setText(status.destinations.size() > 1 ? tr("Retry all now") : tr("Retry now"));
    m_retry->setVisible(status.state == BroadcastState::Reconnecting);

    const broadcasttexts::Health h = broadcasttexts::health(status);
    m_figures->setValue(m_bitrate, h.bitrate);
    m_figures->setValue(m_queue, h.queue);
    m_figures->setValue(m_dropped, h.dropped);
    m_figures->setToolTip(h.droppedBy);
    m_figures->setAccessibleDescription(h.droppedBy);
    m_figures->setValue(m_encoder, h.encoder);
    m_figures->setValue(m_capture, h.capture);
    m_figures->setValue(m_glass, h.glassToGlass);
    m_figures->setValue(m_reconnects, h.reconnects);
}

} // namespace sluice
