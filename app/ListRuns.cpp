// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ListRuns.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/av/Demuxer.h"
#include "core/base/Redact.h"
#include "core/base/TextFile.h"
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

DevicesRun::DevicesRun(AppContext& context, DevicesCommand command, CommonOptions common)
    : m_context(context)
    , m_command(command)
    , m_common(std::move(common))
    , m_json(this, [this](const std::string& json) { takeJson(json); })
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        complain(Error(ErrorCode::BadArgument,
            {fmt::format("The devices could not be listed in {:g} s.", toSeconds(*m_common.runFor))}));
        finish(kExitFailed);
    });
    connect(&m_context.devices, &DeviceCatalog::changed, this, [this] {
        m_listed = !m_context.devices.loading();
        show();
    });
    connect(&m_context.encoders, &EncoderCatalog::changed, this, &DevicesRun::show);
}

void DevicesRun::begin()
{
    if (m_common.runFor)
        m_deadline.start(std::chrono::duration_cast<milliseconds>(*m_common.runFor));
    m_context.devices.refresh();
    m_context.encoders.look();
}

void DevicesRun::interrupt()
{
    finish(kExitInterrupted);
}

void DevicesRun::finish(int status)
{
    if (std::exchange(m_finished, true))
        return;
    m_deadline.stop();
    emit over(status);
}

void DevicesRun::show()
{
    if (!m_listed || !m_context.encoders.done() || m_shown || m_finished)
        return;
    m_shown = true;
    std::vector<Device> all = m_context.devices.cameras();
    for (const auto* list : {&m_context.devices.microphones(), &m_context.devices.speakers(),
             &m_context.devices.screens().screens, &m_context.devices.desktopSounds()})
        all.insert(all.end(), list->begin(), list->end());
    if (!m_command.json)
        printLines(all);
    if (!m_command.json && m_common.reportPath.empty()) {
        finish(kExitOk);
        return;
    }
    m_json.start([all = std::move(all), encoders = m_context.encoders.found()](const StopToken&) {
        return withEncoders(withCameraDetails(devicesJson(all)), encoders);
    });
}

void DevicesRun::takeJson(const std::string& json)
{
    if (m_finished)
        return;
    const QString text = QString::fromStdString(json).trimmed();
    if (m_command.json)
        print(text);
    if (m_common.reportPath.empty()) {
        finish(kExitOk);
        return;
    }
    const auto written = writeTextFile(m_common.reportPath, text.toStdString() + "\n");
    if (!written)
        complain(written.error());
    finish(written ? kExitOk : kExitFailed);
}

void DevicesRun::printLines(const std::vector<Device>& all) const
{
    const ScreenList& screens = m_context.devices.screens();
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
}

ProbeRun::ProbeRun(AppContext& context, ProbeCommand command, CommonOptions common)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
{ }

ProbeRun::~ProbeRun()
{
    m_stop.request_stop();
    if (m_worker.joinable())
        m_worker.join();
}

void ProbeRun::begin()
{
    auto settings = m_context.settingsFor(m_common);
    if (!settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    ProbeReport report;
    report.startedAtEpochMs = epochMs(m_context.clock.wallNow());
    report.url = m_command.url;
    report.settings = settings->toReport();
    m_worker = std::thread([this, report = std::move(report), stop = m_stop.get_token()]() mutable {
        const int status = work(std::move(report), stop);
        QMetaObject::invokeMethod(this, [this, status] { emit over(status); }, Qt::QueuedConnection);
    });
}

// On the worker's thread.
int ProbeRun::work(ProbeReport report, const StopToken& stop) const
{
    static constexpr Duration kPatience = seconds(9); // whatever never ran fails within 10 s
    Demuxer::Options options;
    options.url = m_command.url;
    options.openDeadline = std::min(kPatience, m_common.runFor.value_or(kPatience));
    const TimePoint began = m_context.clock.now();
    const auto opened = Demuxer::open(options, m_context.resolver, m_context.clock, m_context.log, stop);
    report.tookMs = toMs(m_context.clock.now() - began);
    int status = kExitOk;
    if (opened) {
        report.media = (*opened)->info();
        print(QString::fromStdString(describe(*report.media, m_command.url)));
    } else if (opened.error().cancelled()) {
        status = kExitInterrupted;
    } else {
        const Error error = withTlsReason(opened.error(), m_command.url, m_context.services.tlsReason, stop);
        complain(error);
        report.error = ReportError::of(error);
        status = kExitFailed;
    }
    if (m_common.reportPath.empty())
        return status;
    if (auto written = writeReport(m_common.reportPath, report); !written) {
        complain(written.error());
        return kExitFailed;
    }
    return status;
}

void ProbeRun::interrupt()
{
    m_stop.request_stop();
}

} // namespace sluice
