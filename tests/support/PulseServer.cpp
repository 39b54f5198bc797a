// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/PulseServer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <numbers>
#include <stdexcept>

#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

// norewinds: a null sink that rewinds its buffer replays what a monitor has heard already.
constexpr const char* kPulseScript
    = R"(load-module module-native-protocol-unix auth-anonymous=1 socket={0}/native
load-module module-null-sink sink_name=speaker rate=48000 channels=2 norewinds=1
load-module module-null-sink sink_name=micfeed rate=48000 channels=2 norewinds=1
load-module module-remap-source source_name=mic master=micfeed.monitor
set-default-sink speaker
set-default-source mic
)";

constexpr const char* kAsoundrc
    = R"(pcm.testmic { type pulse device "mic" hint { show on description "Test microphone" } }
pcm.testspk { type pulse device "speaker" hint { show on description "Test speaker" } }
ctl.testmic { type pulse }
ctl.testspk { type pulse }
)";

constexpr double kSineBreak = 0.003; // a clean sine at 16 bit stays below a tenth of it

bool hasAlsaPulsePlugin()
{
    std::error_code error;
    for (const char* folder : {"/usr/lib", "/usr/lib64"}) {
        for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
            if (std::filesystem::exists(entry.path() / "alsa-lib/libasound_module_pcm_pulse.so", error))
                return true;
        }
    }
    return false;
}

void putLittle(std::string& out, std::uint32_t value, int byteCount)
{
    for (int i = 0; i < byteCount; ++i)
        out += static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
}

} // namespace

std::string PulseServer::whatIsMissing()
{
    for (const char* program : {"pulseaudio", "pactl", "paplay", "parec"}) {
        if (!hasProgram(program))
            return fmt::format("{} is not installed (packages pulseaudio, pulseaudio-utils)", program);
    }
    if (!hasAlsaPulsePlugin())
        return "ALSA's pulse plugin is not installed (package libasound2-plugins)";
    return {};
}

PulseServer::PulseServer()
{
    writeConfiguration();
    m_server = std::make_unique<ChildProcess>(ChildProcess::Plan{"pulseaudio",
        {"-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
            "--realtime=no", "--high-priority=no", "-F", m_home.file("pulse.pa")},
        environment(), {}, {}});
    if (!waitFor([&] { return !m_server->isRunning() || answers(); }, milliseconds(10000), milliseconds(20))
        || !m_server->isRunning())
        throw std::runtime_error("pulseaudio does not answer: " + m_server->standardError());
}

void PulseServer::writeConfiguration() const
{
    writeFile(m_home.path() / "pulse.pa", fmt::format(fmt::runtime(kPulseScript), m_home.path().string()));
    writeFile(m_home.path() / ".asoundrc", kAsoundrc);
}

std::unique_ptr<PulseServer> PulseServer::forThisProcess()
{
    auto server = std::make_unique<PulseServer>();
    server->adoptEnvironment();
    return server;
}

std::map<std::string, std::string> PulseServer::environment() const
{
    const std::string home = m_home.path().string();
    return {{"HOME", home}, {"XDG_RUNTIME_DIR", home}, {"XDG_CONFIG_HOME", home + "/.config"},
        {"PULSE_SERVER", "unix:" + home + "/native"}, {"DBUS_SESSION_BUS_ADDRESS", ""}};
}

void PulseServer::adoptEnvironment() const
{
    for (const auto& [name, value] : environment()) {
        if (value.empty())
            unsetenv(name.c_str()); // NOLINT(concurrency-mt-unsafe)
        else
            setenv(name.c_str(), value.c_str(), 1); // NOLINT(concurrency-mt-unsafe)
    }
}

bool PulseServer::answers() const
{
    ChildProcess ask({"pactl", {"list", "short", "sources"}, environment(), {}, {}});
    const auto exit = ask.waitExit(milliseconds(2000));
    // the source that is made last, all else is there too
    return exit == ChildProcess::Exit{0, 0} && ask.standardOutput().find("\tmic\t") != std::string::npos;
}

std::unique_ptr<ChildProcess> PulseServer::feedMicrophone(const std::string& wavFile) const
{
    return play(kMicrophoneFeed, wavFile);
}

std::unique_ptr<ChildProcess> PulseServer::feedSpeaker(const std::string& wavFile) const
{
    return play(kSpeaker, wavFile);
}

std::unique_ptr<ChildProcess> PulseServer::play(const char* sink, const std::string& wavFile) const
{
    return std::make_unique<ChildProcess>(
        ChildProcess::Plan{"paplay", {fmt::format("--device={}", sink), wavFile}, environment(), {}, {}});
}

