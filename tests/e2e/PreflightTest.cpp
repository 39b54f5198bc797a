// SPDX-License-Identifier: GPL-3.0-or-later
// "Check setup" as the window uses it, with real sessions and a server that records.
#include <algorithm>
#include <cstdio>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/session/PreflightSession.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TcpRelay.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kReceiveBuffer = 16 << 10;

struct Studio {
    Studio()
    {
        BroadcastSources sources;
        sources.microphone = "tone";
        broadcast.setSources(sources);
        request.encoding.video.size = {320, 180};
        request.encoding.video.bitrateKbps = 1000;
        request.encoding.video.preset = "ultrafast";
        request.folder = "/tmp";
        request.uplinkLength = milliseconds(2000);
        broadcast.setEncoding(request.encoding);
    }
    void add(const FakeRtmpServer& where, bool mayTest = true)
    {
        PreflightRequest::Destination one;
        one.url = where.url("live/s3cretkey");
        one.shownUrl = one.url;
        one.mayTest = mayTest;
        request.destinations.push_back(one);
    }
    bool check()
    {
        preflight.start(request);
        const bool over = QTest::qWaitFor([this] { return !preflight.running(); }, 20'000);
        for (const Check& check : preflight.checks())
            std::printf("  %d %-32s %d %s\n", static_cast<int>(check.kind), check.subject.c_str(),
                static_cast<int>(check.verdict.state), check.verdict.text.english().c_str());
        return over;
    }
    const Check& at(std::size_t i) const { return preflight.checks().at(i); }

    SystemClock clock;
    Resolver resolver;
    Log log;
    SessionServices services{clock, resolver, log, {}};
    ServerSession server{services};
    BroadcastSession broadcast{services};
    PreflightSession preflight{services, broadcast, server};
    PreflightRequest request;
};

} // namespace

class PreflightTest : public QObject {
    Q_OBJECT
private slots:
    void everythingIsLookedAt()
    {
        FakeRtmpServer server({}, kReceiveBuffer);
        Studio studio;
        studio.add(server);
        QVERIFY(studio.check());
        QCOMPARE(studio.preflight.checks().size(), std::size_t(5));
        // The test picture and the test tone are here, which nobody should take for a camera and a microphone.
        QVERIFY(studio.at(0).verdict.text.english().find("The test picture is sent") == 0);
        QVERIFY(studio.at(1).verdict.text.english().find("The test tone is sent") == 0);
        for (std::size_t i = 2; i < 4; ++i)
            QCOMPARE(studio.at(i).verdict.state, CheckState::Good);
        QVERIFY(studio.at(4).verdict.state == CheckState::Good
            || studio.at(4).verdict.state == CheckState::Warning);
        QVERIFY(studio.at(4).subject.find("s3cret") == std::string::npos);
        QCOMPARE(server.connections().size(), std::size_t(1)); // sent to once, and let go
        QTRY_VERIFY_WITH_TIMEOUT(server.connections()[0].ended.has_value(), 5000);
        QVERIFY(!studio.broadcast.live());
    }

