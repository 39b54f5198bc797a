// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "core/session/SettingsSession.h"
#include "tests/ui/SettingsBox.h"
#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceRow.h"

using namespace sluice;
using sluice::test::box;

class SettingsDialogTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void profileShowsItsValues();
    void editingAValueBecomesCustom();
    void brokenRuleIsSaidAndApplyStops();
    void barMovesTheValues();
    void restoreDefaults();
    void applyHandsOutTheValues();
    void capIsShownInSeconds();
    void badTextIsRefused();
    void oneValueIsRestored();
    void barIsDraggedAndMovedByKeys();
    void capOfThePlayingStream();
    void changesThatWaitAreNamed();
    void changesElsewhereAreFollowed();

private:
    Theme* m_theme = nullptr;
};

void SettingsDialogTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void SettingsDialogTest::profileShowsItsValues()
{
    SettingsDialog dialog(*m_theme, Settings());
    emit dialog.bufferHeader()->profileChosen(BufferProfile::Smooth);
    QCOMPARE(box(dialog, "buffer.start_ms")->value(), 1500);
    QCOMPARE(box(dialog, "buffer.resume_ms")->value(), 2400);
    QCOMPARE(box(dialog, "buffer.low_ms")->value(), 500);
    QCOMPARE(box(dialog, "buffer.target_ms")->value(), 3000);
    QCOMPARE(box(dialog, "live.trim_ms")->value(), 30'000);
    QVERIFY(!dialog.edited().isSet("buffer.start_ms")); // the profile says it, nothing is stored
    QVERIFY(dialog.applyButton()->isEnabled());
}

void SettingsDialogTest::editingAValueBecomesCustom()
{
    SettingsDialog dialog(*m_theme, Settings());
    emit dialog.bufferHeader()->profileChosen(BufferProfile::Smooth);
    box(dialog, "buffer.start_ms")->setValue(1200);
    QCOMPARE(dialog.edited().text("buffer.profile"), std::string("custom"));
    QCOMPARE(dialog.bufferHeader()->profiles()->chosen(), static_cast<int>(BufferProfile::Custom));
    // The others stay where Smooth had them.
    QCOMPARE(dialog.edited().integerIfSet("buffer.target_ms"), std::optional<std::int64_t>(3000));
    QCOMPARE(dialog.edited().integerIfSet("buffer.resume_ms"), std::optional<std::int64_t>(2400));
    emit dialog.bufferHeader()->profileChosen(BufferProfile::Balanced);
    QCOMPARE(box(dialog, "buffer.start_ms")->value(), 500);
    QVERIFY(!dialog.edited().isSet("buffer.start_ms"));
}

void SettingsDialogTest::brokenRuleIsSaidAndApplyStops()
{
    SettingsDialog dialog(*m_theme, Settings());
    QSignalSpy apply(&dialog, &SettingsDialog::applyRequested);
    box(dialog, "buffer.start_ms")->setValue(900); // above resume (800)
    QVERIFY2(dialog.problem().contains(QStringLiteral("900")), qPrintable(dialog.problem()));
    QVERIFY(!dialog.applyButton()->isEnabled());
    QCOMPARE(box(dialog, "buffer.start_ms")->value(), 900); // shown as it is, not corrected
    QCOMPARE(box(dialog, "buffer.resume_ms")->value(), 800);
    dialog.applyButton()->click();
    QVERIFY(apply.isEmpty());
    box(dialog, "buffer.start_ms")->setValue(600);
    QVERIFY(dialog.problem().isEmpty());
    QVERIFY(dialog.applyButton()->isEnabled());
}

void SettingsDialogTest::barMovesTheValues()
{
    SettingsDialog dialog(*m_theme, Settings());
    WatermarkBar* bar = dialog.bufferHeader()->bar();
    QCOMPARE(bar->value(WatermarkBar::Target), Duration(seconds(1)));
    emit bar->moved(WatermarkBar::Target, milliseconds(2000));
    QCOMPARE(box(dialog, "buffer.target_ms")->value(), 2000);
    box(dialog, "buffer.low_ms")->setValue(120);
    QCOMPARE(bar->value(WatermarkBar::Low), Duration(milliseconds(120)));
}

void SettingsDialogTest::restoreDefaults()
{
    Settings settings;
    QVERIFY(settings.set("video.fps", "60"));
    QVERIFY(settings.set("audio.bitrate_kbps", "160"));
    QVERIFY(settings.set("buffer.profile", "smooth"));
    SettingsDialog dialog(*m_theme, settings);
    QCOMPARE(box(dialog, "video.fps")->value(), 60);
    dialog.showPage(SettingsPage::Video);
    dialog.restorePage();
    QCOMPARE(box(dialog, "video.fps")->value(), 30);
    QCOMPARE(box(dialog, "audio.bitrate_kbps")->value(), 160);
    dialog.restoreAll();
    QCOMPARE(box(dialog, "audio.bitrate_kbps")->value(), 128);
    QCOMPARE(box(dialog, "buffer.start_ms")->value(), 500);
    QVERIFY(dialog.edited() == Settings());
}

void SettingsDialogTest::applyHandsOutTheValues()
{
    SettingsDialog dialog(*m_theme, Settings());
    SettingsSession session{QString()};
    connect(&dialog, &SettingsDialog::applyRequested, this, [&](const Settings& settings) {
        QVERIFY(session.apply(settings).ok());
        dialog.setSettings(session.current());
    });
    qobject_cast<QCheckBox*>(dialog.editor("stamp.enabled")->editor())->setChecked(false);
    box(dialog, "video.bitrate_kbps")->setValue(4000);
    dialog.applyButton()->click();
    QVERIFY(!session.current().flag("stamp.enabled"));
    QCOMPARE(session.current().integer("video.bitrate_kbps"), std::int64_t{4000});
    QVERIFY(!dialog.applyButton()->isEnabled());
}

void SettingsDialogTest::capIsShownInSeconds()
{
    SettingsDialog dialog(*m_theme, Settings());
    const QString before = dialog.editor("buffer.cap_mib")->why()->text();
    dialog.setPlaying(2630, seconds(1));
    QVERIFY2(dialog.editor("buffer.cap_mib")
                 ->why()
                 ->text()
                 .startsWith(QStringLiteral(u"102\u00a0s at the stream")),
        qPrintable(dialog.editor("buffer.cap_mib")->why()->text()));
    box(dialog, "buffer.cap_mib")->setValue(1);
    dialog.setPlaying(20'000, seconds(1));
    QVERIFY(dialog.editor("buffer.cap_mib")->why()->text().contains(QStringLiteral("the cap decides")));
    dialog.setPlaying(0, {});
    QCOMPARE(dialog.editor("buffer.cap_mib")->why()->text(), before);
}

void SettingsDialogTest::badTextIsRefused()
{
    SettingsDialog dialog(*m_theme, Settings());
    auto* name = qobject_cast<QLineEdit*>(dialog.editor("server.stream_name")->editor());
    name->setText(QStringLiteral("two words"));
    QVERIFY(!dialog.problem().isEmpty());
    QVERIFY(!dialog.applyButton()->isEnabled());
    QCOMPARE(dialog.edited().text("server.stream_name"), std::string("talk"));
    name->setText(QStringLiteral("my-talk"));
    QVERIFY(dialog.problem().isEmpty());
    QCOMPARE(dialog.edited().text("server.stream_name"), std::string("my-talk"));
}

void SettingsDialogTest::oneValueIsRestored()
{
    Settings settings;
    QVERIFY(settings.set("video.fps", "60"));
    QVERIFY(settings.set("video.size", "640x360"));
    SettingsDialog dialog(*m_theme, settings);
    dialog.showPage(SettingsPage::Video);
    dialog.show();
    const auto button = [&](const char* key) { return dialog.editor(key)->restoreButton(); };
    QVERIFY(button("video.fps")->isVisible());
    QVERIFY(!button("broadcast.camera")->isVisible()); // it is the default
    QVERIFY2(button("video.fps")->toolTip().contains(QStringLiteral("30")),
        qPrintable(button("video.fps")->toolTip()));
    QVERIFY(button("video.fps")->accessibleName().contains(QStringLiteral("Frame rate")));
    QTest::mouseClick(button("video.fps"), Qt::LeftButton);
    QCOMPARE(box(dialog, "video.fps")->value(), 30);
    QVERIFY(!dialog.edited().isSet("video.fps"));
    QVERIFY(!button("video.fps")->isVisible());
    QVERIFY(dialog.edited().size("video.size") == (VideoSize{640, 360})); // the others stay
    // Typed back by hand it is the default as well.
    box(dialog, "video.fps")->setValue(25);
    QVERIFY(button("video.fps")->isVisible());
    box(dialog, "video.fps")->setValue(30);
    QVERIFY(!button("video.fps")->isVisible());
    QVERIFY(!dialog.edited().isSet("video.fps"));
    // One that the profile decides; in Custom the others keep their values.
    dialog.showPage(SettingsPage::Buffer);
    box(dialog, "buffer.target_ms")->setValue(2000);
    QVERIFY(button("buffer.target_ms")->isVisible());
    QVERIFY(!button("buffer.start_ms")->isVisible()); // frozen, and the same
    button("buffer.target_ms")->click();
    QCOMPARE(box(dialog, "buffer.target_ms")->value(), 1000);
    QCOMPARE(dialog.edited().text("buffer.profile"), std::string("custom"));
    // A wrong text goes, too.
    auto* name = qobject_cast<QLineEdit*>(dialog.editor("server.stream_name")->editor());
    name->setText(QStringLiteral("two words"));
    QVERIFY(!dialog.problem().isEmpty());
    emit dialog.editor("server.stream_name")->restoreRequested();
    QCOMPARE(name->text(), QStringLiteral("talk"));
    QVERIFY(dialog.problem().isEmpty());
}

void SettingsDialogTest::barIsDraggedAndMovedByKeys()
{
    SettingsDialog dialog(*m_theme, Settings());
    dialog.showPage(SettingsPage::Buffer);
    dialog.show();
    WatermarkBar* bar = dialog.bufferHeader()->bar();
    // Full is 1.05 times the highest mark; 1 pixel off is as good as on it.
    const auto at
        = [bar](int ms) { return QPoint(static_cast<int>(bar->width() * ms / 1050.0), bar->height() / 2); };
    QTest::mousePress(bar, Qt::LeftButton, {}, at(500));
    QTest::mouseMove(bar, at(400));
    QTest::mouseMove(bar, at(300));
    QTest::mouseRelease(bar, Qt::LeftButton, {}, at(300));
    QVERIFY2(std::abs(box(dialog, "buffer.start_ms")->value() - 300) <= 10,
        qPrintable(box(dialog, "buffer.start_ms")->text()));
    QCOMPARE(dialog.edited().text("buffer.profile"), std::string("custom"));
    QCOMPARE(box(dialog, "buffer.resume_ms")->value(), 800); // the others are left where they were
    const int before = box(dialog, "buffer.start_ms")->value();
    bar->setFocus();
    QTest::keyClick(bar, Qt::Key_Right);
    QCOMPARE(box(dialog, "buffer.start_ms")->value(), before + 50);
    QTest::keyClick(bar, Qt::Key_Up); // the next mark
    QTest::keyClick(bar, Qt::Key_Right);
    QCOMPARE(box(dialog, "buffer.resume_ms")->value(), 850);
    // Not corrected, and the rule is said: 850 is above 80 % of 1000.
    QVERIFY2(dialog.problem().contains(QStringLiteral("80 %")), qPrintable(dialog.problem()));
    QCOMPARE(box(dialog, "buffer.target_ms")->value(), 1000);
    QVERIFY(!dialog.applyButton()->isEnabled());
}

void SettingsDialogTest::capOfThePlayingStream()
{
    SettingsDialog dialog(*m_theme, Settings());
    const auto why = [&] { return dialog.editor("buffer.cap_mib")->why()->text(); };
    BufferContext file;
    file.source = BufferSource::Vod;
    dialog.setPlaying(50'000, seconds(20), file); // 150 MiB hold 25.2 s, and the target is 30 s
    QVERIFY2(why().contains(QStringLiteral("150")), qPrintable(why()));
    QVERIFY2(why().contains(QStringLiteral(u"25\u00a0s")), qPrintable(why()));
    QVERIFY2(why().contains(QStringLiteral("the cap decides")), qPrintable(why()));
    dialog.setPlaying(5'000, seconds(20), file);
    QVERIFY(!why().contains(QStringLiteral("the cap decides")));
    // What is set counts for every kind of stream.
    box(dialog, "buffer.cap_mib")->setValue(8);
    QVERIFY2(why().startsWith(QStringLiteral(u"13\u00a0s at the stream")), qPrintable(why()));
    QVERIFY(why().contains(QStringLiteral("the cap decides")));
}

// As somebody would who only wants another value.
static void edit(QWidget& editor)
{
    if (auto* check = qobject_cast<QCheckBox*>(&editor))
        check->toggle();
    if (auto* whole = qobject_cast<QSpinBox*>(&editor))
        whole->stepBy(whole->value() == whole->maximum() ? -1 : 1);
    if (auto* real = qobject_cast<QDoubleSpinBox*>(&editor))
        real->stepBy(real->value() >= real->maximum() ? -1 : 1);
    if (auto* choice = qobject_cast<QComboBox*>(&editor))
        choice->setCurrentIndex((choice->currentIndex() + 1) % choice->count());
    if (auto* text = qobject_cast<QLineEdit*>(&editor))
        text->setText(QStringLiteral("null"));
}

void SettingsDialogTest::changesThatWaitAreNamed()
{
    int waiting = 0;
    for (const SettingRow& row : SettingsSchema::standard().rows()) {
        SettingsDialog dialog(*m_theme, Settings());
        dialog.showPage(row.page);
        dialog.show();
        SettingEditor* editor = dialog.editor(row.key);
        if (editor == nullptr)
            continue;
        QVERIFY(!dialog.note()->isVisible());
        edit(*editor->editor());
        if (dialog.edited() == Settings())
            continue; // an encoder is all there is
        const bool waits = row.has(kRestartsStream) || row.has(kRestartsProgram);
        waiting += waits ? 1 : 0;
        if (dialog.problem().isEmpty())
            QVERIFY2(dialog.note()->isVisible() == waits, row.key.data());
        if (waits)
            QVERIFY2(dialog.note()->text().contains(editor->label()->text()), row.key.data());
    }
    QVERIFY(waiting > 10);
}

void SettingsDialogTest::changesElsewhereAreFollowed()
{
    SettingsDialog dialog(*m_theme, Settings());
    box(dialog, "video.fps")->setValue(25);
    Settings elsewhere;
    QVERIFY(elsewhere.set("watch.volume", "35"));
    QVERIFY(elsewhere.set("video.fps", "50"));
    dialog.follow(elsewhere);
    QCOMPARE(box(dialog, "watch.volume")->value(), 35);
    QCOMPARE(box(dialog, "video.fps")->value(), 25); // edited here: stays, and wins when applied
    QVERIFY(dialog.applyButton()->isEnabled());
    box(dialog, "video.fps")->setValue(50);
    QVERIFY(!dialog.applyButton()->isEnabled()); // nothing left to apply
}

QTEST_MAIN(SettingsDialogTest)
#include "SettingsDialogTest.moc"
