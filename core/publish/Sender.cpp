// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Sender.h"

#include <algorithm>
#include <utility>

namespace sluice {

Sender::Sender(
    Config config, std::shared_ptr<PacketQueue> queue, Services services, std::function<void()> changed)
    : m_config(std::move(config))
    , m_queue(std::move(queue))
    , m_services(std::move(services))
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
    m_firstAt = m_firstAt.value_or(m_services.clock.now());
    if (m_wasLive && m_config.dropStale)
        m_config.dropStale();
    StopSource attempt;
    const bool mayBeGivenUp = m_downSince != TimePoint();
    {
        const std::lock_guard lock(m_mutex);
        if (mayBeGivenUp)
            m_attempt = attempt;
    }
    const std::stop_callback ended(stop, [&attempt] { attempt.request_stop(); });
    auto muxer = open(attempt.get_token());
    {
        const std::lock_guard lock(m_mutex);
        m_attempt.reset();
    }
    if (muxer) {
        begun(std::move(*muxer));
        return Step::again();
    }
    if (attempt.stop_requested() && !stop.stop_requested() && !m_queue->drained()) {
        m_retryNow = false; // it was asked for another, and here it comes
        return Step::again();
    }
    return lost(withTlsReason(muxer.error(), m_config.muxer.url, m_services.tlsReason, attempt.get_token()));
}

Result<std::unique_ptr<Muxer>> Sender::open(const StopToken& stop)
{
    Muxer::Options options = m_config.muxer;
    options.openDeadline = m_wasLive ? kRetryDeadline : kFirstDeadline;
    if (m_config.open)
        return m_config.open(options, stop);
    return Muxer::open(options, m_services.resolver, m_services.clock, m_services.log, stop);
}

void Sender::begun(std::unique_ptr<Muxer> muxer)
{
    m_muxer = std::move(muxer);
    m_connectedAt = m_services.clock.now();
    m_base.reset();
    m_queue->restartAtKeyframe();
    {
        const std::lock_guard lock(m_mutex);
        m_carried.clear();
        m_blocked = {};
    }
    m_phase = Phase::Send;
}

