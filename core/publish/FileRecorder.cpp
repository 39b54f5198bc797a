// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/FileRecorder.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sluice {

FileRecorder::FileRecorder(
    Config config, Services services, std::vector<CodedPacket> begin, std::function<void()> changed)
    : m_config(std::move(config))
    , m_services(std::move(services))
    , m_changed(std::move(changed))
{
    m_status.path = m_config.path;
    // As it is, however much: it was in memory before, and its payload is shared.
    const auto first = std::ranges::find_if(
        begin, [](const CodedPacket& p) { return p.kind == StreamKind::Video && p.keyframe; });
    m_begun = first != begin.end();
    m_queue.assign(std::move_iterator(first), std::move_iterator(begin.end()));
    for (const CodedPacket& packet : m_queue)
        m_queueBytes += packet.size;
}

std::optional<Error> FileRecorder::Status::failure() const
{
    if (error)
        return error;
    if (diskFull)
        return Error(ErrorCode::FileUnwritable, {path, QT_TRANSLATE_NOOP("core", "the disk is nearly full")});
    if (over() && (cutOff || dropped > 0))
        return Error(ErrorCode::DiskTooSlow, {path});
    return std::nullopt;
}

void FileRecorder::push(const CodedPacket& packet)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_finished || m_status.over())
            return;
        const bool video = packet.kind == StreamKind::Video;
        const bool keyframe = video && packet.keyframe;
        if (!m_begun && !keyframe)
            return;
        const bool full = m_queueBytes + packet.size > kMaxBytes || queuedLocked() > kMaxTime;
        const bool room = m_queueBytes + packet.size <= kMaxBytes / 2 && queuedLocked() <= kMaxTime / 2;
        if (m_skipping ? !(keyframe && room) : full) {
            m_skipping = true;
            m_status.dropped += video ? 1 : 0;
            return;
        }
        m_skipping = false;
        m_begun = true;
        m_queueBytes += packet.size;
        m_queue.push_back(packet);
    }
    m_arrived.notify_all();
}

void FileRecorder::finish()
{
    {
        const std::lock_guard lock(m_mutex);
        m_finished = true;
    }
    m_arrived.notify_all();
}

Duration FileRecorder::queuedLocked() const
{
    return m_queue.empty() ? Duration::zero() : m_queue.back().dts - m_queue.front().dts;
}

FileRecorder::Status FileRecorder::status() const
{
    const std::lock_guard lock(m_mutex);
    Status status = m_status;
    status.queued = queuedLocked();
    return status;
}

std::optional<CodedPacket> FileRecorder::take(const StopToken& stop)
{
    constexpr Duration kPatience = milliseconds(100);
    std::unique_lock lock(m_mutex);
    m_arrived.wait_for(lock, stop, kPatience, [&] { return m_finished || !m_queue.empty(); });
    if (m_queue.empty())
        return std::nullopt;
    CodedPacket packet = std::move(m_queue.front());
    m_queue.pop_front();
    m_queueBytes -= packet.size;
    return packet;
}

bool FileRecorder::finished() const
{
    const std::lock_guard lock(m_mutex);
    return m_finished && m_queue.empty();
}

Step FileRecorder::step(const StopToken& stop)
{
    if (status().over())
        return Step::done();
    if (stop.stop_requested() || finished())
        return close(State::Ended, std::nullopt, stop);
    if (auto packet = take(stop))
        if (auto written = write(std::move(*packet), stop); !written)
            return close(State::Failed, written.error(), stop);
    const TimePoint now = m_services.clock.now();
    if (m_muxer && now - m_synced >= kSyncEach) {
        m_synced = now;
        m_muxer->sync();
        if (m_muxer->deleted())
            return close(State::Failed, deletedError(), stop);
    }
    if (!stop.stop_requested())
        watchDisk(now);
    return status().diskFull ? close(State::Ended, std::nullopt, stop) : Step::again();
}

void FileRecorder::close()
{
    StopSource now;
    now.request_stop();
    (void)step(now.get_token());
}

Result<void> FileRecorder::open(const CodedPacket& first, const StopToken& stop)
{
    Muxer::Options options;
    options.url = "file:" + m_config.path;
    options.video = m_config.video;
    options.audio = m_config.audio;
    options.writeDeadline = kWriteDeadline;
    options.recording = true;
    auto muxer = m_services.open(options, stop);
    if (!muxer)
        return muxer.error();
    m_muxer = std::move(*muxer);
    m_base = first.dts.time_since_epoch();
    m_synced = m_services.clock.now();
    const std::lock_guard lock(m_mutex);
    m_status.path = m_muxer->path();
    return {};
}

