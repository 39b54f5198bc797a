// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/Clock.h"
#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/TlsReason.h"
#include "core/devices/PortAudioLibrary.h"
#include "core/link/LinkPlan.h"
#include "core/media/BufferSettings.h"
#include "core/media/StreamInfo.h"
#include "core/media/VideoFrame.h"
#include "core/metrics/Events.h"
#include "core/metrics/SessionRecord.h"
#include "core/metrics/Timeline.h"
#include "core/metrics/WatchReport.h"
#include "core/settings/BufferProfile.h"

namespace sluice {

class ArrivalTrace;

// What to open and how. Output texts are those of the command line (--audio-out, --video-out).
struct WatchRequest {
    std::string url;
    BufferChoice buffer; // profile and single values
    LinkPlan link;
    std::string audioOut = "default";
    double volume = 0.8; // 0…1
    bool wait = false; // "nobody is streaming here" waits and tries again instead of failing
    std::string videoOut; // "null" or "log:FILE.csv" beside latestFrame(); empty: latestFrame() only
    std::string timelineFile; // written while running; empty: none
    std::string arrivalsFile; // written at the end; empty: none
    std::string recordFile; // empty: none; another name is taken where a file has that one
    NamedValues settingsForReport;
};

// One look at a running session. Everything is from the same instant.
struct WatchStatus {
    WatchState state = WatchState::Idle;
    // Opening, and the server has answered that nobody is streaming there: tries again by itself, see retryAt.
    bool waiting = false;
    std::string url; // redacted
    std::optional<Error> error; // Failed; waiting: why
    std::optional<TimePoint> retryAt; // waiting, Reconnecting
    MediaInfo media; // empty before the streams are known
    bool emulated = false; // the link emulator holds data back now
    bool noData = false; // no byte for 1.5 s

    Duration level{};
    std::int64_t levelBytes = 0;
    BufferSettings buffer{}; // watermarks as chosen
    BufferContext context{}; // what they were resolved for
    Duration target{}; // in force: with what stalls have added
    double rebufferProgress = 0; // 0…1, towards the resume level
    double arriveKbps = 0;
    double consumeKbps = 0;
    double speed = 1.0;
    Duration position{}; // media time played since the first frame
    bool live = false;
    std::string recordFile; // at the end: the name that was taken; empty: nothing was written
    // Of the files that were asked for, the first that is not there or not whole. The playing went on.
    std::optional<Error> fileError;

    // Quality of experience, as in the report.
    WatchReport report;
    LinkPlan link;
    bool muted = false;
    double volume = 0.8;
};

// What the program hands to every session; owned by the app's context and alive longer than any session.
struct SessionServices {
    Clock& clock;
    Resolver& resolver;
    Log& log;
    std::shared_ptr<PortAudioLibrary> sound;
    TlsReason tlsReason; // empty: a certificate's faults are told by libavformat's words alone
};

// The watch pipeline as the window and the command line see it. Lives in the thread that made it (the window's);
// no call blocks: opening and stopping happen on the pipeline's own threads, and changed() says to look again.
class WatchSession : public QObject {
    Q_OBJECT
public:
    explicit WatchSession(SessionServices services, QObject* parent = nullptr);
    ~WatchSession() override; // stops and joins, bounded to 1 s (3 s: a disk of its timeline hangs)

    void open(
        const WatchRequest& request); // ends what runs first, and says so while status() is still of that
    void stop();
    void pause();
    void resume();
    void goToLive();
    void seek(Duration to);
    void retryNow(); // while waiting or Reconnecting
    void setVolume(double volume); // 0…1
    void setMuted(bool muted);
    void setBuffer(const BufferChoice& choice); // acts at once
    void setLink(const LinkPlan& plan); // acts at once
    void cutLink(Duration length); // nothing gets through from now on for so long

    bool running() const; // anything but Idle, Ended, Failed
    WatchStatus status() const;
    // The newest picture, empty before the first and after stop. Copying is cheap.
    VideoFrame latestFrame() const;
    // Timeline rows and events of the whole session, bounded; begin with position 0 at a new startedAt().
    Timeline::Slice samplesSince(std::uint64_t position) const;
    EventLog::Slice eventsSince(std::uint64_t position) const;
    TimePoint startedAt() const; // of the session: rows count from it
    // What has arrived since it was opened; kept after its end, until the next is opened. Taking a snapshot copies up
    // to 40 MB: not for the window's thread. Null before the first session.
    std::shared_ptr<const ArrivalTrace> arrivals() const;
    // Figures and timeline of the session that runs or was the last; nothing before the first. Copies up to 55 MB: not
    // for the window's thread, which takes the outline (without the timeline) and has the rest copied elsewhere.
    std::optional<SessionRecord> record() const;
    std::optional<SessionRecord> outline() const;
    std::shared_ptr<const Timeline> timeline() const; // null before the first; stays readable
    // Those before it, oldest first: the last kPast of this run, each with its last hour of timeline (2.3 MB).
    static constexpr std::size_t kPast = 8;
    static constexpr std::size_t kPastRows = 36'000;
    const std::vector<std::shared_ptr<const SessionRecord>>& past() const;

signals:
    void changed(); // state or figures: look again; at most 30 a second
    void frameChanged(); // latestFrame() is a new one
    void finished(); // reached Ended or Failed, or stopped completely; status() stays readable

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
