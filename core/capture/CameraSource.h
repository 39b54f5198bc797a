// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/av/CameraInput.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/capture/VideoSource.h"

namespace sluice {

// A camera by its id: "default" or empty (the first there is, looked up at each open), or a path. A camera that says
// nothing any more is given up: kSilence after its last frame, kFirstFrame after it was opened.
class CameraSource final : public VideoSource {
public:
    static constexpr Duration kSilence = seconds(2); // 60 frames at 30 fps, 10 at the slowest usual rate
    static constexpr Duration kFirstFrame = seconds(5); // USB cameras take up to 3 s to find their exposure

    CameraSource(std::string id, Clock& clock, const Log& log);

    Result<Opened> open(const VideoRequest& request, StopToken stop) override;
    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override;
    void close() override;
    // Pictures that came damaged and were skipped, since open().
    std::int64_t damaged() const { return m_input.damaged(); }

private:
    const std::string m_id;
    Clock& m_clock;
    CameraInput m_input;
    TimePoint m_giveUpAt;
};

} // namespace sluice
