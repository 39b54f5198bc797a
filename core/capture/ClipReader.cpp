// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/ClipReader.h"

#include <algorithm>
#include <utility>

namespace sluice {

namespace {

constexpr std::size_t kMostCodedBytes = 64U
    << 20; // of one stream: a file that interleaves badly stays bounded
// How far one stream may be read beyond the other's: more than any sane file is uneven.
constexpr Duration kUneven = seconds(5);
constexpr Duration kBehind = seconds(1); // decoding so late means that this computer cannot keep up
// Containers count in milliseconds: what is nearer than this follows on without a gap.
constexpr Duration kTick = milliseconds(2);
constexpr Duration kPause = milliseconds(20); // a small part of kAhead

TimePoint dueAt(const VideoFrame& frame)
{
    return frame.captured;
}

TimePoint dueAt(const AudioBlock& block)
{
    return block.captured + block.duration();
}

} // namespace

ClipReader::ClipReader(std::string path, Clock& clock, Resolver& resolver, const Log& log)
    : m_path(std::move(path))
    , m_clock(clock)
    , m_resolver(resolver)
    , m_log(log)
{ }

ClipReader::~ClipReader() = default; // the jthread stops and joins

Result<MediaInfo> ClipReader::open(View view, const StopToken& stop)
{
    const std::lock_guard threadGuard(m_threadMutex);
    {
        const std::lock_guard guard(m_mutex);
        const bool running = (m_frames.wanted || m_blocks.wanted) && !m_error;
        (view == View::Picture ? m_frames.wanted : m_blocks.wanted) = true;
        (view == View::Picture ? m_frames.since : m_blocks.since) = m_clock.now();
        if (!running) {
            // A thread that is still there has failed and touches nothing any more.
            m_info.reset();
            m_error.reset();
            m_started = false;
            m_frames.items.clear();
            m_blocks.items.clear();
            m_thread = std::jthread([this](const StopToken& threadStop) { run(threadStop); });
        }
    }
    Result<MediaInfo> info = awaitInfo(view, stop);
    if (!info)
        release(view);
    return info;
}

Result<MediaInfo> ClipReader::awaitInfo(View view, const StopToken& stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return m_info || m_error; });
    if (m_error)
        return *m_error;
    if (!m_info)
        return Error(ErrorCode::Cancelled);
    if (view == View::Picture && !m_frames.present)
        return Error(ErrorCode::CameraFailed, {m_path, QT_TRANSLATE_NOOP("core", "the file has no picture")});
    if (view == View::Sound && !m_blocks.present)
        return Error(
            ErrorCode::MicrophoneFailed, {m_path, QT_TRANSLATE_NOOP("core", "the file has no sound")});
    return *m_info;
}

void ClipReader::close(View view)
{
    const std::lock_guard threadGuard(m_threadMutex);
    release(view);
}

void ClipReader::release(View view)
{
    bool idle = false;
    {
        const std::lock_guard guard(m_mutex);
        (view == View::Picture ? m_frames.wanted : m_blocks.wanted) = false;
        if (view == View::Picture)
            m_frames.items.clear();
        else
            m_blocks.items.clear();
        idle = !m_frames.wanted && !m_blocks.wanted;
    }
    if (idle)
        m_thread = std::jthread();
}

void ClipReader::Track::push(CodedPacket packet)
{
    bytes += packet.size;
    packets.push_back(std::move(packet));
}

CodedPacket ClipReader::Track::pop()
{
    CodedPacket packet = std::move(packets.front());
    packets.pop_front();
    bytes -= packet.size;
    return packet;
}

bool ClipReader::Track::needs(MediaTime until) const
{
    return active && !hasPlenty(until) && (packets.empty() || packets.back().dts < until);
}

bool ClipReader::Track::hasPlenty(MediaTime until) const
{
    return bytes >= kMostCodedBytes || (!packets.empty() && packets.back().dts >= until + kUneven);
}

