// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvFrameBorder.h"

#include <array>

extern "C" {
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

namespace sluice {

namespace {

constexpr int kHdRows = 720; // smaller pictures are BT.601 by custom

struct FrameOwner {
    void operator()(const void* frame) const noexcept
    {
        auto* f = const_cast<AVFrame*>(static_cast<const AVFrame*>(frame));
        av_frame_free(&f);
    }
};

bool isFullRangeFormat(int format)
{
    return format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P || format == AV_PIX_FMT_YUVJ444P
        || format == AV_PIX_FMT_YUVJ440P;
}

bool isRgb(int format)
{
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
    return descriptor && (descriptor->flags & AV_PIX_FMT_FLAG_RGB);
}

bool hasPalette(int format)
{
    const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
    return descriptor && (descriptor->flags & AV_PIX_FMT_FLAG_PAL);
}

// The range is told apart; swscale keeps no format that tells it.
AVPixelFormat withoutRange(AVPixelFormat format)
{
    switch (format) {
    case AV_PIX_FMT_YUVJ420P:
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
        return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
        return AV_PIX_FMT_YUV440P;
    default:
        return format;
    }
}

void copyShape(const AVFrame& frame, VideoFrame& out)
{
    copyColour(frame, out);
    const AVRational aspect = frame.sample_aspect_ratio;
    out.aspect = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1.0;
}

} // namespace

AVPixelFormat avPixelFormat(PixelFormat format)
{
    switch (format) {
    case PixelFormat::I420:
        return AV_PIX_FMT_YUV420P;
    case PixelFormat::Nv12:
        return AV_PIX_FMT_NV12;
    case PixelFormat::Yuyv422:
        return AV_PIX_FMT_YUYV422;
    case PixelFormat::Bgra:
        break;
    }
    return AV_PIX_FMT_BGRA;
}

std::optional<PixelFormat> pixelFormatOf(AVPixelFormat format)
{
    switch (format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
        return PixelFormat::I420;
    case AV_PIX_FMT_NV12:
        return PixelFormat::Nv12;
    case AV_PIX_FMT_YUYV422:
        return PixelFormat::Yuyv422;
    case AV_PIX_FMT_BGRA:
        return PixelFormat::Bgra;
    default:
        return std::nullopt;
    }
}

int swsMatrix(ColorMatrix matrix)
{
    return matrix == ColorMatrix::Bt709 ? SWS_CS_ITU709 : SWS_CS_ITU601;
}

void copyColour(const AVFrame& frame, VideoFrame& out)
{
    switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
        out.matrix = ColorMatrix::Bt709;
        break;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_FCC:
        out.matrix = ColorMatrix::Bt601;
        break;
    default:
        out.matrix = frame.height >= kHdRows ? ColorMatrix::Bt709 : ColorMatrix::Bt601;
    }
    const bool full = frame.color_range == AVCOL_RANGE_JPEG || isFullRangeFormat(frame.format);
    out.range = full ? ColorRange::Full : ColorRange::Limited;
}

std::optional<VideoFrame> shareFrame(AVFrame& frame)
{
    const auto format = pixelFormatOf(static_cast<AVPixelFormat>(frame.format));
    const VideoSize size{frame.width & ~1, frame.height & ~1};
    if (!format || size.width == 0 || size.height == 0 || !frame.buf[0])
        return std::nullopt;
    AVFrame* kept = av_frame_alloc();
    if (!kept)
        return std::nullopt;
    VideoFrame out;
    copyShape(frame, out);
    out.format = *format;
    out.size = size;
    av_frame_move_ref(kept, &frame);
    for (std::size_t i = 0; i < planeCount(*format); ++i) {
        out.planes[i] = kept->data[i];
        out.strides[i] = kept->linesize[i];
    }
    out.owner = std::shared_ptr<const void>(static_cast<const void*>(kept), FrameOwner());
    return out;
}

AvScalePtr makeScale(const AvScaling& scaling)
{
    AvScalePtr made(sws_alloc_context());
    if (!made)
        return made;
    const auto set = [&made](const char* name, std::int64_t value) {
        return av_opt_set_int(made.get(), name, value, 0) >= 0;
    };
    const bool told = set("srcw", scaling.fromSize.width) && set("srch", scaling.fromSize.height)
        && set("src_format", scaling.from) && set("dstw", scaling.toSize.width)
        && set("dsth", scaling.toSize.height) && set("dst_format", scaling.to)
        && set("sws_flags", scaling.flags) && set("src_range", scaling.fromFull ? 1 : 0)
        && set("dst_range", scaling.toFull ? 1 : 0);
    if (!told || sws_init_context(made.get(), nullptr, nullptr) < 0)
        return nullptr;
    sws_setColorspaceDetails(made.get(), sws_getCoefficients(swsMatrix(scaling.fromMatrix)),
        scaling.fromFull ? 1 : 0, sws_getCoefficients(swsMatrix(scaling.toMatrix)), scaling.toFull ? 1 : 0, 0,
        1 << 16, 1 << 16);
    return made;
}

// A palette's picture with its colours, which swscale takes for BT.601 otherwise.
const AVFrame* AvFrameConverter::unfolded(const AVFrame& frame, VideoSize size)
{
    AvScaling wanted;
    wanted.from = static_cast<AVPixelFormat>(frame.format);
    wanted.to = AV_PIX_FMT_BGRA;
    wanted.fromSize = wanted.toSize = size;
    wanted.flags = SWS_BILINEAR | SWS_ACCURATE_RND;
    wanted.fromFull = wanted.toFull = true;
    if (!m_unfold || wanted != m_unfolding) {
        m_unfold = makeScale(wanted);
        m_unfolding = wanted;
        m_bgra.reset(av_frame_alloc());
        if (!m_unfold || !m_bgra)
            return nullptr;
        m_bgra->format = AV_PIX_FMT_BGRA;
        m_bgra->width = size.width;
        m_bgra->height = size.height;
        if (av_frame_get_buffer(m_bgra.get(), 0) < 0)
            return nullptr;
    }
    m_bgra->sample_aspect_ratio = frame.sample_aspect_ratio;
    const int done = sws_scale(
        m_unfold.get(), frame.data, frame.linesize, 0, size.height, m_bgra->data, m_bgra->linesize);
    return done < 0 ? nullptr : m_bgra.get();
}

Result<VideoFrame> AvFrameConverter::convert(const AVFrame& frame)
{
    const VideoSize size{frame.width & ~1, frame.height & ~1};
    if (size.width == 0 || size.height == 0)
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "a picture without size")});
    const Error noWay(
        ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "a picture of a layout that cannot be converted")});
    if (hasPalette(frame.format)) {
        const AVFrame* colours = unfolded(frame, {frame.width, frame.height});
        return colours ? convert(*colours) : Result<VideoFrame>(noWay);
    }

    MutableFrame canvas(m_pool, PixelFormat::I420, size);
    VideoFrame& meta = canvas.meta();
    copyShape(frame, meta);
    // Grey is full range wherever it comes from: PNG, and JPEG.
    const bool grey = frame.format == AV_PIX_FMT_GRAY8;
    AvScaling wanted;
    wanted.fromFull = isRgb(frame.format) || grey || meta.range == ColorRange::Full;
    if (isRgb(frame.format))
        meta.matrix = ColorMatrix::Bt709;
    if (isRgb(frame.format) || grey)
        meta.range = ColorRange::Limited;
    wanted.from = withoutRange(static_cast<AVPixelFormat>(frame.format));
    wanted.to = AV_PIX_FMT_YUV420P;
    wanted.fromSize = {frame.width, frame.height};
    wanted.toSize = size;
    wanted.flags = SWS_BILINEAR | SWS_ACCURATE_RND;
    wanted.fromMatrix = wanted.toMatrix = meta.matrix;
    wanted.toFull = meta.range == ColorRange::Full;
    if (!m_context || wanted != m_scaling)
        m_context = makeScale(wanted);
    m_scaling = wanted;
    if (!m_context)
        return noWay;
    const std::array<std::uint8_t*, 4> planes{canvas.plane(0), canvas.plane(1), canvas.plane(2), nullptr};
    const std::array<int, 4> strides{static_cast<int>(canvas.stride(0)), static_cast<int>(canvas.stride(1)),
        static_cast<int>(canvas.stride(2)), 0};
    if (sws_scale(m_context.get(), frame.data, frame.linesize, 0, frame.height, planes.data(), strides.data())
        < 0)
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "a picture that cannot be converted")});
    return canvas.finish();
}

} // namespace sluice
