// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/SourceFactory.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/capture/CameraSource.h"
#include "core/capture/ClipSources.h"
#include "core/capture/DesktopSoundSource.h"
#include "core/capture/MicrophoneSource.h"
#include "core/capture/ScreenSource.h"
#include "core/capture/TestPictureSource.h"
#include "core/capture/TestToneSource.h"
#include "core/devices/SoundCards.h"
#include "core/devices/SoundServer.h"

namespace sluice {

namespace {

constexpr std::string_view kFile = "file:";

Error noPath(std::string_view option)
{
    return Error(ErrorCode::BadArgument,
        {std::string(option) + " file: needs a path, such as file:/home/me/clip.mp4."});
}

} // namespace

SourceFactory::SourceFactory(
    Clock& clock, Resolver& resolver, const Log& log, std::shared_ptr<PortAudioLibrary> sound)
    : m_clock(clock)
    , m_resolver(resolver)
    , m_log(log)
    , m_sound(std::move(sound))
    , m_controls(std::make_shared<CameraControlStore>())
    , m_epoch(clock.now())
    , m_windows(std::make_shared<WindowMemory>())
{ }

SourceFactory::~SourceFactory() = default;

void SourceFactory::keepCameraControls(CameraControlMemory memory)
{
    m_controls->keep(std::move(memory));
}

// The reader, with a mark on it that `holder` sees until the source that has it is gone.
std::shared_ptr<ClipReader> SourceFactory::lend(
    const std::shared_ptr<ClipReader>& reader, std::weak_ptr<void>& holder)
{
    const auto mark = std::make_shared<std::shared_ptr<ClipReader>>(reader);
    holder = mark;
    return {mark, reader.get()};
}

// A reader serves one picture and one sound. The second of a pair gets the reader of the first while that lives.
std::shared_ptr<ClipReader> SourceFactory::clip(const std::string& path, View view)
{
    const auto holder = view == View::Picture ? &Clip::picture : &Clip::sound;
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_clips, [](const Clip& c) { return c.reader.expired(); });
    for (Clip& c : m_clips) {
        if (c.path != path || !(c.*holder).expired())
            continue;
        if (const auto reader = c.reader.lock())
            return lend(reader, c.*holder);
    }
    const auto reader = std::make_shared<ClipReader>(path, m_clock, m_resolver, m_log);
    Clip& made = m_clips.emplace_back(Clip{path, reader, {}, {}});
    return lend(reader, made.*holder);
}

Result<std::unique_ptr<VideoSource>> SourceFactory::camera(const std::string& id)
{
    using Source = std::unique_ptr<VideoSource>;
    if (id == "test")
        return Source(std::make_unique<TestPictureSource>(m_clock, m_epoch));
    if (id == kFile)
        return noPath("--camera");
    if (id.starts_with(kFile))
        return Source(std::make_unique<ClipVideoSource>(clip(id.substr(kFile.size()), View::Picture)));
    return Source(std::make_unique<CameraSource>(id, m_clock, m_log, m_controls));
}

Result<std::unique_ptr<VideoSource>> SourceFactory::screen(const std::string& id)
{
    using Source = std::unique_ptr<VideoSource>;
    if (id == kFile)
        return noPath("--screen");
    if (id == "test" || id.starts_with(kFile))
        return camera(id);
    return Source(std::make_unique<ScreenSource>(id, m_windows, m_clock, m_log));
}

std::optional<Result<std::unique_ptr<AudioSource>>> SourceFactory::madeUp(
    const std::string& id, std::string_view option)
{
    using Source = Result<std::unique_ptr<AudioSource>>;
    if (id == "tone")
        return Source(std::make_unique<TestToneSource>(m_clock, m_epoch));
    if (id == "none")
        return Source(std::make_unique<SilenceSource>(m_clock, m_epoch));
    if (id == kFile)
        return Source(noPath(option));
    if (id.starts_with(kFile))
        return Source(std::make_unique<ClipAudioSource>(clip(id.substr(kFile.size()), View::Sound)));
    return std::nullopt;
}

Result<std::unique_ptr<AudioSource>> SourceFactory::microphone(const std::string& id)
{
    if (auto made = madeUp(id, "--microphone"))
        return std::move(*made);
    if (id.starts_with(kSoundServerPrefix))
        return std::unique_ptr<AudioSource>(std::make_unique<DesktopSoundSource>(
            id.substr(kSoundServerPrefix.size()), m_clock, DesktopSoundSource::Role::Microphone));
    // Where there is a sound server the standard one is its own, and asked for there: ALSA's way to it knows no deadline.
    if ((id.empty() || id == "default") && soundServerThere())
        return std::unique_ptr<AudioSource>(
            std::make_unique<DesktopSoundSource>("default", m_clock, DesktopSoundSource::Role::Microphone));
    return std::unique_ptr<AudioSource>(std::make_unique<MicrophoneSource>(id, m_sound, m_clock));
}

Result<std::unique_ptr<AudioSource>> SourceFactory::desktopSound(const std::string& id)
{
    if (auto made = madeUp(id, "--desktop-audio"))
        return std::move(*made);
    return std::unique_ptr<AudioSource>(std::make_unique<DesktopSoundSource>(id, m_clock));
}

} // namespace sluice
