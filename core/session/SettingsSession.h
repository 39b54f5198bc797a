// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QStringList>

#include "core/base/Result.h"
#include "core/settings/Settings.h"
#include "core/settings/SettingsStore.h"

namespace sluice {

// The settings in force, and what the window remembers besides (history of addresses, window geometry). Lives in
// the thread that made it. Every change is validated, stored at once and announced.
class SettingsSession : public QObject {
    Q_OBJECT
public:
    // `path`: the file; empty: nothing is stored (tests, headless runs).
    explicit SettingsSession(const QString& path, QObject* parent = nullptr);
    ~SettingsSession() override;

    const Settings& current() const;
    // All or nothing. Errors: BadSetting, BadCombination, FileUnwritable (the values are then in force, unsaved).
    Result<void> apply(const Settings& changed);
    // What the command line asks for: in force for this run, never stored. Before anything is shown.
    void overlayForThisRun(const Settings& overrides);
    // What is to be said about the stored file: put aside because it is broken, values left out. Usually empty.
    const std::vector<Error>& loadNotes() const;

    QStringList history() const; // newest first, at most 20, redacted of keys
    void remember(const QString& url);
    // The server that was published to last, such as rtmp://server/app; empty: none.
    QString publishServer() const;
    // Whatever could hold a key is not remembered: only addresses of a scheme, a host, a port and one part of a path.
    void rememberPublishServer(const QString& server);
    // The destinations that were chosen last, where they were several: ids of the destination book, and “own”.
    QStringList destinations() const;
    void rememberDestinations(const QStringList& ids);
    QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
