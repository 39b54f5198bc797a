// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <QObject>

class QSocketNotifier;

namespace sluice {

// Says when a camera or a sound card may have come or gone: a node of theirs, or a link to one, in the folder of
// devices (inotify). Says it once more when the rights of a node change, because udev grants them a moment later.
// Lives in a thread with an event loop; where the folder cannot be watched it says nothing.
class DeviceWatch : public QObject {
    Q_OBJECT
public:
    explicit DeviceWatch(const std::string& deviceDirectory, QObject* parent = nullptr);
    ~DeviceWatch() override;

signals:
    void changed();

private:
    void look();
    void readEvents();

    const std::string m_directory;
    int m_descriptor = -1;
    int m_top = -1; // inotify's number of m_directory itself
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace sluice
