// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/Time.h"
#include "tests/support/RtmpChunks.h"

namespace sluice::test {

// A message of sound, picture or data that came over RTMP.
struct RecordedMessage {
    TimePoint arrived; // of the system's monotonic clock, when its last byte was read
    WallTime arrivedWall;
    std::uint8_t type = 0; // rtmp::kAudio, kVideo or kData; others are not recorded
    std::uint32_t timestampMs = 0;
    std::size_t size = 0;
    bool keyframe = false; // video: an IDR; not set for sequence headers
    bool sequenceHeader = false; // AVC or AAC configuration
    std::int32_t compositionMs = 0; // AVC: PTS − DTS
    std::shared_ptr<const std::vector<std::uint8_t>> payload; // null where it was not kept
};

// What came just now, without its payload.
RecordedMessage recordedNow(const RtmpPacket& packet);

// Headers of both streams come before either, and the first picture is a keyframe.
bool beginsWell(const std::vector<RecordedMessage>& messages);

} // namespace sluice::test
