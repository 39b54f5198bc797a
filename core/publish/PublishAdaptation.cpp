// SPDX-License-Identifier: GPL-3.0-or-later
// How the pipeline adapts to networks that carry less than was chosen, and what it says about it.
#include <algorithm>

#include <fmt/format.h>

#include "core/publish/PublishPipeline.h"

namespace sluice {

namespace {

// What was said of the network stays in sight for a while: it comes in bursts, and people read slowly.
constexpr Duration kRemember = seconds(10);
// TCP begins with ten segments under way and has twice as many each time there and back: until it has found out what
// the way carries, what waits says nothing of that. Eight times make more than 20 Mb/s of a way of a second.
constexpr int kOpeningRounds = 8;
constexpr Duration kLongestWay = seconds(1); // over a satellite and back; a figure beyond is none
constexpr int kContainerKbps = 20; // FLV and RTMP headers of 80 packets a second

std::string megabits(double kbps)
{
    return fmt::format("{:.1f}", kbps / 1000.0);
}

} // namespace

void PublishPipeline::beginAdapting(TimePoint now)
{
    const LiveConfig& config = m_config;
    const std::lock_guard lock(m_mutex);
    m_videoKbps = config.video.bitrateKbps;
    m_tooMuch = false;
    m_tooMuchAt = {};
    m_overload.start(leftWaiting());
    for (const auto& send : m_sends) {
        send->network.controller.emplace(
            BitrateController::Config{config.video.bitrateKbps, config.audio.bitrateKbps + kContainerKbps},
            now);
    }
}

void PublishPipeline::adapt(TimePoint now)
{
    const auto all = sends();
    std::vector<int> wanted;
    std::vector<Send*> lowered;
    std::optional<BitrateController::Change> last;
    for (const auto& send : all) {
        if (!send->network.controller)
            continue;
        noteDrops(*send, now);
        const auto changed = look(*send, now);
        if (send->seen != SenderState::Live)
            continue;
        wanted.push_back(send->network.controller->kbps());
        if (changed)
            last = changed;
        if (changed && changed->lowered)
            lowered.push_back(send.get());
    }
    noteUplink(now);
    if (m_hub) // a preview alone loses nothing of a broadcast
        noteOverload(now);
    const int before = m_videoKbps;
    if (m_config.adaptive)
        setVideoBitrate(BitrateController::combined(wanted, m_videoKbps), last, now);
    if (m_videoKbps < before) // else nothing was done whose effect could be waited for
        for (Send* send : lowered)
            send->network.standing.lowered(now);
}

// One destination's share: what its network says, and whether it alone is too slow.
std::optional<BitrateController::Change> PublishPipeline::look(Send& send, TimePoint now)
{
    NetworkSide& side = send.network;
    const SenderFlow flow = send.sender->takeFlow();
    const bool live = send.seen == SenderState::Live;
    if (live && !side.live) {
        side.standing.clear();
        side.liveAt = now;
        if (side.wasLive)
            side.controller->reconnected(now);
    }
    side.wasLive = side.wasLive || live;
    side.live = live;
    if (!live)
        return std::nullopt;
    const bool opening = now - side.liveAt < kOpeningRounds * std::min(flow.way, kLongestWay);
    send.queue->setOpening(opening);
    if (opening)
        return std::nullopt;
    // What stands in the kernel's send buffer, or in a router's, is late as well: 128 KiB hide 1.6 s at 750 kb/s.
    const double leaving = flow.carriedKbps.value_or(m_videoKbps + m_config.audio.bitrateKbps);
    const auto late = [leaving](std::int64_t bytes) {
        return leaving > 0 ? fromSeconds(static_cast<double>(bytes) * 8.0 / 1000.0 / leaving)
                           : Duration::zero();
    };
    const Duration ours = side.standing.ours(now,
        {late(flow.standingBytes), late(flow.standingHere), flow.blocked > BitrateController::kBlockedWrite});
    send.queue->setCarried(flow.carriedKbps, ours);
    const Duration here = send.queue->queued();
    Duration queued = here + ours;
    // A smaller bitrate has to show its effect before it gets smaller still.
    if (side.standing.onTrial() && here <= BitrateController::kCongestedQueue)
        queued = std::min(queued, BitrateController::kCongestedQueue);
    const auto change = side.controller->look(now, {queued, flow.blocked, flow.carriedKbps});
    const std::lock_guard lock(m_mutex);
    side.congested = side.controller->congested(now);
    side.carriedKbps = side.controller->carriedKbps();
    return change;
}

void PublishPipeline::setVideoBitrate(
    int kbps, const std::optional<BitrateController::Change>& cause, TimePoint now)
{
    if (kbps == m_videoKbps)
        return;
    m_video.setBitrate(kbps);
    const bool lowered = kbps < m_videoKbps;
    {
        const std::lock_guard lock(m_mutex);
        m_videoKbps = kbps;
    }
    const std::string rate = std::to_string(kbps);
    const int all = m_config.video.bitrateKbps + m_config.audio.bitrateKbps;
    if (!lowered)
        m_events.add(EventKind::BitrateRaised, now,
            Sentence(
                QT_TRANSLATE_NOOP("core", "The network is calm. Video bitrate raised to %1 kb/s"), {rate}));
    else if (cause && cause->lowered && cause->carriedKbps && *cause->carriedKbps < all)
        m_events.add(EventKind::BitrateLowered, now,
            Sentence(QT_TRANSLATE_NOOP(
                         "core", "The network carried %1 of %2 Mb/s. Video bitrate lowered to %3 kb/s"),
                {megabits(*cause->carriedKbps), megabits(all), rate}));
    else
        m_events.add(EventKind::BitrateLowered, now,
            Sentence(
                QT_TRANSLATE_NOOP("core", "The network did not keep up. Video bitrate lowered to %1 kb/s"),
                {rate}));
    m_changed();
}

void PublishPipeline::noteDrops(Send& send, TimePoint now, bool last)
{
    NetworkSide& side = send.network;
    const auto count = side.drops.look(send.queue->droppedVideo(), now, last);
    if (const bool shown = side.drops.recent(now) > 0; shown != side.dropping) {
        const std::lock_guard lock(m_mutex);
        side.dropping = shown;
    }
    if (!count)
        return;
    m_events.add(EventKind::FramesDropped, now, droppedSentence(send, std::to_string(*count)));
}

// The cause with its figures, where they are known.
Sentence PublishPipeline::droppedSentence(const Send& send, const std::string& left) const
{
    const int all = m_config.video.bitrateKbps + m_config.audio.bitrateKbps;
    const auto& carried = send.network.carriedKbps;
    const bool several = severalDestinations();
    if (carried && *carried < all)
        return several
            ? Sentence(QT_TRANSLATE_NOOP("core", "%1 took %2 of %3 Mb/s. Frames left out there: %4"),
                  {send.host, megabits(*carried), megabits(all), left})
            : Sentence(QT_TRANSLATE_NOOP("core", "The network carried %1 of %2 Mb/s. Frames left out: %3"),
                  {megabits(*carried), megabits(all), left});
    return several
        ? Sentence(
              QT_TRANSLATE_NOOP("core", "%1 takes too little. Frames left out there: %2"), {send.host, left})
        : Sentence(QT_TRANSLATE_NOOP("core", "The network was too slow. Frames left out: %1"), {left});
}

// The same while it lasts.
Sentence PublishPipeline::droppingSentence(const Send& send) const
{
    const int all = m_config.video.bitrateKbps + m_config.audio.bitrateKbps;
    const auto& carried = send.network.carriedKbps;
    const bool several = severalDestinations();
    if (carried && *carried < all)
        return several
            ? Sentence(QT_TRANSLATE_NOOP("core", "%1 took %2 of %3 Mb/s. Frames are left out there."),
                  {send.host, megabits(*carried), megabits(all)})
            : Sentence(QT_TRANSLATE_NOOP("core",
                           "The network carried %1 of %2 Mb/s. Frames are left out, and the video "
                           "bitrate is %3 kb/s now."),
                  {megabits(*carried), megabits(all), std::to_string(m_videoKbps)});
    return several
        ? Sentence(QT_TRANSLATE_NOOP("core", "%1 takes too little. Frames are left out there."), {send.host})
        : Sentence(QT_TRANSLATE_NOOP("core", "The network is too slow. Frames are left out."));
}

// Pictures that came while earlier ones still waited to be composed and encoded, of camera and screen.
std::int64_t PublishPipeline::leftWaiting() const
{
    return m_capture.status().dropped + m_screen.status().dropped;
}

void PublishPipeline::noteOverload(TimePoint now, bool last)
{
    constexpr std::int64_t kWorthAWord = 5; // pictures; our choice: fewer are a hiccup that nobody sees
    const auto count = m_overload.look(leftWaiting(), now, last);
    if (const bool shown = m_overload.recent(now) >= kWorthAWord; shown != m_overloaded) {
        {
            const std::lock_guard lock(m_mutex);
            m_overloaded = shown;
        }
        m_changed();
    }
    if (count)
        m_events.add(EventKind::EncoderOverloaded, now,
            Sentence(QT_TRANSLATE_NOOP("core", "This computer did not keep up. Pictures left out: %1"),
                {std::to_string(*count)}));
}

bool PublishPipeline::severalDestinations() const
{
    return m_config.destinations.size() > 1;
}

// Every destination is congested at once: it is not one of the servers, it is the way out.
void PublishPipeline::noteUplink(TimePoint now)
{
    if (!severalDestinations())
        return;
    int live = 0;
    int congested = 0;
    for (const auto& send : sends()) {
        if (!send->network.live)
            continue;
        ++live;
        congested += send->network.congested ? 1 : 0;
    }
    const bool tooMuch = live > 1 && congested == live;
    if (tooMuch)
        m_tooMuchAt = now;
    const bool shown = m_tooMuchAt != TimePoint() && now - m_tooMuchAt < kRemember;
    if (shown == m_tooMuch)
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_tooMuch = shown;
    }
    if (shown)
        m_events.add(EventKind::Warning, now, uplinkSentence(live));
    m_changed();
}