Step Sender::send(const StopToken& stop)
{
    constexpr Duration kPatience = milliseconds(100);
    std::optional<CodedPacket> packet = m_queue->pop(stop, kPatience);
    if (!packet) {
        if (nothingCame()) {
            m_muxer.reset();
            m_queue->suspend();
            return fail(m_config.noPicture());
        }
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
    const bool picture = packet->kind == StreamKind::Video && packet->keyframe;
    if (picture && packet->dts.time_since_epoch() - *m_base >= kLongestRun)
        return renew(stop);
    CodedPacket shifted = *packet;
    shifted.pts -= *m_base;
    shifted.dts -= *m_base;
    if (auto written = write(shifted, stop); !written)
        return lost(written.error());
    noteSent(*packet);
    return Step::again();
}

// An encoder that gave up before its first picture, which nobody else would ever notice: nothing is written.
bool Sender::nothingCame() const
{
    constexpr Duration kAtLeast = seconds(1); // on this connection; a keyframe was asked for when it stood
    const TimePoint now = m_services.clock.now();
    return m_config.noPicture && !m_wasLive && !m_base && now - *m_firstAt >= kFirstPicture
        && now - m_connectedAt >= kAtLeast && !m_queue->drained();
}

// No outage: the address is known to be right, and the next connection begins at once.
Step Sender::renew(const StopToken& stop)
{
    (void)m_muxer->finish(kFinishDeadline, stop);
    m_bytesBefore += m_muxer->bytesSent();
    m_muxer.reset();
    m_queue->suspend();
    m_phase = Phase::Connect;
    return Step::again();
}

Result<void> Sender::write(const CodedPacket& packet, const StopToken& stop)
{
    const TimePoint began = m_services.clock.now();
    const std::int64_t before = m_muxer->bytesSent();
    const std::optional<OnTheWay> waiting = m_muxer->onTheWay();
    {
        const std::lock_guard lock(m_mutex);
        m_writingSince = began;
    }
    auto written = m_muxer->write(packet, stop);
    const TimePoint ended = m_services.clock.now();
    const std::optional<OnTheWay> left = m_muxer->onTheWay();
    const std::lock_guard lock(m_mutex);
    m_writingSince.reset();
    m_blocked = std::max(m_blocked, ended - began);
    m_way = left ? left->shortest : Duration::zero();
    m_carried.noteWrite(began, ended, m_muxer->bytesSent() - before, left, waiting);
    return written;
}

void Sender::noteSent(const CodedPacket& packet)
{
    const TimePoint now = m_services.clock.now();
    if (now - m_connectedAt >= kKeyDoubt) {
        m_lastedOnce = true;
        m_schedule.reset();
        m_nameInUseSince.reset();
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
    const bool begins = m_phase == Phase::Send || status().state == SenderState::Live; // the latter: renew()
    if (begins)
        m_retryNow = false; // what was asked before is no wish for this outage
    if (error.cancelled()) {
        m_phase = Phase::Done;
        setState(SenderState::Ended, std::nullopt, std::nullopt);
        return Step::done();
    }
    const Error cause = explain(error);
    m_services.log.warning("sender", "{} ({})", cause.message(), cause.detail());
    const TimePoint now = m_services.clock.now();
    if ((!m_wasLive && !m_config.besideOthers) || !worthRetrying(cause, now))
        return fail(cause);
    if (begins || m_downSince == TimePoint()) {
        m_downSince = now;
        if (m_wasLive)
            noteOutage(now, cause);
    }
    m_retryAt = now + m_schedule.next(now - m_downSince);
    m_phase = Phase::Wait;
    setState(SenderState::Reconnecting, cause, m_retryAt);
    return m_retryNow ? Step::again() : Step::until(m_retryAt);
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
    if (m_queue->drained())
        return endWaiting();
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

// Nobody is left to send to.
Step Sender::endWaiting()
{
    if (m_failed)
        return fail(*m_failed, true);
    if (const auto error = status().error; error && !m_wasLive)
        return fail(*error, true);
    m_phase = Phase::Done;
    setState(SenderState::Ended, std::nullopt, std::nullopt);
    return Step::done();
}

void Sender::close()
{
    if (m_muxer)
        m_bytesBefore += m_muxer->bytesSent();
    m_muxer.reset();
    if (m_phase != Phase::Done)
        (void)endWaiting();
}

// Beside others there is still somebody who may ask to try again. The error by value: it may be m_failed's own.
Step Sender::fail(Error error, bool over)
{
    const bool stays = m_config.besideOthers && !over;
    m_phase = stays ? Phase::Wait : Phase::Done;
    m_failed = stays ? std::optional(error) : std::nullopt;
    setState(SenderState::Failed, std::move(error), std::nullopt);
    return stays ? Step::wait() : Step::done();
}

// A close right after the start of a first connection, without a word, is how many services refuse a key.
Error Sender::explain(const Error& error) const
{
    const bool guess = error.code() == ErrorCode::KeyProbablyRefused
        || error.code() == ErrorCode::PathProbablyRefused || error.code() == ErrorCode::NotRtmp;
    if (m_config.builtInServer && m_wasLive)
        return ofOwnServer(error);
    if (m_lastedOnce || m_config.builtInServer) // address and key are known to be right
        return guess ? Error(ErrorCode::ServerClosed, {m_config.host}, error.detail()) : error;
    if (m_phase != Phase::Send)
        return error;
    return doubtingKey(error, m_services.clock.now() - m_connectedAt, m_config.host);
}

// No network lies between: the server itself stopped, and is started again, or let go of what came too late.
Error Sender::ofOwnServer(const Error& error) const
{
    if (m_config.givenUp)
        if (auto why = m_config.givenUp())
            return *why;
    switch (error.code()) {
    case ErrorCode::ServerSilent:
    case ErrorCode::ServerTakesNothing:
    case ErrorCode::ConnectionTimedOut:
        return Error(ErrorCode::BuiltInServerSilent, {}, error.message() + " " + error.detail());
    case ErrorCode::ConnectionLost:
    case ErrorCode::ConnectionRefused:
    case ErrorCode::ServerClosed:
    case ErrorCode::KeyProbablyRefused:
    case ErrorCode::PathProbablyRefused:
    case ErrorCode::NotRtmp:
        return Error(ErrorCode::BuiltInServerStopped, {}, error.message() + " " + error.detail());
    default:
        return error;
    }
}

Error Sender::doubtingKey(const Error& error, Duration lasted, const std::string& host)
{
    const bool closed = error.code() == ErrorCode::ConnectionLost || error.code() == ErrorCode::ServerClosed;
    if (closed && lasted < kKeyDoubt)
        return Error(ErrorCode::KeyProbablyRefused, {host}, error.detail());
    return error;
}

bool Sender::worthRetrying(const Error& error, TimePoint now)
{
    if (error.code() == ErrorCode::NameInUse) {
        m_nameInUseSince = m_nameInUseSince.value_or(now);
        return now - *m_nameInUseSince < kNameInUsePatience;
    }
    m_nameInUseSince.reset();
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
        const bool wasAway
            = m_status.state == SenderState::Connecting || m_status.state == SenderState::Reconnecting;
        if (state == SenderState::Ended && wasAway)
            m_status.cutOff = {m_status.state, m_status.error};
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
    SenderFlow flow{std::exchange(m_blocked, Duration::zero()), m_carried.standing(now),
        m_carried.standingHere(now), m_way, m_carried.kbps(now)};
    if (m_writingSince)
        flow.blocked = std::max(flow.blocked, now - *m_writingSince);
    return flow;
}

void Sender::retryNow()
{
    m_retryNow = true;
    const std::lock_guard lock(m_mutex);
    if (m_attempt)
        m_attempt->request_stop();
}

} // namespace sluice
