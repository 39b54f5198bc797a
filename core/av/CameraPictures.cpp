// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/CameraPictures.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

extern "C" {
#include <libavutil/imgutils.h>
}

#include "core/av/AvError.h"
#include "core/av/CodecOpening.h"

namespace sluice {

CameraPictures::CameraPictures(const AVCodecParameters& parameters)
    : m_parameters(&parameters)
    , m_frame(av_frame_alloc())
{ }

Result<CameraPictures> CameraPictures::make(const AVCodecParameters& parameters)
{
    CameraPictures made(parameters);
    if (parameters.codec_id == AV_CODEC_ID_RAWVIDEO)
        return made;
    StreamInfo info;
    info.codec = avcodec_get_name(parameters.codec_id);
    info.size = {parameters.width, parameters.height};
    auto prepared = prepareDecoder(info);
    if (!prepared)
        return prepared.error();
    AVCodecContext& decoder = **prepared;
    decoder.thread_count = 1; // each picture at once; MJPEG would otherwise wait for one per thread
    decoder.flags |= AV_CODEC_FLAG_LOW_DELAY;
    if (const int code = avcodec_open2(&decoder, decoder.codec, nullptr); code < 0)
        return Error(ErrorCode::DecoderFailed, {info.codec, avErrorText(code)});
    made.m_decoder = std::move(*prepared);
    return made;
}

std::optional<VideoFrame> CameraPictures::picture(const AVPacket& packet)
{
    // The driver marks a corrupt picture by handing over an empty one.
    std::optional<VideoFrame> made;
    if (packet.size > 0 && !brokeOff(packet))
        made = coded() ? decoded(packet) : copied(packet);
    if (!made)
        ++m_damaged;
    return made;
}

// The marker cannot stand inside the picture's data, where 0 follows each 0xFF (ITU-T T.81, B.1.1.5). What cameras fill
// up behind it does no harm.
bool CameraPictures::brokeOff(const AVPacket& packet)
{
    if (m_parameters->codec_id != AV_CODEC_ID_MJPEG)
        return false;
    constexpr std::array<std::uint8_t, 2> kEndOfImage{0xff, 0xd9};
    const std::span<const std::uint8_t> bytes(packet.data, static_cast<std::size_t>(packet.size));
    const bool ended = !std::ranges::find_end(bytes, kEndOfImage).empty();
    m_marksEnds = m_marksEnds || ended;
    return m_marksEnds && !ended;
}

std::optional<VideoFrame> CameraPictures::decoded(const AVPacket& packet)
{
    std::optional<VideoFrame> made;
    decodeThrough(*m_decoder, &packet, *m_frame, [&](AVFrame& frame) {
        if (frame.decode_error_flags != 0 || (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0)
            return;
        if (pixelFormatOf(static_cast<AVPixelFormat>(frame.format)) == PixelFormat::I420)
            made = shareFrame(frame);
        else if (auto converted = m_converter.convert(frame))
            made = std::move(*converted);
    });
    return made;
}

std::optional<VideoFrame> CameraPictures::copied(const AVPacket& packet)
{
    const auto format = static_cast<AVPixelFormat>(m_parameters->format);
    AVFrame& view = *m_frame;
    view.format = format;
    view.width = m_parameters->width;
    view.height = m_parameters->height;
    view.colorspace = AVCOL_SPC_SMPTE170M; // V4L2's and UVC's default, whatever the size
    const int size
        = av_image_fill_arrays(view.data, view.linesize, packet.data, format, view.width, view.height, 1);
    if (size <= 0 || packet.size < size)
        return std::nullopt;
    const auto ours = pixelFormatOf(format);
    if (!ours || view.width % 2 != 0 || view.height % 2 != 0) {
        auto converted = m_converter.convert(view);
        return converted ? std::optional(std::move(*converted)) : std::nullopt;
    }
    MutableFrame canvas(m_pool, *ours, {view.width, view.height});
    copyColour(view, canvas.meta());
    for (std::size_t i = 0; i < planeCount(*ours); ++i) {
        const auto width = static_cast<std::size_t>(planeBytesPerRow(*ours, i, view.width));
        for (int row = 0; row < planeRows(*ours, i, view.height); ++row)
            std::memcpy(canvas.plane(i) + row * canvas.stride(i),
                view.data[i] + static_cast<std::ptrdiff_t>(row) * view.linesize[i], width);
    }
    return canvas.finish();
}

} // namespace sluice
