// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/RtmpChunks.h"

#include <algorithm>
#include <array>

namespace sluice::test {

namespace {

constexpr std::uint32_t kExtended = 0xffffff; // the three-byte time stamp that says: four more bytes follow
constexpr std::size_t kFlvHeader = 9;
constexpr std::size_t kFlvTagHeader = 11;
constexpr std::size_t kFlvBackPointer = 4;

void put(std::uint32_t value, int byteCount, std::vector<std::uint8_t>& out)
{
    for (int shift = 8 * (byteCount - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t take(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t count)
{
    std::uint32_t value = 0;
    for (std::uint8_t byte : bytes.subspan(at, count))
        value = value << 8 | byte;
    return value;
}

} // namespace

void RtmpChunkReader::push(std::span<const std::uint8_t> bytes)
{
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

std::optional<RtmpPacket> RtmpChunkReader::next()
{
    std::optional<RtmpPacket> finished;
    while (!m_broken && !finished && readChunk(finished)) { }
    if (finished && finished->type == rtmp::kSetChunkSize && finished->payload.size() == 4)
        m_chunkSize = std::max(take(finished->payload, 0, 4) & 0x7fffffffU, 1U);
    return finished;
}

std::uint32_t RtmpChunkReader::bigEndian(std::size_t at, std::size_t count) const
{
    return take(m_bytes, at, count);
}

// Reads the message header of `format` at `at` and moves `at` behind it. False when bytes are missing.
bool RtmpChunkReader::readHeader(std::size_t& at, Header& header, unsigned format, bool begins) const
{
    constexpr std::array<std::size_t, 4> kSizes{11, 7, 3, 0};
    if (m_bytes.size() < at + kSizes[format])
        return false;
    const std::size_t start = at;
    at += kSizes[format];
    std::uint32_t stamp = format <= 2 ? bigEndian(start, 3) : header.delta;
    header.extended = format <= 2 ? stamp == kExtended : header.extended;
    if (header.extended) {
        if (m_bytes.size() < at + 4)
            return false;
        stamp = bigEndian(at, 4);
        at += 4;
    }
    if (format <= 1) {
        header.length = bigEndian(start + 3, 3);
        header.type = m_bytes[start + 6];
    }
    if (format == 0) {
        header.timestampMs = 0;
        header.streamId = 0;
        for (std::size_t i = 0; i < 4; ++i) // the one little-endian number of the protocol
            header.streamId |= static_cast<std::uint32_t>(m_bytes[start + 7 + i]) << (8 * i);
    }
    // Format 3 repeats the last stamp as a delta when it begins a message, and says nothing when it continues one.
    if (begins) {
        header.delta = stamp;
        header.timestampMs += stamp;
    }
    return true;
}

// Consumes one chunk when it is there whole. False when it is not.
bool RtmpChunkReader::readChunk(std::optional<RtmpPacket>& finished)
{
    if (m_bytes.empty())
        return false;
    const unsigned format = m_bytes[0] >> 6U;
    std::uint32_t id = m_bytes[0] & 0x3fU;
    std::size_t at = 1;
    if (id < 2) { // 0: one more byte, 1: two more
        const std::size_t more = id + 1;
        if (m_bytes.size() < at + more)
            return false;
        id = 64 + m_bytes[1] + (more == 2 ? m_bytes[2] * 256U : 0U);
        at += more;
    }
    Stream& stream = m_streams[id];
    Header header = stream.header; // a copy: an incomplete chunk leaves no trace
    if (!readHeader(at, header, format, stream.payload.empty()))
        return false;
    if (header.length > kMaxMessage || header.length < stream.payload.size()) {
        m_broken = true;
        return false;
    }
    const std::size_t part = std::min(m_chunkSize, header.length - stream.payload.size());
    if (m_bytes.size() < at + part)
        return false;
    const auto begin = m_bytes.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(part);
    stream.header = header;
    stream.payload.insert(stream.payload.end(), begin, end);
    m_bytes.erase(m_bytes.begin(), end);
    if (stream.payload.size() == header.length) {
        finished = RtmpPacket{header.type, header.streamId, header.timestampMs, std::move(stream.payload)};
        stream.payload.clear();
    }
    return true;
}

void writeRtmpChunks(
    const RtmpPacket& packet, std::uint8_t chunkStream, std::size_t chunkSize, std::vector<std::uint8_t>& out)
{
    const bool extended = packet.timestampMs >= kExtended;
    out.push_back(chunkStream);
    put(extended ? kExtended : packet.timestampMs, 3, out);
    put(static_cast<std::uint32_t>(packet.payload.size()), 3, out);
    out.push_back(packet.type);
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<std::uint8_t>(packet.streamId >> shift));
    for (std::size_t at = 0; at == 0 || at < packet.payload.size(); at += chunkSize) {
        if (at > 0)
            out.push_back(static_cast<std::uint8_t>(0xc0U | chunkStream));
        if (extended)
            put(packet.timestampMs, 4, out);
        const std::size_t part = std::min(chunkSize, packet.payload.size() - at);
        const auto begin = packet.payload.begin() + static_cast<std::ptrdiff_t>(at);
        out.insert(out.end(), begin, begin + static_cast<std::ptrdiff_t>(part));
    }
}

std::vector<FlvTag> readFlv(std::span<const std::uint8_t> file)
{
    std::vector<FlvTag> tags;
    if (file.size() < kFlvHeader || file[0] != 'F' || file[1] != 'L' || file[2] != 'V')
        return tags;
    std::size_t at = take(file, 5, 4) + kFlvBackPointer;
    while (at + kFlvTagHeader <= file.size()) {
        const std::size_t length = take(file, at + 1, 3);
        if (at + kFlvTagHeader + length > file.size())
            break;
        const auto body = file.subspan(at + kFlvTagHeader, length);
        const std::uint32_t stamp = take(file, at + 4, 3) | static_cast<std::uint32_t>(file[at + 7]) << 24;
        tags.push_back({file[at], stamp, {body.begin(), body.end()}});
        at += kFlvTagHeader + length + kFlvBackPointer;
    }
    return tags;
}

std::vector<std::uint8_t> writeFlv(const std::vector<FlvTag>& tags)
{
    const auto has = [&](std::uint8_t type) {
        return std::ranges::any_of(tags, [&](const FlvTag& tag) { return tag.type == type; });
    };
    std::vector<std::uint8_t> file{'F', 'L', 'V', 1};
    file.push_back(static_cast<std::uint8_t>((has(rtmp::kAudio) ? 4 : 0) | (has(rtmp::kVideo) ? 1 : 0)));
    put(kFlvHeader, 4, file);
    put(0, 4, file);
    for (const FlvTag& tag : tags) {
        file.push_back(tag.type);
        put(static_cast<std::uint32_t>(tag.body.size()), 3, file);
        put(tag.timestampMs & 0xffffffU, 3, file);
        put(tag.timestampMs >> 24, 1, file);
        put(0, 3, file);
        file.insert(file.end(), tag.body.begin(), tag.body.end());
        put(static_cast<std::uint32_t>(kFlvTagHeader + tag.body.size()), 4, file);
    }
    return file;
}

} // namespace sluice::test
