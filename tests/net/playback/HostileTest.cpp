// SPDX-License-Identifier: GPL-3.0-or-later
// What a server must not be able to do to its viewer.
#include <array>
#include <cstdio>
#include <list>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

#include <QTest>
#include <fmt/format.h>

#include "tests/net/av/HttpAnswers.h"
#include "tests/net/playback/Watcher.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr const char* kPlaylistType = "application/vnd.apple.mpegurl";

// Sends `begin`, then `again` for ever, to everybody.
class EndlessServer {
public:
    EndlessServer(std::string begin, std::string again)
        : m_begin(std::move(begin))
        , m_again(std::move(again))
        , m_listener(listenLoopback(0))
        , m_port(portOf(m_listener))
        , m_thread([this] { run(); })
    { }
    ~EndlessServer()
    {
        m_quit.wake();
        m_thread.join();
    }
    EndlessServer(const EndlessServer&) = delete;
    EndlessServer& operator=(const EndlessServer&) = delete;
    std::uint16_t port() const { return m_port; }

private:
    bool ready(int fd, short events) const
    {
        std::array<pollfd, 2> fds{{{fd, events, 0}, {m_quit.readEnd(), POLLIN, 0}}};
        return ::poll(fds.data(), fds.size(), -1) > 0 && fds[1].revents == 0;
    }
    bool say(const UniqueFd& client, const std::string& text) const
    {
        for (std::size_t at = 0; at < text.size();) {
            if (!ready(client.get(), POLLOUT))
                return false;
            const auto sent = ::send(client.get(), text.data() + at, text.size() - at, MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            at += static_cast<std::size_t>(sent);
        }
        return true;
    }
    void run() const
    {
        while (ready(m_listener.get(), POLLIN)) {
            const UniqueFd client(
                ::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
            if (!client || !say(client, m_begin))
                continue;
            while (say(client, m_again)) { }
        }
    }

    const std::string m_begin;
    const std::string m_again;
    WakePipe m_quit;
    UniqueFd m_listener;
    std::uint16_t m_port;
    std::thread m_thread;
};

std::int64_t residentMib()
{
    const std::string status = readFile("/proc/self/status");
    return std::stoll(status.substr(status.find("VmRSS:") + 6)) / 1024;
}

} // namespace

class HostileTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!hasProgram("ffmpeg"))
            QSKIP("Not tested: the ffmpeg program is not installed.");
        QVERIFY(makeClip(m_dir.file("a.ts"), 4));
    }

    void playlistsOnlyLeadToTheWeb();
    void answersWithoutEndAreBounded();
    void certificatesNobodySignedAreRefused();

private:
    TempDir m_dir;
};

