// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/playback/BufferController.h"
#include "tests/unit/playback/Packets.h"

namespace sluice::testing {

using Controller = BufferController;
using Kind = Controller::Event::Kind;
using State = Controller::State;

// A controller in a made-up world that the test changes; time passes in ticks of 10 ms.
struct World {
    Controller controller;
    Controller::Inputs in;
    std::int64_t nowMs = 0;
    bool bytesFlow = true;
    bool mediaFlows = true;
    bool clockRuns = true; // whenever the gate is open
    bool obey = true; // an attempt to connect succeeds at once
    Controller::Decisions last;
    std::vector<Controller::Event> events;
    std::vector<std::int64_t> connects; // when
    std::vector<std::int64_t> disconnects;
    Duration skipped{};
    int flushes = 0;
    std::optional<Controller::Failure> failed;

    explicit World(Controller::Config config = {}) : controller(config)
    {
        controller.open(at(0));
        in.level = milliseconds(0);
    }

    void tick()
    {
        in.now = at(nowMs);
        if (bytesFlow && in.link == Controller::Link::Up)
            in.lastByteAt = in.now;
        if (mediaFlows && bytesFlow && in.link == Controller::Link::Up)
            in.lastMediaAt = in.now;
        if (clockRuns && last.gateOpen)
            in.clockMovedAt = in.now;
        last = controller.update(in);
        in.retryNow = false;
        events.insert(events.end(), last.events.begin(), last.events.end());
        if (last.connect) {
            connects.push_back(nowMs);
            in.link = obey ? Controller::Link::Up : Controller::Link::Down;
        }
        if (last.disconnect) {
            disconnects.push_back(nowMs);
            in.link = Controller::Link::Down;
        }
        skipped += last.skip;
        flushes += last.flush ? 1 : 0;
        if (last.failed)
            failed = last.failed;
    }
    void run(std::int64_t ms)
    {
        for (const std::int64_t end = nowMs + ms; nowMs < end;) {
            nowMs += 10;
            tick();
        }
    }
    void jump(std::int64_t ms) // nobody looks in between
    {
        nowMs += ms;
        tick();
    }
    void levelMs(std::int64_t ms)
    {
        in.level = milliseconds(ms);
        in.bufferEmpty = ms <= 0;
    }
    // Opened, connected, streams known, a keyframe there, and so much media.
    void primed(std::int64_t ms)
    {
        tick();
        in.streamsKnown = in.keyframeSeen = in.firstPicture = true;
        levelMs(ms);
        run(10);
    }
    void playing()
    {
        primed(1000);
        events.clear();
    }
    void runDry()
    {
        levelMs(0);
        in.outputDrySince = at(nowMs);
    }
    void refill(std::int64_t ms)
    {
        levelMs(ms);
        in.outputDrySince.reset();
    }
    State state() const { return controller.state(); }
    std::int64_t count(Kind kind) const
    {
        return std::count_if(events.begin(), events.end(), [&](const auto& e) { return e.kind == kind; });
    }
    const Controller::Event& event(Kind kind) const
    {
        return *std::find_if(events.begin(), events.end(), [&](const auto& e) { return e.kind == kind; });
    }
};

inline Controller::Config vod()
{
    Controller::Config config;
    config.source = BufferSource::Vod;
    config.settings.start = seconds(1);
    config.settings.resume = seconds(2);
    config.settings.target = seconds(30);
    config.settings.capBytes = 1'000'000;
    return config;
}

} // namespace sluice::testing
