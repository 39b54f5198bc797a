// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the settings: which rows they have and how they are named, when they are built, and what a search finds.
#include <memory>

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

#include "core/session/EncoderCatalog.h"
#include "tests/ui/SettingsBox.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/EncoderNotes.h"
#include "ui/settings/SettingText.h"
#include "ui/theme/Theme.h"

using namespace sluice;
using sluice::test::box;

class SettingsPagesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { m_theme.reset(); }
    void everySettingHasARow();
    void searchFindsWordsKeysAndReasons();
    void profileIsFound();
    void unitsAndRangesAreShown();
    void namesOfCodecsStayWhole();
    void numbersAreTypedWithAndWithoutSpaces();
    void pathsCanBeChosen();
    void aPageIsBuiltWhenItIsLookedAt();
    void whatWasSaidBeforeIsShownOnceItIsBuilt();
    void aLongSearchServesInputInBetween();
    void tabGoesThroughThePagesInTheirOrder();
    void tabGoesFromTheListThroughTheRowsToTheFoot();
    void theDestinationsPageSaysWhereServersAre();
    void listsAreMadeWhenTheyAreOpened();

private:
    static QWidget* row(const SettingsDialog& dialog, std::string_view key) // null: its page is not built
    {
        return dialog.findChild<QWidget*>(QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size())));
    }
    std::unique_ptr<Theme> m_theme;
};

