// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/CameraFormats.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice {

namespace {

struct Format {
    std::uint32_t fourcc;
    const char* name;
};
// In the order of our liking.
constexpr auto kFormats = std::to_array<Format>({
    {V4L2_PIX_FMT_YUV420, "yuv420p"},
    {V4L2_PIX_FMT_NV12, "nv12"},
    {V4L2_PIX_FMT_YUYV, "yuyv422"},
    {V4L2_PIX_FMT_UYVY, "uyvy422"},
    {V4L2_PIX_FMT_MJPEG, "mjpeg"},
    {V4L2_PIX_FMT_JPEG, "mjpeg"},
    {V4L2_PIX_FMT_RGB24, "rgb24"},
    {V4L2_PIX_FMT_BGR24, "bgr24"},
});

const char* nameOf(std::uint32_t fourcc)
{
    const auto* found = std::ranges::find(kFormats, fourcc, &Format::fourcc);
    return found == kFormats.end() ? nullptr : found->name;
}

int likingOf(const std::string& format)
{
    const auto* found = std::ranges::find_if(kFormats, [&](const Format& f) { return format == f.name; });
    return static_cast<int>(found - kFormats.begin());
}

// More than these is a driver that counts for ever.
constexpr std::uint32_t kMostEntries = 256;

class Asker {
public:
    Asker(int fd, VideoSize size, FrameRate rate) : m_fd(fd), m_size(size), m_rate(rate) { }

    std::vector<CameraMode> all()
    {
        v4l2_fmtdesc format{};
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        for (; format.index < kMostEntries && ioctl(m_fd, VIDIOC_ENUM_FMT, &format) == 0; ++format.index)
            if (const char* name = nameOf(format.pixelformat))
                sizes(format.pixelformat, name);
        return std::move(m_modes);
    }

private:
    void sizes(std::uint32_t fourcc, const char* name)
    {
        v4l2_frmsizeenum size{};
        size.pixel_format = fourcc;
        for (; size.index < kMostEntries && ioctl(m_fd, VIDIOC_ENUM_FRAMESIZES, &size) == 0; ++size.index) {
            if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
                rates(fourcc, name,
                    {static_cast<int>(size.discrete.width), static_cast<int>(size.discrete.height)});
                continue;
            }
            const auto& s = size.stepwise;
            rates(fourcc, name,
                {nearest(m_size.width, s.min_width, s.max_width, s.step_width),
                    nearest(m_size.height, s.min_height, s.max_height, s.step_height)});
            return;
        }
    }

    static int nearest(int wanted, std::uint32_t least, std::uint32_t most, std::uint32_t step)
    {
        const auto value
            = std::clamp(static_cast<std::uint32_t>(std::max(wanted, 0)), least, std::max(least, most));
        return static_cast<int>(least + (value - least) / std::max(1U, step) * std::max(1U, step));
    }

    void rates(std::uint32_t fourcc, const char* name, VideoSize size)
    {
        v4l2_frmivalenum interval{};
        interval.pixel_format = fourcc;
        interval.width = static_cast<std::uint32_t>(size.width);
        interval.height = static_cast<std::uint32_t>(size.height);
        bool any = false;
        for (; interval.index < kMostEntries && ioctl(m_fd, VIDIOC_ENUM_FRAMEINTERVALS, &interval) == 0;
            ++interval.index) {
            any = true;
            if (interval.type == V4L2_FRMIVAL_TYPE_DISCRETE) {
                add(name, size, rateOf(interval.discrete));
                continue;
            }
            const FrameRate fastest = rateOf(interval.stepwise.min);
            const FrameRate slowest = rateOf(interval.stepwise.max);
            add(name, size,
                m_rate.value() > fastest.value()       ? fastest
                    : m_rate.value() < slowest.value() ? slowest
                                                       : m_rate);
            break;
        }
        if (!any)
            add(name, size, {0, 1});
    }

    static FrameRate rateOf(const v4l2_fract& interval)
    {
        return {static_cast<int>(interval.denominator), std::max(1, static_cast<int>(interval.numerator))};
    }

    void add(const char* name, VideoSize size, FrameRate rate)
    {
        const CameraMode mode{name, size, rate};
        if (size.width > 0 && size.height > 0 && std::ranges::find(m_modes, mode) == m_modes.end())
            m_modes.push_back(mode);
    }

    int m_fd;
    VideoSize m_size;
    FrameRate m_rate;
    std::vector<CameraMode> m_modes;
};

// How much is lost, in our judgement; 0: nothing.
double lossOf(const CameraMode& mode, VideoSize size, FrameRate rate)
{
    constexpr double kSlower = 2, kSmaller = 1, kShape = 0.5; // per factor of e
    constexpr double kFaster = 0.05, kLarger = 0.1, kUnknownRate = 0.2;
    const auto area = [](VideoSize s) { return static_cast<double>(s.width) * s.height; };
    const auto shape = [](VideoSize s) { return static_cast<double>(s.width) / s.height; };
    const double sharper = std::log(area(mode.size) / area(size)) / 2;
    double loss = std::abs(std::log(shape(mode.size) / shape(size))) * kShape;
    loss += sharper < 0 ? -sharper * kSmaller : sharper * kLarger;
    if (rate.numerator <= 0)
        return loss;
    if (mode.rate.numerator <= 0)
        return loss + kUnknownRate;
    constexpr double kAlmost = 0.002; // 29.97 is 30 to everybody
    const double faster = std::log(mode.rate.value() / rate.value());
    if (std::abs(faster) > kAlmost)
        loss += faster < 0 ? -faster * kSlower : faster * kFaster;
    return loss;
}

} // namespace

std::vector<CameraMode> cameraModes(const std::string& path, VideoSize size, FrameRate rate)
{
    const int fd = open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return {};
    auto modes = Asker(fd, size, rate).all();
    close(fd);
    return modes;
}

std::optional<CameraMode> chooseMode(const std::vector<CameraMode>& modes, VideoSize size, FrameRate rate)
{
    if (modes.empty() || size.width <= 0 || size.height <= 0)
        return std::nullopt;
    const auto key
        = [&](const CameraMode& mode) { return std::pair(lossOf(mode, size, rate), likingOf(mode.format)); };
    return *std::ranges::min_element(modes, {}, key);
}

} // namespace sluice
