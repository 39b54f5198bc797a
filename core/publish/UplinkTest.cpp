// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/UplinkTest.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

#include "core/av/Muxer.h"
#include "core/base/Url.h"
#include "core/media/VideoFrame.h"
#include "core/publish/Sender.h"
#include "core/publish/Slate.h"

namespace sluice {

namespace {

struct Filling {
    StreamInfo info;
    CodedPacket keyframe;
};

Result<Filling> encodeOne(const UplinkTest& test)
{
    VideoEncoderConfig config = test.video;
    config.encoder = "libx264"; // it is there, and what is measured is the network
    config.lowDelay = true; // one picture in, one out
    config.stamps = false;
    config.preset = "ultrafast";
    auto encoder = VideoEncoder::open(config);
    if (!encoder)
        return encoder.error();
    VideoFrame picture = makeSlate(config.size);
    std::vector<CodedPacket> packets;
    if (auto done = (*encoder)->encode(picture, true, packets); !done)
        return done.error();
    (*encoder)->drain(packets);
    if (packets.empty())
        return Error(ErrorCode::Internal, {"the encoder gave no picture"});
    return Filling{(*encoder)->info(), packets.front()};
}

// The picture with H.264 filler data behind it (NAL unit type 12), which every decoder leaves out.
CodedPacket fillUp(const CodedPacket& keyframe, std::size_t bytes)
{
    constexpr std::array<std::uint8_t, 5> kFiller{0, 0, 0, 1, 12};
    auto whole = std::make_shared<std::vector<std::uint8_t>>(keyframe.data, keyframe.data + keyframe.size);
    if (bytes > whole->size() + kFiller.size() + 2) {
        whole->insert(whole->end(), kFiller.begin(), kFiller.end());
        whole->resize(bytes - 1, 0xFF);
        whole->push_back(0x80);
    }
    CodedPacket packet = keyframe;
    packet.data = whole->data();
    packet.size = whole->size();
    packet.owner = std::move(whole);
    return packet;
}

class Sending {
public:
    Sending(const UplinkTest& test, const Filling& filling, Clock& clock, Resolver& resolver, const Log& log)
        : m_test(test)
        , m_filling(filling)
        , m_clock(clock)
        , m_resolver(resolver)
        , m_log(log)
    { }

    UplinkResult run(const std::string& url, const StopToken& stop)
    {
        Muxer::Options options;
        options.url = url;
        options.video = m_filling.info;
        options.sendKbps = static_cast<int>(m_test.kbps * UplinkTest::kReserve);
        options.openDeadline = UplinkTest::kOpenDeadline;
        options.writeDeadline = seconds(3);
        auto muxer = Muxer::open(options, m_resolver, m_clock, m_log, stop);
        if (!muxer)
            return {muxer.error()};
        UplinkResult result = send(**muxer, stop);
        if (result.error)
            if (const auto parsed = Url::parse(url))
                result.error = Sender::doubtingKey(*result.error, result.lasted, parsed->host);
        return result;
    }

private:
    UplinkResult send(Muxer& muxer, const StopToken& stop)
    {
        const Duration each = m_test.video.rate.frameDuration();
        const double kbps = m_test.kbps * UplinkTest::kReserve;
        const auto size = static_cast<std::size_t>(kbps * 1000 / 8 * toSeconds(each));
        CodedPacket packet = fillUp(m_filling.keyframe, size);
        packet.duration = each;
        const TimePoint began = m_clock.now();
        const std::int64_t before = muxer.bytesSent();
        // Never ahead of time: what a narrow uplink does not take in time is not sent at all.
        for (std::int64_t i = 0; m_clock.now() - began < m_test.length; ++i) {
            packet.pts = packet.dts = MediaTime(m_test.video.rate.timeOf(i));
            if (auto written = muxer.write(packet, stop); !written)
                return {written.error(), carried(muxer, before, began), m_clock.now() - began};
            const Duration ahead = began + m_test.video.rate.timeOf(i + 1) - m_clock.now();
            if (ahead > Duration::zero())
                m_clock.sleepFor(ahead, stop);
        }
        const double result = carried(muxer, before, began);
        (void)muxer.finish(seconds(1), stop);
        return {std::nullopt, result, m_clock.now() - began};
    }

    double carried(const Muxer& muxer, std::int64_t before, TimePoint began) const
    {
        // What has arrived: not what waits here or in a router, nor what cannot have been answered yet.
        const OnTheWay left = muxer.onTheWay().value_or(OnTheWay{});
        const std::int64_t sent = muxer.bytesSent() - before - left.bytes;
        const double time = std::max(0.001, toSeconds(m_clock.now() - began - left.shortest));
        return std::max(0.0, static_cast<double>(sent) * 8 / 1000 / time);
    }

    const UplinkTest& m_test;
    const Filling& m_filling;
    Clock& m_clock;
    Resolver& m_resolver;
    const Log& m_log;
};

// Squares that move and change, so that the encoder has about as much to do as with a camera.
VideoFrame busyPicture(FramePool& pool, VideoSize size, std::int64_t index)
{
    MutableFrame canvas(pool, PixelFormat::I420, size);
    for (std::size_t plane = 0; plane < 3; ++plane) {
        const int width = planeBytesPerRow(PixelFormat::I420, plane, size.width);
        const int height = planeRows(PixelFormat::I420, plane, size.height);
        for (int y = 0; y < height; ++y) {
            std::uint8_t* row = canvas.plane(plane) + static_cast<std::ptrdiff_t>(y) * canvas.stride(plane);
            for (int x = 0; x < width; ++x)
                row[x] = static_cast<std::uint8_t>(
                    64 + (((x + 3 * index) / 16) * 37 + std::int64_t(y / 16) * 59) % 128);
        }
    }
    return canvas.finish();
}

} // namespace

std::vector<UplinkResult> testUplink(
    const UplinkTest& test, Clock& clock, Resolver& resolver, const Log& log, const StopToken& stop)
{
    std::vector<UplinkResult> results(test.urls.size());
    const auto filling = encodeOne(test);
    if (!filling) {
        std::ranges::fill(results, UplinkResult{filling.error()});
        return results;
    }
    std::vector<std::thread> threads;
    threads.reserve(test.urls.size());
    for (std::size_t i = 0; i < test.urls.size(); ++i)
        threads.emplace_back([&, i] {
            Sending sending(test, *filling, clock, resolver, log);
            results[i] = sending.run(test.urls[i], stop);
        });
    for (std::thread& thread : threads)
        thread.join();
    return results;
}

EncoderSpeed measureEncoder(const VideoEncoderConfig& config, Clock& clock, const StopToken& stop)
{
    constexpr Duration kMeasured = milliseconds(1200);
    auto encoder = VideoEncoder::open(config);
    if (!encoder)
        return {encoder.error(), 0};
    FramePool pool;
    std::vector<CodedPacket> packets;
    Duration encoding{};
    const TimePoint began = clock.now();
    std::int64_t count = 0;
    for (; clock.now() - began < kMeasured && !stop.stop_requested(); ++count) {
        VideoFrame picture = busyPicture(pool, config.size, count);
        picture.pts = MediaTime(config.rate.timeOf(count));
        const TimePoint before = clock.now();
        if (auto done = (*encoder)->encode(picture, count == 0, packets); !done)
            return {done.error(), 0};
        encoding += clock.now() - before;
        packets.clear();
    }
    const double real = toSeconds(config.rate.timeOf(count));
    return {std::nullopt, encoding > Duration::zero() ? real / toSeconds(encoding) : 0};
}

} // namespace sluice
