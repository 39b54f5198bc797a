// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QObject>
#include <QString>

namespace sluice {

// Where stream keys are kept. All calls come from one thread with an event loop and return at once; `done` follows on
// the same thread, always later and always once, unless the store is destroyed before.
class SecretStore : public QObject {
    Q_OBJECT
public:
    struct Answer {
        bool there = false; // the keychain answered
        std::optional<QString> secret; // read() found one
    };
    using Done = std::function<void(const Answer&)>;
    using QObject::QObject;

    virtual void read(const QString& name, Done done) = 0;
    virtual void write(const QString& name, const QString& secret, Done done) = 0;
    virtual void remove(const QString& name, Done done) = 0;
};

// The system's keychain: the Secret Service (GNOME Keyring, KeePassXC) or KWallet, through qtkeychain. Where none runs
// every call answers that it is not there; nothing is ever written anywhere else.
std::unique_ptr<SecretStore> systemKeychain();

} // namespace sluice
