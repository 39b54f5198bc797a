// SPDX-License-Identifier: GPL-3.0-or-later
// What the window does with devices: lists that change while they are open, the camera's knobs, the measurement of
// flashes and beeps, what is remembered.
#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <linux/videodev2.h>

#include "core/devices/CameraControls.h"
#include "core/session/CameraControlSession.h"
#include "core/session/FromSettings.h"
#include "tests/ui/Samples.h"
#include "ui/broadcast/BroadcastPresenter.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/CalibrationDialog.h"
#include "ui/broadcast/Calibrator.h"
#include "ui/broadcast/CameraAdjuster.h"
#include "ui/broadcast/CameraDialog.h"
#include "ui/broadcast/CheckDialog.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/MuteButton.h"
#include "ui/broadcast/ServerForm.h"
#include "ui/broadcast/SoundMixer.h"
#include "ui/broadcast/SoundPresenter.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/broadcast/SourcesPresenter.h"
#include "ui/theme/Theme.h"

using namespace sluice;

namespace {

Device camera(const char* id, const char* label, std::vector<std::string> also = {})
{
    return {id, label, DeviceKind::Camera, false, std::move(also)};
}

// With blanks that break.
QString plain(QString text)
{
    return text.replace(QChar(0xa0), ' ').replace(QChar(0x202f), ' ');
}

QStringList textsOf(const QComboBox& box)
{
    QStringList all;
    for (int i = 0; i < box.count(); ++i)
        all << box.itemText(i);
    return all;
}

CameraControl knob(const char* key, const char* name, CameraControl::Kind kind, std::int64_t value)
{
    CameraControl control;
    control.key = key;
    control.name = name;
    control.kind = kind;
    control.least = kind == CameraControl::Kind::Number ? -64 : 0;
    control.most = kind == CameraControl::Kind::Number ? 64 : 1;
    control.value = value;
    return control;
}

// Brightness, from 0 to 100, is all that it has.
CameraControlSession::Open cameraWith(const std::shared_ptr<std::atomic<int>>& brightness)
{
    return [brightness](const std::string&) -> Result<CameraControls> {
        return CameraControls([brightness](unsigned long request, void* argument) {
            if (request == VIDIOC_QUERY_EXT_CTRL) {
                auto& query = *static_cast<v4l2_query_ext_ctrl*>(argument);
                if ((query.id & ~V4L2_CTRL_FLAG_NEXT_CTRL) != 0)
                    return -1;
                query = {};
                query.id = 1;
                query.type = V4L2_CTRL_TYPE_INTEGER;
                std::strcpy(query.name, "Brightness");
                query.maximum = 100;
                query.step = 1;
                return 0;
            }
            auto& one = *static_cast<v4l2_ext_controls*>(argument)->controls;
            if (request == VIDIOC_S_EXT_CTRLS)
                *brightness = one.value;
            one.value = *brightness;
            return 0;
        });
    };
}

} // namespace

class DevicesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    void cleanupTestCase() { delete m_theme; }

    void anOpenListFollowsAndKeepsItsPlace()
    {
        SourcePicker picker("Camera", {{"Test picture", "test"}}, "Clip");
        picker.setDevices({camera("a", "Left"), camera("b", "Right")});
        picker.setValue("b");
        picker.show();
        picker.showPopup();
        QTRY_VERIFY(picker.view()->isVisible());
        picker.view()->setCurrentIndex(picker.model()->index(2, 0)); // the hand is at the test picture
        const int heightBefore = picker.view()->window()->height();
        const QSignalSpy chosen(&picker, &SourcePicker::chosen);
        picker.setDevices({camera("new", "Fresh"), camera("a", "Left"), camera("b", "Right")});
        QCOMPARE(textsOf(picker), (QStringList{"Fresh", "Left", "Right", "Test picture", "Clip file…"}));
        QVERIFY(picker.view()->isVisible());
        QVERIFY(picker.view()->window()->height() > heightBefore);
        QCOMPARE(picker.view()->currentIndex().data().toString(), QString("Test picture"));
        QCOMPARE(picker.currentText(), QString("Right"));
        // The chosen one is pulled, and comes back.
        picker.setDevices({camera("a", "Left")});
        QCOMPARE(picker.currentText(), QString("b (not connected)"));
        QCOMPARE(picker.value(), QString("b"));
        QVERIFY(picker.view()->isVisible());
        picker.setDevices({camera("a", "Left"), camera("b", "Right")});
        QCOMPARE(textsOf(picker), (QStringList{"Left", "Right", "Test picture", "Clip file…"}));
        QCOMPARE(picker.currentText(), QString("Right"));
        // The hand is at one that changes its place.
        picker.view()->setCurrentIndex(picker.model()->index(1, 0));
        picker.setDevices({camera("b", "Right"), camera("a", "Left")});
        QCOMPARE(picker.view()->currentIndex().data().toString(), QString("Right"));
        QCOMPARE(picker.currentText(), QString("Right"));
        QCOMPARE(chosen.size(), 0);
        picker.hidePopup();
    }

    void aDeviceIsShownByAnyOfItsNames()
    {
        SourcePicker picker("Camera", {}, "Clip");
        picker.setDevices({camera("/dev/v4l/by-id/usb-Cam", "Webcam", {"/dev/video3", "camera:Cam@usb-1"})});
        picker.setValue("/dev/video3");
        QCOMPARE(picker.currentText(), QString("Webcam"));
        QCOMPARE(picker.value(), QString("/dev/video3"));
        QCOMPARE(textsOf(picker), (QStringList{"Webcam", "Clip file…"}));
        picker.setDevices({});
        picker.setValue("/dev/v4l/by-id/usb-HD_Cam_1-video-index0");
        QCOMPARE(picker.currentText(), QString("HD Cam 1 (not connected)"));
    }

    void theKnobsAreThoseOfTheCamera()
    {
        CameraDialog dialog;
        std::vector<CameraControl> knobs{
            knob("brightness", "Brightness", CameraControl::Kind::Number, 10),
            knob("auto_exposure", "Auto Exposure", CameraControl::Kind::Menu, 1),
            knob("focus_auto", "Focus, Automatic Continuous", CameraControl::Kind::Switch, 1),
            knob("reset", "Reset", CameraControl::Kind::Button, 0),
        };
        knobs[0].step = 2;
        knobs[1].choices = {{1, "Manual Mode"}, {3, "Aperture Priority Mode"}};
        dialog.setControls("Webcam", knobs);
        dialog.show();
        auto* slider = qobject_cast<QSlider*>(dialog.editor("brightness"));
        auto* list = qobject_cast<QComboBox*>(dialog.editor("auto_exposure"));
        auto* box = qobject_cast<QCheckBox*>(dialog.editor("focus_auto"));
        QVERIFY(slider && list && box);
        QVERIFY(!dialog.editor("zoom_absolute"));
        QCOMPARE(slider->value(), 37);
        QCOMPARE(slider->accessibleName(), QString("Brightness"));
        QVERIFY(box->isChecked());
        QSignalSpy chosen(&dialog, &CameraDialog::valueChosen);
        QCOMPARE(chosen.size(), 0); // nothing was turned by showing it
        slider->setValue(38);
        QCOMPARE(chosen.takeLast(), (QVariantList{"brightness", qint64(12)}));
        box->click();
        QCOMPARE(chosen.takeLast(), (QVariantList{"focus_auto", qint64(0)}));
        emit list->activated(1);
        QCOMPARE(chosen.takeLast(), (QVariantList{"auto_exposure", qint64(3)}));
        // The same knobs again: the rows stay, what an automatic one decides is out of reach.
        knobs[0].inactive = true;
        knobs[0].value = -64;
        dialog.setControls("Webcam", knobs);
        QCOMPARE(dialog.editor("brightness"), slider);
        QVERIFY(!slider->isEnabled());
        QCOMPARE(slider->value(), 0);
        QCOMPARE(chosen.size(), 0);
        dialog.setControls("Other", {});
        QVERIFY(!dialog.standard()->isEnabled());
    }

    // What a driver says need not make sense.
    void aKnobMayGoAsFarAsANumberCan()
    {
        CameraDialog dialog;
        CameraControl wide = knob("wide", "Wide", CameraControl::Kind::Number, 0);
        wide.least = std::numeric_limits<std::int64_t>::min();
        wide.most = std::numeric_limits<std::int64_t>::max();
        CameraControl upsideDown = knob("odd", "Odd", CameraControl::Kind::Number, 0);
        std::swap(upsideDown.least, upsideDown.most);
        dialog.setControls("Webcam", {wide, upsideDown});
        const QSignalSpy chosen(&dialog, &CameraDialog::valueChosen);
        auto* slider = qobject_cast<QSlider*>(dialog.editor("wide"));
        QVERIFY(slider->maximum() >= 1'000'000);
        QCOMPARE(slider->value(), slider->maximum() / 2);
        slider->setValue(slider->maximum());
        QVERIFY(chosen.last()[1].toLongLong() > 9'000'000'000'000'000'000);
        slider->setValue(0);
        QCOMPARE(chosen.last()[1].toLongLong(), qint64(wide.least));
        QCOMPARE(qobject_cast<QSlider*>(dialog.editor("odd"))->maximum(), 0);
    }

    void onlyACameraIsAdjusted()
    {
        samples::Sessions window;
        BroadcastTab tab(*m_theme);
        BroadcastPresenter presenter(window.context, tab, *m_theme);
        tab.camera()->setValue("test");
        emit tab.adjustRequested();
        QVERIFY(presenter.sources()->adjuster()->dialog() != nullptr);
        const auto labels = presenter.sources()->adjuster()->dialog()->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
            [](const QLabel* label) { return label->text().startsWith("Only a camera can be adjusted"); }));
    }

    // What is seen before going live is what will be sent.
    void thePreviewFollowsTheSizeThatIsSet()
    {
        samples::Sessions window;
        BroadcastTab tab(*m_theme);
        const BroadcastPresenter presenter(window.context, tab, *m_theme);
        const auto set = [&](const char* size) {
            Settings changed = window.context.settings.current();
            return changed.set("broadcast.camera", "test").ok()
                && changed.set("broadcast.microphone", "none").ok() && changed.set("video.size", size).ok()
                && window.context.settings.apply(changed).ok();
        };
        const auto width = [&] { return window.context.broadcast.latestFrame().size.width; };
        QVERIFY(set("640x360"));
        tab.show();
        QTRY_COMPARE(width(), 640);
        QVERIFY(set("854x480"));
        QTRY_COMPARE(width(), 854);
    }

    void aKnobOutlivesOtherDevicesAndTheProgramsEnd()
    {
        samples::Sessions window;
        QWidget parent;
        const auto brightness = std::make_shared<std::atomic<int>>(7);
        CameraControlSession session(cameraWith(brightness), nullptr);
        CameraAdjuster adjuster(window.context, session, &parent, nullptr);
        adjuster.show("cam", "Webcam");
        QTRY_VERIFY(adjuster.dialog()->editor("brightness") != nullptr);
        auto* slider = qobject_cast<QSlider*>(adjuster.dialog()->editor("brightness"));
        QCOMPARE(slider->value(), 7);
        slider->setValue(30);
        adjuster.follow("cam", "Webcam"); // a headset was plugged in
        QVERIFY(!session.loading());
        slider->setValue(31);
        const auto remembered
            = [&] { return cameraControlsFrom(window.context.settings.current())["cam"]["brightness"]; };
        QCOMPARE(remembered(), 0);
        QVERIFY(QMetaObject::invokeMethod(qApp, "aboutToQuit"));
        QCOMPARE(remembered(), 31);
        QTRY_COMPARE(brightness->load(), 31);
        QCOMPARE(adjuster.dialog()->editor("brightness"), slider);
    }

    void theMuteOfTheDesktopIsRemembered()
    {
        samples::Sessions window;
        BroadcastTab tab(*m_theme);
        BroadcastPresenter presenter(window.context, tab, *m_theme);
        Settings heard = window.context.settings.current();
        QVERIFY(
            heard.set("broadcast.desktop_audio", "tone").ok() && window.context.settings.apply(heard).ok());
        presenter.showMixer();
        presenter.sound()->mixer()->mute(SoundMixer::Input::Desktop)->click();
        QVERIFY(window.context.broadcast.status().desktopMuted);
        QVERIFY(window.context.settings.current().flag("audio.desktop_muted"));
        presenter.sound()->mixer()->mute(SoundMixer::Input::Desktop)->click();
        QVERIFY(!window.context.broadcast.status().desktopMuted);
        Settings changed = window.context.settings.current();
        QVERIFY(changed.setValue("audio.desktop_muted", true).ok());
        QVERIFY(window.context.settings.apply(changed).ok()); // as at the start of the program
        QVERIFY(window.context.broadcast.status().desktopMuted);
    }

    void whatWasMeasuredIsSaid_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("button");
        QTest::newRow("late picture")
            << 83 << "The picture is later than the sound: the sound has to wait 83 ms" << "&Use 85 ms";
        QTest::newRow("late sound") << -120 << "The sound is later than the picture" << "&Use −120 ms";
        QTest::newRow("in step") << 1 << "Picture and sound are in step" << "&Use 0 ms";
        QTest::newRow("too far") << 640 << "The picture is later than the sound" << "&Use 500 ms";
    }
    void whatWasMeasuredIsSaid()
    {
        QFETCH(int, offset);
        QFETCH(QString, text);
        QFETCH(QString, button);
        CalibrationDialog dialog;
        dialog.show();
        const QSignalSpy applied(&dialog, &CalibrationDialog::applyRequested);
        CalibrationStatus status;
        status.state = CalibrationStatus::State::Done;
        status.offset = milliseconds(offset);
        status.uncertainty = milliseconds(6);
        status.pairs = 7;
        dialog.setStatus(status, 20);
        QVERIFY2(plain(dialog.message()).startsWith(text), qPrintable(dialog.message()));
        QVERIFY(dialog.applyButton()->isVisible());
        QCOMPARE(plain(dialog.applyButton()->text()), button);
        dialog.applyButton()->click();
        QCOMPARE(applied.size(), 1);
        dialog.setStatus(status, applied[0][0].toInt());
        QVERIFY(!dialog.applyButton()->isVisible());
        QVERIFY(dialog.message().endsWith("That is how it is set."));
    }

    void whatFailedIsSaid()
    {
        CalibrationDialog dialog;
        dialog.show();
        CalibrationStatus status;
        status.state = CalibrationStatus::State::Failed;
        status.problem = Sentence("No flash was seen.");
        dialog.setStatus(status, 0);
        QCOMPARE(dialog.message(), QString("No flash was seen."));
        QVERIFY(!dialog.applyButton()->isVisible());
        dialog.setHindrance("The camera is on the air.");
        QVERIFY(!dialog.startButton()->isEnabled());
        QCOMPARE(dialog.message(), QString("The camera is on the air."));
    }

    // Test picture and tone flash and beep together each second: measured from end to end, devices and all.
    void testPictureAndToneAreInStep()
    {
        samples::Sessions window;
        Settings quiet = window.context.settings.current();
        QVERIFY(quiet.set("broadcast.camera", "test").ok() && quiet.set("broadcast.microphone", "tone").ok());
        QVERIFY(quiet.set("watch.audio_out", "null").ok() && quiet.set("audio.offset_ms", "60").ok());
        QVERIFY(window.context.settings.apply(quiet).ok());
        BroadcastTab tab(*m_theme);
        BroadcastPresenter presenter(window.context, tab, *m_theme);
        emit tab.calibrateRequested();
        CalibrationDialog* dialog = presenter.calibrator()->dialog();
        QVERIFY(dialog != nullptr && dialog->isVisible());
        int flashes = 0;
        dialog->startButton()->click();
        QVERIFY(presenter.calibrator()->running());
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                static bool lit = false;
                flashes += dialog->flashing() && !lit ? 1 : 0;
                lit = dialog->flashing();
                return !presenter.calibrator()->running();
            }(),
            20'000);
        QVERIFY2(
            dialog->message().startsWith("Picture and sound are in step"), qPrintable(dialog->message()));
        QVERIFY(flashes >= 1); // looked at now and then only
        dialog->applyButton()->click();
        QCOMPARE(window.context.settings.current().integer("audio.offset_ms"), 0);
        // Once more, and away in the middle: everything is let go of.
        dialog->startButton()->click();
        QVERIFY(presenter.calibrator()->running());
        dialog->close();
        QTRY_VERIFY(!presenter.calibrator()->running());
        // A check needs the camera itself: it breaks nothing off, says what it waits for, and begins after that.
        emit tab.calibrateRequested();
        dialog->startButton()->click();
        QVERIFY(presenter.calibrator()->running());
        emit tab.checkRequested();
        auto* check = tab.findChild<CheckDialog*>();
        QVERIFY(check != nullptr && check->isVisible() && !check->againButton()->isEnabled());
        QVERIFY2(check->text().contains("being measured"), qPrintable(check->text()));
        QTest::qWait(300);
        QVERIFY(presenter.calibrator()->running() && !window.context.preflight.running());
        dialog->close();
        QTRY_VERIFY(window.context.preflight.running());
        QVERIFY(!presenter.calibrator()->running());
        emit tab.calibrateRequested();
        // And the other way round: while the check has it, nothing can be measured.
        QVERIFY(!dialog->startButton()->isEnabled());
        QVERIFY2(dialog->startButton()->toolTip().contains("Check setup"), qPrintable(dialog->message()));
        window.context.preflight.cancel();
        QTRY_VERIFY(dialog->startButton()->isEnabled());
    }

    // One at a time may have the camera: the stream begins when the measurement has let go of it.
    void goingLiveWaitsForTheMeasurement()
    {
        samples::Sessions window;
        Settings quiet = window.context.settings.current();
        QVERIFY(quiet.set("broadcast.camera", "test").ok() && quiet.set("broadcast.microphone", "tone").ok());
        QVERIFY(quiet.set("watch.audio_out", "null").ok() && window.context.settings.apply(quiet).ok());
        BroadcastTab tab(*m_theme);
        BroadcastPresenter presenter(window.context, tab, *m_theme);
        tab.destination()->findChild<QComboBox*>()->setCurrentIndex(1); // nobody listens there
        tab.destination()->form()->setAddress("rtmp://127.0.0.1:1/live");
        tab.destination()->form()->setKey("key");
        emit tab.calibrateRequested();
        const auto measureAndGoLive = [&] {
            presenter.calibrator()->dialog()->startButton()->click();
            QVERIFY(presenter.calibrator()->running());
            tab.mainButton()->click();
            QVERIFY(presenter.calibrator()->running()); // lets go of the camera
            QVERIFY(!window.context.broadcast.live());
            QCOMPARE(tab.mainButton()->text(), QString("Cancel"));
        };
        measureAndGoLive();
        bool both = false;
        connect(&window.context.broadcast, &BroadcastSession::changed, this,
            [&] { both = both || (window.context.broadcast.live() && presenter.calibrator()->running()); });
        QTRY_VERIFY(window.context.broadcast.status().error || window.context.broadcast.live());
        QVERIFY(!both && !presenter.calibrator()->running());
        window.context.broadcast.end();
        QTRY_VERIFY(!window.context.broadcast.live()
            && window.context.broadcast.status().state != BroadcastState::Stopping);
        // Thought better of while it waits.
        measureAndGoLive();
        tab.mainButton()->click();
        QTRY_VERIFY(!presenter.calibrator()->running());
        QTest::qWait(50);
        QVERIFY(!window.context.broadcast.live());
    }

private:
    Theme* m_theme = nullptr;
};

QTEST_MAIN(DevicesTest)
#include "DevicesTest.moc"
