// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/pipeline/publish/RecordedFile.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/capture/TestPicture.h"
#include "core/capture/ToneDetectors.h"

namespace sluice::test {

namespace {

int brightnessOf(const VideoFrame& frame)
{
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (int y = 0; y < frame.size.height; y += 8)
        for (int x = 0; x < frame.size.width; x += 8, ++count)
            sum += frame.planes[0][y * frame.strides[0] + x];
    return static_cast<int>(sum / std::max<std::int64_t>(1, count));
}

void take(std::vector<VideoFrame>& frames, bool& flashing, RecordedFile& out)
{
    for (const VideoFrame& frame : frames) {
        out.lastPicture = frame.pts;
        out.brightness.push_back(brightnessOf(frame));
        const auto reading = readTestPicture(frame);
        if (reading && !std::exchange(flashing, reading->flash) && reading->flash)
            out.flashes.push_back(frame.pts);
        out.testPictures.push_back(reading ? std::optional(reading->sequence) : std::nullopt);
        if (!frame.stamp)
            continue;
        if (!out.stamps.empty())
            for (auto n = out.stamps.back().sequence + 1; n < frame.stamp->sequence; ++n)
                out.missing.push_back(n);
        out.stamps.push_back(*frame.stamp);
    }
    frames.clear();
}

// Beeps are placed by the sound before them, of which nothing may be missing.
struct Ears {
    std::optional<BeepDetector> detector; // from the first block on
    MediaTime began;
};

void take(std::vector<AudioBlock>& blocks, Ears& ears, RecordedFile& out)
{
    for (const AudioBlock& block : blocks) {
        out.sound += block.duration();
        double peak = 0;
        for (const float sample : block.data())
            peak = std::max(peak, std::abs(static_cast<double>(sample)));
        out.loudest = std::max(out.loudest, peak);
        if (peak < 0.001)
            out.silence += block.duration();
        if (!ears.detector) {
            ears.detector.emplace(block.format);
            ears.began = block.pts;
        }
        ears.detector->feed(block.data());
        for (const Duration onset : ears.detector->takeOnsets())
            out.beeps.push_back(ears.began + onset);
    }
    blocks.clear();
}

} // namespace

RecordedFile readRecorded(const std::string& path)
{
    RecordedFile out;
    SystemClock clock;
    Resolver resolver;
    const Log log;
    Demuxer::Options options;
    options.url = "file:" + path;
    auto demuxer = Demuxer::open(options, resolver, clock, log, {});
    if (!demuxer) {
        out.problem = demuxer.error().message() + " " + demuxer.error().detail();
        return out;
    }
    const MediaInfo info = (*demuxer)->info();
    out.container = info.container;
    if (!info.video || !info.audio) {
        out.problem = "sound or picture is missing";
        return out;
    }
    auto video = VideoDecoder::open(*info.video, {});
    auto audio = AudioDecoder::open(*info.audio);
    std::vector<VideoFrame> frames;
    std::vector<AudioBlock> blocks;
    std::optional<MediaTime> soundEnd;
    bool any = false;
    bool flashing = true; // the first one may have begun before
    Ears ears;
    for (;;) {
        auto packet = (*demuxer)->read({});
        if (!packet || !*packet)
            break; // a file that was cut off may end in an error
        if ((*packet)->kind == StreamKind::Video) {
            if (!std::exchange(any, true)) {
                out.beginsWithKeyframe = (*packet)->keyframe;
                out.firstPicture = (*packet)->pts;
            }
            (void)(*video)->decode(**packet, frames);
            take(frames, flashing, out);
            continue;
        }
        if (!soundEnd)
            out.firstSound = (*packet)->pts;
        else
            out.soundGap = std::max(out.soundGap, (*packet)->pts - *soundEnd);
        soundEnd = (*packet)->pts + (*packet)->duration;
        (void)(*audio)->decode(**packet, blocks);
        take(blocks, ears, out);
    }
    (*video)->drain(frames);
    take(frames, flashing, out);
    (*audio)->drain(blocks);
    take(blocks, ears, out);
    out.damaged = (*video)->damaged() + (*audio)->damaged();
    return out;
}

std::string whyNotWhole(const RecordedFile& file)
{
    if (!file.problem.empty())
        return file.problem;
    if (!file.beginsWithKeyframe || file.stamps.empty())
        return "it does not begin with a keyframe";
    // Cut in the order of decoding, where a later picture may come first.
    for (const std::uint32_t number : file.missing)
        if (number + 4 <= file.stamps.back().sequence)
            return fmt::format("picture {} is missing", number);
    if (file.soundGap > milliseconds(2)) // more than rounding to the container's ticks makes
        return fmt::format("a hole of {} ms in the sound", toMs(file.soundGap));
    if (file.damaged > 0)
        return fmt::format("{} packets are damaged", file.damaged);
    // Sound and picture begin and end together: an AAC frame and a picture are the grain.
    constexpr std::int64_t kGrainMs = 150;
    if (std::abs(toMs(file.firstSound - file.firstPicture)) > kGrainMs)
        return fmt::format(
            "the sound begins {} ms after the picture", toMs(file.firstSound - file.firstPicture));
    const Duration pictures = file.lastPicture - file.firstPicture;
    if (std::abs(toMs(pictures - file.sound)) > kGrainMs)
        return fmt::format("{} ms of pictures, {} ms of sound", toMs(pictures), toMs(file.sound));
    return {};
}

} // namespace sluice::test
