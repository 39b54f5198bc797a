// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Aside.h"

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include <QTest>

#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using sluice::test::waitFor;

namespace {

// A call that hangs until it is let go.
struct Hanging {
    std::promise<void> letGo;
    std::shared_future<void> gone = letGo.get_future().share();
    auto call() const
    {
        return [gone = gone] {
            gone.wait();
            return 1;
        };
    }
};

Duration since(std::chrono::steady_clock::time_point at)
{
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - at);
}

} // namespace

class AsideTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAskedIsAnswered()
    {
        Aside aside;
        const auto here = std::this_thread::get_id();
        for (int i = 0; i < 100; ++i)
            QCOMPARE(aside.ask([i] { return i; }, seconds(5), StopToken()), std::optional(i));
        QVERIFY(aside.ask([] { return std::this_thread::get_id(); }, seconds(5), StopToken()) != here);
        QVERIFY(!aside.stuck());
    }

    void whatIsPostedHoldsNobodyUpAndKeepsItsOrder()
    {
        Hanging hanging;
        Aside aside;
        auto done = std::make_shared<std::atomic<int>>(0);
        aside.post([call = hanging.call(), done] { done->store(call()); });
        aside.post([done] { done->store(done->load() * 10 + 2); });
        QCOMPARE(done->load(), 0);
        hanging.letGo.set_value();
        // Whoever asks comes after both.
        QCOMPARE(aside.ask([done] { return done->load(); }, seconds(5), StopToken()), std::optional(12));
    }

    void whatHangsIsLeftBehind()
    {
        Hanging hanging;
        std::atomic<bool> destroyed = false;
        const auto from = std::chrono::steady_clock::now();
        {
            Aside aside;
            const std::shared_ptr<int> owned(new int(1), [&destroyed](int* number) {
                delete number;
                destroyed = true;
            });
            const auto call = [call = hanging.call(), owned] { return call() + *owned; };
            QVERIFY(!aside.ask(call, milliseconds(50), StopToken()));
            QVERIFY(aside.stuck());
            QVERIFY(!aside.ask([] { return 2; }, milliseconds(50), StopToken())); // one at a time
        }
        QVERIFY(since(from) < seconds(2));
        QVERIFY(!destroyed);
        hanging.letGo.set_value();
        QVERIFY(waitFor([&] { return destroyed.load(); }, seconds(5)));
    }

    void whatComesBackLateMakesRoom()
    {
        Hanging hanging;
        Aside aside;
        QVERIFY(!aside.ask(hanging.call(), milliseconds(20), StopToken()));
        hanging.letGo.set_value();
        QCOMPARE(aside.ask([] { return 2; }, seconds(5), StopToken()), std::optional(2));
        QVERIFY(!aside.stuck());
    }

    // … nor holds it up who asks of another place.
    void anotherPlaceDoesNotWaitForIt()
    {
        Hanging hanging;
        AsideByPlace places;
        QVERIFY(!places.of("gone")->ask(hanging.call(), milliseconds(20), StopToken()));
        QVERIFY(places.of("gone")->stuck()); // the same goes on hanging, on the same thread
        QCOMPARE(places.of("here")->ask([] { return 4; }, seconds(5), StopToken()), std::optional(4));
        const auto here = places.of("here");
        QCOMPARE(places.of("there"), here); // nothing hangs: one thread does for all
        hanging.letGo.set_value();
    }

    void aStopEndsTheWait()
    {
        Hanging hanging;
        Aside aside;
        StopSource stop;
        const auto from = std::chrono::steady_clock::now();
        const std::jthread later([&stop] {
            std::this_thread::sleep_for(milliseconds(30));
            stop.request_stop();
        });
        QVERIFY(!aside.ask(hanging.call(), seconds(60), stop.get_token()));
        QVERIFY(since(from) < seconds(5));
        hanging.letGo.set_value();
    }

    // A stop that came before is no reason to give up what is answered at once.
    void whoeverInterruptsIsAskedWhileNothingComes()
    {
        Hanging hanging;
        Aside aside;
        const Aside::Interrupted always = [] { return true; };
        QCOMPARE(aside.ask([] { return 3; }, seconds(60), always), std::optional(3));
        QVERIFY(!aside.ask(hanging.call(), seconds(60), always));
        QVERIFY(aside.stuck());
        hanging.letGo.set_value();
    }
};

QTEST_GUILESS_MAIN(AsideTest)
#include "AsideTest.moc"
