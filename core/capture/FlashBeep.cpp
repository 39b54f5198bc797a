// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/FlashBeep.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <span>

#include "core/capture/TestTone.h"

namespace sluice {

namespace {

constexpr int kSkip = 4; // pixels: one in sixteen is enough for a mean
constexpr Duration kHop = milliseconds(2);
constexpr std::size_t kAround
    = 15; // pictures on either side, half a second: what the light is without the flash
// Of the picture's 220 steps between black and white. A screen in a lit room, seen by a camera that adapts, gives 40.
constexpr float kFaintest = 15;
constexpr float kAboveNoise = 6; // the beep over the loudness that is there half of the time: 15 dB
constexpr float kQuietest = 0.0005F; // −66 dBFS: below it there is no microphone to speak of
constexpr Duration kShortest = milliseconds(40),
                   kLongest = milliseconds(300); // flash and beep, with their echo
constexpr Duration kSteady = milliseconds(60); // 30 pictures a second alone scatter over 33 ms

// The value that `share` of all do not exceed.
float quantile(std::vector<float> values, double share)
{
    const auto at
        = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, at);
    return *at;
}

std::size_t hopOf(AudioFormat format)
{
    return static_cast<std::size_t>(format.framesIn(kHop));
}

struct Sample {
    TimePoint at;
    float value;
};

// Where a run of samples that are above `line` begins, for runs that are as long as a flash or a beep is.
std::vector<TimePoint> rises(std::span<const Sample> samples, float line)
{
    std::vector<TimePoint> found;
    std::ptrdiff_t from = -1;
    for (std::size_t i = 1; i < samples.size(); ++i) { // one that is there at the beginning has begun before
        const bool above = samples[i].value >= line;
        if (above && from < 0 && samples[i - 1].value < line)
            from = static_cast<std::ptrdiff_t>(i);
        if (above || from < 0)
            continue;
        const TimePoint begin = samples[static_cast<std::size_t>(from)].at;
        const Duration length = samples[i].at - begin;
        if (length >= kShortest && length <= kLongest)
            found.push_back(begin);
        from = -1;
    }
    return found;
}

} // namespace

void FlashBeepMeter::add(const VideoFrame& frame)
{
    const bool packed = frame.format == PixelFormat::Yuyv422;
    if (frame.format == PixelFormat::Bgra || !frame)
        return; // no camera source gives it
    Look look{frame.captured, {}};
    const int step = packed ? 2 : 1;
    for (int tile = 0; tile < static_cast<int>(kTiles); ++tile) {
        const int left = tile % kColumns * frame.size.width / kColumns;
        const int right = (tile % kColumns + 1) * frame.size.width / kColumns;
        const int top = tile / kColumns * frame.size.height / kRows;
        const int bottom = (tile / kColumns + 1) * frame.size.height / kRows;
        std::int64_t sum = 0, count = 0;
        for (int y = top; y < bottom; y += kSkip) {
            const std::uint8_t* row = frame.planes[0] + static_cast<std::ptrdiff_t>(y) * frame.strides[0];
            for (int x = left; x < right; x += kSkip, ++count)
                sum += row[static_cast<std::ptrdiff_t>(x) * step];
        }
        look.luma[static_cast<std::size_t>(tile)]
            = static_cast<float>(sum) / static_cast<float>(std::max<std::int64_t>(1, count));
    }
    m_looks.push_back(look);
}

// A window that is round at its ends, so that hum and voices stay out.
float FlashBeepMeter::loudness(AudioFormat format) const
{
    std::complex<double> sum;
    double weights = 0;
    const std::size_t window = 2 * hopOf(format);
    for (std::size_t i = 0; i < window; ++i) {
        const double turn = 2 * std::numbers::pi * static_cast<double>(i);
        const double weight = 1 - std::cos(turn / static_cast<double>(window));
        sum += std::polar(2 * weight, -turn * kBeepHz / format.rate) * static_cast<double>(m_pending[i]);
        weights += weight;
    }
    return static_cast<float>(std::abs(sum) / weights);
}

void FlashBeepMeter::add(const AudioBlock& block)
{
    const AudioFormat format = block.format;
    const auto channels = static_cast<std::size_t>(format.channels);
    const std::size_t hop = hopOf(format);
    const std::span<const float> samples = block.data();
    if (hop == 0)
        return;
    TimePoint at = block.captured - format.durationOf(static_cast<std::int64_t>(m_pending.size()));
    for (std::size_t i = 0; i + channels <= samples.size(); i += channels) {
        m_pending.push_back(
            std::accumulate(&samples[i], &samples[i] + channels, 0.0F) / static_cast<float>(channels));
        if (m_pending.size() < 2 * hop)
            continue;
        m_hears.push_back({at + kHop, loudness(format)});
        m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(hop));
        at += format.durationOf(static_cast<std::int64_t>(hop));
    }
}

