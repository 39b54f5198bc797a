// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/settings/SecretStore.h"

namespace sluice {

// A server that was saved. Its key is not in here, nor in the file.
struct SavedDestination {
    QString id; // names its key in the keychain
    QString name; // for people
    QString server; // "rtmps://host/app", "rtmps://host/app/instance": without a key
    bool operator==(const SavedDestination&) const = default;
};

// The saved destinations and their stream keys: names and addresses in a file, keys in the system's keychain, or, where
// there is none, in memory until the program ends. Lives in the thread that made it. Only save() and remove() wait for
// the disk, kDiskPatience at most.
class DestinationBook : public QObject {
    Q_OBJECT
public:
    static constexpr Duration kDiskPatience = milliseconds(400); // our choice: what is not yet felt as a hang
    // `path`: the file; empty: nothing is stored.
    DestinationBook(const QString& path, std::unique_ptr<SecretStore> keys, QObject* parent = nullptr);
    ~DestinationBook() override;
    static QString defaultPath();

    const std::vector<SavedDestination>& all() const;
    const SavedDestination* find(const QString& id) const;
    // The one whose address is `server`, nullptr: none, or several, of which none is the one that is meant.
    const SavedDestination* ofServer(const QString& server) const;
    std::size_t countAt(const QString& server) const;

    // Where its key is kept, as far as is known.
    enum class KeyPlace { Unknown, Keychain, SessionOnly };
    KeyPlace keyPlace() const; // of the last key that was put away

    // Adds it, or replaces the one of the same name and address, and returns its id. changed() follows, once more when
    // it is known where the key is kept. Errors: NotAServer; NoStreamKey: the address has several parts and comes
    // without a key, so that the last could be one; FileUnwritable: it lasts until the program ends, also where the
    // file that is there could not be read, which is left as it is.
    Result<QString> save(const QString& name, const QString& server, const QString& key);
    Result<void> remove(const QString& id);
    // `done` gets the key, empty where there is none; later, on this thread.
    void key(const QString& id, std::function<void(const QString&)> done);

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
