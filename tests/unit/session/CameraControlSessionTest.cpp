// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <map>
#include <mutex>

#include <QSignalSpy>
#include <QTest>

#include <linux/videodev2.h>

#include "core/devices/CameraControls.h"
#include "core/session/CameraControlSession.h"
#include "core/settings/CameraControlText.h"
#include "core/settings/SettingsSchema.h"

using namespace sluice;

namespace {

// A camera with brightness and contrast, both from 0 to 100.
struct Camera {
    std::mutex mutex;
    std::vector<int> set;
    std::map<std::uint32_t, int> values{{5, 7}, {6, 8}};

    int operator()(unsigned long request, void* argument)
    {
        const std::lock_guard lock(mutex);
        if (request == VIDIOC_QUERY_EXT_CTRL) {
            auto& query = *static_cast<v4l2_query_ext_ctrl*>(argument);
            const std::uint32_t before = query.id & ~V4L2_CTRL_FLAG_NEXT_CTRL;
            if (before >= 6)
                return -1;
            query = {};
            query.id = before < 5 ? 5 : 6;
            query.type = V4L2_CTRL_TYPE_INTEGER;
            std::strcpy(query.name, query.id == 5 ? "Brightness" : "Contrast");
            query.maximum = 100;
            query.step = 1;
            query.default_value = 50;
            return 0;
        }
        auto& one = *static_cast<v4l2_ext_controls*>(argument)->controls;
        if (request == VIDIOC_S_EXT_CTRLS)
            set.push_back(values[one.id] = one.value);
        one.value = values[one.id];
        return 0;
    }
};

} // namespace

class CameraControlSessionTest : public QObject {
    Q_OBJECT
private slots:
    void readsAndSets()
    {
        auto camera = std::make_shared<Camera>();
        CameraControlSession session(opener(camera), nullptr);
        session.choose("cam");
        QTRY_COMPARE(session.controls().size(), 2U);
        QCOMPARE(session.controls()[0].value, 7);
        session.set("brightness", 30);
        QTRY_COMPARE(session.controls()[0].value, 30);
        session.setStandard();
        QTRY_COMPARE(session.controls()[0].value, 50);
        QVERIFY(!session.problem());
    }

    // A slider that is drawn tells a hundred values; the camera gets what it has time for, and the last for certain.
    void onlyTheLastOfManyCounts()
    {
        auto camera = std::make_shared<Camera>();
        CameraControlSession session(opener(camera), nullptr);
        session.choose("cam");
        QTRY_VERIFY(!session.loading());
        for (int value = 0; value <= 100; ++value) {
            session.set("brightness", value);
            if (value == 50)
                session.set("contrast", 33); // of two knobs none is forgotten
        }
        QTRY_COMPARE(session.controls()[0].value, 100);
        QCOMPARE(session.controls()[1].value, 33);
        const std::lock_guard lock(camera->mutex);
        QCOMPARE(camera->values[5], 100);
        QVERIFY2(camera->set.size() < 10, qPrintable(QString::number(camera->set.size())));
    }

    void anotherCameraWhileTheFirstIsAsked()
    {
        auto camera = std::make_shared<Camera>();
        CameraControlSession session(
            [camera](const std::string& id) -> Result<CameraControls> {
                if (id == "cam")
                    return Error(ErrorCode::CameraNotFound, {id});
                return CameraControls([camera](unsigned long r, void* a) { return (*camera)(r, a); });
            },
            nullptr);
        session.choose("cam");
        QTRY_VERIFY(session.problem().has_value());
        QCOMPARE(session.problem()->code(), ErrorCode::CameraNotFound);
        session.choose("cam");
        session.choose("other");
        QTRY_VERIFY(!session.loading());
        QVERIFY(!session.problem());
        QCOMPARE(session.controls().size(), 2U);
    }

    void isRememberedAsText()
    {
        const CameraControlMemory memory{{"cam “é”", {{"brightness", -3}, {"auto_exposure", 1}}}, {"b", {}}};
        const std::string text = writeCameraControls(memory);
        QCOMPARE(readCameraControls(text)->size(), 1U);
        QCOMPARE(readCameraControls(text)->at("cam “é”"), memory.at("cam “é”"));
        QCOMPARE(writeCameraControls({}), std::string());
        QVERIFY(readCameraControls("")->empty());
        const SettingsSchema schema = SettingsSchema::standard();
        const SettingRow& row = *schema.find("broadcast.camera_controls");
        QVERIFY(row.parse(text).ok());
        for (const char* bad : {"x", "[]", "{\"a\":1}", "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":1.5}}"}) {
            QVERIFY2(!readCameraControls(bad), bad);
            QVERIFY2(!row.parse(bad).ok(), bad);
        }
    }

private:
    static CameraControlSession::Open opener(const std::shared_ptr<Camera>& camera)
    {
        return [camera](const std::string&) {
            return Result<CameraControls>(
                CameraControls([camera](unsigned long r, void* a) { return (*camera)(r, a); }));
        };
    }
};

QTEST_GUILESS_MAIN(CameraControlSessionTest)
#include "CameraControlSessionTest.moc"
