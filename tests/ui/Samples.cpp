// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/Samples.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice::samples {

namespace {

BufferSettings smooth()
{
    BufferSettings b;
    b.low = milliseconds(500);
    b.start = milliseconds(1500);
    b.resume = milliseconds(2400);
    b.target = seconds(3);
    return b;
}

struct Point {
    double at;
    double level;
};

// Linear between the points.
double along(const std::vector<Point>& points, double at)
{
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (at <= points[i].at) {
            const double share = (at - points[i - 1].at) / (points[i].at - points[i - 1].at);
            return points[i - 1].level + share * (points[i].level - points[i - 1].level);
        }
    }
    return points.back().level;
}

} // namespace

TimePoint now()
{
    return TimePoint(seconds(1000));
}

VideoFrame frame(VideoSize size)
{
    MutableFrame picture(PixelFormat::Bgra, size);
    for (int y = 0; y < size.height; ++y) {
        std::uint8_t* row = picture.plane(0) + y * picture.stride(0);
        for (int x = 0; x < size.width; ++x) {
            const double wave = std::sin(x * 0.012 + y * 0.02) * 0.5 + 0.5;
            row[4 * x] = static_cast<std::uint8_t>(40 + 90 * y / size.height);
            row[4 * x + 1] = static_cast<std::uint8_t>(70 + 130 * wave);
            const double along = static_cast<double>(x) / size.width;
            row[4 * x + 2] = static_cast<std::uint8_t>(150 * along + 60 * wave);
            row[4 * x + 3] = 255;
        }
    }
    picture.meta().duration = milliseconds(33);
    return picture.finish();
}

MediaInfo rtmpMedia()
{
    MediaInfo media;
    media.container = "flv";
    media.live = true;
    StreamInfo video;
    video.codec = "h264";
    video.profile = "High";
    video.size = {1280, 720};
    video.frameRate = {30, 1};
    video.bitrate = 2'400'000;
    media.video = video;
    StreamInfo audio;
    audio.kind = StreamKind::Audio;
    audio.codec = "aac";
    audio.audio = {48000, 2};
    audio.bitrate = 128'000;
    media.audio = audio;
    return media;
}

WatchStatus playing()
{
    WatchStatus s;
    s.state = WatchState::Playing;
    s.url = "rtmp://192.168.1.20/live/talk";
    s.media = rtmpMedia();
    s.live = true;
    s.level = milliseconds(2900);
    s.levelBytes = 916'000;
    s.buffer = smooth();
    s.arriveKbps = 2510;
    s.consumeKbps = 2500;
    s.position = seconds(54);
    s.report.firstPictureMs = 240;
    s.report.startupMs = 1700;
    s.report.watchedMs = 60'000;
    s.report.framesShown = 1624;
    s.report.framesLate = 3;
    s.report.latency = {3100, 3300, LatencyBasis::Measured};
    s.report.avOffset = {-4, 9};
    return s;
}

WatchStatus rebuffering()
{
    WatchStatus s = playing();
    s.state = WatchState::Rebuffering;
    s.level = milliseconds(1200);
    s.levelBytes = 380'000;
    s.rebufferProgress = 0.5;
    s.arriveKbps = 1500;
    s.consumeKbps = 0;
    s.report.stalls = {{22'400, 1900, StallCause::Network}, {52'100, 1340, StallCause::Network}};
    return s;
}

WatchStatus waiting()
{
    WatchStatus s;
    s.state = WatchState::Opening;
    s.waiting = true;
    s.url = "rtmp://192.168.1.20/live/talk";
    s.error = Error(ErrorCode::NoSuchStream, {"192.168.1.20", "talk"});
    s.retryAt = now() + milliseconds(3600);
    return s;
}

WatchStatus failed()
{
    WatchStatus s;
    s.state = WatchState::Failed;
    s.url = "rtmp://192.168.1.20/live/talk";
    s.error = Error(ErrorCode::ConnectionTimedOut, {"192.168.1.20:1935"});
    return s;
}

