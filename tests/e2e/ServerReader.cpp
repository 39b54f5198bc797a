// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/ServerReader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/capture/TestPicture.h"

namespace sluice::test {

ServerReader::ServerReader(std::string url, Sound sound)
    : m_url(std::move(url))
    , m_sound(sound)
    , m_thread([this] { run(); })
{ }

void ServerReader::stop()
{
    m_stop.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void ServerReader::end(const std::string& why)
{
    const std::lock_guard lock(m_mutex);
    m_seen.ended = why;
}

void ServerReader::run()
{
    const Log log;
    Demuxer::Options options;
    options.url = m_url;
    auto source = Demuxer::open(options, m_resolver, m_clock, log, m_stop.get_token());
    if (!source)
        return end(source.error().message());
    const MediaInfo& info = (*source)->info();
    if (!info.video || !info.audio)
        return end("the stream has not both, picture and sound");
    auto video = VideoDecoder::open(*info.video, {});
    auto audio = AudioDecoder::open(*info.audio);
    if (!video || !audio)
        return end("no decoder");
    m_video = std::move(*video);
    m_audio = std::move(*audio);
    while (!m_stop.stop_requested()) {
        auto packet = (*source)->read(m_stop.get_token());
        if (m_stop.stop_requested())
            return;
        if (!packet)
            return end(packet.error().message());
        if (!*packet)
            return end("the stream has ended");
        take(**packet);
    }
}

void ServerReader::take(const CodedPacket& packet)
{
    auto& last = m_lastDts[packet.kind == StreamKind::Video ? 0 : 1];
    {
        const std::lock_guard lock(m_mutex);
        m_seen.unordered += last && packet.dts <= *last ? 1 : 0;
        m_seen.jumps += packet.discontinuity ? 1 : 0;
    }
    last = packet.dts;
    if (packet.kind == StreamKind::Video)
        takeVideo(packet);
    else
        takeAudio(packet);
}

void ServerReader::takeVideo(const CodedPacket& packet)
{
    std::vector<VideoFrame> pictures;
    if (auto done = m_video->decode(packet, pictures); !done)
        return end(done.error().message());
    const WallTime now = m_clock.wallNow();
    for (const VideoFrame& picture : pictures) {
        const auto reading = readTestPicture(picture);
        const std::lock_guard lock(m_mutex);
        if (!reading) {
            ++m_seen.unreadable;
            continue;
        }
        const bool begins = reading->flash && !m_seen.frames.empty() && !m_seen.frames.back().flash;
        m_seen.frames.push_back({WallTime(picture.pts.time_since_epoch()), reading->captured,
            picture.stamp ? picture.stamp->captured : WallTime(), reading->sequence, reading->flash});
        m_seen.agesMs.push_back(toMsReal(now - reading->captured));
        if (begins)
            m_lastFlash = reading->captured;
    }
}

void ServerReader::takeAudio(const CodedPacket& packet)
{
    std::vector<AudioBlock> blocks;
    if (auto done = m_audio->decode(packet, blocks); !done)
        return end(done.error().message());
    for (const AudioBlock& block : blocks) {
        if (!m_detector) {
            m_detector.emplace(block.format);
            m_audioBegan = block.pts;
        }
        // Sound that was lost on the way would leave the samples behind their time stamps.
        const Duration apart = block.pts - (*m_audioBegan + block.format.durationOf(m_samples));
        m_samples += static_cast<std::int64_t>(block.frames());
        m_detector->feed(block.data());
        const std::lock_guard lock(m_mutex);
        m_seen.worstGapMs = std::max(m_seen.worstGapMs, std::abs(toMsReal(apart)));
        if (m_sound == Sound::Kept)
            m_seen.sound.insert(m_seen.sound.end(), block.data().begin(), block.data().end());
        for (const Duration onset : m_detector->takeOnsets())
            m_seen.beeps.emplace_back(m_audioBegan->time_since_epoch() + onset + apart);
    }
}

ServerReader::Seen ServerReader::seen() const
{
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

bool ServerReader::hasSound() const
{
    const std::lock_guard lock(m_mutex);
    return !m_seen.sound.empty() || !m_seen.beeps.empty();
}

bool ServerReader::hasEnded() const
{
    const std::lock_guard lock(m_mutex);
    return !m_seen.ended.empty();
}

std::optional<WallTime> ServerReader::lastFlash() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastFlash;
}

} // namespace sluice::test
