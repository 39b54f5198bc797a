// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/CodecHeaders.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace sluice {

namespace {

constexpr std::uint8_t kSpsType = 7;

// Bits, most significant first. Reading past the end gives zeros and is remembered.
class BitReader {
public:
    explicit BitReader(std::span<const std::uint8_t> data) : m_data(data) { }

    std::uint32_t bits(unsigned count)
    {
        std::uint32_t value = 0;
        for (; count > 0; --count)
            value = value << 1 | bit();
        return value;
    }
    bool flag() { return bit() != 0; }
    // Exp-Golomb, 9.1
    std::uint32_t ue()
    {
        unsigned zeros = 0;
        while (zeros < 32 && !m_overrun && bit() == 0)
            ++zeros;
        if (zeros >= 32) {
            m_overrun = true;
            return 0;
        }
        return (1u << zeros) - 1 + bits(zeros);
    }
    void skipUe() { static_cast<void>(ue()); }
    std::int32_t se()
    {
        const std::uint32_t code = ue();
        const auto half = static_cast<std::int32_t>((code >> 1) + (code & 1));
        return code & 1 ? half : -half;
    }
    bool overrun() const { return m_overrun; }

private:
    std::uint32_t bit()
    {
        if (m_at >= m_data.size() * 8) {
            m_overrun = true;
            return 0;
        }
        const std::uint32_t value = m_data[m_at / 8] >> (7 - m_at % 8) & 1u;
        ++m_at;
        return value;
    }

