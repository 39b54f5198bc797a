// SPDX-License-Identifier: GPL-3.0-or-later
// How long a viewer of the built-in server waits for a picture, with and without a keyframe for whoever joins.
#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include <QTest>

#include "tests/e2e/LivePath.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr Duration kGop = seconds(4);
constexpr int kViewers = 3;

// Viewers who come one after the other, at different places of the GOP: how long each waits for its first picture.
std::vector<Duration> waits(LivePath& path, TempDir& dir)
{
    std::vector<Duration> list;
    for (int i = 0; i < kViewers; ++i) {
        auto viewer = path.makeWatcher(LivePath::lowLatency(), {}, dir.file("arrivals"));
        viewer->start();
        if (!waitFor([&] { return viewer->report().firstPictureMs > 0; }, milliseconds(8000)))
            return {};
        list.emplace_back(milliseconds(viewer->report().firstPictureMs));
        viewer->stop();
        waitFor([&] { return viewer->finished(); }, milliseconds(3000));
        QTest::qWait(2300 - static_cast<int>(toMs(list.back())) % 1000);
    }
    return list;
}

void print(const char* what, const std::vector<Duration>& list)
{
    std::printf("  %s:", what);
    for (const Duration wait : list)
        std::printf(" %lld", static_cast<long long>(toMs(wait)));
    std::printf(" ms\n");
}

} // namespace

class JoinTest : public QObject {
    Q_OBJECT
private slots:
    void whoJoinsDoesNotWaitForTheGop()
    {
        TempDir dir;
        VideoEncoderConfig video;
        video.size = {640, 360};
        video.gop = kGop;
        LivePath path(dir.path().string());
        QVERIFY2(path.goLive("test", "tone", video), path.why().c_str());
        const auto alone = waits(path, dir);
        QCOMPARE(alone.size(), std::size_t(kViewers));
        print("without", alone);
        path.tellJoins(true);
        const auto helped = waits(path, dir);
        QCOMPARE(helped.size(), std::size_t(kViewers));
        print("with", helped);
        // A keyframe within a second of the last one is made to wait for it, and within half a second of the next
        // none is made: a second and what it takes to connect.
        QVERIFY(std::ranges::max(helped) <= milliseconds(1400));
        QVERIFY(std::ranges::max(alone) > milliseconds(1400)); // otherwise nothing was tried
    }
};

QTEST_GUILESS_MAIN(JoinTest)
#include "JoinTest.moc"
