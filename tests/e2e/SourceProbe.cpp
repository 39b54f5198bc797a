// SPDX-License-Identifier: GPL-3.0-or-later
// What a camera or a microphone gives, by the clock on the wall as it arrives; no stamp of a device is believed.
//   SourceProbe eyes CAMERA SECONDS    prints "flash ARRIVED STAMP" (epoch, µs) for each flash of the test picture:
//                                      when its first frame came, and when our source says it was taken
//   SourceProbe measure CAMERA MICROPHONE SECONDS   prints "offset MS FLASHES BEEPS PAIRS" of flashes and beeps that
//                                      both captured, or "problem" and what is wrong
//   SourceProbe ears SOURCE            prints "beep ARRIVED" for each beep that PulseAudio's source gives, for ever
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <unistd.h>

#include "core/base/Clock.h"
#include "core/capture/CameraSource.h"
#include "core/capture/FlashBeep.h"
#include "core/capture/SourceFactory.h"
#include "core/capture/TestPicture.h"
#include "core/capture/ToneDetectors.h"

using namespace sluice;

namespace {

constexpr AudioFormat kMono{48000, 1};

// Reads what parec writes. The sound's time line is that of the piece which was on its way shortest.
int listen(const std::string& source)
{
    const std::string command
        = "exec parec -d " + source + " --format=float32le --rate=48000 --channels=1 --latency-msec=10 --raw";
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe)
        return 1;
    SystemClock clock;
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
    return 0;
}

int look(const std::string& id, Duration howLong)
{
    SystemClock clock;
    const Log log;
    CameraSource camera(id, clock, log);
    auto opened = camera.open({{1280, 720}, {30, 1}}, {});
    std::optional<Error> wrong;
    if (!opened)
        wrong = opened.error();
    const TimePoint until = clock.now() + howLong;
    bool flashed = true; // the first one may have begun before
    while (!wrong && clock.now() < until) {
        auto frame = camera.read(milliseconds(100), {});
        const WallTime now = clock.wallNow();
        if (!frame) {
            wrong = frame.error();
            break;
        }
        const VideoFrame picture = frame->value_or(VideoFrame());
        const auto reading = picture ? readTestPicture(picture) : std::nullopt;
        if (reading && !std::exchange(flashed, reading->flash) && reading->flash)
            std::printf("flash %lld %lld\n", static_cast<long long>(epochUs(now)),
                static_cast<long long>(epochUs(clock.wallAt(picture.captured))));
    }
    if (wrong)
        std::fprintf(stderr, "%s\n", wrong->message().c_str());
    std::fflush(nullptr);
    std::_Exit(wrong ? 1 : 0); // PipeWire's V4L2 shim now and then crashes in closing
}

// As CalibrationSession does, but for whoever flashes and beeps: the clip.
int measure(const std::string& cameraId, const std::string& microphoneId, Duration howLong)
{
    SystemClock clock;
    Resolver resolver;
    const Log log;
    SourceFactory factory(clock, resolver, log, PortAudioLibrary::create());
    std::mutex mutex;
    FlashBeepMeter meter; // mutex
    std::atomic<bool> sees = false, hears = false;
    StopSource stop;
    const auto read = [&](auto source, std::atomic<bool>& gives) {
        while (source && !stop.stop_requested()) {
            auto piece = (*source)->read(milliseconds(50), stop.get_token());
            if (!piece)
                break;
            if (!*piece)
                continue;
            gives = true;
            const std::lock_guard lock(mutex);
            if (sees && hears)
                meter.add(**piece);
        }
    };
    auto camera = factory.camera(cameraId);
    auto microphone = factory.microphone(microphoneId);
    if (!microphone || !(*microphone)->open({48000, 2}, {}) || !camera
        || !(*camera)->open({{1280, 720}, {30, 1}}, {}))
        return 1;
    std::thread eyes([&] { read(std::move(camera), sees); });
    std::thread ears([&] { read(std::move(microphone), hears); });
    while (!(sees && hears))
        clock.sleepFor(milliseconds(10), {});
    clock.sleepFor(howLong, {});
    const std::lock_guard lock(mutex);
    const FlashBeepMeter::Answer answer = meter.judge();
    if (answer.problem == FlashBeepMeter::Problem::None)
        std::printf(
            "offset %.2f %d %d %d\n", toMsReal(answer.offset), answer.flashes, answer.beeps, answer.pairs);
    else
        std::printf("problem %s (%d flashes, %d beeps)\n", sentenceOf(answer.problem).english().c_str(),
            answer.flashes, answer.beeps);
    std::fflush(nullptr);
    std::_Exit(0); // as above
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "ears")
        return listen(argv[2]);
    if (argc == 5 && std::string_view(argv[1]) == "measure")
        return measure(argv[2], argv[3], seconds(std::atoi(argv[4])));
    if (argc == 4 && std::string_view(argv[1]) == "eyes")
        return look(argv[2], seconds(std::atoi(argv[3])));
    return 2;
}
