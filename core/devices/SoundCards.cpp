// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/SoundCards.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string_view>

#include <alsa/asoundlib.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/devices/LibraryChatter.h"

namespace sluice {

namespace {

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

std::string firstLine(const std::string& file)
{
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return trimmed(line);
}

int number(std::string_view text)
{
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// " 0 [PCH            ]: HDA-Intel - HDA Intel PCH" of /proc/asound/cards
std::string cardName(const std::string& procDirectory, int card)
{
    std::ifstream in(procDirectory + "/cards");
    for (std::string line; std::getline(in, line);) {
        const auto open = line.find('['), name = line.find(" - ");
        if (open != std::string::npos && name != std::string::npos
            && number(trimmed(std::string_view(line).substr(0, open))) == card)
            return trimmed(std::string_view(line).substr(name + 3));
    }
    return {};
}

struct ConfigDeleter {
    void operator()(snd_config_t* config) const { snd_config_delete(config); }
};
struct InputDeleter {
    void operator()(snd_input_t* input) const { snd_input_close(input); }
};

std::string textAt(const snd_config_t* config, const char* key)
{
    snd_config_t* found = nullptr;
    const char* text = nullptr;
    if (snd_config_search(const_cast<snd_config_t*>(config), key, &found) < 0
        || snd_config_get_string(found, &text) < 0 || text == nullptr)
        return {};
    return text;
}

bool accepts(const std::string& socketPath)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socketPath.empty() || socketPath.size() >= sizeof(address.sun_path))
        return false;
    socketPath.copy(address.sun_path, socketPath.size());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    const bool there = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(fd);
    return there;
}

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

} // namespace

std::vector<SoundCardDevice> soundCards(const std::string& procDirectory)
{
    std::vector<SoundCardDevice> devices;
    // "00-00: ALC269VC Analog : ALC269VC Analog : playback 1 : capture 1"
    std::ifstream in(procDirectory + "/pcm");
    for (std::string line; std::getline(in, line);) {
        const std::string_view text = line;
        const auto dash = text.find('-'), colon = text.find(": ");
        if (dash == std::string_view::npos || colon == std::string_view::npos || dash > colon)
            continue;
        const int card = number(text.substr(0, dash));
        const int device = number(text.substr(dash + 1, colon - dash - 1));
        const std::string cardId = firstLine(fmt::format("{}/card{}/id", procDirectory, card));
        if (card < 0 || device < 0 || cardId.empty())
            continue;
        const std::string_view rest = text.substr(colon + 2);
        const std::string name = trimmed(rest.substr(0, rest.find(" : ")));
        devices.push_back({fmt::format("plughw:CARD={},DEV={}", cardId, device),
            fmt::format("{}: {}", cardName(procDirectory, card), name),
            rest.find(": playback") != std::string_view::npos,
            rest.find(": capture") != std::string_view::npos});
    }
    return devices;
}

std::vector<ConfiguredPcm> configuredPcms(const std::string& file)
{
    std::vector<ConfiguredPcm> found;
    silenceSoundLibraries(); // ALSA would tell stderr of a mistake in the file
    snd_config_t* rawTop = nullptr;
    snd_input_t* rawInput = nullptr;
    if (snd_config_top(&rawTop) < 0)
        return found;
    const std::unique_ptr<snd_config_t, ConfigDeleter> top(rawTop);
    if (snd_input_stdio_open(&rawInput, file.c_str(), "r") < 0)
        return found;
    const std::unique_ptr<snd_input_t, InputDeleter> input(rawInput);
    snd_config_t* pcms = nullptr;
    if (snd_config_load(top.get(), input.get()) < 0 || snd_config_search(top.get(), "pcm", &pcms) < 0
        || snd_config_get_type(pcms) != SND_CONFIG_TYPE_COMPOUND)
        return found;
    snd_config_iterator_t next = nullptr;
    for (auto i = snd_config_iterator_first(pcms); i != snd_config_iterator_end(pcms); i = next) {
        next = snd_config_iterator_next(i);
        const snd_config_t* pcm = snd_config_iterator_entry(i);
        const char* name = nullptr;
        if (snd_config_get_id(pcm, &name) < 0 || name == nullptr
            || snd_config_get_type(pcm) != SND_CONFIG_TYPE_COMPOUND)
            continue;
        const std::string type = textAt(pcm, "type");
        found.push_back({name, textAt(pcm, "hint.description"), type == "pulse" || type == "pipewire"});
    }
    return found;
}

bool soundServerThere()
{
    const std::string server = environment("PULSE_SERVER");
    if (!server.empty()) {
        constexpr std::string_view kPrefix = "unix:";
        if (server.starts_with(kPrefix))
            return accepts(server.substr(kPrefix.size()));
        return server.starts_with('/') ? accepts(server) : true; // over the network: taken at its word
    }
    const std::string runtime = environment("XDG_RUNTIME_DIR");
    return accepts((runtime.empty() ? fmt::format("/run/user/{}", getuid()) : runtime) + "/pulse/native")
        || accepts("/run/pulse/native");
}

} // namespace sluice