void SettingsPagesTest::initTestCase()
{
    m_theme = std::make_unique<Theme>(*qobject_cast<QApplication*>(qApp));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void SettingsPagesTest::everySettingHasARow()
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

void SettingsPagesTest::searchFindsWordsKeysAndReasons()
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

void SettingsPagesTest::profileIsFound()
{
    SettingsDialog dialog(*m_theme, Settings());
    dialog.show();
    dialog.searchField()->setText(QStringLiteral("low latency"));
    QVERIFY(dialog.bufferHeader()->isVisible());
    dialog.searchField()->setText(QStringLiteral("bitrate"));
    QVERIFY(!dialog.bufferHeader()->isVisible());
    QVERIFY(settingtext::matches(QStringLiteral("BUFER vacio"), QStringLiteral("Búfer vacío")));
    QVERIFY(!settingtext::matches(QStringLiteral("bufer lleno"), QStringLiteral("Búfer vacío")));
}

void SettingsPagesTest::namesOfCodecsStayWhole()
{
    const SettingRow& row = *SettingsSchema::standard().find("video.encoder");
    const QString why = settingtext::why(row, QStringLiteral("Understands H.264."));
    QVERIFY2(why.startsWith(QStringLiteral(u"Understands H.\u2060264")), qPrintable(why));
    QVERIFY(settingtext::matches(QStringLiteral("h.264"), why)); // and are found as they are typed
}

void SettingsPagesTest::unitsAndRangesAreShown()
{
    SettingsDialog dialog(*m_theme, Settings());
    for (const SettingRow& row : SettingsSchema::standard().rows()) {
        const SettingEditor* editor = dialog.editor(row.key);
        if (editor == nullptr)
            continue;
        const bool number = row.type == SettingType::Int || row.type == SettingType::Real;
        QCOMPARE(editor->why()->text().contains(QStringLiteral(u"\u00a0–\u2060\u00a0")), number);
        if (const auto* box = qobject_cast<QSpinBox*>(editor->editor()); box != nullptr && !row.unit.empty())
            QVERIFY2(box->suffix().endsWith(QString::fromLatin1(row.unit.data())), row.key.data());
    }
    QVERIFY(dialog.editor("buffer.start_ms")
            ->why()
            ->text()
            .endsWith(QStringLiteral(u"(20\u00a0–\u2060\u00a060\u202f000\u00a0ms)")));
    QVERIFY(dialog.editor("live.rate_max")
            ->why()
            ->text()
            .endsWith(QStringLiteral(u"(1\u00a0–\u2060\u00a01.25)")));
    QVERIFY(dialog.editor("server.rtmp_port")
            ->why()
            ->text()
            .endsWith(QStringLiteral(u"(0\u00a0–\u2060\u00a065535)")));
}

void SettingsPagesTest::numbersAreTypedWithAndWithoutSpaces()
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

void SettingsPagesTest::pathsCanBeChosen()
{
    SettingsDialog dialog(*m_theme, Settings(SettingsSchema::standard()));
    dialog.showPage(SettingsPage::Video);
    dialog.show();
    for (const char* key : {"broadcast.slate", "broadcast.logo", "record.folder"}) {
        SettingEditor* row = dialog.editor(key);
        QVERIFY2(row->chooser() != nullptr, key);
        QVERIFY(!row->chooser()->accessibleName().isEmpty());
        QCOMPARE(row->chooser()->isVisible(), row->editor()->isVisible());
        QTest::mouseClick(row->chooser(), Qt::LeftButton);
        auto* asked = dialog.findChild<QFileDialog*>();
        QVERIFY2(asked != nullptr, key);
        const bool folder = row->row().form == TextForm::Folder;
        QCOMPARE(asked->fileMode() == QFileDialog::Directory, folder);
        QVERIFY(folder || asked->nameFilters().first().contains(QLatin1String("*.png")));
        emit asked->fileSelected(QStringLiteral("/some/where"));
        QCOMPARE(dialog.edited().text(key), std::string("/some/where"));
        delete asked;
    }
    QVERIFY(dialog.editor("broadcast.caption_name")->chooser() == nullptr);
}

void SettingsPagesTest::aPageIsBuiltWhenItIsLookedAt()
{
    Settings settings;
    QVERIFY(settings.set("video.fps", "60"));
    SettingsDialog dialog(*m_theme, settings, nullptr, SettingsPage::Server);
    dialog.show();
    QCOMPARE(dialog.currentPage(), SettingsPage::Server);
    QVERIFY(row(dialog, "server.rtmp_port") != nullptr && row(dialog, "server.rtmp_port")->isVisible());
    for (const char* other : {"ui.theme", "video.fps", "buffer.start_ms", "record.auto"})
        QVERIFY2(row(dialog, other) == nullptr, other);
    // What is found on a page brings it up, with the values as they are.
    dialog.searchField()->setText(QStringLiteral("frame rate"));
    QTRY_VERIFY(dialog.settled());
    QVERIFY(row(dialog, "video.fps") != nullptr && row(dialog, "video.fps")->isVisible());
    QCOMPARE(box(dialog, "video.fps")->value(), 60);
    QVERIFY(dialog.editor("video.fps")->restoreButton()->isVisible());
    QVERIFY(!dialog.editor("video.fps")->restoreButton()->icon().isNull());
    QVERIFY(row(dialog, "ui.theme") == nullptr);
    dialog.restoreAll();
    QCOMPARE(box(dialog, "video.fps")->value(), 30);
    QVERIFY(dialog.applyButton()->isEnabled());
}

void SettingsPagesTest::whatWasSaidBeforeIsShownOnceItIsBuilt()
{
    SettingsDialog dialog(*m_theme, Settings());
    dialog.show();
    dialog.setPlaying(2630, milliseconds(800));
    BufferSettings advised;
    advised.start = milliseconds(1500);
    dialog.setAdvice(QStringLiteral("Better."), {}, advised);
    dialog.setEncoders({{"nvenc", "NVENC (H.264, NVIDIA graphics)", false, Sentence("It needs a card.")}});
    QVERIFY(row(dialog, "buffer.cap_mib") == nullptr && row(dialog, "video.encoder") == nullptr);
    dialog.searchField()->setText(
        QStringLiteral("present bitrate")); // of what plays: the schema has no such words
    QTRY_VERIFY(dialog.settled());
    QVERIFY(dialog.editor("buffer.cap_mib")->editor()->isVisible());
    QVERIFY(!dialog.editor("buffer.start_ms")->editor()->isVisible());
    dialog.showPage(SettingsPage::Buffer);
    QCOMPARE(dialog.bufferHeader()->advice()->text(), QStringLiteral("Better."));
    QVERIFY(dialog.bufferHeader()->adviceButton()->isVisible());
    QVERIFY(dialog.encoderNotes()->text().contains(QLatin1String("It needs a card.")));
}

void SettingsPagesTest::aLongSearchServesInputInBetween()
{
    SettingsDialog dialog(*m_theme, Settings());
    dialog.show();
    dialog.searchField()->setText(QStringLiteral("e")); // on every page
    QVERIFY2(!dialog.settled(), "all pages were built in one go");
    QVERIFY(row(dialog, "live.rate_max") == nullptr); // on the last page
    QTRY_VERIFY(dialog.settled());
    QVERIFY(row(dialog, "live.rate_max") != nullptr && row(dialog, "live.rate_max")->isVisible());
    // Words that come meanwhile win.
    SettingsDialog other(*m_theme, Settings());
    other.show();
    other.searchField()->setText(QStringLiteral("e"));
    other.searchField()->setText(QStringLiteral("rtmp_port"));
    QTRY_VERIFY(other.settled());
    QVERIFY(row(other, "server.rtmp_port")->isVisible());
    QVERIFY(row(other, "live.rate_max") == nullptr);
}

void SettingsPagesTest::tabGoesThroughThePagesInTheirOrder()
{
    SettingsDialog dialog(*m_theme, Settings());
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    // Not in the order of the pages.
    for (const SettingsPage page : {SettingsPage::Advanced, SettingsPage::Video, SettingsPage::Server})
        dialog.showPage(page);
    dialog.searchField()->setText(QStringLiteral("e"));
    QTRY_VERIFY(dialog.settled());
    QStringList expected;
    for (const SettingRow& setting : SettingsSchema::standard().rows())
        if (const QWidget* editor = row(dialog, setting.key); editor != nullptr && editor->isVisible())
            expected += editor->objectName();
    QVERIFY(expected.size() > 30);
    QStringList passed;
    dialog.searchField()->setFocus();
    constexpr int kMostStops = 200;
    for (int i = 0; i < kMostStops; ++i) {
        QTest::keyClick(&dialog, Qt::Key_Tab);
        QWidget* now = QApplication::focusWidget();
        QVERIFY(now != nullptr);
        if (now == dialog.searchField())
            break;
        if (expected.contains(now->objectName()))
            passed += now->objectName();
    }
    QCOMPARE(passed, expected);
}

// The field, what chooses for it, what restores it; and what ends it all last.
void SettingsPagesTest::tabGoesFromTheListThroughTheRowsToTheFoot()
{
    Settings settings;
    QVERIFY(settings.set("video.fps", "60") && settings.set("broadcast.logo", "/some/logo.png"));
    SettingsDialog dialog(*m_theme, settings, nullptr, SettingsPage::Advanced);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.showPage(SettingsPage::Video);
    QVERIFY(dialog.searchField()->hasFocus());
    QList<QWidget*> expected{dialog.findChild<QListWidget*>(QStringLiteral("pages"))};
    for (const SettingRow& setting : SettingsSchema::standard().rows()) {
        if (setting.page != SettingsPage::Video)
            continue;
        const SettingEditor* one = dialog.editor(setting.key);
        expected += one->editor();
        if (one->chooser() != nullptr)
            expected += one->chooser();
        if (one->restoreButton()->isVisible())
            expected += one->restoreButton();
    }
    const auto foot = dialog.findChild<QWidget*>(QStringLiteral("dialogFoot"))->findChildren<QPushButton*>();
    for (QPushButton* button : foot)
        if (button->isEnabled())
            expected += button;
    expected += dialog.searchField();
    for (QWidget* wanted : expected) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QWidget* now = QApplication::focusWidget();
        QVERIFY2(now == wanted,
            qPrintable(now->objectName() + now->accessibleName() + QStringLiteral(" instead of ")
                + wanted->objectName() + wanted->accessibleName()));
    }
}

