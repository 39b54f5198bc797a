// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a camera for the seconds that are given and says on stdout what happened: the program that CameraTest runs
// where there is a camera. A camera that fails is closed and opened again each half second, as a broadcast does.
#include <cstdio>
#include <cstdlib>

#include "core/base/Clock.h"
#include "core/capture/CameraSource.h"
#include "core/devices/DeviceLister.h"

using namespace sluice;

int main(int count, char** arguments)
{
    if (count < 3)
        return 2;
    SystemClock clock;
    const Log log;
    const std::string id = arguments[1];
    const TimePoint end = clock.now() + seconds(std::atoi(arguments[2]));
    for (const Device& camera : DeviceLister().cameras())
        std::printf("camera %s (%s)\n", camera.id.c_str(), camera.label.c_str());
    clock.sleepFor(milliseconds(700), {}); // PipeWire's camera needs a moment between two programs' looks
    CameraSource source(id, clock, log);
    while (clock.now() < end) {
        auto opened = source.open({{1280, 720}, {30, 1}}, {});
        if (!opened) {
            std::printf("refused: %s\n", opened.error().message().c_str());
            std::fflush(stdout);
            clock.sleepFor(milliseconds(500), {});
            continue;
        }
        std::printf("opened %dx%d\n", opened->size.width, opened->size.height);
        int frames = 0;
        MediaTime last{Duration(-1)};
        Duration oldest{};
        while (clock.now() < end) {
            auto frame = source.read(milliseconds(100), {});
            if (!frame) {
                std::printf("failed after %d frames: %s\n", frames, frame.error().message().c_str());
                break;
            }
            if (!*frame)
                continue;
            if ((*frame)->pts <= last)
                std::printf("pts fell\n");
            last = (*frame)->pts;
            oldest = std::max(oldest, clock.now() - (*frame)->captured);
            if (++frames % 30 == 0) {
                std::printf("frames %d, oldest %lld ms\n", frames, static_cast<long long>(toMs(oldest)));
                std::fflush(stdout);
            }
        }
        std::fflush(stdout);
        source.close();
    }
    return 0;
}
