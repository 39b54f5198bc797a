// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/SourcePicker.h"

#include <QFileDialog>
#include <QFileInfo>

#include "ui/theme/Tr.h"

namespace sluice {

namespace {
const QString kFilePrefix = QStringLiteral("file:");
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

void SourcePicker::fill()
{
    const QSignalBlocker quiet(this);
    clear();
    for (const Device& device : m_devices)
        addItem(qstr(device.label), qstr(device.id));
    for (const Extra& extra : m_extras)
        addItem(extra.label, extra.value);
    if (!m_value.isEmpty() && findData(m_value) < 0) {
        const bool file = m_value.startsWith(kFilePrefix);
        const QString label = file ? QFileInfo(m_value.mid(kFilePrefix.size())).fileName()
                                   : tr("%1 (not connected)").arg(m_value);
        insertItem(0, label, m_value);
    }
    addItem(tr("Clip file…"), kChooseFile);
    // An empty value is the first device.
    setCurrentIndex(m_value.isEmpty() ? (m_devices.empty() ? -1 : 0) : findData(m_value));
    setToolTip(currentText());
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
