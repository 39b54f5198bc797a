// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/SeiStamp.h"

#include <algorithm>

namespace sluice {

namespace {

// Random (version 4), drawn once for this project.
constexpr std::array<std::uint8_t, 16> kUuid{
    0x5c, 0x1b, 0x9e, 0x37, 0xa4, 0xd2, 0x4f, 0x6e, 0x8b, 0x05, 0x73, 0xc9, 0x2e, 0xf1, 0x68, 0xda};

template <std::size_t Bytes>
void putBigEndian(std::uint8_t* out, std::uint64_t value)
{
    for (std::size_t i = 0; i < Bytes; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (Bytes - 1 - i)));
}

template <std::size_t Bytes>
std::uint64_t getBigEndian(const std::uint8_t* in)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < Bytes; ++i)
        value = value << 8 | in[i];
    return value;
}

} // namespace

std::array<std::uint8_t, kSeiStampBytes> encodeSeiStamp(const FrameStamp& stamp)
{
    std::array<std::uint8_t, kSeiStampBytes> message{};
    std::ranges::copy(kUuid, message.begin());
    putBigEndian<4>(message.data() + 16, stamp.sequence);
    putBigEndian<8>(message.data() + 20, static_cast<std::uint64_t>(epochUs(stamp.captured)));
    return message;
}

std::optional<FrameStamp> decodeSeiStamp(std::span<const std::uint8_t> message)
{
    if (message.size() < kSeiStampBytes || !std::equal(kUuid.begin(), kUuid.end(), message.begin()))
        return std::nullopt;
    FrameStamp stamp;
    stamp.sequence = static_cast<std::uint32_t>(getBigEndian<4>(message.data() + 16));
    stamp.captured = WallTime(Duration(static_cast<std::int64_t>(getBigEndian<8>(message.data() + 20))));
    return stamp;
}

} // namespace sluice
