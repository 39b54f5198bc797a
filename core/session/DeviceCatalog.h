// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QObject>

#include "core/devices/DeviceLister.h"
#include "core/devices/ScreenLister.h"

namespace sluice {

// The lists of cameras, microphones, speakers and screens, looked up on a thread of its own. Lives in the thread that made it.
class DeviceCatalog : public QObject {
    Q_OBJECT
public:
    explicit DeviceCatalog(QObject* parent = nullptr);
    ~DeviceCatalog() override;

    void refresh(); // changed() follows
    bool loading() const;
    const std::vector<Device>& cameras() const;
    const std::vector<Device>& microphones() const;
    const std::vector<Device>& speakers() const;
    const ScreenList& screens() const;

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
