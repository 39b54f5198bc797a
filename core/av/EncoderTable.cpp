// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/EncoderTable.h"

#include <algorithm>
#include <vector>

#include "core/av/AvHandles.h"
#include "core/av/Encoder.h"

extern "C" {
#include <libavutil/avutil.h>
}

namespace sluice {

namespace {

const Sentence kNvidia(QT_TRANSLATE_NOOP(
    "core", "It needs an NVIDIA graphics card and NVIDIA’s driver; none answers on this computer."));
const Sentence kIntel(QT_TRANSLATE_NOOP(
    "core", "It needs Intel graphics with Quick Sync and its driver; none answers on this computer."));
const Sentence kVaapi(QT_TRANSLATE_NOOP("core",
    "It needs graphics that encode through VA-API, and access to /dev/dri; none answers on this computer."));

const std::vector<EncoderRow>& table()
{
    static const std::vector<EncoderRow> kTable{
        {"x264", "libx264", "h264", {}, {}},
        {"nvenc", "h264_nvenc", "h264", "libx264", kNvidia},
        {"qsv", "h264_qsv", "h264", "libx264", kIntel},
        {"vaapi", "h264_vaapi", "h264", "libx264", kVaapi},
        {"x265", "libx265", "hevc", {}, {}},
        {"nvenc-hevc", "hevc_nvenc", "hevc", "libx265", kNvidia},
        {"qsv-hevc", "hevc_qsv", "hevc", "libx265", kIntel},
        {"vaapi-hevc", "hevc_vaapi", "hevc", "libx265", kVaapi},
        {"svt-av1", "libsvtav1", "av1", {}, {}},
    };
    return kTable;
}

} // namespace

std::span<const EncoderRow> encoderRows()
{
    return table();
}

const EncoderRow* findEncoder(std::string_view token)
{
    const auto found = std::ranges::find(table(), token, &EncoderRow::token);
    return found == table().end() ? nullptr : &*found;
}

const EncoderRow* findEncoderByName(std::string_view name)
{
    const auto found = std::ranges::find(table(), name, &EncoderRow::name);
    return found == table().end() ? nullptr : &*found;
}

std::optional<Sentence> whyNotUsable(const EncoderRow& row)
{
    if (avcodec_find_encoder_by_name(std::string(row.name).c_str()) == nullptr)
        return Sentence(QT_TRANSLATE_NOOP("core", "The FFmpeg that Sluice uses (%1) was built without it."),
            {ffmpegVersion()});
    // Of no use, however well it opens; and one of them takes seconds to.
    if (!carriedByRtmp(row.codec))
        return Sentence(QT_TRANSLATE_NOOP("core",
                            "The FFmpeg that Sluice uses (%1) cannot send %2 over RTMP; 6.1 and later can."),
            {ffmpegVersion(), row.codec == "hevc" ? "HEVC" : "AV1"});
    VideoEncoderConfig config;
    config.encoder = row.name;
    config.size = {640, 360}; // quick to open, and no smaller than any graphics card takes
    if (auto opened = VideoEncoder::open(config); !opened) {
        if (!row.needs.empty())
            return row.needs;
        return Sentence(
            QT_TRANSLATE_NOOP("core", "It cannot be opened: %1."), {opened.error().sentence().args().back()});
    }
    return std::nullopt;
}

bool carriedByRtmp(std::string_view codec)
{
    const AVCodecDescriptor* descriptor = avcodec_descriptor_get_by_name(std::string(codec).c_str());
    const AVOutputFormat* flv = av_guess_format("flv", nullptr, nullptr);
    return descriptor && flv && avformat_query_codec(flv, descriptor->id, FF_COMPLIANCE_NORMAL) == 1;
}

std::string ffmpegVersion()
{
    const std::string_view whole = av_version_info();
    return std::string(whole.substr(0, whole.find('-')));
}

} // namespace sluice
