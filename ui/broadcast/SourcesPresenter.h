// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QObject>

#include "core/session/CameraControlSession.h"
#include "ui/UiContext.h"

namespace sluice {

class BroadcastTab;
class CameraAdjuster;

// Joins the lists of cameras, microphones and screens, and the camera's knobs, with the devices, the broadcast and the
// settings.
class SourcesPresenter : public QObject {
    Q_OBJECT
public:
    SourcesPresenter(UiContext& context, BroadcastTab& tab, QObject* parent);

    void fill(); // the lists
    void use(); // at once, whatever runs: chosen by hand
    bool used() const { return !m_camera.empty(); } // use() gave the session some
    // Of the settings, as a list's entry is; used at once.
    void choose(const char* key, const QString& value);
    void showOthers(const BroadcastSources& sources); // those of a broadcast that was not begun here
    void adjustCamera();
    void followCamera(); // by the dialog of its knobs
    void followSettings();
    CameraAdjuster* adjuster() const { return m_adjuster; }

signals:
    void note(const QString& text);

private:
    void fillScreens();

    UiContext& m_context;
    BroadcastTab& m_tab;
    CameraControlSession m_cameraControls;
    CameraAdjuster* m_adjuster;
    std::string m_camera; // as given to the session
    std::string m_microphone;
    std::string m_desktop;
    std::string m_screen;
};

} // namespace sluice
