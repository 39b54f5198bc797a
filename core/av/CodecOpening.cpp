// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/CodecOpening.h"

#include <cstring>

#include "core/av/AvLog.h"

namespace sluice {

Result<AvCodecPtr> prepareDecoder(const StreamInfo& stream)
{
    installAvLog();
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get_by_name(stream.codec.c_str());
    const AVCodec* codec = descriptor ? avcodec_find_decoder(descriptor->id) : nullptr;
    if (!codec)
        return Error(ErrorCode::DecoderMissing, {stream.codec});
    AvCodecPtr context(avcodec_alloc_context3(codec));
    if (!context)
        return Error(ErrorCode::Internal, {"out of memory"});
    context->pkt_timebase = {1, 1'000'000};
    if (stream.extradata && !stream.extradata->empty()) {
        const std::size_t size = stream.extradata->size();
        context->extradata = static_cast<std::uint8_t*>(av_mallocz(size + AV_INPUT_BUFFER_PADDING_SIZE));
        if (!context->extradata)
            return Error(ErrorCode::Internal, {"out of memory"});
        std::memcpy(context->extradata, stream.extradata->data(), size);
        context->extradata_size = static_cast<int>(size);
    }
    if (stream.kind == StreamKind::Video) {
        context->width = stream.size.width;
        context->height = stream.size.height;
    } else {
        context->sample_rate = stream.audio.rate;
        if (stream.audio.channels > 0)
            av_channel_layout_default(&context->ch_layout, stream.audio.channels);
    }
    return context;
}

} // namespace sluice
