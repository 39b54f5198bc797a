// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/DeviceCatalog.h"

#include <mutex>
#include <thread>

#include "core/session/Notifier.h"

namespace sluice {

class DeviceCatalog::Private {
public:
    explicit Private(DeviceCatalog* catalog)
        : changed(catalog, [this, catalog] {
            take();
            emit catalog->changed();
        })
    { }

    struct Lists {
        std::vector<Device> cameras, microphones, speakers;
        ScreenList screens;
    };

    void take()
    {
        if (worker.joinable())
            worker.join(); // it has told, so it is over
        const std::lock_guard lock(mutex);
        lists = found;
        loading = false;
    }

    Notifier changed;
    Lists lists; // the catalog's thread
    bool loading = false; // the catalog's thread
    std::mutex mutex;
    Lists found; // mutex
    std::thread worker;
};

DeviceCatalog::DeviceCatalog(QObject* parent) : QObject(parent), d(std::make_unique<Private>(this)) { }

DeviceCatalog::~DeviceCatalog()
{
    d->changed.detach();
    if (d->worker.joinable())
        d->worker.join(); // a list takes less than 2 s, on a display that hangs some more
}

void DeviceCatalog::refresh()
{
    if (d->loading)
        return;
    d->loading = true;
    d->worker = std::thread([state = d.get(), changed = d->changed]() mutable {
        const DeviceLister lister;
        Private::Lists lists{lister.cameras(), lister.microphones(), lister.speakers(), listScreens()};
        {
            const std::lock_guard lock(state->mutex);
            state->found = std::move(lists);
        }
        changed.tell();
    });
}

bool DeviceCatalog::loading() const
{
    return d->loading;
}

const std::vector<Device>& DeviceCatalog::cameras() const
{
    return d->lists.cameras;
}

const std::vector<Device>& DeviceCatalog::microphones() const
{
    return d->lists.microphones;
}

const std::vector<Device>& DeviceCatalog::speakers() const
{
    return d->lists.speakers;
}

const ScreenList& DeviceCatalog::screens() const
{
    return d->lists.screens;
}

} // namespace sluice
