// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/LivePath.h"

#include <charconv>
#include <cstring>

#include "core/capture/TestPicture.h"
#include "core/capture/ToneDetectors.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

struct LivePath::Eyes {
    mutable std::mutex mutex;
    std::vector<SeenFrame> seen; // mutex
    std::size_t unreadable = 0; // mutex
};

class LivePath::EyesSink final : public VideoSink {
public:
    explicit EyesSink(std::shared_ptr<Eyes> eyes) : m_eyes(std::move(eyes)) { }
    Result<void> open() override { return {}; }
    void close() override { }
    void show(const VideoFrame& frame, WallTime at) override
    {
        const auto reading = readTestPicture(frame);
        const std::lock_guard lock(m_eyes->mutex);
        if (reading)
            m_eyes->seen.push_back({at, reading->captured, frame.stamp ? frame.stamp->captured : WallTime(),
                reading->sequence, reading->flash});
        else
            ++m_eyes->unreadable;
    }

private:
    std::shared_ptr<Eyes> m_eyes;
};

LivePath::LivePath(std::string directory)
    : m_directory(std::move(directory))
    , m_sound(PortAudioLibrary::create())
    , m_sources(m_clock, m_resolver, m_log, m_sound)
    , m_sinks(m_clock, m_sound)
    , m_server(m_clock, m_log)
{ }

LivePath::~LivePath()
{
    tellJoins(false);
}

void LivePath::tellJoins(bool tell)
{
    const std::lock_guard lock(m_joinMutex);
    m_hearsJoins = tell ? m_publish.get() : nullptr;
}

bool LivePath::goLive(
    const std::string& camera, const std::string& microphone, const VideoEncoderConfig& video)
{
    ServerConfig config;
    config.rtmpPort = 0;
    config.httpPort = 0;
    config.runParent = m_directory;
    ServerHooks hooks;
    hooks.onPlay = [this](const std::string&) {
        const std::lock_guard lock(m_joinMutex);
        if (m_hearsJoins)
            m_hearsJoins->viewerJoined();
    };
    m_server.setHooks(hooks);
    m_server.start(config);
    const ServerInfo info = m_server.waitSettled(seconds(10));
    if (info.state != ServerState::Ready) {
        m_why = info.error ? info.error->message() : "the server did not become ready";
        return false;
    }
    m_publish = std::make_unique<PublishPipeline>(
        PublishPipeline::Services{m_clock, m_resolver, m_log}, [] { }, [] { });
    // Made here: both sides of a clip come from one reader, and pictures and tone share a time base.
    PublishPipeline::Sources sources;
    sources.request = {video.size, video.rate};
    sources.camera = [this, camera] { return m_sources.camera(camera); };
    sources.microphone = [this, microphone] { return m_sources.microphone(microphone); };
    if (!m_desktop.empty())
        sources.desktop = [this] { return m_sources.desktopSound(m_desktop); };
    m_publish->setCanvas(video.size, video.rate);
    m_publish->setSources(std::move(sources));
    if (!waitFor([this] { return m_publish->status().capture.fps > 0 || m_publish->status().capture.error; },
            milliseconds(5000))) {
        m_why = "the camera gives nothing";
        return false;
    }
    PublishPipeline::LiveConfig live;
    live.video = video;
    live.destinations.push_back({info.publishUrl, info.playUrl, true, {}});
    m_publish->start(live);
    if (waitFor([this] { return this->live(); }, milliseconds(5000)))
        return true;
    const auto error = m_publish->status().error;
    m_why = error ? error->message() : "not live in time";
    return false;
}

bool LivePath::live() const
{
    return m_publish->status().state == PublishPipeline::State::Live;
}

