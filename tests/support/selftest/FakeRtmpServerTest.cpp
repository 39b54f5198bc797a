// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>

#include "core/base/Clock.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/RtmpPlayer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
using Step = RtmpScript::Step;

namespace {

// FFmpeg's own program is the client: not our code, so not our mistakes twice.
std::unique_ptr<ChildProcess> publisher(const std::string& url, double seconds = 2)
{
    return std::make_unique<ChildProcess>(ChildProcess::Plan{"ffmpeg",
        {"-hide_banner", "-loglevel", "warning", "-nostdin", "-re", "-f", "lavfi", "-i",
            "testsrc2=size=160x120:rate=25", "-f", "lavfi", "-i", "sine=sample_rate=48000", "-t",
            std::to_string(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g",
            "25", "-c:a", "aac", "-f", "flv", url},
        {}, {}, {}});
}

std::unique_ptr<ChildProcess> player(const std::string& url)
{
    return std::make_unique<ChildProcess>(ChildProcess::Plan{"ffmpeg",
        {"-hide_banner", "-loglevel", "warning", "-nostdin", "-i", url, "-c", "copy", "-f", "framecrc", "-"},
        {}, {}, {}});
}

std::size_t count(const std::string& text, const std::string& what)
{
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++n;
    return n;
}

RtmpScript playing(std::vector<std::uint8_t> flv)
{
    RtmpScript script;
    script.playFlv = std::move(flv);
    script.playPaced = false;
    script.afterPlay = RtmpScript::AfterPlay::Unpublish;
    return script;
}

} // namespace

class FakeRtmpServerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void recordsAPublisher();
    void worksWithSmallChunks();
    void playsWhatItIsGiven();
    void pacesWhatItPlays();
    void aPlayerWritesDownWhatItGets();
    void pingsArePutAndAnswered();
    void refusals_data();
    void refusals();
    void playOfNothing();
    void closesAfterStart();
    void silence_data();
    void silence();
    void scriptsFollowEachOther();
    void endsAllOnDemand();

private:
    std::vector<std::uint8_t> m_recording;
};

void FakeRtmpServerTest::initTestCase()
{
    if (!hasProgram("ffmpeg"))
        QSKIP("ffmpeg is not installed");
}

void FakeRtmpServerTest::recordsAPublisher()
{
    FakeRtmpServer server;
    const TimePoint began = SystemClock().now();
    const auto client = publisher(server.url("live/some?key=1"));
    QVERIFY(server.waitPublishing(10s));
    QVERIFY(client->waitExit(20s).has_value());
    QVERIFY(waitFor([&] { return server.connections().at(0).ended.has_value(); }, 5s));

    const RtmpConnection connection = server.connections().at(0);
    QCOMPARE(connection.app, std::string("live"));
    QCOMPARE(connection.streamName, std::string("some?key=1"));
    QVERIFY(connection.publishing && connection.unpublished && connection.endedByClient);
    QVERIFY(began < *connection.accepted && *connection.accepted <= *connection.handshakeDone);
    QVERIFY(*connection.handshakeDone <= *connection.started && *connection.started <= *connection.ended);

    const auto all = server.messages();
    const auto countIf = [&](auto&& test) { return std::ranges::count_if(all, test); };
    QCOMPARE(countIf([](const auto& m) { return m.type == rtmp::kVideo && m.sequenceHeader; }), 1);
    QCOMPARE(countIf([](const auto& m) { return m.type == rtmp::kAudio && m.sequenceHeader; }), 1);
    QCOMPARE(countIf([](const auto& m) { return m.keyframe; }), 2); // 50 frames, one in 25
    QVERIFY(countIf([](const auto& m) { return m.type == rtmp::kVideo && !m.sequenceHeader; }) >= 50);
    QVERIFY(std::ranges::is_sorted(all, {}, &RecordedMessage::arrived));
    QVERIFY(all.back().timestampMs > 1800 && all.back().timestampMs < 2100);
    const auto spread = std::chrono::duration_cast<milliseconds>(all.back().arrived - all.front().arrived);
    QVERIFY2(spread > 1500ms && spread < 8000ms, std::to_string(spread.count()).c_str());

    m_recording = server.recordingAsFlv();
    const TempDir dir;
    writeFile(dir.file("a.flv"), {reinterpret_cast<const char*>(m_recording.data()), m_recording.size()});
    ChildProcess probe({"ffprobe",
        {"-v", "error", "-count_packets", "-show_entries", "stream=codec_name,nb_read_packets", "-of", "csv",
            dir.file("a.flv")},
        {}, {}, {}});
    QVERIFY((probe.waitExit(10s) == ChildProcess::Exit{0, 0}));
    QVERIFY2(probe.standardOutput().find("h264,50") != std::string::npos, probe.standardOutput().c_str());
}

