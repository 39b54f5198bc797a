// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/CameraInput.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <system_error>
#include <vector>

#include <fmt/format.h>

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/imgutils.h>
}

#include "core/av/AvError.h"
#include "core/av/AvFrameBorder.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/av/CodecOpening.h"
#include "core/base/Redact.h"

namespace sluice {

namespace {

// libavdevice keeps the descriptor to itself, so there is nothing to poll; the device's own time stamp does not
// suffer from the wait.
constexpr Duration kNap = milliseconds(2);
// A time stamp is by our clock when it is that near to now; others (other clocks, none at all) are shifted to it.
constexpr Duration kOldestStamp = seconds(1);
constexpr Duration kSmallestStep = microseconds(1);
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
    return code > -4096 && code < 0 ? std::generic_category().message(AVUNERROR(code)) : avErrorText(code);
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
    State(Clock& c, const Log& log)
        : clock(c)
        , words(&log)
        , packet(av_packet_alloc())
        , frame(av_frame_alloc())
    { }

    int tryOpen(const std::string& wish, VideoSize size, FrameRate rate);
    Result<void> prepare();
    std::optional<VideoFrame> picture();
    std::optional<VideoFrame> rawPicture();
    void stamp(VideoFrame& picture);

    Clock& clock;
    AvLogCapture words;
    std::string device;
    AvInputPtr context;
    AvPacketPtr packet;
    AvFramePtr frame;
    AvCodecPtr decoder; // null: the pictures are raw
    AvFrameConverter converter;
    FramePool pool;
    std::optional<Duration> shift; // device clock → ours
    std::optional<TimePoint> first;
    MediaTime last{-kSmallestStep};
    std::int64_t damaged = 0;
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

Result<void> CameraInput::State::prepare()
{
    const AVCodecParameters& parameters = *context->streams[0]->codecpar;
    if (parameters.codec_id == AV_CODEC_ID_RAWVIDEO)
        return {};
    StreamInfo info;
    info.codec = avcodec_get_name(parameters.codec_id);
    info.size = {parameters.width, parameters.height};
    auto prepared = prepareDecoder(info);
    if (!prepared)
        return prepared.error();
    decoder = std::move(*prepared);
    decoder->thread_count = 1; // each picture at once; MJPEG would otherwise wait for one per thread
    decoder->flags |= AV_CODEC_FLAG_LOW_DELAY;
    if (const int code = avcodec_open2(decoder.get(), decoder->codec, nullptr); code < 0)
        return Error(ErrorCode::DecoderFailed, {info.codec, avErrorText(code)});
    return {};
}

std::optional<VideoFrame> CameraInput::State::rawPicture()
{
    const AVCodecParameters& parameters = *context->streams[0]->codecpar;
    const auto format = static_cast<AVPixelFormat>(parameters.format);
    AVFrame& view = *frame;
    view.format = format;
    view.width = parameters.width;
    view.height = parameters.height;
    view.colorspace = AVCOL_SPC_UNSPECIFIED;
    const int size = av_image_fill_arrays(
        view.data, view.linesize, packet->data, format, parameters.width, parameters.height, 1);
    if (size <= 0 || packet->size < size)
        return std::nullopt;
    const auto ours = pixelFormatOf(format);
    if (!ours || view.width % 2 != 0 || view.height % 2 != 0) {
        auto converted = converter.convert(view);
        return converted ? std::optional(std::move(*converted)) : std::nullopt;
    }
    // Copied, because the camera has few buffers and wants them back at once.
    MutableFrame canvas(pool, *ours, {view.width, view.height});
    copyColour(view, canvas.meta());
    for (std::size_t i = 0; i < planeCount(*ours); ++i) {
        const auto width = static_cast<std::size_t>(planeBytesPerRow(*ours, i, view.width));
        for (int row = 0; row < planeRows(*ours, i, view.height); ++row)
            std::memcpy(canvas.plane(i) + row * canvas.stride(i),
                view.data[i] + static_cast<std::ptrdiff_t>(row) * view.linesize[i], width);
    }
    return canvas.finish();
}

std::optional<VideoFrame> CameraInput::State::picture()
{
    std::optional<VideoFrame> made;
    if (!decoder) {
        made = rawPicture();
    } else {
        decodeThrough(*decoder, packet.get(), *frame, [&](AVFrame& decoded) {
            if (pixelFormatOf(static_cast<AVPixelFormat>(decoded.format)) == PixelFormat::I420)
                made = shareFrame(decoded);
            else if (auto converted = converter.convert(decoded))
                made = std::move(*converted);
        });
    }
    if (made)
        stamp(*made);
    return made;
}

void CameraInput::State::stamp(VideoFrame& made)
{
    const TimePoint now = clock.now();
    const Duration deviceTime(packet->pts == AV_NOPTS_VALUE ? 0 : packet->pts);
    if (!shift) {
        const Duration age = now.time_since_epoch() - deviceTime;
        shift = age >= Duration::zero() && age <= kOldestStamp ? Duration::zero() : age;
    }
    made.captured = packet->pts == AV_NOPTS_VALUE ? now : TimePoint(deviceTime + *shift);
    if (!first)
        first = made.captured;
    made.pts = std::max(mediaTime(made.captured - *first), last + kSmallestStep);
    last = made.pts;
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
    if (auto prepared = state->prepare(); !prepared)
        return Error(ErrorCode::CameraFailed, {device, prepared.error().message()});

    const AVStream& stream = *state->context->streams[0];
    Opened opened;
    opened.size = {stream.codecpar->width & ~1, stream.codecpar->height & ~1};
    opened.rate = stream.avg_frame_rate.num > 0
        ? FrameRate{stream.avg_frame_rate.num, stream.avg_frame_rate.den}
        : FrameRate{0, 1};
    const char* raw = av_get_pix_fmt_name(static_cast<AVPixelFormat>(stream.codecpar->format));
    opened.format = state->decoder ? avcodec_get_name(stream.codecpar->codec_id) : raw ? raw : "unknown";
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
        if (code < 0)
            return Error(ErrorCode::CameraFailed, {s.device, reason(code)}, redact(s.words.words()));
        // The driver marks a corrupt picture by handing over an empty one.
        auto picture = s.packet->size > 0 ? s.picture() : std::nullopt;
        av_packet_unref(s.packet.get());
        if (picture)
            return picture;
        ++s.damaged;
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
    return m_state ? m_state->damaged : 0;
}

} // namespace sluice
