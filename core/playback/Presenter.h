// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/Runner.h"
#include "core/output/VideoSink.h"
#include "core/playback/AudioOutput.h"
#include "core/playback/FramePacer.h"
#include "core/playback/VideoPlayer.h"

namespace sluice {

// Shows each frame when the master clock has reached it. step() belongs to the runner's thread, the rest to any.
class Presenter final : public Node {
public:
    // One frame that was handed to the sinks.
    struct Shown {
        MediaTime pts;
        std::optional<MediaTime> heard; // the master clock at that instant; nothing while it stood
        bool late = false;
        std::optional<Duration> latency; // since the sender captured it, where its stamp says so
    };

    Presenter(Clock& clock, FrameQueue& queue, AudioOutput& output, std::vector<VideoSink*> sinks,
        std::function<void(const Shown&)> shown, std::function<void()> framesTaken);

    void setRate(double rate);
    // After a seek, trim or flush: frames of an older generation, which may still be queued, are no longer shown.
    void restart(std::uint64_t generation);

    Step step(const StopToken& stop) override;

    FramePacer::Counts counts() const;
    // The end of the frame on show; nothing before the first.
    std::optional<MediaTime> shownUntil() const;

private:
    void show(const VideoFrame& frame, bool late, std::optional<MediaTime> clock);

    Clock& m_clock;
    FrameQueue& m_queue;
    AudioOutput& m_output;
    const std::vector<VideoSink*> m_sinks;
    const std::function<void(const Shown&)> m_shown;
    const std::function<void()> m_framesTaken;
    std::vector<FramePacer::Frame> m_view; // of the runner's thread

    mutable std::mutex m_mutex;
    FramePacer m_pacer; // m_mutex, as everything below
    double m_rate = 1.0;
    std::uint64_t m_generation = 0;
};

} // namespace sluice
