// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvFrameBorder.h"

#include <array>

extern "C" {
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

Result<VideoFrame> AvFrameConverter::convert(const AVFrame& frame)
{
    const VideoSize size{frame.width & ~1, frame.height & ~1};
    if (size.width == 0 || size.height == 0)
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "a picture without size")});
    const auto from = static_cast<AVPixelFormat>(frame.format);
    m_context.reset(sws_getCachedContext(m_context.release(), frame.width, frame.height, from, size.width,
        size.height, AV_PIX_FMT_YUV420P, SWS_BILINEAR | SWS_ACCURATE_RND, nullptr, nullptr, nullptr));
    if (!m_context)
        return Error(ErrorCode::BadData,
            {QT_TRANSLATE_NOOP("core", "a picture of a layout that cannot be converted")});

    MutableFrame canvas(m_pool, PixelFormat::I420, size);
    VideoFrame& meta = canvas.meta();
    copyShape(frame, meta);
    if (isRgb(frame.format)) {
        meta.matrix = ColorMatrix::Bt709;
        meta.range = ColorRange::Limited;
    }
    const int* table = sws_getCoefficients(swsMatrix(meta.matrix));
    const int range = meta.range == ColorRange::Full ? 1 : 0;
    const int sourceRange = isRgb(frame.format) ? 1 : range;
    sws_setColorspaceDetails(m_context.get(), table, sourceRange, table, range, 0, 1 << 16, 1 << 16);
    const std::array<std::uint8_t*, 4> planes{canvas.plane(0), canvas.plane(1), canvas.plane(2), nullptr};
    const std::array<int, 4> strides{static_cast<int>(canvas.stride(0)), static_cast<int>(canvas.stride(1)),
        static_cast<int>(canvas.stride(2)), 0};
    if (sws_scale(m_context.get(), frame.data, frame.linesize, 0, frame.height, planes.data(), strides.data())
        < 0)
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "a picture that cannot be converted")});
    return canvas.finish();
}

} // namespace sluice
