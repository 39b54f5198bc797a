// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/session/WatchSession.h"

namespace sluice {

// What a viewer on this computer sees of our own broadcast, silently, and how old it is: the true way from glass to
// glass, by the sender's stamp in each picture. One clock measures both ends. Lives in the thread that made it.
class ConfidenceMonitor : public QObject {
    Q_OBJECT
public:
    explicit ConfidenceMonitor(SessionServices services, QObject* parent = nullptr);

    // Plays `url` with as little buffer as a viewer may have, again and again; empty: stops.
    void follow(const std::string& url);
    bool following() const { return !m_url.empty(); }
    // Of the picture that was shown last; nothing: none, or it carries no stamp.
    std::optional<Duration> glassToGlass() const;
    VideoFrame latestFrame() const { return m_watch.latestFrame(); }

signals:
    void frameChanged();

private:
    WatchSession m_watch;
    std::string m_url;
};

} // namespace sluice
