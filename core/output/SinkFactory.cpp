// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/SinkFactory.h"

#include <string_view>

#include "core/av/VideoHash.h"
#include "core/output/LogVideoSink.h"
#include "core/output/NullAudioSink.h"
#include "core/output/NullVideoSink.h"
#include "core/output/SpeakerSink.h"
#include "core/output/WavAudioSink.h"

namespace sluice {

namespace {

constexpr std::string_view kFile = "file:";
constexpr std::string_view kLog = "log:";

} // namespace

SinkFactory::SinkFactory(Clock& clock, std::shared_ptr<PortAudioLibrary> sound)
    : m_clock(clock)
    , m_sound(std::move(sound))
{ }

Result<std::unique_ptr<AudioSink>> SinkFactory::audio(const std::string& id)
{
    using Sink = std::unique_ptr<AudioSink>;
    if (id == "null")
        return Sink(std::make_unique<NullAudioSink>(m_clock));
    if (id == kFile)
        return Error(
            ErrorCode::BadArgument, {"--audio-out file: needs a path, such as file:/tmp/heard.wav."});
    if (id.starts_with(kFile))
        return Sink(std::make_unique<WavAudioSink>(m_clock, id.substr(kFile.size())));
    return Sink(std::make_unique<SpeakerSink>(id, m_sound, m_clock));
}

Result<std::unique_ptr<VideoSink>> SinkFactory::video(const std::string& id)
{
    using Sink = std::unique_ptr<VideoSink>;
    if (id.empty() || id == "null")
        return Sink(std::make_unique<NullVideoSink>());
    if (id.starts_with(kLog) && id.size() > kLog.size())
        return Sink(std::make_unique<LogVideoSink>(id.substr(kLog.size()), videoHash));
    return Error(ErrorCode::BadArgument, {"--video-out takes null or log:FILE.csv, not “" + id + "”."});
}

} // namespace sluice
