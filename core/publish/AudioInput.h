// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/av/Resampler.h"
#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/capture/AudioSource.h"
#include "core/publish/AudioTimeline.h"

namespace sluice {

// One input of the mix: reads one sound source and makes it one uninterrupted run of kFormat, held to our clock. A
// source that fails is silence until it is back. step() belongs to the input's own runner, so that a device that
// takes long to open or to close holds up no other; the rest to any thread.
class AudioInput final : public Node {
public:
    static constexpr Duration kRetry = seconds(1);
    static constexpr AudioFormat kFormat{48000, 2};

    using Factory = std::function<Result<std::unique_ptr<AudioSource>>()>;
    struct Status {
        bool active = false; // there is a source to read: it is part of the mix
        bool running = false;
        std::optional<Error> error;
        std::int64_t silenceFrames = 0; // filled in for missing sound
        Duration drift{}; // AudioTimeline::drift()
        int losses = 0; // times that it failed while it ran, since it was chosen
    };

    // `changed`: the status did; `arrived`: there is more to take. Neither is called with a lock held.
    AudioInput(Clock& clock, std::function<void()> changed, std::function<void()> arrived);
    ~AudioInput() override;

    void setSource(
        std::optional<Factory> factory); // nothing: the input leaves the mix. Wake the runner afterwards.

    Step step(const StopToken& stop) override;

    bool active() const { return m_active; }
    // The run begins anew, at the time that its next frame stands for. Until then there is nothing to take.
    void restart(TimePoint at);
    bool begun() const;
    void delay(Duration by); // AudioTimeline::delay()
    // The next `frames` of the run, when they are there. Silence stands in for a source that gives nothing, be it that
    // its read() takes seconds or that all it gives is from long ago: the others of the mix do not wait for it.
    bool take(std::size_t frames, AudioBlock& out);
    bool stoodStill() const; // AudioTimeline::stoodStill()
    Status status() const;

private:
    void takeOver();
    void open(const StopToken& stop);
    void closeSource();
    void fail(const Error& error);
    void feed(const AudioBlock& block);

    Clock& m_clock;
    const std::function<void()> m_changed;
    const std::function<void()> m_arrived;
    std::atomic<bool> m_active = false;
    std::atomic<bool> m_away = false; // the runner is opening or closing, which may take seconds

    // Of the runner's thread
    std::optional<Factory> m_factory;
    std::unique_ptr<AudioSource> m_source;
    std::optional<Resampler> m_resampler;
    TimePoint m_retryAt;

    mutable std::mutex m_mutex;
    std::optional<AudioTimeline> m_timeline; // m_mutex, as everything below; none before restart()
    TimePoint m_grownAt; // when the source last added to it
    bool m_replace = false;
    std::optional<Factory> m_newFactory;
    Status m_status;
};

} // namespace sluice
