// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "core/settings/Settings.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QWidget;

namespace sluice {

// One row of the settings dialog, made from the schema's row: a label, an editor of the row's type, and why one would
// change it.
class SettingEditor : public QObject {
    Q_OBJECT
public:
    SettingEditor(const SettingRow& row, QWidget* parent);

    const SettingRow& row() const { return m_row; }
    QLabel* label() const { return m_label; }
    QWidget* editor() const { return m_editor; }
    // Beside the editor of a path: asks for the file or folder. Null for all other rows.
    static constexpr int kChooserGap = 6; // pixels between the two
    QPushButton* chooser() const { return m_chooser; }
    QLabel* why() const { return m_why; }
    // Shown while the value is another than the default.
    QPushButton* restoreButton() const { return m_restore; }

    // Shows a value without saying edited().
    void setValue(const SettingValue& value);
    void setWhy(const QString& text);
    // What the row would be without being set, and whether it is something else now.
    void setDefault(const SettingValue& value, bool changed);
    // Empty when what is typed is allowed; otherwise what is wrong.
    const QString& problem() const { return m_problem; }
    void setVisible(bool visible);

signals:
    void edited(const sluice::SettingValue& value); // allowed by the row
    void problemChanged();
    void restoreRequested();

private:
    QWidget* makeBool(QWidget* parent);
    QWidget* makeInt(QWidget* parent);
    QWidget* makeReal(QWidget* parent);
    QWidget* makeChoice(QWidget* parent);
    QWidget* makeSize(QWidget* parent);
    QWidget* makeText(QWidget* parent);
    void makeChooser(QWidget* parent);
    void choosePath();
    void tell(const SettingValue& value);
    void setProblem(const QString& problem);
    QString shown(const SettingValue& value) const; // as people read it

    const SettingRow& m_row;
    QLabel* m_label;
    QLabel* m_why;
    QWidget* m_editor;
    QPushButton* m_chooser = nullptr;
    QPushButton* m_restore = nullptr;
    QString m_problem;
    bool m_loading = false;
    bool m_changed = false;
    bool m_visible = true;
};

} // namespace sluice
