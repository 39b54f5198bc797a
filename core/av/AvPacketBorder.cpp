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

void releaseOwner(void* owner, std::uint8_t*) noexcept
{
    delete static_cast<std::shared_ptr<const void>*>(owner);
}

bool shareBuffer(const CodedPacket& packet, AVPacket& out)
{
    auto owner = std::make_unique<std::shared_ptr<const void>>(packet.owner);
    auto* data = const_cast<std::uint8_t*>(packet.data); // AV_BUFFER_FLAG_READONLY keeps libav from writing
    out.buf = av_buffer_create(
        data, packet.size + AV_INPUT_BUFFER_PADDING_SIZE, releaseOwner, owner.get(), AV_BUFFER_FLAG_READONLY);
    if (!out.buf)
        return false;
    static_cast<void>(owner.release()); // the buffer's now
    out.data = data;
    out.size = static_cast<int>(packet.size);
    return true;
}

bool copyBuffer(const CodedPacket& packet, AVPacket& out)
{
    if (av_new_packet(&out, static_cast<int>(packet.size)) < 0)
        return false;
    if (packet.size)
        std::memcpy(out.data, packet.data, packet.size);
    return true;
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
        return Error(ErrorCode::BadData, {"a packet of more than 2 GiB"});
    const bool padded = std::get_deleter<PacketOwner>(packet.owner) != nullptr;
    if (!(padded ? shareBuffer(packet, out) : copyBuffer(packet, out)))
        return Error(ErrorCode::Internal, {"out of memory"});
    out.stream_index = streamIndex;
    out.pts = toTicks(packet.pts.time_since_epoch(), timeBase);
    out.dts = toTicks(packet.dts.time_since_epoch(), timeBase);
    out.duration = toTicks(packet.duration, timeBase);
    if (packet.keyframe)
        out.flags |= AV_PKT_FLAG_KEY;
    if (packet.disposable)
        out.flags |= AV_PKT_FLAG_DISPOSABLE;
    return {};
}

} // namespace sluice
