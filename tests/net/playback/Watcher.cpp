// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/playback/Watcher.h"

#include <fmt/format.h>

#include "tests/support/WaitFor.h"

namespace sluice::test {

class Watcher::CountingSink final : public VideoSink {
public:
    CountingSink(
        std::shared_ptr<std::atomic<std::int64_t>> count, std::shared_ptr<std::atomic<Duration::rep>> last)
        : m_count(std::move(count))
        , m_last(std::move(last))
    { }
    Result<void> open() override { return {}; }
    void show(const VideoFrame& frame, WallTime) override
    {
        *m_last = frame.pts.time_since_epoch().count();
        ++*m_count;
    }
    void close() override { }

private:
    std::shared_ptr<std::atomic<std::int64_t>> m_count;
    std::shared_ptr<std::atomic<Duration::rep>> m_last;
};

Watcher::Watcher(std::string url)
    : m_sinks(m_clock, nullptr)
    , m_shown(std::make_shared<std::atomic<std::int64_t>>(0))
    , m_last(std::make_shared<std::atomic<Duration::rep>>(0))
{
    WatchPipeline::Config config;
    config.engine.url = std::move(url);
    config.engine.audioOut = "null";
    config.engine.videoSinks.push_back(std::make_unique<CountingSink>(m_shown, m_last));
    config.resolveBuffer = [](const BufferContext& context) { return BufferChoice().resolve(context); };
    m_watch = std::make_unique<WatchPipeline>(std::move(config),
        WatchEngine::Services{m_clock, m_resolver, m_log, m_sinks}, WatchPipeline::Callbacks{[] { }, [] { }});
    m_watch->start();
}

Watcher::~Watcher() = default;

bool Watcher::waitState(WatchState state, Duration atMost)
{
    return waitFor([&] { return this->state() == state; }, std::chrono::duration_cast<milliseconds>(atMost));
}

bool Watcher::waitEnd(Duration atMost)
{
    return waitFor([this] { return m_watch->finished(); }, std::chrono::duration_cast<milliseconds>(atMost));
}

void Watcher::stop()
{
    m_watch->stop();
    waitEnd(seconds(3));
}

std::int64_t Watcher::eventMs(EventKind kind, std::int64_t after) const
{
    for (const Event& event : m_watch->events().all())
        if (event.kind == kind && toMs(event.at - startedAt()) > after)
            return toMs(event.at - startedAt());
    return -1;
}

int Watcher::events(EventKind kind) const
{
    int count = 0;
    for (const Event& event : m_watch->events().all())
        count += event.kind == kind ? 1 : 0;
    return count;
}

std::string Watcher::story() const
{
    std::string text;
    for (const Event& event : m_watch->events().all())
        text += fmt::format(
            "    {:6} {} {}\n", toMs(event.at - startedAt()), token(event.kind), event.text.english());
    const auto error = status().error;
    return text + (error ? "    " + error->message() + " | " + error->detail() + "\n" : "");
}

std::string Watcher::sentence() const
{
    const auto error = status().error;
    return error ? error->message() : std::string();
}

} // namespace sluice::test
