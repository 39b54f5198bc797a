// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/PortAudioStream.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <portaudio.h>

#ifdef __linux__
#include <pa_linux_alsa.h>
#endif

namespace sluice {

namespace {

using Direction = DeviceClockMap::Direction;

constexpr int kMostChannels = 2;

bool isDefault(const std::string& device)
{
    return device.empty() || device == "default";
}

int channelsOf(const PaDeviceInfo& info, Direction direction)
{
    return direction == Direction::Capture ? info.maxInputChannels : info.maxOutputChannels;
}

// The device of that name, or paNoDevice.
PaDeviceIndex find(const std::string& device, Direction direction)
{
    if (isDefault(device))
        return direction == Direction::Capture ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
        if (info != nullptr && device == info->name && channelsOf(*info, direction) > 0)
            return i;
    }
    return paNoDevice;
}

std::string whyOf(PaError status)
{
    switch (status) {
    case paDeviceUnavailable:
        return "another program uses it, or it was unplugged";
    case paInvalidSampleRate:
    case paInvalidChannelCount:
    case paSampleFormatNotSupported:
        return "it does not offer the needed sound format";
    default:
        return "the sound system refused it";
    }
}

std::string detailOf(PaError status)
{
    const PaHostErrorInfo* host = Pa_GetLastHostErrorInfo();
    const bool known = status == paUnanticipatedHostError && host != nullptr && host->errorText != nullptr;
    return fmt::format("PortAudio {}: {}{}{}", status, Pa_GetErrorText(status), known ? "; " : "",
        known ? host->errorText : "");
}

} // namespace

struct PortAudioStream::Callbacks {
    static int process(const void* in, void* out, unsigned long frames, const PaStreamCallbackTimeInfo* info,
        PaStreamCallbackFlags flags, void* user) noexcept
    {
        auto& self = *static_cast<PortAudioStream*>(user);
        CallbackTime time{self.m_clock.now(), 0, 0};
        const bool capture = self.m_config.direction == Direction::Capture;
        if (info != nullptr) {
            time.streamTime = info->currentTime;
            time.edgeTime = capture ? info->inputBufferAdcTime : info->outputBufferDacTime;
        }
        const bool lost = (flags & (capture ? paInputOverflow : paOutputUnderflow)) != 0;
        self.m_lastCallback.store(time.now.time_since_epoch().count(), std::memory_order_relaxed);
        self.m_callback.process(static_cast<const float*>(in), static_cast<float*>(out),
            static_cast<std::int64_t>(frames), time, lost);
        return paContinue;
    }

    static void ended(void* user) noexcept { static_cast<PortAudioStream*>(user)->m_ended.store(true); }
};

PortAudioStream::PortAudioStream(const Config& config, std::shared_ptr<PortAudioLibrary> library,
    PortAudioLibrary::Use use, Clock& clock, AudioCallback& callback)
    : m_config(config)
    , m_title(config.title.empty() ? config.device : config.title)
    , m_library(std::move(library))
    , m_use(std::move(use))
    , m_clock(clock)
    , m_callback(callback)
{ }

Error PortAudioStream::failed(int status) const
{
    return Error(
        m_config.direction == Direction::Capture ? ErrorCode::MicrophoneFailed : ErrorCode::SpeakerFailed,
        {m_title, whyOf(status)}, detailOf(status));
}

Error PortAudioStream::absent() const
{
    const bool capture = m_config.direction == Direction::Capture;
    if (isDefault(m_config.device))
        return Error(capture ? ErrorCode::NoMicrophone : ErrorCode::NoSoundSystem);
    return Error(capture ? ErrorCode::MicrophoneNotFound : ErrorCode::SpeakerNotFound, {m_title});
}

Result<std::unique_ptr<PortAudioStream>> PortAudioStream::open(
    const Config& config, std::shared_ptr<PortAudioLibrary> library, Clock& clock, AudioCallback& callback)
{
    auto use = library->use();
    if (!use)
        return use.error();
    std::unique_ptr<PortAudioStream> stream(
        new PortAudioStream(config, std::move(library), std::move(*use), clock, callback));
    AudioFormat format{config.wanted.rate > 0 ? config.wanted.rate : 48000,
        std::clamp(config.wanted.channels, 1, kMostChannels)};
    const Result<void> opened = stream->openAs(format);
    if (!opened)
        return opened.error();
    return stream;
}

// Tries the wanted format, then the device's own rate.
Result<void> PortAudioStream::openAs(AudioFormat format)
{
    const auto guard = m_library->lock();
    const bool capture = m_config.direction == Direction::Capture;
    const PaDeviceIndex device = find(m_config.device, m_config.direction);
    const PaDeviceInfo* info = device != paNoDevice ? Pa_GetDeviceInfo(device) : nullptr;

    PaStreamParameters parameters{};
    parameters.device = device;
    parameters.sampleFormat = paFloat32;
    parameters.suggestedLatency = toSeconds(m_config.latency);
    if (info != nullptr) {
        format.channels = std::min(format.channels, std::max(1, channelsOf(*info, m_config.direction)));
    } else if (isDefault(m_config.device)) {
        return absent();
    }
#ifdef __linux__
    // A device that came after PortAudio looked, or one that it does not list: by its ALSA name.
    PaAlsaStreamInfo alsa{};
    if (info == nullptr) {
        PaAlsa_InitializeStreamInfo(&alsa);
        alsa.deviceString = m_config.device.c_str();
        parameters.device = paUseHostApiSpecificDeviceSpecification;
        parameters.hostApiSpecificStreamInfo = &alsa;
    }
#else
    if (info == nullptr)
        return absent();
#endif

    PaError status = paNoError;
    const int ownRate = info != nullptr ? static_cast<int>(info->defaultSampleRate) : 44100;
    for (const int rate : {format.rate, ownRate, 48000}) {
        parameters.channelCount = format.channels;
        status = Pa_OpenStream(&m_stream, capture ? &parameters : nullptr, capture ? nullptr : &parameters,
            rate, paFramesPerBufferUnspecified, paNoFlag, &Callbacks::process, this);
        format.rate = rate;
        if (status != paInvalidSampleRate)
            break;
    }
    if (status != paNoError) {
        m_stream = nullptr;
        return info == nullptr && status != paDeviceUnavailable ? absent() : failed(status);
    }
    m_format = format;
    Pa_SetStreamFinishedCallback(m_stream, &Callbacks::ended);
    if (const PaStreamInfo* about = Pa_GetStreamInfo(m_stream))
        m_latency = fromSeconds(capture ? about->inputLatency : about->outputLatency);
    return {};
}

Result<void> PortAudioStream::start()
{
    const auto guard = m_library->lock();
    m_lastCallback.store(m_clock.now().time_since_epoch().count());
    m_ended.store(false);
    const PaError status = Pa_StartStream(m_stream);
    if (status != paNoError)
        return failed(status);
    return {};
}

PortAudioStream::~PortAudioStream()
{
    if (m_stream == nullptr)
        return;
    const auto guard = m_library->lock();
    if (Pa_IsStreamStopped(m_stream) != 1)
        Pa_AbortStream(m_stream);
    Pa_CloseStream(m_stream);
}

bool PortAudioStream::dead(TimePoint now) const
{
    const TimePoint last{Duration(m_lastCallback.load(std::memory_order_relaxed))};
    return m_ended.load() || now - last > kSilence;
}

} // namespace sluice
