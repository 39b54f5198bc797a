// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/ChildProcess.h"
#include "tests/support/TempDir.h"

namespace sluice::test {

// Runs one program with a camera, /dev/video0, on a machine that has none: pipewire-camera.sh as an object. The
// program runs in a mount namespace and a PipeWire session of its own (HOME included), so it has to be a program: the
// test's own process has no camera. Linux, root.
class PipeWireCamera {
public:
    struct Picture {
        int width = 1280;
        int height = 720;
        int fps = 30;
        std::string clip; // a media file, played once from the beginning on; empty: GStreamer's test picture
        // Where the clip's sound goes, in step with its pictures: a sink of the PulseAudio that the program's
        // PULSE_SERVER names, such as PulseServer::kMicrophoneFeed. Empty: nowhere.
        std::string soundSink;
    };

    // What is missing for it on this machine, as a sentence for QSKIP; empty when nothing is.
    static std::string whatIsMissing();
    // The same where the program is one of ours, which sanitizers may be built into.
    static std::string whatIsMissingForOurs();
    static std::string whatIsMissingForOursWithClips(); // of H.264 and AAC in Matroska, with their sound

    // Starts `program` with its camera. Half a second passes until the program itself runs.
    PipeWireCamera(const Picture& picture, ChildProcess::Plan program);

    // The program, by way of the script that runs it: output, exit status and SIGTERM pass through.
    ChildProcess& program() { return *m_program; }

    // The camera goes away (a program that reads gets an error or waits for ever: PipeWire's way) and comes back. False when the
    // deadline passes first.
    bool pull(std::chrono::milliseconds deadline = std::chrono::seconds(5));
    bool plugIn(std::chrono::milliseconds deadline = std::chrono::seconds(5));
    // Whether PipeWire has it now, for whoever looks. Takes some 20 ms.
    bool listed() const;

private:
    int providerPid() const; // 0: none yet

    TempDir m_dir;
    int m_pulledPid = 0;
    std::unique_ptr<ChildProcess> m_program;
};

} // namespace sluice::test
