// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/Simulator.h"

#include <algorithm>
#include <charconv>

#include "core/metrics/Statistics.h"
#include "core/playback/BufferController.h"
#include "core/playback/LatencyController.h"
#include "core/playback/ModelOutput.h"
#include "core/playback/PlaybackBuffer.h"

namespace sluice {

namespace {

using State = WatchState;

const std::string* fact(const ArrivalData& arrivals, const std::string& key)
{
    const auto found = arrivals.info.find(key);
    return found == arrivals.info.end() ? nullptr : &found->second;
}

std::int64_t numberFact(const ArrivalData& arrivals, const std::string& key, std::int64_t otherwise)
{
    std::int64_t number = otherwise;
    if (const std::string* text = fact(arrivals, key))
        std::from_chars(text->data(), text->data() + text->size(), number);
    return std::clamp<std::int64_t>(number, 0, 3'600'000);
}

Duration msFact(const ArrivalData& arrivals, const std::string& key)
{
    return milliseconds(numberFact(arrivals, key, 0));
}

Duration usFact(const ArrivalData& arrivals, const std::string& key, Duration otherwise)
{
    return microseconds(numberFact(arrivals, key, otherwise.count()));
}

bool has(const ArrivalData& arrivals, StreamKind kind)
{
    if (const std::string* streams = fact(arrivals, "streams"))
        return streams->find(kind == StreamKind::Video ? "video" : "audio") != std::string::npos;
    return std::ranges::any_of(arrivals.packets, [kind](const Arrival& a) { return a.stream == kind; });
}

ModelOutput::Device deviceOf(const ArrivalData& arrivals, const BufferContext& context)
{
    ModelOutput::Device device;
    device.latency = context.deviceLatency;
    device.period = std::clamp<Duration>(
        usFact(arrivals, "device_period_us", device.period), milliseconds(1), milliseconds(100));
    device.phase = usFact(arrivals, "device_phase_us", device.period / 2) % device.period;
    return device;
}

constexpr TimePoint at(Duration sinceOpen)
{
    return TimePoint(sinceOpen);
}

CodedPacket packetOf(const Arrival& arrival)
{
    CodedPacket packet;
    packet.kind = arrival.stream;
    packet.size = arrival.bytes;
    packet.pts = arrival.pts;
    packet.dts = arrival.pts - arrival.reorder;
    packet.duration = arrival.duration;
    packet.keyframe = arrival.keyframe || arrival.stream == StreamKind::Audio;
    packet.discontinuity = arrival.jump;
    return packet;
}

// One session, step by step.
class Replay {
public:
    Replay(const ArrivalData& arrivals, const BufferContext& context, const BufferSettings& settings)
        : m_arrivals(arrivals)
        , m_context(context)
        , m_settings(settings)
        , m_video(has(arrivals, StreamKind::Video))
        , m_audio(has(arrivals, StreamKind::Audio))
        , m_controller(BufferController::Config{settings, context.source, false, 1})
        , m_latency(LatencyController::Config{settings, context.source, context.targetDuration})
        , m_output(deviceOf(arrivals, context), m_video)
    {
        PlaybackBuffer::Config store;
        store.video = m_video;
        store.audio = m_audio;
        store.capBytes = settings.capBytes;
        store.keepBehindBytes = settings.keepBehindBytes;
        store.startLevel = settings.start;
        m_buffer.configure(store);
        m_controller.open(at({}));
        findMoments();
    }

    Simulation run(bool timeline, const StopToken& stop);

private:
    void findMoments();
    void hear(Duration now);
    void deliver(Duration now);
    BufferController::Inputs inputs(Duration now);
    void playBlocks(Duration now);
    void look(Duration now);
    void note(const BufferController::Event& event);
    void keepLatency(Duration now);
    void sample(Duration now);
    Duration nextLook(Duration now) const;
    bool over() const
    {
        return m_controller.state() == State::Ended || m_controller.state() == State::Failed;
    }

    // Pulled: what the network would have done next was not recorded, because the viewer stopped.
    bool traceIsOver() const { return m_loading && !m_sourceEnd && *m_loading >= m_knownLoading; }

    const ArrivalData& m_arrivals;
    const BufferContext m_context;
    const BufferSettings m_settings;
    const bool m_video;
    const bool m_audio;
    PlaybackBuffer m_buffer;
    BufferController m_controller;
    LatencyController m_latency;
    ModelOutput m_output;
    PlaybackBuffer::Level m_level;

    Duration m_known{}; // the streams were known
    Duration m_end{}; // of the trace
    std::optional<Duration> m_sourceEnd;

