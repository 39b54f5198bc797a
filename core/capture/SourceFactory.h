// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/capture/AudioSource.h"
#include "core/capture/VideoSource.h"
#include "core/devices/PortAudioLibrary.h"
#include "core/media/CameraControl.h"

namespace sluice {

class CameraControlStore;
class ClipReader;
class WindowMemory;

// Makes sources from the texts of the command line and the settings. Nothing is opened here: the source's own open()
// says what is wrong with it. Sources made by one factory share a time base: the flash of `test` and the beep of
// `tone` fall together, and picture and sound of one file come from one reader, also
// where one of them is given up and made anew. Clock, resolver and log outlive the
// sources. Any thread: a broadcast opens its camera and its microphone on a thread each.
class SourceFactory {
public:
    SourceFactory(Clock& clock, Resolver& resolver, const Log& log, std::shared_ptr<PortAudioLibrary> sound);
    ~SourceFactory();

    // "test", "file:PATH", "default" or empty (the first camera), or a camera's id.
    // Errors: BadArgument (file: without a path).
    Result<std::unique_ptr<VideoSource>> camera(const std::string& id);
    // What DeviceSpec::screen() reads; "default" or empty: the whole screen. Errors: as above.
    Result<std::unique_ptr<VideoSource>> screen(const std::string& id);
    // What was set on which camera: on those that are opened from now on.
    void keepCameraControls(CameraControlMemory memory);
    // "tone", "file:PATH", "none" (silence), "default" or empty, or a microphone's id. Errors: as above.
    Result<std::unique_ptr<AudioSource>> microphone(const std::string& id);
    // What the computer plays: "tone", "file:PATH" and "none" as above, "default" or empty (all that the standard
    // speaker plays), or the name of a source of the sound server. Errors: as above.
    Result<std::unique_ptr<AudioSource>> desktopSound(const std::string& id);

private:
    enum class View { Picture, Sound };
    // Nothing when `id` names a device.
    std::optional<Result<std::unique_ptr<AudioSource>>> madeUp(
        const std::string& id, std::string_view option);
    static std::shared_ptr<ClipReader> lend(
        const std::shared_ptr<ClipReader>& reader, std::weak_ptr<void>& holder);
    std::shared_ptr<ClipReader> clip(const std::string& path, View view);

    Clock& m_clock;
    Resolver& m_resolver;
    const Log& m_log;
    std::shared_ptr<PortAudioLibrary> m_sound;
    std::shared_ptr<CameraControlStore> m_controls;
    TimePoint m_epoch; // of the test picture and tone
    std::shared_ptr<WindowMemory> m_windows; // that were captured
    struct Clip {
        std::string path;
        std::weak_ptr<ClipReader> reader;
        // The sources that look at it, for as long as they are.
        std::weak_ptr<void> picture;
        std::weak_ptr<void> sound;
    };
    std::mutex m_mutex; // the one below
    std::vector<Clip> m_clips;
};

} // namespace sluice
