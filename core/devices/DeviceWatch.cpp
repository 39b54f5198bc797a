// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/DeviceWatch.h"

#include <array>
#include <cstring>
#include <string_view>

#include <QSocketNotifier>

#include <sys/inotify.h>
#include <unistd.h>

namespace sluice {

namespace {

constexpr std::uint32_t kWhat = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB;

// Of all that comes and goes in /dev: cameras, and the folders below in which links and sound devices stand.
bool concerns(std::string_view name)
{
    return name.starts_with("video") || name == "v4l" || name == "snd";
}

} // namespace

DeviceWatch::DeviceWatch(const std::string& deviceDirectory, QObject* parent)
    : QObject(parent)
    , m_directory(deviceDirectory)
    , m_descriptor(inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
{
    if (m_descriptor < 0)
        return;
    m_notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &DeviceWatch::readEvents);
    look();
}

DeviceWatch::~DeviceWatch()
{
    delete m_notifier;
    if (m_descriptor >= 0)
        close(m_descriptor);
}

// Folders that are watched already keep their number; v4l comes with the first camera and goes with the last.
void DeviceWatch::look()
{
    m_top = inotify_add_watch(m_descriptor, m_directory.c_str(), kWhat | IN_ONLYDIR);
    for (const char* below : {"/v4l", "/v4l/by-id", "/v4l/by-path", "/snd"})
        inotify_add_watch(m_descriptor, (m_directory + below).c_str(), kWhat | IN_ONLYDIR);
}

void DeviceWatch::readEvents()
{
    alignas(inotify_event) std::array<char, 4096> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    bool news = false;
    for (ssize_t got = 0; (got = read(m_descriptor, buffer.data(), buffer.size())) > 0;)
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof(event));
            const std::string_view name = event.len > 0 ? buffer.data() + at + sizeof(event) : "";
            news = news || (event.mask & IN_Q_OVERFLOW) != 0
                || (event.wd == m_top ? concerns(name) : !name.empty());
            at += sizeof(event) + event.len;
        }
    if (!news)
        return;
    look();
    emit changed();
}

} // namespace sluice
