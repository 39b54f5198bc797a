// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Events.h"
#include "core/metrics/WatchState.h"

#include <set>
#include <string>
#include <thread>

#include <QTest>

using namespace sluice;

namespace {

constexpr TimePoint kStart{seconds(9)};

Sentence words(int number)
{
    return Sentence("number %1", {std::to_string(number)});
}

} // namespace

class EventsTest final : public QObject {
    Q_OBJECT

private slots:
    void tokens()
    {
        QCOMPARE(token(EventKind::FirstPicture), std::string_view("first_picture"));
        QCOMPARE(token(EventKind::RebufferStart), std::string_view("rebuffer_start"));
        QCOMPARE(token(EventKind::LinkCut), std::string_view("link_cut"));
        QCOMPARE(token(EventKind::Warning), std::string_view("warning"));
        std::set<std::string_view> seen;
        for (int i = 0; i <= static_cast<int>(EventKind::Warning); ++i) {
            const auto kind = static_cast<EventKind>(i);
            QVERIFY(seen.insert(token(kind)).second);
            QVERIFY(eventKind(token(kind)) == std::optional(kind));
            for (const char c : token(kind))
                QVERIFY((c >= 'a' && c <= 'z') || c == '_');
        }
        QVERIFY(!eventKind("nonsense"));
    }

    void readersSeeEachOnce()
    {
        EventLog log;
        log.add(EventKind::Opening, kStart, words(0));
        log.add(EventKind::Playing, kStart + seconds(1), words(1));
        auto slice = log.since(0);
        QCOMPARE(slice.events.size(), std::size_t{2});
        QCOMPARE(slice.events[1].text.english(), std::string("number 1"));
        QVERIFY(log.since(slice.next).events.empty());
        log.add(EventKind::Ended, kStart, words(2));
        slice = log.since(slice.next);
        QCOMPARE(slice.events.size(), std::size_t{1});
        QCOMPARE(slice.first, std::uint64_t{2});
        QVERIFY(log.since(99).events.empty());
        log.clear();
        QVERIFY(log.all().empty());
        QCOMPARE(log.end(), std::uint64_t{3});
    }

    void bounded()
    {
        EventLog log(10);
        for (int i = 0; i < 25; ++i)
            log.add(EventKind::Glitch, kStart, words(i));
        const auto slice = log.since(3);
        QCOMPARE(slice.first, std::uint64_t{15}); // 3 … 14 are gone, and the reader can tell
        QCOMPARE(slice.next, std::uint64_t{25});
        QCOMPARE(slice.events.front().text.english(), std::string("number 15"));
    }

    void threads()
    {
        EventLog log(1000);
        std::uint64_t seen = 0;
        {
            const std::jthread writer([&log] {
                for (int i = 0; i < 1000; ++i)
                    log.add(EventKind::Seek, kStart, words(i));
            });
            for (std::uint64_t next = 0; next < 1000;) {
                const auto slice = log.since(next);
                if (slice.first != next)
                    break;
                seen += slice.events.size();
                next = slice.next;
            }
        }
        QCOMPARE(seen, std::uint64_t{1000});
    }

    void states()
    {
        QCOMPARE(token(WatchState::Rebuffering), std::string_view("rebuffering"));
        QCOMPARE(token(WatchState::Failed), std::string_view("failed"));
        QCOMPARE(token(StallCause::Emulated), std::string_view("emulated"));
        QCOMPARE(token(LatencyBasis::Measured), std::string_view("measured"));
        std::string got;
        for (int i = 0; i <= static_cast<int>(WatchState::Failed); ++i)
            if (const auto state = static_cast<WatchState>(i); state != WatchState::Reconnecting)
                got += cmcdState(state, true);
        QCOMPARE(got, std::string("issprkapef"));
        QCOMPARE(cmcdState(WatchState::Reconnecting, true), 'r');
        QCOMPARE(cmcdState(WatchState::Reconnecting, false), 'p');
    }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "EventsTest.moc"
