// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vm/Seen.h"

#include <algorithm>
#include <map>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/TempDir.h"

namespace sluice::test {

namespace {

constexpr int kDark = 45; // the slate's mean is 30 and a little, that of the driver's colour bars over 80

} // namespace

bool isSlate(int brightness)
{
    return brightness < kDark;
}

std::vector<SeenPicture> seenPictures(const FakeRtmpServer& server)
{
    const TempDir dir;
    const auto flv = server.recordingAsFlv();
    writeFile(dir.file("seen.flv"), {reinterpret_cast<const char*>(flv.data()), flv.size()});
    const RecordedFile file = readRecorded(dir.file("seen.flv"));
    std::map<std::uint32_t, int> brightness;
    for (std::size_t i = 0; i < std::min(file.stamps.size(), file.brightness.size()); ++i)
        brightness[file.stamps[i].sequence] = file.brightness[i];
    std::vector<SeenPicture> seen;
    for (const ArrivedPicture& picture : arrivedPictures(server.messages()))
        if (const auto found = brightness.find(picture.sequence); found != brightness.end())
            seen.push_back({picture.arrived, picture.sequence, isSlate(found->second)});
    return seen;
}

const SeenPicture* firstOf(
    const std::vector<SeenPicture>& pictures, bool slate, TimePoint since, std::size_t more)
{
    std::size_t run = 0;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        run = pictures[i].arrived >= since && pictures[i].slate == slate ? run + 1 : 0;
        if (run > more)
            return &pictures[i - more];
    }
    return nullptr;
}

double cameraRate(const std::vector<SeenPicture>& pictures, TimePoint from, TimePoint to)
{
    const auto count = std::ranges::count_if(
        pictures, [&](const SeenPicture& p) { return !p.slate && p.arrived >= from && p.arrived < to; });
    return static_cast<double>(count) / toSeconds(to - from);
}

int longestPictureStepMs(const std::vector<RecordedMessage>& messages)
{
    int longest = 0;
    std::uint32_t last = 0;
    for (const RecordedMessage& message : messages) {
        if (message.type != rtmp::kVideo || message.sequenceHeader)
            continue;
        if (last > 0)
            longest = std::max(longest, static_cast<int>(message.timestampMs - last));
        last = message.timestampMs;
    }
    return longest;
}

} // namespace sluice::test
