// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/Encoder.h"
#include "core/base/BoundedQueue.h"
#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/publish/Composer.h"
#include "core/publish/FrameCadence.h"

namespace sluice {

// Composes what the camera gave, shows it to the preview, and while live encodes it. A camera that gives nothing
// for kSlateAfter is replaced by the slate until it is back. step() belongs to the runner's thread, the rest to any.
class VideoNode final : public Node {
public:
    static constexpr Duration kSlateAfter = milliseconds(500); // [our bound for a pulled camera]

    struct Live {
        std::unique_ptr<VideoEncoder> encoder;
        FrameRate rate{30, 1};
        Duration gop = seconds(1);
        TimePoint epoch; // media time zero
        bool stamps = true;
        std::function<void(const CodedPacket&)> packet; // called on the runner's thread
    };
    struct Status {
        std::int64_t encoded = 0;
        std::int64_t leftOut = 0; // two frames came for one slot
        double load = 0; // share of a frame's time that encoding takes, smoothed
        bool slate = false;
        std::optional<Error> error; // the encoder gave up
        std::optional<TimePoint> firstKeyframeAt;
    };

    VideoNode(Clock& clock, BoundedQueue<VideoFrame>& mailbox, VideoSize canvas, FrameRate rate,
        std::function<void()> previewChanged);

    void setCanvas(VideoSize canvas, FrameRate rate);
    void setRunning(bool running); // a stopped node shows no slate either
    void goLive(Live live);
    // Ends encoding: what the encoder still holds comes out first. Bounded by the encoder alone.
    void endLive();
    void requestKeyframe() { m_keyframe = true; }
    // From the next frame on; while not live, nothing. Settles in 1–3 s.
    void setBitrate(int kbps) { m_newBitrate = kbps; }

    Step step(const StopToken& stop) override;

    VideoFrame preview() const;
    Status status() const;

private:
    Step show(const VideoFrame& frame, bool slate);
    void encode(VideoFrame frame);
    void noteEncoded(Duration took);

    Clock& m_clock;
    BoundedQueue<VideoFrame>& m_mailbox;
    const std::function<void()> m_previewChanged;
    std::atomic<bool> m_keyframe = false;
    std::atomic<bool> m_running = false;
    std::atomic<int> m_newBitrate = 0; // kb/s; 0: as it is

    std::mutex m_liveMutex; // held while encoding
    std::optional<Live> m_live; // m_liveMutex, as everything down to the next mutex
    std::optional<FrameCadence> m_cadence;
    std::optional<MediaTime> m_lastKeyframe;
    std::vector<CodedPacket> m_packets;
    std::uint32_t m_sequence = 0;

    // Of the runner's thread
    std::optional<Composer> m_composer;
    FrameRate m_rate;
    VideoFrame m_slate;
    TimePoint m_lastFrameAt;
    TimePoint m_nextSlate;

    mutable std::mutex m_mutex;
    VideoSize m_wantedCanvas; // m_mutex, as everything below
    FrameRate m_wantedRate;
    VideoFrame m_preview;
    Status m_status;
};

} // namespace sluice
