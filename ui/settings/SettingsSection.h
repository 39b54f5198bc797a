// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include <QString>
#include <QWidget>

#include "core/settings/SettingsSchema.h"

class QGridLayout;
class QLabel;

namespace sluice {

class BufferHeader;
class EncoderNotes;
class SettingEditor;
class SettingsDraft;
class Theme;

// One page of the settings dialog: a title, a row for each setting, and what two of the pages have above or below them.
// Empty until it is built, which takes some milliseconds, and most pages are not looked at; what a search would find on
// it is known before.
class SettingsSection : public QWidget {
    Q_OBJECT
public:
    // The texts, names and choices come from the rows of `schema`, which must outlive it.
    SettingsSection(SettingsPage page, const SettingsSchema& schema, QWidget* parent);

    SettingsPage page() const { return m_page; }
    bool empty() const { return m_rows.empty(); } // no setting belongs to it: not to be shown
    bool has(std::string_view key) const;

    bool built() const { return m_built; }
    void build(const Theme& theme); // once
    // Null, or none, until it is built.
    const std::vector<SettingEditor*>& editors() const { return m_editors; }
    SettingEditor* editor(std::string_view key) const;
    BufferHeader* bufferHeader() const { return m_buffer; } // of the Buffer page
    EncoderNotes* encoderNotes() const { return m_encoders; } // of the Encoding page

    // What is built shows the values; nothing is said to be edited.
    void load(const SettingsDraft& draft);
    // Only what the defaults would be, and which row has another value.
    void showDefaults(const SettingsDraft& draft);
    void setRestoreIcon(const QIcon& icon);
    // Another explanation than the schema's; empty: that one again.
    void setWhy(std::string_view key, const QString& text);
    // What is wrong with what is typed; empty where nothing is.
    QString problem() const;

    // Whether anything here has all of the words. No words: true.
    bool matches(const QString& words) const;
    // Shows only what has them.
    void filter(const QString& words);

signals:
    void edited(const sluice::SettingRow& row, const sluice::SettingValue& value);
    void restoreRequested(const sluice::SettingRow& row);
    void problemChanged();

private:
    QLabel* whereServersAre();
    void addRow(const SettingRow& row, QGridLayout& grid);
    bool matches(const QString& words, const SettingRow& row) const;
    QString whyOf(const SettingRow& row) const;

    const SettingsPage m_page;
    std::vector<const SettingRow*> m_rows;
    const SettingRow* m_profile = nullptr; // the header's
    std::map<std::string_view, QString> m_whys;
    bool m_built = false;
    std::vector<SettingEditor*> m_editors;
    QLabel* m_where = nullptr; // of the Destinations page
    BufferHeader* m_buffer = nullptr;
    EncoderNotes* m_encoders = nullptr;
};

} // namespace sluice
