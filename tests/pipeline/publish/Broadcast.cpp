// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/pipeline/publish/Broadcast.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/capture/TestPictureSource.h"
#include "core/capture/TestToneSource.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

constexpr VideoSize kSize = RestlessPicture::kSize;
constexpr FrameRate kRate = RestlessPicture::kRate;

class RestlessSource final : public VideoSource {
public:
    RestlessSource(Clock& clock, TimePoint epoch) : m_clock(clock), m_epoch(epoch) { }

    Result<Opened> open(const VideoRequest&, StopToken) override
    {
        m_counter.emplace(
            m_clock, m_epoch, [](std::int64_t k) { return kRate.timeOf(k); },
            [](Duration since) { return static_cast<std::int64_t>(toSeconds(since) * kRate.value()) + 1; });
        return Opened{kSize, kRate, true};
    }

    Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) override
    {
        const auto index = m_counter->next(patience, stop);
        if (!index)
            return std::optional<VideoFrame>();
        VideoFrame frame = m_picture.next();
        frame.captured = m_epoch + kRate.timeOf(*index);
        return std::optional(std::move(frame));
    }

    void close() override { m_counter.reset(); }

private:
    Clock& m_clock;
    const TimePoint m_epoch;
    RestlessPicture m_picture;
    std::optional<PacedCounter> m_counter;
};

} // namespace

VideoFrame RestlessPicture::next()
{
    MutableFrame canvas(m_pool, PixelFormat::I420, kSize);
    for (std::size_t plane = 0; plane < 3; ++plane)
        paint(canvas, plane);
    return canvas.finish();
}

void RestlessPicture::paint(MutableFrame& canvas, std::size_t plane)
{
    constexpr int kSquare = 8;
    const int width = planeBytesPerRow(PixelFormat::I420, plane, kSize.width);
    const int height = planeRows(PixelFormat::I420, plane, kSize.height);
    for (int top = 0; top < height; top += kSquare) {
        for (int left = 0; left < width; left += kSquare) {
            const auto shade = static_cast<std::uint8_t>(plane == 0 ? 64 + m_random() % 128 : 128);
            for (int y = top; y < std::min(top + kSquare, height); ++y)
                std::fill_n(canvas.plane(plane) + y * canvas.stride(plane) + left,
                    std::min(kSquare, width - left), shade);
        }
    }
}

Broadcast::Broadcast(Picture picture, Resolver::LookUp lookUp)
    : m_resolver(std::move(lookUp))
    , m_pipeline(std::make_unique<PublishPipeline>(
          PublishPipeline::Services{m_clock, m_resolver, m_log}, [] { }, [] { }))
{
    const TimePoint epoch = m_clock.now();
    PublishPipeline::Sources sources;
    sources.request = {kSize, kRate};
    sources.camera = [this, epoch, picture]() -> Result<std::unique_ptr<VideoSource>> {
        if (picture == Picture::Test)
            return std::unique_ptr<VideoSource>(std::make_unique<TestPictureSource>(m_clock, epoch));
        return std::unique_ptr<VideoSource>(std::make_unique<RestlessSource>(m_clock, epoch));
    };
    sources.microphone = [this, epoch]() -> Result<std::unique_ptr<AudioSource>> {
        return std::unique_ptr<AudioSource>(std::make_unique<TestToneSource>(m_clock, epoch));
    };
    m_pipeline->setCanvas(kSize, kRate);
    m_pipeline->setSources(std::move(sources));
    waitFor([this] { return m_pipeline->status().capture.running; }, seconds(5));
}

Broadcast::~Broadcast() = default;

void Broadcast::start(
    const std::vector<std::string>& urls, const std::function<void(PublishPipeline::LiveConfig&)>& adapted)
{
    PublishPipeline::LiveConfig config;
    config.video.size = kSize;
    config.video.rate = kRate;
    config.video.bitrateKbps = kVideoKbps;
    config.video.gop = seconds(2);
    config.video.preset = "ultrafast";
    config.audio.bitrateKbps = kAudioKbps;
    for (const std::string& url : urls)
        config.destinations.push_back({url, url, false, {}});
    if (adapted)
        adapted(config);
    m_startedAt = m_clock.now();
    m_pipeline->start(std::move(config));
}

bool Broadcast::waitLive(Duration deadline) const
{
    return waitFor([this] { return m_pipeline->status().state == PublishPipeline::State::Live; },
        std::chrono::ceil<milliseconds>(deadline));
}

void Broadcast::stop()
{
    m_pipeline->stop();
    waitFor([this] { return m_pipeline->status().state == PublishPipeline::State::Idle; }, seconds(5));
}

std::size_t Broadcast::events(EventKind kind) const
{
    const auto all = m_pipeline->events().all();
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [kind](const Event& event) { return event.kind == kind; }));
}

std::vector<std::string> Broadcast::eventTexts() const
{
    std::vector<std::string> texts;
    for (const Event& event : m_pipeline->events().all())
        texts.push_back(fmt::format(
            "{:6.1f} s  {}: {}", toSeconds(event.at - m_startedAt), token(event.kind), event.text.english()));
    return texts;
}

} // namespace sluice::test
