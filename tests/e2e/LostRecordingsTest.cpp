// SPDX-License-Identifier: GPL-3.0-or-later
// A presenter closes the window while live: what a recording lacks then is told by the program's last words.
#include <filesystem>

#include <QTest>

#include "app/AppContext.h"
#include "app/LostRecordings.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

class LostRecordingsTest : public QObject {
    Q_OBJECT
private slots:
    void onlyTheOneThatLacksSomethingIsTold()
    {
        FakeRtmpServer server;
        const TempDir dir;
        writeFile(dir.file("no-folder"), "a file");
        AppContext context(LogLevel::Off, false);
        BroadcastSession& broadcast = context.broadcast;
        BroadcastEncoding encoding;
        encoding.video.size = {320, 180};
        broadcast.setEncoding(encoding);
        const auto recordInto = [&](const std::string& folder) {
            RecordingSettings settings;
            settings.folder = folder;
            broadcast.setRecording(settings);
            broadcast.startRecording();
        };
        const auto files = [&] { return broadcast.status().recordings.files; };
        recordInto(dir.file("kept"));
        BroadcastRequest request;
        request.url = request.shownUrl = server.url("live/x");
        broadcast.goLive(request);
        QTRY_VERIFY_WITH_TIMEOUT(files().size() == 1 && files()[0].file.bytes > 0, 8000);
        broadcast.stopRecording();
        QTRY_VERIFY_WITH_TIMEOUT(files()[0].file.over(), 5000);
        recordInto(dir.file("no-folder"));
        QTRY_VERIFY_WITH_TIMEOUT(files().size() == 2 && files()[1].file.error, 5000);
        broadcast.end();
        const std::vector<Error> lost = lostRecordings(broadcast);
        QCOMPARE(broadcast.status().state, BroadcastState::Idle);
        QCOMPARE(lost.size(), std::size_t(1));
        QVERIFY2(lost[0].message().find("no-folder") != std::string::npos, lost[0].message().c_str());
        QVERIFY(std::filesystem::file_size(files()[0].file.path) > 0);
        QVERIFY(lostRecordings(broadcast).empty()); // has been told
    }
};

QTEST_GUILESS_MAIN(LostRecordingsTest)
#include "LostRecordingsTest.moc"
