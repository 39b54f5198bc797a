// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ListRuns.h"

#include <fmt/format.h>

#include "core/av/Demuxer.h"
#include "core/base/Redact.h"
#include "core/devices/CameraDetails.h"

namespace sluice {

namespace {

void appendStream(std::string& text, const StreamInfo& stream)
{
    if (stream.kind == StreamKind::Video) {
        text += fmt::format("  video  {}", stream.codec);
        if (!stream.profile.empty())
            text += " " + stream.profile;
        if (stream.size.width > 0)
            text += fmt::format(", {}×{}", stream.size.width, stream.size.height);
        if (stream.frameRate.numerator > 0)
            text += fmt::format(", {:.4g} fps", stream.frameRate.value());
    } else {
        text += fmt::format("  audio  {}", stream.codec);
        if (!stream.profile.empty())
            text += " " + stream.profile;
        if (stream.audio.rate > 0)
            text += fmt::format(", {} Hz, {} channels", stream.audio.rate, stream.audio.channels);
    }
    if (stream.bitrate > 0)
        text += fmt::format(", {} kb/s", stream.bitrate / 1000);
    text += '\n';
}

std::string describe(const MediaInfo& media, const std::string& url)
{
    std::string text = fmt::format("{}\n  format {}, {}", redactUrl(url), media.container,
        media.live ? std::string("live") : fmt::format("{:.1f} s", toSeconds(media.duration)));
    text += media.seekable ? ", can be sought in\n" : "\n";
    if (media.video)
        appendStream(text, *media.video);
    if (media.audio)
        appendStream(text, *media.audio);
    text.pop_back();
    return text;
}

} // namespace

DevicesRun::DevicesRun(AppContext& context, DevicesCommand command) : m_context(context), m_command(command)
{
    connect(&m_context.devices, &DeviceCatalog::changed, this, [this] {
        m_listed = !m_context.devices.loading();
        show();
    });
    connect(&m_context.encoders, &EncoderCatalog::changed, this, &DevicesRun::show);
}

void DevicesRun::begin()
{
    m_context.devices.refresh();
    m_context.encoders.look();
}

void DevicesRun::interrupt()
{
    emit over(kExitInterrupted);
}

void DevicesRun::show()
{
    if (!m_listed || !m_context.encoders.done() || m_shown)
        return;
    m_shown = true;
    std::vector<Device> all = m_context.devices.cameras();
    const ScreenList& screens = m_context.devices.screens();
    for (const auto* list : {&m_context.devices.microphones(), &m_context.devices.speakers(),
             &screens.screens, &m_context.devices.desktopSounds()})
        all.insert(all.end(), list->begin(), list->end());
    if (m_command.json) {
        const std::string devices = withCameraDetails(devicesJson(all));
        print(QString::fromStdString(withEncoders(devices, m_context.encoders.found())).trimmed());
        emit over(kExitOk);
        return;
    }
    for (const DeviceKind kind : {DeviceKind::Camera, DeviceKind::Microphone, DeviceKind::Speaker,
             DeviceKind::Screen, DeviceKind::DesktopSound}) {
        bool any = false;
        for (const Device& device : all) {
            if (device.kind != kind)
                continue;
            any = true;
            print(QString::fromStdString(fmt::format("{:<13} {}{}  {}", deviceKindName(kind), device.id,
                device.isDefault ? " (default)" : "", device.label)));
        }
        if (!any)
            print(QString::fromStdString(fmt::format("{:<13} {}", deviceKindName(kind),
                kind == DeviceKind::Screen && screens.problem ? screens.problem->message() : "none found")));
    }
    for (const EncoderFinding& encoder : m_context.encoders.found())
        print(QString::fromStdString(fmt::format("{:<13} {}  {}{}{}", "encoder", encoder.token, encoder.label,
            encoder.usable ? "" : "; not usable: ", encoder.why.english())));
    emit over(kExitOk);
}

ProbeRun::ProbeRun(AppContext& context, ProbeCommand command)
    : m_context(context)
    , m_command(std::move(command))
{ }

ProbeRun::~ProbeRun()
{
    m_stop.request_stop();
    if (m_worker.joinable())
        m_worker.join();
}

void ProbeRun::begin()
{
    m_worker = std::thread([this, stop = m_stop.get_token()] {
        Demuxer::Options options;
        options.url = m_command.url;
        options.openDeadline = seconds(9); // whatever never ran fails within 10 s
        auto opened = Demuxer::open(options, m_context.resolver, m_context.clock, m_context.log, stop);
        int status = kExitOk;
        if (opened) {
            print(QString::fromStdString(describe((*opened)->info(), m_command.url)));
        } else {
            status = opened.error().cancelled() ? kExitInterrupted : kExitFailed;
            if (!opened.error().cancelled())
                complain(opened.error());
        }
        QMetaObject::invokeMethod(this, [this, status] { emit over(status); }, Qt::QueuedConnection);
    });
}

void ProbeRun::interrupt()
{
    m_stop.request_stop();
}

} // namespace sluice
