// SPDX-License-Identifier: GPL-3.0-or-later
// What the pipeline tells of itself: its status for the window, its report for the file.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/Redact.h"
#include "core/publish/PublishPipeline.h"

namespace sluice {

namespace {

std::string_view senderWord(SenderState state)
{
    switch (state) {
    case SenderState::Connecting:
        return "connecting";
    case SenderState::Live:
        return "live";
    case SenderState::Reconnecting:
        return "reconnecting";
    case SenderState::Ended:
        return "ended";
    case SenderState::Failed:
        break;
    }
    return "failed";
}

// Whichever of them it was.
void keepEarliest(std::optional<TimePoint>& earliest, const std::optional<TimePoint>& since)
{
    if (since)
        earliest = std::min(earliest.value_or(*since), *since);
}

} // namespace

PublishPipeline::Status PublishPipeline::status() const
{
    Status status;
    status.capture = m_capture.status();
    status.screen = m_screen.status();
    status.video = m_video.status();
    status.audio = m_audio.status();
    status.sentKbps = m_sentRate.kbps(m_services.clock.now());
    for (const auto& send : sends()) {
        status.senders.push_back(send->sender->status());
        status.queued.push_back(send->queue->queued());
        status.sent.push_back(send->rate.kbps(m_services.clock.now()));
        status.dropped.push_back(send->queue->droppedVideo());
        status.shownUrls.push_back(redactUrl(send->destination.shownUrl, true));
        status.droppedNetwork += status.dropped.back();
        keepEarliest(status.liveSince, status.senders.back().liveSince);
    }
    status.recordings = m_recordings.status();
    const std::lock_guard lock(m_mutex);
    status.carriedKbps = carriedKbps();
    status.state = m_state;
    status.error = m_error;
    status.slateError = m_slate.error();
    status.slateReady = m_slate.settled();
    status.logoError = m_logoError;
    status.targetKbps = m_config.video.bitrateKbps + m_config.audio.bitrateKbps;
    status.videoKbps = m_videoKbps;
    if (m_state == State::Live || m_state == State::Reconnecting)
        status.networkNotice = networkNotice();
    status.overloaded = m_overloaded && m_state == State::Live;
    status.paused = !m_pauses.empty() && !m_pauses.back().until;
    status.rate = m_config.video.rate;
    status.size = m_config.video.size;
    status.capture.captured += status.screen.captured - m_capturedBefore;
    status.capture.dropped += status.screen.dropped - m_droppedBefore;
    return status;
}

// Under m_mutex.
std::optional<double> PublishPipeline::carriedKbps() const
{
    std::optional<double> least;
    for (const auto& send : m_sends)
        if (const auto carried = send->network.carriedKbps;
            carried && send->sender->status().state == SenderState::Live)
            least = std::min(least.value_or(*carried), *carried);
    return least;
}

LiveReport::Destination PublishPipeline::reportOf(const Send& send) const
{
    const SenderStatus status = send.sender->status();
    LiveReport::Destination out;
    out.url = send.destination.shownUrl;
    out.state = senderWord(status.cutOff ? status.cutOff->state : status.state);
    out.error = ReportError::of(status.cutOff ? status.cutOff->error : status.error);
    for (const Outage& outage : status.outages)
        out.reconnects.push_back({toMs(outage.at - m_startedAt), toMs(outage.down), outage.cause.message()});
    out.sendQueueP95Ms = toMs(send.queue->p95Queued());
    out.sendQueueMaxMs = toMs(send.queue->maxQueued());
    out.bytes = status.bytes;
    out.droppedNetwork = send.queue->droppedVideo();
    if (status.liveSince) {
        Duration connected = m_endedAt.value_or(m_services.clock.now()) - *status.liveSince;
        for (const Outage& outage : status.outages)
            connected -= outage.down;
        if (connected > Duration::zero())
            out.bitrateKbps
                = std::llround(static_cast<double>(status.bytes) * 8.0 / 1000.0 / toSeconds(connected));
    }
    return out;
}

LiveReport PublishPipeline::report() const
{
    const Status now = status();
    LiveReport report;
    const std::lock_guard lock(m_mutex);
    report.startedAtEpochMs = epochMs(m_startedWall);
    for (const auto& send : m_sends)
        report.destinations.push_back(reportOf(*send));
    if (now.liveSince)
        report.firstKeyframeSentMs = toMs(*now.liveSince - m_startedAt);
    report.frames.captured = now.capture.captured;
    report.frames.encoded = now.video.encoded;
    report.frames.droppedCapture = now.video.leftOut;
    report.frames.droppedEncode = now.capture.dropped;
    constexpr std::array<const char*, kInputs> kNames{"microphone", "desktop"};
    for (std::size_t i = 0; i < now.audio.inputs.size(); ++i) {
        const AudioNode::InputStatus& input = now.audio.inputs[i];
        if (input.active)
            report.audio.push_back({kNames[i], input.muted,
                std::round(200.0 * std::log10(static_cast<double>(input.gain))) / 10.0,
                toMs(AudioNode::kFormat.durationOf(input.silenceFrames)), input.losses});
    }
    for (const auto& [at, kind] : m_layouts)
        report.layouts.push_back({toMs(at - m_startedAt), std::string(token(kind))});
    for (const Pause& pause : m_pauses)
        report.pauses.push_back({toMs(pause.from - m_startedAt),
            toMs(pause.until.value_or(m_endedAt.value_or(m_services.clock.now())) - pause.from)});
    report.recordings = m_recordings.report(m_startedAt);
    report.encoderLoad = now.video.load;
    report.events = reportEvents(m_events.all(), m_startedAt);
    report.error = ReportError::of(m_error ? m_error : now.video.error);
    return report;
}

} // namespace sluice
