// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/media/VideoFrame.h"

namespace sluice::test {

// What a file that was recorded has in it, decoded from beginning to end.
struct RecordedFile {
    std::string problem; // why it could not be read; empty: it could
    std::string container;
    bool beginsWithKeyframe = false;
    std::vector<FrameStamp> stamps; // of every picture, in order
    std::vector<std::uint32_t> missing; // numbers that the pictures before and after have between them
    std::vector<int> brightness; // of every picture, the mean
    std::vector<std::optional<std::uint32_t>> testPictures; // of every picture, what its marks say
    MediaTime firstPicture;
    MediaTime lastPicture;
    Duration sound{}; // how much of it there is
    MediaTime firstSound;
    Duration soundGap{}; // the longest that is missing between two packets
    double loudest = 0; // of the samples
    Duration silence{}; // how much of the sound is none
    std::int64_t damaged = 0; // packets of both
    std::vector<MediaTime> flashes; // of the test picture: the first picture of each
    std::vector<MediaTime> beeps; // of the test tone
};

RecordedFile readRecorded(const std::string& path);
// What it lacks of a recording that was ended in good order; empty: nothing.
std::string whyNotWhole(const RecordedFile& file);

} // namespace sluice::test
