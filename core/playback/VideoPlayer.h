// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/Decoder.h"
#include "core/base/Runner.h"
#include "core/playback/PlaybackBuffer.h"
#include "core/playback/PlayerOrders.h"

namespace sluice {

// Decoded pictures between decoder and pacer, in order of PTS. Bounded by the decoder's side, which asks full()
// before it decodes: a decoder may give several frames for one packet, so the bound may be passed by those.
class FrameQueue {
public:
    static constexpr std::size_t kFull = 4; // frames: 130 ms at 30 fps, and 5.5 MB at 720p

    void push(VideoFrame frame);
    void clear();
    bool full() const { return size() >= kFull; }
    std::size_t size() const;
    struct View {
        std::vector<VideoFrame> frames; // cheap copies
        std::uint64_t epoch = 0;
    };
    View peek() const;
    // Takes the first `count` frames of the view with this epoch off; nothing, if the queue was cleared since.
    void pop(std::size_t count, std::uint64_t epoch);

private:
    mutable std::mutex m_mutex;
    std::deque<VideoFrame> m_frames; // m_mutex
    std::uint64_t m_epoch = 0; // m_mutex: how often it was cleared
};

// Decodes pictures into the queue as long as it is not full. step() belongs to the runner's thread.
class VideoPlayer final : public Node {
public:
    VideoPlayer(PlaybackBuffer& buffer, FrameQueue& queue, std::function<void()> frameReady,
        std::function<void()> changed, std::function<void(const CodedPacket&)> decoding = {});

    void setStream(const StreamInfo& stream) { m_orders.setStream(stream); } // any thread
    // From now on only packets of `generation` and frames from `position` on count. Any thread.
    void restart(MediaTime position, std::uint64_t generation) { m_orders.restart(position, generation); }

    Step step(const StopToken& stop) override;

    std::optional<Error> error() const { return m_orders.error(); }
    std::int64_t decoded() const { return m_decoded.load(); }
    std::int64_t damaged() const { return m_damaged.load(); }
    std::int64_t bytes() const { return m_bytes.load(); }
    bool drained() const { return m_drained.load(); }

private:
    void takeOver();
    bool prepare(const CodedPacket& packet);
    void hand(std::vector<VideoFrame>& frames);
    void drain();

    PlaybackBuffer& m_buffer;
    FrameQueue& m_queue;
    const std::function<void()> m_frameReady;
    const std::function<void()> m_changed;
    const std::function<void(const CodedPacket&)> m_decoding; // see WatchEngine::Config
    PlayerOrders m_orders;
    std::atomic<std::int64_t> m_decoded = 0;
    std::atomic<std::int64_t> m_damaged = 0;
    std::atomic<std::int64_t> m_bytes = 0;
    std::atomic<bool> m_drained = false;

    // Of the runner's thread
    std::unique_ptr<VideoDecoder> m_decoder;
    std::optional<StreamInfo> m_stream;
    std::vector<VideoFrame> m_frames;
    bool m_placed = false; // playing has a beginning: decoding sooner would lose the first GOP to the flush
    std::uint64_t m_generation = 0;
    std::optional<CodedPacket> m_ahead; // of a generation whose order was not seen yet
    std::optional<MediaTime> m_notBefore; // frames decoded only because later ones need them
};

} // namespace sluice
