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
    double progress = 0; // 0…1
    Duration offset{}; // Done: how much later the sound has to be; below zero: sooner
    Duration uncertainty{}; // Done: two standard errors
    int pairs = 0; // Done: flashes with their beeps
    Sentence problem; // Failed: why, and what to do
};

// Measures how far apart the pictures of a camera and the sound of a microphone are: whoever shows flash() makes flashes
// for the camera to see, and the speaker beeps with them. Opens both devices itself, so nobody else may have them: a
// camera that is still being let go of is waited for. Takes some eight seconds. Lives in the thread that made it.
class CalibrationSession : public QObject {
    Q_OBJECT
public:
    explicit CalibrationSession(SessionServices services, QObject* parent = nullptr);
    ~CalibrationSession() override;

    // What SourceFactory takes; `speaker`: a sound output, "null" for none (something else beeps).
    void start(const std::string& camera, const std::string& microphone, const std::string& speaker);
    void cancel(); // Idle afterwards, and the devices are let go of
    CalibrationStatus status() const;

signals:
    void changed();
    void flash(bool on); // bright now, dark now

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
