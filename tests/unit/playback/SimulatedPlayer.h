// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/playback/BufferController.h"
#include "core/playback/LatencyController.h"
#include "core/playback/PlaybackBuffer.h"

namespace sluice::testing {

struct Arrival {
    TimePoint at;
    CodedPacket packet;
};

// A whole player without media, threads or a clock: recorded arrivals go through the true buffer and the true
// controllers; decoders and outputs are perfect and keep 100 ms decoded.
class SimulatedPlayer {
public:
    static constexpr Duration kTick = milliseconds(10);
    static constexpr Duration kDecodedAhead = milliseconds(100);

    struct Config {
        BufferController::Config controller;
        bool video = true;
        bool audio = true;
        bool catchesUp = false; // the LatencyController sets the rate and cuts
        bool ends = true; // after the last arrival the source has ended
    };

    SimulatedPlayer(Config config, std::vector<Arrival> arrivals, TimePoint start)
        : m_config(config)
        , m_arrivals(std::move(arrivals))
        , m_now(start)
        , m_buffer({.video = config.video,
              .audio = config.audio,
              .capBytes = config.controller.settings.capBytes,
              .startLevel = config.controller.settings.start})
        , m_controller(config.controller)
        , m_latency({config.controller.settings, config.controller.source, {}})
    {
        m_controller.open(start);
        update();
    }

    // To the next tick, or to the next arrival if that comes first: decisions are made when something changes.
    void step()
    {
        const TimePoint before = m_now;
        if (m_now >= m_tick)
            m_tick += kTick;
        m_now = m_tick;
        if (m_next < m_arrivals.size() && m_last.loader == BufferController::Loader::Filling)
            m_now = std::min(m_now, std::max(m_arrivals[m_next].at + m_held, before));
        m_step = m_now - before;
        play(); // what was there up to now …
        update();
        deliver(); // … and what comes at this instant
        decode();
        update();
    }
    void run(Duration d)
    {
        for (const TimePoint end = m_now + d; m_now < end;)
            step();
    }
    bool over() const
    {
        return m_controller.state() == WatchState::Ended || m_controller.state() == WatchState::Failed;
    }

    void setPause(bool pause) { m_in.pause = pause; }
    TimePoint now() const { return m_now; }
    const BufferController& controller() const { return m_controller; }
    const std::vector<BufferController::Event>& events() const { return m_events; }
    const BufferController::Decisions& decisions() const { return m_last; }
    PlaybackBuffer& buffer() { return m_buffer; }
    Duration level() const { return m_in.level; }
    double rate() const { return m_rate; }
    int trims() const { return m_trims; }
    Duration played() const { return m_played; }

private:
    void deliver()
    {
        // A pulled source waits with the loader; a pushed one that is held comes later, all at once.
        if (m_last.loader == BufferController::Loader::Holding) {
            if (m_config.controller.source == BufferSource::Vod)
                m_held += m_step;
            return;
        }
        while (m_next < m_arrivals.size() && m_arrivals[m_next].at + m_held <= m_now) {
            CodedPacket packet = m_arrivals[m_next].packet;
            if (m_buffer.push(packet, m_now) == PlaybackBuffer::Push::Refused)
                return;
            ++m_next;
            m_in.lastByteAt = m_in.lastMediaAt = m_now;
            if (m_buffer.snapshot().capReached)
                break;
        }
        if (m_next == m_arrivals.size() && m_config.ends && !m_buffer.ended())
            m_buffer.setEnded(0);
    }

    void decode()
    {
        const auto fill = [&](auto pop, std::optional<MediaTime>& end, bool& any) {
            while (!end || !m_playhead || *end < *m_playhead + kDecodedAhead) {
                if (!m_playhead && any)
                    break; // the first picture is enough before playing
                const auto packet = pop();
                if (!packet)
                    break;
                if (packet->generation != m_generation)
                    m_generation = packet->generation;
                any = true;
                end = std::max(end.value_or(packet->pts), packet->pts + packet->duration);
            }
        };
        fill([&] { return m_buffer.popVideo(); }, m_videoEnd, m_picture);
        fill([&] { return m_buffer.popAudio(); }, m_audioEnd, m_sound);
    }

