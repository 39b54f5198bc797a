// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/PictureFile.h"

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include "core/av/AvFrameBorder.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/av/CodecOpening.h"
#include "core/base/TextFile.h"

namespace sluice {

namespace {

struct Kind {
    AVCodecID codec;
    std::size_t offset;
    std::string_view mark;
};
using namespace std::string_view_literals;
constexpr std::array<Kind, 4> kKinds{{
    {AV_CODEC_ID_PNG, 0, "\x89PNG\r\n"sv},
    {AV_CODEC_ID_MJPEG, 0, "\xFF\xD8\xFF"sv},
    {AV_CODEC_ID_WEBP, 8, "WEBP"sv},
    {AV_CODEC_ID_BMP, 0, "BM"sv},
}};

std::optional<AVCodecID> kindOf(std::string_view bytes)
{
    for (const Kind& kind : kKinds)
        if (bytes.size() > kind.offset && bytes.substr(kind.offset).starts_with(kind.mark))
            return kind.codec;
    return std::nullopt;
}

// `take` gets each picture of the file.
template <typename Take>
Result<void> decodeFile(const std::string& path, const StopToken& stop, const Take& take)
{
    const auto bytes = readTextFile(path, kLargestPictureFile, stop, seconds(5));
    if (!bytes)
        return bytes.error();
    const Error refused(ErrorCode::NotMedia, {std::filesystem::path(path).filename().string()});
    const auto kind = kindOf(*bytes);
    const AVCodec* codec = kind ? avcodec_find_decoder(*kind) : nullptr;
    const AvCodecPtr context(codec ? avcodec_alloc_context3(codec) : nullptr);
    const AvPacketPtr packet(av_packet_alloc());
    const AvFramePtr frame(av_frame_alloc());
    if (!context || av_new_packet(packet.get(), static_cast<int>(bytes->size())) < 0)
        return refused;
    AvLogCapture words;
    const AvLogCapture::Scope scope(words);
    std::memcpy(packet->data, bytes->data(), bytes->size());
    context->max_pixels = std::int64_t(kLargestPicture) * kLargestPicture / 2;
    context->thread_count = 1;
    if (avcodec_open2(context.get(), codec, nullptr) < 0)
        return refused;
    bool any = false;
    const auto taken = [&](AVFrame& decoded) { any = take(decoded) || any; };
    (void)decodeThrough(*context, packet.get(), *frame, taken);
    if (!any)
        (void)decodeThrough(*context, nullptr, *frame, taken);
    return any ? Result<void>() : Result<void>(refused);
}

// Nothing where swscale cannot. JPEG and WebP mean BT.601, which it takes unless told otherwise.
std::optional<VideoFrame> asBgra(const AVFrame& frame)
{
    constexpr int kExact = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;
    const AvScalePtr context(
        sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
            frame.height, AV_PIX_FMT_BGRA, kExact, nullptr, nullptr, nullptr));
    if (!context)
        return std::nullopt;
    MutableFrame out(PixelFormat::Bgra, {frame.width, frame.height});
    const std::array<std::uint8_t*, 4> to{out.plane(0), nullptr, nullptr, nullptr};
    const std::array<int, 4> strides{static_cast<int>(out.stride(0)), 0, 0, 0};
    if (sws_scale(context.get(), frame.data, frame.linesize, 0, frame.height, to.data(), strides.data()) < 0)
        return std::nullopt;
    out.meta().range = ColorRange::Full;
    return out.finish();
}

} // namespace

bool looksLikePicture(const std::string& path)
{
    std::array<char, 16> begin{};
    std::ifstream file(path, std::ios::binary);
    file.read(begin.data(), begin.size());
    return kindOf({begin.data(), static_cast<std::size_t>(file.gcount())}).has_value();
}

Result<VideoFrame> readPicture(const std::string& path, const StopToken& stop)
{
    std::optional<VideoFrame> made;
    AvFrameConverter converter;
    const auto done = decodeFile(path, stop, [&](AVFrame& decoded) {
        if (auto converted = converter.convert(decoded))
            made = std::move(*converted);
        return made.has_value();
    });
    if (!done)
        return done.error();
    return *std::move(made);
}

Result<VideoFrame> readPictureWithAlpha(const std::string& path, const StopToken& stop)
{
    std::optional<VideoFrame> made;
    bool tooLarge = false;
    const auto done = decodeFile(path, stop, [&](AVFrame& decoded) {
        tooLarge = decoded.width > kLargestLogo || decoded.height > kLargestLogo;
        made = tooLarge ? std::nullopt : asBgra(decoded);
        return made.has_value();
    });
    if (tooLarge)
        return Error(ErrorCode::FileUnreadable, {path, QT_TRANSLATE_NOOP("core", "it is too large")});
    if (!done)
        return done.error();
    return *std::move(made);
}

} // namespace sluice
