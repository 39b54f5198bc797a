// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/DeviceCatalog.h"

#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <QTimer>

#include "core/devices/DeviceLister.h"
#include "core/devices/DeviceWatch.h"
#include "core/devices/SoundServer.h"
#include "core/session/Notifier.h"

namespace sluice {

namespace {

// Plugging one thing in makes a dozen nodes and links: one look when it is over. Rights are granted by then, too.
constexpr int kSettlesAfterMs = 150;
// A sound server on this computer answers in milliseconds; one that hangs must not hide the cameras for long.
constexpr Duration kServerAnswers = milliseconds(700);

void append(std::vector<Device>& to, const std::vector<Device>& more)
{
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace

class DeviceCatalog::Private {
public:
    Private(DeviceCatalog* catalog, DeviceLister l)
        : lister(std::move(l))
        , changed(catalog,
              [this, catalog] {
                  take();
                  emit catalog->changed();
                  if (std::exchange(again, false))
                      catalog->refresh();
              })
        , soundChanged(catalog, [this] { settle.start(); })
    { }

    struct Lists {
        std::vector<Device> cameras, microphones, speakers, desktopSounds;
        ScreenList screens;
    };

    static Lists look(const DeviceLister& lister)
    {
        Lists lists{lister.cameras(), lister.microphones(), lister.speakers(), {}, {}};
        if (const auto served = soundServerDevices(kServerAnswers)) {
            append(lists.microphones, served->microphones);
            append(lists.speakers, served->speakers);
            lists.desktopSounds = served->desktopSounds;
        }
        lists.screens = listScreens();
        return lists;
    }

    void take()
    {
        if (worker.joinable())
            worker.join(); // it has told, so it is over
        const std::lock_guard lock(mutex);
        lists = found;
        loading = false;
    }

    const DeviceLister lister;
    Notifier changed;
    Notifier soundChanged;
    QTimer settle; // the catalog's thread, as the four below
    std::unique_ptr<DeviceWatch> nodes;
    Lists lists;
    bool loading = false;
    bool again = false; // something changed while it was looked
    std::mutex mutex;
    Lists found; // mutex
    std::thread worker;
    std::optional<SoundServerWatch> sound; // goes first
};

DeviceCatalog::DeviceCatalog(QObject* parent, DeviceLister lister)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(lister)))
{
    d->settle.setSingleShot(true);
    d->settle.setInterval(kSettlesAfterMs);
    connect(&d->settle, &QTimer::timeout, this, &DeviceCatalog::refresh);
}

DeviceCatalog::~DeviceCatalog()
{
    d->sound.reset();
    d->soundChanged.detach();
    d->changed.detach();
    if (d->worker.joinable())
        d->worker.join(); // a list takes less than 2 s, on a display that hangs some more
}

void DeviceCatalog::refresh()
{
    if (d->loading) {
        d->again = true;
        return;
    }
    d->loading = true;
    d->worker = std::thread([state = d.get(), changed = d->changed]() mutable {
        Private::Lists lists = Private::look(state->lister);
        {
            const std::lock_guard lock(state->mutex);
            state->found = std::move(lists);
        }
        changed.tell();
    });
}

void DeviceCatalog::watch()
{
    if (d->nodes)
        return;
    d->nodes = std::make_unique<DeviceWatch>(d->lister.directory());
    connect(d->nodes.get(), &DeviceWatch::changed, &d->settle, qOverload<>(&QTimer::start));
    d->sound.emplace([changed = d->soundChanged]() mutable { changed.tell(); });
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

const std::vector<Device>& DeviceCatalog::desktopSounds() const
{
    return d->lists.desktopSounds;
}

const ScreenList& DeviceCatalog::screens() const
{
    return d->lists.screens;
}

std::string DeviceCatalog::titleOf(const std::string& id)
{
    return soundTitle(cameraTitle(id), {});
}

} // namespace sluice
