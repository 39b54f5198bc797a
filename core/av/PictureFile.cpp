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
    std::optional<VideoFrame> made;
    AvFrameConverter converter;
    const auto take = [&](AVFrame& decoded) {
        if (auto converted = converter.convert(decoded))
            made = std::move(*converted);
    };
    (void)decodeThrough(*context, packet.get(), *frame, take);
    if (!made)
        (void)decodeThrough(*context, nullptr, *frame, take);
    if (!made)
        return refused;
    return *std::move(made);
}

} // namespace sluice
