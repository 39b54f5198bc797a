// SPDX-License-Identifier: GPL-3.0-or-later
// Name look-ups that hang, without a network.
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <QTest>

#include "core/base/Resolver.h"

using namespace sluice;

namespace {

using Addresses = std::vector<std::string>;

// A name server as a test wants it. Shared with look-ups that outlive the resolver.
struct NameServer {
    std::mutex mutex;
    std::condition_variable changed;
    bool hangs = false;
    std::optional<Addresses> answer = Addresses{"192.0.2.1"};
    int asked = 0;

    void setHangs(bool on)
    {
        {
            const std::lock_guard lock(mutex);
            hangs = on;
        }
        changed.notify_all();
    }
    std::optional<Addresses> lookUp()
    {
        std::unique_lock lock(mutex);
        ++asked;
        const bool hung = hangs; // the question is lost, and its answer never comes
        if (hung)
            changed.wait(lock, [this] { return !hangs; });
        return hung ? std::nullopt : answer;
    }
    int questions()
    {
        const std::lock_guard lock(mutex);
        return asked;
    }
};

struct Bench {
    ~Bench() { server->setHangs(false); }
    std::shared_ptr<NameServer> server = std::make_shared<NameServer>();
    Resolver resolver{[server = server](const std::string&) { return server->lookUp(); }};
    Result<Addresses> resolve(const std::string& host, Duration patience = seconds(5))
    {
        return resolver.resolve(host, patience, {});
    }
};

constexpr Duration kShort = milliseconds(10);

} // namespace

class ResolverTest : public QObject {
    Q_OBJECT
private slots:
    // Three destinations that try again for as long as an outage lasts leave workers for a fourth name.
    void whatHangsLeavesWorkersForOthers()
    {
        Bench bench;
        bench.server->setHangs(true);
        for (int attempt = 0; attempt < 5; ++attempt)
            for (const char* host : {"a.test", "b.test", "c.test"})
                QCOMPARE(bench.resolve(host, kShort).error().code(), ErrorCode::ConnectionTimedOut);
        QVERIFY(bench.server->questions() <= 3 * Resolver::kWorkersPerName);
        {
            const std::lock_guard lock(bench.server->mutex);
            bench.server->hangs = false; // the network is back; what was asked before still hangs
        }
        QVERIFY(bench.resolve("d.test").ok());
    }

    // A question that was lost is asked again: its own answer would come seconds after the network.
    void aLostQuestionIsAskedAgain()
    {
        Bench bench;
        bench.server->setHangs(true);
        QVERIFY(!bench.resolve("a.test", kShort).ok());
        {
            const std::lock_guard lock(bench.server->mutex);
            bench.server->hangs = false;
        }
        QVERIFY(bench.resolve("a.test").ok());
    }

    void anAddressThatIsKnownIsToldWhenNobodyAnswers()
    {
        Bench bench;
        QVERIFY(bench.resolve("a.test").ok());
        bench.server->setHangs(true);
        for (int attempt = 0; attempt < 3; ++attempt) {
            const auto again = bench.resolve("a.test", kShort);
            QVERIFY(again.ok());
            QCOMPARE(again->front(), std::string("192.0.2.1"));
        }
        const auto began = std::chrono::steady_clock::now();
        QVERIFY(bench.resolve("a.test", seconds(30)).ok()); // long before the deadline
        QVERIFY(std::chrono::steady_clock::now() - began < seconds(10));
        QCOMPARE(bench.resolve("b.test", kShort).error().code(), ErrorCode::ConnectionTimedOut);
        bench.server->setHangs(false);
    }

    void whatIsAnsweredCounts()
    {
        Bench bench;
        QVERIFY(bench.resolve("a.test").ok());
        bench.server->answer = Addresses{"192.0.2.2"};
        QCOMPARE(bench.resolve("a.test")->front(), std::string("192.0.2.2"));
        bench.server->answer = std::nullopt; // "try again later"
        QCOMPARE(bench.resolve("a.test")->front(), std::string("192.0.2.2"));
        bench.server->answer = Addresses{}; // there is no such name
        QCOMPARE(bench.resolve("a.test").error().code(), ErrorCode::HostNotFound);
        bench.server->answer = std::nullopt;
        QCOMPARE(bench.resolve("a.test").error().code(), ErrorCode::HostNotFound);
    }
};

QTEST_GUILESS_MAIN(ResolverTest)
#include "ResolverTest.moc"
