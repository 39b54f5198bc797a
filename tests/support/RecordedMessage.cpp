// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/RecordedMessage.h"

#include <algorithm>
#include <span>

#include "core/base/Clock.h"

namespace sluice::test {

namespace {

void describeAudio(std::span<const std::uint8_t> payload, RecordedMessage& message)
{
    const bool isAac = !payload.empty() && payload[0] >> 4U == 10;
    message.sequenceHeader = isAac && payload.size() > 1 && payload[1] == 0;
}

void describeVideo(std::span<const std::uint8_t> payload, RecordedMessage& message)
{
    if (payload.size() < 5)
        return;
    const bool isAvc = (payload[0] & 0x0fU) == 7;
    message.sequenceHeader = isAvc && payload[1] == 0;
    // AVC has two more kinds that call themselves keyframes: the configuration and the end of the sequence.
    message.keyframe = payload[0] >> 4U == 1 && (!isAvc || payload[1] == 1);
    if (isAvc) {
        const auto raw = static_cast<std::int32_t>(payload[2] << 16U | payload[3] << 8U | payload[4]);
        message.compositionMs = raw >= 0x800000 ? raw - 0x1000000 : raw;
    }
}

} // namespace

RecordedMessage recordedNow(const RtmpPacket& packet)
{
    SystemClock clock;
    RecordedMessage message;
    message.arrived = clock.now();
    message.arrivedWall = clock.wallNow();
    message.type = packet.type;
    message.timestampMs = packet.timestampMs;
    message.size = packet.payload.size();
    if (packet.type == rtmp::kAudio)
        describeAudio(packet.payload, message);
    else if (packet.type == rtmp::kVideo)
        describeVideo(packet.payload, message);
    return message;
}

bool beginsWell(const std::vector<RecordedMessage>& messages)
{
    for (const std::uint8_t type : {rtmp::kAudio, rtmp::kVideo}) {
        const auto first = std::ranges::find(messages, type, &RecordedMessage::type);
        if (first == messages.end() || !first->sequenceHeader)
            return false;
    }
    const auto picture = std::ranges::find_if(
        messages, [](const RecordedMessage& m) { return m.type == rtmp::kVideo && !m.sequenceHeader; });
    return picture != messages.end() && picture->keyframe;
}

} // namespace sluice::test