    std::optional<MediaTime> outputEnd() const
    {
        const bool video = m_config.video && !m_in.videoLeft;
        const bool audio = m_config.audio && !m_in.audioLeft;
        if (m_buffer.ended()) // the longer stream is played to its end
            return std::max(m_videoEnd, m_audioEnd);
        if (video && audio)
            return m_videoEnd && m_audioEnd ? std::optional(std::min(*m_videoEnd, *m_audioEnd))
                                            : std::nullopt;
        return video ? m_videoEnd : m_audioEnd;
    }

    void play()
    {
        if (!m_last.gateOpen)
            return;
        if (!m_playhead)
            m_playhead = m_buffer.startPosition();
        const auto end = outputEnd();
        const Duration wanted = scaled(m_step, m_rate);
        const Duration there = end ? std::max(*end - *m_playhead, Duration::zero()) : Duration::zero();
        const Duration played = std::min(wanted, there);
        *m_playhead += played;
        m_played += played;
        if (played > Duration::zero())
            m_in.clockMovedAt = m_now;
        if (played == wanted)
            m_in.outputDrySince.reset();
        else if (!m_in.outputDrySince || played > Duration::zero())
            m_in.outputDrySince = m_now - m_step + scaled(played, 1 / m_rate);
    }

    void update()
    {
        const auto snapshot = m_buffer.snapshot();
        const auto level = m_buffer.level(m_playhead, m_rate, m_now);
        m_in.now = m_now;
        m_in.link = m_connected ? BufferController::Link::Up : BufferController::Link::Down;
        m_in.streamsKnown = m_connected;
        m_in.videoSelected = m_config.video;
        m_in.keyframeSeen = snapshot.keyframeSeen;
        m_in.firstPicture = m_picture;
        m_in.sourceEnded = snapshot.ended;
        m_in.level = level.level;
        m_in.bytes = snapshot.bytes;
        m_in.bufferEmpty = level.empty;
        m_in.videoLeft = level.videoLeft;
        m_in.audioLeft = level.audioLeft;
        m_in.allPlayed = snapshot.ended && snapshot.packets == 0 && m_playhead && outputEnd() <= m_playhead;
        m_last = m_controller.update(m_in);
        m_events.insert(m_events.end(), m_last.events.begin(), m_last.events.end());
        m_connected |= m_last.connect;
        if (m_last.skip > Duration::zero() && m_playhead)
            *m_playhead += m_last.skip;
        if (m_config.catchesUp)
            catchUp();
    }

    void catchUp()
    {
        LatencyController::Inputs in;
        in.now = m_now;
        in.playing = m_last.gateOpen;
        in.level = m_in.level;
        in.stalls = m_controller.stallCount();
        const auto decisions = m_latency.update(in);
        m_rate = decisions.rate;
        if (!decisions.trim || !m_playhead)
            return;
        const auto cut
            = m_buffer.trim(*m_playhead + *decisions.trim, m_config.controller.settings.start, ++m_cuts);
        if (!cut)
            return;
        ++m_trims;
        m_playhead.emplace(cut->position);
        m_videoEnd.emplace(cut->position);
        m_audioEnd.emplace(cut->position);
    }

    Config m_config;
    std::vector<Arrival> m_arrivals;
    std::size_t m_next = 0;
    TimePoint m_now;
    TimePoint m_tick = m_now;
    Duration m_step{};
    Duration m_held{};
    PlaybackBuffer m_buffer;
    BufferController m_controller;
    LatencyController m_latency;
    BufferController::Inputs m_in;
    BufferController::Decisions m_last;
    std::vector<BufferController::Event> m_events;
    std::optional<MediaTime> m_playhead;
    std::optional<MediaTime> m_videoEnd; // of what is decoded
    std::optional<MediaTime> m_audioEnd;
    std::uint64_t m_generation = 0;
    std::uint64_t m_cuts = 0;
    bool m_picture = false;
    bool m_sound = false;
    bool m_connected = false;
    double m_rate = 1.0;
    int m_trims = 0;
    Duration m_played{};
};

} // namespace sluice::testing