    void severalAreTestedTogetherAndANarrowOneIsNamed()
    {
        FakeRtmpServer wide({}, kReceiveBuffer);
        FakeRtmpServer narrow({}, kReceiveBuffer);
        narrow.setReadRate(400'000.0 / 8);
        Studio studio;
        studio.add(wide);
        studio.add(narrow);
        studio.preflight.start(studio.request);
        QVERIFY(QTest::qWaitFor([&] { return !studio.preflight.running(); }, 20'000));
        QVERIFY(studio.at(4).verdict.state != CheckState::Bad);
        QCOMPARE(studio.at(5).verdict.state, CheckState::Bad);
        QVERIFY(studio.at(5).verdict.text.english().find("with 2 destinations at once") != std::string::npos);
        QCOMPARE(studio.preflight.overall(), CheckState::Bad);
    }

    // One way out that is wide enough for one destination, not for three: what counts is the sum.
    void anUplinkForOneIsNoUplinkForThree()
    {
        FakeRtmpServer server;
        TcpRelay uplink(server.port()); // all that goes through it shares its rate
        const std::string url = "rtmp://127.0.0.1:" + std::to_string(uplink.port()) + "/live/s3cretkey";
        CheckState overall = CheckState::Waiting;
        const auto checked = [&](std::size_t count) {
            Studio studio;
            studio.request.encoding.video.bitrateKbps = 6000; // much beside what the relay holds
            uplink.setRate(TcpRelay::Direction::Up, 1.6 * 6128 * 1000 / 8);
            for (std::size_t i = 0; i < count; ++i) {
                PreflightRequest::Destination one;
                one.url = one.shownUrl = url;
                one.mayTest = true;
                studio.request.destinations.push_back(one);
            }
            std::vector<CheckVerdict> verdicts;
            if (studio.check())
                for (std::size_t i = 0; i < count; ++i)
                    verdicts.push_back(studio.at(4 + i).verdict);
            overall = studio.preflight.overall();
            return verdicts;
        };
        const auto alone = checked(1);
        QCOMPARE(alone.size(), std::size_t(1));
        QVERIFY(alone[0].state == CheckState::Good);
        const auto three = checked(3);
        QCOMPARE(three.size(), std::size_t(3));
        // How they share it is not ours: one may get what it needs.
        QVERIFY(std::ranges::any_of(three, [](const CheckVerdict& verdict) {
            return verdict.state == CheckState::Bad
                && verdict.text.english().find("with 3 destinations at once the uplink carries")
                != std::string::npos;
        }));
        QCOMPARE(overall, CheckState::Bad);
    }

    void nothingIsSentWhereViewersCouldSeeItUnasked()
    {
        FakeRtmpServer server;
        Studio studio;
        studio.add(server, false);
        QVERIFY(studio.check());
        QCOMPARE(studio.at(4).verdict.state, CheckState::Skipped);
        QVERIFY(studio.at(4).verdict.text.english().starts_with("The server answers. The key"));
        for (const RtmpConnection& knock : server.connections())
            QVERIFY(knock.messages.empty());
    }

    // Nothing needs to be sent to see that nobody is there.
    void aServerThatIsNotThereIsSaidWithoutSending()
    {
        Studio studio;
        {
            FakeRtmpServer gone;
            studio.add(gone, false);
        }
        QVERIFY(studio.check());
        QCOMPARE(studio.at(4).verdict.state, CheckState::Bad);
        QVERIFY(
            studio.at(4).verdict.text.english().find("Nothing answers at 127.0.0.1") != std::string::npos);
    }

    void aFolderThatCannotBeMadeIsSaid()
    {
        QTemporaryDir home;
        QFile file(home.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Studio studio;
        studio.request.folder = file.fileName().toStdString() + "/recordings";
        studio.request.records = true;
        QVERIFY(studio.check());
        QCOMPARE(studio.at(3).verdict.state, CheckState::Bad);
        QVERIFY(studio.at(3).verdict.text.english().find("Not a directory") != std::string::npos);
        QCOMPARE(studio.preflight.overall(), CheckState::Bad);
    }

    void aLimitOfTheServiceIsSaidWithoutSending()
    {
        FakeRtmpServer server;
        Studio studio;
        studio.add(server);
        studio.request.destinations[0].broken = {Sentence("Twitch takes less.")};
        studio.preflight.start(studio.request);
        QCOMPARE(studio.at(4).verdict.state, CheckState::Bad);
        studio.preflight.cancel();
        QVERIFY(server.connections().empty());
    }

    void cancelActsAtOnceWhileAServerIsSilent()
    {
        RtmpScript script;
        script.silentAt = RtmpScript::Step::Connect;
        FakeRtmpServer server(script);
        Studio studio;
        studio.add(server);
        studio.preflight.start(studio.request);
        QTRY_VERIFY_WITH_TIMEOUT(!server.connections().empty(), 10'000);
        const TimePoint asked = studio.clock.now();
        studio.preflight.cancel();
        QVERIFY(!studio.preflight.running());
        QVERIFY(studio.clock.now() - asked < milliseconds(50));
        QCOMPARE(studio.at(4).verdict.state, CheckState::Skipped);
        QTRY_VERIFY_WITH_TIMEOUT(server.connections()[0].ended.has_value(), 3000);
    }
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "PreflightTest.moc"
