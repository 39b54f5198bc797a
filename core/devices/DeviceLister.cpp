// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/DeviceLister.h"

#include <algorithm>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "core/base/Sentence.h"
#include "core/devices/SoundCards.h"

namespace sluice {

namespace {

std::vector<Device> sounds(DeviceKind kind)
{
    std::vector<Device> found;
    const bool speaker = kind == DeviceKind::Speaker;
    const std::vector<SoundCardDevice> cards = soundCards("/proc/asound");
    const bool server = soundServerThere();
    const auto fits = [&](const SoundCardDevice& card) { return speaker ? card.plays : card.records; };
    if (server || std::any_of(cards.begin(), cards.end(), fits))
        found.push_back({"default",
            speaker ? QT_TRANSLATE_NOOP("core", "Standard speaker")
                    : QT_TRANSLATE_NOOP("core", "Standard microphone"),
            kind, true});
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
    case DeviceKind::DesktopSound:
        return "desktop sound";
    case DeviceKind::Speaker:
        break;
    }
    return "speaker";
}

std::vector<Device> DeviceLister::cameras() const
{
    return identify(cameraNodes(m_directory, m_ask));
}

std::optional<std::string> DeviceLister::cameraPath(const std::string& id) const
{
    if (!isCardId(id))
        return id; // no camera has to be asked
    return sluice::cameraPath(id, cameraNodes(m_directory, m_ask));
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

std::string soundTitle(const std::string& id, const std::vector<Device>& listed, const std::string& before)
{
    const std::string wanted = id.empty() ? "default" : id;
    if (const auto found = std::ranges::find(listed, wanted, &Device::id); found != listed.end())
        return found->label;
    if (!before.empty())
        return before;
    constexpr std::string_view kCard = "plughw:CARD=";
    return id.starts_with(kCard) ? id.substr(kCard.size(), id.find(',') - kCard.size()) : id;
}

std::string devicesJson(const std::vector<Device>& devices)
{
    auto listed = nlohmann::ordered_json{
        {"cameras", nlohmann::ordered_json::array()},
        {"microphones", nlohmann::ordered_json::array()},
        {"speakers", nlohmann::ordered_json::array()},
        {"screens", nlohmann::ordered_json::array()},
        {"desktop_sounds", nlohmann::ordered_json::array()},
    };
    for (const Device& device : devices)
        listed[device.kind == DeviceKind::DesktopSound ? "desktop_sounds"
                                                       : std::string(deviceKindName(device.kind)) + "s"]
            .push_back({{"id", device.id}, {"label", device.label}, {"default", device.isDefault}});
    return listed.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace sluice
