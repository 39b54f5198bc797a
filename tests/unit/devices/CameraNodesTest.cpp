// SPDX-License-Identifier: GPL-3.0-or-later
// What a camera is called, so that it is found again under another number, in another socket, beside its twin.
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "core/devices/DeviceLister.h"

using namespace sluice;
namespace fs = std::filesystem;

namespace {

// A folder of devices in which a node is a file that says "CARD\nBUS", and no node is empty.
class Folder {
public:
    void plug(const std::string& node, const std::string& card, const std::string& bus)
    {
        std::ofstream(path() / node) << card << '\n' << bus << '\n';
    }
    void pull(const std::string& node) { fs::remove(path() / node); }
    void link(const std::string& kind, const std::string& name, const std::string& node)
    {
        const fs::path folder = path() / "v4l" / kind;
        fs::create_directories(folder);
        fs::remove(folder / name);
        fs::create_symlink("../../" + node, folder / name);
    }
    void unlink(const std::string& kind, const std::string& name)
    {
        fs::remove(path() / "v4l" / kind / name);
    }
    fs::path path() const { return m_dir.path().toStdString(); }
    std::string in(const std::string& below) const { return (path() / below).string(); }
    DeviceLister lister() const
    {
        return DeviceLister(path().string(), [](const std::string& node) -> std::optional<CameraAbout> {
            std::ifstream file(node);
            CameraAbout about;
            if (!std::getline(file, about.card) || !std::getline(file, about.bus))
                return std::nullopt;
            return about;
        });
    }

private:
    QTemporaryDir m_dir;
};

// As the program: the path that is opened for this id now.
std::string opened(const Folder& folder, const std::string& id)
{
    const auto path = folder.lister().cameraPath(id);
    return path && fs::exists(*path) ? fs::canonical(*path).filename().string() : "nothing";
}

} // namespace

class CameraNodesTest : public QObject {
    Q_OBJECT
private slots:
    void itsOwnLinkComesFirst()
    {
        Folder dev;
        dev.plug("video0", "Webcam", "usb-1");
        std::ofstream(dev.in("video1")); // its metadata
        dev.link("by-id", "usb-Webcam_42-video-index0", "video0");
        dev.link("by-path", "pci-usb-0:1-video-index0", "video0");
        const auto cameras = dev.lister().cameras();
        QCOMPARE(cameras.size(), 1U);
        const Device& camera = cameras.front();
        QCOMPARE(camera.id, dev.in("v4l/by-id/usb-Webcam_42-video-index0"));
        QCOMPARE(camera.label, std::string("Webcam"));
        QVERIFY(camera.isDefault);
        const std::vector<std::string> also{
            dev.in("v4l/by-path/pci-usb-0:1-video-index0"), "camera:Webcam@usb-1", dev.in("video0")};
        QCOMPARE(camera.also, also);
    }

    // A node is a device and no file.
    void linksToDevicesAreFound()
    {
        Folder dev;
        fs::create_symlink("/dev/zero", dev.in("video0"));
        fs::create_symlink("/dev/null", dev.in("video1"));
        dev.link("by-id", "usb-Webcam_42-video-index0", "video1");
        dev.link("by-path", "pci-usb-0:1-video-index0", "video1");
        const auto nodes = cameraNodes(dev.path().string(), [](const auto&) { return CameraAbout{}; });
        QCOMPARE(nodes.size(), 2U);
        QVERIFY(nodes[0].byId.empty() && nodes[0].byPath.empty());
        QCOMPARE(nodes[1].byId, dev.in("v4l/by-id/usb-Webcam_42-video-index0"));
        QCOMPARE(nodes[1].byPath, dev.in("v4l/by-path/pci-usb-0:1-video-index0"));
    }

    void aNumberIsNoIdentity_data()
    {
        QTest::addColumn<bool>("byId");
        QTest::addColumn<bool>("byPath");
        QTest::newRow("by id") << true << true;
        QTest::newRow("by path") << false << true;
        QTest::newRow("by card and bus") << false << false;
    }
    void aNumberIsNoIdentity()
    {
        QFETCH(bool, byId);
        QFETCH(bool, byPath);
        Folder dev;
        const auto plug = [&](const std::string& node, const std::string& card, const std::string& bus) {
            dev.plug(node, card, bus);
            if (byId)
                dev.link("by-id", "usb-" + card + "-video-index0", node);
            if (byPath)
                dev.link("by-path", "pci-" + bus + "-video-index0", node);
        };
        plug("video0", "Left", "usb-1");
        plug("video1", "Right", "usb-2");
        const auto before = dev.lister().cameras();
        QCOMPARE(opened(dev, before[0].id), std::string("video0"));
        QCOMPARE(opened(dev, before[1].id), std::string("video1"));
        // The computer starts again and finds them the other way round.
        plug("video0", "Right", "usb-2");
        plug("video1", "Left", "usb-1");
        QCOMPARE(opened(dev, before[0].id), std::string("video1"));
        QCOMPARE(opened(dev, before[1].id), std::string("video0"));
        QCOMPARE(dev.lister().cameras()[1].id, before[0].id);
    }

