// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/base/Time.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// What a stream needs: bytes by media time, whatever the pace at which they come. (What arrives says how fast the link
// is; a link emulated as a share of that would strangle itself.) Pure; one owner.
class MediaBitrate {
public:
    // Of media that is looked back on: a few GOPs. Own choice.
    static constexpr Duration kWindow = seconds(10);
    // Less than that says nothing: a keyframe alone is many times the mean.
    static constexpr Duration kEnough = seconds(1);

    void add(const CodedPacket& packet);
    // kb/s (1000 bit/s), of all streams together; nothing before kEnough of media came.
    std::optional<double> kbps() const;

private:
    static constexpr std::size_t kMost = 20'000; // packets; a bound, not a figure to meet
    struct Piece {
        MediaTime dts;
        std::int64_t bytes = 0;
    };
    void forgetOldest();

    std::deque<Piece> m_pieces;
    MediaTime m_end; // highest DTS in them
    std::int64_t m_bytes = 0;
};

} // namespace sluice
