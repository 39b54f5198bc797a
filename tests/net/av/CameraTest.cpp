// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/av/CameraInput.h"
#include "tests/support/PipeWireCamera.h"

using namespace sluice;
using namespace sluice::test;

class CameraTest : public QObject {
    Q_OBJECT

    SystemClock m_clock;
    Log m_log;

    ErrorCode openError(const std::string& device)
    {
        CameraInput camera(m_clock, m_log);
        const auto opened = camera.open(device, {}, {640, 480}, {30, 1}, {});
        return opened ? ErrorCode::Internal : opened.error().code();
    }

private slots:
    void eachMissingCameraHasItsSentence()
    {
        QCOMPARE(openError(""), ErrorCode::NoCamera);
        QCOMPARE(openError("/dev/video-that-is-not-there"), ErrorCode::CameraNotFound);
        QCOMPARE(openError("/dev/null"), ErrorCode::NotACamera);
        QCOMPARE(openError("/etc/passwd"), ErrorCode::NotACamera);
    }

    void readsACameraThroughPipeWire()
    {
        const std::string missing = PipeWireCamera::whatIsMissingForOurs();
        if (!missing.empty())
            QSKIP(missing.c_str());
        ChildProcess::Plan plan;
        plan.program = CAMERA_PROBE;
        plan.arguments = {"/dev/video0", "1280", "720", "30", "60"};
        PipeWireCamera camera({1280, 720, 30, {}}, plan);
        const auto exit = camera.program().waitExit(std::chrono::seconds(30));
        const QString output = QString::fromStdString(camera.program().standardOutput());
        QVERIFY2(exit.has_value(), "the probe hangs");
        QVERIFY2(exit->code == 0,
            qPrintable(QString("exit %1, signal %2: ").arg(exit->code).arg(exit->signal)
                + QString::fromStdString(camera.program().standardError()).right(500) + output.right(300)));
        const QStringList lines = output.split('\n', Qt::SkipEmptyParts);
        QVERIFY2(lines.at(0).startsWith("opened 1280x720"), qPrintable(lines.at(0)));
        qint64 lastCaptured = 0;
        qint64 lastPts = -1;
        int frames = 0;
        int paced = 0;
        for (const QString& line : lines) {
            const QStringList words = line.split(' ');
            if (words.at(0) != "frame")
                continue;
            const qint64 captured = words.at(1).toLongLong();
            QVERIFY(words.at(2).toLongLong() > lastPts);
            QVERIFY2(words.at(3).toLongLong() < 200'000, qPrintable(line)); // fresh
            QVERIFY(words.at(5).toInt() > 20); // a picture, not black
            if (frames > 0 && captured - lastCaptured > 15'000 && captured - lastCaptured < 60'000)
                ++paced;
            lastCaptured = captured;
            lastPts = words.at(2).toLongLong();
            ++frames;
        }
        QCOMPARE(frames, 60);
        QVERIFY2(paced >= 50, qPrintable(output));
    }

    void aPulledCameraDoesNotBlock()
    {
        const std::string missing = PipeWireCamera::whatIsMissingForOurs();
        if (!missing.empty())
            QSKIP(missing.c_str());
        // PipeWire's V4L2 shim (0.3.65) crashes now and then when a camera is closed after it was pulled, and takes the
        // program with it. One that a signal ended gets another try; one that ended or hangs does not.
        constexpr int kAttempts = 4;
        for (int attempt = 1; attempt <= kAttempts; ++attempt) {
            ChildProcess::Plan plan;
            plan.program = CAMERA_PROBE;
            plan.arguments = {"/dev/video0", "640", "480", "30", "100000"};
            PipeWireCamera camera({640, 480, 30, {}}, plan);
            QVERIFY(camera.program().waitOutput("frame", std::chrono::seconds(20)));
            QVERIFY(camera.pull());
            // Either an error, or empty reads that the caller counts: never a call that does not return.
            const bool noticed = camera.program().waitOutput("nothing", std::chrono::seconds(10))
                || QString::fromStdString(camera.program().standardOutput()).contains("ended");
            if (noticed)
                return;
            constexpr int kShellSaysSignal = 128;
            const auto exit = camera.program().waitExit(std::chrono::seconds(1));
            const bool crashed = exit && (exit->signal != 0 || exit->code > kShellSaysSignal);
            QVERIFY2(crashed, camera.program().standardError().c_str());
            qInfo("attempt %d: the program crashed", attempt);
        }
        QFAIL("the program crashed each time");
    }
};

QTEST_GUILESS_MAIN(CameraTest)
#include "CameraTest.moc"
