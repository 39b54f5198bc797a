// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <deque>

#include "core/av/AvDiagnosis.h"
#include "core/av/AvHandles.h"
#include "core/av/AvInterrupt.h"
#include "core/av/AvLog.h"
#include "core/av/Demuxer.h"
#include "core/av/FileIo.h"
#include "core/av/InputPlan.h"
#include "core/av/SourceIo.h"
#include "core/av/TimestampNormalizer.h"

namespace sluice {

// The demuxer behind Demuxer::open(): one plan, one connection.
class AvSource final : public Demuxer {
public:
    AvSource(const Options& options, const InputPlan& plan, Resolver& resolver, Clock& clock, const Log& log);
    ~AvSource() override;
    AvSource(const AvSource&) = delete;
    AvSource& operator=(const AvSource&) = delete;

    Result<void> open(TimePoint deadline, const StopToken& stop);
    // Once open() has found that it is no media: the address of the stream that it declares, being a web page; empty:
    // it is none, or declares none. Loads its first 64 KiB.
    std::string declaredStream(TimePoint deadline, const StopToken& stop);

    const MediaInfo& info() const override { return m_info; }
    Result<std::optional<CodedPacket>> read(StopToken stop) override;
    std::int64_t bytesReceived() const override { return m_bytes.load(); }
    TimePoint lastByteAt() const override { return TimePoint(Duration(m_lastByte.load())); }
    std::optional<TimePoint> lastAnswerAt() const override { return m_io.lastAnswerAt(); }
    Result<void> seek(MediaTime to, StopToken stop) override;

private:
    enum class Outcome { Packet, End, Again };

    int& selected(StreamKind kind) { return m_selected[kind == StreamKind::Audio ? 1 : 0]; }
    void arm(StopToken stop, TimePoint deadline);
    Error failure(AvFailure::Phase phase, int code, Duration waited);

    Result<void> openInput(TimePoint deadline);
    Result<void> readHeaders();
    Result<void> probe();
    void selectStreams();
    bool adopt(int index);
    void describeSource(TimePoint deadline, const StopToken& stop);

    Result<Outcome> readPacket();
    Result<bool> beginAgain();
    std::optional<CodedPacket> convert(AVPacket& packet);
    void lookAtTitle();
    bool cutShort() const;
    void announce(CodedPacket& coded, StreamKind kind, bool late);
    Duration readPatience() const;
    void countBytes(std::int64_t packetBytes);

    const Options m_options;
    const InputPlan m_plan;
    Clock& m_clock;
    AvLogCapture m_log;
    AvInterrupt m_interrupt; // outlives m_context
    SourceIo m_io; // likewise
    FileIo m_fileIo; // likewise
    AvInputPtr m_context;
    AvPacketPtr m_packet;

    MediaInfo m_info;
    std::array<int, 2> m_selected{-1, -1}; // video, audio: index in libavformat's list
    bool m_headersFirst = false; // the container sends the codecs' headers apart, before the packets
    bool m_streamsSettled = false; // open() has handed out its information
    TimestampNormalizer m_times;
    std::deque<CodedPacket> m_pending; // read while waiting for headers; bounded by that patience
    std::optional<MediaTime> m_end; // the furthest that was read
    int m_damagedInRow = 0;
    bool m_ended = false;

    std::atomic<std::int64_t> m_bytes = 0;
    std::atomic<Duration::rep> m_lastByte = 0;
};

} // namespace sluice
