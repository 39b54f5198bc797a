// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include <QTimer>

#include "app/LivePlan.h"
#include "core/session/Background.h"
#include "core/session/BroadcastTimeline.h"

namespace sluice {

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
    void sayEncoder();
    void loseServer(const std::optional<Error>& error);
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
    bool m_encoderSaid = false;
    std::optional<Error> m_serverLost; // the built-in one, once it had begun; it was said
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
