// SPDX-License-Identifier: GPL-3.0-or-later
// The part of WatchPipeline that sees what the BufferController is told.
#include <algorithm>

#include "core/playback/WatchPipeline.h"

namespace sluice {

namespace {

bool httpStatusIs(const Error& error, std::string_view status)
{
    const auto& args = error.sentence().args();
    return error.code() == ErrorCode::HttpStatus && args.size() > 1 && args[1].starts_with(status);
}

} // namespace

bool WatchPipeline::noSuchStream(const StreamReader::Status& reader) const
{
    if (!reader.error)
        return false;
    return reader.error->code() == ErrorCode::NoSuchStream || httpStatusIs(*reader.error, "404");
}

// What no second attempt mends.
bool WatchPipeline::hopeless(const StreamReader::Status& reader) const
{
    if (!reader.error || noSuchStream(reader))
        return false;
    switch (reader.error->category()) {
    case ErrorCategory::Tls: // a handshake that breaks off is the network's, where one came to its end before
        return !(m_controller.played() && reader.error->code() == ErrorCode::TlsFailed);
    case ErrorCategory::Auth:
    case ErrorCategory::Format:
    case ErrorCategory::Codec:
    case ErrorCategory::Config:
        return true;
    default:
        // Who let us in before may do so again.
        return !m_controller.played()
            && (reader.error->code() == ErrorCode::HostNotFound || httpStatusIs(*reader.error, "401")
                || httpStatusIs(*reader.error, "403"));
    }
}

// Whether the clock waits for sound. Otherwise it runs on by itself: pictures alone, sound that never came, went
// silent or has already ended.
bool WatchPipeline::soundPaces() const
{
    return m_media.audio && !m_level.audioLeft && !m_engine->audio().drained() && !m_engine->audio().error();
}

// When the output ran dry, by the time at which the device takes what it plays, not by when it is heard: a stall ends
// when the gate opens, which is heard as much later, and would be too short by the device's latency otherwise.
std::optional<TimePoint> WatchPipeline::drySince(TimePoint now) const
{
    const Duration held = m_engine->deviceLatency();
    const auto moved = m_engine->output().movedAt();
    if (!m_gateOpenedAt || !moved || *moved - held < *m_gateOpenedAt)
        return std::nullopt;
    if (soundPaces()) {
        const auto dry = m_engine->output().drySince();
        return dry && *dry - held <= now ? std::optional(*dry - held) : std::nullopt;
    }
    const auto clock = m_engine->output().mediaTime(now);
    const auto until = m_engine->presenter().shownUntil();
    if (!m_media.video || !clock || !until || *clock < *until || m_engine->frames().size() > 0)
        return std::nullopt;
    return now - scaled(*clock - *until, 1.0 / m_rate) - held;
}

// Whether nothing that arrived before the sound ran out is still on its way to the device. Asked against the stream, so
// that what moves on meanwhile is met at least once.
bool WatchPipeline::dataRanOut() const
{
    if (m_engine->output().holdsBack())
        return true;
    const auto asked = m_engine->output().dryAskedAt();
    auto next = m_level.soundCame;
    if (const auto inHand = m_engine->audio().inHand())
        next = inHand;
    if (const auto ready = m_engine->output().soundArrived())
        next = ready;
    return asked && (!next || *next > *asked);
}

// Since when the device has not come for the sound that waits for it: what it took before has been heard by then.
std::optional<TimePoint> WatchPipeline::deviceStuckSince(TimePoint now) const
{
    constexpr Duration kPatience = milliseconds(50); // five usual periods: none comes that late and in time
    const auto block = m_engine->output().lastBlock();
    if (!m_gateOpenedAt || !block || m_engine->output().buffered() == Duration::zero())
        return std::nullopt;
    const TimePoint since = std::max(block->heardAt + block->length, *m_gateOpenedAt);
    return now - since >= kPatience + m_engine->deviceMakesUpFor() ? std::optional(since) : std::nullopt;
}

BufferController::Inputs WatchPipeline::gather(
    TimePoint now, const Wishes& wishes, const StreamReader::Status& reader, const Delivery::Status& arrived)
{
    BufferController::Inputs in;
    in.now = now;
    switch (reader.link) {
    case StreamReader::Link::Down:
        in.link = BufferController::Link::Down;
        break;
    case StreamReader::Link::Connecting:
        in.link = BufferController::Link::Connecting;
        break;
    case StreamReader::Link::Up:
        in.link = BufferController::Link::Up;
        break;
    }
    const bool throttled = !m_engine->link().planIsOff() || m_engine->link().blockedUntil(now);
    const bool thisConnection
        = arrived.lastAt && reader.connectedAt && *arrived.lastAt >= *reader.connectedAt;
    in.lastByteAt = throttled ? (thisConnection ? arrived.lastAt : reader.connectedAt) : reader.lastByteAt;
    in.lastMediaAt = arrived.lastMediaAt;
    const auto heardAt = std::max(reader.lastByteAt, reader.lastAnswerAt);
    in.answering
        = !throttled && heardAt && arrived.lastMediaAt && *heardAt > *arrived.lastMediaAt + milliseconds(500);
    in.emulatedHold = m_engine->link().stallingNow(now);
    // The next segment is only missing once it is overdue.
    in.loaderWaiting = m_known && m_context.source == BufferSource::HlsLive
        && now < in.lastByteAt.value_or(reader.connectedAt.value_or(now))
                + segmentDueAfter(m_media.targetDuration);
    in.sourceEnded = reader.ended && arrived.drained;
    if (in.sourceEnded && !m_engine->buffer().ended())
        m_engine->buffer().setEnded(m_engine->reader().status().generation);
    in.nobodyStreaming = noSuchStream(reader);
    in.retryNow = wishes.retryNow;
    in.fatal = reader.link == StreamReader::Link::Down && hopeless(reader);
    // Sound alone that cannot be decoded, as far as it went: nothing is ever going to be heard.
    if (const auto error = m_engine->audio().error();
        error && m_media.audio && !m_media.video && !m_engine->output().movedAt()) {
        m_lastConnectionError = error;
        in.fatal = true;
    }

    const auto stored = m_engine->buffer().snapshot();
    m_jumps = stored.discontinuities;
    in.streamsKnown = m_known;
    in.videoSelected = m_media.video.has_value();
    in.keyframeSeen = stored.keyframeSeen;
    in.firstPicture = m_engine->presenter().shownUntil().has_value();
    in.level = m_level.level;
    if (!m_engine->output().gate()) {
        const auto playhead = m_engine->output().mediaTime(now);
        in.startSince = m_engine->buffer().levelSince(playhead, m_rate, m_settings.start);
        in.resumeSince = m_engine->buffer().levelSince(playhead, m_rate, m_settings.resume);
    }
    in.bytes = stored.bytes;
    in.videoLeft = m_level.videoLeft;
    in.audioLeft = m_level.audioLeft;

    in.outputDrySince = drySince(now);
    in.bufferEmpty = in.outputDrySince && soundPaces() ? dataRanOut() : m_level.empty;
    if (const auto stuck = deviceStuckSince(now)) {
        in.deviceAtFault = true;
        in.outputDrySince = stuck;
    }
    in.deviceUnderruns = m_engine->deviceUnderruns();
    in.clockMovedAt = m_engine->output().movedAt();
    in.allPlayed = m_engine->allPlayed(now);
    in.pause = wishes.paused;
    in.seeks = m_seeks;
    in.seekPending = reader.seeksDone < m_sourceSeeks;
    return in;
}

} // namespace sluice
