// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "tests/ui/Samples.h"
#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ChoiceRow.h"

using namespace sluice;

class SettingsDialogTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void everySettingHasARow();
    void profileShowsItsValues();
    void editingAValueBecomesCustom();
    void brokenRuleIsSaidAndApplyStops();
    void barMovesTheValues();
    void searchFindsWordsKeysAndReasons();
    void restoreDefaults();
    void applyHandsOutTheValues();
    void capIsShownInSeconds();
    void badTextIsRefused();
    void numbersAreTypedWithAndWithoutSpaces();

private:
    QSpinBox* box(SettingsDialog& dialog, const char* key)
    {
        return qobject_cast<QSpinBox*>(dialog.editor(key)->editor());
    }
    Theme* m_theme = nullptr;
};

void SettingsDialogTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void SettingsDialogTest::everySettingHasARow()
{
    SettingsDialog dialog(*m_theme, Settings());
    for (const SettingRow& row : SettingsSchema::standard().rows()) {
        if (row.key == "buffer.profile")
            continue; // the buttons
        const SettingEditor* editor = dialog.editor(row.key);
        QVERIFY2(editor != nullptr, row.key.data());
        QVERIFY2(!editor->editor()->accessibleName().isEmpty(), row.key.data());
        QVERIFY2(!editor->why()->text().isEmpty(), row.key.data());
    }
    QVERIFY(dialog.problem().isEmpty());
    QVERIFY(!dialog.applyButton()->isEnabled()); // nothing was changed
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

void SettingsDialogTest::searchFindsWordsKeysAndReasons()
{
    SettingsDialog dialog(*m_theme, Settings());
    dialog.show();
    dialog.showPage(SettingsPage::General);
    const auto visible = [&](const char* key) { return dialog.editor(key)->editor()->isVisible(); };
    QVERIFY(visible("ui.theme"));
    QVERIFY(!visible("video.preset"));
    dialog.searchField()->setText(QStringLiteral("effort encoder"));
    QVERIFY(visible("video.preset"));
    QVERIFY(!visible("ui.theme"));
    dialog.searchField()->setText(QStringLiteral("server.rtmp_port"));
    QVERIFY(visible("server.rtmp_port"));
    dialog.searchField()->setText(QStringLiteral("never skips"));
    QVERIFY(visible("live.trim_ms"));
    dialog.searchField()->setText(QStringLiteral("zzz"));
    QVERIFY(!visible("live.trim_ms"));
    // What is found is of all pages, so none is marked; the page of before can be gone back to.
    auto* pages = dialog.findChild<QListWidget*>(QStringLiteral("pages"));
    QVERIFY(pages->selectedItems().isEmpty());
    QTest::mouseClick(
        pages->viewport(), Qt::LeftButton, {}, pages->visualItemRect(pages->currentItem()).center());
    QVERIFY(dialog.searchField()->text().isEmpty());
    QCOMPARE(pages->selectedItems().size(), 1);
    QVERIFY(visible("ui.theme"));
    QVERIFY(!visible("live.trim_ms"));
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

void SettingsDialogTest::numbersAreTypedWithAndWithoutSpaces()
{
    SettingsDialog dialog(*m_theme, Settings());
    QSpinBox* start = box(dialog, "buffer.start_ms");
    box(dialog, "buffer.target_ms")->setValue(9000);
    box(dialog, "buffer.resume_ms")->setValue(6000);
    start->setFocus();
    start->selectAll();
    QTest::keyClicks(start, QStringLiteral("1250"));
    QTest::keyClick(start, Qt::Key_Tab);
    QCOMPARE(start->value(), 1250);
    QCOMPARE(start->text(), QStringLiteral(u"1\u202f250\u00a0ms"));
    QSpinBox* offset = box(dialog, "audio.offset_ms");
    offset->selectAll();
    QTest::keyClicks(offset, QStringLiteral("-40"));
    QCOMPARE(offset->value(), -40);
}

QTEST_MAIN(SettingsDialogTest)
#include "SettingsDialogTest.moc"
