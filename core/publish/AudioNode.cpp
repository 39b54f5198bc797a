// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioNode.h"

#include <algorithm>

namespace sluice {

AudioNode::AudioNode(
    Clock& clock, std::size_t inputs, std::function<void()> changed, const std::function<void()>& arrived)
    : m_clock(clock)
    , m_changed(std::move(changed))
    , m_epoch(clock.now())
    , m_mixer(kFormat, inputs)
    , m_limiter(kFormat, [] { return SoundFilter::limiter(kFormat); })
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
    m_frames = m_finished = 0;
    m_limiter.restart();
    for (const auto& channel : m_channels)
        channel->mixed = false;
}

void AudioNode::goLive(Live live)
{
    const std::lock_guard lock(m_liveMutex);
    m_appliedOffset = Duration(m_offset);
    begin(live.epoch - m_appliedOffset);
    m_live = std::move(live);
    const std::lock_guard statusLock(m_mutex);
    m_error.reset(); // the encoder's of the broadcast before
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
    followOffset();
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
            channel->noise.restart();
        }
        channel->mixed = active;
    }
}

// Before live nobody compares sound and picture, and goLive() takes the offset anyway.
void AudioNode::followOffset()
{
    const Duration by = Duration(m_offset) - m_appliedOffset;
    m_appliedOffset += by;
    if (!m_live || by == Duration::zero())
        return;
    m_epoch -= by;
    for (const auto& channel : m_channels)
        if (channel->mixed)
            channel->input.delay(by);
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
            all = fill(*channel) && all;
    }
    return any && all;
}

bool AudioNode::fill(Channel& channel)
{
    while (!channel.noise.take(kPiece, channel.next)) {
        AudioBlock piece;
        if (!channel.input.take(kPiece, piece))
            return false;
        if (channel.muted || m_paused || !channel.input.status().running || channel.input.stoodStill())
            channel.heard.reset(); // only what should be heard can be missing, and when somebody listened
        else
            channel.heard.process(piece);
        channel.noise.push(piece);
    }
    return true;
}

void AudioNode::mix()
{
    for (std::size_t i = 0; i < m_channels.size(); ++i) {
        Channel& channel = *m_channels[i];
        const float gain = channel.gain;
        m_mixer.setGain(i, channel.muted || m_paused ? 0.0F : gain);
        m_blocks[i] = channel.mixed ? std::exchange(channel.next, {}) : AudioBlock();
        if (channel.mixed)
            channel.meter.process(m_blocks[i], gain);
    }
    m_limiter.push(m_mixer.mix(kPiece, m_blocks));
    m_frames += kPiece;
    for (AudioBlock limited; m_limiter.take(kPiece, limited);)
        finish(limited);
}

void AudioNode::finish(AudioBlock block)
{
    block = clampedToFullScale(std::move(block));
    block.pts = MediaTime(kFormat.durationOf(m_finished));
    block.captured = m_epoch + kFormat.durationOf(m_finished);
    m_finished += kPiece;
    m_meter.process(block);
    if (m_live)
        encode(block);
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
    status.error = m_limiter.error();
    for (const auto& channel : m_channels)
        if (const auto error = channel->noise.error())
            status.error = error;
    const std::lock_guard lock(m_mutex);
    if (m_error)
        status.error = m_error;
    return status;
}

} // namespace sluice
