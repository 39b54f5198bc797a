// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/CameraDialog.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr int kShortestSlider = 140;
constexpr int kPages = 10; // of a slider's way, by Page Up and Page Down

// The kernel's own names, in the language of the window; those of a maker stay as they are.
QString nameOf(const CameraControl& control)
{
    static constexpr auto kNames = std::to_array<const char*>({
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Brightness"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Contrast"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Saturation"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Hue"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Gamma"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Gain"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Gain, Automatic"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Sharpness"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Backlight Compensation"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "White Balance, Automatic"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "White Balance Temperature"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Power Line Frequency"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Auto Exposure"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Exposure Time, Absolute"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Exposure, Dynamic Framerate"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Focus, Automatic Continuous"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Focus, Absolute"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Zoom, Absolute"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Pan, Absolute"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Tilt, Absolute"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Horizontal Flip"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Vertical Flip"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Auto Mode"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Manual Mode"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Shutter Priority Mode"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Aperture Priority Mode"),
        QT_TRANSLATE_NOOP("sluice::CameraDialog", "Disabled"),
    });
    for (const char* name : kNames)
        if (control.name == name)
            return QCoreApplication::translate("sluice::CameraDialog", name);
    return qstr(control.name);
}

QString choiceName(const std::string& name)
{
    CameraControl named;
    named.name = name;
    return nameOf(named);
}

// Without what changes from one look to the next.
std::vector<CameraControl> shapeOf(std::vector<CameraControl> controls)
{
    for (CameraControl& control : controls) {
        control.value = 0;
        control.inactive = false;
    }
    return controls;
}

// How far a value is from the least one; the distance of two of 64 bits has no place in another.
std::uint64_t distance(const CameraControl& control, std::int64_t value)
{
    const std::int64_t within = std::max(control.least, std::min(value, control.most));
    return static_cast<std::uint64_t>(within) - static_cast<std::uint64_t>(control.least);
}

// A slider has whole numbers of an int, and nobody tells a million of them apart.
std::uint64_t strideOf(const CameraControl& control)
{
    constexpr std::uint64_t kMost = 1'000'000;
    const auto step = static_cast<std::uint64_t>(std::max<std::int64_t>(1, control.step));
    return std::max(step, distance(control, control.most) / kMost);
}

int stepOf(const CameraControl& control, std::int64_t value)
{
    return static_cast<int>(distance(control, value) / strideOf(control));
}

std::int64_t valueAt(const CameraControl& control, int step)
{
    return static_cast<std::int64_t>(
        static_cast<std::uint64_t>(control.least) + static_cast<std::uint64_t>(step) * strideOf(control));
}

} // namespace

