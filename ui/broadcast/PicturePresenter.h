// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "core/media/Layout.h"
#include "ui/UiContext.h"
#include "ui/broadcast/Logo.h"

namespace sluice {

class BroadcastTab;

// Joins what viewers see beside the sources themselves with its controls: the layout, the camera's place on the screen,
// the slate, the name and the logo.
class PicturePresenter : public QObject {
    Q_OBJECT
public:
    PicturePresenter(UiContext& context, BroadcastTab& tab, QObject* parent);

    void followSettings();
    // The slate, and the caption, which is drawn only when it or the picture's size is another.
    void showTrimmings();

signals:
    void note(const QString& text);
    void changed(); // look again

private:
    void setLayout(LayoutKind kind);
    void setInset(InsetCorner corner, int percent, bool last);
    void store(const Settings& changed);

    UiContext& m_context;
    BroadcastTab& m_tab;
    LogoMemory m_logo;
    QString m_drawn; // of caption and logo: what is there, and for which size
};

} // namespace sluice
