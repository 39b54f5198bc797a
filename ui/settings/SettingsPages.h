// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <string_view>
#include <vector>

#include <QScrollArea>
#include <QTimer>

#include "core/settings/SettingsSchema.h"

class QLabel;

namespace sluice {

class SettingEditor;
class SettingsSection;
class Theme;

// The pages of the settings dialog in one scrolled column: one of them is seen, or what a search finds on all of them.
// Each is built when it is first shown or asked for. A search may want all at once: then input is served in between.
class SettingsPages : public QScrollArea {
    Q_OBJECT
public:
    SettingsPages(Theme& theme, const SettingsSchema& schema, QWidget* parent);

    // In their order, those without a row left out; not all of them are built.
    const std::vector<SettingsSection*>& sections() const { return m_sections; }
    SettingsSection* section(SettingsPage page) const; // null: no setting belongs to it
    // Builds the page if it has to be; null where no row has the key.
    SettingEditor* editor(std::string_view key);
    SettingsSection* build(SettingsPage page);
    // Tab comes to the pages' rows behind this widget, in their order, whichever was built first.
    void setTabsAfter(QWidget* before) { m_tabsAfter = before; }

    void showPage(SettingsPage page);
    SettingsPage currentPage() const { return m_page; }
    // Of all pages; no words: the current page again.
    void search(const QString& words);
    // All that is to be seen is built and seen.
    bool settled() const { return m_wanted.empty(); }

signals:
    // Its rows are there and hold nothing yet.
    void built(sluice::SettingsSection& section);

private:
    void buildNow(SettingsSection& section);
    void placeTabs(const SettingsSection& section);
    void look();
    void showNext();
    void bringUp(SettingsSection& section);
    void drawIcons();

    Theme& m_theme;
    std::vector<SettingsSection*> m_sections;
    QLabel* m_nothing = nullptr;
    QWidget* m_tabsAfter = nullptr;
    SettingsPage m_page = SettingsPage::General;
    QString m_words;
    std::deque<SettingsSection*> m_wanted; // found, and not yet seen
    QTimer m_next;
};

} // namespace sluice
