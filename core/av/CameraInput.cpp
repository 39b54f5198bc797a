// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/CameraInput.h"

#include <array>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <vector>

#include <fmt/format.h>

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/pixdesc.h>
}

#include "core/av/AvError.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/av/CameraPictures.h"
#include "core/av/CameraStamps.h"
#include "core/base/Redact.h"
#include "core/base/TextFile.h"

namespace sluice {

namespace {

// libavdevice keeps the descriptor to itself, so there is nothing to poll; the device's own time stamp does not
// suffer from the wait.
constexpr Duration kNap = milliseconds(2);
// Above this width the wire carries raw pictures too slowly on USB 2, where many cameras still are.
constexpr int kWidestRaw = 640;

// What to ask the camera for, in this order; last of all whatever it likes.
std::vector<std::string> wishes(const std::string& first, VideoSize size)
{
    const std::array<const char*, 5> small{"yuyv422", "nv12", "yuv420p", "mjpeg", ""};
    const std::array<const char*, 5> large{"mjpeg", "yuyv422", "nv12", "yuv420p", ""};
    std::vector<std::string> all;
    if (!first.empty())
        all.push_back(first);
    for (const char* wish : size.width > kWidestRaw ? large : small)
        if (first != wish)
            all.emplace_back(wish);
    return all;
}

std::string reason(int code)
{
    return code > -4096 && code < 0 ? errnoText(AVUNERROR(code)) : avErrorText(code);
}

Error openError(const std::string& device, int code)
{
    switch (AVUNERROR(code)) {
    case ENOENT:
    case ENXIO:
        return Error(ErrorCode::CameraNotFound, {device});
    case ENOTTY:
    case ENODEV:
    case EISDIR:
        return Error(ErrorCode::NotACamera, {device});
    case EBUSY:
        return Error(ErrorCode::CameraBusy, {device});
    default:
        return Error(ErrorCode::CameraFailed, {device, reason(code)});
    }
}

// Another format may be accepted where this one was not; anything else will not change by asking again.
bool worthAnotherWish(int code)
{
    return code == AVERROR(EINVAL) || code == AVERROR(EIO) || code == AVERROR(ENOSYS);
}

void registerDevices()
{
    static std::once_flag once;
    std::call_once(once, [] { avdevice_register_all(); });
}

} // namespace

struct CameraInput::State {
    State(Clock& c, const Log& log) : clock(c), words(&log), packet(av_packet_alloc()) { }

    int tryOpen(const std::string& wish, VideoSize size, FrameRate rate);
    std::optional<VideoFrame> picture();
    void stamp(VideoFrame& made);

    Clock& clock;
    AvLogCapture words;
    std::string device;
    AvInputPtr context;
    AvPacketPtr packet;
    std::optional<CameraPictures> pictures;
    CameraStamps stamps;
    std::optional<TimePoint> first;
};

int CameraInput::State::tryOpen(const std::string& wish, VideoSize size, FrameRate rate)
{
    const AVInputFormat* format = av_find_input_format("v4l2");
    AVFormatContext* made = avformat_alloc_context();
    if (!format || !made)
        return AVERROR(ENOSYS);
    made->flags |= AVFMT_FLAG_NONBLOCK;
    AvOptions options;
    if (!wish.empty())
        options.set("input_format", wish);
    options.set("video_size", fmt::format("{}x{}", size.width, size.height));
    if (rate.numerator > 0)
        options.set("framerate", fmt::format("{}/{}", rate.numerator, rate.denominator));
    const int code = avformat_open_input(&made, device.c_str(), format, options.out()); // frees it on failure
    if (code >= 0)
        context.reset(made);
    return code;
}

std::optional<VideoFrame> CameraInput::State::picture()
{
    auto made = pictures->picture(*packet);
    if (made)
        stamp(*made);
    return made;
}

void CameraInput::State::stamp(VideoFrame& made)
{
    const bool stamped = packet->pts != AV_NOPTS_VALUE;
    made.captured = stamps.place(stamped ? std::optional(Duration(packet->pts)) : std::nullopt, clock.now());
    if (!first)
        first = made.captured;
    made.pts = mediaTime(made.captured - *first);
}

CameraInput::CameraInput(Clock& clock, const Log& log) : m_clock(clock), m_log(log) { }
CameraInput::~CameraInput() = default;

Result<CameraInput::Opened> CameraInput::open(const std::string& device, const std::string& format,
    VideoSize size, FrameRate rate, const StopToken& stop)
{
    close();
    if (device.empty())
        return Error(ErrorCode::NoCamera);
    registerDevices();
    auto state = std::make_unique<State>(m_clock, m_log);
    state->device = device;
    const AvLogCapture::Scope scope(state->words);
    int code = AVERROR(EINVAL);
    for (const std::string& wish : wishes(format, size)) {
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        code = state->tryOpen(wish, size, rate);
        if (code >= 0 || !worthAnotherWish(code))
            break;
    }
    if (code < 0)
        return openError(device, code);
    auto pictures = CameraPictures::make(*state->context->streams[0]->codecpar);
    if (!pictures)
        return Error(ErrorCode::CameraFailed, {device, pictures.error().message()});
    state->pictures = std::move(*pictures);

    const AVStream& stream = *state->context->streams[0];
    Opened opened;
    opened.size = {stream.codecpar->width & ~1, stream.codecpar->height & ~1};
    opened.rate = stream.avg_frame_rate.num > 0
        ? FrameRate{stream.avg_frame_rate.num, stream.avg_frame_rate.den}
        : FrameRate{0, 1};
    const char* raw = av_get_pix_fmt_name(static_cast<AVPixelFormat>(stream.codecpar->format));
    opened.format = state->pictures->coded() ? avcodec_get_name(stream.codecpar->codec_id)
        : raw                                ? raw
                                             : "unknown";
    m_state = std::move(state);
    return opened;
}

Result<std::optional<VideoFrame>> CameraInput::read(Duration patience, const StopToken& stop)
{
    if (!m_state)
        return Error(ErrorCode::NoCamera);
    State& s = *m_state;
    const AvLogCapture::Scope scope(s.words);
    const TimePoint until = m_clock.now() + patience;
    for (;;) {
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        const int code = av_read_frame(s.context.get(), s.packet.get());
        if (code == AVERROR(EAGAIN)) {
            if (m_clock.now() >= until)
                return std::optional<VideoFrame>();
            m_clock.sleepUntil(std::min(until, m_clock.now() + kNap), stop);
            continue;
        }
        if (code == AVERROR(ENODEV)) // pulled
            return Error(ErrorCode::CameraNotFound, {s.device}, redact(s.words.words()));
        if (code < 0)
            return Error(ErrorCode::CameraFailed, {s.device, reason(code)}, redact(s.words.words()));
        auto picture = s.picture();
        av_packet_unref(s.packet.get());
        if (picture)
            return picture;
    }
}

void CameraInput::close()
{
    if (!m_state)
        return;
    const AvLogCapture::Scope scope(m_state->words);
    m_state->context.reset();
    m_state.reset();
}

std::int64_t CameraInput::damaged() const
{
    return m_state && m_state->pictures ? m_state->pictures->damaged() : 0;
}

} // namespace sluice
