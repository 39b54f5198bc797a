// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/LibraryChatter.h"

#include <cstddef>
#include <cstdio>
#include <mutex>

#ifdef __linux__
#include <alsa/asoundlib.h>
#include <dlfcn.h>
#include <unistd.h>
#endif

namespace sluice {

bool isLibraryChatter(std::string_view line)
{
    return line.starts_with("Expression '") && line.find("' failed in '") != std::string_view::npos;
}

#ifdef __linux__

namespace {

void silentAlsa(const char*, int, const char*, int, const char*, ...) noexcept { }
void silentJack(const char*) noexcept { }

// JACK is loaded by PortAudio where that was built with it: found by name, or not there.
void silenceHandlers()
{
    snd_lib_error_set_handler(silentAlsa);
    using Handler = void (*)(const char*);
    using Setter = void (*)(Handler);
    for (const char* name : {"jack_set_error_function", "jack_set_info_function"})
        if (auto set = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, name)))
            set(silentJack);
}

#ifdef __GLIBC__

// What glibc hands over is whole lines, because the stream is line-buffered; a longer text comes in pieces, and each
// is looked at for itself.
ssize_t forward(void*, const char* text, std::size_t size) noexcept
{
    std::string_view rest(text, size);
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
        if (!isLibraryChatter(line) && ::write(STDERR_FILENO, line.data(), line.size()) < 0)
            break; // nobody reads: nothing to be done about it here
        rest.remove_prefix(line.size());
    }
    return static_cast<ssize_t>(size);
}

void filterStandardError()
{
    cookie_io_functions_t functions{};
    functions.write = forward;
    std::FILE* filtered = fopencookie(nullptr, "w", functions);
    if (filtered == nullptr)
        return;
    std::setvbuf(filtered, nullptr, _IOLBF, BUFSIZ);
    std::fflush(stderr);
    stderr = filtered;
}

#else
void filterStandardError() { }
#endif

} // namespace

void silenceSoundLibraries()
{
    static std::once_flag filtered;
    std::call_once(filtered, filterStandardError);
    silenceHandlers(); // each time: PortAudio installs handlers of its own
}

#else

void silenceSoundLibraries() { }

#endif

} // namespace sluice
