// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/BroadcastFigures.h"

#include <algorithm>

namespace sluice {

namespace {

BroadcastState stateOf(PublishPipeline::State state)
{
    switch (state) {
    case PublishPipeline::State::Idle:
        return BroadcastState::Idle;
    case PublishPipeline::State::Connecting:
        return BroadcastState::Connecting;
    case PublishPipeline::State::Live:
        return BroadcastState::Live;
    case PublishPipeline::State::Reconnecting:
        return BroadcastState::Reconnecting;
    case PublishPipeline::State::Stopping:
        return BroadcastState::Stopping;
    case PublishPipeline::State::Failed:
        break;
    }
    return BroadcastState::Failed;
}

BroadcastState stateOf(SenderState state)
{
    switch (state) {
    case SenderState::Connecting:
        return BroadcastState::Connecting;
    case SenderState::Live:
        return BroadcastState::Live;
    case SenderState::Reconnecting:
        return BroadcastState::Reconnecting;
    case SenderState::Ended:
        return BroadcastState::Idle;
    case SenderState::Failed:
        break;
    }
    return BroadcastState::Failed;
}

void takeSources(const PublishPipeline::Status& now, BroadcastStatus& status)
{
    status.cameraError = now.capture.error;
    status.screenError = now.screen.error;
    status.slateError = now.slateError;
    status.slateReady = now.slateReady;
    status.logoError = now.logoError;
    status.shown = now.video.layout;
    status.inset = now.video.inset;
    const auto& microphone = now.audio.inputs[PublishPipeline::kMicrophone];
    const auto& desktop = now.audio.inputs[PublishPipeline::kDesktop];
    status.microphoneError = microphone.error ? microphone.error : now.audio.error;
    status.desktopError = desktop.error;
    status.soundReady = std::ranges::all_of(
        now.audio.inputs, [](const auto& input) { return !input.active || input.running || input.error; });
    status.microphoneSilent = microphone.silent;
    status.microphoneMeter = microphone.levels;
    status.desktopMeter = desktop.levels;
    status.meter = now.audio.mix;
}

void takeDestinations(const PublishPipeline::Status& now, BroadcastStatus& status)
{
    for (const Duration queued : now.queued)
        status.sendQueue = std::max(status.sendQueue, queued);
    for (std::size_t i = 0; i < now.senders.size(); ++i) {
        const SenderStatus& sender = now.senders[i];
        status.destinations.push_back({now.shownUrls[i], stateOf(sender.state), sender.error, sender.retryAt,
            now.queued[i], now.dropped[i], sender.reconnects, now.sent[i]});
        status.reconnects += sender.reconnects;
        if (sender.retryAt)
            status.retryAt = sender.retryAt;
    }
    const auto liveCount = std::ranges::count(now.senders, SenderState::Live, &SenderStatus::state);
    status.sentKbps = now.sentKbps / static_cast<double>(std::max<std::ptrdiff_t>(1, liveCount));
    status.wasLive = now.liveSince.has_value();
}

} // namespace

BroadcastStatus broadcastFigures(const PublishPipeline::Status& now)
{
    BroadcastStatus status;
    status.state = stateOf(now.state);
    status.error = now.error;
    status.paused = now.paused;
    status.size = now.size;
    status.fps = now.rate.value();
    status.targetKbps = now.targetKbps;
    status.carriedKbps = now.carriedKbps;
    status.networkNotice = now.networkNotice;
    status.overloaded = now.overloaded;
    status.encoderError = now.video.error;
    status.droppedCapture = now.video.leftOut;
    status.droppedEncode = now.capture.dropped;
    status.droppedNetwork = now.droppedNetwork;
    status.frames = now.video.encoded;
    status.encoderLoad = now.video.load;
    status.recordings = now.recordings;
    takeSources(now, status);
    takeDestinations(now, status);
    return status;
}

} // namespace sluice
