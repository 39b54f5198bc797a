// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/Encoder.h"
#include "core/base/Aside.h"
#include "core/base/BoundedQueue.h"
#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/media/Layout.h"
#include "core/publish/Composer.h"
#include "core/publish/EncoderRenewal.h"
#include "core/publish/FrameCadence.h"
#include "core/publish/JoinKeyframes.h"
#include "core/publish/SlateReel.h"

namespace sluice {

// Composes what camera and screen gave by a layout, shows it to the preview, and while live encodes it. The layout's
// main source (the camera of Camera, the screen of Screen and Both) sets the pace. One that gives nothing for
// kSlateAfter, or is known to be lost, is replaced by the slate until it is back; the camera in the corner is then left
// out.
// Another layout begins with the first picture of its main source, which is waited for up to kSwitchPatience; no slot
// stays empty meanwhile, and none does where the sources' clocks differ: the new picture fills it.
// step() belongs to the runner's thread, the rest to any.
class VideoNode final : public Node {
public:
    static constexpr Duration kSlateAfter = milliseconds(500); // [our bound]
    static constexpr Duration kSwitchPatience = seconds(2); // a camera's first picture may take longer
    // For the picture that is being encoded as encoding ends, and for what the encoder still holds: a driver may hang
    // in either [our bound; SVT-AV1 drained 70 pictures of 720p in 1.1 s on a busy machine].
    static constexpr Duration kEncoderPatience = seconds(2);

    struct Live {
        std::unique_ptr<VideoEncoder> encoder;
        FrameRate rate{30, 1};
        Duration gop = seconds(1);
        TimePoint epoch; // media time zero
        bool stamps = true;
        std::function<void(const CodedPacket&)> packet; // called on the runner's thread
        // A picture has gone into the encoder, whose packet comes by `packet`, however far it looks ahead. Called on the
        // runner's thread; may be empty.
        std::function<void()> taken;
        // The same once more with another bitrate, where it does not follow setBitrate(); empty: it does.
        EncoderRenewal::Open anew;
        std::function<void(const Error&)> notAnew; // it could not be opened; called on the runner's thread
        // Another encoder for the same stream when this one fails; asked once, on the runner's thread. `kbps`: what it
        // is set to by now; 0: as it was opened. May be empty.
        struct Replacement {
            std::unique_ptr<VideoEncoder> encoder;
            EncoderRenewal::Open anew;
        };
        std::function<Result<Replacement>(const Error&, int kbps)> replace;
    };
    struct Status {
        std::int64_t encoded = 0;
        std::int64_t leftOut = 0; // two frames came for one slot
        double load = 0; // share of a frame's time that encoding takes, smoothed
        bool slate = false; // because the main source gives nothing
        LayoutKind layout = LayoutKind::Camera; // what is shown, when the wanted one is still waited for
        std::optional<Placement> inset; // where the camera stands on the screen
        std::optional<Error> error; // the encoder gave up
        std::optional<TimePoint> firstKeyframeAt;
    };

    struct Mailboxes {
        BoundedQueue<VideoFrame>& camera;
        BoundedQueue<VideoFrame>& screen;
        SlateReel* slate = nullptr; // null or with nothing to show: our own drawing is the slate
    };
    VideoNode(Clock& clock, Mailboxes mailboxes, VideoSize canvas, FrameRate rate,
        std::function<void()> previewChanged);

    void setCanvas(VideoSize canvas, FrameRate rate);
    void setLayout(const Layout& layout);
    void setPaused(bool paused) { m_paused = paused; } // the slate, whatever the layout; wake the runner
    // Over every layout but the slate; null: nothing.
    void setOverlay(std::shared_ptr<const Overlay> overlay);
    // A source that failed, as against one that is late: what it gave until then is shown, and the slate follows at
    // once. Wake the runner.
    void setCameraLost(bool lost) { m_camera.lost = lost; }
    void setScreenLost(bool lost) { m_screen.lost = lost; }
    void setRunning(bool running); // a stopped node shows no slate either
    // The encoder of the last time was given up with a picture inside, and has not come back: nothing can go live.
    bool hangs() const;
    void goLive(Live live); // not where it hangs
    // Ends encoding: what the encoder still holds comes out first. Bounded by kEncoderPatience for each of the picture
    // that is under way and the drain, of which only one can hang, and by EncoderRenewal::kEndPatience for an encoder
    // that it took over from. False: it hangs, and what it held is lost; should it ever answer, nothing comes of it.
    bool endLive();
    void requestKeyframe() { m_keyframe = true; }
    void viewerJoined() { m_viewerJoined = true; } // a keyframe now helps: see JoinKeyframes
    // From the next frame on, or as soon as EncoderRenewal has brought it; while not live, nothing. Settles in 1–3 s.
    void setBitrate(int kbps) { m_newBitrate = kbps; }

