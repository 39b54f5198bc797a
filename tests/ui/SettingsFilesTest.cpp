// SPDX-License-Identifier: GPL-3.0-or-later
// Settings that leave the dialog and come back as files, and what closing it leaves behind.
#include <memory>

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/session/SettingsSession.h"
#include "tests/ui/SettingsBox.h"
#include "ui/settings/BufferHeader.h"
#include "ui/theme/Theme.h"

using namespace sluice;
using sluice::test::box;

class SettingsFilesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qobject_cast<QApplication*>(qApp)); }
    void cleanupTestCase() { m_theme.reset(); }
    void exportedAndImportedAgain();
    void wrongFilesAreRefused_data();
    void wrongFilesAreRefused();
    void importOfAPartKeepsTheRest();
    void cancelLeavesEverything();

private:
    QString file(const char* name) { return m_folder.filePath(QString::fromLatin1(name)); }
    void write(const QString& path, const QByteArray& text)
    {
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(text);
    }
    QTemporaryDir m_folder;
    std::unique_ptr<Theme> m_theme;
};

void SettingsFilesTest::exportedAndImportedAgain()
{
    Settings here;
    QVERIFY(here.set("buffer.profile", "smooth"));
    QVERIFY(here.set("video.fps", "60"));
    QVERIFY(here.set("video.size", "640x360"));
    QVERIFY(here.set("video.gop_s", "1.5"));
    QVERIFY(here.set("stamp.enabled", "false"));
    QVERIFY(here.set("broadcast.camera", "test"));
    SettingsDialog from(*m_theme, here);
    from.exportFile(file("a.json"));
    QVERIFY2(from.note()->text().contains(QStringLiteral("a.json")), qPrintable(from.note()->text()));
    // On a computer where other values are set, and Custom ones among them.
    Settings there;
    QVERIFY(there.set("buffer.profile", "custom"));
    QVERIFY(there.set("buffer.start_ms", "700"));
    QVERIFY(there.set("audio.bitrate_kbps", "160"));
    SettingsDialog to(*m_theme, there);
    QSignalSpy apply(&to, &SettingsDialog::applyRequested);
    to.importFile(file("a.json"));
    QVERIFY(to.edited() == here);
    QVERIFY(apply.isEmpty()); // shown, not yet in force
    QVERIFY(to.applyButton()->isEnabled());
    QVERIFY(to.note()->text().contains(QStringLiteral("a.json")));
    QCOMPARE(box(to, "buffer.start_ms")->value(), 1500);
    to.applyButton()->click();
    QCOMPARE(apply.size(), 1);
    // A folder that cannot be written is said.
    from.exportFile(file("none/a.json"));
    auto* problem = from.findChild<QLabel*>(QStringLiteral("problem"));
    QVERIFY2(problem->text().contains(QStringLiteral("none/a.json")), qPrintable(problem->text()));
}

void SettingsFilesTest::wrongFilesAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("said");
    QTest::newRow("unknown") << QByteArray(R"({"video.fps": 60, "bufer.start_ms": 700})")
                             << QStringList{QStringLiteral("bufer.start_ms"),
                                    QStringLiteral("Did you mean “buffer.start_ms”?")};
    QTest::newRow("far out") << QByteArray(R"({"video.fps": 60, "zzz": 1})")
                             << QStringList{QStringLiteral("“zzz”"), QStringLiteral("lists them all")};
    QTest::newRow("too high") << QByteArray(R"({"audio.bitrate_kbps": 96, "video.fps": 600})")
                              << QStringList{QStringLiteral("video.fps"), QStringLiteral("600"),
                                     QStringLiteral("1 to 60")};
    QTest::newRow("a word") << QByteArray(R"({"video.fps": "many"})")
                            << QStringList{QStringLiteral("video.fps"), QStringLiteral("many")};
    QTest::newRow("a list") << QByteArray(R"({"stamp.enabled": [true]})")
                            << QStringList{QStringLiteral("stamp.enabled")};
    QTest::newRow("a contradiction") << QByteArray(
        R"({"video.fps": 60, "buffer.start_ms": 900, "buffer.resume_ms": 800})")
                                     << QStringList{QStringLiteral("900 ms"), QStringLiteral("800 ms"),
                                            QStringLiteral("Lower")};
    QTest::newRow("not JSON") << QByteArray("fps: 60")
                              << QStringList{QStringLiteral("not a JSON object"), QStringLiteral("Choose")};
    QTest::newRow("empty") << QByteArray() << QStringList{QStringLiteral("not a JSON object")};
}

