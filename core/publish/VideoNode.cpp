// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/VideoNode.h"

#include <algorithm>
#include <array>

#include "core/publish/Slate.h"

namespace sluice {

VideoNode::VideoNode(Clock& clock, BoundedQueue<VideoFrame>& mailbox, VideoSize canvas, FrameRate rate,
    std::function<void()> previewChanged)
    : m_clock(clock)
    , m_mailbox(mailbox)
    , m_previewChanged(std::move(previewChanged))
    , m_wantedCanvas(canvas)
    , m_wantedRate(rate)
{ }

void VideoNode::setCanvas(VideoSize canvas, FrameRate rate)
{
    const std::lock_guard lock(m_mutex);
    m_wantedCanvas = canvas;
    m_wantedRate = rate;
}

void VideoNode::setRunning(bool running)
{
    m_running = running;
    if (running)
        return;
    const std::lock_guard lock(m_mutex);
    m_preview = {};
}

void VideoNode::goLive(Live live)
{
    const std::lock_guard lock(m_liveMutex);
    m_cadence.emplace(live.rate, live.epoch);
    m_lastKeyframe.reset();
    m_sequence = 0;
    m_newBitrate = 0;
    m_live = std::move(live);
    const std::lock_guard statusLock(m_mutex);
    m_status = {};
}

void VideoNode::endLive()
{
    const std::lock_guard lock(m_liveMutex);
    if (!m_live)
        return;
    m_packets.clear();
    m_live->encoder->drain(m_packets);
    for (const CodedPacket& packet : m_packets)
        m_live->packet(packet);
    m_live.reset();
}

Step VideoNode::step(const StopToken& stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_composer || m_composer->canvas() != m_wantedCanvas) {
            m_composer.emplace(m_wantedCanvas);
            m_slate = {};
        }
        m_rate = m_wantedRate;
    }
    if (!m_running || stop.stop_requested()) {
        m_mailbox.clear();
        m_lastFrameAt = {};
        return Step::wait();
    }
    if (auto frame = m_mailbox.tryPop()) {
        m_lastFrameAt = m_clock.now();
        return show(*frame, false);
    }

    const TimePoint now = m_clock.now();
    if (m_lastFrameAt == TimePoint())
        m_lastFrameAt = now;
    const TimePoint slateAt = std::max(m_lastFrameAt + kSlateAfter, m_nextSlate);
    if (now < slateAt)
        return Step::until(slateAt);
    m_nextSlate = std::max(slateAt, now - m_rate.frameDuration()) + m_rate.frameDuration();
    if (!m_slate)
        m_slate = makeSlate(m_composer->canvas());
    VideoFrame slate = m_slate;
    slate.captured = now;
    return show(slate, true);
}

Step VideoNode::show(const VideoFrame& frame, bool slate)
{
    const std::array layers{Composer::Layer{frame}};
    auto composed = m_composer->compose(layers);
    if (!composed) {
        const std::lock_guard lock(m_mutex);
        m_status.error = composed.error();
        return Step::again();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_preview = *composed;
        m_status.slate = slate;
    }
    m_previewChanged();
    encode(std::move(*composed));
    return Step::again();
}

void VideoNode::encode(VideoFrame frame)
{
    const std::lock_guard lock(m_liveMutex);
    if (!m_live)
        return;
    const TimePoint began = m_clock.now();
    const auto slot = m_cadence->place(frame.captured);
    if (!slot) {
        const std::lock_guard statusLock(m_mutex);
        if (frame.captured >= m_live->epoch)
            ++m_status.leftOut;
        return;
    }
    frame.pts = m_cadence->timeOf(*slot);
    frame.duration = m_live->rate.frameDuration();
    frame.stamp.reset();
    if (m_live->stamps)
        frame.stamp = FrameStamp{m_sequence, m_clock.wallAt(frame.captured)};
    ++m_sequence;

    // The encoder counts frames; where slots stay empty, a GOP would grow beyond its time.
    const Duration half = m_live->rate.frameDuration() / 2;
    const bool due = !m_lastKeyframe || frame.pts - *m_lastKeyframe >= m_live->gop - half;
    const bool asked = m_keyframe.exchange(false);
    if (due || asked)
        m_lastKeyframe = frame.pts;
    if (const int kbps = m_newBitrate.exchange(0); kbps > 0)
        m_live->encoder->setBitrate(kbps);
    m_packets.clear();
    if (auto done = m_live->encoder->encode(frame, due || asked, m_packets); !done) {
        const std::lock_guard statusLock(m_mutex);
        m_status.error = done.error();
        return;
    }
    noteEncoded(m_clock.now() - began);
    for (const CodedPacket& packet : m_packets)
        m_live->packet(packet);
}

void VideoNode::noteEncoded(Duration took)
{
    constexpr double kSmoothing = 0.05; // about a second at 30 fps
    const double load = toSeconds(took) * m_live->rate.value();
    const std::lock_guard lock(m_mutex);
    ++m_status.encoded;
    m_status.load += kSmoothing * (load - m_status.load);
    m_status.error.reset();
    if (!m_status.firstKeyframeAt && !m_packets.empty())
        m_status.firstKeyframeAt = m_clock.now();
}

VideoFrame VideoNode::preview() const
{
    const std::lock_guard lock(m_mutex);
    return m_preview;
}

VideoNode::Status VideoNode::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

} // namespace sluice