void FakeRtmpServerTest::worksWithSmallChunks()
{
    RtmpScript script;
    script.chunkSize = 0;
    FakeRtmpServer server(script);
    const auto client = publisher(server.url(), 0.4);
    QVERIFY((client->waitExit(20s) == ChildProcess::Exit{0, 0}));
    QVERIFY(server.waitMessages(10, 5s));
}

void FakeRtmpServerTest::playsWhatItIsGiven()
{
    QVERIFY(!m_recording.empty());
    const FakeRtmpServer server(playing(m_recording));
    const auto client = player(server.url("live/film"));
    QVERIFY((client->waitExit(20s) == ChildProcess::Exit{0, 0}));
    QCOMPARE(count(client->standardOutput(), "\n0, "), std::size_t(50));
    QVERIFY(server.connections().at(0).playing);
    QCOMPARE(server.connections().at(0).streamName, std::string("film"));
}

void FakeRtmpServerTest::pacesWhatItPlays()
{
    RtmpScript script = playing(m_recording);
    script.playPaced = true;
    script.afterPlay = RtmpScript::AfterPlay::Close;
    const FakeRtmpServer server(script);
    const auto client = player(server.url());
    QVERIFY(client->waitExit(20s).has_value());
    const RtmpConnection connection = server.connections().at(0);
    const auto took = std::chrono::duration_cast<milliseconds>(*connection.ended - *connection.started);
    QVERIFY2(took > 1800ms && took < 8000ms, std::to_string(took.count()).c_str());
}

void FakeRtmpServerTest::aPlayerWritesDownWhatItGets()
{
    RtmpScript nothingYet;
    nothingYet.playCode = "NetStream.Play.StreamNotFound";
    RtmpScript film = playing(m_recording);
    film.afterPlay = RtmpScript::AfterPlay::Hold;
    FakeRtmpServer server;
    server.setScripts({nothingYet, film});
    const TimePoint began = SystemClock().now();
    const RtmpPlayer player(server.port(), "live", "film");
    const auto all = readFlv(m_recording);
    QVERIFY(waitFor([&] { return player.messages().size() >= all.size(); }, 5s));
    const auto got = player.messages();
    QVERIFY(std::ranges::equal(got, all, {}, &RecordedMessage::timestampMs, &FlvTag::timestampMs));
    QVERIFY(std::ranges::equal(got, all, {}, &RecordedMessage::type, &FlvTag::type));
    QVERIFY(beginsWell(got));
    QVERIFY(began < *player.accepted() && *player.accepted() < got.front().arrived);
    QCOMPARE(server.connections().size(), std::size_t(2)); // it asked again
    QCOMPARE(server.connections().at(1).streamName, std::string("film"));
}

void FakeRtmpServerTest::pingsArePutAndAnswered()
{
    FakeRtmpServer server;
    const auto client = publisher(server.url());
    QVERIFY(server.waitPublishing(10s));
    QVERIFY(server.connections().at(0).pongs.empty());
    server.ping(0xfedcba98U);
    QVERIFY(waitFor([&] { return !server.connections().at(0).pongs.empty(); }, 5s));
    QCOMPARE(server.connections().at(0).pongs.at(0).value, 0xfedcba98U);
    QVERIFY(client->waitExit(20s).has_value());
}

void FakeRtmpServerTest::refusals_data()
{
    QTest::addColumn<QString>("connectCode");
    QTest::addColumn<QString>("publishCode");
    const QString good = "NetConnection.Connect.Success";
    QTest::newRow("app") << "NetConnection.Connect.InvalidApp" << "NetStream.Publish.Start";
    QTest::newRow("rejected") << "NetConnection.Connect.Rejected" << "NetStream.Publish.Start";
    QTest::newRow("name in use") << good << "NetStream.Publish.BadName";
    QTest::newRow("key") << good << "NetStream.Publish.Denied";
}

