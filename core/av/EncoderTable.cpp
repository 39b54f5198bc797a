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
// The same inside another sentence.
constexpr std::string_view kNoNvidia
    = QT_TRANSLATE_NOOP("core", "no NVIDIA graphics card with NVIDIA’s driver answers on this computer");
constexpr std::string_view kNoIntel
    = QT_TRANSLATE_NOOP("core", "no Intel graphics with Quick Sync and its driver answer on this computer");
constexpr std::string_view kNoVaapi = QT_TRANSLATE_NOOP(
    "core", "no graphics that encode through VA-API answer on this computer, or /dev/dri is not accessible");

const std::vector<EncoderRow>& table()
{
    constexpr int kAlways = 0;
    constexpr int kQuickSync = 60; // FFmpeg 6.0
    constexpr int kNever = EncoderRow::kNever;
    static const std::vector<EncoderRow> kTable{
        {"x264", "libx264", "h264", {}, {}, {}, kAlways},
        {"nvenc", "h264_nvenc", "h264", "libx264", kNvidia, kNoNvidia, kAlways},
        {"qsv", "h264_qsv", "h264", "libx264", kIntel, kNoIntel, kQuickSync},
        {"vaapi", "h264_vaapi", "h264", "libx264", kVaapi, kNoVaapi, kNever},
        {"x265", "libx265", "hevc", {}, {}, {}, kNever},
        {"nvenc-hevc", "hevc_nvenc", "hevc", "libx265", kNvidia, kNoNvidia, kAlways},
        {"qsv-hevc", "hevc_qsv", "hevc", "libx265", kIntel, kNoIntel, kQuickSync},
        {"vaapi-hevc", "hevc_vaapi", "hevc", "libx265", kVaapi, kNoVaapi, kNever},
        {"svt-av1", "libsvtav1", "av1", {}, {}, {}, kNever},
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

bool followsBitrate(const EncoderRow& row)
{
    return static_cast<int>(AV_VERSION_MAJOR(avcodec_version())) >= row.followsBitrateFrom;
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
