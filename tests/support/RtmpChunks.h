// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace sluice::test {

// One RTMP message, put together again from its chunks.
struct RtmpPacket {
    std::uint8_t type
        = 0; // 1 chunk size, 3 ack, 4 user control, 5 window, 8 audio, 9 video, 18 data, 20 command
    std::uint32_t streamId = 0;
    std::uint32_t timestampMs = 0; // absolute
    std::vector<std::uint8_t> payload;
};

namespace rtmp {
inline constexpr std::uint8_t kSetChunkSize = 1;
inline constexpr std::uint8_t kAcknowledge = 3;
inline constexpr std::uint8_t kUserControl = 4;
inline constexpr std::uint8_t kWindowSize = 5;
inline constexpr std::uint8_t kPeerBandwidth = 6;
inline constexpr std::uint8_t kAudio = 8;
inline constexpr std::uint8_t kVideo = 9;
inline constexpr std::uint8_t kData = 18;
inline constexpr std::uint8_t kCommand = 20;
} // namespace rtmp

// Takes the bytes that follow the handshake, gives messages. Obeys "set chunk size" by itself.
class RtmpChunkReader {
public:
    static constexpr std::size_t kMaxMessage = std::size_t(16) << 20;

    void push(std::span<const std::uint8_t> bytes);
    // The next whole message; nothing when more bytes are needed, or when broken() has become true.
    std::optional<RtmpPacket> next();
    bool broken() const { return m_broken; }

private:
    struct Header {
        std::uint8_t type = 0;
        std::uint32_t streamId = 0;
        std::uint32_t timestampMs = 0;
        std::uint32_t length = 0;
        std::uint32_t delta = 0;
        bool extended = false;
    };
    struct Stream {
        Header header; // of the last chunk
        std::vector<std::uint8_t> payload; // as far as it has come
    };
    bool readChunk(std::optional<RtmpPacket>& finished);
    bool readHeader(std::size_t& at, Header& header, unsigned format, bool begins) const;
    std::uint32_t bigEndian(std::size_t at, std::size_t count) const;

    std::vector<std::uint8_t> m_bytes;
    std::map<std::uint32_t, Stream> m_streams; // by chunk stream id
    std::size_t m_chunkSize = 128; // the protocol's default
    bool m_broken = false;
};

// Cuts a message into chunks, always with full headers (format 0), and appends them to `out`.
void writeRtmpChunks(const RtmpPacket& packet, std::uint8_t chunkStream, std::size_t chunkSize,
    std::vector<std::uint8_t>& out);

// One tag of an FLV file: the body is what RTMP carries as a message of the same type (8, 9 or 18).
struct FlvTag {
    std::uint8_t type = 0;
    std::uint32_t timestampMs = 0;
    std::vector<std::uint8_t> body;
};

// The tags of an FLV file; a tag that is cut off at the end is left out. Empty when it is no FLV.
std::vector<FlvTag> readFlv(std::span<const std::uint8_t> file);
std::vector<std::uint8_t> writeFlv(const std::vector<FlvTag>& tags);

} // namespace sluice::test