std::vector<TimelineSample> minute()
{
    const std::vector<Point> level{{0, 0}, {2.7, 1.5}, {6.5, 2.6}, {13, 3}, {17.5, 2.7}, {23.1, 0},
        {24.8, 0.8}, {28, 2.4}, {32.4, 2.9}, {41, 3}, {46, 2.6}, {51, 1.2}, {54.5, 0}, {57.5, 0.6},
        {60, 1.2}};
    const std::vector<Point> arriving{{0, 3.4}, {6.5, 3.2}, {16, 2.9}, {17.8, 0.7}, {23.1, 0.6}, {24.2, 3.6},
        {31, 3.3}, {44, 3}, {46.8, 0.6}, {54.5, 0.7}, {56, 1.4}, {60, 1.5}};
    std::vector<TimelineSample> rows;
    for (int i = 0; i <= 600; ++i) {
        const double at = i / 10.0;
        const bool stalled = (at > 23.1 && at <= 28) || at > 54.5;
        TimelineSample row;
        row.at = milliseconds(100 * i);
        row.levelMs = static_cast<std::int32_t>(along(level, at) * 1000);
        row.arriveKbps = static_cast<float>(along(arriving, at) * 1000);
        row.consumeKbps = stalled || at < 2.7 ? 0.0F : 2500.0F;
        row.lowLevelMs = 500;
        row.startLevelMs = 1500;
        row.resumeLevelMs = 2400;
        row.targetLevelMs = 3000;
        row.latencyMs = 3100;
        row.state = stalled ? WatchState::Rebuffering : at < 2.7 ? WatchState::Priming : WatchState::Playing;
        rows.push_back(row);
    }
    return rows;
}

