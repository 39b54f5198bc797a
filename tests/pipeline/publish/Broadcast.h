// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <vector>

#include "core/publish/PublishPipeline.h"

namespace sluice::test {

// A picture of squares that change with every one: takes as many bits as there are, and still is a picture with few.
class RestlessPicture {
public:
    static constexpr VideoSize kSize{640, 360};
    static constexpr FrameRate kRate{30, 1};
    VideoFrame next();

private:
    void paint(MutableFrame& canvas, std::size_t plane);
    std::minstd_rand m_random{1};
    FramePool m_pool;
};

// The broadcast pipeline with a picture and the test tone, whose beeps belong to the test picture's flashes.
class Broadcast {
public:
    enum class Picture { Restless, Test };
    explicit Broadcast(Picture picture = Picture::Restless, Resolver::LookUp lookUp = Resolver::systemLookUp);
    ~Broadcast();

    // `adapted`: what else is changed before it goes live.
    void start(const std::vector<std::string>& urls,
        const std::function<void(PublishPipeline::LiveConfig&)>& adapted = {});
    bool waitLive(Duration deadline) const;
    void stop(); // until idle

    PublishPipeline& pipeline() { return *m_pipeline; }
    std::size_t events(EventKind kind) const;
    std::vector<std::string> eventTexts() const; // with their times

    static constexpr int kVideoKbps = 2500;
    static constexpr int kAudioKbps = 128;

private:
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    std::unique_ptr<PublishPipeline> m_pipeline;
    TimePoint m_startedAt;
};

} // namespace sluice::test
