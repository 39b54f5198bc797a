// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingEditor.h"

#include <algorithm>
#include <string>

#include <QCheckBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>

#include "ui/settings/ChoiceBox.h"
#include "ui/settings/NumberBox.h"
#include "ui/settings/SettingText.h"
#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/FileFilters.h"

namespace sluice {

namespace {

constexpr int kLabelWidth = 200;
constexpr int kNumberWidth = 130;
constexpr int kTextWidth = 230;
constexpr int kChoiceWidth = 260;
constexpr int kChooserWidth = 48;

QLabel* textLabel(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", role);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

SettingEditor::SettingEditor(const SettingRow& row, QWidget* parent)
    : QObject(parent)
    , m_row(row)
    , m_label(textLabel(trSetting(row.label), "value", parent))
    , m_why(textLabel({}, "why", parent))
    , m_editor(nullptr)
{
    switch (row.type) {
    case SettingType::Bool:
        m_editor = makeBool(parent);
        break;
    case SettingType::Int:
        m_editor = makeInt(parent);
        break;
    case SettingType::Real:
        m_editor = makeReal(parent);
        break;
    case SettingType::Choice:
        m_editor = makeChoice(parent);
        break;
    case SettingType::Size:
        m_editor = makeSize(parent);
        break;
    case SettingType::Text:
        m_editor = makeText(parent);
        break;
    }
    m_label->setBuddy(m_editor);
    m_label->setMinimumWidth(kLabelWidth);
    m_editor->setAccessibleName(trSetting(row.label));
    m_editor->setObjectName(qstr(row.key));
    m_label->setToolTip(qstr(row.key));
    if (row.form == TextForm::File || row.form == TextForm::Folder)
        makeChooser(parent);
    m_restore = new QPushButton(parent); // behind the field: Tab goes by the order in which they were made
    m_restore->setProperty("kind", "text");
    m_restore->setAutoDefault(false);
    QSizePolicy keepsItsPlace = m_restore->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_restore->setSizePolicy(keepsItsPlace);
    m_restore->hide();
    connect(m_restore, &QPushButton::clicked, this, &SettingEditor::restoreRequested);
    setWhy(trSetting(row.why));
}

QString SettingEditor::shown(const SettingValue& value) const
{
    if (m_row.type == SettingType::Bool)
        return std::get<bool>(value) ? tr("on") : tr("off");
    if (m_row.type == SettingType::Int && !m_row.unit.empty())
        return format::withUnit(format::integer(std::get<std::int64_t>(value)), qstr(m_row.unit));
    const std::string text = SettingRow::toText(value);
    for (const SettingChoice& choice : m_row.choices)
        if (choice.token == text)
            return trSetting(choice.label);
    return text.empty()      ? tr("empty")
        : m_row.unit.empty() ? qstr(text)
                             : format::withUnit(qstr(text), qstr(m_row.unit));
}

void SettingEditor::setDefault(const SettingValue& value, bool changed)
{
    const QString text = tr("Restore the default: %1").arg(shown(value));
    m_restore->setToolTip(text);
    m_restore->setAccessibleName(tr("%1: restore the default, %2").arg(m_label->text(), shown(value)));
    m_changed = changed;
    m_restore->setVisible(m_visible && changed);
}

void SettingEditor::setWhy(const QString& text)
{
    const QString all = settingtext::why(m_row, text);
    if (m_why->text() == all)
        return;
    m_why->setText(all);
    m_editor->setAccessibleDescription(all);
}

void SettingEditor::tell(const SettingValue& value)
{
    if (m_loading)
        return;
    if (auto good = m_row.check(value); !good) {
        setProblem(trError(good.error()));
        return;
    }
    setProblem({});
    emit edited(value);
}

void SettingEditor::setProblem(const QString& problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    m_editor->setProperty("problem", !problem.isEmpty());
    m_editor->style()->unpolish(m_editor);
    m_editor->style()->polish(m_editor);
    emit problemChanged();
}

QWidget* SettingEditor::makeBool(QWidget* parent)
{
    auto* box = new QCheckBox(parent);
    connect(box, &QCheckBox::toggled, this, [this](bool on) { tell(on); });
    return box;
}

QWidget* SettingEditor::makeInt(QWidget* parent)
{
    auto* box = new NumberBox(parent);
    box->setRange(static_cast<int>(m_row.min), static_cast<int>(m_row.max));
    box->setSingleStep(std::max(1, static_cast<int>(m_row.step)));
    box->setUnit(qstr(m_row.unit));
    box->setGrouped(!m_row.unit.empty()); // a port is a name, not an amount
    box->setFixedWidth(kNumberWidth);
    connect(box, &QSpinBox::valueChanged, this, [this](int value) { tell(std::int64_t{value}); });
    return box;
}

QWidget* SettingEditor::makeReal(QWidget* parent)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setDecimals(m_row.step < 0.1 ? 2 : 1);
    box->setRange(m_row.min, m_row.max);
    box->setSingleStep(m_row.step);
    if (!m_row.unit.empty())
        box->setSuffix(QChar(0x00A0) + qstr(m_row.unit));
    box->setFixedWidth(kNumberWidth);
    connect(box, &QDoubleSpinBox::valueChanged, this, [this](double value) { tell(value); });
    return box;
}

QWidget* SettingEditor::makeChoice(QWidget* parent)
{
    auto* box = new ChoiceBox(parent);
    for (const SettingChoice& choice : m_row.choices)
        box->addItem(trSetting(choice.label), qstr(choice.token));
    // No wider than it must be: what stands beside it has much to say.
    box->setMinimumWidth(kNumberWidth);
    box->setMaximumWidth(kChoiceWidth);
    connect(box, &QComboBox::currentIndexChanged, this,
        [this, box] { tell(box->currentData().toString().toStdString()); });
    return box;
}

QWidget* SettingEditor::makeSize(QWidget* parent)
{
    auto* box = new ChoiceBox(parent);
    for (const SettingChoice& choice : m_row.choices)
        box->addItem(trSetting(choice.label), qstr(choice.token));
    box->setFixedWidth(kNumberWidth);
    connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
        if (auto size = m_row.parse(box->currentData().toString().toStdString()))
            tell(*size);
    });
    return box;
}

