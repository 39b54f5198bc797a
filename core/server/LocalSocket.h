// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/Clock.h"
#include "core/base/StopToken.h"
#include "core/server/FileHandle.h"

namespace sluice {

// The connection to our own server: by TCP on 127.0.0.1 or by a unix socket. Every call ends at the deadline, or
// within 50 ms of a stop. One thread.
class LocalSocket {
public:
    LocalSocket(const Clock& clock, TimePoint deadline, StopToken stop)
        : m_clock(clock)
        , m_deadline(deadline)
        , m_stop(std::move(stop))
    { }

    bool connectTcp(int port);
    bool connectUnix(const std::string& path);
    bool send(std::span<const unsigned char> data);
    // Fills `data` completely, or fails.
    bool receive(std::span<unsigned char> data);
    // What is there, at most `data.size()`; 0 at the end, nothing at a failure.
    std::optional<std::size_t> receiveSome(std::span<unsigned char> data);

private:
    bool waitFor(short events);
    bool finishConnect(int result);

    const Clock& m_clock;
    const TimePoint m_deadline;
    const StopToken m_stop;
    FileHandle m_socket;
};

// The body of an answer with status 200, at most `maxSize` bytes; nothing at any failure.
std::optional<std::string> httpGet(LocalSocket& connected, std::string_view path, std::size_t maxSize);

// Does C0 C1, S0 S1 S2, C2: true when an RTMP server answers as one.
bool rtmpHandshake(LocalSocket& connected);

} // namespace sluice
