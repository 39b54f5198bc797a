// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QObject>

#include "core/devices/DeviceLister.h"
#include "core/devices/ScreenLister.h"

namespace sluice {

// The lists of cameras, microphones, speakers, screens and desktop sounds, looked up on a thread of its own. Lives in
// the thread that made it.
class DeviceCatalog : public QObject {
    Q_OBJECT
public:
    explicit DeviceCatalog(QObject* parent = nullptr, DeviceLister lister = DeviceLister());
    ~DeviceCatalog() override;

    void refresh(); // changed() follows
    // From now on looks by itself when something is plugged in or pulled, of the kernel's or of the sound server's, and
    // when another device becomes the standard one.
    void watch();
    bool loading() const;
    const std::vector<Device>& cameras() const;
    const std::vector<Device>& microphones() const;
    const std::vector<Device>& speakers() const;
    const std::vector<Device>& desktopSounds() const;
    const ScreenList& screens() const;
    // The id of a camera or microphone for people, where it is in no list.
    static std::string titleOf(const std::string& id);

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
