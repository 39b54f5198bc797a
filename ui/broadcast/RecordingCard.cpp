// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/RecordingCard.h"

#include <algorithm>
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
    , m_folder(new QPushButton(tr("Open folder"), this))
    , m_others(wrappedLabel("small", this))
{
    m_notice->setProperty("role", "warn");
    for (QLabel* label : {m_line, m_notice}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    for (QPushButton* button : {m_folder, m_save}) {
        button->setProperty("scale", "small");
        header()->addWidget(button);
    }
    body()->addWidget(m_line);
    body()->addWidget(m_notice);
    for (std::size_t i = 0; i < kMostRows; ++i) {
        m_rows.push_back(makeRow(i));
        body()->addWidget(m_rows.back().widget);
    }
    body()->addWidget(m_others);
    connect(m_save, &QPushButton::clicked, this, &RecordingCard::replayRequested);
    connect(m_folder, &QPushButton::clicked, this, [this] { emit folderRequested(m_rows.front().path); });
    setStatus({}, {});
}

RecordingCard::Row RecordingCard::makeRow(std::size_t index)
{
    Row row;
    row.widget = new QWidget(this);
    row.name = new ElidedLabel(Qt::ElideMiddle, row.widget);
    row.convert = new QPushButton(tr("Make an MP4"), row.widget);
    row.takeOff = new QPushButton(QStringLiteral("✕"), row.widget);
    row.progress = new QProgressBar(row.widget);
    row.name->setProperty("role", "label");
    row.convert->setProperty("scale", "small");
    row.takeOff->setProperty("kind", "text");
    row.takeOff->setToolTip(tr("Take it off this list; the file stays"));
    row.progress->setRange(0, 100);
    row.progress->setAccessibleName(tr("Making an MP4"));
    auto* line = new QHBoxLayout;
    line->setSpacing(4);
    line->addWidget(row.name, 1);
    line->addWidget(row.convert);
    line->addWidget(row.takeOff);
    auto* column = new QVBoxLayout(row.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(line);
    column->addWidget(row.progress);
    connect(row.convert, &QPushButton::clicked, this, [this, index] {
        if (m_rows[index].converting)
            emit cancelRequested();
        else
            emit convertRequested(m_rows[index].path);
    });
    connect(row.takeOff, &QPushButton::clicked, this,
        [this, index] { emit takeOffRequested(m_rows[index].path); });
    return row;
}

QString RecordingCard::fileName(std::size_t row) const
{
    return QFileInfo(m_rows[row].path).fileName();
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
    showFiles(status);
    setVisible(!line.isEmpty() || !notice.isEmpty() || !m_save->isHidden() || !m_rows.front().path.isEmpty());
}

void RecordingCard::showFiles(const BroadcastStatus& status)
{
    const bool onAir = broadcasttexts::onAir(status);
    std::vector<KeptRecording> shown = status.kept;
    const std::size_t most = onAir ? 1 : kMostRows; // on the air other things matter more
    const std::size_t others = shown.size() - std::min(shown.size(), most);
    shown.resize(std::min(shown.size(), most));
    // What works can be cancelled, wherever it stands.
    const auto converted = [&](const KeptRecording& one) { return one.path == status.conversion.from; };
    if (status.conversion.running && std::ranges::none_of(shown, converted)) {
        if (shown.size() == most)
            shown.pop_back();
        shown.push_back({status.conversion.from, false});
    }
    for (std::size_t i = 0; i < kMostRows; ++i)
        showRow(m_rows[i], i < shown.size() ? shown[i] : KeptRecording(), status);
    m_folder->setVisible(!shown.empty());
    m_others->setText(tr("%n older one(s)", nullptr, static_cast<int>(others)));
    m_others->setVisible(others > 0 && !onAir);
}

void RecordingCard::showRow(Row& row, const KeptRecording& file, const BroadcastStatus& status)
{
    const BroadcastStatus::Conversion& conversion = status.conversion;
    row.path = qstr(file.path);
    row.converting = conversion.running && conversion.from == file.path;
    row.widget->setVisible(!row.path.isEmpty());
    if (row.path.isEmpty())
        return;
    const QString name = QFileInfo(row.path).fileName();
    row.name->setFullText(name);
    row.widget->setToolTip(row.path);
    row.progress->setVisible(row.converting);
    row.progress->setValue(static_cast<int>(std::lround(conversion.progress * 100)));
    row.convert->setText(row.converting ? tr("Cancel") : tr("Make an MP4"));
    row.convert->setAccessibleDescription(name);
    row.convert->setToolTip(tr(
        "With its index at the beginning, as editors and web pages like it; the original goes once that is done"));
    // While something is live the disk and the processor are its own; and one at a time is made.
    row.convert->setVisible(row.converting || (!file.madeMp4 && !broadcasttexts::onAir(status)));
    row.convert->setEnabled(row.converting || !conversion.running);
    row.takeOff->setEnabled(!row.converting);
    row.takeOff->setAccessibleName(tr("Take “%1” off this list; the file stays").arg(name));
}

} // namespace sluice
