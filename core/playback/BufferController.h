// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Time.h"
#include "core/media/BufferSettings.h"
#include "core/metrics/WatchState.h"
#include "core/playback/BackOff.h"
#include "core/playback/FrozenClock.h"
#include "core/playback/LoaderGate.h"

namespace sluice {

// The judge of playing: it is told levels and times, and decides when the output starts, stalls and resumes, when
// the loader holds, when the connection is given up and made again, and what is wrong. Pure: no thread, no clock,
// no I/O; the same inputs always give the same decisions, so that a simulator can replay a session under other
// settings. Not thread-safe: one owner.
//
// Use: open(), then update() about each 10 ms (any spacing works; Decisions::lookAgainAt names the next time at
// which something is due without anything else happening), stop() at the end.
//
//   Idle ─ open ─▶ Opening ─ streams known ─▶ Priming ─ level ≥ start* ─▶ Playing ─ dry and empty ─▶ Rebuffering
//                     │                          ▲ ▲                       │  ▲ ◀── level ≥ resume* ─────┘
//                     ▼                          │ └── Seeking ◀── seek ───┤  └── resume ── Paused ◀── pause
//                   Failed                       └──────────────────────── │        source ended
//                                                                          ▼              ▼
//                                                                     Reconnecting     Draining ─ all played ─▶ Ended
//   * or an escape: the byte cap is reached, the source has ended, the loader has nothing left to do. Players
//     without these hang for ever on a level that cannot be reached.
//
// Reconnecting is what a session that once played shows while its connection is gone, whatever the output does: it
// plays on from the buffer, and when that runs dry a stall begins that goes on being one stall until playing
// resumes. Paused and Seeking keep their names while the connection is made again behind them.
class BufferController {
public:
    // No byte for so long is shown to the viewer, and for so long is a lost connection.
    // Own choices: a GOP's worth of patience; what a TCP connection survives on a bad train ride.
    static constexpr Duration kNoDataNotice = milliseconds(1500);
    static constexpr Duration kSilenceUntilReconnect = seconds(10);
    // No stall is shorter: what the device has asked for since it ran dry is gone, whatever arrives now. Three of the
    // usual periods, so that the decision is known to every thread before the block that it is about.
    static constexpr Duration kShortestStall = milliseconds(30);
    // How much earlier than the look at which it was missing a level may turn out to have been there. Two looks.
    static constexpr Duration kLooksBack = milliseconds(20);
    // When data has flowed for so long, the back-off starts over.
    static constexpr Duration kStableConnection = seconds(10);
    // A session that never played fails for good.
    // All attempts together; the rest of 10 s is for ending.
    static constexpr Duration kConnectWithin = milliseconds(9500);
    static constexpr Duration kKeyframeWithin = seconds(20); // of connecting
    // Nobody is streaming there yet, and the viewer wants to wait: ask again so often.
    static constexpr Duration kWaitForStream = seconds(4);
    // Dry with data at hand must be seen for so long to be a glitch: two looks, so that the moment in which a packet
    // comes just in time is not taken for one.
    static constexpr Duration kGlitchConfirm = milliseconds(20);
    // What runs dry again and again is counted once a second: a decoder that is too slow makes a hole with every
    // packet. Own choice.
    static constexpr Duration kGlitchAgain = seconds(1);
    // An answering connection is taken for a source that stands still when no media came for so long.
    static constexpr Duration kSourceSilent = seconds(1);
    using State = WatchState;
    using StallCause = sluice::StallCause;
    enum class Loader { Filling, Holding };
    enum class Link { Down, Connecting, Up };
    enum class GlitchCause { Decoder, Device };
    enum class Failure {
        NeverPlayed, // no attempt succeeded in kConnectWithin
        NoKeyframe, // connected, and nothing to show in kKeyframeWithin
        NoMedia, // the source ended before it brought anything
        ClockStuck, // skips and a flush did not set the clock going
        Fatal, // what Inputs::fatal says: the caller has the error
    };

    struct Config {
        BufferSettings settings;
        BufferSource source = BufferSource::Pushed;
        bool waitForStream = false; // "nobody is streaming" waits instead of failing
        std::uint64_t seed = 1; // of the back-off's jitter
    };

    // What the caller saw at `now`. Levels, not edges, unless it says otherwise.
    struct Inputs {
        TimePoint now;

        // The connection, as seen behind the link emulator: what it holds back has not arrived.
        Link link = Link::Down;
        std::optional<TimePoint> lastByteAt; // any byte of this connection, playlists included
        std::optional<TimePoint> lastMediaAt; // the last packet that took the end of the media further
        // The far end provably answers (a playlist came, a control message, a keep-alive), and no media payload is
        // on its way: then it is the source that stands still.
        bool answering = false;
        bool emulatedHold
            = false; // the link emulator holds data back at this moment, beyond its plain latency
        bool loaderIdle = false; // everything there is was loaded: an escape, and no silence
        bool loaderWaiting = false; // live, waiting for something new to appear: no silence, and no escape
        bool sourceEnded = false; // no more will come: end of file, ENDLIST
        bool nobodyStreaming = false; // the server answered that there is no such stream (yet)
        bool retryNow = false; // edge: the viewer wants the next attempt at once
        bool fatal = false; // the connection failed in a way no retry mends (refused key, bad address …)

