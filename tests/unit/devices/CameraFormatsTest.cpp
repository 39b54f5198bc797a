// SPDX-License-Identifier: GPL-3.0-or-later
// Which of a camera's ways of sending pictures is taken, over the lists that cameras really give.
#include <QTest>

#include "core/devices/CameraFormats.h"

using namespace sluice;

namespace {

constexpr VideoSize k1080{1920, 1080}, k720{1280, 720}, k480{640, 480}, k360{640, 360};
constexpr FrameRate k60{60, 1}, k30{30, 1}, k15{15, 1}, k10{10, 1}, k5{5, 1}, kNotSaid{0, 1};

using Modes = std::vector<CameraMode>;

// A webcam on USB 2: raw is quick when it is small, MJPEG always.
Modes webcam()
{
    return {{"yuyv422", k480, k30}, {"yuyv422", k360, k30}, {"yuyv422", k720, k10}, {"yuyv422", k1080, k5},
        {"mjpeg", k480, k30}, {"mjpeg", k720, k60}, {"mjpeg", k720, k30}, {"mjpeg", k1080, k30}};
}

QString textOf(const std::optional<CameraMode>& mode)
{
    if (!mode)
        return "none";
    return QString("%1 %2x%3 %4/%5")
        .arg(QString::fromStdString(mode->format))
        .arg(mode->size.width)
        .arg(mode->size.height)
        .arg(mode->rate.numerator)
        .arg(mode->rate.denominator);
}

} // namespace

class CameraFormatsTest : public QObject {
    Q_OBJECT
private slots:
    void choice_data()
    {
        QTest::addColumn<Modes>("modes");
        QTest::addColumn<VideoSize>("size");
        QTest::addColumn<FrameRate>("rate");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("MJPEG where raw is too slow") << webcam() << k720 << k30 << "mjpeg 1280x720 30/1";
        QTest::newRow("raw where it is quick enough") << webcam() << k480 << k30 << "yuyv422 640x480 30/1";
        QTest::newRow("the asked rate, not the highest") << webcam() << k720 << k60 << "mjpeg 1280x720 60/1";
        QTest::newRow("60 of 1080: half the rate is felt more than half the lines")
            << webcam() << k1080 << k60 << "mjpeg 1280x720 60/1";
        QTest::newRow("1080 at 30") << webcam() << k1080 << k30 << "mjpeg 1920x1080 30/1";
        QTest::newRow("a low rate is met by raw") << webcam() << k1080 << k5 << "yuyv422 1920x1080 5/1";
        QTest::newRow("larger is better than smaller")
            << Modes{{"mjpeg", k360, k30}, {"mjpeg", k1080, k30}} << k720 << k30 << "mjpeg 1920x1080 30/1";
        QTest::newRow("the shape counts") << Modes{{"mjpeg", {1280, 960}, k30}, {"mjpeg", k1080, k30}} << k720
                                          << k30 << "mjpeg 1920x1080 30/1";
        QTest::newRow("29.97 is 30") << Modes{{"mjpeg", k720, k30}, {"yuyv422", k720, {30000, 1001}}} << k720
                                     << k30 << "yuyv422 1280x720 30000/1001";
        QTest::newRow("faster is better than slower")
            << Modes{{"yuyv422", k720, k15}, {"mjpeg", k720, k60}} << k720 << k30 << "mjpeg 1280x720 60/1";
        QTest::newRow("rates that are not said")
            << Modes{{"mjpeg", k720, kNotSaid}, {"yuyv422", k360, kNotSaid}} << k720 << k30
            << "mjpeg 1280x720 0/1";
        QTest::newRow("a camera that has one thing only")
            << Modes{{"rgb24", {160, 120}, k5}} << k1080 << k60 << "rgb24 160x120 5/1";
        QTest::newRow("no rate is asked for")
            << webcam() << k720 << FrameRate{0, 1} << "yuyv422 1280x720 10/1";
        QTest::newRow("nothing to choose from") << Modes{} << k720 << k30 << "none";
        QTest::newRow("nothing is asked for") << webcam() << VideoSize{} << k30 << "none";
    }
    void choice()
    {
        QFETCH(Modes, modes);
        QFETCH(VideoSize, size);
        QFETCH(FrameRate, rate);
        QFETCH(QString, chosen);
        QCOMPARE(textOf(chooseMode(modes, size, rate)), chosen);
        std::ranges::reverse(modes); // in whatever order the driver counts
        QCOMPARE(textOf(chooseMode(modes, size, rate)), chosen);
    }

    void whatIsNoCameraOffersNothing()
    {
        QVERIFY(cameraModes("/dev/null", k720, k30).empty());
        QVERIFY(cameraModes("/nonexistent", k720, k30).empty());
    }
};

QTEST_GUILESS_MAIN(CameraFormatsTest)
#include "CameraFormatsTest.moc"
