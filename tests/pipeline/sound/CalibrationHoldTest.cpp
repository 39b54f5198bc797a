// SPDX-License-Identifier: GPL-3.0-or-later
// The measurement of flashes and beeps on real sound devices: it never holds the thread it lives in.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <thread>

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/session/CalibrationSession.h"
#include "tests/support/HoldMeter.h"
#include "tests/support/PulseServer.h"

using namespace sluice;

namespace {

using State = CalibrationStatus::State;
constexpr double kPromiseMs = 50; // of the thread's own time, see HoldMeter

// When something begins to sound in a recording, after a quarter of a second of silence, in seconds.
std::vector<double> beginnings(const QString& rawFile)
{
    QFile file(rawFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    std::vector<double> all;
    constexpr int kFrame = static_cast<int>(sizeof(float)) * test::PulseServer::kChannels;
    qsizetype quietSince = 0;
    for (qsizetype n = 0; (n + 1) * kFrame <= bytes.size(); ++n) {
        float value = 0;
        std::memcpy(&value, bytes.constData() + n * kFrame, sizeof(value));
        if (std::abs(value) < 0.05F)
            continue;
        if (n - quietSince > test::PulseServer::kRate / 4)
            all.push_back(static_cast<double>(n) / test::PulseServer::kRate);
        quietSince = n;
    }
    return all;
}

} // namespace

class CalibrationHoldTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string missing = test::PulseServer::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
        m_server = test::PulseServer::forThisProcess();
    }

    // Six flashes, and a beep with each: none is lost to a speaker that was not open yet.
    void startAndEndHoldNothing()
    {
        const std::string recording = m_folder.file("heard.raw");
        auto recorder = m_server->hearSpeaker(recording);
        CalibrationSession session(services());
        test::HoldMeter meter;
        int flashes = 0;
        connect(&session, &CalibrationSession::flash, this, [&](bool on) { flashes += on ? 1 : 0; });
        QTest::qWait(100);
        meter.restart();
        session.start("test", "testmic", "testspk");
        QCOMPARE(session.status().state, State::Opening);
        QTRY_COMPARE_WITH_TIMEOUT(session.status().state, State::Measuring, 15'000);
        judge("start", meter);
        meter.restart();
        QTRY_VERIFY_WITH_TIMEOUT(session.status().state != State::Measuring, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!session.holdsDevices(), 10'000);
        judge("end", meter);
        QCOMPARE(flashes, 6);
        QTest::qWait(300);
        recorder.reset();
        const std::vector<double> beeps = beginnings(QString::fromStdString(recording));
        QCOMPARE(beeps.size(), 6U);
        for (std::size_t i = 1; i < beeps.size(); ++i)
            QVERIFY2(std::abs(beeps[i] - beeps[i - 1] - 1.5) < 0.05,
                qPrintable(QString::number(beeps[i] - beeps[i - 1])));
    }

    void cancelHoldsNothing_data()
    {
        QTest::addColumn<int>("after"); // ms
        QTest::newRow("at once") << 0;
        QTest::newRow("while it opens") << 30;
        QTest::newRow("while it measures") << 2000;
    }
    void cancelHoldsNothing()
    {
        QFETCH(int, after);
        CalibrationSession session(services());
        test::HoldMeter meter;
        QTest::qWait(100);
        meter.restart();
        session.start("test", "testmic", "testspk");
        if (after > 0)
            QTest::qWait(after);
        session.cancel();
        QCOMPARE(session.status().state, State::Idle);
        QTRY_VERIFY_WITH_TIMEOUT(!session.holdsDevices(), 10'000);
        QCOMPARE(session.status().state, State::Idle);
        judge("cancel", meter);
    }

    // What is being let go of is waited for, elsewhere; the devices are opened again after it.
    void startsAgainWhereItWasCancelled()
    {
        CalibrationSession session(services());
        test::HoldMeter meter;
        QTest::qWait(100);
        meter.restart();
        for (int i = 0; i < 3; ++i) {
            session.start("test", "testmic", "testspk");
            QCOMPARE(session.status().state, State::Opening);
            QTest::qWait(20);
            session.cancel();
        }
        session.start("test", "testmic", "testspk");
        session.start("test", "testmic", "testspk"); // the first one is dropped
        QVERIFY(session.holdsDevices());
        QTRY_COMPARE_WITH_TIMEOUT(session.status().state, State::Measuring, 15'000);
        session.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!session.holdsDevices(), 10'000);
        judge("again and again", meter);
    }

    // A sound server that does not answer: no call of PortAudio comes back until it goes on.
    void aSoundServerThatStandsStillHoldsNothing_data()
    {
        QTest::addColumn<bool>("opened");
        QTest::newRow("before it is opened") << false;
        QTest::newRow("while it measures") << true;
    }
    void aSoundServerThatStandsStillHoldsNothing()
    {
        QFETCH(bool, opened);
        CalibrationSession session(services());
        test::HoldMeter meter;
        QTest::qWait(100);
        if (opened) {
            session.start("test", "testmic", "testspk");
            QTRY_COMPARE_WITH_TIMEOUT(session.status().state, State::Measuring, 15'000);
        }
        m_server->freeze();
        const std::jthread thaw([this] { // whatever our own thread does
            std::this_thread::sleep_for(std::chrono::milliseconds(800));
            m_server->thaw();
        });
        meter.restart();
        if (!opened)
            session.start("test", "testmic", "testspk");
        QTest::qWait(100);
        session.cancel();
        QCOMPARE(session.status().state, State::Idle);
        QTRY_VERIFY_WITH_TIMEOUT(!session.holdsDevices(), 10'000);
        judge("frozen", meter);
    }

    // Only the end of the session itself waits: nothing of it is left afterwards.
    void canBeDestroyedAtAnyTime()
    {
        for (const int after : {0, 20, 1500}) {
            CalibrationSession session(services());
            session.start("test", "testmic", "testspk");
            QTest::qWait(after);
            if (after == 20)
                session.cancel();
        }
    }

private:
    SessionServices services() { return {m_clock, m_resolver, m_log, m_sound}; }

    static void judge(const char* action, test::HoldMeter& meter)
    {
        const test::HoldMeter::Hold hold = meter.longest();
        std::printf("  %-20s %6.1f ms own, %6.1f ms wall, %.0f ms stood still\n", action, hold.own.count(),
            hold.wall.count(), hold.stood.count());
        if (hold.own.count() > kPromiseMs)
            for (const std::string& function : hold.where)
                std::printf("      %s\n", function.c_str());
        std::fflush(stdout);
        QVERIFY2(hold.own.count() <= kPromiseMs, action);
    }

    test::TempDir m_folder;
    std::unique_ptr<test::PulseServer> m_server;
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    std::shared_ptr<PortAudioLibrary> m_sound = PortAudioLibrary::create();
};

QTEST_GUILESS_MAIN(CalibrationHoldTest)
#include "CalibrationHoldTest.moc"
