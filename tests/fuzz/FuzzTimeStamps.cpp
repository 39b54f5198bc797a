// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "core/av/TimestampNormalizer.h"
#include "core/playback/PlaybackBuffer.h"

using namespace sluice;

namespace {

// Takes numbers off the input; zeros at its end.
class Numbers {
public:
    explicit Numbers(std::span<const std::uint8_t> bytes) : m_bytes(bytes) { }
    bool any() const { return !m_bytes.empty(); }

    std::uint8_t byte()
    {
        const std::uint8_t value = any() ? m_bytes.front() : 0;
        m_bytes = m_bytes.subspan(any() ? 1 : 0);
        return value;
    }
    // Small steps and wild values alike.
    Duration time()
    {
        const std::uint8_t kind = byte();
        std::uint64_t raw = 0;
        for (int i = 0; i < (kind & 7) + 1; ++i)
            raw = raw << 8 | byte();
        const auto value = static_cast<std::int64_t>(raw << (kind >> 3));
        return Duration(value);
    }

private:
    std::span<const std::uint8_t> m_bytes;
};

std::optional<Duration> maybeTime(Numbers& in, bool present)
{
    return present ? std::optional(in.time()) : std::nullopt;
}

// One packet's way from its stamps into the store and out of it again.
void step(Numbers& in, TimestampNormalizer& times, PlaybackBuffer& buffer, std::vector<MediaTime>& last)
{
    const std::uint8_t what = in.byte();
    const std::size_t stream = what & 1;
    TimestampNormalizer::Stamps stamps;
    stamps.pts = maybeTime(in, what & 2);
    stamps.dts = maybeTime(in, what & 4);
    stamps.duration = what & 8 ? in.time() : milliseconds(40);
    if (what & 16)
        stamps.wrapAfter = in.time();
    const auto normal = times.next(stream, stamps);
    if (normal.dts < last[stream] || normal.pts < normal.dts || normal.duration < Duration::zero())
        std::abort();
    last[stream] = normal.dts;

    CodedPacket packet;
    packet.kind = stream ? StreamKind::Audio : StreamKind::Video;
    packet.pts = normal.pts;
    packet.dts = normal.dts;
    packet.duration = normal.duration;
    packet.discontinuity = normal.discontinuity;
    packet.keyframe = stream || what & 32;
    packet.size = 100;
    const TimePoint now(seconds(1));
    buffer.push(std::move(packet), now);
    const auto level = buffer.level(what & 64 ? std::optional(normal.pts) : std::nullopt, 1.0, now);
    if (level.level < Duration::zero())
        std::abort();
    if (what & 128) {
        static_cast<void>(buffer.popVideo());
        static_cast<void>(buffer.popAudio());
        static_cast<void>(buffer.seekWithin(normal.pts, 0));
    }
}

} // namespace

// Time stamps are whatever a sender writes: time still goes on, and nothing overflows.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Numbers in({data, size});
    TimestampNormalizer times(
        in.byte() & 1 ? TimestampNormalizer::Jumps::Rebase : TimestampNormalizer::Jumps::Keep);
    PlaybackBuffer buffer;
    buffer.clear(0);
    std::vector<MediaTime> last(2, MediaTime::min());
    while (in.any())
        step(in, times, buffer, last);
    static_cast<void>(buffer.snapshot());
    return 0;
}
