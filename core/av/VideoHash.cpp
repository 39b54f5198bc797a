// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/VideoHash.h"

#include <array>
#include <memory>

#include <fmt/format.h>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

namespace sluice {

namespace {

struct FreeAv {
    void operator()(AVMD5* md5) const noexcept { av_free(md5); }
};

} // namespace

std::string videoHash(const VideoFrame& frame)
{
    const std::unique_ptr<AVMD5, FreeAv> md5(av_md5_alloc());
    if (!md5 || !frame)
        return {};
    av_md5_init(md5.get());
    for (std::size_t i = 0; i < planeCount(frame.format); ++i) {
        const auto width = static_cast<std::size_t>(planeBytesPerRow(frame.format, i, frame.size.width));
        const int rows = planeRows(frame.format, i, frame.size.height);
        for (int y = 0; y < rows; ++y)
            av_md5_update(md5.get(), frame.planes[i] + y * frame.strides[i], width);
    }
    std::array<std::uint8_t, 16> digest{};
    av_md5_final(md5.get(), digest.data());
    std::string hex;
    for (const std::uint8_t byte : digest)
        hex += fmt::format("{:02x}", byte);
    return hex;
}

} // namespace sluice
