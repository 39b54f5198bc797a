// SPDX-License-Identifier: GPL-3.0-or-later
// A command has a window beside it in which somebody does something else: that is no part of the command.
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

#include <QTest>
#include <nlohmann/json.hpp>

#include "app/LiveRun.h"
#include "app/WatchRun.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

// What this program says goes to a file, as long as this lives.
class Said {
public:
    Said(std::FILE* stream, const std::string& path) : m_stream(stream)
    {
        std::fflush(m_stream);
        m_own = ::dup(::fileno(m_stream));
        const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        ::dup2(file.get(), ::fileno(m_stream));
    }
    ~Said()
    {
        std::fflush(m_stream);
        ::dup2(m_own, ::fileno(m_stream));
        ::close(m_own);
    }
    Said(const Said&) = delete;
    Said& operator=(const Said&) = delete;

private:
    std::FILE* const m_stream;
    int m_own = -1;
};

std::optional<int> overOf(Run& run, const std::function<void()>& also)
{
    std::optional<int> status;
    const auto connection = QObject::connect(&run, &Run::over, &run, [&status](int code) { status = code; });
    also();
    (void)QTest::qWaitFor([&] { return status.has_value(); }, 8000);
    QObject::disconnect(connection);
    return status;
}

} // namespace

class CommandAndWindowTest : public QObject {
    Q_OBJECT
private slots:
    // Neither before the command's own broadcast nor after it.
    void anothersBroadcastIsNotTold()
    {
        FakeRtmpServer good;
        const TempDir dir;
        AppContext context(LogLevel::Off, false);
        BroadcastEncoding encoding;
        encoding.video.size = {320, 180};
        context.broadcast.setEncoding(encoding);
        const auto byHand = [&] {
            BroadcastRequest request;
            request.url = request.shownUrl = good.url("live/x");
            context.broadcast.goLive(request);
            QTRY_COMPARE_WITH_TIMEOUT(context.broadcast.status().state, BroadcastState::Live, 8000);
            context.broadcast.end();
            QTRY_COMPARE_WITH_TIMEOUT(context.broadcast.status().state, BroadcastState::Idle, 5000);
            QTest::qWait(50); // who listens has heard of it
        };
        LiveCommand command;
        command.url = "rtmp://127.0.0.1:1/live/x";
        command.camera = DeviceSpec{DeviceSpec::Kind::Generated, "test"};
        command.microphone = DeviceSpec{DeviceSpec::Kind::Generated, "tone"};
        LiveRun run(context, command, {});
        int told = 0;
        connect(&run, &Run::over, this, [&told] { ++told; });
        {
            const Said out(stdout, dir.file("out"));
            const Said err(stderr, dir.file("err"));
            byHand();
        }
        QCOMPARE(told, 0);
        QCOMPARE(overOf(run, [&run] { run.begin(); }), std::optional<int>(kExitFailed));
        QCOMPARE(readFile(dir.file("out")) + readFile(dir.file("err")), std::string());
        {
            const Said out(stdout, dir.file("out"));
            const Said err(stderr, dir.file("err"));
            byHand();
        }
        QCOMPARE(told, 1);
        QCOMPARE(readFile(dir.file("out")) + readFile(dir.file("err")), std::string());
    }

    void whatIsOpenedInsteadIsNotReported()
    {
        const FakeRtmpServer silent({.silentAt = RtmpScript::Step::Accept});
        const TempDir dir;
        AppContext context(LogLevel::Off, false);
        WatchCommand command;
        command.url = silent.url("live/x");
        CommonOptions common;
        common.reportPath = dir.file("r.json");
        WatchRun run(context, command, common,
            [&context](const WatchRequest& request) { context.watch.open(request); });
        run.begin();
        QVERIFY(silent.waitConnections(1, milliseconds(5000)));
        const auto other = [&context] {
            WatchRequest request;
            request.url = "/nowhere/clip.mp4";
            context.watch.open(request);
        };
        QCOMPARE(overOf(run, other), std::optional<int>(kExitOk));
        const json report = json::parse(readFile(dir.file("r.json")));
        QVERIFY2(report["error"].is_null() && report["state"] == "ended", report.dump().c_str());
        QVERIFY2(report["url"].get<std::string>().find(std::to_string(silent.port())) != std::string::npos,
            report.dump().c_str());
        QTRY_COMPARE_WITH_TIMEOUT(context.watch.status().state, WatchState::Failed, 5000);
    }
};

QTEST_GUILESS_MAIN(CommandAndWindowTest)
#include "CommandAndWindowTest.moc"
