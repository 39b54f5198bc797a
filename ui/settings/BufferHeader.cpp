// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/BufferHeader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/widgets/ChoiceRow.h"

namespace sluice {

BufferHeader::BufferHeader(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_profiles(new ChoiceRow(tr("Buffer profile"),
          {tr("Low latency"), tr("Balanced"), tr("Smooth"), tr("Custom")}, ChoiceRow::Size::Usual, this))
    , m_bar(new WatermarkBar(theme, this))
    , m_note(new QLabel(
          tr("These are the values for RTMP, RTSP and radio. HLS and files have larger ones of their own, except for "
             "what you set yourself."),
          this))
    , m_advice(new QLabel(this))
    , m_take(new QPushButton(this))
{
    m_note->setProperty("role", "why");
    m_note->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(8);
    auto* row = new QHBoxLayout;
    row->addWidget(m_profiles);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_bar);
    column->addWidget(m_note);
    m_advice->setTextFormat(Qt::PlainText);
    m_advice->setWordWrap(true);
    m_advice->setProperty("role", "label");
    m_take->setProperty("scale", "small");
    m_take->setAutoDefault(false);
    auto* verdict = new QHBoxLayout;
    verdict->addWidget(m_advice, 1);
    verdict->addWidget(m_take);
    column->addLayout(verdict);
    setAdvice({}, {});
    connect(m_take, &QPushButton::clicked, this, &BufferHeader::adviceTaken);
    connect(m_profiles, &ChoiceRow::chosenByHand, this,
        [this](int index) { emit profileChosen(static_cast<BufferProfile>(index)); });
    connect(m_bar, &WatermarkBar::moved, this, [this](WatermarkBar::Mark mark, Duration value) {
        switch (mark) {
        case WatermarkBar::Low:
            emit markMoved("buffer.low_ms", value);
            break;
        case WatermarkBar::Start:
            emit markMoved("buffer.start_ms", value);
            break;
        case WatermarkBar::Resume:
            emit markMoved("buffer.resume_ms", value);
            break;
        case WatermarkBar::Target:
            emit markMoved("buffer.target_ms", value);
            break;
        }
    });
}

void BufferHeader::setAdvice(const QString& text, const QString& button)
{
    m_advice->setText(text);
    m_advice->setVisible(!text.isEmpty());
    m_take->setText(button);
    m_take->setAccessibleDescription(text);
    m_take->setVisible(!button.isEmpty());
}

void BufferHeader::setProfile(BufferProfile profile)
{
    m_profiles->setChosen(static_cast<int>(profile));
}

void BufferHeader::setValues(const BufferSettings& values)
{
    m_bar->setValue(WatermarkBar::Low, values.low);
    m_bar->setValue(WatermarkBar::Start, values.start);
    m_bar->setValue(WatermarkBar::Resume, values.resume);
    m_bar->setValue(WatermarkBar::Target, values.target);
}

void BufferHeader::setLevel(std::optional<Duration> level)
{
    m_bar->setLevel(level);
}

} // namespace sluice