    Step step(const StopToken& stop) override;

    VideoFrame preview() const;
    Status status() const;

private:
    // A source, and the last that came from it.
    struct Feed {
        BoundedQueue<VideoFrame>* mailbox;
        VideoFrame latest;
        TimePoint at; // when it came; zero: never
        std::atomic<bool> lost = false; // any thread
    };

    void takeOrders();
    void takeLayout(TimePoint now);
    void forget();
    void leaveSlate();
    Feed* mainFeed(LayoutKind kind);
    bool fresh(const Feed& feed, TimePoint now) const;
    void keepUp(TimePoint now);
    TimePoint firstSlot(TimePoint tick);
    Step showSlate(TimePoint tick);
    Step follow(const VideoFrame& frame, bool slate);
    bool show(const VideoFrame& main, bool slate);
    std::vector<Composer::Layer> layersFor(const VideoFrame& main, std::optional<Placement>& inset) const;
    bool encode(VideoFrame frame);
    void encodeAt(std::int64_t slot, VideoFrame frame);
    void takeBitrate();
    bool renew(TimePoint now, bool keyframe);
    Result<void> encodeOrReplace(const VideoFrame& frame, bool keyframe);
    void deliver();
    void noteEncoded(Duration took);

    Clock& m_clock;
    const std::function<void()> m_previewChanged;
    std::atomic<bool> m_keyframe = false;
    std::atomic<bool> m_viewerJoined = false;
    std::atomic<bool> m_running = false;
    std::atomic<bool> m_paused = false;
    std::atomic<int> m_newBitrate = 0; // kb/s; 0: as it is

    std::atomic<bool> m_ending = true; // whoever encodes makes way; false while live
    std::atomic<bool> m_abandoned = false; // a picture is inside that nobody waits for
    std::optional<Aside> m_closing{std::in_place}; // drains and closes encoders; of the controlling thread
    mutable std::mutex m_liveMutex; // held while encoding
    std::optional<Live> m_live; // m_liveMutex, as everything down to the next mutex
    std::optional<FrameCadence> m_cadence;
    std::optional<MediaTime> m_lastKeyframe;
    bool m_keyframeInside = false; // asked of the encoder, not come out yet
    JoinKeyframes m_joinKeyframes;
    std::vector<CodedPacket> m_packets;
    std::optional<EncoderRenewal> m_renewal; // while live
    bool m_otherHeaders = false; // the encoder is not the first one
    int m_kbps = 0; // what the encoder was last set to; 0: as opened
    std::uint32_t m_sequence = 0;

    // Of the runner's thread
    std::optional<Composer> m_composer;
    FrameRate m_rate;
    VideoFrame m_ownSlate; // of the canvas' size
    Feed m_camera;
    Feed m_screen;
    SlateReel* const m_reel;
    std::shared_ptr<const Overlay> m_overlay;
    Layout m_layout;
    Layout m_wanted; // m_layout, unless its main source is still waited for
    TimePoint m_switchBy; // … until then
    bool m_joint = false; // the next picture is of another source than the last
    bool m_slateShown = false;
    TimePoint m_startedAt; // zero: not running
    TimePoint m_shownAt;
    Duration m_lag{}; // from light to here, of the last source
    TimePoint m_nextSlate;

    mutable std::mutex m_mutex;
    VideoSize m_wantedCanvas; // m_mutex, as everything below
    FrameRate m_wantedRate;
    Layout m_wantedLayout;
    std::shared_ptr<const Overlay> m_wantedOverlay;
    VideoFrame m_preview;
    Status m_status;
};

} // namespace sluice
