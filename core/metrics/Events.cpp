// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Events.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

struct Row {
    EventKind kind;
    std::string_view token;
};

// In the order of the enum.
// clang-format off
constexpr auto kTable = std::to_array<Row>({
    { EventKind::Opening, "opening" },
    { EventKind::Connected, "connected" },
    { EventKind::FirstPicture, "first_picture" },
    { EventKind::Playing, "playing" },
    { EventKind::RebufferStart, "rebuffer_start" },
    { EventKind::RebufferEnd, "rebuffer_end" },
    { EventKind::Paused, "paused" },
    { EventKind::Resumed, "resumed" },
    { EventKind::Seek, "seek" },
    { EventKind::NoData, "no_data" },
    { EventKind::DataBack, "data_back" },
    { EventKind::Reconnecting, "reconnecting" },
    { EventKind::Reconnected, "reconnected" },
    { EventKind::StreamSilent, "stream_silent" },
    { EventKind::StreamBack, "stream_back" },
    { EventKind::NowPlaying, "now_playing" },
    { EventKind::Discontinuity, "discontinuity" },
    { EventKind::RateChanged, "rate_changed" },
    { EventKind::TargetRaised, "target_raised" },
    { EventKind::TargetLowered, "target_lowered" },
    { EventKind::Trim, "trim" },
    { EventKind::WentLive, "went_live" },
    { EventKind::Glitch, "glitch" },
    { EventKind::ClockStuck, "clock_stuck" },
    { EventKind::QualitySwitched, "quality_switched" },
    { EventKind::Draining, "draining" },
    { EventKind::Ended, "ended" },
    { EventKind::Failed, "failed" },
    { EventKind::LinkChanged, "link_changed" },
    { EventKind::LinkCut, "link_cut" },
    { EventKind::LinkBack, "link_back" },
    { EventKind::LinkReset, "link_reset" },
    { EventKind::LinkEnded, "link_ended" },
    { EventKind::Connecting, "connecting" },
    { EventKind::Live, "live" },
    { EventKind::LivePaused, "live_paused" },
    { EventKind::LiveResumed, "live_resumed" },
    { EventKind::DestinationLost, "destination_lost" },
    { EventKind::DestinationBack, "destination_back" },
    { EventKind::DestinationFailed, "destination_failed" },
    { EventKind::BitrateLowered, "bitrate_lowered" },
    { EventKind::BitrateRaised, "bitrate_raised" },
    { EventKind::FramesDropped, "frames_dropped" },
    { EventKind::CameraLost, "camera_lost" },
    { EventKind::CameraBack, "camera_back" },
    { EventKind::ScreenLost, "screen_lost" },
    { EventKind::ScreenBack, "screen_back" },
    { EventKind::LayoutChanged, "layout_changed" },
    { EventKind::MicrophoneLost, "microphone_lost" },
    { EventKind::MicrophoneBack, "microphone_back" },
    { EventKind::MicrophoneSilent, "microphone_silent" },
    { EventKind::MicrophoneHeard, "microphone_heard" },
    { EventKind::DesktopSoundLost, "desktop_sound_lost" },
    { EventKind::DesktopSoundBack, "desktop_sound_back" },
    { EventKind::EncoderOverloaded, "encoder_overloaded" },
    { EventKind::EncoderReplaced, "encoder_replaced" },
    { EventKind::Stopped, "stopped" },
    { EventKind::SettingsChanged, "settings_changed" },
    { EventKind::RecordingStarted, "recording_started" },
    { EventKind::RecordingStopped, "recording_stopped" },
    { EventKind::RecordingFailed, "recording_failed" },
    { EventKind::ReplaySaved, "replay_saved" },
    { EventKind::ServerStarted, "server_started" },
    { EventKind::ServerStopped, "server_stopped" },
    { EventKind::ViewerJoined, "viewer_joined" },
    { EventKind::ViewerLeft, "viewer_left" },
    { EventKind::Warning, "warning" },
});
// clang-format on

static_assert(std::ranges::is_sorted(kTable, {}, &Row::kind));
static_assert(kTable.size() == static_cast<std::size_t>(EventKind::Warning) + 1);

} // namespace

std::string_view token(EventKind kind)
{
    return kTable[static_cast<std::size_t>(kind)].token;
}

std::optional<EventKind> eventKind(std::string_view token)
{
    const auto row = std::ranges::find(kTable, token, &Row::token);
    return row == kTable.end() ? std::nullopt : std::optional(row->kind);
}

std::string tokensOf(const std::vector<Event>& events)
{
    std::string tokens;
    for (const Event& event : events)
        tokens += (tokens.empty() ? "" : " ") + std::string(token(event.kind));
    return tokens;
}

void EventLog::add(EventKind kind, TimePoint at, Sentence text)
{
    const std::lock_guard lock(m_mutex);
    m_events.push_back({at, kind, std::move(text)});
    if (m_events.size() > m_capacity) {
        m_events.pop_front();
        ++m_first;
    }
}

EventLog::Slice EventLog::since(std::uint64_t position) const
{
    const std::lock_guard lock(m_mutex);
    Slice slice;
    slice.next = m_first + m_events.size();
    slice.first = std::clamp(position, m_first, slice.next);
    slice.events.assign(
        m_events.begin() + static_cast<std::ptrdiff_t>(slice.first - m_first), m_events.end());
    return slice;
}

std::uint64_t EventLog::end() const
{
    const std::lock_guard lock(m_mutex);
    return m_first + m_events.size();
}

void EventLog::clear()
{
    const std::lock_guard lock(m_mutex);
    m_first += m_events.size();
    m_events.clear();
}

} // namespace sluice
