// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/settings/DeviceSpec.h"

using namespace sluice;
using Kind = DeviceSpec::Kind;

class TestDeviceSpec : public QObject {
    Q_OBJECT
private slots:
    void cameras()
    {
        QCOMPARE(DeviceSpec::camera("")->kind, Kind::Automatic);
        QCOMPARE(DeviceSpec::camera("default")->kind, Kind::Automatic);
        QCOMPARE(DeviceSpec::camera("test")->kind, Kind::Generated);
        QVERIFY(*DeviceSpec::camera("file:/a b/ñ.mp4") == (DeviceSpec{Kind::File, "/a b/ñ.mp4"}));
        QVERIFY(*DeviceSpec::camera("usb-046d_0825") == (DeviceSpec{Kind::Device, "usb-046d_0825"}));
        QCOMPARE(DeviceSpec::camera("tone")->kind, Kind::Device);
    }
    void microphones()
    {
        QCOMPARE(DeviceSpec::microphone("tone")->kind, Kind::Generated);
        QCOMPARE(DeviceSpec::microphone("none")->kind, Kind::None);
        QVERIFY(*DeviceSpec::microphone("file:x.wav") == (DeviceSpec{Kind::File, "x.wav"}));
        QCOMPARE(DeviceSpec::microphone("null")->kind, Kind::Device);
    }
    void desktopSound()
    {
        QCOMPARE(DeviceSpec::desktopSound("none")->kind, Kind::None);
        QCOMPARE(DeviceSpec::desktopSound("default")->kind, Kind::Automatic);
        QVERIFY(*DeviceSpec::desktopSound("file:x.wav") == (DeviceSpec{Kind::File, "x.wav"}));
        QVERIFY(
            *DeviceSpec::desktopSound("speaker.monitor") == (DeviceSpec{Kind::Device, "speaker.monitor"}));
        QVERIFY(!DeviceSpec::desktopSound("file:"));
    }
    void speakers()
    {
        QCOMPARE(DeviceSpec::audioOut("null")->kind, Kind::None);
        QVERIFY(*DeviceSpec::audioOut("file:out.wav") == (DeviceSpec{Kind::File, "out.wav"}));
        QVERIFY(!DeviceSpec::audioOut("file:out.mp3"));
        QVERIFY(!DeviceSpec::audioOut("file:.wav"));
    }
    void screens()
    {
        QCOMPARE(DeviceSpec::screen("")->kind, Kind::Automatic);
        QCOMPARE(DeviceSpec::screen("test")->kind, Kind::Generated);
        QVERIFY(*DeviceSpec::screen("file:a.mp4") == (DeviceSpec{Kind::File, "a.mp4"}));
        for (const std::string text : {"screen", "monitor:HDMI-1", "window:0x1c00007",
                 "window:Slides, page 3", "region:1280x720+0+50"}) {
            QVERIFY2(DeviceSpec::screen(text).ok(), text.c_str());
            QCOMPARE(DeviceSpec::screen(text)->toText(), text);
        }
        for (const std::string text : {"tone", "window:", "monitor:", "region:", "region:1280x720",
                 "region:0x0+0+0", "region:640x360+-5+0", "region:99999x20+0+0", "region:640x360+0+0x"})
            QVERIFY2(!DeviceSpec::screen(text), text.c_str());
    }
    void refusals()
    {
        for (const std::string& bad : {std::string("file:"), std::string("a\nb"), std::string("\xFF"),
                 std::string(5000, 'x'), std::string(1, '\0')}) {
            QVERIFY(!DeviceSpec::camera(bad));
            QVERIFY(!DeviceSpec::microphone(bad));
            QVERIFY(!DeviceSpec::audioOut(bad));
        }
        QCOMPARE(DeviceSpec::camera("file:").error().code(), ErrorCode::BadArgument);
    }
    void roundTrip()
    {
        for (const std::string text : {"default", "test", "file:/x.mp4", "cam0"}) {
            const auto spec = DeviceSpec::camera(text);
            QCOMPARE(spec->toText(), text);
            QVERIFY(*DeviceSpec::camera(spec->toText()) == *spec);
        }
        QCOMPARE(DeviceSpec::microphone("none")->toText(), std::string("none"));
        QCOMPARE(DeviceSpec::audioOut("null")->toText(), std::string("null"));
    }
};

QTEST_GUILESS_MAIN(TestDeviceSpec)
#include "TestDeviceSpec.moc"