std::vector<Event> events()
{
    const auto event = [](int ms, EventKind kind, Sentence text) {
        return Event{TimePoint(milliseconds(ms)), kind, std::move(text)};
    };
    return {event(600, EventKind::FirstPicture, Sentence("First picture")),
        event(9000, EventKind::LinkChanged, Sentence("Link emulator: %1", {"3g"})),
        event(12'400, EventKind::Glitch, Sentence("Glitch: %1", {"decoder"})),
        event(17'600, EventKind::LinkCut, Sentence("Link cut for %1 s", {"5.0"})),
        event(22'400, EventKind::RebufferStart, Sentence("Rebuffering: %1", {"network"})),
        event(24'300, EventKind::RebufferEnd, Sentence("Resumed after %1 s", {"1.9"})),
        event(34'000, EventKind::Trim, Sentence("Skipped %1 s to be live again", {"2.0"})),
        event(38'000, EventKind::SettingsChanged, Sentence("Buffer settings changed: target %1 s", {"3.0"})),
        event(41'000, EventKind::Glitch, Sentence("Glitch: %1", {"device"})),
        event(44'000, EventKind::Discontinuity, Sentence("Discontinuity")),
        event(47'000, EventKind::LinkReset, Sentence("The link emulator ended the connection")),
        event(49'000, EventKind::Reconnecting, Sentence("Connection lost; reconnecting")),
        event(52'100, EventKind::RebufferStart, Sentence("Rebuffering: %1", {"network"}))};
}

BroadcastStatus idle()
{
    BroadcastStatus s;
    s.cameraRunning = true;
    s.size = {1280, 720};
    s.fps = 30;
    s.captureFps = 30;
    s.targetKbps = 2500;
    s.meter.channels = {{-17.2, -12, -24.5, false}, {-18.0, -12, -25.1, false}};
    s.microphoneMeter = s.meter;
    return s;
}

BroadcastStatus live()
{
    BroadcastStatus s = idle();
    s.state = BroadcastState::Live;
    s.live = seconds(12 * 60 + 34);
    s.sentKbps = 2480;
    s.sendQueue = milliseconds(40);
    s.frames = 22'620;
    s.encoderLoad = 0.41;
    s.reconnects = 1;
    return s;
}

BroadcastStatus reconnecting()
{
    BroadcastStatus s = live();
    s.state = BroadcastState::Reconnecting;
    s.error = Error(ErrorCode::ConnectionLost, {"live.example.org"});
    s.retryAt = now() + milliseconds(1500);
    s.sentKbps = 0;
    s.sendQueue = milliseconds(900);
    s.droppedNetwork = 47;
    return s;
}

BroadcastStatus slow()
{
    BroadcastStatus s = live();
    s.sentKbps = 1050;
    s.adaptedKbps = 1028;
    s.sendQueue = milliseconds(60);
    s.droppedNetwork = 12;
    s.networkNotice = Sentence(
        QT_TRANSLATE_NOOP("core", "The network carried %1 of %2 Mb/s. The video bitrate is %3 kb/s now."),
        {"1.1", "2.5", "900"});
    return s;
}

BroadcastStatus oneOfTwoLost()
{
    BroadcastStatus s = live();
    DestinationStatus own;
    own.state = BroadcastState::Live;
    DestinationStatus lost;
    lost.shownUrl = "rtmp://live.example.org/app/***";
    lost.state = BroadcastState::Reconnecting;
    lost.error = Error(ErrorCode::ConnectionLost, {"live.example.org"});
    lost.retryAt = now() + milliseconds(1500);
    s.destinations = {own, lost};
    return s;
}

ServerInfo server(bool shared)
{
    ServerInfo info;
    info.state = ServerState::Ready;
    info.rtmpPort = 1935;
    info.httpPort = 8080;
    info.streamName = "talk";
    info.playUrl = "rtmp://127.0.0.1:1935/live/talk";
    info.watchUrl = "http://127.0.0.1:8080/watch/talk";
    info.shared = shared;
    if (shared)
        info.networkAddresses = {"192.168.1.20"};
    info.viewers = ViewerCount{2, 10};
    return info;
}

std::shared_ptr<ArrivalTrace> arrivals(int count)
{
    auto trace = std::make_shared<ArrivalTrace>();
    const TimePoint zero{};
    trace->start(zero);
    trace->setInfo("delivery", "pushed");
    for (int i = 0; i < count; ++i) {
        const Duration sent = microseconds(33'333) * i;
        const bool held = sent >= seconds(10) && sent < seconds(12);
        CodedPacket packet;
        packet.kind = StreamKind::Video;
        packet.keyframe = i % 30 == 0;
        packet.size = 4000;
        packet.pts = packet.dts = MediaTime(sent);
        packet.duration = microseconds(33'333);
        trace->addPacket(zero + (held ? seconds(12) : sent), packet);
    }
    return trace;
}

std::shared_ptr<ArrivalTrace> pulledArrivals()
{
    auto trace = std::make_shared<ArrivalTrace>();
    const TimePoint zero{};
    trace->start(zero);
    trace->setInfo("delivery", "playlist");
    Duration free{};
    for (int segment = 0; segment < 12; ++segment) {
        ArrivalLoad load;
        load.requested = std::max<Duration>(free, seconds(2) * std::max(0, segment - 2));
        load.available = load.requested;
        load.firstByte = load.requested + milliseconds(40);
        load.done = load.requested + (segment == 5 ? Duration(seconds(4)) : Duration(milliseconds(600)));
        load.bytes = 600'000;
        load.media = seconds(2);
        free = load.done;
        trace->addLoad(load);
        for (int i = 0; i < 60; ++i) {
            CodedPacket packet;
            packet.kind = StreamKind::Video;
            packet.keyframe = i == 0;
            packet.size = 10'000;
            packet.pts = packet.dts = MediaTime(seconds(2) * segment + microseconds(33'333) * i);
            packet.duration = microseconds(33'333);
            trace->addPacket(zero + load.done, packet);
        }
    }
    return trace;
}

SessionRecord session()
{
    SessionRecord s;
    s.report = playing().report;
    s.report.url = "rtmp://user:secret@192.168.1.20/live/talk";
    s.report.startedAtEpochMs = 1'700'000'000'000;
    s.report.state = WatchState::Ended;
    s.report.watchedMs = 60'000;
    s.report.startupMs = std::max<std::int64_t>(s.report.startupMs, 1600);
    s.report.stalls = {{21'000, 3100, StallCause::Network}, {52'000, 2400, StallCause::Emulated}};
    s.report.events = {{0, EventKind::Opening, "Opening"}, {21'000, EventKind::RebufferStart, "Rebuffering"}};
    s.report.settings["buffer.profile"] = std::string("smooth");
    s.name = "rtmp://192.168.1.20/live/talk";
    s.samples = minute();
    const Duration begin = s.samples.front().at;
    for (TimelineSample& sample : s.samples)
        sample.at -= begin;
    return s;
}

} // namespace sluice::samples
