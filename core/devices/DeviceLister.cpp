// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/DeviceLister.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/devices/SoundCards.h"

namespace sluice {

namespace {

namespace fs = std::filesystem;

// The name of a camera, or nothing when the node is none: loudspeakers' control nodes, encoders and the second,
// metadata-only node of every UVC camera are video devices, too.
std::optional<std::string> cameraName(const std::string& path)
{
    const int fd = open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        // Used by another program or not permitted: it is there all the same, and opening it says why not.
        return errno == EBUSY || errno == EACCES ? std::optional(fs::path(path).filename().string())
                                                 : std::nullopt;
    }
    v4l2_capability about{};
    const bool answered = ioctl(fd, VIDIOC_QUERYCAP, &about) == 0;
    close(fd);
    if (!answered)
        return std::nullopt;
    const auto able
        = (about.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? about.device_caps : about.capabilities;
    if ((able & V4L2_CAP_VIDEO_CAPTURE) == 0)
        return std::nullopt;
    const auto* card = reinterpret_cast<const char*>(about.card);
    return std::string(card, std::find(card, card + sizeof(about.card), '\0'));
}

std::vector<fs::path> entries(const fs::path& directory)
{
    std::vector<fs::path> found;
    std::error_code failed;
    for (fs::directory_iterator i(directory, failed), end; !failed && i != end; i.increment(failed))
        found.push_back(i->path());
    std::sort(found.begin(), found.end());
    return found;
}

// "video10" → 10, for the order in which cameras were found by the kernel.
int nodeNumber(const fs::path& path)
{
    const std::string name = path.filename().string();
    const auto digit = name.find_first_of("0123456789");
    return digit == std::string::npos ? 0 : std::atoi(name.c_str() + digit);
}

std::vector<Device> sounds(DeviceKind kind)
{
    std::vector<Device> found;
    const bool speaker = kind == DeviceKind::Speaker;
    const std::vector<SoundCardDevice> cards = soundCards("/proc/asound");
    const bool server = soundServerThere();
    const auto fits = [&](const SoundCardDevice& card) { return speaker ? card.plays : card.records; };
    if (server || std::any_of(cards.begin(), cards.end(), fits))
        found.push_back({"default", speaker ? "Standard speaker" : "Standard microphone", kind, true});
    const char* home = std::getenv("HOME");
    for (const std::string& file :
        {std::string("/etc/asound.conf"), std::string(home ? home : "") + "/.asoundrc"})
        for (const ConfiguredPcm& pcm : configuredPcms(file))
            if (pcm.name != "default" && (!pcm.onServer || server))
                found.push_back(
                    {pcm.name, pcm.description.empty() ? pcm.name : pcm.description, kind, false});
    for (const SoundCardDevice& card : cards)
        if (fits(card))
            found.push_back({card.id, card.label, kind, false});
    return found;
}

} // namespace

std::string_view deviceKindName(DeviceKind kind)
{
    switch (kind) {
    case DeviceKind::Camera:
        return "camera";
    case DeviceKind::Microphone:
        return "microphone";
    case DeviceKind::Screen:
        return "screen";
    case DeviceKind::Speaker:
        break;
    }
    return "speaker";
}

std::vector<Device> DeviceLister::cameras() const
{
    std::vector<fs::path> nodes;
    for (const fs::path& path : entries(m_directory))
        if (path.filename().string().starts_with("video"))
            nodes.push_back(path);
    std::sort(nodes.begin(), nodes.end(), [](const fs::path& a, const fs::path& b) {
        return std::pair(nodeNumber(a), a) < std::pair(nodeNumber(b), b);
    });
    const std::vector<fs::path> stable = entries(fs::path(m_directory) / "v4l/by-id");

    std::vector<Device> found;
    for (const fs::path& node : nodes) {
        const std::optional<std::string> name = cameraName(node.string());
        if (!name)
            continue;
        // The name that stays with the camera, whatever socket it is plugged into.
        const auto link = std::find_if(stable.begin(), stable.end(), [&](const fs::path& path) {
            std::error_code failed;
            return fs::equivalent(path, node, failed);
        });
        const std::string id = (link != stable.end() ? *link : node).string();
        found.push_back({id, name->empty() ? id : *name, DeviceKind::Camera, found.empty()});
    }
    return found;
}

std::vector<Device> DeviceLister::microphones() const
{
    return sounds(DeviceKind::Microphone);
}

std::vector<Device> DeviceLister::speakers() const
{
    return sounds(DeviceKind::Speaker);
}

std::vector<Device> DeviceLister::all() const
{
    std::vector<Device> devices = cameras();
    for (auto& more : {microphones(), speakers()})
        devices.insert(devices.end(), more.begin(), more.end());
    return devices;
}

std::string devicesJson(const std::vector<Device>& devices)
{
    auto listed = nlohmann::ordered_json{
        {"cameras", nlohmann::ordered_json::array()},
        {"microphones", nlohmann::ordered_json::array()},
        {"speakers", nlohmann::ordered_json::array()},
        {"screens", nlohmann::ordered_json::array()},
    };
    for (const Device& device : devices)
        listed[std::string(deviceKindName(device.kind)) + "s"].push_back(
            {{"id", device.id}, {"label", device.label}, {"default", device.isDefault}});
    return listed.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace sluice