// None of these shows a picture, and nobody is called who does not speak HTTP. All at one time: some are tried again
// for a while.
void HostileTest::playlistsOnlyLeadToTheWeb()
{
    FakeRtmpServer other(RtmpScript{});
    const std::string clip = m_dir.file("a.ts");
    const std::vector<std::pair<const char*, std::string>> lists{
        {"a local file", "#EXTINF:4,\nfile:///etc/passwd"},
        {"a local clip", "#EXTINF:4,\nfile://" + clip},
        {"a local clip, short", "#EXTINF:4,\nfile:" + clip},
        {"a bare path", "#EXTINF:4,\n" + clip},
        {"a joined list", "#EXTINF:4,\nconcat:" + clip + "|" + clip},
        {"a part of a file", "#EXTINF:4,\nsubfile,,start,0,end,0,,:" + clip},
        {"an encrypted local clip", "#EXTINF:4,\ncrypto:" + clip},
        {"a cached local clip", "#EXTINF:4,\ncache:" + clip},
        {"another protocol", fmt::format("#EXTINF:4,\nrtmp://127.0.0.1:{}/live/x", other.port())},
        {"a raw connection", fmt::format("#EXTINF:4,\ntcp://127.0.0.1:{}", other.port())},
        {"a local key", "#EXT-X-KEY:METHOD=AES-128,URI=\"file:///etc/passwd\"\n#EXTINF:4,\nseg.ts"},
        {"a local beginning", "#EXT-X-MAP:URI=\"file://" + clip + "\"\n#EXTINF:4,\nseg.ts"},
        {"a local variant", "#EXT-X-STREAM-INF:BANDWIDTH=1000\nfile://" + clip},
        {"written out", "#EXTINF:4,\ndata:text/plain,hello"},
    };
    std::list<HttpAnswers> servers;
    std::vector<std::pair<std::string, std::unique_ptr<Watcher>>> watchers;
    for (const auto& [name, line] : lists) {
        HttpAnswers& server = servers.emplace_back();
        server.set("/seg.ts", "no media");
        server.set(
            "/a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n" + line + "\n#EXT-X-ENDLIST\n", kPlaylistType);
        watchers.emplace_back(name, std::make_unique<Watcher>(server.url("/a.m3u8")));
    }
    for (const char* to : {"file", "loop"}) {
        HttpAnswers& server = servers.emplace_back();
        const std::string where = to == std::string("loop") ? "/loop" : "file://" + clip;
        server.setRaw(std::string("/") + to,
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: " + where
                + "\r\nContent-Length: 0\r\n\r\n");
        watchers.emplace_back(
            std::string("redirected: ") + to, std::make_unique<Watcher>(server.url(std::string("/") + to)));
    }
    const ResettingServer noMms(ResettingServer::When::AfterFirstBytes);
    watchers.emplace_back(
        "no MMS", std::make_unique<Watcher>(fmt::format("mms://127.0.0.1:{}/", noMms.port())));

    for (const auto& [name, watcher] : watchers) {
        QVERIFY2(watcher->waitEnd(milliseconds(10'500)), (name + "\n" + watcher->story()).c_str());
        std::printf("  %-24s %5lld ms: %s\n", name.c_str(),
            static_cast<long long>(watcher->eventMs(EventKind::Failed)), watcher->sentence().c_str());
        QCOMPARE(watcher->state(), WatchState::Failed);
        QCOMPARE(watcher->shown(), 0);
        QVERIFY(!watcher->sentence().empty());
        QVERIFY(watcher->sentence().find("root:") == std::string::npos);
    }
    QCOMPARE(other.connections().size(), std::size_t(0));
    std::size_t most = 0;
    for (const HttpAnswers& server : servers)
        most = std::max(most, server.requests().size());
    std::printf("  at most %zu requests\n", most);
    QVERIFY(most <= 60); // nine for each attempt of the loop
}

void HostileTest::answersWithoutEndAreBounded()
{
    const std::string text(8192, 'x');
    std::string headers;
    std::string entries;
    for (int i = 0; i < 100; ++i) {
        headers += "X-More: " + text.substr(0, 200) + "\r\n";
        entries += "#EXTINF:4,\nhttp://127.0.0.1:1/seg.ts\n";
    }
    const std::string list
        = fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\n#EXTM3U\n", kPlaylistType);
    const EndlessServer manyHeaders("HTTP/1.1 200 OK\r\n", headers);
    const EndlessServer longHeader("HTTP/1.1 200 OK\r\nX-More: ", text);
    const EndlessServer manyEntries(list + "#EXT-X-TARGETDURATION:4\n", entries);
    const EndlessServer longLine(list + "#EXTINF:4,\n", text);
    const std::int64_t before = residentMib();
    std::int64_t most = 0;
    std::vector<std::pair<std::string, std::unique_ptr<Watcher>>> watchers;
    for (const auto& [name, server] :
        {std::pair("headers", &manyHeaders), std::pair("one header", &longHeader),
            std::pair("a playlist", &manyEntries), std::pair("one line", &longLine)})
        watchers.emplace_back(
            name, std::make_unique<Watcher>(fmt::format("http://127.0.0.1:{}/a.m3u8", server->port())));
    for (const auto& [name, watcher] : watchers) {
        waitFor(
            [&] {
                most = std::max(most, residentMib());
                return watcher->pipeline().finished() || most - before > 1000;
            },
            milliseconds(10'500), milliseconds(20));
        std::printf("  %-10s %5lld ms: %s\n", name.c_str(),
            static_cast<long long>(watcher->eventMs(EventKind::Failed)), watcher->sentence().c_str());
        QCOMPARE(watcher->state(), WatchState::Failed);
        QVERIFY(!watcher->sentence().empty());
    }
    std::printf("  %lld MiB more\n", static_cast<long long>(most - before));
    QVERIFY(most - before < 250);
}

void HostileTest::certificatesNobodySignedAreRefused()
{
    if (const std::string missing = WebServer::missing(); !missing.empty() || !hasProgram("openssl"))
        QSKIP(missing.empty() ? "Not tested: the openssl program is not installed." : missing.c_str());
    WebServer server(m_dir.path().string());
    QVERIFY2(server.start(), server.why().c_str());
    QVERIFY(makeClip(m_dir.file("media/a.mp4"), 2));
    for (const char* what : {"https://localhost:{}/media/a.mp4", "rtmps://localhost:{}/live/a"}) {
        Watcher watcher(fmt::format(fmt::runtime(what), server.tlsPort()));
        QVERIFY2(watcher.waitEnd(seconds(5)), watcher.story().c_str());
        QCOMPARE(watcher.state(), WatchState::Failed);
        std::printf("  %s\n", watcher.sentence().c_str());
        QVERIFY2(watcher.status().error->code() == ErrorCode::TlsUntrusted, watcher.story().c_str());
        QCOMPARE(watcher.shown(), 0);
        QCOMPARE(watcher.report().bytes, 0);
    }
}

QTEST_GUILESS_MAIN(HostileTest)
#include "HostileTest.moc"
