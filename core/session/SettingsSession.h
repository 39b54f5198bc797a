// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QStringList>

#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/settings/Settings.h"
#include "core/settings/SettingsStore.h"

namespace sluice {

// The settings in force, and what the window remembers besides (history of addresses, window geometry). Lives in
// the thread that made it. Every change is validated, put into force, announced, and written aside, as is what is
// remembered: a disk that is slow or gone holds nobody up.
class SettingsSession : public QObject {
    Q_OBJECT
public:
    // `path`: the file; empty: nothing is stored (tests, headless runs).
    explicit SettingsSession(const QString& path, QObject* parent = nullptr);
    ~SettingsSession() override; // what is not written yet is; waits for kLastPatience at most
    static constexpr Duration kLastPatience = seconds(2);

    const Settings& current() const;
    // All or nothing. Errors: BadSetting, BadCombination. That they could not be written is said later, by notSaved().
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
    // The destinations that were chosen last, where they were several, or one that was saved: ids of the destination
    // book, and “own”.
    QStringList destinations() const;
    void rememberDestinations(const QStringList& ids);
    QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);

signals:
    void changed();
    void notSaved(const sluice::Error& error); // the values are in force, for this run

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
