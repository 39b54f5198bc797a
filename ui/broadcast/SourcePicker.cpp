// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/SourcePicker.h"

#include <algorithm>
#include <array>

#include <QAbstractItemView>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QScreen>
#include <QWheelEvent>

#include "ui/theme/Tr.h"
#include "ui/widgets/FileFilters.h"

namespace sluice {

namespace {
const QString kFilePrefix = QStringLiteral("file:");
const QString kWindowPrefix = QStringLiteral("window:");
const QString kRegionPrefix = QStringLiteral("region:");
const QString kServerPrefix = QStringLiteral("pulse:");
const QString kChooseFile = QStringLiteral("choose-file");
constexpr int kShortestEntry = 12; // letters
} // namespace

SourcePicker::SourcePicker(
    const QString& name, std::vector<Extra> extras, const QString& fileTitle, QWidget* parent)
    : QComboBox(parent)
    , m_extras(std::move(extras))
    , m_fileTitle(fileTitle)
    , m_fileEntry(tr("Clip file…"))
    , m_fileFilters(filefilters::media())
{
    setAccessibleName(name);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(kShortestEntry);
    connect(this, &QComboBox::activated, this, &SourcePicker::onActivated);
    fill();
}

void SourcePicker::setFileEntry(const QString& label, const QStringList& filters)
{
    m_fileEntry = label;
    m_fileFilters = filters;
    setItemText(findData(kChooseFile), label);
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
    if (value.startsWith(kServerPrefix)) // a microphone of the sound server
        return tr("%1 (not connected)").arg(value.mid(kServerPrefix.size()));
    return tr("%1 (not connected)").arg(qstr(DeviceCatalog::titleOf(value.toStdString())));
}

std::vector<SourcePicker::Entry> SourcePicker::entries() const
{
    std::vector<Entry> all;
    all.reserve(m_devices.size() + m_extras.size() + 2);
    for (const Device& device : m_devices)
        all.push_back({device.id == "default" ? trCore(device.label) : qstr(device.label), qstr(device.id)});
    for (const Extra& extra : m_extras)
        all.push_back({extra.label, extra.value});
    const auto named = [this](const Device& device) {
        return std::ranges::find(device.also, m_value.toStdString()) != device.also.end();
    };
    const bool listed = std::ranges::find(all, m_value, &Entry::value) != all.end();
    if (!m_value.isEmpty() && !listed && std::ranges::none_of(m_devices, named))
        all.insert(all.begin(), {labelOf(m_value), m_value});
    all.push_back({m_fileEntry, kChooseFile});
    return all;
}

int SourcePicker::indexOf(const QString& value) const
{
    if (const int index = findData(value); index >= 0)
        return index;
    for (const Device& device : m_devices)
        if (std::ranges::find(device.also, value.toStdString()) != device.also.end())
            return findData(qstr(device.id));
    return -1;
}

// Entry by entry, because an open list that is cleared loses its place.
void SourcePicker::fill()
{
    const QSignalBlocker quiet(this);
    const QVariant at = view()->currentIndex().data(Qt::UserRole);
    const int rowsBefore = count();
    const std::vector<Entry> wanted = entries();
    for (int i = count() - 1; i >= 0; --i)
        if (std::ranges::find(wanted, itemData(i).toString(), &Entry::value) == wanted.end())
            removeItem(i);
    for (int i = 0; i < static_cast<int>(wanted.size()); ++i) {
        const Entry& entry = wanted[static_cast<std::size_t>(i)];
        if (const int old = findData(entry.value); old > i)
            removeItem(old);
        if (i < count() && itemData(i).toString() == entry.value)
            setItemText(i, entry.label);
        else
            insertItem(i, entry.label, entry.value);
    }
    // An empty value is the first device.
    setCurrentIndex(m_value.isEmpty() ? (m_devices.empty() ? -1 : 0) : indexOf(m_value));
    setToolTip(currentText());
    if (!view()->isVisible())
        return;
    if (const int row = findData(at); row >= 0)
        view()->setCurrentIndex(model()->index(row, modelColumn(), rootModelIndex()));
    fitOpenList(rowsBefore);
}

// Qt measures the list when it opens, and never again.
void SourcePicker::fitOpenList(int rowsBefore)
{
    QWidget* list = view()->window();
    const int more = std::min(count(), maxVisibleItems()) - std::min(rowsBefore, maxVisibleItems());
    if (more == 0 || list == window())
        return;
    QRect place = list->geometry();
    place.setHeight(place.height() + more * view()->sizeHintForRow(0));
    const QRect whole = screen()->availableGeometry();
    if (place.bottom() > whole.bottom())
        place.moveBottom(whole.bottom());
    list->setGeometry(place.intersected(whole));
}

void SourcePicker::enterEvent(QEnterEvent* event)
{
    QComboBox::enterEvent(event);
    emit looksUp();
}

void SourcePicker::keyPressEvent(QKeyEvent* event)
{
    constexpr std::array kMoves{
        Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Home, Qt::Key_End};
    const bool plain = (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    const bool letter = plain && !event->text().isEmpty() && event->text().front().isPrint();
    if (letter || (plain && std::ranges::find(kMoves, event->key()) != kMoves.end()))
        showPopup(); // there it moves on, and Enter chooses
    else
        QComboBox::keyPressEvent(event);
}

void SourcePicker::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // whatever the picker lies in scrolls
}

void SourcePicker::focusInEvent(QFocusEvent* event)
{
    QComboBox::focusInEvent(event);
    emit looksUp();
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
    dialog->setNameFilters(m_fileFilters);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        setValue(kFilePrefix + file);
        emit chosen(m_value);
    });
    dialog->open();
}

} // namespace sluice
