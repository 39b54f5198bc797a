// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/Clock.h"
#include "core/capture/PacedCounter.h"
#include "core/capture/TestPicture.h"
#include "core/capture/VideoSource.h"

namespace sluice {

// The test picture as a camera. Frame k is captured exactly at epoch + k/fps and carries k: a TestToneSource of the
// same epoch beeps when it flashes. A size that is odd is rounded up, one that is too small is raised.
class TestPictureSource final : public VideoSource {
public:
    TestPictureSource(Clock& clock, TimePoint epoch) : m_clock(clock), m_epoch(epoch) { }

    Result<Opened> open(const VideoRequest& request, StopToken stop) override;
    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override;
    void close() override;
    // Frames that a late reader missed since open().
    std::int64_t skipped() const { return m_counter ? m_counter->skipped() : 0; }

private:
    Clock& m_clock;
    const TimePoint m_epoch;
    VideoSize m_size;
    FrameRate m_rate;
    std::unique_ptr<TestPicture> m_picture;
    FramePool m_pool;
    std::optional<PacedCounter> m_counter;
};

} // namespace sluice
