// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QDialog>

#include "core/settings/BufferProfile.h"
#include "core/settings/Settings.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace sluice {

class BufferHeader;
class EncoderNotes;
struct EncoderFinding;
class SettingEditor;
class Theme;

// All settings, built from the schema: pages, search, one row per setting. Works on a copy; Apply and OK hand it out,
// and only one that breaks no rule. Whatever else is done here, closing leaves everything as it was.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(Theme& theme, const Settings& settings, QWidget* parent = nullptr);

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
    const Settings& edited() const { return m_edited; }
    QString problem() const; // what keeps Apply disabled; empty when nothing does
    void showProblem(const QString& text); // applying failed
    // The advisor's verdict on the last session, and the start level it is about, where there is a better one.
    void setAdvice(const QString& text);
    void setAdvice(const QString& text, const BufferSettings& before, const BufferSettings& advised);

    // Which encoders work on this computer; those that do not are said below the page's rows.
    void setEncoders(const std::vector<EncoderFinding>& found);
    EncoderNotes* encoderNotes() const { return m_encoders; }

    SettingEditor* editor(std::string_view key) const;
    BufferHeader* bufferHeader() const { return m_buffer; }
    QLineEdit* searchField() const { return m_search; }
    QPushButton* applyButton() const { return m_apply; }
    QPushButton* cancelButton() const { return m_cancel; }
    QLabel* note() const { return m_note; }
    void restorePage();
    void restoreAll();

signals:
    void applyRequested(const sluice::Settings& settings);

private:
    struct Section {
        SettingsPage page;
        QWidget* widget;
        std::vector<SettingEditor*> editors;
    };

    QWidget* buildSide();
    QWidget* buildBody();
    QWidget* buildFoot();
    void buildSection(SettingsPage page, QWidget* content, QVBoxLayout* column);
    void load();
    void onEdited(const SettingRow& row, const SettingValue& value);
    void search(const QString& words);
    void showSections();
    void validate();
    void showCap();
    void showDefaults();
    void drawIcons();
    void restore(const SettingRow& row);
    void askForFile(bool import);
    void say(const QString& text); // in the note's place, until something is edited
    QString waitingChanges() const; // which of the changes act later, and when

    Theme& m_theme;
    Settings m_applied;
    Settings m_edited;
    std::vector<Section> m_sections;
    BufferHeader* m_buffer = nullptr;
    EncoderNotes* m_encoders = nullptr;
    QLineEdit* m_search = nullptr;
    QListWidget* m_pages = nullptr;
    QScrollArea* m_scroll = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_nothing = nullptr;
    QLabel* m_note = nullptr;
    QString m_said;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_apply = nullptr;
    QPushButton* m_ok = nullptr;
    double m_streamKbps = 0;
    BufferContext m_source; // of what plays
};

} // namespace sluice
