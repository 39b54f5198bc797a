// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/PicturePresenter.h"

#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/Caption.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/theme/Tr.h"

namespace sluice {

PicturePresenter::PicturePresenter(UiContext& context, BroadcastTab& tab, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
{
    connect(&m_tab, &BroadcastTab::layoutRequested, this, &PicturePresenter::setLayout);
    connect(&m_tab, &BroadcastTab::insetRequested, this, &PicturePresenter::setInset);
    connect(m_tab.layouts(), &LayoutCard::slateChosen, this, [this](const QString& path) {
        Settings settings = m_context.settings.current();
        if (auto set = settings.set("broadcast.slate", path.toStdString()); !set)
            emit note(trError(set.error()));
        else
            store(settings);
    });
}

void PicturePresenter::followSettings()
{
    m_context.broadcast.setLayout(layoutFrom(m_context.settings.current()));
    showTrimmings();
}

void PicturePresenter::setLayout(LayoutKind kind)
{
    Settings settings = m_context.settings.current();
    if (settings.set("broadcast.layout", token(kind)))
        store(settings); // and so in force
    emit changed();
}

void PicturePresenter::showTrimmings()
{
    const Settings& settings = m_context.settings.current();
    m_context.broadcast.setSlate(settings.text("broadcast.slate"));
    m_tab.layouts()->setSlate(qstr(settings.text("broadcast.slate")));
    const QString name = qstr(settings.text("broadcast.caption_name"));
    const QString title = qstr(settings.text("broadcast.caption_title"));
    const BroadcastStatus status = m_context.broadcast.status();
    const VideoSize canvas = m_context.broadcast.live() ? status.size : settings.size("video.size");
    const Layout layout = layoutFrom(settings);
    const bool cameraLeft = layout.kind == LayoutKind::Both && layout.corner == InsetCorner::BottomLeft;
    const CaptionSide side = cameraLeft ? CaptionSide::Right : CaptionSide::Left;
    const QString drawn = QStringLiteral("%1\n%2\n%3x%4 %5")
                              .arg(name, title)
                              .arg(canvas.width)
                              .arg(canvas.height)
                              .arg(static_cast<int>(side));
    const QString logo = qstr(settings.text("broadcast.logo"));
    const int percent = static_cast<int>(settings.integer("broadcast.logo_percent"));
    const InsetCorner corner = logoCorner(
        insetCorner(settings.text("broadcast.logo_corner")).value_or(InsetCorner::TopRight), layout);
    const QString all
        = QStringLiteral("%1\n%2 %3 %4").arg(drawn, logo).arg(percent).arg(static_cast<int>(corner));
    if (all == m_drawn)
        return;
    m_drawn = all;
    Caption caption = makeCaption(name, title, canvas, side);
    if (!logo.isEmpty()) {
        if (const auto image = m_logo.read(logo, percent, canvas); image)
            caption = withLogo(caption, *image, corner, canvas);
        else
            emit note(trError(image.error()));
    }
    m_context.broadcast.setOverlay(caption.picture, caption.corner.x(), caption.corner.y());
}

// While a hand moves it, only what is sent changes; the settings do when it lets go.
void PicturePresenter::setInset(InsetCorner corner, int percent, bool last)
{
    Layout layout = m_context.broadcast.status().layout;
    layout.corner = corner;
    layout.insetPercent = percent;
    m_context.broadcast.setLayout(layout);
    Settings settings = m_context.settings.current();
    if (last && settings.set("broadcast.inset_corner", token(corner))
        && settings.set("broadcast.inset_percent", std::to_string(percent)))
        store(settings);
    emit changed();
}

void PicturePresenter::store(const Settings& changed)
{
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit note(trError(applied.error()));
}

} // namespace sluice