Result<void> FileRecorder::write(CodedPacket packet, const StopToken& stop)
{
    if (!m_muxer)
        if (auto opened = open(packet, stop); !opened)
            return opened;
    packet.pts -= m_base;
    packet.dts -= m_base;
    if (packet.dts < MediaTime())
        return {}; // sound from before the first picture
    keepRising(packet);
    if (auto written = m_muxer->write(packet, stop); !written)
        return written;
    bool begins = false;
    {
        const std::lock_guard lock(m_mutex);
        m_status.bytes = m_muxer->bytesSent();
        m_status.length = std::max(m_status.length, packet.dts.time_since_epoch() + packet.duration);
        begins = m_status.state == State::Waiting && m_status.bytes > 0;
        if (begins)
            m_status.state = State::Writing;
    }
    if (begins)
        m_changed();
    return {};
}

// A picture that came late may bear the time of the one before it; files want each stream's times to rise by at least
// a tick, and the coarsest, Matroska's, are milliseconds.
void FileRecorder::keepRising(CodedPacket& packet)
{
    constexpr Duration kTick = milliseconds(1);
    std::optional<MediaTime>& last = m_written.at(packet.kind == StreamKind::Video ? 0 : 1);
    if (last && packet.dts < *last + kTick) {
        packet.dts = *last + kTick;
        packet.pts = std::max(packet.pts, packet.dts);
    }
    last = packet.dts;
}

Error FileRecorder::deletedError() const
{
    return Error(ErrorCode::FileUnwritable,
        {m_muxer->path(),
            QT_TRANSLATE_NOOP("core", "it was deleted meanwhile, and what was recorded with it")});
}

void FileRecorder::watchDisk(TimePoint now)
{
    constexpr Duration kLookEach = seconds(1);
    if (!m_muxer || (m_looked != TimePoint() && now - m_looked < kLookEach))
        return;
    m_looked = now;
    const auto free = m_services.freeBytes(m_muxer->path());
    if (!free)
        return;
    const std::int64_t left = *free - m_config.reserveBytes;
    bool told = false;
    {
        const std::lock_guard lock(m_mutex);
        const bool was = m_status.roomFor.has_value();
        m_status.freeBytes = free;
        m_status.diskFull = left <= 0;
        const double rate = m_status.length >= seconds(1)
            ? static_cast<double>(m_status.bytes) / toSeconds(m_status.length)
            : static_cast<double>(m_config.video.bitrate + m_config.audio.bitrate) / 8.0;
        m_status.roomFor.reset();
        if (const Duration lasts
            = fromSeconds(static_cast<double>(std::max<std::int64_t>(0, left)) / std::max(1.0, rate));
            lasts < kRunsOut)
            m_status.roomFor = lasts;
        told = m_status.diskFull || was != m_status.roomFor.has_value();
    }
    if (told)
        m_changed();
}

// A stop that comes while nothing is taken leaves what was written, which can be read up to there.
Step FileRecorder::close(State state, std::optional<Error> error, const StopToken& stop)
{
    constexpr Duration kFinishDeadline = seconds(2);
    if (m_muxer && !error) {
        if (auto finished = m_muxer->finish(kFinishDeadline, stop); !finished)
            error = finished.error();
        if (!stop.stop_requested()) { // whoever stops does not wait for the disk
            m_muxer->sync();
            if (!error && m_muxer->deleted())
                error = deletedError();
        }
    }
    const bool given = error && error->cancelled();
    if (given)
        error.reset();
    state = error ? State::Failed : given ? State::Ended : state;
    {
        const std::lock_guard lock(m_mutex);
        if (m_muxer)
            m_status.bytes = m_muxer->bytesSent();
        m_status.state = state;
        m_status.error = std::move(error);
        // What a stop found still waiting, or on its way, is not in the file.
        m_status.cutOff = given || (stop.stop_requested() && !m_queue.empty());
        if (m_status.cutOff)
            m_status.dropped += std::ranges::count(m_queue, StreamKind::Video, &CodedPacket::kind);
        m_queue.clear();
        m_queueBytes = 0;
    }
    m_muxer.reset();
    m_changed();
    return Step::done();
}

} // namespace sluice
