// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/FakeClock.h"
#include "core/server/StreamBoard.h"

using namespace sluice;

namespace {

constexpr const char* kKey = "secretkey42";

HookRequest hook(const std::string& path, const std::string& fields)
{
    HookRequest read;
    const std::string text = "POST " + path + " HTTP/1.0\r\nContent-Length: " + std::to_string(fields.size())
        + "\r\n\r\n" + fields;
    if (HookRequest::parse(text, read) != HookRequest::Status::Complete)
        qFatal("the test's own request is wrong");
    return read;
}

HookRequest publishing(
    const std::string& name, const std::string& client = "1", const std::string& address = "127.0.0.1")
{
    return hook("/on_publish", "app=live&addr=" + address + "&clientid=" + client + "&name=" + name);
}

HookRequest gone(const std::string& client = "1")
{
    return hook("/on_publish_done", "app=live&addr=127.0.0.1&clientid=" + client + "&name=" + kKey);
}

} // namespace

class StreamBoardTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void keyBecomesName();
    void refusesEverythingElse();
    void playing();
    void hooksAreCalledOnce();
    void refusedSecondPublisherDoesNotEndTheFirst();
    void pageStates();
    void reconnectIsNoNewBroadcast();
    void sinceIsWhenTheStateBegan();
    void statusFile();
    void endedPiecesGoLater();
    void createdClearsAtOnce();
    void lostReportIsNoticed();
    void countsBrowsers();

private:
    QString page();
    void makePieces();
    bool piecesThere() const;

    QTemporaryDir m_parent;
    FakeClock m_clock;
    std::unique_ptr<RunDirectory> m_directory;
    ServerHooks m_hooks;
    std::unique_ptr<StreamBoard> m_board;
    int m_published = 0;
    int m_unpublished = 0;
    QStringList m_viewers;
    int m_changes = 0;
};

void StreamBoardTest::init()
{
    m_board.reset();
    m_directory = std::move(*RunDirectory::create(m_parent.path().toStdString()));
    m_published = m_unpublished = m_changes = 0;
    m_viewers.clear();
    m_hooks.onPublish = [this] { ++m_published; };
    m_hooks.onPublishDone = [this] { ++m_unpublished; };
    m_hooks.onPlay = [this](const std::string& address) { m_viewers << QString::fromStdString(address); };
    m_board = std::make_unique<StreamBoard>(
        m_clock, *m_directory, "talk", kKey, m_hooks, [this] { ++m_changes; });
}

QString StreamBoardTest::page()
{
    m_board->service();
    QFile file(QString::fromStdString(m_directory->file("public/status/talk.json")));
    if (!file.open(QIODevice::ReadOnly))
        return "no file";
    return QJsonDocument::fromJson(file.readAll()).object().value("state").toString();
}

void StreamBoardTest::makePieces()
{
    QDir(QString::fromStdString(m_directory->file("hls"))).mkdir(kKey);
    QFile file(QString::fromStdString(m_directory->file("hls/") + kKey + "/index.m3u8"));
    QVERIFY(file.open(QIODevice::WriteOnly));
}

bool StreamBoardTest::piecesThere() const
{
    return QFile::exists(QString::fromStdString(m_directory->file("hls/") + kKey + "/index.m3u8"));
}

void StreamBoardTest::keyBecomesName()
{
    QVERIFY((m_board->answer(publishing(kKey)) == HookReply{302, "talk"}));
    QVERIFY(m_board->live());
}

void StreamBoardTest::refusesEverythingElse()
{
    const auto refused = [&](const HookRequest& request) {
        const HookReply reply = m_board->answer(request);
        return reply.status == 403 && reply.location.empty();
    };
    QVERIFY(refused(publishing("talk"))); // the public name is no key
    QVERIFY(refused(publishing("wrong")));
    QVERIFY(refused(publishing("")));
    QVERIFY(refused(publishing(std::string(kKey) + "x")));
    QVERIFY(refused(publishing(kKey, "1", "192.168.1.7")));
    QVERIFY(refused(publishing(kKey, "1", "")));
    QVERIFY(refused(hook("/on_publish", "app=other&addr=127.0.0.1&clientid=1&name=secretkey42")));
    QVERIFY(refused(hook("/on_record", "app=live&addr=127.0.0.1&clientid=1&name=secretkey42")));
    QVERIFY(refused(hook("/on_publish", "")));
    QVERIFY(!m_board->live());
    QCOMPARE(m_published, 0);
}

void StreamBoardTest::playing()
{
    const auto play = [&](const std::string& name) {
        return m_board->answer(hook("/on_play", "app=live&addr=10.0.0.4&clientid=9&name=" + name)).status;
    };
    QCOMPARE(play("talk"), 200);
    QCOMPARE(m_viewers, QStringList{"10.0.0.4"});
    QCOMPARE(play("other"), 200); // nginx says "no such stream"
    QCOMPARE(m_viewers.size(), 1);
    QCOMPARE(play(kKey), 403);
    QCOMPARE(play("..%2F..%2Fetc"), 403);
}