        // What arrived.
        bool streamsKnown = false;
        bool videoSelected = true;
        bool keyframeSeen = false;
        bool firstPicture = false; // the first picture since open or seek is decoded
        Duration level{}; // PlaybackBuffer::Level::level
        // Since when the level has been at start, or at resume (PlaybackBuffer::levelSince); nothing: not known. What
        // is waited for ends then, and not when somebody looked.
        std::optional<TimePoint> startSince;
        std::optional<TimePoint> resumeSince;
        std::int64_t bytes = 0; // unread coded bytes
        // PlaybackBuffer::Level::empty; where the output is dry: no more had arrived when it ran dry.
        bool bufferEmpty = true;
        bool videoLeft = false;
        bool audioLeft = false;

        // The output.
        // The output has nothing to play, since this exact time: the sound device, or without sound the frame on
        // show is over. To be set only after something was played since the gate opened or the last seek. One that
        // is still to come (a device knows before it is heard) counts from now.
        std::optional<TimePoint> outputDrySince;
        bool deviceAtFault = false; // decoded data is waiting, and the device does not take it
        std::uint32_t deviceUnderruns = 0; // how many the device has reported so far
        std::optional<TimePoint> clockMovedAt; // when the media clock last moved
        bool allPlayed = false; // the device is dry and the last frame had its time

        // The viewer.
        bool pause = false;
        std::uint32_t seeks = 0; // how many were asked for so far
        bool seekPending = false; // the last one is under way: the source is not yet at the new position
    };

    struct Event {
        enum class Kind {
            StateChanged, // from → to; into Rebuffering: `at` is the stall's exact begin
            FirstPicture,
            StallStarted, // at, stallCause (provisional)
            StallEnded, // at the end; since, duration, stallCause (final)
            Glitch, // at: when the output ran dry; glitchCause
            LowLevel, // the level fell below the low watermark
            NoData, // since: the last byte
            DataBack, // since: the last byte before the silence
            ConnectionLost, // since: the last byte, where known
            ConnectScheduled, // until: when; attempt: 1 …
            Reconnected, // since: when it was lost; attempt: how many it took
            StreamLeft, // video: which; it no longer counts in the level
            StreamBack,
            ClockFrozen, // attempt: 1 … 3 a skip, 4 the flush; since: when it last moved
            LoaderHeld,
            LoaderFilling,
            SettingsChanged,
            Seek,
            Failed, // failure
        };
        Kind kind = Kind::StateChanged;
        TimePoint at;
        std::optional<TimePoint> since;
        std::optional<TimePoint> until;
        Duration duration{};
        State from = State::Idle;
        State to = State::Idle;
        StallCause stallCause = StallCause::Network;
        GlitchCause glitchCause = GlitchCause::Decoder;
        Failure failure = Failure::NeverPlayed;
        int attempt = 0;
        bool video = false;
    };

    // What is to be done. `gateOpen`, `loader` and `state` hold until the next update; the rest is said once.
    struct Decisions {
        State state = State::Idle;
        bool gateOpen = false; // the output takes data and the clock runs
        TimePoint gateFrom; // … since this time, which may be a little earlier than `now`
        Loader loader = Loader::Filling;
        bool disconnect = false; // the connection is given up: close it and report Link::Down
        bool connect = false; // start an attempt now and report Link::Connecting
        bool flush = false; // throw decoded data away and start the outputs afresh, at the same position
        Duration skip{}; // move the playhead ahead by so much
        std::optional<Failure> failed;
        std::optional<TimePoint> retryAt; // the next attempt, while one is awaited
        bool noData = false; // to be shown
        std::optional<TimePoint> lookAgainAt;
        std::vector<Event> events; // in order; empty at most updates
    };

    explicit BufferController(const Config& config) : m_config(config), m_backOff(config.seed) { }

    // Starts a session; the first update then says `connect`. Everything is as after construction.
    void open(TimePoint now);
    // Ends it without a word: Idle. A stall that runs ends at `now`.
    void stop(TimePoint now);
    Decisions update(const Inputs& in);

    // Acts from the next update on; playing goes on. The caller has checked them. No event while still opening, when
    // settings are only being found out.
    void setSettings(const BufferSettings& settings);
    // The kind of source is known only once it is open.
    void setSource(BufferSource source) { m_config.source = source; }

