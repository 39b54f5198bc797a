// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/ScreenInput.h"

#include <mutex>

#include <fmt/format.h>

extern "C" {
#include <libavdevice/avdevice.h>
#include <libavutil/imgutils.h>
}

#include "core/av/AvError.h"
#include "core/av/AvFrameBorder.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/base/Redact.h"

namespace sluice {

namespace {

// x11grab sleeps until a frame of its own rate is due. One that is always late never sleeps.
constexpr int kNeverWaits = 1000;

void registerDevices()
{
    static std::once_flag once;
    std::call_once(once, [] { avdevice_register_all(); });
}

} // namespace

struct ScreenInput::State {
    explicit State(const Log& log) : words(&log), frame(av_frame_alloc()) { }

    AvLogCapture words;
    std::string name;
    AvInputPtr context;
    AvFramePtr frame;
    AvFrameConverter converter;

    Error failed(int code) const
    {
        return Error(ErrorCode::ScreenFailed, {name, avErrorText(code)}, redact(words.words()));
    }
};

ScreenInput::ScreenInput(Clock& clock, const Log& log) : m_clock(clock), m_log(log) { }
ScreenInput::~ScreenInput() = default;

Result<void> ScreenInput::open(const Area& area)
{
    close();
    registerDevices();
    auto state = std::make_unique<State>(m_log);
    state->name = area.window != 0 ? fmt::format("window:0x{:x}", area.window) : area.display;
    const AvLogCapture::Scope scope(state->words);
    const AVInputFormat* format = av_find_input_format("x11grab");
    if (!format)
        return Error(
            ErrorCode::ScreenFailed, {state->name, QT_TRANSLATE_NOOP("core", "this FFmpeg cannot do it")});
    AvOptions options;
    options.set("video_size", fmt::format("{}x{}", area.size.width, area.size.height));
    options.set("framerate", std::int64_t(kNeverWaits));
    options.set("grab_x", std::int64_t(area.x));
    options.set("grab_y", std::int64_t(area.y));
    if (area.window != 0)
        options.set("window_id", std::int64_t(area.window));
    AVFormatContext* made = nullptr;
    const int code = avformat_open_input(&made, area.display.c_str(), format, options.out());
    if (code < 0)
        return state->failed(code);
    state->context.reset(made);
    m_state = std::move(state);
    return {};
}

Result<VideoFrame> ScreenInput::grab()
{
    if (!m_state)
        return Error(ErrorCode::Internal, {"the screen is not open"});
    State& s = *m_state;
    const AvLogCapture::Scope scope(s.words);
    const std::shared_ptr<AVPacket> packet(av_packet_alloc(), AvDelete());
    const TimePoint now = m_clock.now();
    if (const int code = av_read_frame(s.context.get(), packet.get()); code < 0)
        return s.failed(code);

    const AVCodecParameters& parameters = *s.context->streams[0]->codecpar;
    const auto format = static_cast<AVPixelFormat>(parameters.format);
    AVFrame& view = *s.frame;
    view.format = format;
    view.width = parameters.width;
    view.height = parameters.height;
    const int bytes = av_image_fill_arrays(
        view.data, view.linesize, packet->data, format, parameters.width, parameters.height, 1);
    if (bytes <= 0 || packet->size < bytes)
        return s.failed(AVERROR_INVALIDDATA);
    if (format != AV_PIX_FMT_BGR0 && format != AV_PIX_FMT_BGRA) {
        auto converted = s.converter.convert(view);
        if (converted)
            converted->captured = now;
        return converted;
    }
    // The packet is a buffer of its own, so that the pixels need no copy. An odd last row or column is left away.
    VideoFrame frame;
    frame.format = PixelFormat::Bgra;
    frame.range = ColorRange::Full;
    frame.size = {view.width & ~1, view.height & ~1};
    frame.planes[0] = view.data[0];
    frame.strides[0] = view.linesize[0];
    frame.owner = packet;
    frame.captured = now;
    return frame;
}

void ScreenInput::close()
{
    if (!m_state)
        return;
    const AvLogCapture::Scope scope(m_state->words);
    m_state->context.reset();
    m_state.reset();
}

} // namespace sluice
