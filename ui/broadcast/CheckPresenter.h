// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/UiContext.h"

namespace sluice {

class BroadcastTab;
class Calibrator;
class CheckDialog;
class DestinationKeeper;

// Joins the dialog "Check setup" with the check itself.
class CheckPresenter : public QObject {
    Q_OBJECT
public:
    CheckPresenter(UiContext& context, BroadcastTab& tab, DestinationKeeper& keeper, Calibrator& calibrator,
        QObject* parent);

    void show(); // and begins it
    CheckDialog* dialog() const { return m_dialog; } // nullptr until it was shown
    // The calibrator let go of the camera. True: the check has it now.
    bool takeCamera();

signals:
    void sourcesWanted(); // those that are chosen are to be in use now

private:
    void check();

    UiContext& m_context;
    BroadcastTab& m_tab;
    DestinationKeeper& m_keeper;
    Calibrator& m_calibrator;
    CheckDialog* m_dialog = nullptr;
    bool m_waits = false; // for the camera
};

} // namespace sluice
