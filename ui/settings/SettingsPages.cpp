// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsPages.h"

#include <algorithm>
#include <array>

#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingsSection.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr auto kPages = std::to_array<SettingsPage>({SettingsPage::General, SettingsPage::Video,
    SettingsPage::Audio, SettingsPage::Encoding, SettingsPage::Destinations, SettingsPage::Buffer,
    SettingsPage::Network, SettingsPage::Server, SettingsPage::Recording, SettingsPage::Advanced});
// After so long, input is served before the next page comes. [P] The largest takes about 8 ms itself.
constexpr qint64 kSliceMs = 5;

// Those that Tab stops at, in the order in which they were made.
std::vector<QWidget*> tabStops(const SettingsSection& section)
{
    std::vector<QWidget*> stops;
    for (QWidget* widget : section.findChildren<QWidget*>())
        if ((widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr)
            stops.push_back(widget);
    return stops;
}

} // namespace

SettingsPages::SettingsPages(Theme& theme, const SettingsSchema& schema, QWidget* parent)
    : QScrollArea(parent)
    , m_theme(theme)
{
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(10);
    for (const SettingsPage page : kPages) {
        auto* section = new SettingsSection(page, schema, content);
        if (section->empty()) {
            delete section;
            continue;
        }
        section->hide();
        column->addWidget(section);
        m_sections.push_back(section);
    }
    m_nothing = new QLabel(tr("No setting has these words."), content);
    m_nothing->setProperty("role", "label");
    m_nothing->hide();
    column->addWidget(m_nothing);
    column->addStretch(1);
    setWidget(content);
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    for (QWidget* container : {content, viewport(), static_cast<QWidget*>(this)})
        m_theme.dressByParts(*container);
    m_page = m_sections.front()->page();
    connect(&theme, &Theme::changed, this, &SettingsPages::drawIcons);
    m_next.setSingleShot(true);
    m_next.setInterval(1); // see Theme: not 0
    m_next.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, &SettingsPages::showNext);
}

SettingsSection* SettingsPages::section(SettingsPage page) const
{
    const auto found = std::ranges::find(m_sections, page, &SettingsSection::page);
    return found != m_sections.end() ? *found : nullptr;
}

// --- Building

SettingsSection* SettingsPages::build(SettingsPage page)
{
    SettingsSection* wanted = section(page);
    if (wanted == nullptr || wanted->built())
        return wanted;
    buildNow(*wanted);
    if (std::erase(m_wanted, wanted) > 0)
        bringUp(*wanted);
    return wanted;
}

SettingEditor* SettingsPages::editor(std::string_view key)
{
    for (const SettingsSection* one : m_sections)
        if (one->has(key))
            return build(one->page())->editor(key);
    return nullptr;
}

void SettingsPages::buildNow(SettingsSection& section)
{
    m_theme.dressEmpty(section);
    section.build(m_theme);
    placeTabs(section);
    section.setRestoreIcon(icon(Glyph::Restore, m_theme.tokens().dim));
    emit built(section);
}

// Qt puts what is new last.
void SettingsPages::placeTabs(const SettingsSection& section)
{
    QWidget* after = m_tabsAfter;
    for (const SettingsSection* before : m_sections) {
        if (before == &section)
            break;
        if (const auto stops = tabStops(*before); !stops.empty())
            after = stops.back();
    }
    if (after == nullptr)
        return;
    for (QWidget* stop : tabStops(section)) {
        QWidget::setTabOrder(after, stop);
        after = stop;
    }
}

void SettingsPages::drawIcons()
{
    const QIcon glyph = icon(Glyph::Restore, m_theme.tokens().dim);
    for (SettingsSection* section : m_sections)
        section->setRestoreIcon(glyph);
}

// --- What is seen

void SettingsPages::showPage(SettingsPage page)
{
    if (section(page) != nullptr)
        m_page = page;
    look();
}

void SettingsPages::search(const QString& words)
{
    m_words = words.trimmed();
    look();
}

void SettingsPages::look()
{
    m_wanted.clear();
    for (SettingsSection* section : m_sections) {
        if (m_words.isEmpty() ? section->page() == m_page : section->matches(m_words))
            m_wanted.push_back(section);
        else
            section->hide();
    }
    m_nothing->setVisible(m_wanted.empty());
    ensureVisible(0, 0);
    showNext();
}

void SettingsPages::showNext()
{
    QElapsedTimer timer;
    timer.start();
    while (!m_wanted.empty() && timer.elapsed() < kSliceMs) {
        SettingsSection* next = m_wanted.front();
        m_wanted.pop_front();
        if (!next->built())
            buildNow(*next);
        bringUp(*next);
    }
    if (!m_wanted.empty())
        m_next.start();
}

void SettingsPages::bringUp(SettingsSection& section)
{
    section.filter(m_words);
    section.show();
}

} // namespace sluice
