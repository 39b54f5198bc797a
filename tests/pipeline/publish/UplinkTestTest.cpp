// SPDX-License-Identifier: GPL-3.0-or-later
// The test of the uplink before going live, read at recording servers whose speed is known.
#include <algorithm>
#include <cstdio>
#include <thread>

#include <QTest>

#include "core/publish/UplinkTest.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kKbps = 2000;
constexpr int kReceiveBuffer = 16 << 10;

UplinkTest testOf(std::vector<std::string> urls)
{
    UplinkTest test;
    test.urls = std::move(urls);
    test.video.size = {640, 360};
    test.kbps = kKbps;
    test.length = milliseconds(2500);
    return test;
}

double bytesPerSecond(double kbps)
{
    return kbps * 1000 / 8;
}

} // namespace

class UplinkTestTest : public QObject {
    Q_OBJECT
private slots:
    void oneThatIsWideIsFoundWideAndSentNoMore()
    {
        FakeRtmpServer server({}, kReceiveBuffer);
        const auto results = run(testOf({server.url("live/key?test=true")}));
        QCOMPARE(results.size(), std::size_t(1));
        QVERIFY(!results[0].error.has_value());
        std::printf("  %.0f kb/s of %d\n", results[0].carriedKbps, kKbps);
        QVERIFY(results[0].carriedKbps > 1.26 * kKbps && results[0].carriedKbps < 1.42 * kKbps);
        const auto connections = server.connections();
        QCOMPARE(connections.front().streamName, std::string("key?test=true"));
        QVERIFY(waitFor([&] { return server.connections().front().ended.has_value(); }, seconds(3)));
        const auto messages = server.messages();
        QVERIFY(messages.size() > 30);
        QVERIFY(std::ranges::any_of(messages, &RecordedMessage::keyframe));
    }

    // Each alone would do; both at once is what is asked.
    void severalAreSentToAtOnce()
    {
        FakeRtmpServer narrow({}, kReceiveBuffer);
        FakeRtmpServer wide({}, kReceiveBuffer);
        narrow.setReadRate(bytesPerSecond(0.5 * kKbps));
        const TimePoint began = m_clock.now();
        const auto results = run(testOf({narrow.url("live/a"), wide.url("live/b")}));
        QVERIFY(m_clock.now() - began < seconds(7));
        std::printf("  %.0f and %.0f kb/s\n", results[0].carriedKbps, results[1].carriedKbps);
        QVERIFY(!results[0].error && !results[1].error);
        QVERIFY(results[0].carriedKbps < 0.8 * kKbps);
        QVERIFY(results[1].carriedKbps > 1.2 * kKbps);
        QVERIFY(
            waitFor([&] { return narrow.connections().front().ended && wide.connections().front().ended; },
                seconds(8)));
        const auto a = narrow.connections().front();
        const auto b = wide.connections().front();
        QVERIFY(a.started && b.started);
        const Duration apart = *a.started > *b.started ? *a.started - *b.started : *b.started - *a.started;
        QVERIFY(apart < milliseconds(1500)); // each is sent to for longer than that
    }

    void whatTheServerAnswersIsSaid_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("says");
        QTest::newRow("key") << "NetStream.Publish.Denied" << "Invalid stream key"
                             << "refused the stream key";
        QTest::newRow("name in use") << "NetStream.Publish.BadName" << "Stream already publishing"
                                     << "already streaming";
    }

    void whatTheServerAnswersIsSaid()
    {
        QFETCH(QString, code);
        QFETCH(QString, words);
        QFETCH(QString, says);
        RtmpScript script;
        script.publishCode = code.toStdString();
        script.description = words.toStdString();
        FakeRtmpServer server(script);
        const auto results = run(testOf({server.url("live/s3cret")}));
        QVERIFY(results[0].error.has_value());
        const std::string message = results[0].error->message();
        QVERIFY2(message.find(says.toStdString()) != std::string::npos, message.c_str());
    }

    // What many services do with a key that they do not know.
    void aServerThatEndsItSoonProbablyRefusedTheKey()
    {
        RtmpScript script;
        script.endAfterStart = milliseconds(300);
        FakeRtmpServer server(script);
        const auto results = run(testOf({server.url("live/s3cret")}));
        QVERIFY(results[0].error.has_value());
        QCOMPARE(results[0].error->code(), ErrorCode::KeyProbablyRefused);
    }

    void canBeStoppedWhileAServerIsSilent()
    {
        RtmpScript script;
        script.silentAt = RtmpScript::Step::Connect;
        FakeRtmpServer server(script);
        StopSource stop;
        std::vector<UplinkResult> results;
        std::thread worker([&] { results = run(testOf({server.url()}), stop.get_token()); });
        QVERIFY(server.waitConnections(1, seconds(5)));
        const TimePoint asked = m_clock.now();
        stop.request_stop();
        worker.join();
        QVERIFY(m_clock.now() - asked < seconds(1));
        QVERIFY(results.at(0).error && results[0].error->cancelled());
    }

    void theEncoderIsMeasured()
    {
        VideoEncoderConfig config;
        config.size = {320, 180};
        config.preset = "ultrafast";
        const EncoderSpeed speed = measureEncoder(config, m_clock, StopToken());
        QVERIFY(!speed.error);
        std::printf("  %.1f times real time\n", speed.timesReal);
        QVERIFY(speed.timesReal > 1);
        config.encoder = "nothing";
        QVERIFY(measureEncoder(config, m_clock, StopToken()).error.has_value());
    }

private:
    std::vector<UplinkResult> run(const UplinkTest& test, StopToken stop = {})
    {
        return testUplink(test, m_clock, m_resolver, m_log, stop);
    }

    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
};

QTEST_GUILESS_MAIN(UplinkTestTest)
#include "UplinkTestTest.moc"
