// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "ui/UiContext.h"
#include "ui/widgets/WatermarkBar.h"

namespace sluice {

class WatchTab;

// Joins the Watch tab, the watch session and the settings. A session's changed() only says "look again"; this looks at
// most ten times a second, and not at all while the tab is hidden, except for what the status bar shows.
class WatchPresenter : public QObject {
    Q_OBJECT
public:
    WatchPresenter(UiContext& context, WatchTab& tab, QObject* parent = nullptr);

    void open(const QString& address);
    void open(const WatchRequest& request); // as the command line wants it

signals:
    void bufferSettingsRequested(); // Custom
    void problem(const QString& text); // something that has no better place
    void sessionBegan();
    void stallOver(); // playing goes on, or the session is at its end

private:
    void connectTab();
    void look();
    void takeFrame();
    void chooseProfile(BufferProfile profile);
    void applySettings();
    // The settings with one watermark elsewhere, or the rule that this would break.
    Result<Settings> withWatermark(WatermarkBar::Mark mark, Duration value) const;
    void moveWatermark(WatermarkBar::Mark mark, Duration value);
    void saveVolume();

    UiContext& m_context;
    WatchTab& m_tab;
    QTimer m_looker;
    QTimer m_volumeSaver;
    double m_volume = 0; // of the slider
    double m_setVolume = 0; // of the settings
    bool m_lookWanted = false;
    TimePoint m_session; // startedAt() of the session that is shown
    std::uint64_t m_nextSample = 0;
    std::uint64_t m_nextEvent = 0;
    std::int64_t m_stallsOver = 0;
    BufferChoice m_buffer;
};

} // namespace sluice
