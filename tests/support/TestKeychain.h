// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/settings/SecretStore.h"

namespace sluice::test {

// A keychain in memory, which is there or not, and answers on a later turn of the event loop, as a real one does.
class TestKeychain final : public SecretStore {
public:
    bool there = true;
    std::map<QString, QString> secrets;

    void read(const QString& name, Done done) override
    {
        Answer answer{there, {}};
        if (const auto found = secrets.find(name); there && found != secrets.end())
            answer.secret = found->second;
        later(std::move(done), answer);
    }
    void write(const QString& name, const QString& secret, Done done) override
    {
        if (there)
            secrets[name] = secret;
        later(std::move(done), {there, {}});
    }
    void remove(const QString& name, Done done) override
    {
        secrets.erase(name);
        later(std::move(done), {there, {}});
    }

private:
    void later(Done done, const Answer& answer)
    {
        QMetaObject::invokeMethod(
            this, [done = std::move(done), answer] { done(answer); }, Qt::QueuedConnection);
    }
};

} // namespace sluice::test
