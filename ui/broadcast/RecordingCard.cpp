// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/RecordingCard.h"

#include <cmath>

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/broadcast/BroadcastTexts.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/ElidedLabel.h"

namespace sluice {

RecordingCard::RecordingCard(QWidget* parent)
    : Card(tr("RECORDING"), parent)
    , m_line(new QLabel(this))
    , m_notice(new QLabel(this))
    , m_save(new QPushButton(this))
    , m_actions(new QWidget(this))
    , m_last(new ElidedLabel(Qt::ElideMiddle, m_actions))
    , m_folder(new QPushButton(tr("Open folder"), m_actions))
    , m_convert(new QPushButton(this))
    , m_progress(new QProgressBar(this))
{
    m_notice->setProperty("role", "warn");
    for (QLabel* label : {m_line, m_notice}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_last->setProperty("role", "label");
    m_progress->setRange(0, 100);
    m_progress->setAccessibleName(tr("Making an MP4"));
    for (QPushButton* button : {m_save, m_folder, m_convert})
        button->setProperty("scale", "small");
    auto* last = new QHBoxLayout(m_actions);
    last->setContentsMargins(0, 0, 0, 0);
    last->addWidget(m_last, 1);
    last->addWidget(m_folder);
    auto* convert = new QHBoxLayout;
    convert->addWidget(m_progress, 1);
    convert->addWidget(m_convert);
    convert->addStretch(0);
    header()->addWidget(m_save);
    body()->addWidget(m_line);
    body()->addWidget(m_notice);
    body()->addWidget(m_actions);
    body()->addLayout(convert);
    connect(m_save, &QPushButton::clicked, this, &RecordingCard::replayRequested);
    connect(m_folder, &QPushButton::clicked, this, [this] { emit folderRequested(m_path); });
    connect(m_convert, &QPushButton::clicked, this, [this] {
        if (m_converting)
            emit cancelRequested();
        else
            emit convertRequested(m_path);
    });
    setStatus({}, {});
}

void RecordingCard::setStatus(const BroadcastStatus& status, Duration replay)
{
    const bool onAir = broadcasttexts::onAir(status);
    const QString line = broadcasttexts::recordingLine(status);
    m_line->setText(line);
    m_line->setVisible(!line.isEmpty());
    const QString notice = broadcasttexts::recordingNotice(status);
    m_notice->setText(notice);
    m_notice->setVisible(!notice.isEmpty());
    m_save->setVisible(onAir && replay > Duration::zero());
    m_save->setEnabled(status.recordings.replayHeld > Duration::zero());
    m_save->setText(tr("Save the last %1 s").arg(replay / seconds(1)));
    showLast(status);
    setVisible(
        !line.isEmpty() || !notice.isEmpty() || !m_save->isHidden() || !m_path.isEmpty() || m_converting);
}

void RecordingCard::showLast(const BroadcastStatus& status)
{
    m_path.clear();
    // Afterwards the whole broadcast matters more than a replay of it.
    bool whole = false;
    for (const KeptFile& file : status.recordings.files) {
        if (!file.file.over() || file.file.bytes == 0 || (whole && file.replay))
            continue;
        m_path = qstr(file.file.path);
        whole = !broadcasttexts::onAir(status) && !file.replay;
    }
    const BroadcastStatus::Conversion& conversion = status.conversion;
    m_converting = conversion.running;
    const bool made = !conversion.made.empty() && qstr(conversion.from) == m_path;
    if (made)
        m_path = qstr(conversion.made);
    const QFileInfo info(m_path);
    m_last->setFullText(info.fileName());
    m_progress->setVisible(m_converting);
    m_progress->setValue(static_cast<int>(std::lround(conversion.progress * 100)));
    m_actions->setVisible(!m_path.isEmpty());
    m_convert->setText(m_converting ? tr("Cancel") : tr("Make an MP4"));
    m_convert->setToolTip(tr(
        "With its index at the beginning, as editors and web pages like it; the original goes once that is done"));
    // While something is live the disk and the processor are its own.
    m_convert->setVisible(m_converting || (!m_path.isEmpty() && !made && !broadcasttexts::onAir(status)));
}

} // namespace sluice
