// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioNode.h"

#include <algorithm>

namespace sluice {

AudioNode::AudioNode(
    Clock& clock, std::size_t inputs, std::function<void()> changed, std::function<void()> arrived)
    : m_clock(clock)
    , m_changed(std::move(changed))
    , m_epoch(clock.now())
    , m_mixer(kFormat, inputs)
    , m_blocks(inputs)
{
    for (std::size_t i = 0; i < inputs; ++i)
        m_channels.push_back(std::make_unique<Channel>(clock, m_changed, arrived));
}

AudioNode::~AudioNode() = default;

void AudioNode::setSource(std::size_t input, std::optional<AudioInput::Factory> factory)
{
    Channel& channel = *m_channels.at(input);
    channel.input.setSource(std::move(factory));
    channel.meter.reset();
    channel.heard.reset();
}

// The run begins anew, and every input with it.
void AudioNode::begin(TimePoint at)
{
    m_epoch = at;
    m_frames = 0;
    for (const auto& channel : m_channels)
        channel->mixed = false;
}

void AudioNode::goLive(Live live)
{
    const std::lock_guard lock(m_liveMutex);
    begin(live.epoch - live.offset);
    m_live = std::move(live);
}

void AudioNode::endLive()
{
    const std::lock_guard lock(m_liveMutex);
    if (!m_live)
        return;
    m_packets.clear();
    m_live->encoder->drain(m_packets);
    for (const CodedPacket& packet : m_packets)
        m_live->packet(packet);
    m_live.reset();
}

Step AudioNode::step(const StopToken& stop)
{
    constexpr Duration kLook = milliseconds(50); // arrivals wake; this is for inputs that give nothing
    const std::lock_guard lock(m_liveMutex);
    follow();
    while (!stop.stop_requested() && takeAll())
        mix();
    const bool any = std::ranges::any_of(m_channels, [](const auto& channel) { return channel->mixed; });
    return any ? Step::until(m_clock.now() + kLook) : Step::wait();
}

// An input that was chosen joins where the mix stands; one that was given up leaves it.
void AudioNode::follow()
{
    const auto mixed = [](const auto& channel) { return channel->mixed; };
    for (const auto& channel : m_channels) {
        const bool active = channel->input.active();
        if (active && (!channel->mixed || !channel->input.begun())) {
            if (!m_live && std::ranges::none_of(m_channels, mixed))
                begin(m_clock.now()); // nothing was mixed meanwhile, and nothing is owed for it
            channel->input.restart(m_epoch + kFormat.durationOf(m_frames));
            channel->next = {};
        }
        channel->mixed = active;
    }
}

// A piece of every input, or nothing yet.
bool AudioNode::takeAll()
{
    bool any = false;
    bool all = true;
    for (const auto& channel : m_channels) {
        if (!channel->mixed)
            continue;
        any = true;
        if (channel->next.frames() == 0)
            all = channel->input.take(kPiece, channel->next) && all;
    }
    return any && all;
}

void AudioNode::mix()
{
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        Channel& channel = *m_channels[i];
        const float gain = channel.gain;
        m_mixer.setGain(i, channel.muted ? 0.0F : gain);
        m_blocks[i] = channel.mixed ? std::exchange(channel.next, {}) : AudioBlock();
        if (!channel.mixed)
            continue;
        channel.meter.process(m_blocks[i], gain);
        if (channel.muted || !channel.input.status().running)
            channel.heard.reset(); // only what should be heard can be missing
        else
            channel.heard.process(m_blocks[i]);
    }
    AudioBlock mixed = clampedToFullScale(m_mixer.mix(kPiece, m_blocks));
    mixed.pts = MediaTime(kFormat.durationOf(m_frames));
    mixed.captured = m_epoch + kFormat.durationOf(m_frames);
    m_frames += kPiece;
    m_meter.process(mixed);
    if (m_live)
        encode(mixed);
}

void AudioNode::encode(const AudioBlock& block)
{
    m_packets.clear();
    if (auto done = m_live->encoder->encode(block, m_packets); !done) {
        const std::lock_guard lock(m_mutex);
        m_error = done.error();
    }
    for (const CodedPacket& packet : m_packets)
        m_live->packet(packet);
}

AudioNode::Status AudioNode::status() const
{
    Status status;
    for (const auto& channel : m_channels) {
        InputStatus input;
        static_cast<AudioInput::Status&>(input) = channel->input.status();
        if (input.active)
            input.levels = channel->meter.levels();
        input.gain = channel->gain;
        input.muted = channel->muted;
        input.silent = input.running && channel->heard.levels().silent;
        status.inputs.push_back(std::move(input));
    }
    status.mix = m_meter.levels();
    const std::lock_guard lock(m_mutex);
    status.error = m_error;
    return status;
}

} // namespace sluice