void LivePath::watch(BufferSettings settings, const std::string& url)
{
    m_eyes = std::make_shared<Eyes>();
    WatchPipeline::Config config;
    config.engine.url = url.empty() ? m_server.info().playUrl : url;
    config.engine.audioOut = "file:" + m_directory + "/heard.wav";
    config.engine.videoSinks.push_back(std::make_unique<EyesSink>(m_eyes));
    if (m_keepsArrivals)
        config.arrivalsFile = m_directory + "/arrivals";
    config.resolveBuffer = [settings](const BufferContext&) -> Result<BufferSettings> { return settings; };
    m_watch = std::make_unique<WatchPipeline>(std::move(config),
        WatchEngine::Services{m_clock, m_resolver, m_log, m_sinks}, WatchPipeline::Callbacks{[] { }, [] { }});
    m_watch->start();
}

std::unique_ptr<WatchPipeline> LivePath::makeWatcher(
    BufferSettings settings, LinkPlan link, const std::string& arrivals, const std::string& url)
{
    WatchPipeline::Config config;
    config.engine.url = url.empty() ? m_server.info().playUrl : url;
    config.engine.audioOut = "null";
    config.engine.link = std::move(link);
    config.arrivalsFile = arrivals;
    config.resolveBuffer = [settings](const BufferContext&) -> Result<BufferSettings> { return settings; };
    return std::make_unique<WatchPipeline>(std::move(config),
        WatchEngine::Services{m_clock, m_resolver, m_log, m_sinks}, WatchPipeline::Callbacks{[] { }, [] { }});
}

void LivePath::stopWatching()
{
    m_watch->stop();
    waitFor([this] { return m_watch->finished(); }, milliseconds(3000));
}

ArrivalData LivePath::arrivals() const
{
    const auto read = ArrivalData::load(m_directory + "/arrivals");
    return read ? *read : ArrivalData();
}

std::vector<SeenFrame> LivePath::seen() const
{
    const std::lock_guard lock(m_eyes->mutex);
    return m_eyes->seen;
}

std::size_t LivePath::unreadable() const
{
    const std::lock_guard lock(m_eyes->mutex);
    return m_eyes->unreadable;
}

std::vector<WallTime> LivePath::beeps() const
{
    const std::string wav = readFile(m_directory + "/heard.wav");
    constexpr std::string_view kStart = "start_epoch_us=";
    const auto mark = wav.find(kStart);
    if (mark == std::string::npos)
        return {};
    std::int64_t start = 0;
    std::from_chars(wav.data() + mark + kStart.size(), wav.data() + wav.size(), start);
    BeepDetector detector({48000, 2});
    detector.feed(heard());
    std::vector<WallTime> beeps;
    for (const Duration onset : detector.takeOnsets())
        beeps.push_back(WallTime(Duration(start)) + onset);
    return beeps;
}

std::vector<float> LivePath::heard() const
{
    const std::string wav = readFile(m_directory + "/heard.wav");
    const auto data = wav.find("data");
    if (data == std::string::npos)
        return {};
    // Sample format by the header: 16-bit PCM or 32-bit float.
    std::uint16_t bits = 0;
    std::memcpy(&bits, wav.data() + wav.find("fmt ") + 8 + 14, sizeof(bits));
    std::vector<float> samples;
    const char* begin = wav.data() + data + 8;
    const std::size_t bytes = wav.size() - data - 8;
    if (bits == 32) {
        samples.resize(bytes / sizeof(float));
        std::memcpy(samples.data(), begin, samples.size() * sizeof(float));
    } else {
        std::vector<std::int16_t> pcm(bytes / sizeof(std::int16_t));
        std::memcpy(pcm.data(), begin, pcm.size() * sizeof(std::int16_t));
        for (const std::int16_t value : pcm)
            samples.push_back(static_cast<float>(value) / 32768.0F);
    }
    return samples;
}

BufferSettings LivePath::lowLatency()
{
    BufferSettings s;
    s.low = milliseconds(40);
    s.start = milliseconds(80);
    s.resume = milliseconds(120);
    s.target = milliseconds(150);
    s.trim = seconds(3);
    return s;
}

BufferSettings LivePath::balanced()
{
    return {};
}

} // namespace sluice::test
