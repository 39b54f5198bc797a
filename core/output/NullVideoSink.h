// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/output/VideoSink.h"

namespace sluice {

// Shows nothing.
class NullVideoSink final : public VideoSink {
public:
    Result<void> open() override { return {}; }
    void show(const VideoFrame&, WallTime) override { }
    void close() override { }
};

} // namespace sluice