CameraDialog::CameraDialog(QWidget* parent)
    : QDialog(parent)
    , m_title(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_standard(new QPushButton(tr("&As the maker has them"), this))
{
    setWindowTitle(tr("Camera"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setProperty("role", "label");
    m_title->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_problem->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    m_problem->hide();
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Camera controls"));
    m_standard->setAutoDefault(false);
    m_standard->setToolTip(tr("Sets everything to the values that the camera’s maker recommends"));
    auto* close = new QPushButton(tr("Close"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_standard);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(m_problem);
    column->addWidget(m_scroll, 1);
    column->addLayout(buttons);
    connect(m_standard, &QPushButton::clicked, this, &CameraDialog::standardRequested);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    resize(460, 420);
}

void CameraDialog::setProblem(const QString& title, const QString& text)
{
    m_title->setText(title);
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_scroll->setVisible(text.isEmpty());
    m_standard->setEnabled(text.isEmpty());
}

void CameraDialog::setControls(const QString& title, const std::vector<CameraControl>& controls)
{
    setProblem(title,
        controls.empty() ? tr("This camera has nothing to adjust. Its own program may do more.") : QString());
    if (std::vector<CameraControl> shape = shapeOf(controls); shape != m_shape) {
        m_shape = std::move(shape);
        build(controls);
    }
    for (const CameraControl& control : controls)
        fill(m_rows.at(qstr(control.key)), control);
}

void CameraDialog::build(const std::vector<CameraControl>& controls)
{
    m_rows.clear();
    auto* list = new QWidget;
    auto* grid = new QGridLayout(list);
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(14);
    for (const CameraControl& control : controls) {
        const int line = grid->rowCount();
        Row row;
        row.control = control;
        const bool saysItself = control.kind == CameraControl::Kind::Button;
        auto* name = new QLabel(saysItself ? QString() : nameOf(control), list);
        name->setTextFormat(Qt::PlainText);
        name->setObjectName(QStringLiteral("knob"));
        row.name = name;
        row.value = new QLabel(list);
        row.value->setObjectName(QStringLiteral("knob"));
        row.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        row.value->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("−00000")));
        row.editor = makeEditor(control, row.value);
        row.editor->setAccessibleName(nameOf(control));
        name->setBuddy(row.editor);
        grid->addWidget(name, line, 0);
        grid->addWidget(row.editor, line, 1);
        grid->addWidget(row.value, line, 2);
        m_rows[qstr(control.key)] = row;
    }
    grid->setRowStretch(grid->rowCount(), 1);
    m_scroll->setWidget(list); // the old one goes
    m_scroll->setMinimumWidth(list->sizeHint().width() + m_scroll->verticalScrollBar()->sizeHint().width());
}

QWidget* CameraDialog::makeEditor(const CameraControl& control, QLabel* value)
{
    const QString key = qstr(control.key);
    const auto chosen = [this, key](qint64 to) { emit valueChosen(key, to); };
    switch (control.kind) {
    case CameraControl::Kind::Switch: {
        auto* box = new QCheckBox;
        connect(box, &QCheckBox::clicked, this, chosen);
        return box;
    }
    case CameraControl::Kind::Menu: {
        auto* box = new QComboBox;
        for (const auto& [number, name] : control.choices)
            box->addItem(choiceName(name), QVariant::fromValue<qint64>(number));
        connect(box, &QComboBox::activated, this,
            [box, chosen](int index) { chosen(box->itemData(index).toLongLong()); });
        return box;
    }
    case CameraControl::Kind::Button: {
        auto* button = new QPushButton(nameOf(control));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [chosen] { chosen(1); });
        return button;
    }
    case CameraControl::Kind::Number:
        break;
    }
    auto* slider = new QSlider(Qt::Horizontal);
    const int steps = stepOf(control, control.most);
    slider->setRange(0, steps);
    slider->setMinimumWidth(kShortestSlider);
    slider->setPageStep(std::max(1, steps / kPages));
    connect(slider, &QSlider::valueChanged, this, [control, value, chosen](int step) {
        const std::int64_t to = valueAt(control, step);
        value->setText(format::integer(to));
        chosen(to);
    });
    return slider;
}

void CameraDialog::fill(Row& row, const CameraControl& control)
{
    row.control = control;
    row.editor->setEnabled(!control.inactive);
    row.name->setEnabled(!control.inactive);
    row.value->setEnabled(!control.inactive);
    row.editor->setToolTip(control.inactive
            ? tr("The camera decides this itself: switch its automatic mode off first")
            : QString());
    const QSignalBlocker quiet(row.editor);
    if (auto* box = qobject_cast<QCheckBox*>(row.editor)) {
        box->setChecked(control.value != 0);
    } else if (auto* list = qobject_cast<QComboBox*>(row.editor)) {
        list->setCurrentIndex(list->findData(QVariant::fromValue<qint64>(control.value)));
    } else if (auto* slider = qobject_cast<QSlider*>(row.editor); slider && !slider->isSliderDown()) {
        slider->setValue(stepOf(control, control.value));
        row.value->setText(format::integer(control.value));
    }
}

QWidget* CameraDialog::editor(const QString& key) const
{
    const auto row = m_rows.find(key);
    return row == m_rows.end() ? nullptr : row->second.editor;
}

} // namespace sluice
