// SPDX-License-Identifier: GPL-3.0-or-later
// The knobs of a camera, against a driver that is made up here and keeps to what V4L2 prescribes.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>

#include <QTest>

#include <linux/videodev2.h>

#include "core/devices/CameraControls.h"

using namespace sluice;

namespace {

struct FakeDriver {
    struct Knob {
        std::uint32_t type;
        const char* name;
        std::int64_t least, most, step, standard;
        std::uint32_t flags = 0;
        std::int64_t value = 0;
    };
    std::map<std::uint32_t, Knob> knobs{
        {1, {V4L2_CTRL_TYPE_CTRL_CLASS, "User Controls", 0, 0, 0, 0}},
        {2, {V4L2_CTRL_TYPE_INTEGER, "Brightness", -64, 64, 2, 0, 0, 10}},
        {3, {V4L2_CTRL_TYPE_MENU, "Auto Exposure", 0, 3, 1, 3, 0, 3}},
        {4,
            {V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", 3, 2047, 1, 250, V4L2_CTRL_FLAG_INACTIVE,
                250}},
        {5, {V4L2_CTRL_TYPE_BOOLEAN, "Focus, Automatic Continuous", 0, 1, 1, 1, 0, 1}},
        {6, {V4L2_CTRL_TYPE_BUTTON, "Reset", 0, 0, 0, 0, V4L2_CTRL_FLAG_WRITE_ONLY}},
        {7, {V4L2_CTRL_TYPE_INTEGER, "Serial", 0, 9, 1, 0, V4L2_CTRL_FLAG_READ_ONLY}},
        {8, {V4L2_CTRL_TYPE_INTEGER, "Gone", 0, 9, 1, 0, V4L2_CTRL_FLAG_DISABLED}},
        {9, {V4L2_CTRL_TYPE_INTEGER64, "Pixel Rate", -5'000'000'000, 5'000'000'000, 1, 0, 0, -4'000'000'000}},
        {10, {V4L2_CTRL_TYPE_INTEGER_MENU, "Link Frequency", 0, 1, 1, 0}},
    };
    std::vector<std::uint32_t> set; // in the order of the setting

    int operator()(unsigned long request, void* argument)
    {
        switch (request) {
        case VIDIOC_QUERY_EXT_CTRL:
            return query(*static_cast<v4l2_query_ext_ctrl*>(argument));
        case VIDIOC_QUERYMENU:
            return menu(*static_cast<v4l2_querymenu*>(argument));
        case VIDIOC_G_EXT_CTRLS:
        case VIDIOC_S_EXT_CTRLS:
            return transfer(*static_cast<v4l2_ext_controls*>(argument), request == VIDIOC_S_EXT_CTRLS);
        default:
            return -1;
        }
    }
    int query(v4l2_query_ext_ctrl& q) const
    {
        const auto found = knobs.upper_bound(q.id & ~V4L2_CTRL_FLAG_NEXT_CTRL);
        if ((q.id & V4L2_CTRL_FLAG_NEXT_CTRL) == 0 || found == knobs.end())
            return -1;
        const Knob& knob = found->second;
        q = {};
        q.id = found->first;
        q.type = knob.type;
        std::strncpy(q.name, knob.name, sizeof(q.name) - 1);
        q.minimum = knob.least;
        q.maximum = knob.most;
        q.step = static_cast<std::uint64_t>(knob.step);
        q.default_value = knob.standard;
        q.flags = knob.flags;
        return 0;
    }
    static int menu(v4l2_querymenu& item)
    {
        if (item.id == 10) {
            item.value = 1000 + item.index;
            return 0;
        }
        if (item.index != 1 && item.index != 3) // as UVC: manual and aperture priority
            return -1;
        const std::string name = item.index == 1 ? "Manual Mode" : "Aperture Priority";
        std::copy_n(name.c_str(), name.size() + 1, item.name);
        return 0;
    }
    int transfer(v4l2_ext_controls& all, bool write)
    {
        Knob& knob = knobs.at(all.controls->id);
        const bool wide = knob.type == V4L2_CTRL_TYPE_INTEGER64;
        if (!write) {
            if (wide)
                all.controls->value64 = knob.value;
            else
                all.controls->value = static_cast<std::int32_t>(knob.value);
            return 0;
        }
        if ((knob.flags & V4L2_CTRL_FLAG_INACTIVE) != 0)
            return -1;
        set.push_back(all.controls->id);
        knob.value = wide ? all.controls->value64 : all.controls->value;
        if (all.controls->id == 3) // manual: the time may be set
            knobs.at(4).flags = knob.value == 1 ? 0 : V4L2_CTRL_FLAG_INACTIVE;
        return 0;
    }
};

} // namespace

class CameraControlsTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_driver = {};
        m_controls.emplace(
            [this](unsigned long request, void* argument) { return m_driver(request, argument); });
    }

