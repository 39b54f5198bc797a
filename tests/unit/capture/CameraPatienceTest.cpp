// SPDX-License-Identifier: GPL-3.0-or-later
// Cameras that bring damaged pictures, or none.
#include <QTest>

#include "core/capture/CameraPatience.h"

using namespace sluice;

namespace {

using Verdict = CameraPatience::Verdict;

// A camera, of 12 fps unless said otherwise, that is read with a patience of 100 ms.
struct Camera {
    explicit Camera(Duration step = Duration(seconds(1)) / 12) : picture(step) { patience.opened(now); }
    Verdict good(int pictures)
    {
        Verdict worst = Verdict::GoesOn;
        for (int i = 0; i < pictures; ++i)
            worst = std::max(worst, patience.look(now += picture, true, damaged));
        return worst;
    }
    Verdict bad(int pictures)
    {
        Verdict worst = Verdict::GoesOn;
        for (int i = 0; i < pictures; ++i)
            worst = std::max(worst, patience.look(now += picture, false, ++damaged));
        return worst;
    }
    Verdict nothing(Duration length)
    {
        Verdict verdict = Verdict::GoesOn;
        for (const TimePoint end = now + length; now < end && verdict == Verdict::GoesOn;)
            verdict = patience.look(now += milliseconds(100), false, damaged);
        return verdict;
    }

    Duration picture;
    TimePoint now{seconds(1000)};
    std::int64_t damaged = 0;
    CameraPatience patience;
};

} // namespace

class CameraPatienceTest : public QObject {
    Q_OBJECT

private slots:
    void damagedPicturesAreNoSilence()
    {
        Camera camera;
        QVERIFY(camera.good(24) == Verdict::GoesOn);
        QVERIFY(camera.bad(30) == Verdict::GoesOn); // 2.5 s
        QVERIFY(camera.good(24) == Verdict::GoesOn);
        for (int i = 0; i < 100; ++i) // now and then one comes through
            QVERIFY(camera.bad(60) == Verdict::GoesOn && camera.good(1) == Verdict::GoesOn);
    }

    void nothingButDamagedOnesIsSaid()
    {
        Camera camera;
        QVERIFY(camera.good(24) == Verdict::GoesOn);
        QVERIFY(camera.bad(89) == Verdict::GoesOn);
        QVERIFY(camera.bad(1) == Verdict::OnlyDamaged);
        Camera slow{Duration(seconds(1)) / 5};
        QVERIFY(slow.good(10) == Verdict::GoesOn);
        QVERIFY(slow.bad(50) == Verdict::GoesOn); // 10 s
        QVERIFY(slow.bad(1) == Verdict::OnlyDamaged);
        Camera quick{Duration(seconds(1)) / 60}; // fewer than 2 s, 5 s from the start
        QVERIFY(quick.bad(299) == Verdict::GoesOn);
        QVERIFY(quick.good(1) == Verdict::GoesOn);
        QVERIFY(quick.bad(119) == Verdict::GoesOn);
        QVERIFY(quick.bad(4) == Verdict::OnlyDamaged);
    }

    void silenceIsGivenUp()
    {
        Camera camera;
        QVERIFY(camera.nothing(CameraPatience::kFirstFrame) == Verdict::GoesOn);
        QVERIFY(camera.good(1) == Verdict::GoesOn);
        QVERIFY(camera.nothing(CameraPatience::kSilence) == Verdict::GoesOn);
        QVERIFY(camera.nothing(milliseconds(200)) == Verdict::Silent);
        Camera afterDamage;
        afterDamage.good(1);
        afterDamage.bad(12);
        QVERIFY(afterDamage.nothing(CameraPatience::kSilence) == Verdict::GoesOn);
        QVERIFY(afterDamage.nothing(milliseconds(200)) == Verdict::Silent);
        Camera never;
        QVERIFY(never.nothing(CameraPatience::kFirstFrame + milliseconds(200)) == Verdict::Silent);
    }
};

QTEST_GUILESS_MAIN(CameraPatienceTest)
#include "CameraPatienceTest.moc"
