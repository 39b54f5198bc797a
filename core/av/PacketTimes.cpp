// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/PacketTimes.h"

namespace sluice {

namespace {

constexpr AVRational kMicroseconds{1, AV_TIME_BASE};

std::optional<Duration> stampOf(std::int64_t ticks, AVRational timeBase)
{
    if (ticks == AV_NOPTS_VALUE)
        return std::nullopt;
    return Duration(av_rescale_q(ticks, timeBase, kMicroseconds));
}

Duration wrapPeriod(const AVStream& stream)
{
    constexpr int kNeverWraps = 48; // bits: centuries at any time base
    const int bits = stream.pts_wrap_bits;
    if (bits <= 0 || bits >= kNeverWraps)
        return Duration::zero();
    return Duration(av_rescale_q(std::int64_t(1) << bits, stream.time_base, kMicroseconds));
}

Duration nominalDuration(const AVStream& stream, const StreamInfo& info, const AVPacket& packet)
{
    if (packet.duration > 0)
        return Duration(av_rescale_q(packet.duration, stream.time_base, kMicroseconds));
    if (info.kind == StreamKind::Video)
        return info.frameRate.numerator > 0 ? info.frameRate.frameDuration() : Duration::zero();
    const int samples = av_get_audio_frame_duration2(stream.codecpar, packet.size);
    if (info.audio.rate <= 0)
        return Duration::zero();
    constexpr int kAacFrame = 1024; // ISO/IEC 14496-3
    if (info.codec == "aac" && samples <= 0)
        return info.audio.durationOf(kAacFrame);
    return samples > 0 ? info.audio.durationOf(samples) : Duration::zero();
}

} // namespace

TimestampNormalizer::Stamps stampsOf(const AVStream& stream, const StreamInfo& info, const AVPacket& packet)
{
    TimestampNormalizer::Stamps stamps;
    stamps.pts = stampOf(packet.pts, stream.time_base);
    stamps.dts = stampOf(packet.dts, stream.time_base);
    stamps.wrapAfter = wrapPeriod(stream);
    stamps.duration = nominalDuration(stream, info, packet);
    return stamps;
}

} // namespace sluice
