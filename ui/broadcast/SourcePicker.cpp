// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/SourcePicker.h"

#include <QAbstractItemView>
#include <QFileDialog>
#include <QFileInfo>

#include "ui/theme/Tr.h"

namespace sluice {

namespace {
const QString kFilePrefix = QStringLiteral("file:");
const QString kWindowPrefix = QStringLiteral("window:");
const QString kRegionPrefix = QStringLiteral("region:");
const QString kChooseFile = QStringLiteral("choose-file");
constexpr int kShortestEntry = 12; // letters
} // namespace

SourcePicker::SourcePicker(
    const QString& name, std::vector<Extra> extras, const QString& fileTitle, QWidget* parent)
    : QComboBox(parent)
    , m_extras(std::move(extras))
    , m_fileTitle(fileTitle)
{
    setAccessibleName(name);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(kShortestEntry);
    connect(this, &QComboBox::activated, this, &SourcePicker::onActivated);
    fill();
}

void SourcePicker::setDevices(const std::vector<Device>& devices)
{
    if (devices == m_devices && count() > 0)
        return;
    m_devices = devices;
    fill();
}

void SourcePicker::setValue(const QString& value)
{
    if (value == m_value)
        return;
    m_value = value;
    fill();
}

// What is in no list.
QString SourcePicker::labelOf(const QString& value)
{
    if (value.startsWith(kFilePrefix))
        return QFileInfo(value.mid(kFilePrefix.size())).fileName();
    if (value.startsWith(kWindowPrefix + QStringLiteral("0x")))
        return tr("Window that was closed");
    if (value.startsWith(kWindowPrefix))
        return value.mid(kWindowPrefix.size()); // a part of its title
    if (value.startsWith(kRegionPrefix))
        return tr("Part of the screen, %1").arg(value.mid(kRegionPrefix.size()));
    return tr("%1 (not connected)").arg(value);
}

void SourcePicker::fill()
{
    m_filled = !view()->isVisible();
    if (!m_filled)
        return;
    const QSignalBlocker quiet(this);
    clear();
    for (const Device& device : m_devices)
        addItem(qstr(device.label), qstr(device.id));
    for (const Extra& extra : m_extras)
        addItem(extra.label, extra.value);
    if (!m_value.isEmpty() && findData(m_value) < 0) {
        insertItem(0, labelOf(m_value), m_value);
    }
    addItem(tr("Clip file…"), kChooseFile);
    // An empty value is the first device.
    setCurrentIndex(m_value.isEmpty() ? (m_devices.empty() ? -1 : 0) : findData(m_value));
    setToolTip(currentText());
}

void SourcePicker::enterEvent(QEnterEvent* event)
{
    QComboBox::enterEvent(event);
    emit looksUp();
}

void SourcePicker::focusInEvent(QFocusEvent* event)
{
    QComboBox::focusInEvent(event);
    emit looksUp();
}

void SourcePicker::hidePopup()
{
    QComboBox::hidePopup();
    if (!m_filled)
        QMetaObject::invokeMethod(
            this, &SourcePicker::fill, Qt::QueuedConnection); // what was chosen is told first
}

void SourcePicker::onActivated(int index)
{
    const QString value = itemData(index).toString();
    if (value == kChooseFile) {
        fill(); // "Clip file…" is a command, never a choice that stays
        chooseFile();
        return;
    }
    if (value == m_value)
        return;
    setValue(value);
    emit chosen(value);
}

void SourcePicker::chooseFile()
{
    auto* dialog = new QFileDialog(this, m_fileTitle);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        setValue(kFilePrefix + file);
        emit chosen(m_value);
    });
    dialog->open();
}

} // namespace sluice
