// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LivePlan.h"

#include <algorithm>

#include "app/StreamKeys.h"
#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/session/FromSettings.h"

namespace sluice {

namespace {

// A key that comes apart leaves the whole path to the server's application; otherwise it is the path's last part.
Result<std::string> withKey(const std::string& url, const std::string& key)
{
    const auto parsed = Url::parse(url);
    if (!parsed)
        return Error(ErrorCode::BadUrl, {redactUrl(url, true)});
    if (parsed->scheme != "rtmp" && parsed->scheme != "rtmps")
        return Error(ErrorCode::BadArgument,
            {"Sluice sends to rtmp and rtmps addresses only. Give one such as rtmp://server/app/key, or none for the "
             "built-in server."});
    if (!key.empty() && !isRtmpServer(*parsed))
        return Error(ErrorCode::NotAServer, {redactUrl(url, true)});
    if (key.empty() && !RtmpTarget::of(*parsed))
        return Error(ErrorCode::NoStreamKey, {redactUrl(url, true)});
    return key.empty() ? url : withStreamKey(url, key);
}

// In the order in which they were given; that of the built-in server has no address yet.
Result<std::vector<BroadcastDestination>> destinationsOf(
    const LiveCommand& command, const std::optional<std::string>& keyText)
{
    if (command.url.empty())
        return std::vector<BroadcastDestination>{{{}, {}, true}};
    std::vector<std::string> urls{command.url};
    urls.insert(urls.end(), command.moreUrls.begin(), command.moreUrls.end());
    const auto keys = streamKeys(urls.size(), command.keyFile, keyText);
    if (!keys)
        return keys.error();
    std::vector<BroadcastDestination> all;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        auto url = withKey(urls[i], (*keys)[i]);
        if (!url)
            return url.error();
        if (std::ranges::find(all, *url, &BroadcastDestination::url) != all.end())
            return Error(ErrorCode::BadArgument,
                {"“sluice live” was given the same address and stream key twice. Leave one of them out."});
        all.push_back({*url, redactUrl(*url, true)});
    }
    if (command.alsoBuiltIn)
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(command.builtInAt), {{}, {}, true});
    return all;
}

Trimmings trimmingsFrom(const Settings& settings)
{
    Trimmings made;
    made.name = settings.text("broadcast.caption_name");
    made.title = settings.text("broadcast.caption_title");
    made.logo = settings.text("broadcast.logo");
    made.logoCorner = insetCorner(settings.text("broadcast.logo_corner")).value_or(InsetCorner::TopRight);
    made.logoPercent = static_cast<int>(settings.integer("broadcast.logo_percent"));
    return made;
}

} // namespace

std::vector<NamedSource> sourcesOf(const LiveCommand& command)
{
    std::vector<NamedSource> named;
    const auto note = [&named](const char* key, auto place, const std::optional<DeviceSpec>& spec) {
        if (spec)
            named.push_back({key, place, spec->toText()});
    };
    note("broadcast.camera", &BroadcastSources::camera, command.camera);
    note("broadcast.microphone", &BroadcastSources::microphone, command.microphone);
    note("broadcast.desktop_audio", &BroadcastSources::desktop, command.desktopAudio);
    note("broadcast.screen", &BroadcastSources::screen, command.screen);
    return named;
}

Result<LivePlan> livePlanFor(
    const LiveCommand& command, const std::optional<std::string>& keyText, const Settings& settings)
{
    LivePlan plan;
    plan.builtIn = command.url.empty() || command.alsoBuiltIn;
    plan.sources = broadcastSourcesFrom(settings);
    plan.request.settingsForReport = settings.toReport();
    for (const auto& [key, place, text] : sourcesOf(command)) {
        plan.sources.*place = text;
        plan.request.settingsForReport.insert_or_assign(key, text);
    }
    plan.sound = broadcastSoundFrom(settings);
    plan.cameraControls = cameraControlsFrom(settings);
    // Who asks for it here wants to have it heard.
    plan.desktopMuted = !command.desktopAudio && settings.flag("audio.desktop_muted");
    plan.layout = layoutFrom(settings);
    plan.slate = settings.text("broadcast.slate");
    plan.trimmings = trimmingsFrom(settings);
    plan.encoding = broadcastEncodingFrom(settings, command.url.empty());
    plan.server = serverConfigFrom(settings);
    plan.server.hlsFragment = plan.encoding.video.gop;
    plan.request.hlsFragment = plan.server.hlsFragment;
    plan.recording = recordingFrom(settings);
    plan.record = command.recordPath.empty() && settings.flag("record.auto");
    plan.request.recordFile = command.recordPath;
    const auto all = destinationsOf(command, keyText);
    if (!all)
        return all.error();
    plan.request.url = all->front().url;
    plan.request.shownUrl = all->front().shownUrl;
    plan.request.builtInServer = all->front().builtInServer;
    plan.request.more.assign(all->begin() + 1, all->end());
    return plan;
}

QStringList addressLines(const ServerInfo& info)
{
    return {QStringLiteral("publish ") + QString::fromStdString(info.publishUrl),
        QStringLiteral("watch ") + QString::fromStdString(info.playUrl),
        QStringLiteral("page ") + QString::fromStdString(info.watchUrl),
        QStringLiteral("hls ") + QString::fromStdString(info.hlsUrl)};
}

} // namespace sluice
