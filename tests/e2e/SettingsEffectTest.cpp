// SPDX-License-Identifier: GPL-3.0-or-later
// Every setting, changed in the dialog of the real window while a real stream plays, and what it does within a second.
// The schema decides what there is to show: a setting that neither has its effect shown here nor says that it waits for
// the next start fails the test. With SLUICE_SHOTS=FOLDER a picture of the screen is kept after each.
#include <algorithm>
#include <cstdio>
#include <string>

#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/e2e/Clip.h"
#include "tests/e2e/SettingsDriver.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/MonitorCorner.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/SettingEditor.h"
#include "ui/watch/WatchTexts.h"
#include "ui/widgets/ChoiceRow.h"

using namespace sluice;
using namespace sluice::test;

class SettingsEffectTest : public SettingsDriver {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void startLevel();
    void targetAndSpeeds();
    void trimLimit();
    void warningLevel();
    void afterAPause();
    void profile();
    void volumeAndTheme();
    void resumeLevel();
    void camerasAndMicrophones();
    void layouts();
    void logoAndMonitor();
    void recordings();
    void memoryCap();
    void theOthersSayThatTheyWait();
    void noneIsLeftOut();
    void cleanupTestCase();
};

void SettingsEffectTest::initTestCase()
{
    if (const std::string missing = VirtualDisplay::missing(); !missing.empty())
        QSKIP(missing.c_str());
    openWindow({{"broadcast.camera", "test"}, {"broadcast.microphone", "tone"}, {"server.rtmp_port", "0"},
        {"server.http_port", "0"}, {"ui.theme", "dark"}, {"video.size", "640x360"},
        {"video.bitrate_kbps", "800"}, {"video.gop_s", "0.5"}, {"buffer.profile", "custom"},
        // Far more than comes at joining: playing waits for it.
        {"buffer.low_ms", "100"}, {"buffer.start_ms", "20000"}, {"buffer.resume_ms", "22000"},
        {"buffer.target_ms", "30000"}, {"live.trim_ms", "60000"}});
    if (QTest::currentTestFailed())
        return;
    QTest::mouseClick(m_window->findChild<QPushButton*>(QStringLiteral("goLive")), Qt::LeftButton);
    QVERIFY(until([this] { return m_context->broadcast.status().state == BroadcastState::Live; }));
    m_window->showTab(MainWindow::Tab::Watch);
    open(m_context->server.info().playUrl);
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(until([this] { return m_window->settingsDialog() != nullptr && dialog().isVisible(); }));
    QVERIFY(QTest::qWaitForWindowActive(&dialog(), 5'000));
}

void SettingsEffectTest::init()
{
    // One step leads to the next: nothing can be said of a session that never came to its place.
    if (m_window == nullptr || m_window->settingsDialog() == nullptr)
        QSKIP("there is no window to look at");
}

void SettingsEffectTest::startLevel()
{
    QVERIFY(until(
        [this] { return status().state == WatchState::Priming && status().level > milliseconds(2800); }));
    effect("buffer.start_ms", "2500", "what waited for its level plays",
        [this] { return status().state == WatchState::Playing && onGraph().start == 2.5F; });
}

void SettingsEffectTest::targetAndSpeeds()
{
    QVERIFY(until([this] { return status().speed == 1.0; })); // never slower just to fill up after joining
    effect("buffer.target_ms", "31000", "plays slower towards a higher target",
        [this] { return status().speed < 1.0 && status().speed >= 0.97 && onGraph().target == 31.0F; });
    effect("live.rate_min", "0.85", "as slow as it may",
        [this] { return status().speed < 0.95 && status().speed >= 0.85; });
    effect("buffer.target_ms", "800", "plays faster towards a lower target",
        [this] { return status().speed > 1.0 && status().speed <= 1.03 && onGraph().target == 0.8F; },
        {{"buffer.start_ms", "300"}, {"buffer.resume_ms", "600"}});
    effect("live.rate_max", "1.2", "as fast as it may",
        [this] { return status().speed > 1.05 && status().speed <= 1.2; });
}

void SettingsEffectTest::trimLimit()
{
    const Duration before = status().level;
    QVERIFY(before > milliseconds(800 + 1000));
    effect("live.trim_ms", "700", "skips to live",
        [this, before] { return status().report.trims == 1 && status().level < before - milliseconds(500); });
    // Nothing more is skipped from here on.
    change({{"live.trim_ms", "60000"}});
}

void SettingsEffectTest::warningLevel()
{
    QCOMPARE(onGraph().low, 0.1F);
    effect("buffer.low_ms", "250", "the mark on the graph moves", [this] { return onGraph().low == 0.25F; });
}

void SettingsEffectTest::afterAPause()
{
    const auto pauseFor = [this](int ms) {
        m_context->watch.pause();
        QVERIFY(until([this] { return status().state == WatchState::Paused; }));
        run(ms);
    };
    const auto trims = status().report.trims;
    pauseFor(1500);
    m_context->watch.resume();
    QVERIFY(until([this] { return status().state == WatchState::Playing; }));
    run(kPromiseMs);
    QCOMPARE(status().report.trims, trims); // goes on where it was left
    QVERIFY(status().target > milliseconds(1500)); // and stays behind
    pauseFor(300);
    effect("live.after_pause", "live", "and is live again once it goes on",
        [this, trims, resumed = 0]() mutable {
            if (settingsEvents() > 0 && m_context->settings.current().text("live.after_pause") == "live"
                && resumed++ == 0)
                m_context->watch.resume();
            return status().report.trims > trims && status().target == milliseconds(800);
        });
}

void SettingsEffectTest::profile()
{
    dialog().showPage(SettingsPage::Buffer);
    QVERIFY(status().speed >= 1.0);
    const int told = settingsEvents();
    QTest::mouseClick(
        dialog().bufferHeader()->profiles()->button(static_cast<int>(BufferProfile::Smooth)), Qt::LeftButton);
    apply();
    QElapsedTimer since;
    since.start();
    QVERIFY(until(
        [this, told] {
            return status().buffer.target == seconds(3) && status().buffer.start == milliseconds(1500)
                && status().speed < 1.0 && onGraph().target == 3.0F && settingsEvents() > told;
        },
        kPromiseMs));
    std::printf("  %-20s → %-10s %5lld ms  its watermarks, and plays towards them\n", "buffer.profile",
        "smooth", static_cast<long long>(since.elapsed()));
    numberedShot("buffer.profile");
    m_shown.insert("buffer.profile");
}

void SettingsEffectTest::volumeAndTheme()
{
    QCOMPARE(status().volume, 0.8);
    effect("watch.volume", "10", "is quieter", [this] { return status().volume == 0.1; });
    const auto light
        = [this] { return m_window->grab(QRect(2, 40, 4, 4)).toImage().pixelColor(1, 1).lightness() > 128; };
    effect("ui.theme", "light", "is light", light);
}

void SettingsEffectTest::resumeLevel()
{
    change({{"buffer.target_ms", "30000"}, {"buffer.resume_ms", "20000"}});
    m_context->watch.cutLink(status().level + seconds(1));
    QVERIFY(until([this] { return status().state == WatchState::Rebuffering; }));
    QVERIFY(until([this] { return !status().emulated && status().level > milliseconds(1600); }));
    QCOMPARE(status().state, WatchState::Rebuffering);
    effect("buffer.resume_ms", "1500", "goes on playing",
        [this] { return status().state == WatchState::Playing && onGraph().resume == 1.5F; });
    QCOMPARE(status().report.stalls.size(), std::size_t{1});
}

void SettingsEffectTest::camerasAndMicrophones()
{
    const auto& broadcast = m_context->broadcast;
    const auto loud = [&broadcast] {
        const AudioLevels meter = broadcast.status().meter;
        return std::ranges::any_of(meter.channels, [](const auto& channel) { return channel.rmsDb > -50; });
    };
    QVERIFY(loud());
    const auto quietIn = [&broadcast](AudioLevels BroadcastStatus::* meter) {
        const auto channels = (broadcast.status().*meter).channels; // between the beeps
        return !channels.empty() && channels.front().rmsDb < -55;
    };
    effect("audio.microphone_gain_db", "-20", "the microphone is quieter",
        [&] { return quietIn(&BroadcastStatus::microphoneMeter); });
    effect("broadcast.desktop_audio", "tone", "the desktop is heard",
        [&] { return !broadcast.status().desktopMeter.channels.empty(); });
    QVERIFY(until([&] { return !quietIn(&BroadcastStatus::desktopMeter); }));
    effect("audio.desktop_gain_db", "-20", "the desktop is quieter",
        [&] { return quietIn(&BroadcastStatus::desktopMeter); });
    effect("audio.noise_suppression", "true", "the filter is in the way",
        [&] { return broadcast.status().sound.noiseSuppression; });
    effect("audio.limiter", "false", "the filter is out of the way",
        [&] { return !broadcast.status().sound.limiter; });
    effect("audio.offset_ms", "40", "the sound comes later",
        [&] { return broadcast.status().sound.offset == milliseconds(40); });
    effect("audio.push_to_talk", "true", "muted until the key is held",
        [&] { return broadcast.status().muted; });
    effect("audio.desktop_muted", "true", "nor the desktop", [&] { return broadcast.status().desktopMuted; });
    change({{"audio.push_to_talk", "false"}, {"audio.microphone_gain_db", "0"},
        {"audio.desktop_muted", "false"}, {"broadcast.desktop_audio", "none"}});
    QVERIFY(until(loud));
    effect("broadcast.microphone", "none", "viewers hear nothing", [&] { return !loud(); });
    const std::string clip = m_folder.file("camera.mkv");
    QVERIFY(makeTestClip(clip, {320, 180}, {30, 1}, seconds(4)));
    const QByteArray camera = QByteArray::fromStdString("file:" + clip);
    effect("broadcast.camera", camera.constData(), "another picture is sent", [&] {
        return broadcast.status().sources.camera == camera.toStdString() && broadcast.status().cameraRunning
            && !broadcast.status().cameraError;
    });
    QCOMPARE(broadcast.status().state, BroadcastState::Live);
}

void SettingsEffectTest::layouts()
{
    const auto& broadcast = m_context->broadcast;
    const auto insetX = [&] { return broadcast.status().inset ? broadcast.status().inset->x : 0.5; };
    effect("broadcast.layout", "both", "the camera stands on the screen",
        [&] { return broadcast.status().shown == LayoutKind::Both && broadcast.status().inset; });
    effect("broadcast.screen", "test", "another screen is sent", [&] {
        return broadcast.status().sources.screen == "test" && broadcast.status().cameraRunning
            && !broadcast.status().screenError;
    });
    effect(
        "broadcast.inset_corner", "top-left", "it stands in another corner", [&] { return insetX() < 0.1; });
    effect("broadcast.inset_percent", "40", "it is larger",
        [&] { return broadcast.status().inset && broadcast.status().inset->width == 0.4; });
    // Just above the camera: the border, or what lies behind.
    const auto lumaAbove = [&] {
        const VideoFrame frame = broadcast.latestFrame();
        const auto inset = broadcast.status().inset;
        if (!frame || !inset)
            return 0;
        const int row = static_cast<int>(inset->y * frame.size.height) - 3;
        const int column = static_cast<int>((inset->x + inset->width / 2) * frame.size.width);
        return static_cast<int>(frame.planes[0][row * frame.strides[0] + column]);
    };
    constexpr int kBorderLuma = 210;
    effect("broadcast.inset_border", "12", "it has a wider border",
        [&] { return std::abs(lumaAbove() - kBorderLuma) <= 2 && broadcast.status().layout.border == 12; });
    const std::string slate = m_folder.file("slate.bmp");
    {
        QImage white(64, 36, QImage::Format_RGB32);
        white.fill(Qt::white);
        QVERIFY(white.save(QString::fromStdString(slate)));
    }
    const auto middle = [&] {
        const VideoFrame frame = broadcast.latestFrame();
        return frame ? static_cast<int>(
                           frame.planes[0][frame.size.height / 3 * frame.strides[0] + frame.size.width / 4])
                     : 0;
    };
    change({{"broadcast.layout", "slate"}});
    effect("broadcast.slate", QByteArray::fromStdString(slate).constData(), "the slate is that picture",
        [&] { return middle() > 230 && broadcast.status().shown == LayoutKind::Slate; });
    change({{"broadcast.layout", "both"}});
    QVERIFY(until([&] { return broadcast.status().shown == LayoutKind::Both; }));
    // Below left: what lies there is darkened by the caption's ground.
    const auto lumaBelow = [&] {
        const VideoFrame frame = broadcast.latestFrame();
        return frame ? static_cast<int>(frame.planes[0][(frame.size.height - 26) * frame.strides[0] + 30])
                     : 0;
    };
    change({{"broadcast.inset_corner", "top-right"}});
    const int without = lumaBelow();
    effect("broadcast.caption_name", "Ada Lovelace", "a name stands on the picture",
        [&] { return lumaBelow() != without; });
    int lettersHigh = 0;
    const auto captionRows = [&] {
        const VideoFrame frame = broadcast.latestFrame();
        int rows = 0;
        for (int row = 0; frame && row < frame.size.height; ++row)
            for (int column = 20; column < frame.size.width / 4; ++column)
                if (frame.planes[0][row * frame.strides[0] + column] > 233) {
                    ++rows;
                    break;
                }
        return rows;
    };
    lettersHigh = captionRows();
    effect("broadcast.caption_title", "On the Analytical Engine", "a title stands below it",
        [&] { return captionRows() != lettersHigh; });
    QCOMPARE(broadcast.status().state, BroadcastState::Live);
}

void SettingsEffectTest::logoAndMonitor()
{
    const auto& broadcast = m_context->broadcast;
    const std::string logo = m_folder.file("logo.bmp");
    {
        QImage white(64, 36, QImage::Format_RGB32);
        white.fill(Qt::white);
        QVERIFY(white.save(QString::fromStdString(logo)));
    }
    const auto whiteAt = [&](double x, double y) {
        const VideoFrame frame = broadcast.latestFrame();
        return frame
            && frame.planes[0][static_cast<int>(y * frame.size.height) * frame.strides[0]
                   + static_cast<int>(x * frame.size.width)]
            > 230;
    };
    change({{"broadcast.caption_name", ""}, {"broadcast.caption_title", ""}, {"broadcast.slate", ""}});
    QVERIFY(until([&] { return !whiteAt(0.05, 0.06) && !whiteAt(0.95, 0.94); }));
    // The camera stands above right, so it makes room for it.
    effect("broadcast.logo", QByteArray::fromStdString(logo).constData(), "it stands on the picture",
        [&] { return whiteAt(0.05, 0.06); });
    effect("broadcast.logo_corner", "bottom-right", "it stands in another corner",
        [&] { return whiteAt(0.95, 0.94) && !whiteAt(0.05, 0.06); });
    QVERIFY(!whiteAt(0.72, 0.9));
    effect("broadcast.logo_percent", "30", "it is larger", [&] { return whiteAt(0.72, 0.9); });
    change({{"broadcast.logo", ""}});
    m_window->showTab(MainWindow::Tab::Broadcast);
    effect("broadcast.monitor", "true", "the stream is seen as it comes back",
        [&] { return m_window->broadcastTab()->monitor()->isVisible(); });
    change({{"broadcast.monitor", "false"}});
    m_window->showTab(MainWindow::Tab::Watch);
}

void SettingsEffectTest::recordings()
{
    auto& broadcast = m_context->broadcast;
    const auto files = [&] { return broadcast.status().recordings.files; };
    const auto saved = [&](const std::function<bool(const std::string& path)>& good) {
        broadcast.saveReplay();
        return until(
            [&] {
                const auto all = files();
                return !all.empty() && all.back().file.over() && good(all.back().file.path);
            },
            800);
    };
    const std::string folder = m_folder.file("kept");
    change({{"record.folder", QByteArray::fromStdString(m_folder.file("before")).constData()}});
    effect("record.folder", QByteArray::fromStdString(folder).constData(), "what is saved next goes there",
        [&] { return saved([&](const std::string& path) { return path.starts_with(folder + "/"); }); });
    effect("record.name", "talk", "what is saved next is called so", [&] {
        return saved([](const std::string& path) { return path.find("/talk-replay") != std::string::npos; });
    });
    effect("record.format", "mp4", "what is saved next is one",
        [&] { return saved([](const std::string& path) { return path.ends_with(".mp4"); }); });
    effect("record.replay_s", "0", "nothing is kept for it",
        [&] { return broadcast.status().recordings.replayHeld == Duration::zero(); });
    effect("record.auto", "true", "it is recorded",
        [&] { return broadcast.status().recordings.recording && files().back().file.bytes > 0; });
    broadcast.stopRecording();
    QVERIFY(until([&] { return !broadcast.status().recordings.recording; }));
    effect("record.reserve_mib", "1000000", "the next recording has no room", [&] {
        broadcast.stopRecording();
        broadcast.startRecording();
        return until([&] { return files().back().file.diskFull; }, 800);
    });
    change({{"record.auto", "false"}});
    broadcast.stopRecording();
    QVERIFY(until([&] { return !broadcast.status().recordings.recording; }));
}

void SettingsEffectTest::memoryCap()
{
    // Of the buffer only the cap is set.
    QTest::mouseClick(dialog().bufferHeader()->profiles()->button(static_cast<int>(BufferProfile::Balanced)),
        Qt::LeftButton);
    change({{"buffer.cap_mib", "1"}});
    // In the folder: half a file in a second is much for a disk that others are busy with.
    const std::string clip = m_folder.file("long");
    const QString media = qEnvironmentVariable("SLUICE_TEST_MEDIA") + QStringLiteral("/media/bbb-480p.mp4");
    if (!QFile::copy(media, QString::fromStdString(clip)))
        QVERIFY(makeTestClip(clip + ".mkv", {1280, 720}, {30, 1}, seconds(30)));
    open(QFile::exists(QString::fromStdString(clip)) ? clip : clip + ".mkv");
    QVERIFY(until([this] { return status().state == WatchState::Playing; }));
    QVERIFY(until([this] { return status().levelBytes >= kBytesPerMib * 9 / 10; })); // what it may hold
    run(500); // more would come now
    const Duration held = status().level;
    // Bound of the store: a reader that is faster than anyone looks stops at twice the cap.
    QVERIFY(status().levelBytes <= 2 * kBytesPerMib + 100'000);
    dialog().setPlaying(watchtexts::streamKbps(status()), held, status().context);
    QVERIFY2(dialog().editor("buffer.cap_mib")->why()->text().contains(QStringLiteral("the cap decides")),
        qPrintable(dialog().editor("buffer.cap_mib")->why()->text()));
    effect("buffer.cap_mib", "64", "loads further ahead", [this, held] {
        return status().level > held + seconds(3) && status().levelBytes > 5 * kBytesPerMib / 2;
    });
}

void SettingsEffectTest::theOthersSayThatTheyWait()
{
    for (const SettingRow& row : m_context->settings.current().schema().rows()) {
        if (!row.has(kRestartsStream) && !row.has(kRestartsProgram))
            continue;
        QVERIFY2(!m_shown.contains(row.key),
            row.key.data()); // it acts at once after all: why does it say otherwise?
        SettingEditor* editor = dialog().editor(row.key);
        QVERIFY2(editor != nullptr, row.key.data());
        dialog().showPage(row.page);
        editor->editor()->setFocus();
        if (auto* text = qobject_cast<QLineEdit*>(editor->editor()))
            text->setText(QStringLiteral("null"));
        else if (row.type == SettingType::Bool)
            QTest::keyClick(editor->editor(), Qt::Key_Space);
        else if (auto* choice = qobject_cast<QComboBox*>(editor->editor()))
            choice->setCurrentIndex((choice->currentIndex() + 1) % choice->count());
        else
            QTest::keyClick(editor->editor(), Qt::Key_Up);
        if (dialog().edited() == m_context->settings.current())
            continue; // there is nothing else to choose
        QVERIFY2(dialog().note()->isVisible() && dialog().note()->text().contains(editor->label()->text()),
            row.key.data());
        if (row.key == "ui.language")
            numberedShot("ui.language");
        dialog().setSettings(m_context->settings.current()); // as it was
    }
}

void SettingsEffectTest::noneIsLeftOut()
{
    for (const SettingRow& row : m_context->settings.current().schema().rows()) {
        if (row.key == "broadcast.camera_controls")
            continue; // only a camera with knobs shows it: see CameraControlSessionTest
        const bool waits = row.has(kRestartsStream) || row.has(kRestartsProgram);
        QVERIFY2(waits || m_shown.contains(row.key),
            qPrintable(QStringLiteral("%1 acts at once, and nothing here shows what it does")
                    .arg(QString::fromUtf8(row.key.data(), static_cast<qsizetype>(row.key.size())))));
    }
}

void SettingsEffectTest::cleanupTestCase()
{
    closeWindow();
}

int main(int argc, char** argv)
{
    return runOnDisplay<SettingsEffectTest>(argc, argv);
}

#include "SettingsEffectTest.moc"