// The tile whose brightness differs most between its bright and its dark moments shows the flash, if one does.
std::vector<TimePoint> FlashBeepMeter::flashes() const
{
    std::vector<TimePoint> best;
    float most = kFaintest;
    for (std::size_t tile = 0; tile < kTiles; ++tile) {
        std::vector<float> values, light;
        std::vector<Sample> samples;
        for (const Look& look : m_looks)
            light.push_back(look.luma[tile]);
        for (std::size_t i = 0; i < light.size(); ++i) {
            const std::size_t from = i - std::min(i, kAround), to = std::min(i + kAround + 1, light.size());
            const auto begin = light.begin();
            const float usual = quantile(
                {begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to)}, 0.5);
            values.push_back(light[i] - usual);
            samples.push_back({m_looks[i].at, values.back()});
        }
        // A flash lasts a fifteenth of the time from one to the next: dark is the middle, bright what only few exceed.
        const float dark = quantile(values, 0.5), bright = quantile(values, 0.975);
        if (bright - dark <= most)
            continue;
        if (auto found = rises(samples, (dark + bright) / 2); found.size() >= kFewest) {
            most = bright - dark;
            best = std::move(found);
        }
    }
    return best;
}

std::vector<TimePoint> FlashBeepMeter::beeps() const
{
    std::vector<float> values;
    std::vector<Sample> samples;
    for (const Hear& hear : m_hears) {
        values.push_back(hear.level);
        samples.push_back({hear.at, hear.level});
    }
    const float quiet = quantile(values, 0.5), loud = quantile(values, 0.975);
    if (loud < kQuietest || loud < quiet * kAboveNoise)
        return {};
    // Within one beep the room makes it waver: a hole of a few hops does not end it.
    const float line = loud / 2;
    constexpr std::size_t kHole = 8;
    std::size_t since = kHole + 1;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (samples[i].value < line) {
            ++since;
            continue;
        }
        if (since <= kHole)
            for (std::size_t k = i - since; k < i; ++k)
                samples[k].value = line;
        since = 0;
    }
    return rises(samples, line);
}

FlashBeepMeter::Answer FlashBeepMeter::judge() const
{
    Answer answer;
    const auto failed = [&](Problem problem) {
        answer.problem = problem;
        return answer;
    };
    if (m_looks.empty())
        return failed(Problem::NoPicture);
    if (m_hears.empty())
        return failed(Problem::NoSound);
    const std::vector<TimePoint> seen = flashes(), heard = beeps();
    answer.flashes = static_cast<int>(seen.size());
    answer.beeps = static_cast<int>(heard.size());
    if (seen.size() < kFewest)
        return failed(Problem::NoFlash);
    if (heard.size() < kFewest)
        return failed(Problem::NoBeep);

    std::vector<float> apart; // ms
    for (const TimePoint flash : seen) {
        const auto distance = [&](TimePoint beep) { return std::chrono::abs(flash - beep); };
        const TimePoint beep = *std::ranges::min_element(heard, {}, distance);
        if (distance(beep) <= kFarthest)
            apart.push_back(static_cast<float>(toMsReal(flash - beep)));
    }
    if (apart.size() < kFewest)
        return failed(Problem::Apart);
    // A flash that somebody walked through, a door that slammed: what is far from the middle does not count.
    const float middle = quantile(apart, 0.5);
    const auto steady = static_cast<float>(toMsReal(kSteady));
    std::erase_if(apart, [&](float each) { return std::abs(each - middle) > steady; });
    answer.pairs = static_cast<int>(apart.size());
    if (apart.size() < kFewest || apart.size() * 2 < seen.size())
        return failed(Problem::Unsteady);
    const double count = static_cast<double>(apart.size());
    const double mean = std::accumulate(apart.begin(), apart.end(), 0.0) / count;
    double squares = 0;
    for (const float each : apart)
        squares += (each - mean) * (each - mean);
    answer.offset = fromSeconds(mean / 1000);
    answer.uncertainty = fromSeconds(2 * std::sqrt(squares / (count - 1) / count) / 1000);
    return answer;
}

Sentence sentenceOf(FlashBeepMeter::Problem problem)
{
    switch (problem) {
    case FlashBeepMeter::Problem::None:
        break;
    case FlashBeepMeter::Problem::NoPicture:
        return Sentence(QT_TRANSLATE_NOOP("core", "The camera gave no picture."));
    case FlashBeepMeter::Problem::NoSound:
        return Sentence(QT_TRANSLATE_NOOP("core", "The microphone gave no sound."));
    case FlashBeepMeter::Problem::NoFlash:
        return Sentence(QT_TRANSLATE_NOOP("core",
            "No flash was seen. Point the camera at this window, so that it fills much of the picture, and make the room "
            "darker."));
    case FlashBeepMeter::Problem::NoBeep:
        return Sentence(QT_TRANSLATE_NOOP("core",
            "No beep was heard. Turn the speaker up, do not use headphones, and see that the microphone is not muted."));
    case FlashBeepMeter::Problem::Apart:
        return Sentence(QT_TRANSLATE_NOOP("core",
            "Flashes were seen and beeps were heard, but more than half a second apart. Close other programs, and measure again."));
    case FlashBeepMeter::Problem::Unsteady:
        return Sentence(QT_TRANSLATE_NOOP("core",
            "The measurements differ too much to be trusted. Hold the camera still, keep the room quiet, and measure "
            "again."));
    }
    return {};
}

} // namespace sluice
