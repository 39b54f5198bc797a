// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/SourcesPresenter.h"

#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/CameraAdjuster.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Tr.h"

namespace sluice {

SourcesPresenter::SourcesPresenter(UiContext& context, BroadcastTab& tab, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
    , m_adjuster(new CameraAdjuster(context, m_cameraControls, tab.window(), this))
{
    const auto follow = [this](SourcePicker* picker, const char* key) {
        connect(
            picker, &SourcePicker::chosen, this, [this, key](const QString& value) { choose(key, value); });
    };
    follow(m_tab.camera(), "broadcast.camera");
    follow(m_tab.microphone(), "broadcast.microphone");
    follow(m_tab.layouts()->screen(), "broadcast.screen");
    connect(m_tab.layouts()->screen(), &SourcePicker::looksUp, &m_context.devices, &DeviceCatalog::refresh);
    connect(&m_tab, &BroadcastTab::adjustRequested, this, &SourcesPresenter::adjustCamera);
}

void SourcesPresenter::followSettings()
{
    m_context.broadcast.setCameraControls(cameraControlsFrom(m_context.settings.current()));
}

void SourcesPresenter::fill()
{
    const Settings& settings = m_context.settings.current();
    SourcePicker* camera = m_tab.camera();
    SourcePicker* microphone = m_tab.microphone();
    camera->setDevices(m_context.devices.cameras());
    microphone->setDevices(m_context.devices.microphones());
    const auto wanted = [this](const std::string& set, const SourcePicker& picker, const char* otherwise) {
        // Nothing chosen and nothing connected: something that works, in plain sight.
        const bool none = set.empty() && !m_context.devices.loading() && !picker.hasDevices();
        return none ? QString::fromLatin1(otherwise) : qstr(set);
    };
    camera->setValue(wanted(settings.text("broadcast.camera"), *camera, "test"));
    microphone->setValue(wanted(settings.text("broadcast.microphone"), *microphone, "none"));
    fillScreens();
}

void SourcesPresenter::fillScreens()
{
    const ScreenList& list = m_context.devices.screens();
    std::vector<Device> shown = list.screens;
    for (Device& device : shown) {
        // What core says in English; the titles of windows are in the language of their programs.
        const QString size = qstr(device.label).section(QStringLiteral(", "), -1);
        if (device.id == "screen")
            device.label = tr("Whole screen, %1").arg(size).toStdString();
        else if (device.id.starts_with("monitor:"))
            device.label = tr("Monitor %1, %2").arg(qstr(device.id.substr(8)), size).toStdString();
    }
    SourcePicker* screen = m_tab.layouts()->screen();
    screen->setDevices(shown);
    screen->setValue(qstr(m_context.settings.current().text("broadcast.screen")));
    // A clip or the test picture needs no display.
    const bool needsDisplay
        = screen->value() != QLatin1String("test") && !screen->value().startsWith(QLatin1String("file:"));
    m_tab.setScreenProblem(list.problem && needsDisplay ? trError(*list.problem) : QString());
}

void SourcesPresenter::use()
{
    if (m_context.devices.loading() && m_camera.empty() && m_tab.camera()->value().isEmpty())
        return; // the list decides; it comes in a moment
    BroadcastSources sources = broadcastSourcesFrom(m_context.settings.current());
    if (!m_tab.camera()->value().isEmpty())
        sources.camera = m_tab.camera()->value().toStdString();
    if (!m_tab.microphone()->value().isEmpty())
        sources.microphone = m_tab.microphone()->value().toStdString();
    if (sources.camera == m_camera && sources.microphone == m_microphone && sources.desktop == m_desktop
        && sources.screen == m_screen)
        return;
    m_desktop = sources.desktop;
    m_screen = sources.screen;
    m_camera = sources.camera;
    m_microphone = sources.microphone;
    m_context.broadcast.setSources(sources);
}

void SourcesPresenter::choose(const char* key, const QString& value)
{
    Settings changed = m_context.settings.current();
    if (auto set = changed.set(key, value.toStdString()); !set) {
        emit note(trError(set.error()));
        return;
    }
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit note(trError(applied.error()));
    use();
    followCamera();
}

void SourcesPresenter::showOthers(const BroadcastSources& sources)
{
    if (!sources.camera.empty())
        m_tab.camera()->setValue(qstr(sources.camera));
    if (!sources.microphone.empty())
        m_tab.microphone()->setValue(qstr(sources.microphone));
    if (!sources.screen.empty() && sources.screen != "default")
        m_tab.layouts()->screen()->setValue(qstr(sources.screen));
}

void SourcesPresenter::adjustCamera()
{
    m_adjuster->show(m_tab.camera()->currentData().toString(), m_tab.camera()->currentText());
}

void SourcesPresenter::followCamera()
{
    m_adjuster->follow(m_tab.camera()->currentData().toString(), m_tab.camera()->currentText());
}

} // namespace sluice
