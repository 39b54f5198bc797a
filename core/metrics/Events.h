// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Sentence.h"
#include "core/base/Time.h"

namespace sluice {

// Everything that a session tells as an event. The token of each, which reports and timelines print, stands in the
// one table of Events.cpp; tokens are part of the reports' contract and never change.
enum class EventKind : std::uint8_t {
    // Watching
    Opening,
    Connected,
    FirstPicture,
    Playing,
    RebufferStart,
    RebufferEnd,
    Paused,
    Resumed,
    Seek,
    NoData,
    DataBack,
    Reconnecting,
    Reconnected,
    StreamSilent,
    StreamBack,
    NowPlaying,
    Discontinuity,
    RateChanged,
    TargetRaised,
    TargetLowered,
    Trim,
    WentLive,
    Glitch,
    ClockStuck,
    QualitySwitched,
    Draining,
    Ended,
    Failed,
    // The link emulator
    LinkChanged,
    LinkCut,
    LinkBack,
    LinkReset,
    LinkEnded,
    // Live
    Connecting,
    Live,
    LivePaused,
    LiveResumed,
    DestinationLost,
    DestinationBack,
    DestinationFailed,
    BitrateLowered,
    BitrateRaised,
    FramesDropped,
    CameraLost,
    CameraBack,
    ScreenLost,
    ScreenBack,
    LayoutChanged,
    MicrophoneLost,
    MicrophoneBack,
    MicrophoneSilent,
    MicrophoneHeard,
    DesktopSoundLost,
    DesktopSoundBack,
    EncoderOverloaded,
    EncoderReplaced,
    Stopped,
    // Both
    SettingsChanged,
    RecordingStarted,
    RecordingStopped,
    RecordingFailed,
    ReplaySaved,
    ServerStarted,
    ServerStopped,
    ViewerJoined,
    ViewerLeft,
    Warning,
};

std::string_view token(EventKind kind);
// The kind of a token, if it is one.
std::optional<EventKind> eventKind(std::string_view token);

struct Event {
    TimePoint at;
    EventKind kind = EventKind::Warning;
    Sentence text;
};

// Their tokens, separated by blanks: the last cell of a timeline's row.
std::string tokensOf(const std::vector<Event>& events);

// The events of one session, oldest first. Any thread. At most `capacity` are kept; the oldest go first, and
// positions go on counting, so that a reader notices what it missed.
class EventLog {
public:
    static constexpr std::size_t kDefaultCapacity
        = 10'000; // our choice: an event every ten seconds for a day

    explicit EventLog(std::size_t capacity = kDefaultCapacity) : m_capacity(capacity) { }

    void add(EventKind kind, TimePoint at, Sentence text);

    struct Slice {
        std::uint64_t first = 0; // position of events.front(); later than asked for when some were lost
        std::uint64_t next = 0; // ask from here the next time
        std::vector<Event> events;
    };
    Slice since(std::uint64_t position) const;
    std::vector<Event> all() const { return since(0).events; }
    std::uint64_t end() const; // how many were ever added
    void clear(); // forgets the events; positions go on

private:
    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::deque<Event> m_events; // m_mutex
    std::uint64_t m_first = 0; // m_mutex: position of m_events.front()
};

} // namespace sluice
