// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/support/ChildProcess.h"
#include "tests/support/TempDir.h"

namespace sluice::test {

// Sound devices for a machine that has none: a PulseAudio of our own with two null sinks, reached through ALSA's
// pulse plugin, so that PortAudio sees the devices "testspk" and "testmic" as any others, paced by a real clock.
//
//   what is played to testspk    is heard with `hearSpeaker` (the sink's monitor)
//   what testmic records         is what `feedMicrophone` plays
//
// Everything lives in a folder of its own that is HOME and XDG_RUNTIME_DIR to the server and to every program that
// gets environment(): a person's own sound server is neither used nor disturbed. Ended by its process id.
//
// PortAudio inside the test's own process looks at the environment too: call adoptEnvironment() before
// Pa_Initialize, in a test program that has no other threads yet.
class PulseServer {
public:
    static constexpr int kRate = 48000;
    static constexpr int kChannels = 2;
    static constexpr const char* kSpeaker = "speaker"; // the sink that testspk plays to
    static constexpr const char* kMicrophoneFeed = "micfeed"; // the sink that testmic records

    // What is missing for it on this machine, as a sentence for QSKIP; empty when nothing is.
    static std::string whatIsMissing();

    // Returns when the server answers. Throws std::runtime_error, with the server's words, when it does not in 10 s.
    PulseServer();

    // One whose environment our own process has adopted.
    static std::unique_ptr<PulseServer> forThisProcess();

    // HOME, XDG_RUNTIME_DIR, PULSE_SERVER and the like, to add to those of a program.
    std::map<std::string, std::string> environment() const;
    void adoptEnvironment() const; // puts them into our own process

    // Plays a WAV file into the microphone; returns at once, ends with the object or the file.
    std::unique_ptr<ChildProcess> feedMicrophone(const std::string& wavFile) const;
    // Plays a WAV file to the speaker; returns and ends as above.
    std::unique_ptr<ChildProcess> feedSpeaker(const std::string& wavFile) const;
    // Makes another sink the standard one: kMicrophoneFeed, say. Returns when it is.
    void setStandardSpeaker(const std::string& sink) const;
    // Records what the speaker plays into `file` (raw 32-bit float, kRate, kChannels, interleaved) until the object
    // is stopped. Returns once recording has begun.
    std::unique_ptr<ChildProcess> hearSpeaker(const std::string& file) const;
    // The same of what testmic records: a second pair of ears, for what the server itself lost on a crowded computer.
    std::unique_ptr<ChildProcess> hearMicrophone(const std::string& file) const;

    // A sound server that stands still for a while, as on a busy computer, and goes on.
    void freeze();
    void thaw();
    // A sound server that dies under the program: no callback comes any more.
    void kill();
    bool isRunning() { return m_server && m_server->isRunning(); }

private:
    void writeConfiguration() const;
    bool answers() const;
    std::unique_ptr<ChildProcess> play(const char* sink, const std::string& wavFile) const;
    std::unique_ptr<ChildProcess> record(const char* source, const std::string& file) const;

    TempDir m_home;
    std::unique_ptr<ChildProcess> m_server;
};

// A WAV file (16 bit, PulseServer::kRate, both channels alike) of a sine: frequency in Hz, level of the peak in
// dBFS, length.
void writeSineWav(const std::string& file, double hz, double dbfs, std::chrono::milliseconds length);

// How often neighbouring samples of one channel break the recurrence that a pure sine of `hz` obeys,
// |x[n] − 2·cos ω·x[n−1] + x[n−2]| > 0.003: clicks, gaps and jumps. `samples` at PulseServer::kRate.
int countSineBreaks(std::span<const float> samples, double hz);

// Of a recording of one channel, at PulseServer::kRate: what is not silent, without the 10 ms at its beginning and end.
// Empty when there is too little.
std::span<const float> soundIn(const std::vector<float>& samples);

// The highest sample; 0 of none.
float peakOf(std::span<const float> samples);

} // namespace sluice::test
