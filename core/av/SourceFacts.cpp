// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/SourceFacts.h"

#include <array>
#include <cstdint>
#include <string_view>

extern "C" {
#include <libavutil/opt.h>
}

#include "core/av/HlsFacts.h"
#include "core/av/SourceIo.h"
#include "core/av/StreamDescription.h"

namespace sluice {

namespace {

bool canGoBack(const AVFormatContext& input)
{
    return input.pb && (input.pb->seekable & AVIO_SEEKABLE_NORMAL) != 0;
}

// A recording that is played over RTMP goes by its file's name.
bool isRecording(const RtmpTarget& target)
{
    const std::string name = target.stream.substr(0, target.stream.find('?'));
    return name.starts_with("mp4:") || name.starts_with("flv:") || name.ends_with(".mp4")
        || name.ends_with(".flv") || name.ends_with(".f4v");
}

// Icecast's headers: a radio has no end, whatever length it claims.
bool isRadio(const AVFormatContext& input)
{
    std::uint8_t* station = nullptr;
    const bool any = input.pb
        && av_opt_get(input.pb, "icy_metadata_headers", AV_OPT_SEARCH_CHILDREN, &station) >= 0 && station;
    const bool radio
        = any && std::string_view(reinterpret_cast<char*>(station)).find("icy-") != std::string_view::npos;
    av_free(station);
    return radio;
}

} // namespace

std::string containerOf(const AVFormatContext& input)
{
    const std::string all = input.iformat->name ? input.iformat->name : "";
    return all.substr(0, all.find(','));
}

bool beginsBehindUs(const AVFormatContext& input)
{
    if (containerOf(input) != "mov" || !input.pb || canGoBack(input))
        return false;
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const AVIndexEntry* first = avformat_index_get_entry(input.streams[i], 0);
        if (first && first->pos + first->size < avio_tell(input.pb))
            return true;
    }
    return false;
}

bool headersComplete(const AVFormatContext& input)
{
    std::int64_t missing = 0; // which kinds FLV's header announced and no packet brought yet
    if (av_opt_get_int(input.priv_data, "missing_streams", 0, &missing) < 0)
        missing = 0;
    bool any = false;
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const AVStream& stream = *input.streams[i];
        const AVMediaType type = stream.codecpar->codec_type;
        if (type != AVMEDIA_TYPE_VIDEO && type != AVMEDIA_TYPE_AUDIO)
            continue;
        if (!hasCodecHeaders(stream))
            return false;
        any = true;
    }
    return any && missing == 0;
}

bool isMereGuess(const AVFormatContext& input)
{
    constexpr int kWeakScore = AVPROBE_SCORE_EXTENSION + 1; // what raw streams are found by, at best
    if (input.probe_score > kWeakScore)
        return false;
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const AVCodecParameters& codec = *input.streams[i]->codecpar;
        const bool sound = codec.codec_type == AVMEDIA_TYPE_AUDIO && codec.sample_rate > 0;
        const bool picture = codec.codec_type == AVMEDIA_TYPE_VIDEO && codec.format != AV_PIX_FMT_NONE;
        if (sound || picture)
            return false;
    }
    return true;
}

bool isEndless(const AVFormatContext& input, const InputPlan& plan)
{
    if (plan.url.isFile())
        return false;
    // Senders guess a duration for live streams too (ffmpeg with -t), and nginx hands it on.
    const auto rtmp = RtmpTarget::of(plan.url);
    if ((rtmp && !isRecording(*rtmp)) || isRadio(input))
        return true;
    if (input.duration > 0)
        return false;
    if (plan.pushed || containerOf(input) == "hls")
        return true;
    // FLV or TS over HTTP: no length, and nowhere to seek to.
    return !canGoBack(input) || avio_size(input.pb) <= 0;
}

std::string fetchText(AVFormatContext& input, const std::string& url, Duration patience, std::size_t maxBytes)
{
    AVIOContext* io = nullptr;
    AvOptions options;
    options.set("rw_timeout", patience.count());
    if (input.io_open(&input, &io, url.c_str(), AVIO_FLAG_READ, options.out()) < 0)
        return {};
    std::string text;
    std::array<unsigned char, 4096> chunk{};
    for (int got = 0; text.size() < maxBytes && (got = avio_read(io, chunk.data(), int(chunk.size()))) > 0;)
        text.append(reinterpret_cast<const char*>(chunk.data()), static_cast<std::size_t>(got));
    avio_close(io);
    return text;
}

std::optional<Duration> targetDurationOf(AVFormatContext& input, std::string url, Duration patience)
{
    constexpr int kLevels = 2; // master, media
    constexpr std::size_t kMaxBytes = 262'144; // a day of segments
    for (int level = 0; level < kLevels; ++level) {
        const HlsFacts facts = readHlsPlaylist(fetchText(input, url, patience, kMaxBytes));
        if (!facts.master || facts.firstVariant.empty())
            return facts.targetDuration;
        if (const auto base = Url::parse(url))
            url = absoluteUrl(*base, facts.firstVariant);
    }
    return std::nullopt;
}

} // namespace sluice