    // Without serial numbers both want the same link, and the last one has it.
    void twinsAreToldApartByTheirSockets()
    {
        Folder dev;
        dev.plug("video0", "Cheap Cam", "usb-1");
        dev.plug("video2", "Cheap Cam", "usb-2");
        dev.link("by-id", "usb-Cheap_Cam-video-index0", "video2");
        dev.link("by-path", "pci-1", "video0");
        dev.link("by-path", "pci-2", "video2");
        const auto twins = dev.lister().cameras();
        QCOMPARE(twins.size(), 2U);
        QCOMPARE(twins[0].id, dev.in("v4l/by-path/pci-1"));
        QCOMPARE(twins[1].id, dev.in("v4l/by-path/pci-2"));
        QCOMPARE(twins[0].label, std::string("Cheap Cam (usb-1)"));
        QCOMPARE(twins[1].label, std::string("Cheap Cam (usb-2)"));
        // … and the link that one of them has now leads to it all the same.
        QCOMPARE(twins[1].also.back(), dev.in("v4l/by-id/usb-Cheap_Cam-video-index0"));
        // With serial numbers each has a link of its own.
        dev.link("by-id", "usb-Cheap_Cam_A-video-index0", "video0");
        QCOMPARE(dev.lister().cameras()[0].id, dev.in("v4l/by-id/usb-Cheap_Cam_A-video-index0"));
    }

    void twoInOneSocket()
    {
        Folder dev;
        dev.plug("video0", "Depth", "usb-1");
        dev.plug("video2", "Depth", "usb-1");
        const auto cameras = dev.lister().cameras();
        QCOMPARE(cameras[0].id, std::string("camera:Depth@usb-1"));
        QCOMPARE(cameras[1].id, std::string("camera:Depth@usb-1#2"));
        QCOMPARE(opened(dev, cameras[1].id), std::string("video2"));
    }

    void pipeWireCountsItsCameras()
    {
        Folder dev;
        dev.plug("video0", "TestCam", "platform:PipeWire-36");
        QCOMPARE(opened(dev, "camera:TestCam@platform:PipeWire-41"), std::string("video0"));
        QCOMPARE(opened(dev, "camera:OtherCam@platform:PipeWire-36"), std::string("nothing"));
    }

    void whatIsNotConnectedIsNotFound()
    {
        Folder dev;
        dev.plug("video0", "Webcam", "usb-1");
        QVERIFY(!dev.lister().cameraPath("camera:Webcam@usb-2"));
        QCOMPARE(opened(dev, dev.in("v4l/by-id/usb-none")), std::string("nothing"));
        QCOMPARE(opened(dev, dev.in("video0")), std::string("video0")); // numbers still work
    }

    // Used by another program, or not permitted: listed, and opening it says why not.
    void whatCannotBeAskedIsListed()
    {
        Folder dev;
        std::ofstream(dev.in("video3")) << "\n\n";
        const auto cameras = dev.lister().cameras();
        QCOMPARE(cameras.size(), 1U);
        QCOMPARE(cameras.front().id, dev.in("video3"));
        QVERIFY(!cameras.front().label.empty());
    }

    void titles_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("title");
        QTest::newRow("link") << "/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920_A1B2-video-index0"
                              << "046d HD Pro Webcam C920 A1B2";
        QTest::newRow("socket") << "/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0"
                                << "pci-0000:00:14.0-usb-0:1:1.0";
        QTest::newRow("card") << "camera:Cam @ home@usb-1" << "Cam @ home";
        QTest::newRow("node") << "/dev/video0" << "/dev/video0";
        QTest::newRow("empty") << "" << "";
    }
    void titles()
    {
        QFETCH(QString, id);
        QFETCH(QString, title);
        QCOMPARE(QString::fromStdString(cameraTitle(id.toStdString())), title);
    }
};

QTEST_GUILESS_MAIN(CameraNodesTest)
#include "CameraNodesTest.moc"