    State state() const;
    const BufferSettings& settings() const { return m_config.settings; }
    bool played() const { return m_played; } // Playing was reached since open()
    // Stalls since open(): number, and time in Rebuffering (a stall that runs counts up to `now`). A stall begins
    // when the output ran dry, not when somebody noticed. Waiting for start, seek or pause is never in them.
    std::uint32_t stallCount() const { return m_stalls; }
    Duration stallTime(TimePoint now) const;
    std::uint32_t glitchCount() const { return m_glitches; }

    // A sentence for every failure but Fatal (Internal then). Where the last connection error is known it says more
    // than NeverPlayed does; the caller then shows that one.
    static Error errorOf(Failure failure);

private:
    // Where playing stands, whatever the connection does.
    enum class Play {
        Idle,
        Opening,
        Priming,
        Playing,
        Rebuffering,
        Seeking,
        Paused,
        Draining,
        Ended,
        Failed
    };
    enum class Line { Fine, Waiting, Trying }; // connection: up or first attempt; back-off; attempt under way

    bool running() const;
    bool outputRuns() const { return m_play == Play::Playing || m_play == Play::Draining; }
    bool reached(const Inputs& in, Duration level) const;
    TimePoint reachedAt(const Inputs& in, Duration level, std::optional<TimePoint> since) const;

    void watch(const Inputs& in, Decisions& out);
    void watchSeek(const Inputs& in, Decisions& out);
    void watchPause(const Inputs& in, Decisions& out);
    void watchSilence(const Inputs& in, Decisions& out);
    void watchConnection(const Inputs& in, Decisions& out);
    void awaitMedia(const Inputs& in, Decisions& out);
    void watchNeverPlayed(const Inputs& in, Decisions& out);
    void watchLevel(const Inputs& in, Decisions& out);
    void watchOutput(const Inputs& in, Decisions& out);
    void watchDevice(const Inputs& in, Decisions& out);
    void glitch(TimePoint at, GlitchCause cause, Decisions& out);
    void watchFrozenClock(const Inputs& in, Decisions& out);
    void watchEnd(const Inputs& in, Decisions& out);
    void watchStreams(const Inputs& in, Decisions& out);
    void driveLoader(const Inputs& in, Decisions& out);
    void describe(const Inputs& in, Decisions& out) const;

    void lose(const Inputs& in, Decisions& out);
    void schedule(const Inputs& in, Decisions& out);
    void go(Play play, TimePoint at, Decisions& out);
    void report(State before, TimePoint at, Decisions& out) const;
    void openGate(Play play, TimePoint at, Decisions& out);
    void beginStall(const Inputs& in, TimePoint at, Decisions& out);
    void endStall(TimePoint at, Decisions& out);
    void fail(Failure failure, TimePoint at, Decisions& out);
    StallCause causeOf(const Inputs& in) const;
    bool silenceCounts(const Inputs& in) const;
    Duration silence(const Inputs& in) const;
    TimePoint clockMovedAt(const Inputs& in) const;

    Config m_config;
    BackOff m_backOff;
    FrozenClock m_frozen;

    // Connection
    TimePoint m_openedAt;
    std::optional<TimePoint> m_connectedAt;
    std::optional<TimePoint> m_lostAt;
    std::optional<TimePoint> m_retryAt;
    std::optional<TimePoint> m_flowingSince; // data flows again: when to forget the attempts
    std::optional<TimePoint> m_silenceFrom; // silence is counted from here at the earliest
    std::optional<TimePoint> m_noDataSince; // shown
    std::optional<TimePoint> m_answeringSince;

    // Output
    TimePoint m_gateOpenedAt;
    TimePoint m_lacking; // when the level that is waited for was last not there
    TimePoint m_emptySince; // while the buffer is empty
    TimePoint m_lookedAt; // the last time
    std::optional<TimePoint> m_dryWithDataSeen; // since this look
    bool m_dryWithData = false; // this dry spell is, or was, a glitch
    std::optional<TimePoint> m_glitchAt; // the last one counted
    std::uint32_t m_deviceUnderruns = 0;
    bool m_deviceAtFault = false;
    std::optional<TimePoint> m_stallBegin;
    Duration m_stalled{}; // finished ones
    std::uint32_t m_stalls = 0;
    std::uint32_t m_glitches = 0;

    std::uint32_t m_seeks = 0;
    int m_attempts = 0;
    Play m_play = Play::Idle;
    Play m_beforePause = Play::Idle;
    Line m_line = Line::Fine;
    LoaderGate m_loader;
    StallCause m_stallCause = StallCause::Network;
    bool m_settingsChanged = false;
    bool m_connectAsked = false; // the first attempt
    bool m_played = false;
    bool m_firstPicture = false;
    bool m_low = false;
    bool m_videoLeft = false;
    bool m_audioLeft = false;
    bool m_empty = false;
};

} // namespace sluice
