// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/SecretStore.h"

#include <chrono>
#include <utility>

#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

namespace sluice {

namespace {

using namespace std::chrono_literals;

// A keychain may ask the person for its password first; one that never answers must not hold anything [our choice].
constexpr auto kPatience = 60s;

const QString kProgram = QStringLiteral("sluice");

// No bus, no Secret Service and no KWallet look alike from here: nothing is kept. A person who refuses is an answer.
bool isThere(QKeychain::Error error)
{
    return error == QKeychain::NoError || error == QKeychain::EntryNotFound;
}

class Keychain final : public SecretStore {
public:
    void read(const QString& name, Done done) override
    {
        auto* job = new QKeychain::ReadPasswordJob(kProgram);
        run(job, name, [job, done = std::move(done)](bool answered) {
            Answer answer{answered && isThere(job->error()), {}};
            if (answered && job->error() == QKeychain::NoError)
                answer.secret = job->textData();
            done(answer);
        });
    }

    void write(const QString& name, const QString& secret, Done done) override
    {
        auto* job = new QKeychain::WritePasswordJob(kProgram);
        job->setTextData(secret);
        run(job, name, [job, done = std::move(done)](bool answered) {
            done({answered && job->error() == QKeychain::NoError, {}});
        });
    }

    void remove(const QString& name, Done done) override
    {
        auto* job = new QKeychain::DeletePasswordJob(kProgram);
        run(job, name,
            [job, done = std::move(done)](bool answered) { done({answered && isThere(job->error()), {}}); });
    }

private:
    // `over` is called with whether the job answered in time, and while it still exists. A job that hangs is left to
    // end by itself: nothing interrupts it.
    void run(QKeychain::Job* job, const QString& name, const std::function<void(bool)>& over)
    {
        job->setKey(name);
        job->setInsecureFallback(false);
        job->setAutoDelete(true);
        auto* clock = new QTimer(this);
        clock->setSingleShot(true);
        connect(job, &QKeychain::Job::finished, clock, [clock, over] {
            clock->deleteLater();
            over(true);
        });
        connect(clock, &QTimer::timeout, this, [clock, over] {
            clock->deleteLater();
            over(false);
        });
        clock->start(kPatience);
        job->start();
    }
};

} // namespace

std::unique_ptr<SecretStore> systemKeychain()
{
    return std::make_unique<Keychain>();
}

} // namespace sluice
