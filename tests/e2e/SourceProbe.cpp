// SPDX-License-Identifier: GPL-3.0-or-later
// When flashes and beeps come out of a camera and a microphone: SourceProbe CAMERA MICROPHONE SECONDS. The camera is
// read as fast as it gives, the microphone by parec, and the clock on the wall is looked at as each arrives; no stamp of
// a device is believed. Prints "flash EPOCH_US" and "beep EPOCH_US" lines, in any order.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include <unistd.h>

#include "core/base/Clock.h"
#include "core/capture/CameraSource.h"
#include "core/capture/TestPicture.h"
#include "core/capture/ToneDetectors.h"

using namespace sluice;

namespace {

constexpr AudioFormat kMono{48000, 1};

// The sound's time line is that of the piece which was on its way shortest.
void listen(const std::string& microphone, SystemClock& clock)
{
    const std::string command = "exec parec -d " + microphone
        + " --format=float32le --rate=48000 --channels=1 --latency-msec=10 --raw";
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe)
        return;
    BeepDetector detector(kMono);
    std::optional<WallTime> began;
    std::int64_t frames = 0;
    std::array<float, 4096> samples{};
    while (true) {
        const ssize_t got = read(fileno(pipe), samples.data(), sizeof samples);
        if (got <= 0)
            break;
        const auto count = static_cast<std::size_t>(got) / sizeof(float);
        frames += static_cast<std::int64_t>(count);
        const WallTime start = clock.wallNow() - kMono.durationOf(frames);
        began = began ? std::min(*began, start) : start;
        detector.feed(std::span(samples).first(count));
        for (const Duration onset : detector.takeOnsets())
            std::printf("beep %lld\n", static_cast<long long>(epochUs(*began + onset)));
        std::fflush(stdout);
    }
    pclose(pipe);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4)
        return 2;
    SystemClock clock;
    const Log log;
    CameraSource camera(argv[1], clock, log);
    const auto opened = camera.open({{1280, 720}, {30, 1}}, {});
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().message().c_str());
        return 1;
    }
    const std::thread ears([&] { listen(argv[2], clock); }); // ends with the process, which leaves by _Exit()
    const TimePoint until = clock.now() + seconds(std::atoi(argv[3]));
    bool flashed = true; // the first one may have begun before
    while (clock.now() < until) {
        const auto frame = camera.read(milliseconds(100), {});
        if (!frame) {
            std::fprintf(stderr, "%s\n", frame.error().message().c_str());
            std::_Exit(1);
        }
        const WallTime now = clock.wallNow();
        const auto reading = *frame ? readTestPicture(**frame) : std::nullopt;
        if (!reading)
            continue;
        if (reading->flash && !std::exchange(flashed, reading->flash))
            std::printf("flash %lld\n", static_cast<long long>(epochUs(now)));
        flashed = reading->flash;
        std::fflush(stdout);
    }
    std::_Exit(0); // PipeWire's V4L2 shim now and then crashes in closing
}
