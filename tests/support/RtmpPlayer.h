// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/Amf0.h"
#include "tests/support/Loopback.h"
#include "tests/support/RecordedMessage.h"

namespace sluice::test {

// Plays a stream of a real RTMP server on this computer and writes down every message, with its time: what a player of
// FFmpeg's would make of it is another question. Whoever is refused, not let in or sent away asks again every few
// milliseconds, until the end of the object. One thread; every method may be called from any thread.
class RtmpPlayer {
public:
    RtmpPlayer(std::uint16_t port, std::string app, std::string name);
    ~RtmpPlayer();
    RtmpPlayer(const RtmpPlayer&) = delete;
    RtmpPlayer& operator=(const RtmpPlayer&) = delete;

    std::optional<TimePoint> accepted() const; // the server took a connection for the first time
    std::vector<RecordedMessage> messages() const; // without their payloads

private:
    void run();
    void playOnce();
    bool waitReadable(int patienceMs) const;
    bool receiveSome(std::vector<std::uint8_t>& into);
    bool shakeHands(std::vector<std::uint8_t>& incoming);
    bool handle(const RtmpPacket& packet);
    bool handleCommand(const RtmpPacket& packet);
    bool sendCommand(std::uint32_t streamId, const amf0::Array& values);
    bool sendAll(const std::vector<std::uint8_t>& bytes);

    const std::uint16_t m_port;
    const std::string m_app;
    const std::string m_name;
    WakePipe m_quitPipe;
    std::atomic<bool> m_quit = false;
    UniqueFd m_socket; // of the thread alone

    mutable std::mutex m_mutex; // guards the two below
    std::optional<TimePoint> m_accepted;
    std::vector<RecordedMessage> m_messages;

    std::thread m_thread;
};

} // namespace sluice::test
