// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <vector>

#include "core/publish/JoinKeyframes.h"

using namespace sluice;

namespace {

MediaTime at(int ms)
{
    return MediaTime(milliseconds(ms));
}

// Frames each 40 ms with a GOP, and viewers who join.
struct Stream {
    Duration gop;
    JoinKeyframes policy;
    MediaTime now;
    std::optional<MediaTime> last;
    std::vector<int> forced; // ms
    std::vector<int> all;

    void run(int untilMs, std::vector<int> joins)
    {
        for (; now < at(untilMs); now += milliseconds(40)) {
            const int ms = static_cast<int>(toMs(now.time_since_epoch()));
            const bool joined
                = std::ranges::any_of(joins, [ms](int join) { return join > ms - 40 && join <= ms; });
            const bool due = !last || now - *last >= gop;
            const bool asked = policy.forced(joined, now, last, last.value_or(now) + gop);
            if (asked && !due)
                forced.push_back(ms);
            if (due || asked) {
                last = now;
                all.push_back(ms);
            }
        }
    }
};

} // namespace

class JoinKeyframesTest : public QObject {
    Q_OBJECT
private slots:
    void aViewerInMidGopGetsOne()
    {
        Stream stream{seconds(4)};
        stream.run(8000, {5200});
        QCOMPARE(stream.forced, std::vector<int>({5200}));
        QCOMPARE(stream.all, std::vector<int>({0, 4000, 5200}));
    }
    void theNextOneIsDueAnyway()
    {
        Stream stream{seconds(2)};
        stream.run(6000, {3520});
        QCOMPARE(stream.forced, std::vector<int>());
    }
    void atMostOneASecond()
    {
        Stream stream{seconds(10)};
        stream.run(9000, {2000, 2040, 2400, 2800});
        QCOMPARE(stream.forced,
            std::vector<int>({2000, 3000})); // who came meanwhile waits for the second to be over
    }
    void soonAfterAKeyframeItWaits()
    {
        Stream stream{seconds(4)};
        stream.run(4000, {200});
        QCOMPARE(stream.forced, std::vector<int>({1000}));
    }
    void nobodyWaitsForMoreThanTheyNeed()
    {
        Stream stream{seconds(2)};
        stream.run(1000, {960});
        stream.last = at(980); // forced by a reconnect
        stream.run(1960, {});
        QCOMPARE(stream.forced, std::vector<int>());
    }
    void atMostTenAMinute()
    {
        Stream stream{seconds(300)};
        std::vector<int> joins;
        joins.reserve(60);
        for (int i = 0; i < 60; ++i)
            joins.push_back(2000 + i * 2000);
        stream.run(62'000, joins);
        QCOMPARE(stream.forced.size(), std::size_t(10));
        QCOMPARE(stream.forced.back(), 20'000);
        stream.run(122'000, joins);
        QCOMPARE(stream.forced.size(), std::size_t(20)); // the first minute is over
    }
};

QTEST_GUILESS_MAIN(JoinKeyframesTest)
#include "JoinKeyframesTest.moc"
