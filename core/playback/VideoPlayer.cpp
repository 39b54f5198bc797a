// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/VideoPlayer.h"

#include <algorithm>
#include <utility>

namespace sluice {

void FrameQueue::push(VideoFrame frame)
{
    const std::lock_guard lock(m_mutex);
    m_frames.push_back(std::move(frame));
}

void FrameQueue::clear()
{
    const std::lock_guard lock(m_mutex);
    m_frames.clear();
    ++m_epoch;
}

std::size_t FrameQueue::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_frames.size();
}

FrameQueue::View FrameQueue::peek() const
{
    const std::lock_guard lock(m_mutex);
    return {{m_frames.begin(), m_frames.end()}, m_epoch};
}

void FrameQueue::pop(std::size_t count, std::uint64_t epoch)
{
    const std::lock_guard lock(m_mutex);
    if (epoch != m_epoch)
        return;
    for (count = std::min(count, m_frames.size()); count > 0; --count)
        m_frames.pop_front();
}

VideoPlayer::VideoPlayer(PlaybackBuffer& buffer, FrameQueue& queue, std::function<void()> frameReady,
    std::function<void()> changed, std::function<void(const CodedPacket&)> decoding)
    : m_buffer(buffer)
    , m_queue(queue)
    , m_frameReady(std::move(frameReady))
    , m_changed(std::move(changed))
    , m_decoding(std::move(decoding))
{ }

void VideoPlayer::takeOver()
{
    auto [stream, restart] = m_orders.take();
    if (stream) {
        m_stream = std::move(stream);
        m_decoder.reset();
    }
    if (restart) {
        if (m_decoder)
            m_decoder->flush();
        m_queue.clear();
        m_generation = restart->generation;
        m_placed = true;
        m_notBefore = restart->position;
        m_drained = false;
    }
}

Step VideoPlayer::step(const StopToken& stop)
{
    takeOver();
    if (stop.stop_requested() || !m_stream || !m_placed || m_queue.full())
        return Step::wait();
    auto packet = m_ahead ? std::exchange(m_ahead, std::nullopt) : m_buffer.popVideo();
    if (!packet) {
        if (m_buffer.ended() && !m_drained)
            drain();
        return Step::wait();
    }
    if (packet->generation < m_generation)
        return Step::again();
    if (packet->generation > m_generation) { // the order to begin there is on its way
        m_ahead = std::move(packet);
        return Step::wait();
    }
    m_bytes += static_cast<std::int64_t>(packet->size);
    if (m_decoding)
        m_decoding(*packet);
    if (!prepare(*packet))
        return Step::again();
    if (packet->discontinuity)
        m_notBefore.reset();
    m_frames.clear();
    if (auto done = m_decoder->decode(*packet, m_frames); !done) {
        m_orders.fail(done.error());
    }
    m_damaged = m_decoder->damaged();
    hand(m_frames);
    return Step::again();
}

bool VideoPlayer::prepare(const CodedPacket& packet)
{
    if (packet.newExtradata && m_stream) {
        m_stream->extradata = packet.newExtradata;
        if (m_decoder) {
            m_frames.clear();
            m_decoder->drain(m_frames); // what the old headers still describe
            hand(m_frames);
        }
        m_decoder.reset();
    }
    if (m_decoder)
        return true;
    auto decoder = VideoDecoder::open(*m_stream, {});
    if (!decoder) {
        m_orders.fail(decoder.error());
        return false;
    }
    m_decoder = std::move(*decoder);
    return true;
}

void VideoPlayer::hand(std::vector<VideoFrame>& frames)
{
    for (VideoFrame& frame : frames) {
        ++m_decoded;
        if (m_notBefore && frame.pts + frame.duration <= *m_notBefore)
            continue;
        frame.generation = m_generation;
        m_queue.push(std::move(frame));
    }
    if (!frames.empty())
        m_frameReady();
    frames.clear();
}

void VideoPlayer::drain()
{
    if (m_decoder) {
        m_frames.clear();
        m_decoder->drain(m_frames);
        hand(m_frames);
        m_decoder->flush();
    }
    m_drained = true;
    m_changed();
}

} // namespace sluice
