// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/av/AvError.h"
#include "core/av/AvPacketBorder.h"
#include "core/av/CodecOpening.h"
#include "core/av/Decoder.h"

namespace sluice {

// What decoding of sound and of pictures has in common: `Decoder` is the interface that is kept, `Item` what comes
// out. Headers that change on the way make a new decoder, after the last items of the old ones.
template <typename Decoder, typename Item>
class AvDecoder : public Decoder {
public:
    // After `maxDamagedInRow` packets of no use without a good one between them the decoder is given up.
    AvDecoder(StreamInfo stream, int maxDamagedInRow)
        : m_stream(std::move(stream))
        , m_maxDamagedInRow(maxDamagedInRow)
        , m_packet(av_packet_alloc())
        , m_frame(av_frame_alloc())
    { }

    Result<void> start()
    {
        auto prepared = prepareDecoder(m_stream);
        if (!prepared)
            return prepared.error();
        m_codec = std::move(*prepared);
        setUp(*m_codec);
        const int code = avcodec_open2(m_codec.get(), m_codec->codec, nullptr);
        if (code < 0)
            return Error(ErrorCode::DecoderFailed, {m_stream.codec, avErrorText(code)});
        return {};
    }

    Result<void> decode(const CodedPacket& packet, std::vector<Item>& out) final
    {
        if (bringsOtherHeaders(packet)) {
            drain(out);
            m_stream.extradata = packet.newExtradata;
            m_stream.audio = {0, 0}; // the new headers say it
            m_stream.size = {};
            if (auto started = start(); !started)
                return started;
        }
        m_generation = packet.generation;
        if (auto filled = toAvPacket(packet, {1, 1'000'000}, 0, *m_packet); !filled)
            return filled;
        const int code = run(m_packet.get(), out);
        av_packet_unref(m_packet.get());
        if (code >= 0) {
            m_damagedInRow = 0;
            return {};
        }
        ++m_damaged;
        if (code == AVERROR(ENOMEM) || ++m_damagedInRow >= m_maxDamagedInRow)
            return Error(ErrorCode::DecoderFailed, {m_stream.codec, avErrorText(code)});
        return {};
    }

    void drain(std::vector<Item>& out) final
    {
        run(nullptr, out);
        avcodec_flush_buffers(m_codec.get());
    }

    void flush() final
    {
        avcodec_flush_buffers(m_codec.get());
        m_damagedInRow = 0;
    }

    std::int64_t damaged() const final { return m_damaged; }

protected:
    virtual void setUp(AVCodecContext&) { } // before it is opened
    virtual void deliver(AVFrame& frame, std::vector<Item>& out) = 0;

    const StreamInfo& stream() const { return m_stream; }
    void countDamaged() { ++m_damaged; }
    // Gives `item` its place: where libav says, or behind the one before.
    void place(Item& item, std::int64_t ticks, Duration length)
    {
        item.pts = ticks == AV_NOPTS_VALUE ? m_next : mediaTime(Duration(ticks));
        item.generation = m_generation;
        m_next = item.pts + length;
    }

private:
    bool bringsOtherHeaders(const CodedPacket& packet) const
    {
        return packet.newExtradata && !packet.newExtradata->empty()
            && (!m_stream.extradata || *m_stream.extradata != *packet.newExtradata);
    }

    int run(const AVPacket* packet, std::vector<Item>& out)
    {
        return decodeThrough(*m_codec, packet, *m_frame, [&](AVFrame& frame) { deliver(frame, out); });
    }

    StreamInfo m_stream;
    const int m_maxDamagedInRow;
    AvCodecPtr m_codec;
    AvPacketPtr m_packet;
    AvFramePtr m_frame;
    std::uint64_t m_generation = 0;
    MediaTime m_next; // where the next item is expected, for those without a time stamp
    std::int64_t m_damaged = 0;
    int m_damagedInRow = 0;
};

} // namespace sluice
