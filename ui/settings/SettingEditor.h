// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "core/settings/Settings.h"

class QComboBox;
class QLabel;
class QLineEdit;
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
    QLabel* why() const { return m_why; }

    // Shows a value without saying edited().
    void setValue(const SettingValue& value);
    void setWhy(const QString& text);
    // Empty when what is typed is allowed; otherwise what is wrong.
    const QString& problem() const { return m_problem; }
    bool matches(const QString& words) const; // all of them, in label, key or explanation
    void setVisible(bool visible);

signals:
    void edited(const sluice::SettingValue& value); // allowed by the row
    void problemChanged();

private:
    QWidget* makeBool(QWidget* parent);
    QWidget* makeInt(QWidget* parent);
    QWidget* makeReal(QWidget* parent);
    QWidget* makeChoice(QWidget* parent);
    QWidget* makeSize(QWidget* parent);
    QWidget* makeText(QWidget* parent);
    void tell(const SettingValue& value);
    void setProblem(const QString& problem);

    const SettingRow& m_row;
    QLabel* m_label;
    QLabel* m_why;
    QWidget* m_editor;
    QString m_problem;
    bool m_loading = false;
};

} // namespace sluice
