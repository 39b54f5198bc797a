// SPDX-License-Identifier: GPL-3.0-or-later
// A camera that works, is pulled out and comes back; and what opening says where there is none.
#include <QFile>
#include <QObject>
#include <QTest>

#include "core/base/Clock.h"
#include "core/capture/CameraSource.h"
#include "tests/support/PipeWireCamera.h"
#include "tests/support/WaitFor.h"

using namespace sluice;

class CameraTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoCameraHasItsSentence()
    {
        SystemClock clock;
        const Log log;
        const auto code = [&](const std::string& id) {
            auto opened = CameraSource(id, clock, log).open({}, {});
            return opened ? ErrorCode::Internal : opened.error().code();
        };
        QCOMPARE(code("/dev/video987"), ErrorCode::CameraNotFound);
        QCOMPARE(code("/dev/null"), ErrorCode::NotACamera);
        if (!QFile::exists("/dev/video0"))
            QCOMPARE(code("default"), ErrorCode::NoCamera);
    }

    void worksAndComesBackAfterBeingPulled()
    {
        if (const std::string missing = test::PipeWireCamera::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
        test::PipeWireCamera camera({640, 360, 30, {}}, {CAMERA_PROBE, {"/dev/video0", "40"}, {}, {}, {}});
        test::ChildProcess& program = camera.program();
        const auto said
            = [&] { return QString::fromStdString(program.standardOutput() + program.standardError()); };
        QVERIFY2(program.waitOutput("camera /dev/video0", seconds(15)), qPrintable(said()));
        QVERIFY2(program.waitOutput("frames 60", seconds(15)), qPrintable(said()));
        QVERIFY(camera.pull());
        QVERIFY2(program.waitOutput("failed after", seconds(5)), qPrintable(said()));
        const auto before = program.standardOutput().size();
        QVERIFY(camera.plugIn());
        const auto has = [&](const char* text, std::size_t from) {
            return program.standardOutput().find(text, from) != std::string::npos;
        };
        const bool back = test::waitFor([&] { return has("frames 30", before); }, seconds(12));
        QVERIFY2(back, qPrintable(said()));
        QVERIFY2(!has("pts fell", 0), qPrintable(said()));
        qInfo("%s", qPrintable(said()));
    }
};

QTEST_GUILESS_MAIN(CameraTest)
#include "CameraTest.moc"
