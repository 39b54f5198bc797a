// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

// Owners of what libav allocates. This header and everything that includes it stay inside core/av.
namespace sluice {

struct AvDelete {
    void operator()(AVPacket* p) const noexcept { av_packet_free(&p); }
    void operator()(AVFrame* p) const noexcept { av_frame_free(&p); }
    void operator()(AVCodecContext* p) const noexcept { avcodec_free_context(&p); }
    void operator()(AVCodecParameters* p) const noexcept { avcodec_parameters_free(&p); }
    void operator()(AVCodecParserContext* p) const noexcept { av_parser_close(p); }
    void operator()(AVBSFContext* p) const noexcept { av_bsf_free(&p); }
    void operator()(AVAudioFifo* p) const noexcept { av_audio_fifo_free(p); }
    void operator()(SwsContext* p) const noexcept { sws_freeContext(p); }
    void operator()(SwrContext* p) const noexcept { swr_free(&p); }
};

// A context that was opened for reading: closing it closes its connection too.
struct AvInputDelete {
    void operator()(AVFormatContext* p) const noexcept { avformat_close_input(&p); }
};

// A context that writes. The connection or file behind it is closed first, without a trailer.
struct AvOutputDelete {
    void operator()(AVFormatContext* p) const noexcept
    {
        if (p->oformat && !(p->oformat->flags & AVFMT_NOFILE))
            avio_closep(&p->pb);
        avformat_free_context(p);
    }
};

using AvPacketPtr = std::unique_ptr<AVPacket, AvDelete>;
using AvFramePtr = std::unique_ptr<AVFrame, AvDelete>;
using AvCodecPtr = std::unique_ptr<AVCodecContext, AvDelete>;
using AvParametersPtr = std::unique_ptr<AVCodecParameters, AvDelete>;
using AvParserPtr = std::unique_ptr<AVCodecParserContext, AvDelete>;
using AvBsfPtr = std::unique_ptr<AVBSFContext, AvDelete>;
using AvAudioFifoPtr = std::unique_ptr<AVAudioFifo, AvDelete>;
using AvScalePtr = std::unique_ptr<SwsContext, AvDelete>;
using AvResamplePtr = std::unique_ptr<SwrContext, AvDelete>;
using AvInputPtr = std::unique_ptr<AVFormatContext, AvInputDelete>;
using AvOutputPtr = std::unique_ptr<AVFormatContext, AvOutputDelete>;

// Options for a libav call, which takes out those it understood.
class AvOptions {
public:
    AvOptions() = default;
    ~AvOptions() { av_dict_free(&m_dict); }
    AvOptions(const AvOptions& other) { av_dict_copy(&m_dict, other.m_dict, 0); }
    AvOptions(AvOptions&& other) noexcept : m_dict(std::exchange(other.m_dict, nullptr)) { }
    AvOptions& operator=(AvOptions other) noexcept
    {
        std::swap(m_dict, other.m_dict);
        return *this;
    }

    void set(const char* key, const std::string& value) { av_dict_set(&m_dict, key, value.c_str(), 0); }
    void set(const char* key, std::int64_t value) { av_dict_set_int(&m_dict, key, value, 0); }
    // Empty when the option is not there.
    std::string get(const char* key) const
    {
        const AVDictionaryEntry* entry = av_dict_get(m_dict, key, nullptr, 0);
        return entry ? entry->value : std::string();
    }
    AVDictionary** out() { return &m_dict; }
    const AVDictionary* dict() const { return m_dict; }

private:
    AVDictionary* m_dict = nullptr;
};

} // namespace sluice
