// SPDX-License-Identifier: GPL-3.0-or-later
// The uplink is cut behind a router that keeps seconds of what it cannot pass on: this computer's own buffers say
// little of it. Bounds are those of any cut. With SLUICE_TEST_LONG=1 it lasts for a minute and until the rate is back,
// and a stream of few bits is cut, too.
#include <cstdio>
#include <future>
#include <utility>
#include <vector>

#include <QTest>

#include "core/publish/UplinkTest.h"
#include "tests/pipeline/publish/CutCourse.h"
#include "tests/support/RoutedNetwork.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kQueueBytes = 256 << 10; // 1.3 s at 60 % of the stream, 2.6 s at 30 %

CutCourse cut(const CutCourse::Plan& plan)
{
    const RoutedNetwork network;
    FakeRtmpServer server(network.listenAtServer(), RoutedNetwork::serverAddress());
    network.enterAsClient();
    return CutCourse::run(server, [&](double kbps) { network.setUplink(kbps, kQueueBytes); }, plan);
}

constexpr double kNarrow = 1500; // kb/s

// What the test of the uplink finds of one that is narrow in the router.
UplinkResult found()
{
    const RoutedNetwork network;
    FakeRtmpServer server(network.listenAtServer(), RoutedNetwork::serverAddress());
    network.setUplink(kNarrow, kQueueBytes);
    network.enterAsClient();
    UplinkTest test;
    test.urls = {server.url()};
    test.video.size = {640, 360};
    test.kbps = 2500;
    SystemClock clock;
    Resolver resolver;
    const Log log;
    return testUplink(test, clock, resolver, log, {}).at(0);
}

} // namespace

class LongQueueTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = RoutedNetwork::missing(); !missing.empty())
            QSKIP(missing.c_str());
        const bool inFull = qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
        const Duration cutFor = inFull ? seconds(60) : seconds(10);
        m_plans = {{"to 60 %", {0.6, cutFor, inFull}}, {"to 30 %", {0.3, cutFor, inFull}}};
        if (inFull)
            m_plans.push_back({"a small stream", {0.6, cutFor, inFull, 1000}});
        for (const auto& [name, plan] : m_plans)
            m_courses.push_back(std::async(std::launch::async, cut, plan));
        m_found = std::async(std::launch::async, found);
    }

    void whatWaitsInTheRouterIsNotFoundCarried()
    {
        const UplinkResult result = m_found.get();
        QVERIFY2(!result.error, result.error ? result.error->message().c_str() : "");
        std::printf("  %.0f of %.0f kb/s\n", result.carriedKbps, kNarrow);
        QVERIFY(result.carriedKbps > 0.93 * kNarrow && result.carriedKbps < 1.01 * kNarrow);
    }

    void theUplinkIsCut_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_plans.size(); ++i)
            QTest::newRow(m_plans[i].first) << static_cast<int>(i);
    }

    void theUplinkIsCut()
    {
        QFETCH(int, index);
        const CutCourse course = m_courses[static_cast<std::size_t>(index)].get();
        course.judge();
        if (QTest::currentTestFailed() || course.plan.videoKbps < Broadcast::kVideoKbps)
            return;
        // What piled up in the router has left soon, because it is seen there. (A small stream soon is at the floor.)
        const Duration left = course.later(course.cut + seconds(3), course.cut + seconds(4), 50);
        std::printf("  three seconds after the cut %.0f ms\n", toMsReal(left));
        QVERIFY(left <= milliseconds(300));
    }

private:
    std::vector<std::pair<const char*, CutCourse::Plan>> m_plans;
    std::vector<std::future<CutCourse>> m_courses;
    std::future<UplinkResult> m_found;
};

QTEST_GUILESS_MAIN(LongQueueTest)
#include "LongQueueTest.moc"
