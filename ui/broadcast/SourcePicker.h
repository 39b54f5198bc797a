// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QComboBox>

#include "core/session/DeviceCatalog.h"

namespace sluice {

// A list of devices and of what can stand in for one. Every entry is the text that the settings and the command line
// know: a device's identity, "test", "tone", "none", "file:PATH". While the list is open it follows what is plugged in
// and pulled; what was chosen, and what the hand or the keyboard is at, stay.
class SourcePicker : public QComboBox {
    Q_OBJECT
public:
    struct Extra {
        QString label;
        QString value;
    };
    // `fileTitle`: the title of the dialog behind the last entry, "Clip file…".
    SourcePicker(
        const QString& name, std::vector<Extra> extras, const QString& fileTitle, QWidget* parent = nullptr);

    // Instead of “Clip file…”, and of what its dialog shows first (see FileFilters.h).
    void setFileEntry(const QString& label, const QStringList& filters);
    void setDevices(const std::vector<Device>& devices);
    // Shows `value` as chosen; one that is in no list (an unplugged device, a file) gets an entry of its own.
    void setValue(const QString& value);
    const QString& value() const { return m_value; }
    bool hasDevices() const { return !m_devices.empty(); }

signals:
    void chosen(const QString& value); // by hand
    void looksUp(); // a hand or the keyboard came near: the list should be new

protected:
    void enterEvent(QEnterEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    // What is chosen is seen by viewers at once, so a key or a turn of the wheel that only passes by chooses nothing.
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Entry {
        QString label;
        QString value;
    };
    std::vector<Entry> entries() const;
    void fill();
    void fitOpenList(int rowsBefore);
    int indexOf(const QString& value) const; // also by a device's other names; −1: in no list
    static QString labelOf(const QString& value);
    void onActivated(int index);
    void chooseFile();

    std::vector<Extra> m_extras;
    QString m_fileTitle;
    QString m_fileEntry;
    QStringList m_fileFilters;
    std::vector<Device> m_devices;
    QString m_value;
};

} // namespace sluice
