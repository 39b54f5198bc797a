// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "core/media/VideoFrame.h"

namespace sluice {

// The sender's stamp as it travels in H.264: an SEI message "user data unregistered" (payload type 5, ISO/IEC
// 14496-10 annex D) of a 16-byte UUID of our own, the frame's number (4 bytes) and its capture time (8 bytes, µs
// since the Unix epoch), both big endian.
inline constexpr std::size_t kSeiStampBytes = 28;

std::array<std::uint8_t, kSeiStampBytes> encodeSeiStamp(const FrameStamp& stamp);
// Nothing when the message is someone else's (x264 signs its streams with one of these) or too short.
std::optional<FrameStamp> decodeSeiStamp(std::span<const std::uint8_t> message);

} // namespace sluice
