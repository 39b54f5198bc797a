// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/pipeline/publish/Arrivals.h"

#include <algorithm>
#include <cmath>

#include "core/av/SeiStamp.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

constexpr std::uint8_t kSei = 6;
constexpr std::uint8_t kUserData = 5;

std::vector<std::uint8_t> withoutEmulation(std::span<const std::uint8_t> nal)
{
    std::vector<std::uint8_t> plain;
    for (std::size_t i = 0; i < nal.size(); ++i) {
        const bool escape = i >= 2 && nal[i] == 3 && nal[i - 1] == 0 && nal[i - 2] == 0;
        if (!escape)
            plain.push_back(nal[i]);
    }
    return plain;
}

std::optional<FrameStamp> stampInSei(std::span<const std::uint8_t> sei)
{
    std::size_t at = 0;
    while (at + 2 < sei.size()) {
        std::size_t type = 0;
        std::size_t size = 0;
        for (std::size_t* value : {&type, &size}) {
            while (at < sei.size() && sei[at] == 0xff)
                *value += sei[at++];
            if (at < sei.size())
                *value += sei[at++];
        }
        if (at + size > sei.size())
            return std::nullopt;
        if (type == kUserData)
            if (const auto stamp = decodeSeiStamp(sei.subspan(at, size)))
                return stamp;
        at += size;
    }
    return std::nullopt;
}

bool isPicture(const RecordedMessage& message)
{
    return message.type == rtmp::kVideo && !message.sequenceHeader;
}

} // namespace

std::optional<FrameStamp> stampOf(const RecordedMessage& message)
{
    constexpr std::size_t kHeader = 5; // FLV: frame and codec, packet type, composition time
    if (!isPicture(message) || !message.payload || message.payload->size() < kHeader)
        return std::nullopt;
    std::span<const std::uint8_t> rest = std::span(*message.payload).subspan(kHeader);
    while (rest.size() > 4) {
        const std::size_t length = static_cast<std::size_t>(rest[0]) << 24U
            | static_cast<std::size_t>(rest[1]) << 16U | static_cast<std::size_t>(rest[2]) << 8U | rest[3];
        if (length == 0 || length > rest.size() - 4)
            return std::nullopt;
        const auto nal = rest.subspan(4, length);
        if ((nal[0] & 0x1fU) == kSei)
            if (const auto stamp = stampInSei(withoutEmulation(nal.subspan(1))))
                return stamp;
        rest = rest.subspan(4 + length);
    }
    return std::nullopt;
}

std::vector<ArrivedPicture> arrivedPictures(const std::vector<RecordedMessage>& messages)
{
    std::vector<ArrivedPicture> pictures;
    for (const RecordedMessage& message : messages)
        if (const auto stamp = stampOf(message))
            pictures.push_back(
                {message.arrived, message.arrivedWall - stamp->captured, stamp->sequence, message.keyframe,
                    message.size, static_cast<int>(message.timestampMs) + message.compositionMs});
    return pictures;
}

bool morePictures(const FakeRtmpServer& server, std::size_t more)
{
    const std::size_t before = arrivedPictures(server.messages()).size();
    return waitFor([&] { return arrivedPictures(server.messages()).size() >= before + more; }, seconds(9));
}

Duration lateness(
    const std::vector<ArrivedPicture>& pictures, TimePoint from, TimePoint to, double percentile)
{
    std::vector<Duration> late;
    for (const ArrivedPicture& picture : pictures)
        if (picture.arrived >= from && picture.arrived < to)
            late.push_back(picture.late);
    if (late.empty())
        return Duration::max();
    std::ranges::sort(late);
    const auto index = static_cast<std::size_t>(percentile / 100.0 * static_cast<double>(late.size()));
    return late[std::min(index, late.size() - 1)];
}

double codedKbps(const std::vector<ArrivedPicture>& pictures, TimePoint from, TimePoint to, double rate)
{
    double bits = 0, count = 0;
    for (const ArrivedPicture& picture : pictures)
        if (picture.taken() >= from && picture.taken() < to) {
            bits += static_cast<double>(picture.size) * 8;
            ++count;
        }
    return count > 0 ? bits / count * rate / 1000.0 : 0;
}

std::vector<Hole> holesIn(const std::vector<ArrivedPicture>& pictures, double rate)
{
    std::vector<ArrivedPicture> numbered = pictures; // with B-frames they come in another order
    std::ranges::sort(numbered, {}, &ArrivedPicture::sequence);
    std::vector<Hole> holes;
    for (std::size_t i = 1; i < numbered.size(); ++i) {
        const ArrivedPicture &one = numbered[i - 1], &next = numbered[i];
        const auto slots = std::lround((next.ptsMs - one.ptsMs) * rate / 1000.0);
        if (const auto missing = slots - static_cast<long>(next.sequence - one.sequence); missing > 0)
            holes.push_back({next, static_cast<int>(missing)});
    }
    return holes;
}

double arrivedKbps(const std::vector<RecordedMessage>& messages, TimePoint from, TimePoint to)
{
    double bits = 0;
    for (const RecordedMessage& message : messages)
        if (message.arrived >= from && message.arrived < to)
            bits += static_cast<double>(message.size) * 8;
    return bits / 1000.0 / toSeconds(to - from);
}

int longestSoundStepMs(const std::vector<RecordedMessage>& messages)
{
    std::optional<std::uint32_t> last;
    int longest = 0;
    for (const RecordedMessage& message : messages) {
        if (message.type != rtmp::kAudio || message.sequenceHeader)
            continue;
        if (last)
            longest = std::max(longest, static_cast<int>(message.timestampMs - *last));
        last = message.timestampMs;
    }
    return longest;
}

namespace {

// AVC's end of sequence (AVCPacketType 2): it is no picture, and FFmpeg stamps it as the last one, which may be before
// the last sound.
bool endsTheSequence(const RecordedMessage& message)
{
    return message.type == rtmp::kVideo && message.payload && message.payload->size() == 5
        && message.payload->at(1) == 2;
}

} // namespace

bool monotonic(const std::vector<RecordedMessage>& messages)
{
    std::uint32_t last = 0;
    for (const RecordedMessage& message : messages) {
        if ((message.type != rtmp::kAudio && message.type != rtmp::kVideo) || endsTheSequence(message))
            continue;
        if (message.timestampMs < last)
            return false;
        last = message.timestampMs;
    }
    return true;
}

std::vector<std::uint32_t> keyframeTimesMs(const std::vector<RecordedMessage>& messages)
{
    std::vector<std::uint32_t> times;
    for (const RecordedMessage& message : messages)
        if (message.keyframe)
            times.push_back(message.timestampMs);
    return times;
}

} // namespace sluice::test
