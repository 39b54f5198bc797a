// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"
#include "core/publish/CaptionPainter.h"
#include "core/session/Background.h"
#include "core/session/BroadcastTimeline.h"

namespace sluice {

// What is sent where, from the settings and the command line.
struct LivePlan {
    BroadcastSources sources;
    BroadcastSound sound;
    CameraControlMemory cameraControls;
    bool desktopMuted = false;
    BroadcastEncoding encoding;
    Layout layout;
    std::string slate;
    Trimmings trimmings;
    BroadcastRequest request; // an empty url: the built-in server's, once it is ready
    ServerConfig server;
    RecordingSettings recording;
    bool record = false; // by the settings, where no file was named
    bool builtIn = false;
};
// A source that the command line names: the setting that it stands for, and its place.
struct NamedSource {
    const char* key;
    std::string BroadcastSources::* place;
    std::string text;
};
std::vector<NamedSource> sourcesOf(const LiveCommand& command);
// `keyText`: what the key file holds, where one was named. Errors: keys that are none, an address that is none.
Result<LivePlan> livePlanFor(
    const LiveCommand& command, const std::optional<std::string>& keyText, const Settings& settings);
// The addresses of a ready server, as `live` and `serve` print them.
QStringList addressLines(const ServerInfo& info);

// `sluice live --headless`: starts the built-in server if no address is given, goes live, and stays so until the
// time given or an interruption.
class LiveRun final : public Run {
    Q_OBJECT
public:
    LiveRun(AppContext& context, LiveCommand command, CommonOptions common);
    void begin() override;
    void interrupt() override;

private:
    void proceed();
    Result<bool> fetchKeys();
    void readKeys();
    void takeKeys(const Result<std::string>& text);
    void paint();
    void takeTrimmings(const Result<TrimmingsPicture>& painted);
    void noteLimits() const;
    void onServer();
    void onBroadcast();
    void announce();
    void sayRecording();
    void goLiveWhenReady();
    void sayDestinations();
    void onTimeline();
    LiveReport report() const;
    void finish(std::optional<Error> error);

    AppContext& m_context;
    LiveCommand m_command; // with the keys that were in the keychain
    const CommonOptions m_common;
    LivePlan m_plan;
    QTimer m_timer;
    int m_awaitedKeys = 0;
    bool m_begun = false;
    bool m_started = false;
    bool m_soundGivenUp = false; // no more waiting for a sound device that does not answer
    bool m_announced = false;
    bool m_recordingSaid = false;
    std::optional<Error> m_recordingFailure; // of the first that failed; it was said
    std::set<std::size_t> m_destinationsSaid; // those that failed for good
    bool m_timelineSaid = false; // that it failed
    BroadcastTimeline m_timeline;
    WallTime m_begunAt;
    bool m_interrupted = false;
    bool m_finished = false;
    std::optional<std::string> m_keyText;
    bool m_trimmed = false; // name, title and logo lie over the picture, or somebody else sees to that
    Background<Result<std::string>> m_keyReader; // declared last: their threads end before what they use
    Background<Result<TrimmingsPicture>> m_painter;
};

} // namespace sluice