    void listsWhatExistsAndCanBeSet()
    {
        const auto found = m_controls->list();
        QStringList keys;
        for (const CameraControl& control : found)
            keys << QString::fromStdString(control.key);
        QCOMPARE(keys.join(' '),
            "brightness auto_exposure exposure_time_absolute focus_automatic_continuous reset pixel_rate "
            "link_frequency");
        QCOMPARE(found[0].least, -64);
        QCOMPARE(found[0].most, 64);
        QCOMPARE(found[0].step, 2);
        QCOMPARE(found[0].value, 10);
        QCOMPARE(found[0].standard, 0);
        QVERIFY(found[1].kind == CameraControl::Kind::Menu);
        const std::vector<std::pair<std::int64_t, std::string>> choices{
            {1, "Manual Mode"}, {3, "Aperture Priority"}};
        QCOMPARE(found[1].choices, choices);
        QVERIFY(found[2].inactive);
        QVERIFY(!found[0].inactive);
        QVERIFY(found[3].kind == CameraControl::Kind::Switch);
        QVERIFY(found[4].kind == CameraControl::Kind::Button);
        QCOMPARE(found[5].value, -4'000'000'000);
        QCOMPARE(found[6].choices[1].second, std::string("1001"));
    }

    void setsWithinBounds()
    {
        const auto found = m_controls->list();
        QVERIFY(m_controls->set(found[0], -20));
        QCOMPARE(m_driver.knobs.at(2).value, -20);
        QVERIFY(m_controls->set(found[0], 1000));
        QCOMPARE(m_driver.knobs.at(2).value, 64);
        QVERIFY(m_controls->set(found[5], 4'500'000'000));
        QCOMPARE(m_driver.knobs.at(9).value, 4'500'000'000);
        QVERIFY(!m_controls->set(found[2], 100)); // exposure is automatic
    }

    // The time of an exposure is refused as long as the camera chooses it itself.
    // What a driver says need not make sense.
    void boundsThatAreNoneTakeNothing()
    {
        CameraControl odd = m_controls->list()[0];
        std::swap(odd.least, odd.most);
        QVERIFY(odd.most < odd.least);
        QVERIFY(!m_controls->set(odd, 0));
    }

    void restoresAutomaticOnesFirst()
    {
        const CameraControlValues values{
            {"exposure_time_absolute", 120}, {"auto_exposure", 1}, {"nosuchthing", 7}, {"reset", 1}};
        QCOMPARE(m_controls->apply(values), 0);
        QCOMPARE(m_driver.knobs.at(4).value, 120);
        QCOMPARE(m_driver.set, (std::vector<std::uint32_t>{3, 4}));
        QCOMPARE(m_controls->apply({{"auto_exposure", 3}, {"exposure_time_absolute", 99}}), 1);
        QCOMPARE(m_driver.knobs.at(4).value, 120);
    }

    void whatIsNoCameraSaysSo()
    {
        QCOMPARE(CameraControls::open("/dev/video987").error().code(), ErrorCode::CameraNotFound);
        QCOMPARE(CameraControls::open("/dev/null").error().code(), ErrorCode::NotACamera);
    }

private:
    FakeDriver m_driver;
    std::optional<CameraControls> m_controls;
};

QTEST_GUILESS_MAIN(CameraControlsTest)
#include "CameraControlsTest.moc"
