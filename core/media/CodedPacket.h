// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/Time.h"

namespace sluice {

enum class StreamKind { Video, Audio };

// One coded access unit or audio frame. A cheap value: copies share the payload, which nobody changes.
struct CodedPacket {
    StreamKind kind = StreamKind::Video;
    const std::uint8_t* data = nullptr;
    std::size_t size = 0; // bytes
    std::shared_ptr<const void> owner; // keeps `data` alive
    MediaTime pts;
    MediaTime dts;
    Duration duration{}; // zero: unknown
    bool keyframe = false; // audio packets always are
    bool disposable = false; // no other frame refers to it
    bool discontinuity = false; // time stamps or codec parameters jump here
    std::shared_ptr<const std::vector<std::uint8_t>> newExtradata; // set where the codec's headers change
    TimePoint captured; // sender: when its picture or first sample was captured
    TimePoint arrived; // player: when it came to the buffer
    std::uint64_t generation = 0;

    std::span<const std::uint8_t> payload() const { return {data, size}; }
};

} // namespace sluice
