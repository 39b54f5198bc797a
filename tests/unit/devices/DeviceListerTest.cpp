// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/devices/CameraDetails.h"
#include "core/devices/DeviceLister.h"
#include "core/devices/SoundCards.h"

using namespace sluice;

namespace {

void write(const QString& path, const char* text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

class DeviceListerTest : public QObject {
    Q_OBJECT

private slots:
    void nothingIsCalm()
    {
        QTemporaryDir dir;
        QVERIFY(DeviceLister(dir.path().toStdString()).cameras().empty());
        QVERIFY(DeviceLister("/nonexistent").cameras().empty());
        QVERIFY(soundCards("/nonexistent").empty());
        QVERIFY(configuredPcms("/nonexistent").empty());
    }

    void whatIsNoCameraIsNotListed()
    {
        QTemporaryDir dir;
        write(dir.filePath("video0"), "a file");
        QVERIFY(QFile::link("/dev/null", dir.filePath("video1")));
        QVERIFY(DeviceLister(dir.path().toStdString()).cameras().empty());
    }

    void readsSoundCards()
    {
        QTemporaryDir dir;
        write(dir.filePath("cards"),
            " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
            "                      HDA Intel PCH at 0xf7e10000 irq 32\n"
            " 1 [Mic            ]: USB-Audio - Blue Yeti - Pro\n"
            "                      Blue at usb-1\n");
        write(dir.filePath("pcm"),
            "00-00: ALC269VC Analog : ALC269VC Analog : playback 1 : capture 1\n"
            "00-03: HDMI 0 : HDMI 0 : playback 1\n"
            "01-00: USB Audio : USB Audio : capture 1\n"
            "nonsense\n-: \n02-00: gone : gone : playback 1\n");
        write(dir.filePath("card0/id"), "PCH\n");
        write(dir.filePath("card1/id"), "Mic\n");
        const std::vector<SoundCardDevice> expected{
            {"plughw:CARD=PCH,DEV=0", "HDA Intel PCH: ALC269VC Analog", true, true},
            {"plughw:CARD=PCH,DEV=3", "HDA Intel PCH: HDMI 0", true, false},
            {"plughw:CARD=Mic,DEV=0", "Blue Yeti - Pro: USB Audio", false, true},
        };
        QCOMPARE(soundCards(dir.path().toStdString()), expected);
    }

    void soundDevicesHaveTheNameOfTheList()
    {
        const std::vector<Device> listed{
            {"default", "Standard microphone", DeviceKind::Microphone, true},
            {"plughw:CARD=Mic,DEV=0", "Blue Yeti - Pro: USB Audio", DeviceKind::Microphone},
        };
        QCOMPARE(soundTitle("plughw:CARD=Mic,DEV=0", listed), std::string("Blue Yeti - Pro: USB Audio"));
        QCOMPARE(soundTitle("", listed), std::string("Standard microphone"));
        // Pulled: as it was called; never seen: as its card is.
        QCOMPARE(soundTitle("plughw:CARD=Mic,DEV=0", {}, "Blue Yeti"), std::string("Blue Yeti"));
        QCOMPARE(soundTitle("plughw:CARD=Mic,DEV=0", {}), std::string("Mic"));
        QCOMPARE(soundTitle("plughw:CARD=Mic", {}), std::string("Mic"));
        QCOMPARE(soundTitle("studio", {}), std::string("studio"));
    }

    void readsOwnPcms()
    {
        QTemporaryDir dir;
        const QString file = dir.filePath(".asoundrc");
        write(file,
            "pcm.testmic { type pulse device \"mic\" }\n"
            "pcm.studio { type plug slave.pcm \"hw:1\" hint { show on description \"Studio\" } }\n"
            "ctl.testmic { type pulse }\n");
        const std::vector<ConfiguredPcm> expected{{"testmic", "", true}, {"studio", "Studio", false}};
        QCOMPARE(configuredPcms(file.toStdString()), expected);
        write(file, "pcm.broken { type \n \"");
        QVERIFY(configuredPcms(file.toStdString()).empty());
    }

    void sawServerOnlyWhileItListens()
    {
        QTemporaryDir dir;
        const QByteArray path = dir.filePath("native").toLocal8Bit();
        qputenv("PULSE_SERVER", "unix:" + path);
        QVERIFY(!soundServerThere());
        const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        if (fd < 0)
            QFAIL("no socket");
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.toStdString().copy(address.sun_path, sizeof(address.sun_path) - 1);
        QCOMPARE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
        QCOMPARE(listen(fd, 1), 0);
        // It accepts and never answers: no listing may wait for it.
        QElapsedTimer timer;
        timer.start();
        QVERIFY(soundServerThere());
        const auto microphones = DeviceLister().microphones();
        QVERIFY(timer.elapsed() < 1000);
        QVERIFY(!microphones.empty());
        QCOMPARE(microphones.front().id, std::string("default"));
        QVERIFY(microphones.front().isDefault);
        ::close(fd);
        QVERIFY(!soundServerThere());
        qunsetenv("PULSE_SERVER");
    }

    void json()
    {
        const std::vector<Device> devices{
            {"/dev/video0", "Cam “é”\xff", DeviceKind::Camera, true},
            {"default", "Standard speaker", DeviceKind::Speaker, true},
        };
        const auto parsed = QJsonDocument::fromJson(QByteArray::fromStdString(devicesJson(devices))).object();
        QCOMPARE(parsed["cameras"].toArray().size(), 1);
        QCOMPARE(parsed["cameras"][0]["id"].toString(), "/dev/video0");
        QVERIFY(parsed["cameras"][0]["default"].toBool());
        QCOMPARE(parsed["microphones"].toArray().size(), 0);
        QVERIFY(parsed["microphones"].isArray());
        QCOMPARE(parsed["speakers"][0]["label"].toString(), "Standard speaker");
    }

    void jsonOfWhatACameraCanDo()
    {
        CameraDetails details;
        details.modes = {{"mjpeg", {1280, 720}, {30000, 1001}}, {"yuyv422", {640, 480}, {0, 1}}};
        details.controls.resize(2);
        details.controls[0].key = "power_line_frequency";
        details.controls[0].kind = CameraControl::Kind::Menu;
        details.controls[0].most = 2;
        details.controls[0].value = 1;
        details.controls[0].choices = {{0, "Disabled"}, {1, "50 Hz\xff"}};
        details.controls[1].key = "focus_once";
        details.controls[1].kind = CameraControl::Kind::Button;
        std::vector<std::string> asked;
        const std::string text = withCameraDetails(
            devicesJson({{"/dev/video0", "Cam", DeviceKind::Camera, true}}), [&](const std::string& id) {
                asked.push_back(id);
                return details;
            });
        QCOMPARE(asked, std::vector<std::string>{"/dev/video0"});
        const auto camera = QJsonDocument::fromJson(QByteArray::fromStdString(text))["cameras"][0];
        QCOMPARE(camera["label"].toString(), "Cam");
        QCOMPARE(camera["modes"][0]["format"].toString(), "mjpeg");
        QCOMPARE(camera["modes"][0]["width"].toInt(), 1280);
        QVERIFY(std::abs(camera["modes"][0]["fps"].toDouble() - 29.97) < 0.001);
        QVERIFY(camera["modes"][1]["fps"].isNull());
        QCOMPARE(camera["controls"][0]["kind"].toString(), "menu");
        QCOMPARE(camera["controls"][0]["value"].toInt(), 1);
        QCOMPARE(camera["controls"][0]["choices"]["0"].toString(), "Disabled");
        QCOMPARE(camera["controls"][1]["kind"].toString(), "button");
        QVERIFY(camera["controls"][1]["value"].isUndefined());
    }
};

QTEST_GUILESS_MAIN(DeviceListerTest)
#include "DeviceListerTest.moc"
