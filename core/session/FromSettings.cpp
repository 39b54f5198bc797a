// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/FromSettings.h"

#include <QDir>
#include <QStandardPaths>

#include "core/settings/CameraControlText.h"

namespace sluice {

namespace {

// Services ask for 2 s; our own server cuts HLS at keyframes, so that a shorter distance means less delay.
constexpr Duration kGopOfServices = seconds(2);
constexpr Duration kGopOfOwnServer = seconds(1);

std::string orDefault(const std::string& text)
{
    return text.empty() ? "default" : text;
}

} // namespace

WatchRequest watchRequestFrom(const Settings& settings)
{
    WatchRequest request;
    request.buffer = BufferChoice::from(settings);
    request.audioOut = orDefault(settings.text("watch.audio_out"));
    request.volume = static_cast<double>(settings.integer("watch.volume")) / 100.0;
    request.settingsForReport = settings.toReport();
    return request;
}

BroadcastEncoding broadcastEncodingFrom(const Settings& settings, bool onlyBuiltIn)
{
    BroadcastEncoding encoding;
    VideoEncoderConfig& video = encoding.video;
    if (const EncoderRow* encoder = findEncoder(settings.text("video.encoder")))
        video.encoder = encoder->name;
    video.size = settings.size("video.size");
    video.rate = {static_cast<int>(settings.integer("video.fps")), 1};
    video.bitrateKbps = static_cast<int>(settings.integer("video.bitrate_kbps"));
    video.preset = settings.text("video.preset");
    video.stamps = settings.flag("stamp.enabled");
    const double gop = settings.real("video.gop_s");
    video.gop = gop > 0 ? fromSeconds(gop) : onlyBuiltIn ? kGopOfOwnServer : kGopOfServices;
    const std::string lowDelay = settings.text("video.low_delay");
    video.lowDelay = lowDelay == "auto" ? onlyBuiltIn : lowDelay == "on";
    encoding.adaptive = settings.flag("video.adaptive");
    encoding.audio.bitrateKbps = static_cast<int>(settings.integer("audio.bitrate_kbps"));
    return encoding;
}

BroadcastSources broadcastSourcesFrom(const Settings& settings)
{
    return {orDefault(settings.text("broadcast.camera")), orDefault(settings.text("broadcast.microphone")),
        orDefault(settings.text("broadcast.desktop_audio")), orDefault(settings.text("broadcast.screen"))};
}

BroadcastSound broadcastSoundFrom(const Settings& settings)
{
    BroadcastSound sound;
    sound.microphoneGainDb = static_cast<double>(settings.integer("audio.microphone_gain_db"));
    sound.desktopGainDb = static_cast<double>(settings.integer("audio.desktop_gain_db"));
    sound.noiseSuppression = settings.flag("audio.noise_suppression");
    sound.limiter = settings.flag("audio.limiter");
    sound.offset = milliseconds(settings.integer("audio.offset_ms"));
    return sound;
}

StreamFacts streamFactsOf(
    const BroadcastEncoding& encoding, bool builtInServer, bool (*carried)(std::string_view codec))
{
    StreamFacts facts{encoding.video.bitrateKbps, encoding.audio.bitrateKbps, toSeconds(encoding.video.gop),
        encoding.video.rate.value(), encoding.video.size};
    const EncoderRow* row = findEncoderByName(encoding.video.encoder);
    if (row && !builtInServer && carried(row->codec)) // or x264 takes its place
        facts.codec = row->codec;
    return facts;
}

CameraControlMemory cameraControlsFrom(const Settings& settings)
{
    return readCameraControls(settings.text("broadcast.camera_controls")).value_or(CameraControlMemory());
}

Layout layoutFrom(const Settings& settings)
{
    Layout layout;
    layout.kind = layoutKind(settings.text("broadcast.layout")).value_or(layout.kind);
    layout.corner = insetCorner(settings.text("broadcast.inset_corner")).value_or(layout.corner);
    layout.insetPercent = static_cast<int>(settings.integer("broadcast.inset_percent"));
    layout.border = static_cast<int>(settings.integer("broadcast.inset_border"));
    return layout;
}

RecordingSettings recordingFrom(const Settings& settings)
{
    RecordingSettings recording;
    recording.folder = settings.text("record.folder");
    if (recording.folder.starts_with("~/"))
        recording.folder.replace(0, 1, QDir::homePath().toStdString());
    if (recording.folder.empty())
        recording.folder = QDir(QStandardPaths::writableLocation(QStandardPaths::MoviesLocation))
                               .filePath(QStringLiteral("Sluice"))
                               .toStdString();
    recording.name = settings.text("record.name");
    recording.format = settings.text("record.format");
    recording.reserveBytes = settings.integer("record.reserve_mib") << 20;
    recording.replay = seconds(settings.integer("record.replay_s"));
    return recording;
}

ServerConfig serverConfigFrom(const Settings& settings)
{
    ServerConfig config;
    config.rtmpPort = static_cast<int>(settings.integer("server.rtmp_port"));
    config.httpPort = static_cast<int>(settings.integer("server.http_port"));
    config.shareOnNetwork = settings.flag("server.share");
    config.streamName = settings.text("server.stream_name");
    return config;
}

} // namespace sluice
