// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/av/AvInterrupt.h"
#include "core/av/AvLog.h"
#include "core/base/Error.h"
#include "core/base/Url.h"

namespace sluice {

// Everything known about a libavformat call that failed. Its return codes are ambiguous, so the order in which
// these are asked matters: our own stop, our own deadline, the connection's error, the code, the server's words.
struct AvFailure {
    enum class Phase {
        Opening, // reading: look-up, connecting, handshake, headers
        Reading,
        Publishing, // writing: look-up, connecting, handshake, publish, header
        Writing, // and trailer, and close
    };

    Phase phase = Phase::Opening;
    int code = 0; // what the call returned
    int ioError = 0; // AVIOContext::error; 0 when there is no context
    bool stopped = false; // our own stop token
    bool deadlinePassed = false; // our own deadline, by AvInterrupt
    bool connected = false; // a TCP connection was made
    bool talking = false; // and secured, where it is to be
    RtmpStage rtmpStage = RtmpStage::None;
    std::string words; // AvLogCapture::words()
    Url url; // as the user gave it
    Duration deadline{}; // how long was waited, for the sentence
};

// The failure seen from the objects that watched the call.
AvFailure avFailure(AvFailure::Phase phase, int code, const AVIOContext* io, const AvInterrupt& interrupt,
    const AvLogCapture& log, const Url& url, Duration deadline);

Error diagnose(const AvFailure& failure);

} // namespace sluice
