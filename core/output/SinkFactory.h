// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/devices/PortAudioLibrary.h"
#include "core/output/AudioSink.h"
#include "core/output/VideoSink.h"

namespace sluice {

// Makes sinks from the texts of --audio-out and --video-out. Nothing is opened here. `clock` outlives the sinks.
class SinkFactory {
public:
    SinkFactory(Clock& clock, std::shared_ptr<PortAudioLibrary> sound);

    // "default" or empty, "null", "file:PATH.wav", or a speaker's id. Errors: BadArgument (file: without a path).
    Result<std::unique_ptr<AudioSink>> audio(const std::string& id);
    // "null" or empty, "log:FILE.csv". Errors: BadArgument.
    Result<std::unique_ptr<VideoSink>> video(const std::string& id);

private:
    Clock& m_clock;
    std::shared_ptr<PortAudioLibrary> m_sound;
};

} // namespace sluice
