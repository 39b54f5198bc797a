// SPDX-License-Identifier: GPL-3.0-or-later
// What is plugged in and pulled is seen without being asked for, in a folder of devices that is made up here.
#include <filesystem>
#include <fstream>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/devices/DeviceWatch.h"
#include "core/session/DeviceCatalog.h"

using namespace sluice;
namespace fs = std::filesystem;

class DeviceCatalogTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        qputenv("PULSE_SERVER", "unix:/nonexistent");
        qunsetenv("DISPLAY");
    }

    void followsWhatIsPluggedIn()
    {
        QTemporaryDir dir;
        const fs::path dev = dir.path().toStdString();
        DeviceCatalog catalog(nullptr, lister(dev));
        catalog.watch();
        catalog.refresh();
        QTRY_VERIFY(!catalog.loading());
        QVERIFY(catalog.cameras().empty());
        // As udev does it: the node, then folders and links; then, a little later, the rights.
        std::ofstream(dev / "video0") << "Webcam\nusb-1\n";
        fs::create_directories(dev / "v4l/by-id");
        fs::create_symlink("../../video0", dev / "v4l/by-id/usb-Webcam-video-index0");
        QTRY_COMPARE(catalog.cameras().size(), 1U);
        QTRY_COMPARE(catalog.cameras().front().id, (dev / "v4l/by-id/usb-Webcam-video-index0").string());
        fs::remove_all(dev / "v4l");
        fs::remove(dev / "video0");
        QTRY_VERIFY(catalog.cameras().empty());
        // … and again, in folders that are new.
        std::ofstream(dev / "video1") << "Webcam\nusb-1\n";
        QTRY_COMPARE(catalog.cameras().size(), 1U);
        fs::create_directories(dev / "v4l/by-path");
        QTRY_VERIFY(!catalog.loading());
        fs::create_symlink("../../video1", dev / "v4l/by-path/pci-1");
        QTRY_COMPARE(catalog.cameras().front().id, (dev / "v4l/by-path/pci-1").string());
    }

    void whatIsNoneOfOursIsNoNews()
    {
        QTemporaryDir dir;
        const fs::path dev = dir.path().toStdString();
        const DeviceWatch watch(dev.string());
        const QSignalSpy changed(&watch, &DeviceWatch::changed);
        std::ofstream(dev / "ttyUSB0") << "x";
        fs::remove(dev / "ttyUSB0");
        std::ofstream(dev / "video0") << "x"; // comes after it: what was before has been read
        QTRY_VERIFY(!changed.isEmpty());
        const auto told = changed.size();
        QVERIFY2(told <= 2, qPrintable(QString::number(told)));
        fs::create_directory(dev / "snd");
        QTRY_VERIFY(changed.size() > told);
        const auto before = changed.size();
        std::ofstream(dev / "snd/pcmC1D0c") << "x";
        QTRY_VERIFY(changed.size() > before);
    }

    void aFolderThatIsNotThereIsCalm()
    {
        const DeviceWatch watch("/nonexistent");
        DeviceCatalog catalog(nullptr, lister("/nonexistent"));
        catalog.watch();
        catalog.refresh();
        catalog.refresh(); // while it looks: once more
        QTRY_VERIFY(!catalog.loading());
    }

private:
    static DeviceLister lister(const fs::path& folder)
    {
        return DeviceLister(folder.string(), [](const std::string& node) -> std::optional<CameraAbout> {
            std::ifstream file(node);
            CameraAbout about;
            if (!std::getline(file, about.card) || !std::getline(file, about.bus))
                return std::nullopt;
            return about;
        });
    }
};

QTEST_GUILESS_MAIN(DeviceCatalogTest)
#include "DeviceCatalogTest.moc"
