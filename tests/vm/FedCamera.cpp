// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vm/FedCamera.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice::test {

namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr int kRate = 30;
constexpr std::uint8_t kMarker = 0xff;
constexpr std::uint8_t kStartOfScan = 0xda;
constexpr std::uint8_t kRestart = 0xd5; // the sixth of eight

std::string nameOf(const fs::path& entry)
{
    std::ifstream in(entry / "name");
    std::string name;
    std::getline(in, name);
    return name;
}

} // namespace

// Its driver's devices stand among those that no bus has.
std::string FedCamera::node()
{
    std::error_code failed;
    fs::directory_iterator each("/sys/devices/virtual/video4linux", failed);
    for (; !failed && each != fs::directory_iterator(); each.increment(failed))
        if (nameOf(each->path()) == "Fed")
            return "/dev/" + each->path().filename().string();
    return {};
}

std::string FedCamera::id()
{
    return "camera:Fed@platform:v4l2loopback-000";
}

FedCamera::FedCamera(std::vector<std::vector<std::uint8_t>> pictures) : m_pictures(std::move(pictures)) { }

bool FedCamera::plugIn(int width, int height)
{
    m_device = UniqueFd(open(node().c_str(), O_RDWR | O_CLOEXEC));
    v4l2_format format{};
    format.type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
    format.fmt.pix.width = static_cast<std::uint32_t>(width);
    format.fmt.pix.height = static_cast<std::uint32_t>(height);
    format.fmt.pix.pixelformat = V4L2_PIX_FMT_MJPEG;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    format.fmt.pix.sizeimage = static_cast<std::uint32_t>(width * height * 2);
    v4l2_streamparm rate{};
    rate.type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
    rate.parm.output.timeperframe = {1, kRate};
    int type = V4L2_BUF_TYPE_VIDEO_OUTPUT;
    // Who streams is known as the one that feeds, and missed when gone; the pictures may be written all the same.
    if (!m_device || ioctl(m_device.get(), VIDIOC_S_FMT, &format) != 0
        || ioctl(m_device.get(), VIDIOC_S_PARM, &rate) != 0
        || ioctl(m_device.get(), VIDIOC_STREAMON, &type) != 0) {
        std::perror("v4l2loopback");
        return false;
    }
    m_thread = std::jthread([this](const std::stop_token& stop) { feed(stop); });
    return true;
}

void FedCamera::pull()
{
    m_thread = {};
    m_device.reset();
    m_left = 0;
}

void FedCamera::damage(Damage how, int pictures)
{
    m_damage = how;
    m_left = pictures;
}

void FedCamera::feed(const std::stop_token& stop)
{
    auto next = steady_clock::now();
    for (std::size_t i = 0; !stop.stop_requested();
        ++i, next += std::chrono::microseconds(1'000'000 / kRate)) {
        std::this_thread::sleep_until(next);
        const std::vector<std::uint8_t>& picture = m_pictures[i % m_pictures.size()];
        const bool spoil = m_left > 0;
        const auto bytes = spoil ? spoilt(picture, m_damage) : picture;
        [[maybe_unused]] const auto written = write(m_device.get(), bytes.data(), bytes.size());
        if (spoil)
            --m_left;
    }
}

std::vector<std::uint8_t> FedCamera::spoilt(const std::vector<std::uint8_t>& picture, Damage how) const
{
    std::vector<std::uint8_t> bytes = picture;
    std::minstd_rand random{static_cast<unsigned>(picture.size())};
    switch (how) {
    case Damage::None:
        break;
    case Damage::CutOff:
        bytes.resize(bytes.size() / 2);
        break;
    case Damage::Empty:
        bytes.clear();
        break;
    case Damage::Noise:
        std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random()); });
        break;
    case Damage::Restarts: {
        constexpr std::array<std::uint8_t, 2> kScan{kMarker, kStartOfScan};
        const auto scan = std::ranges::search(bytes, kScan).begin() - bytes.begin();
        for (auto at = static_cast<std::size_t>(scan) + 64; at + 256 < bytes.size(); at += 256) {
            bytes[at] = kMarker;
            bytes[at + 1] = kRestart;
        }
        break;
    }
    }
    return bytes;
}

} // namespace sluice::test
