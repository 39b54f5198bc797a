// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/SlateNode.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "core/av/PictureFile.h"

namespace sluice {

namespace {

// A picture that follows the one before by less than this is not worth fitting: the stream has no slot for it.
constexpr double kTooSoon = 0.6; // slots; less than a jittering clip of the stream's own rate, more than half

enum class FileKind { Missing, NotAFile, Picture, Clip };

FileKind kindOf(const std::string& path)
{
    std::error_code failed;
    const auto type = std::filesystem::status(path, failed).type();
    if (type == std::filesystem::file_type::not_found || type == std::filesystem::file_type::none)
        return FileKind::Missing;
    if (type != std::filesystem::file_type::regular) // a pipe would hold whoever opens it
        return FileKind::NotAFile;
    return looksLikePicture(path) ? FileKind::Picture : FileKind::Clip;
}

constexpr std::int64_t pixels(VideoSize size)
{
    return std::int64_t(size.width) * size.height;
}

} // namespace

SlateNode::SlateNode(Services services, SlateReel& reel, std::function<void()> changed)
    : m_services(services)
    , m_reel(reel)
    , m_changed(std::move(changed))
{ }

void SlateNode::setFile(const std::string& path)
{
    const std::lock_guard lock(m_mutex);
    m_wanted.path = path;
    m_again = true;
    m_settled = false;
}

void SlateNode::setCanvas(VideoSize canvas, FrameRate rate)
{
    const std::lock_guard lock(m_mutex);
    m_wanted.canvas = canvas;
    m_wanted.rate = rate;
}

std::optional<Error> SlateNode::error() const
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

bool SlateNode::settled() const
{
    const std::lock_guard lock(m_mutex);
    return m_settled;
}

bool SlateNode::takeOrders()
{
    const std::lock_guard lock(m_mutex);
    if (!std::exchange(m_again, false) && m_orders == m_wanted)
        return false;
    if (m_orders.path != m_wanted.path)
        m_reel.clear();
    m_orders = m_wanted;
    return true;
}

// With nothing in hand: the next step opens the file.
void SlateNode::startOver()
{
    m_demuxer.reset();
    m_decoder.reset();
    m_pending.clear();
    m_atEnd = false;
    m_still = false;
    m_failed = false;
    m_retryAt.reset();
    m_lapBegin = m_lapEnd = m_lastAt = {};
    m_lapFirst.reset();
    m_lapPictures = 0;
    m_lastPushed.reset();
}

Step SlateNode::step(const StopToken& stop)
{
    if (takeOrders()) {
        startOver();
        m_composer.emplace(m_orders.canvas);
        m_run = m_reel.begin();
        if (m_orders.path.empty()) {
            m_reel.clear();
            tell(std::nullopt);
        }
    }
    if (m_orders.path.empty() || m_still)
        return Step::wait();
    if (m_failed) {
        if (!m_retryAt || m_services.clock.now() < *m_retryAt)
            return m_retryAt ? Step::until(*m_retryAt) : Step::wait();
        startOver();
    }
    const SlateReel::Order order = m_reel.order();
    if (order.run != m_run) {
        startOver();
        m_run = order.run;
    }
    if (m_demuxer && !order.room)
        return Step::wait();
    Result<void> done;
    if (!m_demuxer)
        done = open(stop);
    else if (!m_pending.empty())
        done = place(m_pending.front());
    else if (m_atEnd)
        done = nextLap(stop);
    else
        done = readOn(stop);
    return done ? Step::again() : fail(done.error(), stop);
}

Result<void> SlateNode::open(const StopToken& stop)
{
    const auto kind = m_disks.of(m_orders.path)
                          ->ask([path = m_orders.path] { return kindOf(path); }, kDiskPatience, stop);
    if (!kind)
        return silent(stop);
    switch (*kind) {
    case FileKind::Missing:
        return refused(QT_TRANSLATE_NOOP("core", "there is no such file"));
    case FileKind::NotAFile:
        return refused(QT_TRANSLATE_NOOP("core", "it is not a file"));
    case FileKind::Picture:
        return openPicture(stop);
    case FileKind::Clip:
        break;
    }
    return openClip(stop);
}

Result<void> SlateNode::openPicture(const StopToken& stop)
{
    const auto picture
        = m_disks.of(m_orders.path)
              ->ask([path = m_orders.path, stop] { return readPicture(path, stop); }, kDiskPatience, stop);
    if (!picture)
        return silent(stop);
    if (!*picture)
        return refused(picture->error());
    auto made = fitted(**picture);
    if (!made)
        return made.error();
    m_reel.setStill(std::move(*made));
    m_still = true;
    tell(std::nullopt);
    return {};
}

Result<void> SlateNode::openClip(const StopToken& stop)
{
    Demuxer::Options options;
    options.url = "file:" + m_orders.path;
    auto demuxer = Demuxer::open(options, m_services.resolver, m_services.clock, m_services.log, stop);
    if (!demuxer)
        return refused(demuxer.error());
    const MediaInfo& info = (*demuxer)->info();
    if (!info.video)
        return refused(QT_TRANSLATE_NOOP("core", "the file has no picture"));
    if (pixels(info.video->size) > pixels(kLargest))
        return refused(QT_TRANSLATE_NOOP("core", "its picture is larger than 4096 × 2304"));
    VideoDecoder::Options decoding;
    decoding.lowDelay = false; // nothing waits for it
    decoding.mostPixels = pixels(kLargest);
    auto decoder = VideoDecoder::open(*info.video, decoding);
    if (!decoder)
        return refused(decoder.error());
    m_demuxer = std::move(*demuxer);
    m_decoder = std::move(*decoder);
    return {};
}

Result<void> SlateNode::readOn(const StopToken& stop)
{
    auto packet = m_demuxer->read(stop);
    if (!packet)
        return refused(packet.error());
    m_decoded.clear();
    if (!*packet) {
        m_decoder->drain(m_decoded);
        m_atEnd = true;
    } else if ((*packet)->kind == StreamKind::Video) {
        if (auto done = m_decoder->decode(**packet, m_decoded); !done)
            return refused(done.error());
    }
    std::ranges::move(m_decoded, std::back_inserter(m_pending));
    return {};
}

// Finds the picture's place in the run, and gives it to the reel if the stream has a slot for it.
Result<void> SlateNode::place(const VideoFrame& frame)
{
    const Duration slot = m_orders.rate.frameDuration();
    m_lapFirst = m_lapFirst.value_or(frame.pts);
    const Duration at
        = std::max(m_lapPictures > 0 ? m_lastAt : m_lapBegin, m_lapBegin + (frame.pts - *m_lapFirst));
    const Duration step = m_lapPictures > 0 ? at - m_lastAt : slot;
    m_lapEnd = at + (frame.duration > Duration::zero() ? frame.duration : step);
    m_lapEnd = std::max(m_lapEnd, m_lapBegin + slot); // a lap takes time, whatever its time stamps say
    m_lastAt = at;
    ++m_lapPictures;
    const Duration soonest(static_cast<Duration::rep>(kTooSoon * static_cast<double>(slot.count())));
    if (!m_lastPushed || at - *m_lastPushed >= soonest) {
        auto made = fitted(frame);
        if (!made)
            return made.error();
        made->pts = mediaTime(at);
        m_reel.push(m_run, std::move(*made));
        m_lastPushed = at;
        tell(std::nullopt);
    }
    m_pending.pop_front();
    return {};
}

// By a seek where the container has one, otherwise by opening the file again.
Result<void> SlateNode::nextLap(const StopToken& stop)
{
    if (m_lapPictures == 0)
        return refused(QT_TRANSLATE_NOOP("core", "no picture of it could be decoded"));
    m_atEnd = false;
    m_still = m_lapPictures == 1 && m_lapBegin == Duration::zero(); // it stays where it is
    if (m_still)
        return {};
    m_lapBegin = m_lapEnd;
    m_lapFirst.reset();
    m_lapPictures = 0;
    if (m_demuxer->info().seekable && m_demuxer->seek(MediaTime(), stop))
        return {};
    return openClip(stop);
}

Result<VideoFrame> SlateNode::fitted(const VideoFrame& frame)
{
    return m_composer->compose(std::vector{Composer::Layer{frame}});
}

Error SlateNode::refused(std::string_view why) const
{
    return Error(ErrorCode::SlateFailed, {m_orders.path, std::string(why)});
}

Error SlateNode::silent(const StopToken& stop) const
{
    return stop.stop_requested() ? Error(ErrorCode::Cancelled) : refused(kDiskSilent);
}

Error SlateNode::refused(const Error& cause) const
{
    switch (cause.code()) {
    case ErrorCode::Cancelled:
    case ErrorCode::Internal:
        return cause;
    case ErrorCode::FileNotFound:
        return refused(QT_TRANSLATE_NOOP("core", "there is no such file"));
    case ErrorCode::FileUnreadable:
        return refused(cause.sentence().args().back());
    case ErrorCode::DecoderFailed:
    case ErrorCode::BadData:
        return refused(QT_TRANSLATE_NOOP("core", "it is damaged"));
    default:
        return refused(QT_TRANSLATE_NOOP("core", "it is no picture or video that Sluice understands"));
    }
}

Step SlateNode::fail(const Error& error, const StopToken& stop)
{
    startOver();
    if (error.cancelled())
        return Step::wait();
    m_failed = true;
    const auto look = [path = m_orders.path] { return kindOf(path) != FileKind::Missing; };
    const auto disk = m_disks.of(m_orders.path);
    if (disk->stuck() || !disk->ask(look, kDiskPatience, stop).value_or(false))
        m_retryAt = m_services.clock.now() + kRetry;
    m_reel.clear();
    m_run = m_reel.order().run;
    if (const auto before = this->error(); !before || before->message() != error.message())
        m_services.log.info("slate", "{}", error.message());
    tell(error);
    return m_retryAt ? Step::until(*m_retryAt) : Step::wait();
}

void SlateNode::tell(std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        // Another file was set meanwhile: this is not about it.
        const bool settled = !m_again;
        const bool same = m_error && error ? m_error->message() == error->message() : !m_error && !error;
        if (same && m_settled == settled)
            return;
        m_settled = settled;
        m_error = std::move(error);
    }
    m_changed();
}

} // namespace sluice