void ClipReader::Track::forgetBefore(MediaTime now)
{
    const auto isStart = [](const CodedPacket& p) { return p.keyframe || p.kind == StreamKind::Audio; };
    auto start = packets.begin();
    for (auto i = packets.begin(); i != packets.end() && i->dts <= now; ++i)
        if (isStart(*i))
            start = i;
    for (auto count = start - packets.begin(); count > 0; --count)
        pop();
    while (bytes > kMostCodedBytes)
        pop();
}

Result<void> ClipReader::openFile(const StopToken& stop)
{
    Demuxer::Options options;
    options.url = "file:" + m_path;
    options.loop = true;
    auto demuxer = Demuxer::open(options, m_resolver, m_clock, m_log, stop);
    if (!demuxer)
        return demuxer.error();
    m_demuxer = std::move(*demuxer);
    const MediaInfo& info = m_demuxer->info();
    if (info.video) {
        auto decoder = VideoDecoder::open(*info.video, {});
        if (!decoder)
            return decoder.error();
        m_videoDecoder = std::move(*decoder);
    }
    if (info.audio) {
        auto decoder = AudioDecoder::open(*info.audio);
        if (!decoder)
            return decoder.error();
        m_audioDecoder = std::move(*decoder);
    }
    const std::lock_guard guard(m_mutex);
    m_frames.present = m_videoDecoder != nullptr;
    m_blocks.present = m_audioDecoder != nullptr;
    m_info = info;
    m_changed.notify_all();
    return {};
}

void ClipReader::run(const StopToken& stop)
{
    m_videoTrack = {};
    m_audioTrack = {};
    m_videoDecoder.reset();
    m_audioDecoder.reset();
    m_soundEnd.reset();
    Result<void> state = openFile(stop);
    while (state && !stop.stop_requested()) {
        activate();
        const MediaTime until = position() + kAhead;
        state = readTo(until, stop);
        if (state)
            state = decodeTo(until, stop);
        keepUp(until);
        if (state)
            m_clock.sleepFor(kPause, stop);
    }
    m_demuxer.reset();
    if (!state)
        fail(state.error());
}

void ClipReader::fail(const Error& error)
{
    const std::lock_guard guard(m_mutex);
    m_error = error;
    m_changed.notify_all();
}

// Where the file is now; before its first packet: at zero.
MediaTime ClipReader::position() const
{
    const std::lock_guard guard(m_mutex);
    return m_started ? mediaTime(m_clock.now() - m_start) : MediaTime();
}

// Follows the views that came and went. A decoder that goes on elsewhere forgets what it knew.
void ClipReader::activate()
{
    bool pictures = false, sounds = false;
    {
        const std::lock_guard guard(m_mutex);
        pictures = m_frames.present && m_frames.wanted;
        sounds = m_blocks.present && m_blocks.wanted;
    }
    if (pictures && !m_videoTrack.active)
        m_videoDecoder->flush();
    if (sounds && !m_audioTrack.active)
        m_audioDecoder->flush();
    m_videoTrack.active = pictures;
    m_audioTrack.active = sounds;
}

// Reads until every stream that is looked at has packets beyond `until`, but does not read the other one without bounds
// for the sake of one that is announced and not there, or that ends long before it.
Result<void> ClipReader::readTo(MediaTime until, const StopToken& stop)
{
    while ((m_videoTrack.needs(until) || m_audioTrack.needs(until)) && !m_videoTrack.hasPlenty(until)
        && !m_audioTrack.hasPlenty(until)) {
        auto result = m_demuxer->read(stop);
        if (!result)
            return result.error();
        std::optional<CodedPacket>& packet = *result;
        if (!packet)
            return Error(ErrorCode::NotMedia, {m_path}); // a looping file has no end, unless nothing is in it
        {
            const std::lock_guard guard(m_mutex);
            if (!m_started)
                m_start = m_clock.now() - packet->pts.time_since_epoch();
            m_started = true;
        }
        Track& track = packet->kind == StreamKind::Video ? m_videoTrack : m_audioTrack;
        track.push(std::move(*packet));
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
    }
    return {};
}

