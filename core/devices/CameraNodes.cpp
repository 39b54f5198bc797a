// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/CameraNodes.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCardPrefix = "camera:";

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

// By their names: of two paths to one device std::filesystem::equivalent() does not say that they are the same.
std::string linkTo(const fs::path& node, const std::vector<fs::path>& links)
{
    std::error_code failed;
    const fs::path target = fs::canonical(node, failed);
    if (failed)
        return {};
    const auto link = std::find_if(links.begin(), links.end(), [&](const fs::path& path) {
        std::error_code dangling;
        return fs::canonical(path, dangling) == target;
    });
    return link == links.end() ? std::string() : link->string();
}

template <std::size_t N>
std::string text(const __u8 (&bytes)[N])
{
    const auto* begin = reinterpret_cast<const char*>(bytes);
    return {begin, std::find(begin, begin + N, '\0')};
}

// What PipeWire's cameras say in place of a socket: a number that is another one after the next start.
constexpr std::string_view kCountedBus = "platform:PipeWire-";
bool isCountedBus(std::string_view bus)
{
    return bus.starts_with(kCountedBus);
}

// "camera:CARD@BUS", or empty where that says nothing.
std::string cardId(const CameraNode& node)
{
    return node.card.empty() || node.bus.empty() ? std::string()
                                                 : fmt::format("{}{}@{}", kCardPrefix, node.card, node.bus);
}

// For each node its cardId, with a number where there are several such.
std::vector<std::string> cardIds(const std::vector<CameraNode>& nodes)
{
    std::map<std::string, int> seen;
    std::vector<std::string> ids;
    for (const CameraNode& node : nodes) {
        std::string id = cardId(node);
        const int number = ++seen[id];
        ids.push_back(id.empty() || number == 1 ? id : fmt::format("{}#{}", id, number));
    }
    return ids;
}

bool allOfItsKindHaveIds(const CameraNode& node, const std::vector<CameraNode>& nodes)
{
    return std::all_of(nodes.begin(), nodes.end(),
        [&](const CameraNode& other) { return other.card != node.card || !other.byId.empty(); });
}

} // namespace

std::optional<CameraAbout> askCamera(const std::string& path)
{
    const int fd = open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) // it is there all the same, and opening it says why not
        return errno == EBUSY || errno == EACCES ? std::optional(CameraAbout()) : std::nullopt;
    v4l2_capability about{};
    const bool answered = ioctl(fd, VIDIOC_QUERYCAP, &about) == 0;
    close(fd);
    if (!answered)
        return std::nullopt;
    const auto able
        = (about.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? about.device_caps : about.capabilities;
    if ((able & V4L2_CAP_VIDEO_CAPTURE) == 0)
        return std::nullopt;
    return CameraAbout{text(about.card), text(about.bus_info)};
}

std::vector<CameraNode> cameraNodes(const std::string& deviceDirectory, const AskCamera& ask)
{
    std::vector<fs::path> paths;
    for (const fs::path& path : entries(deviceDirectory))
        if (path.filename().string().starts_with("video"))
            paths.push_back(path);
    std::sort(paths.begin(), paths.end(), [](const fs::path& a, const fs::path& b) {
        return std::pair(nodeNumber(a), a) < std::pair(nodeNumber(b), b);
    });
    const auto ids = entries(fs::path(deviceDirectory) / "v4l/by-id");
    const auto sockets = entries(fs::path(deviceDirectory) / "v4l/by-path");
    std::vector<CameraNode> nodes;
    for (const fs::path& path : paths)
        if (const auto about = ask(path.string()))
            nodes.push_back(
                {path.string(), about->card, about->bus, linkTo(path, ids), linkTo(path, sockets)});
    return nodes;
}

std::vector<Device> identify(const std::vector<CameraNode>& nodes)
{
    std::vector<Device> devices;
    const std::vector<std::string> byCard = cardIds(nodes);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const CameraNode& node = nodes[i];
        const bool idTells = allOfItsKindHaveIds(node, nodes);
        const std::array names{
            idTells ? node.byId : std::string(), node.byPath, byCard[i], node.path, idTells ? "" : node.byId};
        Device device{{}, node.card, DeviceKind::Camera, devices.empty()};
        for (const std::string& name : names) {
            if (name.empty())
                continue;
            if (device.id.empty())
                device.id = name;
            else
                device.also.push_back(name);
        }
        if (device.label.empty())
            device.label = cameraTitle(device.id);
        devices.push_back(std::move(device));
    }
    // Cameras of one kind: their sockets tell them apart.
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto alike = std::count_if(
            nodes.begin(), nodes.end(), [&](const CameraNode& other) { return other.card == nodes[i].card; });
        if (alike > 1 && !nodes[i].bus.empty())
            devices[i].label += fmt::format(" ({})", nodes[i].bus);
    }
    return devices;
}

std::optional<std::string> cameraPath(std::string_view id, const std::vector<CameraNode>& nodes)
{
    if (!isCardId(id))
        return std::string(id);
    const std::vector<std::string> ids = cardIds(nodes);
    if (const auto found = std::find(ids.begin(), ids.end(), id); found != ids.end())
        return nodes[static_cast<std::size_t>(found - ids.begin())].path;
    for (const CameraNode& node : nodes)
        if (isCountedBus(node.bus)
            && id.starts_with(fmt::format("{}{}@{}", kCardPrefix, node.card, kCountedBus)))
            return node.path;
    return std::nullopt;
}

bool isCardId(std::string_view id)
{
    return id.starts_with(kCardPrefix);
}

std::string cameraTitle(std::string_view id)
{
    if (isCardId(id)) {
        id.remove_prefix(kCardPrefix.size());
        return std::string(id.substr(0, id.rfind('@')));
    }
    constexpr std::string_view kById = "/v4l/by-id/";
    constexpr std::string_view kByPath = "/v4l/by-path/";
    if (const auto link = id.find(kByPath); link != std::string_view::npos) {
        id.remove_prefix(link + kByPath.size());
        return std::string(id.substr(0, id.rfind("-video-index")));
    }
    const auto link = id.find(kById);
    if (link == std::string_view::npos)
        return std::string(id);
    id.remove_prefix(link + kById.size());
    if (id.starts_with("usb-"))
        id.remove_prefix(4);
    std::string title(id.substr(0, id.rfind("-video-index")));
    std::replace(title.begin(), title.end(), '_', ' ');
    return title;
}

} // namespace sluice
