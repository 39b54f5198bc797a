// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/Time.h"
#include "tests/support/FakeRtmpServer.h"

namespace sluice::test {

// A picture that a recording server got, in order of arrival.
struct SeenPicture {
    TimePoint arrived;
    std::uint32_t sequence = 0;
    bool slate = false; // it is as dark as our slate
};

// By the mean of a picture.
bool isSlate(int brightness);

// All that can be decoded of what the server got.
std::vector<SeenPicture> seenPictures(const FakeRtmpServer& server);

// The first slate, or picture of the camera, that arrived after `since` and after which `more` of its kind came with
// nothing of the other kind between them; null: there is none.
const SeenPicture* firstOf(
    const std::vector<SeenPicture>& pictures, bool slate, TimePoint since, std::size_t more = 5);

// Pictures per second that arrived in [from, to), without slates.
double cameraRate(const std::vector<SeenPicture>& pictures, TimePoint from, TimePoint to);

// The longest step between the time stamps of two pictures, ms.
int longestPictureStepMs(const std::vector<RecordedMessage>& messages);

} // namespace sluice::test