    std::size_t m_nextPacket = 0;
    std::size_t m_nextEvent = 0;
    std::optional<Duration> m_loading; // pulled: how long the network has worked so far
    Duration m_loadingAt{};
    std::vector<Duration> m_due; // pulled: of each packet, on the network's clock
    Duration m_knownLoading{}; // pulled: the trace tells so much of that clock
    bool m_holds = false;
    bool m_down = false;
    bool m_paused = false;
    std::optional<TimePoint> m_lastPacket;
    std::optional<TimePoint> m_lastMedia;
    std::optional<MediaTime> m_mediaEnd;

    bool m_gate = false;
    TimePoint m_gateFrom;
    std::optional<TimePoint> m_lookAgainAt;
    double m_rate = 1.0;
    std::uint64_t m_generation = 0;
    State m_state = State::Opening;
    Duration m_rateSince{};
    Statistics m_behind;
    Simulation m_result;
};

// What the trace says of the session beside its packets.
void Replay::findMoments()
{
    const bool pulled = m_context.source == BufferSource::Vod;
    m_known = m_arrivals.packets.front().at;
    m_end = m_arrivals.packets.back().at;
    for (const ArrivalEvent& event : m_arrivals.events) {
        if (event.kind == "priming")
            m_known = std::min(m_known, event.at);
        if (event.kind == "draining" && !m_sourceEnd)
            m_sourceEnd = event.at;
        if (event.kind == "playing")
            m_sourceEnd.reset(); // what was the end was not
        m_end = std::max(m_end, event.at);
        if (event.kind == "seeking") {
            m_end = event.at;
            break;
        }
    }
    m_end = std::min(m_end, Simulator::kLongest);
    if (!pulled)
        return;
    // The network's clock stands while the loader held.
    Duration held{};
    std::optional<Duration> since;
    std::size_t next = 0;
    m_due.reserve(m_arrivals.packets.size());
    for (const Arrival& packet : m_arrivals.packets) {
        for (; next < m_arrivals.events.size() && m_arrivals.events[next].at <= packet.at; ++next) {
            const ArrivalEvent& event = m_arrivals.events[next];
            if (event.kind == "loader_held")
                since = event.at;
            else if (event.kind == "loader_filling" && since)
                held += event.at - *std::exchange(since, std::nullopt);
        }
        const Duration inHold = since ? packet.at - *since : Duration::zero();
        m_due.push_back(packet.at - held - inHold);
    }
    if (since)
        held += m_end - *since;
    m_knownLoading = m_end - held;
    m_loading = Duration::zero();
}

// The viewer's pauses and the connection's fate, as they were.
void Replay::hear(Duration now)
{
    for (; m_nextEvent < m_arrivals.events.size() && m_arrivals.events[m_nextEvent].at <= now;
        ++m_nextEvent) {
        const std::string& kind = m_arrivals.events[m_nextEvent].kind;
        if (kind == "paused")
            m_paused = true;
        else if (kind == "playing" || kind == "rebuffering" || kind == "priming" || kind == "draining"
            || kind == "reconnecting")
            m_paused = false;
        else if (kind == "connection_lost")
            m_down = true;
        else if (kind == "connection_back")
            m_down = false;
    }
}

void Replay::deliver(Duration now)
{
    if (m_loading && !m_holds)
        *m_loading += now - m_loadingAt;
    m_loadingAt = now;
    const Duration reached = m_loading.value_or(now);
    const auto dueOf = [this](std::size_t i) { return m_loading ? m_due[i] : m_arrivals.packets[i].at; };
    for (; m_nextPacket < m_arrivals.packets.size() && dueOf(m_nextPacket) <= reached; ++m_nextPacket) {
        const Arrival& arrival = m_arrivals.packets[m_nextPacket];
        const TimePoint when = at(m_loading ? now : arrival.at);
        if (m_buffer.push(packetOf(arrival), when) == PlaybackBuffer::Push::Refused)
            break;
        m_down = false;
        m_lastPacket = when;
        const MediaTime end = arrival.pts + arrival.duration;
        if (!m_mediaEnd || end > *m_mediaEnd || arrival.keyframe || arrival.jump) {
            m_mediaEnd = end;
            m_lastMedia = when;
        }
    }
    const bool all = m_nextPacket == m_arrivals.packets.size();
    // Pulled media ends when all of it is loaded, whenever that is now.
    const bool ends = m_sourceEnd && (m_loading ? all : now >= *m_sourceEnd);
    if (ends && !m_buffer.ended())
        m_buffer.setEnded(0);
}

BufferController::Inputs Replay::inputs(Duration now)
{
    BufferController::Inputs in;
    in.now = at(now);
    in.link = m_down     ? BufferController::Link::Connecting
        : now >= m_known ? BufferController::Link::Up
                         : BufferController::Link::Connecting;
    in.lastByteAt = m_lastPacket;
    in.lastMediaAt = m_lastMedia;
    in.loaderWaiting = m_context.source == BufferSource::HlsLive;
    in.sourceEnded = m_buffer.ended();
    const auto stored = m_buffer.snapshot();
    in.streamsKnown = now >= m_known;
    in.videoSelected = m_video;
    in.keyframeSeen = stored.keyframeSeen;
    in.firstPicture = stored.keyframeSeen;
    in.level = m_level.level;
    if (!m_gate) {
        const auto playhead = m_output.mediaTime(at(now));
        in.startSince = m_buffer.levelSince(playhead, m_rate, m_settings.start);
        in.resumeSince = m_buffer.levelSince(playhead, m_rate, m_settings.resume);
    }
    in.bytes = stored.bytes;
    in.bufferEmpty = m_level.empty || m_output.ranOut();
    in.videoLeft = m_level.videoLeft;
    in.audioLeft = m_level.audioLeft;
    if (const auto dry = m_output.drySince(); dry && *dry <= in.now && m_output.movedAt())
        in.outputDrySince = dry; // before that the device still has some
    // The clock of the model cannot hang; one that stands for want of data is no frozen clock.
    in.clockMovedAt = in.now;
    in.allPlayed = m_output.nothingLeft() || (in.outputDrySince && m_buffer.ended());
    in.pause = m_paused;
    return in;
}

void Replay::note(const BufferController::Event& event)
{
    using Kind = BufferController::Event::Kind;
    const Duration when = event.at.time_since_epoch();
    switch (event.kind) {
    case Kind::StallStarted:
        m_result.stalls.push_back({when, Duration::zero()});
        break;
    case Kind::StallEnded:
        m_result.stalls.back().length = event.duration;
        break;
    case Kind::StateChanged:
        if (!m_result.played && (event.to == State::Playing || event.to == State::Draining)) {
            m_result.played = true;
            m_result.startDelay = when;
        }
        break;
    default:
        break;
    }
}

void Replay::keepLatency(Duration now)
{
    LatencyController::Inputs in;
    in.now = at(now);
    in.playing = m_state == State::Playing;
    in.since = m_gateFrom;
    in.level = m_level.level;
    in.stalls = m_controller.stallCount();
    const auto out = m_latency.update(in);
    if (out.rate != m_rate) {
        if (m_rate != 1.0)
            m_result.offRate += now - m_rateSince;
        m_rateSince = now;
        m_rate = out.rate;
        m_output.setRate(m_rate);
    }
    const auto playhead = m_output.mediaTime(at(now));
    if (!out.trim || !playhead)
        return;
    if (const auto cut = m_buffer.trim(*playhead + *out.trim, m_latency.target(), m_generation + 1)) {
        ++m_generation;
        ++m_result.trims;
        m_output.playFrom(cut->position);
    }
}

// A block takes what is there when the device asks for it, and not what comes before the next look.
void Replay::playBlocks(Duration now)
{
    for (auto block = m_output.nextBlock(); block && *block < at(now); block = m_output.nextBlock()) {
        deliver(block->time_since_epoch());
        m_output.advance(m_buffer, *block);
    }
}

void Replay::look(Duration now)
{
    hear(now);
    playBlocks(now);
    deliver(now);
    if (!m_output.placed() && now >= m_known) {
        const auto position = m_buffer.startPosition();
        if (position && (!m_video || m_buffer.snapshot().keyframeSeen || m_level.videoLeft))
            m_output.playFrom(*position);
    }
    const bool soundIsOver = m_buffer.ended() && !m_output.soundLeft();
    m_output.setSoundPaces(m_audio && !m_level.audioLeft && !soundIsOver);
    m_output.advance(m_buffer, at(now));
    m_level = m_buffer.level(m_output.mediaTime(at(now)), m_rate, at(now));
    const auto decisions = m_controller.update(inputs(now));
    for (const auto& event : decisions.events)
        note(event);
    m_holds = decisions.loader == BufferController::Loader::Holding;
    if (decisions.gateOpen != m_gate)
        m_output.setGate(decisions.gateOpen, decisions.gateFrom);
    else if (decisions.gateOpen && m_output.drySince() <= at(now))
        m_output.goOn(); // no stall was made of it
    m_gate = decisions.gateOpen;
    m_gateFrom = decisions.gateFrom;
    m_lookAgainAt = decisions.lookAgainAt;
    m_state = decisions.state;
    if (now % Simulator::kLook == Duration::zero())
        keepLatency(now);
}

void Replay::sample(Duration now)
{
    TimelineSample row;
    row.at = now;
    row.levelBytes = m_buffer.bytes();
    row.levelMs = static_cast<std::int32_t>(toMs(m_level.level));
    row.lowLevelMs = static_cast<std::int32_t>(toMs(m_settings.low));
    row.startLevelMs = static_cast<std::int32_t>(toMs(m_settings.start));
    row.resumeLevelMs = static_cast<std::int32_t>(toMs(m_settings.resume));
    row.targetLevelMs = static_cast<std::int32_t>(toMs(m_latency.target()));
    row.rate = static_cast<float>(m_rate);
    row.state = m_state;
    m_result.timeline.push_back(row);
}

// As the pipeline does: each 10 ms, and when something comes. That matters only while a level is waited for.
Duration Replay::nextLook(Duration now) const
{
    Duration regular = (now / Simulator::kLook + 1) * Simulator::kLook;
    if (m_lookAgainAt && *m_lookAgainAt > at(now))
        regular = std::min(regular, m_lookAgainAt->time_since_epoch());
    const bool waits = m_state != State::Playing && m_state != State::Draining;
    if (!waits || m_loading || m_nextPacket >= m_arrivals.packets.size())
        return regular;
    const Duration next = m_arrivals.packets[m_nextPacket].at;
    return next > now ? std::min(regular, next) : regular;
}

Simulation Replay::run(bool timeline, const StopToken& stop)
{
    m_result.settings = m_settings;
    m_result.estimate = m_context.source != BufferSource::Pushed;
    Duration now{};
    // Pulled media may take longer under other settings than it did: twice, at most.
    const Duration limit = m_loading ? std::min(m_end * 2, Simulator::kLongest) : m_end;
    for (; now <= limit && !over() && !traceIsOver() && !stop.stop_requested(); now = nextLook(now)) {
        look(now);
        if (now % Timeline::kInterval != Duration::zero())
            continue;
        if (timeline)
            sample(now);
        if (m_state == State::Playing)
            m_behind.add(toMsReal(m_level.level));
    }
    m_result.length = std::min(now, limit);
    m_controller.stop(at(m_result.length));
    if (!m_result.stalls.empty() && m_result.stalls.back().length == Duration::zero())
        m_result.stalls.back().length
            = std::max(m_result.length - m_result.stalls.back().at, Duration::zero());
    if (m_rate != 1.0)
        m_result.offRate += m_result.length - m_rateSince;
    m_result.playedMedia = m_output.played();
    m_result.latencyMean = fromSeconds(m_behind.mean() / 1000);
    m_result.latencyP95 = fromSeconds(m_behind.percentile(95) / 1000);
    return std::move(m_result);
}

} // namespace

Duration Simulation::stallTime() const
{
    Duration sum{};
    for (const Stall& stall : stalls)
        sum += stall.length;
    return sum;
}

BufferContext Simulator::contextOf(const ArrivalData& arrivals)
{
    BufferContext context;
    const std::string* delivery = fact(arrivals, "delivery");
    if (delivery && *delivery == "pulled")
        context.source = BufferSource::Vod;
    else if (delivery && *delivery == "playlist")
        context.source = BufferSource::HlsLive;
    context.targetDuration = msFact(arrivals, "target_duration_ms");
    context.deviceLatency = msFact(arrivals, "device_latency_ms");
    return context;
}

std::vector<Simulation::Stall> Simulator::recordedStalls(const ArrivalData& arrivals)
{
    std::vector<Simulation::Stall> stalls;
    std::optional<Duration> since;
    Duration last{};
    for (const ArrivalEvent& event : arrivals.events) {
        last = event.at;
        if (event.kind == "stall_start")
            since = event.at;
        else if (event.kind == "stall_end" && since)
            stalls.push_back({*since, event.at - *std::exchange(since, std::nullopt)});
    }
    if (since)
        stalls.push_back({*since, last - *since});
    return stalls;
}

Result<Simulation> Simulator::run(const ArrivalData& arrivals, const Config& config, const StopToken& stop)
{
    if (arrivals.packets.empty())
        return Error(ErrorCode::BadArgument,
            {"The trace has no packet in it: nothing arrived while it was recorded. Record a session that plays."});
    const BufferContext context = contextOf(arrivals);
    const auto settings = config.resolve(context);
    if (!settings)
        return settings.error();
    Replay replay(arrivals, context, *settings);
    Simulation result = replay.run(config.timeline, stop);
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    return result;
}

} // namespace sluice
