// SPDX-License-Identifier: GPL-3.0-or-later
// camera_probe DEVICE WIDTH HEIGHT FPS FRAMES: reads so many frames through CameraInput. Says what it opened, and then
// one line a frame: capture time (µs), size and the mean of the first plane.
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "core/av/CameraInput.h"

int main(int argc, char** argv)
{
    using namespace sluice;
    if (argc != 6)
        return 2;
    SystemClock clock;
    const Log log;
    CameraInput camera(clock, log);
    const auto opened
        = camera.open(argv[1], {}, {std::atoi(argv[2]), std::atoi(argv[3])}, {std::atoi(argv[4]), 1}, {});
    if (!opened) {
        fmt::print("failed {}\n", opened.error().message());
        return 1;
    }
    fmt::print("opened {}x{} {}/{} {}\n", opened->size.width, opened->size.height, opened->rate.numerator,
        opened->rate.denominator, opened->format);
    for (int i = 0; i < std::atoi(argv[5]); ++i) {
        const auto frame = camera.read(seconds(2), {});
        if (!frame) {
            fmt::print("ended {} ({})\n", frame.error().message(), frame.error().detail());
            return 1;
        }
        if (!*frame) {
            fmt::print("nothing\n");
            std::fflush(stdout);
            continue;
        }
        const VideoFrame& f = **frame;
        std::int64_t sum = 0;
        for (int y = 0; y < f.size.height; ++y)
            for (int x = 0; x < planeBytesPerRow(f.format, 0, f.size.width); ++x)
                sum += f.planes[0][y * f.strides[0] + x];
        fmt::print("frame {} {} {} {}x{} {}\n", f.captured.time_since_epoch().count(),
            f.pts.time_since_epoch().count(), (clock.now() - f.captured).count(), f.size.width, f.size.height,
            sum / (std::int64_t(f.size.height) * planeBytesPerRow(f.format, 0, f.size.width)));
        std::fflush(stdout);
    }
    fmt::print("damaged {}\n", camera.damaged());
    return 0;
}