Result<void> ClipReader::decodeTo(MediaTime until, const StopToken& stop)
{
    for (Track* track : {&m_videoTrack, &m_audioTrack}) {
        if (!track->active)
            track->forgetBefore(position());
        while (track->active && !track->packets.empty() && track->packets.front().dts < until) {
            const CodedPacket packet = track->pop();
            auto decoded = track == &m_videoTrack ? decodePicture(packet) : decodeSound(packet);
            if (!decoded)
                return decoded;
            if (stop.stop_requested())
                return Error(ErrorCode::Cancelled);
        }
    }
    return {};
}

Result<void> ClipReader::decodePicture(const CodedPacket& packet)
{
    m_decodedFrames.clear();
    auto decoded = m_videoDecoder->decode(packet, m_decodedFrames);
    if (!decoded)
        return decoded;
    const std::lock_guard guard(m_mutex);
    for (VideoFrame& frame : m_decodedFrames) {
        frame.captured = m_start + frame.pts.time_since_epoch();
        if (m_frames.wanted && frame.captured >= m_frames.since)
            m_frames.items.push_back(std::move(frame));
    }
    m_changed.notify_all();
    return {};
}

Result<void> ClipReader::decodeSound(const CodedPacket& packet)
{
    m_decodedBlocks.clear();
    auto decoded = m_audioDecoder->decode(packet, m_decodedBlocks);
    if (!decoded)
        return decoded;
    const std::lock_guard guard(m_mutex);
    for (AudioBlock& block : m_decodedBlocks) {
        block.captured = m_start + block.pts.time_since_epoch();
        if (m_soundEnd && std::chrono::abs(block.captured - *m_soundEnd) <= kTick)
            block.captured = *m_soundEnd;
        m_soundEnd = block.captured + block.duration();
        if (m_blocks.wanted && block.captured >= m_blocks.since)
            m_blocks.items.push_back(std::move(block));
    }
    m_changed.notify_all();
    return {};
}

// Drops what a late view has missed, and moves the start on when this thread itself comes too late.
void ClipReader::keepUp(MediaTime until)
{
    const std::lock_guard guard(m_mutex);
    const TimePoint now = m_clock.now();
    const auto dropLate = [&](auto& items) {
        for (; !items.empty() && dueAt(items.front()) < now - kLate; ++m_dropped)
            items.pop_front();
    };
    dropLate(m_frames.items);
    dropLate(m_blocks.items);
    if (m_started && now - m_start > until.time_since_epoch() + kBehind) {
        m_log.info("clip", "{} is {} ms behind and plays slower", m_path,
            toMs(now - m_start - until.time_since_epoch()));
        m_start = now - until.time_since_epoch();
    }
}

template <typename Item>
Result<std::optional<Item>> ClipReader::next(Waiting<Item>& waiting, Duration patience, const StopToken& stop)
{
    // Declared before the lock: its end waits for a call-back that wants the lock.
    const std::stop_callback wake(stop, [this] {
        const std::lock_guard guard(m_mutex);
        m_changed.notify_all();
    });
    const TimePoint deadline = m_clock.now() + patience;
    std::unique_lock lock(m_mutex);
    while (true) {
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        if (!waiting.wanted)
            return Error(ErrorCode::Internal, {"the file is not open"});
        const TimePoint now = m_clock.now();
        const bool any = !waiting.items.empty();
        if (any && dueAt(waiting.items.front()) <= now) {
            std::optional<Item> item(std::move(waiting.items.front()));
            waiting.items.pop_front();
            return item;
        }
        if (m_error)
            return *m_error;
        if (now >= deadline)
            return std::optional<Item>();
        m_clock.waitUntil(m_changed, lock, any ? std::min(deadline, dueAt(waiting.items.front())) : deadline);
    }
}

Result<std::optional<VideoFrame>> ClipReader::nextFrame(Duration patience, const StopToken& stop)
{
    return next(m_frames, patience, stop);
}

Result<std::optional<AudioBlock>> ClipReader::nextBlock(Duration patience, const StopToken& stop)
{
    return next(m_blocks, patience, stop);
}

std::int64_t ClipReader::dropped() const
{
    const std::lock_guard guard(m_mutex);
    return m_dropped;
}

} // namespace sluice
