// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/EncoderRenewal.h"

#include <iterator>
#include <string>
#include <utility>

namespace sluice {

namespace {

template <typename To>
void append(To& to, std::vector<CodedPacket>& from)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

void close(Aside& beside, std::unique_ptr<VideoEncoder> encoder)
{
    beside.post([unused = std::shared_ptr<VideoEncoder>(std::move(encoder))] { });
}

} // namespace

EncoderRenewal::EncoderRenewal(Open open, int kbps)
    : m_open(std::move(open))
    , m_runs(kbps)
    , m_wanted(kbps) { }

void EncoderRenewal::restart(Open open, int kbps, std::unique_ptr<VideoEncoder> failed)
{
    discard();
    if (failed)
        close(*m_opens, std::move(failed));
    m_opens = std::make_unique<Aside>(); // the one before goes on by itself, however long that takes
    m_opening.reset();
    m_open = std::move(open);
    m_runs = kbps;
    m_wanted = kbps;
    m_failedAt.reset();
    m_hangs = 0; // another driver
    m_told = false;
}

std::optional<EncoderRenewal::Next> EncoderRenewal::next(TimePoint now, bool keyframe)
{
    if (!m_open)
        return std::nullopt;
    collect(now);
    if (m_opening && now - m_openingSince >= kOpenPatience)
        giveUpOpening(now);
    if (m_ready && m_asked != m_wanted && m_asked >= m_runs) // a raise that came too late
        discard();
    if (!m_ready && !m_opening && due(now))
        begin(now);
    if (!m_ready || (m_asked > m_runs && !keyframe))
        return std::nullopt;
    m_runs = m_asked;
    m_changedAt = now;
    return Next{std::move(m_ready), m_runs};
}

bool EncoderRenewal::due(TimePoint now) const
{
    if (m_wanted == m_runs || m_hangs >= kMostHangs || (m_failedAt && now - *m_failedAt < kRaiseEach))
        return false;
    const Duration each = m_wanted < m_runs ? kLowerEach : kRaiseEach;
    return !m_changedAt || now - *m_changedAt >= each;
}

void EncoderRenewal::begin(TimePoint now)
{
    m_asked = m_wanted;
    m_openingSince = now;
    m_opening = std::make_shared<Opening>();
    m_opens->post([opening = m_opening, open = m_open, kbps = m_asked] {
        Opened opened = open(kbps);
        const std::lock_guard lock(opening->mutex);
        opening->result = std::move(opened);
    });
}

void EncoderRenewal::collect(TimePoint now)
{
    if (!m_opening)
        return;
    std::optional<Opened> result;
    {
        const std::lock_guard lock(m_opening->mutex);
        result = std::move(m_opening->result);
    }
    if (!result)
        return;
    m_opening.reset();
    if (*result) {
        m_ready = std::move(**result);
        m_failedAt.reset();
        m_told = false;
    } else {
        m_error = result->error();
        m_failedAt = now;
    }
}

// What opens nevertheless is closed where it was opened.
void EncoderRenewal::giveUpOpening(TimePoint now)
{
    m_opening.reset();
    m_opens = std::make_unique<Aside>();
    ++m_hangs;
    m_error = noAnswer();
    m_failedAt = now;
}

Error EncoderRenewal::noAnswer() const
{
    return Error(ErrorCode::EncoderFailed,
        {std::to_string(m_asked) + " kb/s", QT_TRANSLATE_NOOP("core", "it does not answer")});
}

// Closing takes its time as well.
void EncoderRenewal::discard()
{
    if (m_ready)
        close(*m_opens, std::move(m_ready));
}

std::optional<Error> EncoderRenewal::takeError()
{
    auto error = std::exchange(m_error, std::nullopt);
    if (error && std::exchange(m_told, true))
        return std::nullopt;
    return error;
}

void EncoderRenewal::retire(std::unique_ptr<VideoEncoder> old, Finish finish, TimePoint now)
{
    auto drained = std::make_shared<Drained>();
    m_retiring.push_back({drained, now, {}});
    m_drains->post(
        [drained, old = std::shared_ptr<VideoEncoder>(std::move(old)), finish = std::move(finish)] {
            std::vector<CodedPacket> rest;
            old->drain(rest);
            finish(rest);
            const std::lock_guard lock(drained->mutex);
            drained->packets = std::move(rest);
        });
}

void EncoderRenewal::queue(std::vector<CodedPacket>& packets)
{
    if (m_retiring.empty())
        append(m_leaving, packets);
    else
        append(m_retiring.back().after, packets);
}

void EncoderRenewal::collectDrained(const std::function<bool(const Retiring&)>& givenUp)
{
    for (; !m_retiring.empty(); m_retiring.pop_front()) {
        Retiring& oldest = m_retiring.front();
        std::optional<std::vector<CodedPacket>> packets;
        {
            const std::lock_guard lock(oldest.drained->mutex);
            packets = std::exchange(oldest.drained->packets, std::nullopt);
        }
        if (packets) {
            append(m_leaving, *packets);
        } else if (givenUp(oldest)) {
            m_drains = std::make_unique<Aside>();
            if (++m_hangs >= kMostHangs)
                m_error = noAnswer();
        } else {
            return;
        }
        append(m_leaving, oldest.after);
    }
}

void EncoderRenewal::order(std::vector<CodedPacket>& packets, TimePoint now)
{
    if (m_retiring.empty() && m_leaving.empty())
        return;
    ++m_behind;
    // Where the one that encodes gives already, what waits is more than it looks ahead.
    const std::size_t pace = packets.empty() ? (m_behind > 1 ? 2 : 1) : packets.size() + 1;
    queue(packets);
    collectDrained([&](const Retiring& oldest) { return now - oldest.since >= kDrainPatience; });
    for (; packets.size() < pace && !m_leaving.empty(); m_leaving.pop_front(), --m_behind)
        packets.push_back(std::move(m_leaving.front()));
    if (m_retiring.empty() && m_leaving.empty())
        m_behind = 0;
}

void EncoderRenewal::finish(std::vector<CodedPacket>& packets)
{
    queue(packets);
    // Everything that was posted before this is over then.
    if (!m_retiring.empty())
        (void)m_drains->ask([] { return true; }, kEndPatience, StopToken());
    collectDrained([](const Retiring&) { return true; });
    packets.assign(std::make_move_iterator(m_leaving.begin()), std::make_move_iterator(m_leaving.end()));
    m_leaving.clear();
}

} // namespace sluice