Sentence PublishPipeline::uplinkSentence(int live) const
{
    return Sentence(
        QT_TRANSLATE_NOOP("core",
            "The uplink does not carry %1 destinations of %2 Mb/s each. Use fewer or choose a lower bitrate."),
        {std::to_string(live), megabits(m_config.video.bitrateKbps + m_config.audio.bitrateKbps)});
}

// What a health line says: the worst thing that is true now. Under m_mutex.
std::optional<Sentence> PublishPipeline::networkNotice() const
{
    const int all = m_config.video.bitrateKbps + m_config.audio.bitrateKbps;
    int live = 0;
    const Send* slow = nullptr;
    const Send* dropping = nullptr;
    for (const auto& send : m_sends) {
        live += send->network.controller && send->sender->status().state == SenderState::Live ? 1 : 0;
        if (send->network.congested)
            slow = send.get();
        if (send->network.dropping)
            dropping = send.get();
    }
    if (m_tooMuch)
        return uplinkSentence(live);
    const bool several = severalDestinations();
    if (dropping)
        return droppingSentence(*dropping);
    if (m_videoKbps < m_config.video.bitrateKbps) {
        for (const auto& send : m_sends)
            if (send->network.carriedKbps && *send->network.carriedKbps < all)
                return Sentence(QT_TRANSLATE_NOOP("core",
                                    "The network carried %1 of %2 Mb/s. The video bitrate is %3 kb/s now."),
                    {megabits(*send->network.carriedKbps), megabits(all), std::to_string(m_videoKbps)});
        return Sentence(QT_TRANSLATE_NOOP("core", "The bitrate rises again: video at %1 of %2 kb/s."),
            {std::to_string(m_videoKbps), std::to_string(m_config.video.bitrateKbps)});
    }
    if (slow && several)
        return Sentence(QT_TRANSLATE_NOOP("core", "%1 is slow to take the stream."), {slow->host});
    return std::nullopt;
}

} // namespace sluice
