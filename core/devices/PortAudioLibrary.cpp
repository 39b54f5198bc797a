// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/PortAudioLibrary.h"

#include <portaudio.h>

#ifdef __linux__
#include <alsa/asoundlib.h>
#include <dlfcn.h>
#endif

namespace sluice {

namespace {

#ifdef __linux__
void silentAlsa(const char*, int, const char*, int, const char*, ...) noexcept { }
void silentJack(const char*) noexcept { }

// PortAudio asks every sound system there could be, and the libraries of those that are not there write a hundred
// lines to stderr, which belongs to us. JACK is loaded by PortAudio where it was built with it: found by name.
void silenceLibraries()
{
    snd_lib_error_set_handler(silentAlsa);
    using Handler = void (*)(const char*);
    using Setter = void (*)(Handler);
    for (const char* name : {"jack_set_error_function", "jack_set_info_function"})
        if (auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, name)))
            set(silentJack);
}
#else
void silenceLibraries() { }
#endif

} // namespace

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
        silenceLibraries();
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
