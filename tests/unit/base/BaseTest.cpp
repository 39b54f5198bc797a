// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/BoundedQueue.h"
#include "core/base/FakeClock.h"
#include "core/base/Log.h"
#include "core/base/Redact.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/Runner.h"
#include "core/base/SecondsText.h"
#include "core/base/SpscRing.h"
#include "core/base/TextFile.h"
#include "core/base/Url.h"

using namespace sluice;

namespace {

// Counts its steps and does what it is told next.
class CountingNode final : public Node {
public:
    Step step(const StopToken&) override
    {
        const std::lock_guard lock(m_mutex);
        ++steps;
        return m_next;
    }
    void setNext(Step next)
    {
        const std::lock_guard lock(m_mutex);
        m_next = next;
    }
    std::atomic<int> steps = 0;

private:
    std::mutex m_mutex;
    Step m_next = Step::wait();
};

} // namespace

class BaseTest : public QObject {
    Q_OBJECT
private slots:
    // What the program printed before stays where standard output is a file.
    void standardOutputIsWrittenBehindWhatStandsThere()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("out")).toStdString();
        std::fflush(stdout);
        const int before = ::dup(STDOUT_FILENO);
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        QVERIFY(before >= 0 && file >= 0);
        ::dup2(file, STDOUT_FILENO);
        const bool printed = ::write(STDOUT_FILENO, "publish\n", 8) == 8;
        const auto written = writeTextFile("/dev/stdout", "report\n");
        ::dup2(before, STDOUT_FILENO);
        ::close(before);
        ::close(file);
        QVERIFY(printed && written.ok());
        QCOMPARE(*readTextFile(path, 100), std::string("publish\nreport\n"));
        QVERIFY(writeTextFile(path, "new\n").ok()); // any other file is replaced
        QCOMPARE(*readTextFile(path, 100), std::string("new\n"));
    }

    void filesAreReadUntilStopped()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a")).toStdString();
        QVERIFY(writeTextFile(path, std::string(200'000, 'x')).ok());
        QCOMPARE(readTextFile(path, 300'000, StopToken())->size(), std::size_t{200'000});
        QCOMPARE(readTextFile(path, 100'000, StopToken()).error().code(), ErrorCode::FileUnreadable);
        QCOMPARE(
            readTextFile(path, 300'000, StopToken(), Duration(-1)).error().code(), ErrorCode::FileUnreadable);
        StopSource stop;
        stop.request_stop();
        QCOMPARE(readTextFile(path, 300'000, stop.get_token()).error().code(), ErrorCode::Cancelled);
        QCOMPARE(readTextFile(path + "b", 9, StopToken()).error().code(), ErrorCode::FileNotFound);
        // Opening it would wait for a writer for ever.
        const std::string pipe = folder.filePath(QStringLiteral("pipe")).toStdString();
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        QCOMPARE(readTextFile(pipe, 9, StopToken()).error().code(), ErrorCode::FileUnreadable);
    }

    void urls_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::newRow("rtmp") << "rtmp://server/live/talk" << true << "server" << 1935;
        QTest::newRow("port") << "RTMP://server:19350/live/talk" << true << "server" << 19350;
        QTest::newRow("v6") << "rtmp://[::1]:1936/live/talk" << true << "::1" << 1936;
        QTest::newRow("login") << "https://me:pw@host/x?y=z" << true << "host" << 443;
        QTest::newRow("path") << "/tmp/clip.mp4" << true << "" << 0;
        QTest::newRow("port out of range") << "rtmp://server:70000/live" << false << "" << 0;
        QTest::newRow("port no number") << "rtmp://server:x/live" << false << "" << 0;
        QTest::newRow("no host") << "rtmp:///live/x" << false << "" << 0;
        QTest::newRow("bracket left open") << "rtmp://[::1/live" << false << "" << 0;
        QTest::newRow("bracket in brackets") << "rtmp://[[4]/live" << false << "" << 0;
        QTest::newRow("control character") << "rtmp://ser\nver/live" << false << "" << 0;
        QTest::newRow("empty") << " " << false << "" << 0;
    }

    void urls()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QFETCH(QString, host);
        QFETCH(int, port);
        const auto url = Url::parse(text.toStdString());
        QCOMPARE(url.has_value(), good);
        if (!url)
            return;
        QCOMPARE(QString::fromStdString(url->host), host);
        QCOMPARE(url->effectivePort(), port);
        const auto again = Url::parse(url->toString());
        QVERIFY(again.has_value());
        QVERIFY(*again == *url);
    }

    void rtmpTargets_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("app"); // empty: no target
        QTest::addColumn<QString>("stream");
        const auto row = [](const char* address, const char* app, const char* stream) {
            QTest::newRow(address) << QString(address) << QString(app) << QString(stream);
        };
        row("rtmp://s:1936/app/name?k=v", "app", "name?k=v");
        row("rtmp://s:1936/app/name/", "app", "name/");
        row("rtmp://s:1936/app/inst/name?k=v", "app/inst", "name?k=v");
        row("rtmp://s:1936/app/inst/a/b", "app/inst", "a/b");
        row("rtmp://s:1936/vod/mp4:films/a.mp4", "vod", "mp4:films/a.mp4");
        row("rtmp://s:1936/ondemand/films/a", "ondemand", "films/a");
        row("rtmp://s:1936/app//inst/name", "app", "inst/name");
        row("rtmp://s:1936/a/b/c//name?k=/x", "a/b/c", "name?k=/x");
        row("rtmp://s:1936//app/name", "app", "name");
        row("rtmp://s/app", "", "");
        row("rtmp://s/app//", "", "");
        row("rtmp://s/", "", "");
        row("http://s/app/name", "", "");
    }

    void rtmpTargets()
    {
        QFETCH(QString, address);
        QFETCH(QString, app);
        QFETCH(QString, stream);
        const auto target = RtmpTarget::of(*Url::parse(address.toStdString()));
        QCOMPARE(target.has_value(), !app.isEmpty());
        if (!target)
            return;
        QCOMPARE(target->app, app.toStdString());
        QCOMPARE(target->stream, stream.toStdString());
        QCOMPARE(target->tcUrl, "rtmp://s:1936/" + app.toStdString());
    }

    // Whatever the key looks like, the server's whole path is the application.
    void aKeyOfItsOwnLeavesThePathToTheServer()
    {
        for (const std::string app : {"app", "app/inst", "x/y/z", "ondemand", "ondemand/x", "app/mp4:x"})
            for (const std::string key :
                {"key", "user/key", "a/b/c", "key?x=1&y=/z", "/odd", "odd/", "mp4:a/b"}) {
                const std::string whole = withStreamKey(" rtmp://me:pw@s/" + app + "/ ", key);
                const auto target = RtmpTarget::of(*Url::parse(whole));
                QVERIFY2(target && target->app == app && target->stream == key, whole.c_str());
                const std::string shown = redactUrl(whole, true);
                QCOMPARE(shown, "rtmp://s/" + app.substr(0, app.find('/')) + "/***");
                QCOMPARE(redactUrl(shown, true), shown);
            }
        QCOMPARE(withStreamKey("rtmp://s/app", "key"), std::string("rtmp://s/app/key"));
        QCOMPARE(withStreamKey("rtmp://s/app/inst/", "key"), std::string("rtmp://s/app/inst//key"));
        QCOMPARE(withStreamKey("rtmp://s/app", "u/key"), std::string("rtmp://s/app//u/key"));
        for (const char* good : {"rtmp://s/app", "rtmps://s:443/app/inst/"})
            QVERIFY2(isRtmpServer(*Url::parse(good)), good);
        for (const char* bad :
            {"rtmp://s", "rtmp://s//", "http://s/app", "rtmp://s/app?x=1", "rtmp://s/app//key"})
            QVERIFY2(!isRtmpServer(*Url::parse(bad)), bad);
    }

    void secretsAreHidden()
    {
        QCOMPARE(redactUrl("rtmp://me:pw@h/live/key?a=b", true), std::string("rtmp://h/live/***"));
        QCOMPARE(redactUrl("rtmp://h/live/key/more", true), std::string("rtmp://h/live/***"));
        QCOMPARE(redactUrl("rtmp://h/app/inst//key", true), std::string("rtmp://h/app/***"));
        QCOMPARE(redactUrl("rtmp://h/app/one-key/…", true), std::string("rtmp://h/app/***"));
        QCOMPARE(redactUrl("https://h/x?token=abc&n=1"), std::string("https://h/x?token=***&n=***"));
        QCOMPARE(redact("rtmp2://me:pw@h/live/key"), std::string("rtmp2***"));
        QCOMPARE(redact("begins with rtmp:// or rtmps://, not http://h/x?k=v"),
            std::string("begins with rtmp:// or rtmps://, not http://h/x?k=***"));
        QCOMPARE(redact("cannot open 'rtmp://h/live/key123': refused"),
            std::string("cannot open 'rtmp://h/live/***': refused"));
        std::string written;
        Log log(LogLevel::Debug, [&](std::string_view line) { written += line; });
        log.hide("s3cr3t-key");
        log.debug("x", "the key s3cr3t-key at rtmp://h/live/other");
        QVERIFY(written.find("s3cr3t-key") == std::string::npos);
        QVERIFY(written.find("other") == std::string::npos);
        QVERIFY(written.find("rtmp://h/live/***") != std::string::npos);
    }

    void errorsAreSentences()
    {
        const Error error(ErrorCode::NoSuchStream, {"host", "talk"});
        QVERIFY(error.message().find("host") != std::string::npos);
        QVERIFY(error.message().find("talk") != std::string::npos);
        QVERIFY(error.message().find('%') == std::string::npos);
        QCOMPARE(error.category(), ErrorCategory::Server);
        QCOMPARE(Sentence::fill("%2 %1 100%", {"a", "b"}), std::string("b a 100%"));
    }

    void queueKeepsItsBound()
    {
        BoundedQueue<int> queue(2);
        QVERIFY(queue.tryPush(1));
        QVERIFY(queue.tryPush(2));
        QVERIFY(!queue.tryPush(3));
        QCOMPARE(queue.pushDropOldest(4), std::size_t(1));
        QCOMPARE(*queue.tryPop(), 2);
        QCOMPARE(*queue.tryPop(), 4);
        QVERIFY(!queue.tryPop().has_value());
        QVERIFY(queue.tryPush(5));
        queue.close();
        QVERIFY(!queue.tryPush(6));
        QCOMPARE(*queue.pop({}, seconds(1)), 5);
        QVERIFY(!queue.pop({}, seconds(1)).has_value()); // closed and empty: at once
    }

    void queueWakesWhoWaitsWhenStopped()
    {
        BoundedQueue<int> queue(1);
        StopSource stop;
        std::thread waiting([&] { QVERIFY(!queue.pop(stop.get_token(), seconds(60)).has_value()); });
        stop.request_stop();
        waiting.join();
    }

    void ringPassesEverythingOnceAndInOrder()
    {
        SpscRing<int> ring(100);
        QCOMPARE(ring.capacity(), std::size_t(128));
        constexpr int kCount = 100'000;
        std::thread writer([&] {
            for (int next = 0; next < kCount;) {
                const std::array item{next};
                if (ring.write(item) == 1)
                    ++next;
                else
                    std::this_thread::yield();
            }
        });
        int expected = 0;
        std::array<int, 7> got{};
        bool inOrder = true;
        while (expected < kCount) {
            const std::size_t count = ring.read(got);
            for (std::size_t i = 0; i < count; ++i)
                inOrder &= got[i] == expected++;
            if (count == 0)
                std::this_thread::yield();
        }
        writer.join();
        QVERIFY(inOrder);
        QCOMPARE(ring.readable(), std::size_t(0));
    }

    void runnerStepsWhenWokenAndWhenDue()
    {
        FakeClock clock;
        CountingNode node;
        Runner runner(node, clock, "test");
        runner.start();
        QTRY_COMPARE(node.steps.load(), 1);
        runner.wake();
        QTRY_COMPARE(node.steps.load(), 2);
        node.setNext(Step::until(clock.now() + seconds(10)));
        runner.wake();
        QTRY_COMPARE(node.steps.load(), 3);
        clock.advance(seconds(11));
        QTRY_VERIFY(node.steps.load() >= 4);
        runner.requestStop();
        runner.join();
    }

    void timesRoundToNearest()
    {
        QCOMPARE(toMs(microseconds(1499)), 1);
        QCOMPARE(toMs(microseconds(1500)), 2);
        QCOMPARE(toMs(microseconds(-1500)), -2);
        QCOMPARE(scaled(seconds(10), 1.03).count(), 10'300'000);
    }

    void secondsHaveNoNegativeZero()
    {
        QCOMPARE(secondsText(milliseconds(1449)), std::string("1.4"));
        QCOMPARE(secondsText(milliseconds(-49)), std::string("0.0"));
        QCOMPARE(secondsText(milliseconds(-50) - microseconds(1)), std::string("-0.1"));
        QCOMPARE(secondsText(milliseconds(-4), 2), std::string("0.00"));
        QCOMPARE(secondsText(milliseconds(-400), 0), std::string("0"));
        QCOMPARE(secondsText(milliseconds(9500), 0), std::string("10"));
        QCOMPARE(inSeconds(-3), std::string("0.0 s"));
        QCOMPARE(inSeconds(12'340, 2), std::string("12.34 s"));
    }

    void numericHostsNeedNoLookUp()
    {
        Resolver resolver;
        const auto found = resolver.resolve("127.0.0.1", Duration(0), {});
        QVERIFY(found.ok());
        QCOMPARE(found->front(), std::string("127.0.0.1"));
        StopSource stopped;
        stopped.request_stop();
        const auto none = resolver.resolve("localhost", seconds(5), stopped.get_token());
        QVERIFY(none.ok() || none.error().cancelled()); // it may have been quicker
    }

    // Where no hosts file and no server names it, too.
    void localhostIsThisComputer()
    {
        Resolver resolver;
        for (const char* name : {"localhost", "sluice.localhost", "Sluice.LocalHost."}) {
            const auto found = resolver.resolve(name, seconds(10), {});
            QVERIFY2(found.ok(), name);
            QVERIFY(found->front() == "127.0.0.1" || found->front() == "::1");
        }
    }
};

QTEST_GUILESS_MAIN(BaseTest)
#include "BaseTest.moc"
