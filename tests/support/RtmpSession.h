// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/Amf0.h"
#include "tests/support/FakeRtmpServer.h"

namespace sluice::test {

// One connection of a FakeRtmpServer: its socket, its thread and its part of the record. Details of that class.
class FakeRtmpServer::Session {
public:
    Session(UniqueFd socket, RtmpScript script, int number, std::atomic<std::size_t>& kept,
        const std::atomic<double>& readRate);
    ~Session(); // ends the connection and joins

    RtmpConnection record() const;
    void end(bool byReset);
    void wake() { m_quit.wake(); } // the read rate is another
    void ping(std::uint32_t value);

private:
    using Steady = std::chrono::steady_clock;
    enum class Verdict { GoOn, Stop };

    void run();
    bool handshake();
    Verdict reach(RtmpScript::Step step);
    Verdict handle(const RtmpPacket& packet);
    Verdict handleCommand(const RtmpPacket& packet);
    Verdict answerConnect(double transaction, const amf0::Value& properties);
    Verdict answerStart(bool publish, const std::string& name, std::uint32_t streamId);
    void announceChunkSize();
    void handleUserControl(const RtmpPacket& packet);
    void sendPings();
    void remember(const RtmpPacket& packet);
    Verdict playNext();
    Verdict finishPlay();

    void sendPacket(std::uint8_t type, std::uint32_t streamId, std::vector<std::uint8_t> payload,
        std::uint8_t chunkStream, std::uint32_t timestampMs = 0);
    void sendCommand(std::uint32_t streamId, const amf0::Array& values);
    void sendNumber(std::uint8_t type, std::uint32_t value);
    void sendUserControl(std::uint16_t event, std::uint32_t value);
    void sendStatus(const std::string& code, std::uint32_t streamId);
    bool flush(); // false when the connection is gone
    bool receiveSome();
    std::size_t mayRead(); // refills the bucket
    bool waitReadable(); // also sends, plays and keeps the script's times; false when it is time to go
    int millisecondsUntilNextWork() const;

    UniqueFd m_socket;
    const RtmpScript m_script;
    std::atomic<std::size_t>& m_kept;
    const std::atomic<double>& m_readRate;
    WakePipe m_quit;
    std::atomic<int> m_endAsked = 0; // 1: close, 2: reset

    // of the thread alone
    RtmpChunkReader m_reader;
    std::vector<std::uint8_t> m_incoming; // handshake bytes
    std::vector<std::uint8_t> m_outgoing;
    std::size_t m_outChunk = 128;
    double m_tokens = 0; // bytes that may be read
    Steady::time_point m_filled = Steady::now();
    bool m_silent = false;
    bool m_reset = false;
    std::vector<FlvTag> m_play;
    std::size_t m_playNext = 0;
    bool m_playing = false;
    bool m_playFinished = false;
    std::uint32_t m_playStream = 1;
    Steady::time_point m_started; // of playing or publishing
    bool m_isStarted = false;

    mutable std::mutex m_mutex; // guards the two below
    RtmpConnection m_record;
    std::vector<std::uint32_t> m_pings; // that are to be sent

    std::thread m_thread;
};

} // namespace sluice::test