void SettingsPagesTest::theDestinationsPageSaysWhereServersAre()
{
    SettingsDialog dialog(*m_theme, Settings(), nullptr, SettingsPage::Destinations);
    dialog.show();
    const auto said = [&] {
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("“Going to”")))
                return true;
        return false;
    };
    QVERIFY(said());
    dialog.searchField()->setText(QStringLiteral("stamp"));
    QTRY_VERIFY(dialog.settled());
    QVERIFY(row(dialog, "stamp.enabled")->isVisible() && !said());
}

// Each takes milliseconds, and most are never opened.
void SettingsPagesTest::listsAreMadeWhenTheyAreOpened()
{
    m_theme->setMode(ThemeMode::Dark);
    SettingsDialog dialog(*m_theme, Settings(), nullptr, SettingsPage::Video);
    dialog.show();
    m_theme->setMode(ThemeMode::Light);
    QTRY_VERIFY(m_theme->settled());
    const auto boxes = dialog.findChildren<QComboBox*>();
    QVERIFY(boxes.size() >= 4);
    for (const QComboBox* one : boxes)
        QVERIFY2(one->findChild<QAbstractItemView*>() == nullptr, qPrintable(one->objectName()));
    auto* layout = qobject_cast<QComboBox*>(dialog.editor("broadcast.layout")->editor());
    layout->showPopup();
    QVERIFY(layout->view()->isVisible());
    layout->hidePopup();
    m_theme->setMode(ThemeMode::Dark); // now there is a list to be told
    QTRY_VERIFY(m_theme->settled());
}

QTEST_MAIN(SettingsPagesTest)
#include "SettingsPagesTest.moc"
