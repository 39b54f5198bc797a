// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/devices/Device.h"

namespace sluice {

// One camera as the kernel shows it now, and the names that lead to it.
struct CameraNode {
    std::string path; // "/dev/video2": another number after the next plugging
    std::string card; // "HD Pro Webcam C920"; empty: it could not be asked
    std::string bus; // "usb-0000:00:14.0-1": the socket
    std::string byId; // the link of the camera itself, or empty
    std::string byPath; // the link of its socket, or empty
    bool operator==(const CameraNode&) const = default;
};

// What a camera says of itself. Empty texts: it is there, and could not be asked (used by another program, not
// permitted).
struct CameraAbout {
    std::string card;
    std::string bus;
};
// Nothing when the node is no camera: loudspeakers' control nodes, encoders and the second, metadata-only node of
// every UVC camera are video devices, too.
using AskCamera = std::function<std::optional<CameraAbout>(const std::string& path)>;
std::optional<CameraAbout> askCamera(const std::string& path); // by VIDIOC_QUERYCAP

// In the order in which the kernel found them.
std::vector<CameraNode> cameraNodes(const std::string& deviceDirectory, const AskCamera& ask);

// The nodes as devices, in their order. The id is, of these, the first that tells each camera from the others of its
// kind: the link by id, the link by path, "camera:CARD@BUS" (and "#2" for a second one there), the node. The links of
// two cameras of one kind without serial numbers are the same; the one that came last has it. So where not every one
// of a kind has a link by id, none of them is called by it. The other names stand in `also`.
std::vector<Device> identify(const std::vector<CameraNode>& nodes);

// Where a camera with that id is now; nothing: not connected. Links and nodes are paths already. Of PipeWire's cameras
// the card alone decides: what they call a bus is a number that changes.
std::optional<std::string> cameraPath(std::string_view id, const std::vector<CameraNode>& nodes);

bool isCardId(std::string_view id); // "camera:CARD@BUS"

// An id for people: "HD Pro Webcam C920 A1B2" of "/dev/v4l/by-id/usb-HD_Pro_Webcam_C920_A1B2-video-index0". Of a link by
// path the socket, which is all that it tells.
std::string cameraTitle(std::string_view id);

} // namespace sluice
