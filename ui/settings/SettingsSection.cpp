// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsSection.h"

#include <algorithm>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/EncoderNotes.h"
#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingText.h"
#include "ui/settings/SettingsDraft.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/Card.h"

namespace sluice {

namespace {

constexpr std::string_view kProfileKey = "buffer.profile"; // has buttons in the header, and no row

} // namespace

SettingsSection::SettingsSection(SettingsPage page, const SettingsSchema& schema, QWidget* parent)
    : QWidget(parent)
    , m_page(page)
{
    for (const SettingRow& row : schema.rows()) {
        if (row.key == kProfileKey && row.page == page)
            m_profile = &row;
        else if (row.page == page)
            m_rows.push_back(&row);
    }
}

bool SettingsSection::has(std::string_view key) const
{
    return std::ranges::find(m_rows, key, &SettingRow::key) != m_rows.end();
}

// --- Building

void SettingsSection::build(const Theme& theme)
{
    m_built = true;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* title = new QLabel(trSetting(pageTitle(m_page)).toUpper(), this);
    title->setProperty("role", "cardTitle");
    column->addWidget(title);
    if (m_page == SettingsPage::Destinations)
        column->addWidget(m_where = whereServersAre());
    if (m_page == SettingsPage::Buffer) {
        m_buffer = new BufferHeader(theme, this);
        column->addWidget(m_buffer);
    }
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(3, 1);
    for (const SettingRow* row : m_rows)
        addRow(*row, *grid);
    column->addLayout(grid);
    if (m_page == SettingsPage::Encoding) {
        m_encoders = new EncoderNotes(this);
        column->addWidget(m_encoders);
    }
}

// They are no settings: with their keys they belong to the keychain, and are chosen for each broadcast.
QLabel* SettingsSection::whereServersAre()
{
    QLabel* text = wrappedLabel("label", this);
    text->setText(
        tr("Where a broadcast goes is chosen on the Broadcast tab, under “Going to”. A server of your own or "
           "of a service is added there: “Other server…”, its address and stream key, then “Save…”. “Several "
           "at once” sends to all that are ticked. Below is what counts for each of them."));
    return text;
}

void SettingsSection::addRow(const SettingRow& row, QGridLayout& grid)
{
    auto* editor = new SettingEditor(row, this);
    const int line = grid.rowCount();
    grid.addWidget(editor->label(), line, 0);
    if (QPushButton* chooser = editor->chooser()) {
        auto* both = new QHBoxLayout;
        both->setSpacing(SettingEditor::kChooserGap);
        both->addWidget(editor->editor());
        both->addWidget(chooser);
        grid.addLayout(both, line, 1, Qt::AlignLeft | Qt::AlignVCenter);
    } else {
        grid.addWidget(editor->editor(), line, 1, Qt::AlignLeft | Qt::AlignVCenter);
    }
    grid.addWidget(editor->restoreButton(), line, 2);
    grid.addWidget(editor->why(), line, 3);
    editor->setWhy(whyOf(row));
    m_editors.push_back(editor);
    connect(editor, &SettingEditor::edited, this,
        [this, &row](const SettingValue& value) { emit edited(row, value); });
    connect(editor, &SettingEditor::problemChanged, this, &SettingsSection::problemChanged);
    connect(editor, &SettingEditor::restoreRequested, this, [this, &row] { emit restoreRequested(row); });
}

SettingEditor* SettingsSection::editor(std::string_view key) const
{
    const auto found
        = std::ranges::find(m_editors, key, [](const SettingEditor* editor) { return editor->row().key; });
    return found != m_editors.end() ? *found : nullptr;
}

void SettingsSection::setRestoreIcon(const QIcon& icon)
{
    for (SettingEditor* editor : m_editors)
        editor->restoreButton()->setIcon(icon);
}

// --- Values

void SettingsSection::load(const SettingsDraft& draft)
{
    for (SettingEditor* editor : m_editors)
        editor->setValue(draft.shown(editor->row()));
    if (m_buffer != nullptr) {
        m_buffer->setProfile(BufferChoice::from(draft.edited()).profile);
        m_buffer->setValues(bufferedit::values(draft.edited()));
    }
    showDefaults(draft);
}

void SettingsSection::showDefaults(const SettingsDraft& draft)
{
    for (SettingEditor* editor : m_editors) {
        const SettingValue usual = draft.usual(editor->row());
        editor->setDefault(usual, draft.shown(editor->row()) != usual || !editor->problem().isEmpty());
    }
}

QString SettingsSection::problem() const
{
    const auto wrong
        = std::ranges::find_if(m_editors, [](const auto* editor) { return !editor->problem().isEmpty(); });
    return wrong != m_editors.end() ? (*wrong)->problem() : QString();
}

void SettingsSection::setWhy(std::string_view key, const QString& text)
{
    const auto row = std::ranges::find(m_rows, key, &SettingRow::key);
    if (row == m_rows.end())
        return;
    m_whys[(*row)->key] = text;
    if (SettingEditor* shown = editor(key))
        shown->setWhy(whyOf(**row));
}

QString SettingsSection::whyOf(const SettingRow& row) const
{
    const auto own = m_whys.find(row.key);
    return own != m_whys.end() && !own->second.isEmpty() ? own->second : trSetting(row.why);
}

// --- Searching

bool SettingsSection::matches(const QString& words, const SettingRow& row) const
{
    return words.isEmpty()
        || settingtext::matches(words, settingtext::searched(row, settingtext::why(row, whyOf(row))));
}

bool SettingsSection::matches(const QString& words) const
{
    return std::ranges::any_of(m_rows, [&](const SettingRow* row) { return matches(words, *row); })
        || (m_profile != nullptr && matches(words, *m_profile));
}

void SettingsSection::filter(const QString& words)
{
    for (SettingEditor* editor : m_editors)
        editor->setVisible(matches(words, editor->row()));
    if (m_where != nullptr)
        m_where->setVisible(words.isEmpty());
    if (m_buffer != nullptr)
        m_buffer->setVisible(m_profile == nullptr || matches(words, *m_profile));
}

} // namespace sluice
