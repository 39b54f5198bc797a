// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/av/AvHandles.h"
#include "core/base/Result.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// A decoder for `stream`, set up and not yet opened. Time base µs. Error: DecoderMissing.
Result<AvCodecPtr> prepareDecoder(const StreamInfo& stream);

// Runs one packet, or the end (null), through `codec` and calls `onFrame(AVFrame&)` for what comes out. Returns a
// libav code: negative where the packet was of no use.
template <typename OnFrame>
int decodeThrough(AVCodecContext& codec, const AVPacket* packet, AVFrame& frame, OnFrame onFrame)
{
    bool sent = false;
    int damage = 0;
    for (;;) {
        if (!sent) {
            const int code = avcodec_send_packet(&codec, packet);
            sent = code != AVERROR(EAGAIN);
            if (code < 0 && sent)
                damage = code;
        }
        const int code = avcodec_receive_frame(&codec, &frame);
        if (code >= 0) {
            onFrame(frame);
            av_frame_unref(&frame);
            continue;
        }
        if (code == AVERROR(EAGAIN) && !sent)
            continue; // room was made
        if (code != AVERROR(EAGAIN) && code != AVERROR_EOF && damage == 0)
            damage = code;
        return damage == AVERROR_EOF ? 0 : damage;
    }
}

} // namespace sluice
