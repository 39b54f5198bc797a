// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QObject>

#include "core/base/Aside.h"
#include "core/media/Layout.h"
#include "core/session/Background.h"
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
    // The slate, and the caption, which is drawn only when it or the picture's size is another. The logo is read aside;
    // until it is there, and when it cannot be read, the rest is shown without it.
    void showTrimmings();

signals:
    void note(const QString& text);
    void changed(); // look again

private:
    // Caption and logo: what is to be there, where, and for which size.
    struct Trimming {
        QString name;
        QString title;
        QString logo; // its file; empty: none
        int percent = 0;
        VideoSize canvas;
        CaptionSide side = CaptionSide::Left;
        InsetCorner corner = InsetCorner::TopRight;
        bool operator==(const Trimming&) const = default;
    };
    void setLayout(LayoutKind kind);
    void setInset(InsetCorner corner, int percent, bool last);
    void store(const Settings& changed);

    UiContext& m_context;
    BroadcastTab& m_tab;
    Trimming wanted() const;
    void readLogo();
    void takeLogo(const Result<QImage>& logo);
    void setLogoError(const std::optional<Error>& error);
    void draw();

    Trimming m_trimming; // as it was drawn
    QImage m_logo; // as it was read last; empty: not yet, or in vain
    std::optional<Error> m_logoError;
    std::shared_ptr<LogoMemory> m_memory; // of whoever reads, one at a time
    Aside m_disk;
    Background<Result<QImage>> m_reader; // last: its thread ends before what it uses
};

} // namespace sluice
