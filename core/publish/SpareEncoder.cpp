// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/SpareEncoder.h"

#include "core/av/EncoderTable.h"

namespace sluice {

namespace {

constexpr std::string_view kX264 = "libx264";

std::string shownCodec(std::string_view codec)
{
    return codec == "hevc" ? "HEVC" : codec == "av1" ? "AV1" : std::string(codec);
}

Result<std::unique_ptr<VideoEncoder>> openSendable(
    const VideoEncoderConfig& config, const OpenVideoEncoder& open, bool builtInServer)
{
    const EncoderRow* row = findEncoderByName(config.encoder);
    if (row && builtInServer && row->codec != "h264")
        return Error(ErrorCode::CodecNotForBuiltIn, {shownCodec(row->codec)});
    if (row && !carriedByRtmp(row->codec))
        return Error(ErrorCode::CodecNotForRtmp, {shownCodec(row->codec), ffmpegVersion()});
    return open ? open(config) : VideoEncoder::open(config);
}

} // namespace

Result<std::unique_ptr<VideoEncoder>> openOrSpare(
    VideoEncoderConfig& config, const OpenVideoEncoder& open, bool builtInServer, std::optional<Error>& why)
{
    auto encoder = openSendable(config, open, builtInServer);
    if (encoder || config.encoder == kX264)
        return encoder;
    why = encoder.error();
    config.encoder = kX264;
    return openSendable(config, open, builtInServer);
}

std::optional<VideoEncoderConfig> spareWhileLive(const VideoEncoderConfig& config)
{
    const EncoderRow* row = findEncoderByName(config.encoder);
    if (!row || row->spare.empty())
        return std::nullopt;
    VideoEncoderConfig spare = config;
    spare.encoder = row->spare;
    return spare;
}

EncoderRenewal::Open openAnew(const VideoEncoderConfig& config, const OpenVideoEncoder& open)
{
    const EncoderRow* row = findEncoderByName(config.encoder);
    if (!row || followsBitrate(*row))
        return {};
    return [config, open](int kbps) {
        VideoEncoderConfig with = config;
        with.bitrateKbps = kbps;
        return open ? open(with) : VideoEncoder::open(with);
    };
}

CodedPacket withHeaders(const CodedPacket& packet, const StreamInfo& info)
{
    if (!packet.keyframe || !info.extradata || info.extradata->empty())
        return packet;
    auto bytes = std::make_shared<std::vector<std::uint8_t>>();
    if (info.codec != "av1")
        *bytes = *info.extradata;
    bytes->insert(bytes->end(), packet.data, packet.data + packet.size);
    CodedPacket with = packet;
    with.data = bytes->data();
    with.size = bytes->size();
    with.owner = std::move(bytes);
    with.newExtradata = info.extradata;
    return with;
}

} // namespace sluice
