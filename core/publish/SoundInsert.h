// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/SoundFilter.h"

namespace sluice {

// A filter in the way of a run of samples that can be switched while it runs. What comes out is the run itself, frame
// for frame at its place: the filter's latency is waited for, never added, so that lip sync is the same with and
// without. Switching fades over kFade. A filter that fails is left out. setOn() and error() belong to any thread, the
// rest to one.
class SoundInsert {
public:
    static constexpr Duration kFade = milliseconds(10); // as the mixer's ramps
    // A filter that begins has nothing to go by; until then the dry sound is heard.
    static constexpr Duration kWarmUp = milliseconds(100);

    using Factory = std::function<SoundFilter::Made()>;
    SoundInsert(AudioFormat format, Factory factory);

    void setOn(bool on) { m_on = on; }
    bool on() const { return m_on; }
    std::optional<Error> error() const;

    void push(const AudioBlock& block);
    // The next `frames` of the run, when they are there; without times.
    bool take(std::size_t frames, AudioBlock& out);
    void restart(); // another run begins

private:
    void openWhenWanted();
    void fail(const Error& error);
    void drop();
    std::size_t available() const;

    const AudioFormat m_format;
    const Factory m_factory;
    std::atomic<bool> m_on = false;

    std::unique_ptr<SoundFilter> m_filter;
    std::vector<float> m_dry; // from frame m_taken of the run on
    std::vector<float> m_wet; // the same through the filter, from m_wetFrom or m_taken on, whichever is later
    std::int64_t m_taken = 0;
    std::int64_t m_pushed = 0;
    std::int64_t m_wetFrom = 0;
    std::int64_t m_skip = 0; // frames of the filter's that are older than m_wetFrom
    float m_wetness = 0;

    mutable std::mutex m_mutex;
    std::optional<Error> m_error; // m_mutex; kept until it is switched off
};

} // namespace sluice
