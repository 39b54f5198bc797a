// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// A microphone, the sound of a clip, the tone. One thread calls everything. Blocks carry `captured`, when their
// first sample was heard, by our monotonic clock; blocks follow each other without overlap.
class AudioSource {
public:
    virtual ~AudioSource() = default;

    // The format of every block until close(). Errors: NoMicrophone, MicrophoneNotFound, MicrophoneFailed,
    // NoSoundSystem, FileNotFound, NotMedia, Cancelled.
    virtual Result<AudioFormat> open(AudioFormat wanted, StopToken stop) = 0;
    // The next block, or nothing when none came within `patience`. MicrophoneFailed when the device is gone or its
    // callbacks stopped: close it, and open it again later.
    virtual Result<std::optional<AudioBlock>> read(Duration patience, StopToken stop) = 0;
    virtual void close() = 0;
};

} // namespace sluice
