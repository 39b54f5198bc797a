// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/FakeClock.h"
#include "core/publish/AudioNode.h"

namespace sluice::test {

// What a test turns while the source runs.
struct Knobs {
    double hz = 440;
    double level = 0.1;
    double ppm = 0; // how fast the device's clock runs
    bool lost = false;
    int rate = 48000;
    bool blocked = false; // read() does not return
    Duration lag{}; // what its stamps are wrong by
    bool anotherStream = false; // what was heard meanwhile is lost
    // In place of the sine: a click of a millisecond whenever the device's own clock begins a second, in this channel.
    std::optional<std::size_t> clickChannel;
    std::vector<TimePoint> clicks; // when they were heard, by true time
};

// A device: sample n is heard n/rate/(1 + ppm) after the opening.
class FakeDevice final : public AudioSource {
public:
    FakeDevice(Clock& clock, std::shared_ptr<Knobs> knobs) : m_clock(clock), m_knobs(std::move(knobs)) { }

    Result<AudioFormat> open(AudioFormat /*wanted*/, StopToken /*stop*/) override
    {
        if (m_knobs->lost)
            return Error(ErrorCode::MicrophoneNotFound, {"fake"});
        m_opened = m_clock.now();
        m_format = {m_knobs->rate, 2};
        m_second.clear();
        for (int n = 0; n < m_format.rate; ++n)
            m_second.push_back(static_cast<float>(valueAt(n)));
        return m_format;
    }
    Result<std::optional<AudioBlock>> read(Duration /*patience*/, StopToken /*stop*/) override
    {
        if (m_knobs->lost)
            return Error(ErrorCode::MicrophoneFailed, {"fake", "pulled"});
        const std::int64_t count = m_format.rate / 100;
        if (std::exchange(m_knobs->anotherStream, false))
            m_next = m_format.framesIn(m_clock.now() - m_opened);
        if (heardAt(m_next + count) > m_clock.now())
            return std::optional<AudioBlock>();
        std::vector<float> samples;
        for (std::int64_t n = m_next; n < m_next + count; ++n) {
            const float value
                = static_cast<float>(m_knobs->level) * m_second[static_cast<std::size_t>(n % m_format.rate)];
            for (std::size_t channel = 0; channel < 2; ++channel)
                samples.push_back(m_knobs->clickChannel.value_or(channel) == channel ? value : 0.0F);
            if (m_knobs->clickChannel && n % m_format.rate == 0)
                m_knobs->clicks.push_back(heardAt(n));
        }
        AudioBlock block = AudioBlock::of(m_format, std::move(samples));
        block.captured = heardAt(m_next) - m_knobs->lag;
        m_next += count;
        return std::optional(std::move(block));
    }
    void close() override { }

private:
    TimePoint heardAt(std::int64_t n) const
    {
        return m_opened + fromSeconds(static_cast<double>(n) / m_format.rate / (1 + m_knobs->ppm * 1e-6));
    }
    double valueAt(int n) const
    {
        if (m_knobs->clickChannel)
            return n < m_format.rate / 1000 ? 1 : 0;
        return std::sin(2 * std::numbers::pi * m_knobs->hz * n / m_format.rate);
    }
    Clock& m_clock;
    std::shared_ptr<Knobs> m_knobs;
    AudioFormat m_format;
    std::vector<float> m_second; // that comes again and again
    TimePoint m_opened;
    std::int64_t m_next = 0;
};

// A node with inputs that are stepped by hand, 10 ms at a time, by a clock that stands still in between: minutes take
// a second.
struct AudioBench {
    static constexpr int kBlocksAtMost
        = 2; // that are due at one time: a fast device has more than one in 10 ms

    explicit AudioBench(std::size_t inputs = 2) : node(clock, inputs, [] { }, [] { })
    {
        for (std::size_t i = 0; i < inputs; ++i)
            knobs.push_back(std::make_shared<Knobs>());
    }
    void choose(std::size_t i)
    {
        node.setSource(i, [this, i]() -> Result<std::unique_ptr<AudioSource>> {
            return std::unique_ptr<AudioSource>(std::make_unique<FakeDevice>(clock, knobs[i]));
        });
    }
    void run(Duration length)
    {
        for (const TimePoint end = clock.now() + length; clock.now() < end;) {
            clock.advance(milliseconds(10));
            for (std::size_t i = 0; i < node.inputs(); ++i)
                for (int block = 0; block < kBlocksAtMost && !knobs[i]->blocked; ++block)
                    node.input(i).step({});
            node.step({});
        }
    }
    AudioNode::InputStatus input(std::size_t i) const { return node.status().inputs[i]; }
    double peak(std::size_t i) const
    {
        const AudioLevels levels = input(i).levels;
        return levels.channels.empty() ? -200.0 : levels.channels[0].peakDb;
    }
    double mixRms() const { return node.status().mix.channels.at(0).rmsDb; }

    FakeClock clock;
    std::vector<std::shared_ptr<Knobs>> knobs;
    AudioNode node;
};

} // namespace sluice::test
