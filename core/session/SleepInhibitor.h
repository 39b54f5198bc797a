// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "core/base/Log.h"
#include "core/base/Time.h"

namespace sluice {

// Keeps the computer from falling asleep, and its screen from going dark, while something runs that must not end
// because nobody has touched the mouse. It asks, over D-Bus, whoever is there: systemd-logind or elogind (Inhibit of
// org.freedesktop.login1.Manager, on the system's bus) and the desktop (Inhibit of org.freedesktop.ScreenSaver, on the
// session's; KDE, GNOME, Xfce, MATE and Cinnamon answer it). Both let go by themselves when the program ends, however
// it ends. Where nobody answers, as in a container, nothing happens, and only the log says so.
//
// Lives in the thread that made it; no call blocks. Only the destructor waits, for at most kPatience a call, should a
// bus that has just been asked not answer.
class SleepInhibitor : public QObject {
    Q_OBJECT
public:
    enum class Need {
        None,
        NoIdleSleep, // it must not fall asleep by itself
        NoIdle, // … nor may its screen go dark or lock
        Awake, // … and whoever tells it to sleep is warned
    };
    static constexpr Duration kPatience = seconds(2); // our choice: a bus answers within milliseconds

    explicit SleepInhibitor(Log& log, QObject* parent = nullptr);
    ~SleepInhibitor() override;

    // `why` is what the desktop shows as the reason. What was asked before holds until the new is there.
    void set(Need need, const QString& why);
    bool held() const; // somebody has agreed

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
