// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Sender.h"

#include <algorithm>
#include <utility>

namespace sluice {

Sender::Sender(
    Config config, std::shared_ptr<PacketQueue> queue, Services services, std::function<void()> changed)
    : m_config(std::move(config))
    , m_queue(std::move(queue))
    , m_services(services)
    , m_changed(std::move(changed))
    , m_schedule(m_config.seed)
{ }

Sender::~Sender() = default;

Step Sender::step(const StopToken& stop)
{
    switch (m_phase) {
    case Phase::Connect:
        return connect(stop);
    case Phase::Send:
        return send(stop);
    case Phase::Wait:
        return waitForRetry();
    case Phase::Done:
        break;
    }
    return Step::done();
}

Step Sender::connect(const StopToken& stop)
{
    if (m_wasLive && m_config.dropStale)
        m_config.dropStale();
    Muxer::Options options = m_config.muxer;
    options.openDeadline = m_wasLive ? kRetryDeadline : kFirstDeadline;
    auto muxer = Muxer::open(options, m_services.resolver, m_services.clock, m_services.log, stop);
    if (!muxer)
        return lost(muxer.error());
    m_muxer = std::move(*muxer);
    m_connectedAt = m_services.clock.now();
    m_base.reset();
    m_queue->restartAtKeyframe();
    {
        const std::lock_guard lock(m_mutex);
        m_carried.clear();
        m_blocked = {};
    }
    m_phase = Phase::Send;
    return Step::again();
}

Step Sender::send(const StopToken& stop)
{
    constexpr Duration kPatience = milliseconds(100);
    std::optional<CodedPacket> packet = m_queue->pop(stop, kPatience);
    if (!packet) {
        if (!m_queue->drained())
            return Step::again();
        // Whatever the farewell says, everything was handed over.
        (void)m_muxer->finish(kFinishDeadline, stop);
        m_muxer.reset();
        m_phase = Phase::Done;
        setState(SenderState::Ended, std::nullopt, std::nullopt);
        return Step::done();
    }
    if (!m_base)
        m_base = packet->dts.time_since_epoch();
    CodedPacket shifted = *packet;
    shifted.pts -= *m_base;
    shifted.dts -= *m_base;
    if (auto written = write(shifted, stop); !written)
        return lost(written.error());
    noteSent(*packet);
    return Step::again();
}

Result<void> Sender::write(const CodedPacket& packet, const StopToken& stop)
{
    const TimePoint began = m_services.clock.now();
    const std::int64_t before = m_muxer->bytesSent();
    const std::optional<std::int64_t> waiting = m_muxer->unsentBytes();
    {
        const std::lock_guard lock(m_mutex);
        m_writingSince = began;
    }
    auto written = m_muxer->write(packet, stop);
    const TimePoint ended = m_services.clock.now();
    const std::optional<std::int64_t> unsent = m_muxer->unsentBytes();
    const std::lock_guard lock(m_mutex);
    m_writingSince.reset();
    m_blocked = std::max(m_blocked, ended - began);
    m_carried.noteWrite(began, ended, m_muxer->bytesSent() - before, unsent, waiting);
    return written;
}

void Sender::noteSent(const CodedPacket& packet)
{
    const TimePoint now = m_services.clock.now();
    if (now - m_connectedAt >= kKeyDoubt) {
        m_lastedOnce = true;
        m_schedule.reset();
    }
    bool becameLive = false;
    {
        const std::lock_guard lock(m_mutex);
        m_status.bytes = m_bytesBefore + m_muxer->bytesSent();
        if (packet.kind == StreamKind::Video)
            ++m_status.framesSent;
        if (m_status.state != SenderState::Live) {
            becameLive = true;
            m_status.state = SenderState::Live;
            m_status.error.reset();
            m_status.retryAt.reset();
            if (!m_status.liveSince)
                m_status.liveSince = now;
            if (!m_status.outages.empty() && !m_status.outages.back().over) {
                m_status.outages.back().down = now - m_status.outages.back().at;
                m_status.outages.back().over = true;
            }
        }
    }
    m_wasLive = true;
    if (becameLive)
        m_changed();
}

Step Sender::lost(const Error& error)
{
    if (m_muxer)
        m_bytesBefore += m_muxer->bytesSent();
    m_muxer.reset();
    m_queue->suspend();
    m_retryNow = false; // what was asked before is no wish for this outage
    if (error.cancelled()) {
        m_phase = Phase::Done;
        setState(SenderState::Ended, std::nullopt, std::nullopt);
        return Step::done();
    }
    const Error cause = explain(error);
    m_services.log.warning("sender", "{} ({})", cause.message(), cause.detail());
    const TimePoint now = m_services.clock.now();
    const bool wasSending = m_phase == Phase::Send;
    if ((!m_wasLive && !m_config.besideOthers) || !worthRetrying(cause))
        return fail(cause);
    if (wasSending || m_downSince == TimePoint()) {
        m_downSince = now;
        if (m_wasLive)
            noteOutage(now, cause);
    }
    m_retryAt = now + m_schedule.next(now - m_downSince);
    m_phase = Phase::Wait;
    setState(SenderState::Reconnecting, cause, m_retryAt);
    return Step::until(m_retryAt);
}

void Sender::noteOutage(TimePoint now, const Error& cause)
{
    const std::lock_guard lock(m_mutex);
    ++m_status.reconnects;
    if (m_status.outages.size() >= kMaxOutages)
        m_status.outages.erase(m_status.outages.begin());
    m_status.outages.push_back({now, {}, cause, false});
}

Step Sender::waitForRetry()
{
    if (m_queue->drained()) { // ended while waiting: nobody to send to
        if (m_failed)
            return fail(*m_failed, true);
        if (const auto error = status().error; error && !m_wasLive)
            return fail(*error, true);
        m_phase = Phase::Done;
        setState(SenderState::Ended, std::nullopt, std::nullopt);
        return Step::done();
    }
    const bool asked = m_retryNow.exchange(false);
    if (m_failed && !asked)
        return Step::wait();
    if (std::exchange(m_failed, std::nullopt))
        setState(SenderState::Connecting, std::nullopt, std::nullopt);
    if (!asked && m_services.clock.now() < m_retryAt)
        return Step::until(m_retryAt);
    m_phase = Phase::Connect;
    return Step::again();
}

// Beside others there is still somebody who may ask to try again.
Step Sender::fail(const Error& error, bool over)
{
    const bool stays = m_config.besideOthers && !over;
    m_phase = stays ? Phase::Wait : Phase::Done;
    m_failed = stays ? std::optional(error) : std::nullopt;
    setState(SenderState::Failed, error, std::nullopt);
    return stays ? Step::wait() : Step::done();
}

// A close right after the start of a first connection, without a word, is how many services refuse a key.
Error Sender::explain(const Error& error) const
{
    const bool guess = error.code() == ErrorCode::KeyProbablyRefused
        || error.code() == ErrorCode::PathProbablyRefused || error.code() == ErrorCode::NotRtmp;
    if (m_lastedOnce || m_config.builtInServer) // address and key are known to be right
        return guess ? Error(ErrorCode::ServerClosed, {m_config.host}, error.detail()) : error;
    if (m_phase != Phase::Send)
        return error;
    return doubtingKey(error, m_services.clock.now() - m_connectedAt, m_config.host);
}

Error Sender::doubtingKey(const Error& error, Duration lasted, const std::string& host)
{
    const bool closed = error.code() == ErrorCode::ConnectionLost || error.code() == ErrorCode::ServerClosed;
    if (closed && lasted < kKeyDoubt)
        return Error(ErrorCode::KeyProbablyRefused, {host}, error.detail());
    return error;
}

bool Sender::worthRetrying(const Error& error) const
{
    if (error.code() == ErrorCode::NameInUse)
        return m_services.clock.now() - m_downSince < kNameInUsePatience;
    switch (error.category()) {
    case ErrorCategory::Auth:
        return m_config.builtInServer; // its key is ours: it only restarts
    case ErrorCategory::Config:
    case ErrorCategory::Cancelled:
        return false;
    default:
        return true;
    }
}

void Sender::setState(SenderState state, std::optional<Error> error, std::optional<TimePoint> retryAt)
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.state = state;
        m_status.error = std::move(error);
        m_status.retryAt = retryAt;
    }
    m_changed();
}

SenderStatus Sender::status() const
{
    const std::lock_guard lock(m_mutex);
    SenderStatus status = m_status;
    if (!status.outages.empty() && !status.outages.back().over)
        status.outages.back().down = m_services.clock.now() - status.outages.back().at;
    return status;
}

SenderFlow Sender::takeFlow()
{
    const TimePoint now = m_services.clock.now();
    const std::lock_guard lock(m_mutex);
    SenderFlow flow{std::exchange(m_blocked, Duration::zero()), m_carried.standing(now), m_carried.kbps(now)};
    if (m_writingSince)
        flow.blocked = std::max(flow.blocked, now - *m_writingSince);
    return flow;
}

void Sender::retryNow()
{
    m_retryNow = true;
}

} // namespace sluice