void SettingsFilesTest::wrongFilesAreRefused()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, said);
    Settings settings;
    QVERIFY(settings.set("video.gop_s", "2"));
    SettingsDialog dialog(*m_theme, settings);
    box(dialog, "video.bitrate_kbps")->setValue(4000);
    const Settings before = dialog.edited();
    write(file("wrong.json"), text);
    dialog.importFile(file("wrong.json"));
    auto* problem = dialog.findChild<QLabel*>(QStringLiteral("problem"));
    QVERIFY(problem != nullptr);
    QVERIFY(problem->text().contains(QStringLiteral("wrong.json")));
    for (const QString& part : said)
        QVERIFY2(problem->text().contains(part), qPrintable(problem->text()));
    QVERIFY(dialog.edited() == before); // nothing of it
    QCOMPARE(box(dialog, "video.fps")->value(), 30);
    QVERIFY(dialog.applyButton()->isEnabled()); // what was edited can still be applied
}

void SettingsFilesTest::importOfAPartKeepsTheRest()
{
    Settings settings;
    QVERIFY(settings.set("video.fps", "60"));
    QVERIFY(settings.set("audio.bitrate_kbps", "160"));
    SettingsDialog dialog(*m_theme, settings);
    write(file("part.json"), R"({"buffer.profile": "smooth", "audio.bitrate_kbps": null})");
    dialog.importFile(file("part.json"));
    QCOMPARE(dialog.edited().text("buffer.profile"), std::string("smooth"));
    QCOMPARE(dialog.edited().integer("video.fps"), std::int64_t{60});
    QVERIFY(!dialog.edited().isSet("audio.bitrate_kbps")); // null: the default
    dialog.importFile(file("missing.json"));
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("problem"))
            ->text()
            .contains(QStringLiteral("missing.json")));
}

void SettingsFilesTest::cancelLeavesEverything()
{
    const QString path = file("settings.json");
    write(path, R"({"video.fps": 60, "buffer.profile": "custom", "buffer.start_ms": 400, "of.another": 1})");
    SettingsSession session(path);
    const Settings before = session.current();
    QFile stored(path);
    QVERIFY(stored.open(QIODevice::ReadOnly));
    const QByteArray bytes = stored.readAll();
    QSignalSpy changed(&session, &SettingsSession::changed);
    SettingsDialog dialog(*m_theme, before);
    connect(&dialog, &SettingsDialog::applyRequested, this, [&](const Settings& settings) {
        QVERIFY(session.apply(settings).ok());
        dialog.setSettings(session.current());
    });
    dialog.show();
    QCOMPARE(dialog.cancelButton()->text(), QStringLiteral("Close")); // nothing to take back
    box(dialog, "buffer.start_ms")->setValue(300);
    QCOMPARE(dialog.cancelButton()->text(), QStringLiteral("Cancel"));
    emit dialog.bufferHeader()->profileChosen(BufferProfile::LowLatency);
    dialog.restoreAll();
    write(file("other.json"), R"({"ui.theme": "light"})");
    dialog.importFile(file("other.json"));
    QTest::mouseClick(dialog.cancelButton(), Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
    QVERIFY(session.current() == before);
    QVERIFY(changed.isEmpty());
    stored.seek(0);
    QCOMPARE(stored.readAll(), bytes);
}

QTEST_MAIN(SettingsFilesTest)
#include "SettingsFilesTest.moc"
