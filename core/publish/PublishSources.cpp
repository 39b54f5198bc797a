// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PublishPipeline that runs cameras, screens and sound inputs, and tells what becomes of them.
#include <algorithm>
#include <array>
#include <utility>

#include "core/publish/PublishPipeline.h"

namespace sluice {

void PublishPipeline::applySources(std::optional<Sources> sources)
{
    const auto same = [&](std::string Sources::* name) {
        return sources && m_sources && !((*sources).*name).empty() && (*sources).*name == (*m_sources).*name;
    };
    const bool sameRequest = sources && m_sources && sources->request == m_sources->request;
    const bool newCamera = !sameRequest || !same(&Sources::cameraName);
    const bool newScreen = !sameRequest || !same(&Sources::screenName);
    const std::array newSound{!same(&Sources::microphoneName), !same(&Sources::desktopName)};
    m_sources = std::move(sources);
    runSources(newCamera, newScreen);
    if (!m_sources) {
        for (std::size_t i = 0; i < kInputs; ++i)
            m_audio.setSource(i, std::nullopt);
    } else {
        if (newSound[kMicrophone])
            m_audio.setSource(kMicrophone, m_sources->microphone);
        if (newSound[kDesktop])
            m_audio.setSource(kDesktop, m_sources->desktop);
        m_soundExpected = m_sources->soundExpected;
    }
    m_video.setRunning(m_sources.has_value());
    m_audioRunner.wake();
    for (const auto& runner : m_inputRunners)
        runner->wake();
    m_videoRunner.wake();
}

void PublishPipeline::applyLayout(const Layout& layout)
{
    const bool another = layout.kind != m_layout.kind;
    m_layout = layout;
    runSources(false, false);
    if (another)
        noteLayout();
}

// The camera stays on once it is: coming back to it must not take the seconds that it needs to start. The screen is
// looked at only while it is shown.
void PublishPipeline::runSources(bool newCamera, bool newScreen)
{
    const bool camera = m_sources && (m_cameraRuns || m_layout.usesCamera());
    const bool screen = m_sources && m_sources->screen && m_layout.usesScreen();
    if (camera && (newCamera || !m_cameraRuns))
        m_capture.setSource(m_sources->camera, m_sources->request);
    else if (!camera && m_cameraRuns)
        m_capture.setSource(std::nullopt, {});
    if (screen && (newScreen || !m_screenRuns))
        m_screen.setSource(
            m_sources->screen, {m_sources->request.size, m_screenRate.value_or(m_sources->request.rate)});
    else if (!screen && m_screenRuns)
        m_screen.setSource(std::nullopt, {});
    m_cameraRuns = camera;
    m_screenRuns = screen;
    m_captureRunner.wake();
    m_screenRunner.wake();
}

void PublishPipeline::noteLayout()
{
    if (!m_hub) // nothing is sent
        return;
    const TimePoint now = m_services.clock.now();
    {
        const std::lock_guard lock(m_mutex);
        m_layouts.emplace_back(now, m_layout.kind);
    }
    std::string_view text = QT_TRANSLATE_NOOP("core", "Showing the camera");
    if (m_layout.kind == LayoutKind::Screen)
        text = QT_TRANSLATE_NOOP("core", "Showing the screen");
    else if (m_layout.kind == LayoutKind::Both)
        text = QT_TRANSLATE_NOOP("core", "Showing the screen and the camera");
    else if (m_layout.kind == LayoutKind::Slate)
        text = QT_TRANSLATE_NOOP("core", "Showing the slate");
    m_events.add(EventKind::LayoutChanged, now, Sentence(text));
}

// A screen that is faster than what is sent would only be thrown away.
void PublishPipeline::keepScreenAt(FrameRate rate)
{
    setCanvas(m_config.video.size, rate);
    const FrameRate before = m_screenRate.value_or(m_sources ? m_sources->request.rate : rate);
    m_screenRate = rate;
    if (before != rate)
        runSources(false, m_screenRuns);
}

void PublishPipeline::watchSources()
{
    noteDevice(m_cameraLost, m_capture.status().error, EventKind::CameraLost, EventKind::CameraBack,
        QT_TRANSLATE_NOOP("core", "The camera is back"));
    noteDevice(m_screenLost, m_screen.status().error, EventKind::ScreenLost, EventKind::ScreenBack,
        QT_TRANSLATE_NOOP("core", "The screen is back"));
    const AudioNode::Status audio = m_audio.status();
    const auto& microphone = audio.inputs[kMicrophone];
    noteDevice(m_microphoneLost, microphone.error, EventKind::MicrophoneLost, EventKind::MicrophoneBack,
        QT_TRANSLATE_NOOP("core", "The microphone is back"));
    noteDevice(m_desktopLost, audio.inputs[kDesktop].error, EventKind::DesktopSoundLost,
        EventKind::DesktopSoundBack, QT_TRANSLATE_NOOP("core", "The desktop sound is back"));
    noteSilence(microphone.silent && m_soundExpected);
    noteEncoder(m_hub ? m_video.status().error : std::nullopt);
}

// Where none takes its place, the sound goes on alone.
void PublishPipeline::noteEncoder(const std::optional<Error>& error)
{
    if (std::exchange(m_encoderFails, error.has_value()) == error.has_value())
        return;
    if (error)
        m_events.add(EventKind::Warning, m_services.clock.now(), error->sentence());
    m_changed();
}

void PublishPipeline::noteSilence(bool silent)
{
    if (std::exchange(m_microphoneSilent, silent) == silent)
        return;
    const AudioNode::InputStatus now = m_audio.status().inputs[kMicrophone];
    if (silent)
        m_events.add(EventKind::MicrophoneSilent, m_services.clock.now(),
            Sentence(QT_TRANSLATE_NOOP("core", "The microphone is silent")));
    else if (now.running && !now.muted)
        m_events.add(EventKind::MicrophoneHeard, m_services.clock.now(),
            Sentence(QT_TRANSLATE_NOOP("core", "The microphone can be heard again")));
    m_changed();
}

// On the source's own thread, when its status has changed.
void PublishPipeline::noteLost(const CaptureNode& source)
{
    const bool lost = source.status().error.has_value();
    if (&source == &m_capture)
        m_video.setCameraLost(lost);
    else
        m_video.setScreenLost(lost);
    m_videoRunner.wake();
    m_changed();
}

void PublishPipeline::noteDevice(
    bool& lost, const std::optional<Error>& error, EventKind gone, EventKind back, std::string_view isBack)
{
    if (lost == error.has_value())
        return;
    lost = error.has_value();
    m_events.add(lost ? gone : back, m_services.clock.now(), error ? error->sentence() : Sentence(isBack));
}

} // namespace sluice
