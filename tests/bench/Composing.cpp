// SPDX-License-Identifier: GPL-3.0-or-later
// What one 1280x720 picture costs in each layout, and what taking it from a screen costs. Prints a table.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include "core/base/Clock.h"
#include "core/media/Layout.h"
#include "core/publish/Composer.h"
#include "core/publish/Slate.h"

using namespace sluice;

namespace {

constexpr VideoSize kCanvas{1280, 720};
constexpr int kPictures = 300;

VideoFrame noise(PixelFormat format, VideoSize size)
{
    MutableFrame frame(format, size);
    std::uint32_t state = 1;
    for (std::size_t plane = 0; plane < planeCount(format); ++plane)
        for (int row = 0; row < planeRows(format, plane, size.height); ++row)
            for (int i = 0; i < planeBytesPerRow(format, plane, size.width); ++i) {
                state = state * 1664525 + 1013904223;
                frame.plane(plane)[row * frame.stride(plane) + i] = static_cast<std::uint8_t>(state >> 24);
            }
    frame.meta().range = format == PixelFormat::Bgra ? ColorRange::Full : ColorRange::Limited;
    return frame.finish();
}

void measure(const char* name, const std::vector<Composer::Layer>& layers)
{
    const SystemClock clock;
    Composer composer(kCanvas);
    std::vector<double> took;
    for (int i = 0; i < kPictures; ++i) {
        const TimePoint began = clock.now();
        if (!composer.compose(layers))
            return;
        took.push_back(toSeconds(clock.now() - began) * 1000);
    }
    std::sort(took.begin(), took.end());
    std::printf("  %-44s %6.2f ms  %6.2f ms  %5.1f %%\n", name, took[took.size() / 2],
        took[took.size() * 95 / 100], took[took.size() / 2] * 30 / 10);
}

} // namespace

int main()
{
    std::printf("Composing 1280x720, median, 95th percentile, share of one core at 30 fps\n");
    const VideoFrame camera = noise(PixelFormat::I420, kCanvas);
    const VideoFrame webcam = noise(PixelFormat::Yuyv422, {640, 360});
    const VideoFrame screen = noise(PixelFormat::I420, kCanvas);
    const VideoFrame narrow = noise(PixelFormat::I420, {960, 720});
    const Placement at = insetPlacement({LayoutKind::Both}, kCanvas, 16.0 / 9);
    const auto inset
        = [&](const VideoFrame& frame) { return Composer::Layer{frame, at.x, at.y, at.width, at.height, 4}; };
    measure("camera, as large as the canvas", {{camera}});
    measure("camera 640x360 YUYV", {{webcam}});
    measure("screen 16:9, fitted by its source", {{screen}});
    measure("screen 4:3, black beside it", {{narrow}});
    measure("both, camera 1280x720", {{screen}, inset(camera)});
    measure("both, camera 640x360 YUYV", {{screen}, inset(webcam)});
    measure("slate", {{makeSlate(kCanvas)}});
    std::printf("Fitting a screen, on its own thread\n");
    for (const VideoSize size : {VideoSize{1280, 720}, VideoSize{1920, 1080}, VideoSize{2560, 1440}}) {
        const VideoFrame grabbed = noise(PixelFormat::Bgra, size);
        char name[64];
        std::snprintf(name, sizeof(name), "screen %dx%d", size.width, size.height);
        measure(name, {{grabbed}});
    }
    return 0;
}