void StreamBoardTest::hooksAreCalledOnce()
{
    m_board->answer(publishing(kKey));
    QCOMPARE(m_published, 1);
    m_board->answer(gone());
    QCOMPARE(m_unpublished, 1);
    m_board->answer(gone());
    m_board->workerGone();
    QCOMPARE(m_unpublished, 1);
}

// nginx asks us about it before it says "already publishing" by itself.
void StreamBoardTest::refusedSecondPublisherDoesNotEndTheFirst()
{
    m_board->answer(publishing(kKey, "1"));
    m_board->answer(publishing(kKey, "2"));
    m_board->answer(gone("2"));
    QVERIFY(m_board->live());
    QCOMPARE(m_published, 1);
    QCOMPARE(m_unpublished, 0);
    m_board->answer(gone("1"));
    QVERIFY(!m_board->live());
}

void StreamBoardTest::pageStates()
{
    QCOMPARE(page(), "waiting");
    m_board->answer(publishing(kKey));
    QCOMPARE(page(), "live");
    m_board->setState(StreamState::Paused);
    QCOMPARE(page(), "paused");
    m_board->setState(StreamState::Live);
    QCOMPARE(page(), "live");
    m_board->setState(StreamState::Ended);
    QCOMPARE(page(), "ended");
    m_board->answer(gone());
    QCOMPARE(page(), "ended");
    m_board->answer(publishing(kKey, "2")); // the next broadcast
    QCOMPARE(page(), "live");
}

void StreamBoardTest::reconnectIsNoNewBroadcast()
{
    m_board->answer(publishing(kKey));
    m_board->setState(StreamState::Paused);
    m_board->answer(gone());
    QCOMPARE(page(), "waiting");
    m_board->answer(publishing(kKey, "2"));
    QCOMPARE(page(), "paused");
    QCOMPARE(m_board->state(), StreamState::Paused);
}

void StreamBoardTest::sinceIsWhenTheStateBegan()
{
    StreamLife life(WallTime(seconds(100)));
    life.publisherCame("1", WallTime(seconds(200)));
    life.publisherCame("2", WallTime(seconds(250)));
    QVERIFY(life.since() == WallTime(seconds(200)));
    QCOMPARE(life.json(), std::string(R"({"state":"live","since":200000})"));
    life.setState(StreamState::Live, WallTime(seconds(300)));
    QVERIFY(life.since() == WallTime(seconds(200)));
    life.setState(StreamState::Paused, WallTime(seconds(300)));
    QVERIFY(life.since() == WallTime(seconds(300)));
}

void StreamBoardTest::statusFile()
{
    QCOMPARE(page(), "waiting");
    // Written by renaming: nothing but the file itself stays.
    QCOMPARE(QDir(QString::fromStdString(m_directory->file("public/status"))).entryList(QDir::Files),
        QStringList{"talk.json"});
}

void StreamBoardTest::endedPiecesGoLater()
{
    makePieces();
    m_board->answer(publishing(kKey));
    m_board->setState(StreamState::Ended);
    QVERIFY(!m_board->service()); // the publisher is still there
    m_board->answer(gone());
    const auto next = m_board->service();
    QVERIFY(next.has_value());
    QVERIFY(*next > m_clock.now() + seconds(3)); // viewers are about that far behind
    QVERIFY(piecesThere());
    m_clock.advance(*next - m_clock.now());
    QVERIFY(!m_board->service());
    QVERIFY(!piecesThere());
}

void StreamBoardTest::createdClearsAtOnce()
{
    makePieces();
    m_board->answer(publishing(kKey));
    m_board->setState(StreamState::Created);
    m_board->service();
    QVERIFY(piecesThere()); // nginx is writing them
    m_board->answer(gone());
    m_board->setState(StreamState::Created);
    m_board->service();
    QVERIFY(!piecesThere());
}

void StreamBoardTest::lostReportIsNoticed()
{
    m_board->answer(publishing(kKey));
    StatReport empty;
    StatReport full;
    full.publishing = true;
    m_board->compare(empty); // nginx may still be about to let the publisher in
    QVERIFY(m_board->live());
    m_board->compare(full);
    m_board->compare(empty);
    QVERIFY(m_board->live());
    m_board->compare(empty);
    QVERIFY(!m_board->live());
    QCOMPARE(m_unpublished, 1);
}

void StreamBoardTest::countsBrowsers()
{
    m_board->seen("<190>Nov 20 15:00:00 sluice: 127.0.0.1 aaaa");
    m_board->seen("<190>Nov 20 15:00:00 sluice: 127.0.0.1 bbbb");
    m_board->seen("<190>Nov 20 15:00:00 sluice: 127.0.0.1 aaaa");
    QCOMPARE(m_board->browserViewers(), 2);
    m_clock.advance(seconds(6));
    m_board->seen("<190>Nov 20 15:00:06 sluice: 127.0.0.1 bbbb");
    m_clock.advance(seconds(6));
    QCOMPARE(m_board->browserViewers(), 1);
}

QTEST_GUILESS_MAIN(StreamBoardTest)
#include "StreamBoardTest.moc"
