// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/PortAudioLibrary.h"

#include <portaudio.h>

#include "core/devices/LibraryChatter.h"

namespace sluice {

PortAudioLibrary::Use& PortAudioLibrary::Use::operator=(Use&& other) noexcept
{
    if (this != &other) {
        release();
        m_library = std::move(other.m_library);
    }
    return *this;
}

void PortAudioLibrary::Use::release()
{
    if (m_library)
        m_library->giveBack();
    m_library.reset();
}

Result<PortAudioLibrary::Use> PortAudioLibrary::use()
{
    const std::lock_guard guard(m_mutex);
    if (m_uses == 0) {
        silenceSoundLibraries();
        const PaError status = Pa_Initialize();
        if (status != paNoError)
            return Error(ErrorCode::NoSoundSystem, {}, Pa_GetErrorText(status));
    }
    ++m_uses;
    return Use(shared_from_this());
}

void PortAudioLibrary::giveBack()
{
    const std::lock_guard guard(m_mutex);
    if (--m_uses == 0)
        Pa_Terminate();
}

} // namespace sluice