void PulseServer::setStandardSpeaker(const std::string& sink) const
{
    ChildProcess set({"pactl", {"set-default-sink", sink}, environment(), {}, {}});
    if (set.waitExit(milliseconds(5000)) != ChildProcess::Exit{0, 0})
        throw std::runtime_error("pactl cannot set the standard speaker: " + set.standardError());
}

std::unique_ptr<ChildProcess> PulseServer::hearSpeaker(const std::string& file) const
{
    return record("speaker.monitor", file);
}

std::unique_ptr<ChildProcess> PulseServer::hearMicrophone(const std::string& file) const
{
    return record("mic", file);
}

std::unique_ptr<ChildProcess> PulseServer::record(const char* source, const std::string& file) const
{
    auto recorder = std::make_unique<ChildProcess>(ChildProcess::Plan{"parec",
        {"-d", source, "--format=float32le", fmt::format("--rate={}", kRate),
            fmt::format("--channels={}", kChannels), "--latency-msec=20", "--raw", file},
        environment(), {}, {}});
    const auto hasBegun = [&] {
        std::error_code error;
        const auto size = std::filesystem::file_size(file, error);
        return !error && size > 0;
    };
    if (!waitFor([&] { return hasBegun() || !recorder->isRunning(); }, milliseconds(5000)) || !hasBegun())
        throw std::runtime_error("parec records nothing: " + recorder->standardError());
    return recorder;
}

void PulseServer::freeze()
{
    m_server->signal(SIGSTOP);
}

void PulseServer::thaw()
{
    m_server->signal(SIGCONT);
}

void PulseServer::kill()
{
    m_server->signal(SIGKILL);
    m_server->waitExit(milliseconds(5000));
}

void writeSineWav(const std::string& file, double hz, double dbfs, std::chrono::milliseconds length)
{
    constexpr int kFrameBytes = PulseServer::kChannels * 2;
    const auto frames = static_cast<std::uint32_t>(length.count() * PulseServer::kRate / 1000);
    const std::uint32_t dataBytes = frames * kFrameBytes;
    std::string out = "RIFF";
    putLittle(out, 36 + dataBytes, 4);
    out += "WAVEfmt ";
    putLittle(out, 16, 4);
    putLittle(out, 1, 2); // plain PCM
    putLittle(out, PulseServer::kChannels, 2);
    putLittle(out, PulseServer::kRate, 4);
    putLittle(out, PulseServer::kRate * kFrameBytes, 4);
    putLittle(out, kFrameBytes, 2);
    putLittle(out, 16, 2);
    out += "data";
    putLittle(out, dataBytes, 4);
    const double peak = 32767.0 * std::pow(10.0, dbfs / 20.0);
    for (std::uint32_t n = 0; n < frames; ++n) {
        const double x = peak * std::sin(2.0 * std::numbers::pi * hz * n / PulseServer::kRate);
        const auto sample = static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(x)));
        for (int channel = 0; channel < PulseServer::kChannels; ++channel)
            putLittle(out, sample, 2);
    }
    writeFile(file, out);
}

int countSineBreaks(std::span<const float> samples, double hz)
{
    const double k = 2.0 * std::cos(2.0 * std::numbers::pi * hz / PulseServer::kRate);
    int breaks = 0;
    for (std::size_t n = 2; n < samples.size(); ++n) {
        const double residue = static_cast<double>(samples[n]) - k * static_cast<double>(samples[n - 1])
            + static_cast<double>(samples[n - 2]);
        breaks += std::abs(residue) > kSineBreak ? 1 : 0;
    }
    return breaks;
}

std::span<const float> soundIn(const std::vector<float>& samples)
{
    const auto loud = [](float s) { return std::abs(s) > 0.01F; };
    const auto first = std::find_if(samples.begin(), samples.end(), loud);
    const auto last = std::find_if(samples.rbegin(), samples.rend(), loud).base();
    constexpr std::ptrdiff_t kEdge = PulseServer::kRate / 100;
    if (last - first < 4 * kEdge)
        return {};
    return std::span(samples).subspan(static_cast<std::size_t>(first - samples.begin() + kEdge),
        static_cast<std::size_t>(last - first - 2 * kEdge));
}

float peakOf(std::span<const float> samples)
{
    float peak = 0;
    for (const float sample : samples)
        peak = std::max(peak, std::abs(sample));
    return peak;
}

} // namespace sluice::test
