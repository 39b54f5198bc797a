// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <QDialog>

#include "core/session/EncoderCatalog.h"
#include "core/settings/BufferProfile.h"
#include "core/settings/Settings.h"
#include "ui/settings/SettingsDraft.h"

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace sluice {

class BufferHeader;
class EncoderNotes;
class SettingEditor;
class SettingsPages;
class SettingsSection;
class Theme;

// All settings, built from the schema: pages, search, one row per setting. Works on a copy; Apply and OK hand it out,
// and only one that breaks no rule. Whatever else is done here, closing leaves everything as it was.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    // `page` is the first to be seen.
    SettingsDialog(Theme& theme, const Settings& settings, QWidget* parent = nullptr,
        SettingsPage page = SettingsPage::General);

    void showPage(SettingsPage page);
    SettingsPage currentPage() const;
    // What plays now, for the memory cap in seconds and the level on the bar; 0 and nothing while nothing plays.
    void setPlaying(double streamKbps, std::optional<Duration> level, const BufferContext& source = {});
    // What was handed out has been taken over.
    void setSettings(const Settings& settings);
    // Values in force changed elsewhere: they are shown, but for those that were edited here.
    void follow(const Settings& settings);
    // Shows what a file says, without putting it in force; or why nothing of it was taken.
    void importFile(const QString& path);
    // Writes what is shown.
    void exportFile(const QString& path);
    const Settings& edited() const { return m_draft.edited(); }
    QString problem() const; // what keeps Apply disabled; empty when nothing does
    void showProblem(const QString& text); // applying failed
    // The advisor's verdict on the last session, and the start level it is about, where there is a better one.
    void setAdvice(const QString& text);
    void setAdvice(const QString& text, const BufferSettings& before, const BufferSettings& advised);

    // Which encoders work on this computer; those that do not are said below the page's rows.
    void setEncoders(const std::vector<EncoderFinding>& found);

    // Of pages that were not looked at yet, too: they are built for it.
    SettingEditor* editor(std::string_view key) const;
    BufferHeader* bufferHeader() const;
    EncoderNotes* encoderNotes() const;
    bool settled() const; // all that a search has found is seen
    QLineEdit* searchField() const { return m_search; }
    QPushButton* applyButton() const { return m_apply; }
    QPushButton* cancelButton() const { return m_cancel; }
    QLabel* note() const { return m_note; }
    void restorePage();
    void restoreAll();

signals:
    void applyRequested(const sluice::Settings& settings);

private:
    QWidget* buildSide();
    QWidget* buildBody();
    QLabel* buildLine(QWidget* body, const char* role);
    QWidget* buildFoot();
    void addFileButtons(QWidget& foot, QHBoxLayout& row);
    void fill(SettingsSection& section); // a page that was just built
    void fillBuffer(BufferHeader& header);
    BufferHeader* builtHeader() const; // null until its page was looked at
    void showAdvice();
    void showEncoders();
    void load();
    void onEdited(const SettingRow& row, const SettingValue& value);
    void changed(); // by more than a row's editor: what was said is over, and any row may show another value
    void restore(const SettingRow& row);
    void onPageChosen();
    void search();
    void validate();
    void showCap();
    void askForFile(bool import);
    void say(const QString& text); // in the note's place, until something is edited

    Theme& m_theme;
    SettingsDraft m_draft;
    SettingsPages* m_pages = nullptr;
    QLineEdit* m_search = nullptr;
    QListWidget* m_titles = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_note = nullptr;
    QString m_said;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_apply = nullptr;
    QPushButton* m_ok = nullptr;

    // Shown on pages that may not be built yet.
    double m_streamKbps = 0;
    std::optional<Duration> m_level;
    BufferContext m_source; // of what plays
    QString m_advice;
    std::optional<std::pair<BufferSettings, BufferSettings>>
        m_advised; // what it is about, and what is better
    std::optional<std::vector<EncoderFinding>> m_encoders;
};

} // namespace sluice
