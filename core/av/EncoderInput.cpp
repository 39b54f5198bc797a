// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/EncoderInput.h"

extern "C" {
#include <libavutil/hwcontext.h>
#include <libavutil/imgutils.h>
}

namespace sluice {

EncoderInput::EncoderInput(const std::string& encoder)
    : m_kind(encoder.ends_with("_vaapi")  ? Kind::Vaapi
              : encoder.ends_with("_qsv") ? Kind::Nv12
                                          : Kind::Plain)
{ }

EncoderInput::~EncoderInput()
{
    m_uploaded.reset();
    av_buffer_unref(&m_frames);
    av_buffer_unref(&m_device);
}

int EncoderInput::attach(AVCodecContext& codec)
{
    constexpr int kPool = 20; // what the encoder may hold back, and some more
    if (m_kind == Kind::Plain)
        return 0;
    m_nv12.reset(av_frame_alloc());
    if (!m_nv12)
        return AVERROR(ENOMEM);
    codec.pix_fmt = m_kind == Kind::Vaapi ? AV_PIX_FMT_VAAPI : AV_PIX_FMT_NV12;
    if (m_kind == Kind::Nv12)
        return 0;
    if (const int code = av_hwdevice_ctx_create(&m_device, AV_HWDEVICE_TYPE_VAAPI, nullptr, nullptr, 0);
        code < 0)
        return code;
    m_frames = av_hwframe_ctx_alloc(m_device);
    m_uploaded.reset(av_frame_alloc());
    if (!m_frames || !m_uploaded)
        return AVERROR(ENOMEM);
    auto* pool = reinterpret_cast<AVHWFramesContext*>(m_frames->data);
    pool->format = AV_PIX_FMT_VAAPI;
    pool->sw_format = AV_PIX_FMT_NV12;
    pool->width = codec.width;
    pool->height = codec.height;
    pool->initial_pool_size = kPool;
    if (const int code = av_hwframe_ctx_init(m_frames); code < 0)
        return code;
    codec.hw_frames_ctx = av_buffer_ref(m_frames);
    return codec.hw_frames_ctx ? 0 : AVERROR(ENOMEM);
}

const AVFrame* EncoderInput::prepare(const AVFrame& frame)
{
    if (m_kind == Kind::Plain)
        return &frame;
    if (!toNv12(frame))
        return nullptr;
    if (m_kind == Kind::Nv12)
        return m_nv12.get();
    av_frame_unref(m_uploaded.get());
    if (av_hwframe_get_buffer(m_frames, m_uploaded.get(), 0) < 0
        || av_hwframe_transfer_data(m_uploaded.get(), m_nv12.get(), 0) < 0
        || av_frame_copy_props(m_uploaded.get(), &frame) < 0)
        return nullptr;
    return m_uploaded.get();
}

bool EncoderInput::toNv12(const AVFrame& frame)
{
    av_frame_unref(m_nv12.get());
    m_nv12->format = AV_PIX_FMT_NV12;
    m_nv12->width = frame.width;
    m_nv12->height = frame.height;
    if (av_frame_get_buffer(m_nv12.get(), 0) < 0 || av_frame_copy_props(m_nv12.get(), &frame) < 0)
        return false;
    av_image_copy_plane(
        m_nv12->data[0], m_nv12->linesize[0], frame.data[0], frame.linesize[0], frame.width, frame.height);
    interleaveChroma({frame.data[1], frame.linesize[1]}, {frame.data[2], frame.linesize[2]},
        (frame.width + 1) / 2, (frame.height + 1) / 2, m_nv12->data[1], m_nv12->linesize[1]);
    return true;
}

void interleaveChroma(ChromaPlane u, ChromaPlane v, int width, int height, std::uint8_t* out, int stride)
{
    for (int y = 0; y < height; ++y, u.data += u.stride, v.data += v.stride, out += stride) {
        for (std::ptrdiff_t x = 0; x < width; ++x) {
            out[2 * x] = u.data[x];
            out[2 * x + 1] = v.data[x];
        }
    }
}

} // namespace sluice
