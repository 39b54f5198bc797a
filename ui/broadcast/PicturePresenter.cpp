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
    , m_memory(std::make_shared<LogoMemory>())
    , m_reader(this, [this](const Result<QImage>& logo) { takeLogo(logo); })
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
    const Trimming now = wanted();
    if (now == m_trimming && !m_logoError) // a file that was not there may be by now
        return;
    m_trimming = now;
    if (now.logo.isEmpty()) {
        m_reader.cancel();
        m_logo = {};
        setLogoError({});
    } else {
        readLogo();
    }
    draw(); // the logo before, until the next is there
}

PicturePresenter::Trimming PicturePresenter::wanted() const
{
    const Settings& settings = m_context.settings.current();
    const BroadcastStatus status = m_context.broadcast.status();
    const Layout layout = layoutFrom(settings);
    Trimming made;
    made.name = qstr(settings.text("broadcast.caption_name"));
    made.title = qstr(settings.text("broadcast.caption_title"));
    made.logo = qstr(settings.text("broadcast.logo"));
    made.percent = static_cast<int>(settings.integer("broadcast.logo_percent"));
    made.canvas = m_context.broadcast.live() ? status.size : settings.size("video.size");
    made.side = captionSide(layout);
    made.corner = logoCorner(
        insetCorner(settings.text("broadcast.logo_corner")).value_or(InsetCorner::TopRight), layout);
    return made;
}

void PicturePresenter::readLogo()
{
    static constexpr Duration kPatience = seconds(10);
    m_reader.start([this, what = m_trimming, memory = m_memory](const StopToken& stop) -> Result<QImage> {
        auto read = m_disk.ask(
            [what, memory] { return memory->read(what.logo, what.percent, what.canvas); }, kPatience, stop);
        if (!read)
            return Error(ErrorCode::FileUnreadable, {what.logo.toStdString(), std::string(kDiskSilent)});
        return *std::move(read);
    });
}

void PicturePresenter::takeLogo(const Result<QImage>& logo)
{
    m_logo = logo ? *logo : QImage();
    setLogoError(logo ? std::nullopt : std::optional(logo.error()));
    draw();
}

// Once for each that is new: it becomes an event.
void PicturePresenter::setLogoError(const std::optional<Error>& error)
{
    const bool same = error.has_value() == m_logoError.has_value()
        && (!error || error->sentence() == m_logoError->sentence());
    if (same)
        return;
    m_logoError = error;
    m_context.broadcast.setLogoError(error);
    if (error)
        emit note(trError(*error));
}

void PicturePresenter::draw()
{
    const Trimming& what = m_trimming;
    const Caption caption = withLogo(
        makeCaption(what.name, what.title, what.canvas, what.side), m_logo, what.corner, what.canvas);
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
