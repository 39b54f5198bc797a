// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/TestMarks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>

namespace sluice {

namespace {

constexpr std::uint8_t kBlack = 16; // limited range
constexpr std::uint8_t kWhite = 235;
constexpr double kLeastContrast = 60.0; // between black and white as read back: less is no test picture
constexpr std::size_t kBytes = 14; // 4 of number, 8 of time, 2 of checksum: 112 bits = kRows × kDataColumns

using Payload = std::array<std::uint8_t, kBytes>;

// CRC-16/CCITT-FALSE
std::uint16_t checksum(std::span<const std::uint8_t> bytes)
{
    unsigned crc = 0xffff;
    for (const std::uint8_t byte : bytes) {
        crc ^= static_cast<unsigned>(byte) << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
    }
    return static_cast<std::uint16_t>(crc & 0xffff);
}

void store(std::span<std::uint8_t> out, std::uint64_t value)
{
    for (std::size_t i = out.size(); i-- > 0; value >>= 8)
        out[i] = static_cast<std::uint8_t>(value & 0xff);
}

std::uint64_t load(std::span<const std::uint8_t> in)
{
    std::uint64_t value = 0;
    for (const std::uint8_t byte : in)
        value = value << 8 | byte;
    return value;
}

Payload pack(FrameStamp stamp)
{
    Payload bytes{};
    const std::span all(bytes);
    store(all.subspan(0, 4), stamp.sequence);
    store(all.subspan(4, 8), static_cast<std::uint64_t>(epochUs(stamp.captured)));
    store(all.subspan(12, 2), checksum(all.first(12)));
    return bytes;
}

std::optional<FrameStamp> unpack(const Payload& bytes)
{
    const std::span all(bytes);
    if (load(all.subspan(12, 2)) != checksum(all.first(12)))
        return std::nullopt;
    FrameStamp stamp;
    stamp.sequence = static_cast<std::uint32_t>(load(all.subspan(0, 4)));
    stamp.captured = WallTime(Duration(static_cast<Duration::rep>(load(all.subspan(4, 8)))));
    return stamp;
}

constexpr bool guardIsWhite(int column, int row)
{
    return ((row + (column == 0 ? 0 : 1)) & 1) != 0;
}

std::size_t bitIndex(int row, int dataColumn)
{
    return static_cast<std::size_t>(row) * TestMarks::kDataColumns + static_cast<std::size_t>(dataColumn);
}

bool bitAt(const Payload& bytes, int row, int dataColumn)
{
    const auto index = bitIndex(row, dataColumn);
    return (bytes[index / 8] >> (7 - index % 8) & 1) != 0;
}

// The middle half of a block: its rim is blurred by scaling and coding.
double blockLuma(const VideoFrame& frame, const TestMarks::Place& place, int column, int row)
{
    const int left = place.left(column), right = place.left(column + 1);
    const int top = place.top(row), bottom = place.top(row + 1);
    const int rimX = (right - left) / 4, rimY = (bottom - top) / 4;
    return meanLuma(frame, left + rimX, top + rimY, right - rimX, bottom - rimY);
}

std::optional<FrameStamp> readAt(const VideoFrame& frame, const TestMarks::Place& place)
{
    if (!place.readable())
        return std::nullopt;
    double white = 0, black = 0;
    for (int row = 0; row < TestMarks::kRows; ++row) {
        for (const int column : {0, TestMarks::kColumns - 1})
            (guardIsWhite(column, row) ? white : black) += blockLuma(frame, place, column, row);
    }
    const double contrast = (white - black) / TestMarks::kRows;
    if (contrast < kLeastContrast)
        return std::nullopt;
    const double middle = (white + black) / (2 * TestMarks::kRows);

    Payload bytes{};
    for (int row = 0; row < TestMarks::kRows; ++row) {
        for (int column = 0; column < TestMarks::kDataColumns; ++column) {
            const auto index = bitIndex(row, column);
            if (blockLuma(frame, place, column + 1, row) > middle)
                bytes[index / 8] = static_cast<std::uint8_t>(bytes[index / 8] | 1U << (7 - index % 8));
        }
    }
    return unpack(bytes);
}

double lumaAt(const VideoFrame& frame, int x, int y)
{
    const std::uint8_t* row = frame.planes[0] + y * frame.strides[0];
    switch (frame.format) {
    case PixelFormat::I420:
    case PixelFormat::Nv12:
        return row[x];
    case PixelFormat::Yuyv422:
        return row[std::ptrdiff_t(2) * x];
    case PixelFormat::Bgra:
        break;
    }
    const std::uint8_t* p = row + static_cast<std::ptrdiff_t>(4) * x;
    return 16.0 + (0.0722 * p[0] + 0.7152 * p[1] + 0.2126 * p[2]) * 219.0 / 255.0; // BT.709
}

} // namespace

TestMarks::Place::Place(VideoSize size, bool roomy)
{
    m_blockWidth = size.width / (roomy ? 64.0 : 32.0);
    m_blockHeight = size.height / (roomy ? 36.0 : 18.0);
    // Right-aligned in a roomy picture, where the time stands at the left; centred in a small one.
    m_x = roomy ? size.width - (kColumns + 2) * m_blockWidth : m_blockWidth;
    m_y = roomy ? size.height * 0.83 - kRows / 2.0 * m_blockHeight
                : size.height - (kRows + 1.2) * m_blockHeight;
}

int TestMarks::Place::left(int column) const
{
    return static_cast<int>(std::lround(m_x + column * m_blockWidth));
}

int TestMarks::Place::top(int row) const
{
    return static_cast<int>(std::lround(m_y + row * m_blockHeight));
}

bool TestMarks::Place::readable() const
{
    return m_blockWidth >= 2 && m_blockHeight >= 2;
}

void TestMarks::paint(MutableFrame& canvas, FrameStamp stamp)
{
    const Place place(canvas.size(), isRoomy(canvas.size()));
    const Payload bytes = pack(stamp);
    for (int row = -1; row <= kRows; ++row) {
        const int bottom = std::min(place.top(row + 1), canvas.size().height);
        std::uint8_t* line = canvas.plane(0) + place.top(row) * canvas.stride(0);
        const auto first = static_cast<std::size_t>(place.left(-1));
        const auto width = static_cast<std::size_t>(place.left(kColumns + 1)) - first;
        std::memset(line + first, kBlack, width);
        for (int column = 0; row >= 0 && row < kRows && column < kColumns; ++column) {
            const bool guard = column == 0 || column == kColumns - 1;
            if (guard ? guardIsWhite(column, row) : bitAt(bytes, row, column - 1))
                std::memset(line + place.left(column), kWhite,
                    static_cast<std::size_t>(place.left(column + 1) - place.left(column)));
        }
        for (int y = place.top(row) + 1; y < bottom; ++y)
            std::memcpy(canvas.plane(0) + y * canvas.stride(0) + first, line + first, width);
    }
}

std::optional<FrameStamp> TestMarks::read(const VideoFrame& frame)
{
    if (!frame)
        return std::nullopt;
    const bool roomy = isRoomy(frame.size);
    if (auto stamp = readAt(frame, Place(frame.size, roomy)))
        return stamp;
    return readAt(frame, Place(frame.size, !roomy)); // scaled across the limit
}

double meanLuma(const VideoFrame& frame, int left, int top, int right, int bottom)
{
    double sum = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            sum += lumaAt(frame, x, y);
    return sum / std::max(1, (right - left) * (bottom - top));
}

} // namespace sluice
