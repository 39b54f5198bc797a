// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/base/Error.h"
#include "core/base/Sentence.h"
#include "core/base/Time.h"
#include "core/session/WatchSession.h"

namespace sluice {

struct CalibrationStatus {
    enum class State { Idle, Opening, Measuring, Done, Failed };
    State state = State::Idle;
    bool measures() const { return state == State::Opening || state == State::Measuring; }
    double progress = 0; // 0…1
    Duration offset{}; // Done: how much later the sound has to be; below zero: sooner
    Duration uncertainty{}; // Done: two standard errors
    int pairs = 0; // Done: flashes with their beeps
    Sentence problem; // Failed: why, and what to do
};

// Measures how far apart the pictures of a camera and the sound of a microphone are: whoever shows flash() makes flashes
// for the camera to see, and the speaker beeps with them. Opens both devices itself, so nobody else may have them: a
// camera that is still being let go of is waited for. Takes some eight seconds. Lives in the thread that made it, and
// holds it nowhere but in the destructor: devices are opened, read and closed on threads of their own.
class CalibrationSession : public QObject {
    Q_OBJECT
public:
    explicit CalibrationSession(SessionServices services, QObject* parent = nullptr);
    ~CalibrationSession() override;

    // What SourceFactory takes; `speaker`: a sound output, "null" for none (something else beeps). Flashes begin when
    // the speaker is open. What was measured before is dropped, and its devices are let go of first.
    void start(const std::string& camera, const std::string& microphone, const std::string& speaker);
    void cancel(); // Idle afterwards, and the devices are being let go of
    // From start() until they are let go of, which may be a while after the end. changed() tells that too.
    bool holdsDevices() const;
    CalibrationStatus status() const;

signals:
    void changed();
    void flash(bool on); // bright now, dark now

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
