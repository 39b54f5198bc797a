// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/media/VideoFrame.h"
#include "tests/support/FakeRtmpServer.h"

namespace sluice::test {

// Our stamp in an RTMP message that holds an H.264 picture.
std::optional<FrameStamp> stampOf(const RecordedMessage& message);

// What a recording server saw of a stream between two instants, by its arrival; figures for tests to judge.
struct ArrivedPicture {
    TimePoint arrived;
    Duration late; // from its capture until its last byte was read
    std::uint32_t sequence = 0;
    bool keyframe = false;
    std::size_t size = 0; // bytes
    int ptsMs = 0; // in the stream
    TimePoint taken() const { return arrived - late; }
};

// Every picture with a stamp, in order of arrival.
std::vector<ArrivedPicture> arrivedPictures(const std::vector<RecordedMessage>& messages);

// Whether so many more came within nine seconds.
bool morePictures(const FakeRtmpServer& server, std::size_t more);

// Of the pictures in [from, to).
Duration lateness(
    const std::vector<ArrivedPicture>& pictures, TimePoint from, TimePoint to, double percentile);
// What the encoder gave of the pictures taken in [from, to), kb/s: also of those that the network left out, which are
// taken to be as large as the others.
double codedKbps(const std::vector<ArrivedPicture>& pictures, TimePoint from, TimePoint to, double rate);
// Pictures that were never coded, as the sender had no time: the time stamps go on there, the numbers do not. What the
// network left out is numbered, and no hole.
struct Hole {
    ArrivedPicture after; // the first picture behind it
    int pictures = 0;
};
// In the order of the numbers.
std::vector<Hole> holesIn(const std::vector<ArrivedPicture>& pictures, double rate);
// All bytes of sound and picture, kb/s.
double arrivedKbps(const std::vector<RecordedMessage>& messages, TimePoint from, TimePoint to);

// The longest step between two sounds' time stamps, after the sequence header.
int longestSoundStepMs(const std::vector<RecordedMessage>& messages);
// Whether time stamps never fall, over sound and picture together.
bool monotonic(const std::vector<RecordedMessage>& messages);
std::vector<std::uint32_t> keyframeTimesMs(const std::vector<RecordedMessage>& messages);

} // namespace sluice::test