void FakeRtmpServerTest::refusals()
{
    QFETCH(QString, connectCode);
    QFETCH(QString, publishCode);
    RtmpScript script;
    script.connectCode = connectCode.toStdString();
    script.publishCode = publishCode.toStdString();
    script.description = "because we say so";
    const FakeRtmpServer server(script);
    const auto client = publisher(server.url());
    const auto exit = client->waitExit(10s);
    QVERIFY(exit && exit->code != 0);
    QVERIFY2(client->standardError().find("because we say so") != std::string::npos,
        client->standardError().c_str());
    QVERIFY(!server.connections().at(0).publishing);
}

void FakeRtmpServerTest::playOfNothing()
{
    RtmpScript script;
    script.playCode = "NetStream.Play.StreamNotFound";
    const FakeRtmpServer server(script);
    const auto client = player(server.url());
    const auto exit = client->waitExit(10s);
    QVERIFY(exit && exit->code != 0);
}

void FakeRtmpServerTest::closesAfterStart()
{
    RtmpScript script;
    script.endAfterStart = 300ms;
    FakeRtmpServer server(script);
    const auto client = publisher(server.url(), 20);
    QVERIFY(client->waitExit(10s).has_value());
    const RtmpConnection connection = server.connections().at(0);
    const auto lived = std::chrono::duration_cast<milliseconds>(*connection.ended - *connection.started);
    QVERIFY2(lived >= 300ms && lived < 2000ms, std::to_string(lived.count()).c_str());
    QVERIFY(!connection.endedByClient);
}

void FakeRtmpServerTest::silence_data()
{
    QTest::addColumn<int>("step");
    QTest::newRow("after accept") << static_cast<int>(Step::Accept);
    QTest::newRow("at the handshake") << static_cast<int>(Step::Handshake);
    QTest::newRow("at connect") << static_cast<int>(Step::Connect);
    QTest::newRow("at createStream") << static_cast<int>(Step::CreateStream);
    QTest::newRow("at publish") << static_cast<int>(Step::Publish);
}

void FakeRtmpServerTest::silence()
{
    QFETCH(int, step);
    RtmpScript silent;
    silent.silentAt = static_cast<Step>(step);
    RtmpScript resetting;
    resetting.resetAt = static_cast<Step>(step);
    FakeRtmpServer server;
    server.setScripts({silent, resetting});

    const auto waiting = publisher(server.url());
    QVERIFY(server.waitConnections(1, 5s));
    QVERIFY(!waiting->waitExit(700ms).has_value());
    QVERIFY(!server.connections().at(0).publishing);
    QCOMPARE(server.connections().at(0).handshakeDone.has_value(), static_cast<Step>(step) > Step::Handshake);

    const auto thrownOut = publisher(server.url());
    const auto exit = thrownOut->waitExit(10s);
    QVERIFY(exit && exit->code != 0);
}

void FakeRtmpServerTest::scriptsFollowEachOther()
{
    RtmpScript bad;
    bad.resetAt = Step::Connect;
    FakeRtmpServer server;
    server.setScripts({bad, {}});
    QVERIFY(publisher(server.url(), 0.2)->waitExit(10s) != (ChildProcess::Exit{0, 0}));
    QVERIFY(publisher(server.url(), 0.2)->waitExit(10s) == (ChildProcess::Exit{0, 0}));
    QVERIFY(publisher(server.url(), 0.2)->waitExit(10s) == (ChildProcess::Exit{0, 0})); // the last one stays
    QCOMPARE(server.connections().size(), std::size_t(3));
}

void FakeRtmpServerTest::endsAllOnDemand()
{
    FakeRtmpServer server;
    const auto client = publisher(server.url(), 20);
    QVERIFY(server.waitMessages(5, 10s));
    server.resetAll();
    QVERIFY(client->waitExit(5s).has_value());
    QVERIFY(server.connections().at(0).ended.has_value());
}

QTEST_GUILESS_MAIN(FakeRtmpServerTest)
#include "FakeRtmpServerTest.moc"
