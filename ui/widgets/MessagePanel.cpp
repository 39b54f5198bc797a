// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/MessagePanel.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sluice {

namespace {
constexpr int kTextWidth = 520; // about 75 letters, the most that reads well
constexpr int kMargin = 12;
} // namespace

MessagePanel::MessagePanel(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_primary(new QPushButton(this))
    , m_secondary(new QPushButton(this))
{
    m_title->setProperty("role", "heading");
    m_text->setProperty("role", "label");
    for (QLabel* label : {m_title, m_text}) {
        label->setAlignment(Qt::AlignCenter);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    }
    m_primary->setProperty("kind", "primary");
    m_primary->hide(); // until they have a text
    m_secondary->hide();
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_primary);
    buttons->addWidget(m_secondary);
    buttons->addStretch(1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, 8, kMargin, 8);
    column->setSpacing(6);
    column->addStretch(1);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_text, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addLayout(buttons);
    column->addStretch(1);
}

void MessagePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTexts();
}

// A centred layout item gets its height before its width is known, and a label remembers its widest need, so both
// are measured here.
void MessagePanel::fitTexts()
{
    constexpr int kEndless = 10'000;
    const int textWidth = std::max(kMargin, std::min(kTextWidth, width() - 2 * kMargin));
    for (QLabel* label : {m_title, m_text}) {
        label->ensurePolished();
        const QRect needed = label->fontMetrics().boundingRect(
            QRect(0, 0, textWidth, kEndless), Qt::AlignCenter | Qt::TextWordWrap, label->text());
        label->setFixedSize(textWidth, needed.height() + 2);
    }
}

void MessagePanel::set(
    const QString& title, const QString& text, const QString& primary, const QString& secondary)
{
    const auto put = [](auto* widget, const QString& value) {
        if (widget->text() != value)
            widget->setText(value);
        widget->setVisible(!value.isEmpty());
    };
    put(m_title, title);
    put(m_text, text);
    put(m_primary, primary);
    put(m_secondary, secondary);
    fitTexts();
    setAccessibleName(title);
    setAccessibleDescription(text);
}

QString MessagePanel::title() const
{
    return m_title->text();
}

QString MessagePanel::text() const
{
    return m_text->text();
}

} // namespace sluice