QWidget* SettingEditor::makeText(QWidget* parent)
{
    auto* field = new QLineEdit(parent);
    field->setFixedWidth(kTextWidth);
    connect(field, &QLineEdit::textChanged, this, [this](const QString& text) { tell(text.toStdString()); });
    return field;
}

void SettingEditor::makeChooser(QWidget* parent)
{
    m_editor->setFixedWidth(kTextWidth - kChooserWidth - kChooserGap);
    m_chooser = new QPushButton(QStringLiteral("…"), parent);
    m_chooser->setFixedWidth(kChooserWidth);
    m_chooser->setAutoDefault(false);
    m_chooser->setToolTip(m_row.form == TextForm::Folder ? tr("Choose a folder") : tr("Choose a file"));
    m_chooser->setAccessibleName(tr("%1: choose").arg(m_label->text()));
    connect(m_chooser, &QPushButton::clicked, this, &SettingEditor::choosePath);
}

void SettingEditor::choosePath()
{
    auto* field = qobject_cast<QLineEdit*>(m_editor);
    auto* dialog = new QFileDialog(m_editor->window(), m_label->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const bool folder = m_row.form == TextForm::Folder;
    if (!folder)
        dialog->setNameFilters(filefilters::picturesAndMedia());
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    const QFileInfo now(field->text());
    if (now.isAbsolute() && now.dir().exists())
        dialog->setDirectory(folder && now.isDir() ? QDir(now.filePath()) : now.dir());
    connect(dialog, &QFileDialog::fileSelected, field, &QLineEdit::setText);
    dialog->open();
}

void SettingEditor::setValue(const SettingValue& value)
{
    m_loading = true;
    if (auto* box = qobject_cast<QCheckBox*>(m_editor)) {
        box->setChecked(std::get<bool>(value));
    } else if (auto* whole = qobject_cast<QSpinBox*>(m_editor)) {
        whole->setValue(static_cast<int>(std::get<std::int64_t>(value)));
    } else if (auto* real = qobject_cast<QDoubleSpinBox*>(m_editor)) {
        real->setValue(std::get<double>(value));
    } else if (auto* field = qobject_cast<QLineEdit*>(m_editor)) {
        if (const QString text = qstr(std::get<std::string>(value)); field->text() != text)
            field->setText(text);
    } else if (auto* choice = qobject_cast<QComboBox*>(m_editor)) {
        const QString token = qstr(SettingRow::toText(value));
        if (choice->findData(token) < 0) // a size that only the command line offers
            choice->addItem(token, token);
        choice->setCurrentIndex(choice->findData(token));
    }
    m_loading = false;
    setProblem({});
}

void SettingEditor::setVisible(bool visible)
{
    if (visible == m_visible)
        return;
    m_visible = visible;
    m_label->setVisible(visible);
    m_editor->setVisible(visible);
    if (m_chooser != nullptr)
        m_chooser->setVisible(visible);
    m_why->setVisible(visible);
    m_restore->setVisible(visible && m_changed);
    // The place that a hidden button keeps is only wanted in a row that is shown.
    QSizePolicy policy = m_restore->sizePolicy();
    policy.setRetainSizeWhenHidden(visible);
    m_restore->setSizePolicy(policy);
}

} // namespace sluice
