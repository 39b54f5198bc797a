// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvPacketBorder.h"

#include <cstring>
#include <limits>

#include "core/av/AvError.h"

namespace sluice {

namespace {

constexpr AVRational kMicroseconds{1, 1'000'000};

Duration toDuration(std::int64_t ticks, AVRational timeBase)
{
    return Duration(av_rescale_q(ticks, timeBase, kMicroseconds));
}

std::int64_t toTicks(Duration d, AVRational timeBase)
{
    return av_rescale_q(d.count(), kMicroseconds, timeBase);
}

// Tells libav's own padded buffers from others.
struct PacketOwner {
    void operator()(const void* packet) const noexcept
    {
        auto* p = const_cast<AVPacket*>(static_cast<const AVPacket*>(packet));
        av_packet_free(&p);
    }
};

// The packet that `coded` shares, when it still is what libav gave.
const AVPacket* sharedPacket(const CodedPacket& coded)
{
    if (!std::get_deleter<PacketOwner>(coded.owner))
        return nullptr;
    const auto* packet = static_cast<const AVPacket*>(coded.owner.get());
    const bool same = packet->data == coded.data && static_cast<std::size_t>(packet->size) == coded.size;
    return same ? packet : nullptr;
}

bool copyBuffer(const CodedPacket& packet, AVPacket& out)
{
    if (av_new_packet(&out, static_cast<int>(packet.size)) < 0)
        return false;
    if (packet.size)
        std::memcpy(out.data, packet.data, packet.size);
    if (!packet.newExtradata || packet.newExtradata->empty())
        return true;
    const std::vector<std::uint8_t>& headers = *packet.newExtradata;
    std::uint8_t* copy = av_packet_new_side_data(&out, AV_PKT_DATA_NEW_EXTRADATA, headers.size());
    if (copy)
        std::memcpy(copy, headers.data(), headers.size());
    return copy != nullptr;
}

} // namespace

CodedPacket toCodedPacket(AVPacket& packet, AVRational timeBase, StreamKind kind)
{
    CodedPacket coded;
    coded.kind = kind;
    const std::int64_t pts = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
    const std::int64_t dts = packet.dts != AV_NOPTS_VALUE ? packet.dts : packet.pts;
    if (pts != AV_NOPTS_VALUE)
        coded.pts = mediaTime(toDuration(pts, timeBase));
    if (dts != AV_NOPTS_VALUE)
        coded.dts = mediaTime(toDuration(dts, timeBase));
    coded.duration = toDuration(packet.duration, timeBase);
    coded.keyframe = kind == StreamKind::Audio || (packet.flags & AV_PKT_FLAG_KEY);
    coded.disposable = (packet.flags & AV_PKT_FLAG_DISPOSABLE) != 0;
    std::size_t headerSize = 0;
    const std::uint8_t* headers = av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, &headerSize);
    if (headers && headerSize > 0)
        coded.newExtradata = std::make_shared<const std::vector<std::uint8_t>>(headers, headers + headerSize);

    AVPacket* kept = av_packet_alloc();
    if (!kept)
        return coded;
    if (!packet.buf && av_packet_make_refcounted(&packet) < 0) {
        av_packet_free(&kept);
        return coded;
    }
    av_packet_move_ref(kept, &packet);
    coded.data = kept->data;
    coded.size = static_cast<std::size_t>(kept->size);
    coded.owner = std::shared_ptr<const void>(static_cast<const void*>(kept), PacketOwner());
    return coded;
}

Result<void> toAvPacket(const CodedPacket& packet, AVRational timeBase, int streamIndex, AVPacket& out)
{
    if (packet.size
        > static_cast<std::size_t>(std::numeric_limits<int>::max()) - AV_INPUT_BUFFER_PADDING_SIZE)
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "a packet of more than 2 GiB")});
    const AVPacket* shared = sharedPacket(packet);
    if (!(shared ? av_packet_ref(&out, shared) >= 0 : copyBuffer(packet, out)))
        return Error(ErrorCode::Internal, {"out of memory"});
    out.stream_index = streamIndex;
    out.pts = toTicks(packet.pts.time_since_epoch(), timeBase);
    out.dts = toTicks(packet.dts.time_since_epoch(), timeBase);
    out.duration = toTicks(packet.duration, timeBase);
    out.pos = -1;
    out.flags = 0;
    if (packet.keyframe)
        out.flags |= AV_PKT_FLAG_KEY;
    if (packet.disposable)
        out.flags |= AV_PKT_FLAG_DISPOSABLE;
    return {};
}

} // namespace sluice
