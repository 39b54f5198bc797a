// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/StreamDescription.h"

#include "core/av/CodecHeaders.h"

namespace sluice {

namespace {

std::span<const std::uint8_t> extradataOf(const AVCodecParameters& parameters)
{
    return parameters.extradata && parameters.extradata_size > 0
        ? std::span<const std::uint8_t>(
              parameters.extradata, static_cast<std::size_t>(parameters.extradata_size))
        : std::span<const std::uint8_t>();
}

void describeVideo(AVStream& stream, StreamInfo& info)
{
    const AVCodecParameters& parameters = *stream.codecpar;
    info.size = {parameters.width, parameters.height};
    AVRational rate = stream.avg_frame_rate;
    if (rate.num <= 0 || rate.den <= 0)
        rate = stream.r_frame_rate;
    if (rate.num > 0 && rate.den > 0)
        info.frameRate = {rate.num, rate.den};
    if (parameters.codec_id != AV_CODEC_ID_H264)
        return;
    const auto headers = parseH264Headers(extradataOf(parameters));
    if (!headers)
        return;
    if (info.size == VideoSize())
        info.size = headers->size;
    if (info.frameRate.numerator == 0)
        info.frameRate = headers->rate;
    if (info.profile.empty())
        if (const char* name = avcodec_profile_name(AV_CODEC_ID_H264, headers->profile))
            info.profile = name;
}

void describeAudio(const AVStream& stream, StreamInfo& info)
{
    const AVCodecParameters& parameters = *stream.codecpar;
    info.audio = {parameters.sample_rate, parameters.ch_layout.nb_channels};
    if (parameters.codec_id != AV_CODEC_ID_AAC)
        return;
    if (const auto format = parseAacHeaders(extradataOf(parameters)))
        info.audio = *format;
}

} // namespace

bool hasCodecHeaders(const AVStream& stream)
{
    switch (stream.codecpar->codec_id) {
    case AV_CODEC_ID_NONE:
        return false;
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_AAC:
        return stream.codecpar->extradata_size > 0;
    default:
        return true;
    }
}

bool isPicture(const AVStream& stream)
{
    return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO
        && !(stream.disposition & AV_DISPOSITION_ATTACHED_PIC);
}

StreamInfo describeStream(AVStream& stream)
{
    const AVCodecParameters& parameters = *stream.codecpar;
    StreamInfo info;
    info.kind = parameters.codec_type == AVMEDIA_TYPE_AUDIO ? StreamKind::Audio : StreamKind::Video;
    info.codec = avcodec_get_name(parameters.codec_id);
    info.bitrate = parameters.bit_rate;
    if (const char* profile = avcodec_profile_name(parameters.codec_id, parameters.profile))
        info.profile = profile;
    if (const auto extradata = extradataOf(parameters); !extradata.empty())
        info.extradata
            = std::make_shared<const std::vector<std::uint8_t>>(extradata.begin(), extradata.end());
    if (info.kind == StreamKind::Video)
        describeVideo(stream, info);
    else
        describeAudio(stream, info);
    return info;
}

} // namespace sluice
