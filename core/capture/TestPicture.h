// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// The smallest picture on which the marks survive scaling to half.
inline constexpr VideoSize kSmallestTestPicture{160, 96};
// Picture and tone flash and beep for this long at the start of each second of media time.
inline constexpr Duration kFlashDuration = milliseconds(100);

// Paints Sluice's own test picture (I420, BT.709 limited): colour bars and a grey ramp, a ball that moves with every
// frame, the time in digits, a flash each second across the upper edge, and marks that a program can read back after
// coding and scaling. Everything that stands still is painted once. One thread.
class TestPicture {
public:
    // `size` even and at least kSmallestTestPicture.
    TestPicture(VideoSize size, FrameRate rate);

    // A new frame with number `index` (the marks carry its lower 32 bits), captured at `captured`. The frame's
    // pts, duration and size are set; `VideoFrame::captured` is the caller's.
    VideoFrame paint(std::int64_t index, WallTime captured) const;
    // The same into `canvas`, which must be I420 of this size.
    void paintInto(MutableFrame& canvas, std::int64_t index, WallTime captured) const;

    // True for the frames that start within the first kFlashDuration of a second of media time.
    static bool flashes(FrameRate rate, std::int64_t index);

private:
    void paintBackground(MutableFrame& canvas) const;
    void paintBall(MutableFrame& canvas, std::int64_t index) const;
    void paintText(MutableFrame& canvas, std::int64_t index, WallTime captured) const;

    VideoSize m_size;
    FrameRate m_rate;
    VideoFrame m_background;
};

// What the marks of a test picture say.
struct TestPictureReading {
    std::uint32_t sequence = 0;
    WallTime captured;
    bool flash = false;
    bool operator==(const TestPictureReading&) const = default;
};

// Reads a test picture of any size and layout; nothing when `frame` is none, or too damaged for its checksum.
std::optional<TestPictureReading> readTestPicture(const VideoFrame& frame);

} // namespace sluice
