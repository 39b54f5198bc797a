// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/VideoNode.h"

#include <algorithm>
#include <utility>

#include "core/publish/Slate.h"
#include "core/publish/SpareEncoder.h"

namespace sluice {

namespace {

constexpr int kSlateCatchUp
    = 2; // slots that are filled belatedly when this thread is woken late; more stay empty

} // namespace

VideoNode::VideoNode(
    Clock& clock, Mailboxes mailboxes, VideoSize canvas, FrameRate rate, std::function<void()> previewChanged)
    : m_clock(clock)
    , m_previewChanged(std::move(previewChanged))
    , m_camera{&mailboxes.camera, {}, {}, false}
    , m_screen{&mailboxes.screen, {}, {}, false}
    , m_reel(mailboxes.slate)
    , m_wantedCanvas(canvas)
    , m_wantedRate(rate)
{ }

void VideoNode::setCanvas(VideoSize canvas, FrameRate rate)
{
    const std::lock_guard lock(m_mutex);
    m_wantedCanvas = canvas;
    m_wantedRate = rate;
}

void VideoNode::setLayout(const Layout& layout)
{
    const std::lock_guard lock(m_mutex);
    m_wantedLayout = layout;
}

void VideoNode::setOverlay(std::shared_ptr<const Overlay> overlay)
{
    const std::lock_guard lock(m_mutex);
    m_wantedOverlay = std::move(overlay);
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
    if (m_closing->stuck()) // with another encoder, whose end is not to wait for that one's
        m_closing.emplace();
    if (m_live) // given up
        m_closing->post([old = std::make_shared<Live>(std::move(*m_live))]() mutable { old.reset(); });
    m_abandoned = false;
    m_ending = false;
    m_cadence.emplace(live.rate, live.epoch);
    m_lastKeyframe.reset();
    m_keyframeInside = false;
    m_joinKeyframes = {};
    m_sequence = 0;
    m_newBitrate = 0;
    m_otherHeaders = false;
    m_kbps = 0;
    m_renewal.emplace(live.anew, static_cast<int>(live.encoder->info().bitrate / 1000));
    m_live = std::move(live);
    const std::lock_guard statusLock(m_mutex);
    const Status before = std::exchange(m_status, {});
    m_status.slate = before.slate; // what is shown goes on
    m_status.layout = before.layout;
    m_status.inset = before.inset;
}

bool VideoNode::hangs() const
{
    return m_abandoned && !std::unique_lock(m_liveMutex, std::try_to_lock).owns_lock();
}

bool VideoNode::endLive()
{
    constexpr Duration kLook = milliseconds(2);
    m_ending = true;
    std::unique_lock lock(m_liveMutex, std::defer_lock);
    const TimePoint until = m_clock.now() + kEncoderPatience;
    while (!lock.try_lock()) {
        if (m_clock.now() >= until) {
            m_abandoned = true;
            return false;
        }
        m_clock.sleepFor(kLook, StopToken());
    }
    if (!m_live)
        return true;
    const StreamInfo info = m_live->encoder->info();
    const auto drained = m_closing->ask(
        [encoder = std::shared_ptr<VideoEncoder>(std::move(m_live->encoder))]() mutable {
            std::vector<CodedPacket> packets;
            encoder->drain(packets);
            encoder.reset(); // closing may hang, too
            return packets;
        },
        kEncoderPatience, StopToken());
    m_packets = drained.value_or(std::vector<CodedPacket>());
    if (m_otherHeaders)
        for (CodedPacket& packet : m_packets)
            packet = withHeaders(packet, info);
    m_renewal->finish(m_packets);
    for (const CodedPacket& packet : m_packets)
        m_live->packet(packet);
    m_renewal.reset();
    m_live.reset();
    return drained.has_value();
}

void VideoNode::takeOrders()
{
    const std::lock_guard lock(m_mutex);
    if (!m_composer || m_composer->canvas() != m_wantedCanvas) {
        m_composer.emplace(m_wantedCanvas);
        m_ownSlate = {};
    }
    m_rate = m_wantedRate;
    m_overlay = m_wantedOverlay;
    Layout wanted = m_wantedLayout;
    if (m_paused)
        wanted.kind = LayoutKind::Slate;
    if (m_wanted == wanted)
        return;
    m_wanted = wanted;
    m_switchBy = m_clock.now() + kSwitchPatience;
}

VideoNode::Feed* VideoNode::mainFeed(LayoutKind kind)
{
    return kind == LayoutKind::Slate ? nullptr : kind == LayoutKind::Camera ? &m_camera : &m_screen;
}

bool VideoNode::fresh(const Feed& feed, TimePoint now) const
{
    return feed.at != TimePoint() && now - feed.at < kSlateAfter && !feed.lost;
}

// The wanted layout, once there is something to show in it.
void VideoNode::takeLayout(TimePoint now)
{
    if (m_layout == m_wanted)
        return;
    Feed* next = mainFeed(m_wanted.kind);
    const bool same = next == mainFeed(m_layout.kind);
    const bool ready = !next || next->mailbox->size() > 0 || fresh(*next, now);
    // Before anything was shown there is nothing to stay with, nor in place of a source that is lost.
    const bool lost = m_slateShown && m_layout.kind != LayoutKind::Slate;
    const bool waits = !same && !ready && !lost && m_shownAt != TimePoint() && now < m_switchBy;
    if (waits)
        return;
    m_layout = m_wanted;
    if (same)
        return;
    m_joint = m_shownAt != TimePoint();
    m_nextSlate = {};
    if (!ready) // it had its time: the slate now
        next->at = {};
}

// Everything of a source that does not set the pace is taken as it comes; only the newest of it matters.
void VideoNode::keepUp(TimePoint now)
{
    const Feed* main = mainFeed(m_layout.kind);
    const Feed* awaited = mainFeed(m_wanted.kind);
    for (Feed* feed : {&m_camera, &m_screen}) {
        if (feed == main || feed == awaited)
            continue;
        while (auto frame = feed->mailbox->tryPop()) {
            feed->latest = std::move(*frame);
            feed->at = now;
        }
    }
}

void VideoNode::forget()
{
    for (Feed* feed : {&m_camera, &m_screen}) {
        feed->mailbox->clear();
        feed->latest = {};
        feed->at = {};
    }
    m_startedAt = {};
    m_shownAt = {};
    m_nextSlate = {};
    leaveSlate();
    m_slateShown = false;
    m_lag = {};
    m_layout = m_wanted;
}

Step VideoNode::step(const StopToken& stop)
{
    takeOrders();
    if (!m_running || stop.stop_requested()) {
        forget();
        return Step::wait();
    }
    const TimePoint now = m_clock.now();
    if (m_startedAt == TimePoint())
        m_startedAt = now;
    takeLayout(now);
    keepUp(now);
    Feed* main = mainFeed(m_layout.kind);
    if (main) {
        if (auto frame = main->mailbox->tryPop()) {
            main->latest = *frame;
            main->at = now;
            return follow(*frame, false);
        }
    }

    TimePoint slateAt = m_nextSlate;
    if (main && main->lost && main->at != TimePoint()) // in the slot after its last picture
        slateAt = m_slateShown ? slateAt : m_shownAt + m_rate.frameDuration();
    else if (main)
        slateAt = std::max(slateAt, std::max(main->at, m_startedAt) + kSlateAfter);
    else if (slateAt == TimePoint()) // chosen just now: the slot after the last picture
        slateAt = std::max(now, m_shownAt + m_rate.frameDuration());
    // A main source that was waited for in vain has had its time already.
    if (main && main->at == TimePoint() && m_joint)
        slateAt = m_nextSlate;
    if (now < slateAt)
        return Step::until(m_layout == m_wanted ? slateAt : std::min(slateAt, m_switchBy));
    const TimePoint tick = firstSlot(std::max(slateAt, now - kSlateCatchUp * m_rate.frameDuration()));
    m_nextSlate = tick + m_rate.frameDuration();
    return showSlate(tick);
}

// A slate that begins does so in a slot the stream has free: a clip's first picture is not lost at the joint because the
// source before it jittered ahead.
TimePoint VideoNode::firstSlot(TimePoint tick)
{
    if (m_slateShown || m_shownAt == TimePoint())
        return tick;
    const std::lock_guard lock(m_liveMutex);
    const Duration early = m_live ? m_cadence->tooEarly(tick - m_lag) : Duration::zero();
    return early <= 2 * m_rate.frameDuration() ? tick + early : tick; // more is a clock that went wrong
}

// `tick`: when it was due, which is steadier than when this thread woke.
Step VideoNode::showSlate(TimePoint tick)
{
    VideoFrame slate = m_reel ? m_reel->show(tick, m_rate.frameDuration()) : VideoFrame();
    if (!slate) {
        if (!m_ownSlate)
            m_ownSlate = makeSlate(m_composer->canvas());
        slate = m_ownSlate;
    }
    slate.captured = tick - m_lag; // as if the last source had seen it
    return follow(slate, true);
}

// A clip begins anew the next time.
void VideoNode::leaveSlate()
{
    if (m_slateShown && m_reel)
        m_reel->rewind();
}

Step VideoNode::follow(const VideoFrame& frame, bool slate)
{
    m_joint = m_joint || (m_shownAt != TimePoint() && m_slateShown != slate);
    if (!slate) {
        leaveSlate();
        m_lag = std::max(Duration::zero(), m_clock.now() - frame.captured);
    }
    if (show(frame, slate))
        m_joint = false;
    return Step::again();
}

std::vector<Composer::Layer> VideoNode::layersFor(
    const VideoFrame& main, std::optional<Placement>& inset) const
{
    constexpr int kBorderLines = 720; // what Layout::border is told for
    std::vector<Composer::Layer> layers{Composer::Layer{main}};
    const VideoFrame& camera = m_camera.latest;
    if (m_layout.kind != LayoutKind::Both || !camera || !fresh(m_camera, m_clock.now()))
        return layers;
    const VideoSize canvas = m_composer->canvas();
    inset = insetPlacement(m_layout, canvas, camera.aspect * camera.size.width / camera.size.height);
    layers.push_back({camera, inset->x, inset->y, inset->width, inset->height,
        (m_layout.border * canvas.height + kBorderLines - 1) / kBorderLines});
    return layers;
}

// False: it came too early for a slot, and the next is to be tried.
bool VideoNode::show(const VideoFrame& main, bool slate)
{
    std::optional<Placement> inset;
    auto composed = m_composer->compose(layersFor(main, inset), slate ? nullptr : m_overlay.get());
    m_shownAt = m_clock.now();
    m_slateShown = slate;
    if (!composed) {
        const std::lock_guard lock(m_mutex);
        m_status.error = composed.error();
        return true;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_preview = *composed;
        m_status.slate = slate && m_layout.kind != LayoutKind::Slate;
        m_status.layout = m_layout.kind;
        m_status.inset = inset;
    }
    m_previewChanged();
    return encode(std::move(*composed));
}

bool VideoNode::encode(VideoFrame frame)
{
    if (m_ending)
        return true;
    const std::lock_guard lock(m_liveMutex);
    if (!m_live)
        return true;
    if (m_joint) {
        const FrameCadence::Run run = m_cadence->join(frame.captured);
        const TimePoint captured = frame.captured;
        for (int i = 0; i < run.count; ++i) {
            frame.captured = captured - m_live->rate.timeOf(run.count - 1 - i);
            encodeAt(run.first + i, frame);
        }
        return run.count > 0;
    }
    const auto slot = m_cadence->place(frame.captured);
    if (slot) {
        encodeAt(*slot, std::move(frame));
        return true;
    }
    const std::lock_guard statusLock(m_mutex);
    if (frame.captured >= m_live->epoch)
        ++m_status.leftOut;
    return true;
}

// m_liveMutex is held.
void VideoNode::encodeAt(std::int64_t slot, VideoFrame frame)
{
    const TimePoint began = m_clock.now();
    frame.pts = m_cadence->timeOf(slot);
    frame.duration = m_live->rate.frameDuration();
    frame.stamp.reset();
    if (m_live->stamps)
        frame.stamp = FrameStamp{m_sequence, m_clock.wallAt(frame.captured)};
    ++m_sequence;

    // The encoder counts frames; where slots stay empty, a GOP would grow beyond its time.
    const Duration half = m_live->rate.frameDuration() / 2;
    const bool due = !m_lastKeyframe || frame.pts - *m_lastKeyframe >= m_live->gop - half;
    // One that has not left the encoder yet comes to whoever asks now.
    const bool asked = (m_keyframe.exchange(false) && !m_keyframeInside)
        || m_joinKeyframes.forced(m_viewerJoined.exchange(false), frame.pts, m_lastKeyframe,
            m_lastKeyframe.value_or(frame.pts) + m_live->gop);
    takeBitrate();
    const bool keyframe = renew(began, due || asked) || due || asked;
    if (keyframe) {
        m_lastKeyframe = frame.pts;
        m_keyframeInside = true;
    }
    if (auto done = encodeOrReplace(frame, keyframe); !done) {
        if (keyframe) { // the next one has to be it
            m_keyframeInside = false;
            m_lastKeyframe.reset();
        }
        const std::lock_guard statusLock(m_mutex);
        m_status.error = done.error();
        return;
    }
    noteEncoded(m_clock.now() - began);
    deliver();
}

void VideoNode::takeBitrate()
{
    const int kbps = m_newBitrate.exchange(0);
    if (kbps <= 0)
        return;
    m_kbps = kbps;
    if (m_renewal->needed())
        m_renewal->want(kbps);
    else
        m_live->encoder->setBitrate(kbps);
}

// Whether another one of the same kind encodes from now on, and begins with a keyframe.
bool VideoNode::renew(TimePoint now, bool keyframe)
{
    auto next = m_renewal->next(now, keyframe);
    if (const auto error = m_renewal->takeError(); error && m_live->notAnew)
        m_live->notAnew(*error);
    if (!next)
        return false;
    auto old = std::exchange(m_live->encoder, std::move(next->encoder));
    auto headers = m_otherHeaders ? std::optional(old->info()) : std::nullopt;
    m_otherHeaders = true;
    m_renewal->retire(
        std::move(old),
        [headers = std::move(headers)](std::vector<CodedPacket>& packets) {
            for (CodedPacket& packet : packets)
                packet = headers ? withHeaders(packet, *headers) : packet;
        },
        now);
    return true;
}

// An encoder that fails is replaced where there is another: the stream goes on with a keyframe.
Result<void> VideoNode::encodeOrReplace(const VideoFrame& frame, bool keyframe)
{
    m_packets.clear();
    auto done = m_live->encoder->encode(frame, keyframe, m_packets);
    if (done || m_abandoned || !m_live->replace)
        return done;
    m_packets.clear();
    auto spare = std::exchange(m_live->replace, nullptr)(done.error(), m_kbps);
    if (!spare)
        return done;
    auto failed = std::exchange(m_live->encoder, std::move(spare->encoder));
    m_renewal->restart(
        std::move(spare->anew), static_cast<int>(m_live->encoder->info().bitrate / 1000), std::move(failed));
    m_otherHeaders = true;
    m_lastKeyframe = frame.pts;
    m_keyframeInside = true;
    return m_live->encoder->encode(frame, true, m_packets);
}

// Whoever connects later was told the first encoder's headers, so each keyframe of another brings its own.
void VideoNode::deliver()
{
    if (m_abandoned)
        return;
    for (CodedPacket& packet : m_packets) {
        m_keyframeInside = m_keyframeInside && !packet.keyframe;
        if (m_otherHeaders)
            packet = withHeaders(packet, m_live->encoder->info());
    }
    if (m_live->taken)
        m_live->taken();
    m_renewal->order(m_packets, m_clock.now());
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