    std::span<const std::uint8_t> m_data;
    std::size_t m_at = 0;
    bool m_overrun = false;
};

// The payload of a NAL unit without its header byte and without the bytes that keep start codes out (7.4.1.1).
std::vector<std::uint8_t> unescaped(std::span<const std::uint8_t> nal)
{
    std::vector<std::uint8_t> out;
    std::size_t zeros = 0;
    for (std::size_t i = 1; i < nal.size(); ++i) {
        if (zeros >= 2 && nal[i] == 3) {
            zeros = 0;
            continue;
        }
        zeros = nal[i] == 0 ? zeros + 1 : 0;
        out.push_back(nal[i]);
    }
    return out;
}

std::span<const std::uint8_t> spsOfAvcC(std::span<const std::uint8_t> data)
{
    constexpr std::size_t kFirstLength = 6; // version, profile, compatibility, level, length size, count
    if (data.size() < kFirstLength + 2 || (data[5] & 0x1f) == 0)
        return {};
    const std::size_t size = static_cast<std::size_t>(data[kFirstLength]) << 8 | data[kFirstLength + 1];
    return size <= data.size() - kFirstLength - 2 ? data.subspan(kFirstLength + 2, size)
                                                  : std::span<const std::uint8_t>();
}

std::span<const std::uint8_t> spsOfAnnexB(std::span<const std::uint8_t> data)
{
    const auto startCodeAt
        = [&](std::size_t i) { return data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1; };
    for (std::size_t i = 0; i + 3 < data.size(); ++i) {
        if (!startCodeAt(i) || (data[i + 3] & 0x1f) != kSpsType)
            continue;
        std::size_t end = i + 3;
        while (end < data.size() && !(end + 2 < data.size() && startCodeAt(end)))
            ++end;
        return data.subspan(i + 3, end - i - 3);
    }
    return {};
}

void skipScalingList(BitReader& reader, unsigned size)
{
    std::int32_t last = 8;
    std::int32_t next = 8;
    for (unsigned i = 0; i < size && !reader.overrun(); ++i) {
        if (next != 0)
            next = (last + std::clamp(reader.se(), -128, 127) + 256) % 256; // the standard's range
        last = next == 0 ? last : next;
    }
}

// Returns chroma_format_idc.
std::uint32_t readChroma(BitReader& reader)
{
    const std::uint32_t chroma = reader.ue();
    if (chroma == 3)
        reader.flag();
    reader.skipUe(); // luma depth
    reader.skipUe(); // chroma depth
    reader.flag();
    if (reader.flag()) {
        for (unsigned i = 0; i < (chroma == 3 ? 12u : 8u); ++i)
            if (reader.flag())
                skipScalingList(reader, i < 6 ? 16 : 64);
    }
    return chroma;
}

bool hasChroma(int profile)
{
    for (const int high : {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
        if (profile == high)
            return true;
    return false;
}

void skipOrderCount(BitReader& reader)
{
    const std::uint32_t type = reader.ue();
    if (type == 0) {
        reader.skipUe();
    } else if (type == 1) {
        reader.flag();
        reader.se();
        reader.se();
        const std::uint32_t count = reader.ue();
        for (std::uint32_t i = 0; i < count && !reader.overrun(); ++i)
            reader.se();
    }
}

void skipHrd(BitReader& reader)
{
    const std::uint32_t count = reader.ue() + 1;
    reader.bits(8);
    for (std::uint32_t i = 0; i < count && !reader.overrun(); ++i) {
        reader.skipUe();
        reader.skipUe();
        reader.flag();
    }
    reader.bits(20);
}

void readTiming(BitReader& reader, H264Headers& headers)
{
    const std::uint32_t units = reader.bits(32);
    const std::uint32_t scale = reader.bits(32);
    reader.flag();
    constexpr std::uint32_t kMax = std::numeric_limits<std::int32_t>::max() / 2;
    if (units == 0 || scale == 0 || units > kMax || scale > kMax)
        return;
    const auto fields = static_cast<int>(units) * 2; // a frame is two fields
    headers.rate = scale % 2 == 0 ? FrameRate{static_cast<int>(scale / 2), static_cast<int>(units)}
                                  : FrameRate{static_cast<int>(scale), fields};
}

// Annex E.1.1
void readVui(BitReader& reader, H264Headers& headers)
{
    constexpr std::uint32_t kExtendedSar = 255;
    if (reader.flag() && reader.bits(8) == kExtendedSar)
        reader.bits(32);
    if (reader.flag())
        reader.flag();
    if (reader.flag()) {
        reader.bits(4);
        if (reader.flag())
            reader.bits(24);
    }
    if (reader.flag()) {
        reader.skipUe();
        reader.skipUe();
    }
    if (reader.flag())
        readTiming(reader, headers);
    const bool nalHrd = reader.flag();
    if (nalHrd)
        skipHrd(reader);
    const bool vclHrd = reader.flag();
    if (vclHrd)
        skipHrd(reader);
    if (nalHrd || vclHrd)
        reader.flag();
    reader.flag();
    if (!reader.flag())
        return;
    reader.flag();
    for (int i = 0; i < 4; ++i)
        reader.skipUe();
    const std::uint32_t reorder = reader.ue();
    if (!reader.overrun() && reorder <= 16)
        headers.reorderFrames = static_cast<int>(reorder);
}

// Width and height from the macroblock counts and the cropping rectangle.
bool readSize(BitReader& reader, std::uint32_t chroma, H264Headers& headers)
{
    constexpr std::uint32_t kMaxMacroblocks = 2048; // 32768 pixels: more than any level allows
    const std::uint32_t width = reader.ue() + 1;
    const std::uint32_t heightUnits = reader.ue() + 1;
    const bool framesOnly = reader.flag();
    if (!framesOnly)
        reader.flag();
    reader.flag();
    if (width > kMaxMacroblocks || heightUnits > kMaxMacroblocks)
        return false;
    std::array<std::uint32_t, 4> crop{}; // left, right, top, bottom
    if (reader.flag())
        for (std::uint32_t& side : crop)
            side = reader.ue();
    const std::uint32_t unitX = chroma == 1 || chroma == 2 ? 2 : 1;
    const std::uint32_t unitY = (chroma == 1 ? 2u : 1u) * (framesOnly ? 1u : 2u);
    const auto pixels = [](std::uint64_t total, std::uint64_t cut) { return cut < total ? total - cut : 0; };
    headers.size.width = static_cast<int>(
        pixels(std::uint64_t(width) * 16, std::uint64_t(unitX) * crop[0] + std::uint64_t(unitX) * crop[1]));
    headers.size.height = static_cast<int>(pixels(std::uint64_t(heightUnits) * (framesOnly ? 16 : 32),
        std::uint64_t(unitY) * crop[2] + std::uint64_t(unitY) * crop[3]));
    return headers.size.width > 0 && headers.size.height > 0 && !reader.overrun();
}

} // namespace

std::optional<H264Headers> parseH264Headers(std::span<const std::uint8_t> extradata)
{
    if (extradata.empty())
        return std::nullopt;
    const auto sps = extradata[0] == 1 ? spsOfAvcC(extradata) : spsOfAnnexB(extradata);
    if (sps.size() < 4 || (sps[0] & 0x1f) != kSpsType)
        return std::nullopt;
    const std::vector<std::uint8_t> payload = unescaped(sps);
    BitReader reader(payload);
    H264Headers headers;
    headers.profile = static_cast<int>(reader.bits(8));
    reader.bits(16); // constraints and level
    reader.skipUe();
    const std::uint32_t chroma = hasChroma(headers.profile) ? readChroma(reader) : 1;
    reader.skipUe();
    skipOrderCount(reader);
    reader.skipUe();
    reader.flag();
    if (!readSize(reader, chroma, headers))
        return std::nullopt;
    if (reader.flag())
        readVui(reader, headers);
    return headers;
}

std::optional<AudioFormat> parseAacHeaders(std::span<const std::uint8_t> extradata)
{
    constexpr std::array<int, 13> kRates{
        96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350};
    constexpr std::array<int, 8> kChannels{0, 1, 2, 3, 4, 5, 6, 8};
    constexpr std::uint32_t kEscape = 31;
    constexpr std::uint32_t kExplicitRate = 15;
    constexpr std::uint32_t kSbr = 5;
    constexpr std::uint32_t kParametricStereo = 29;

    BitReader reader(extradata);
    const auto readRate = [&]() -> int {
        const std::uint32_t index = reader.bits(4);
        if (index == kExplicitRate)
            return static_cast<int>(reader.bits(24));
        return index < kRates.size() ? kRates[index] : 0;
    };
    std::uint32_t type = reader.bits(5);
    if (type == kEscape)
        type = 32 + reader.bits(6);
    AudioFormat format{readRate(), 0};
    const std::uint32_t layout = reader.bits(4);
    format.channels = layout < kChannels.size() ? kChannels[layout] : 0;
    if (type == kSbr || type == kParametricStereo)
        format.rate = readRate(); // that of the extension, which is what comes out
    if (type == kParametricStereo && format.channels == 1)
        format.channels = 2;
    if (reader.overrun() || format.rate <= 0 || format.channels == 0)
        return std::nullopt;
    return format;
}

} // namespace sluice
