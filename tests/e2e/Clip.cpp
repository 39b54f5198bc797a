// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/Clip.h"

#include "core/av/Encoder.h"
#include "core/av/Muxer.h"
#include "core/capture/TestPicture.h"
#include "core/capture/TestTone.h"
#include "core/publish/Interleaver.h"

namespace sluice::test {

namespace {

Result<void> writeAll(Muxer& muxer, const std::vector<CodedPacket>& packets)
{
    for (const CodedPacket& packet : packets)
        if (auto written = muxer.write(packet, {}); !written)
            return written;
    return {};
}

} // namespace

Result<void> makeTestClip(
    const std::string& path, VideoSize size, FrameRate rate, Duration length, Duration soundLate)
{
    SystemClock clock;
    Resolver resolver;
    const Log log;
    VideoEncoderConfig videoConfig;
    videoConfig.size = size;
    videoConfig.rate = rate;
    videoConfig.preset = "ultrafast";
    auto video = VideoEncoder::open(videoConfig);
    auto audio = AudioEncoder::open({});
    if (!video)
        return video.error();
    if (!audio)
        return audio.error();
    Muxer::Options options;
    options.url = "file:" + path;
    options.video = (*video)->info();
    options.audio = (*audio)->info();
    auto muxer = Muxer::open(options, resolver, clock, log, {});
    if (!muxer)
        return muxer.error();

    const TestPicture picture(size, rate);
    Interleaver interleaver(true, true);
    std::vector<CodedPacket> packets;
    std::vector<CodedPacket> ready;
    const AudioFormat format{48000, 2};
    std::int64_t samples = 0;
    for (std::int64_t index = 0; rate.timeOf(index) < length; ++index) {
        VideoFrame frame = picture.paint(index, WallTime(rate.timeOf(index)));
        frame.pts = MediaTime(rate.timeOf(index));
        packets.clear();
        if (auto done = (*video)->encode(frame, index % 30 == 0, packets); !done)
            return done;
        const std::int64_t until = format.framesIn(rate.timeOf(index + 1));
        std::vector<float> tone(static_cast<std::size_t>(until - samples) * 2);
        fillTestTone(
            format, samples + format.rate - format.framesIn(soundLate), tone); // the same each second
        AudioBlock block = AudioBlock::of(format, std::move(tone));
        block.pts = MediaTime(format.durationOf(samples));
        samples = until;
        if (auto done = (*audio)->encode(block, packets); !done)
            return done;
        for (const CodedPacket& packet : packets)
            interleaver.push(packet, TimePoint());
        interleaver.take(TimePoint(), ready);
        if (auto done = writeAll(**muxer, ready); !done)
            return done;
        ready.clear();
    }
    packets.clear();
    (*video)->drain(packets);
    (*audio)->drain(packets);
    for (const CodedPacket& packet : packets)
        interleaver.push(packet, TimePoint());
    interleaver.flush(ready);
    if (auto done = writeAll(**muxer, ready); !done)
        return done;
    return (*muxer)->finish(seconds(5), {});
}

} // namespace sluice::test
