// SPDX-License-Identifier: GPL-3.0-or-later
// What a tester takes away from a session.
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include "core/link/ArrivalTrace.h"
#include "core/metrics/RunReport.h"
#include "core/session/AdvisorSession.h"
#include "tests/ui/Samples.h"
#include "ui/MainWindow.h"
#include "ui/evidence/AdvisorDialog.h"
#include "ui/evidence/CompareDialog.h"
#include "ui/evidence/ExportDialog.h"
#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/AdviceChart.h"

using namespace sluice;

class EvidenceTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void adviceIsFoundAndTaken();
    void newQuestionsReplaceOldOnes();
    void nothingIsProposedWithoutNeed();
    void nothingRecordedIsSaid();
    void chartNeedsNoColour();
    void bufferPageShowsTheVerdict();
    void takingALevelKeepsTheRules_data();
    void takingALevelKeepsTheRules();
    void exportWritesEveryFile();
    void exportSaysWhatIsWrong();
    void sessionsStandSideBySide();
    void brokenReportsAreSaid();
    void otherFilesAreSaidAndLengthsMayDiffer();
    void pastSessionsAreKept();
    void keysWorkFromTheAddressField();

private:
    Theme* m_theme = nullptr;
};

void EvidenceTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void EvidenceTest::adviceIsFoundAndTaken()
{
    AdvisorSession advisor;
    AdvisorDialog dialog(*m_theme, advisor);
    dialog.show();
    QElapsedTimer asked;
    asked.start();
    advisor.ask(samples::arrivals(), Settings());
    QVERIFY(asked.elapsed() < 200); // the work is another thread's
    QCOMPARE(advisor.state(), AdvisorSession::State::Working);
    QVERIFY(!dialog.sentence()->text().isEmpty());
    QVERIFY(!dialog.useButton()->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(advisor.state(), AdvisorSession::State::Done, 20'000);
    const Advice& advice = *advisor.advice();
    QCOMPARE(advice.verdict, Advice::Verdict::StartLater);
    QVERIFY(dialog.sentence()->text().contains(QLatin1String("would have avoided")));
    QCOMPARE(dialog.table()->rowCount(), static_cast<int>(advice.points.size()));
    QVERIFY(dialog.useButton()->isEnabled());
    Settings settings;
    connect(&dialog, &AdvisorDialog::startChosen, this,
        [&](const BufferSettings& before, const BufferSettings& advised) {
            bufferedit::useStart(settings, before, advised);
        });
    dialog.useButton()->click();
    QCOMPARE(bufferedit::values(settings).start, advice.points[advice.bestIndex].settings.start);
    QVERIFY(bufferedit::check(settings));
    // What is in force cannot be taken.
    dialog.table()->selectRow(static_cast<int>(advice.presentIndex));
    QVERIFY(!dialog.useButton()->isEnabled());
    // With it, the same session has no stall.
    advisor.ask(samples::arrivals(), settings);
    QTRY_COMPARE_WITH_TIMEOUT(advisor.state(), AdvisorSession::State::Done, 20'000);
    QCOMPARE(advisor.advice()->present.stalls.size(), std::size_t{0});
}

void EvidenceTest::nothingIsProposedWithoutNeed()
{
    const auto ask = [](AdvisorSession& advisor, const std::shared_ptr<ArrivalTrace>& trace) {
        advisor.ask(trace, Settings());
        QTRY_VERIFY_WITH_TIMEOUT(advisor.state() != AdvisorSession::State::Working, 20'000);
    };
    // What fits stays chosen, and is called an estimate where it is one.
    AdvisorSession fits;
    ask(fits, samples::pulledArrivals());
    QCOMPARE(fits.state(), AdvisorSession::State::Done);
    QCOMPARE(fits.advice()->verdict, Advice::Verdict::Fits);
    AdvisorDialog dialog(*m_theme, fits);
    dialog.show();
    QCOMPARE(dialog.table()->currentRow(), static_cast<int>(fits.advice()->presentIndex));
    QVERIFY(!dialog.useButton()->isEnabled());
    QVERIFY(dialog.useButton()->toolTip().contains(QLatin1String("in force")));
    bool estimate = false;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        estimate |= label->isVisible() && label->text().startsWith(QLatin1String("An estimate"));
    QVERIFY(estimate);
    // One picture is too little for any start level: a sentence, and nothing to choose from.
    AdvisorSession hopeless;
    ask(hopeless, samples::arrivals(1));
    AdvisorDialog none(*m_theme, hopeless);
    none.show();
    QVERIFY(none.sentence()->text().contains(QLatin1String("not have begun")));
    QVERIFY(!none.useButton()->isVisible());
    QVERIFY(!none.table()->isVisible());
}

void EvidenceTest::newQuestionsReplaceOldOnes()
{
    AdvisorSession advisor;
    QSignalSpy changed(&advisor, &AdvisorSession::changed);
    advisor.ask(samples::arrivals(20'000), Settings());
    Settings smooth;
    QVERIFY(smooth.set("buffer.profile", "smooth"));
    advisor.ask(samples::arrivals(), smooth);
    QTRY_COMPARE_WITH_TIMEOUT(advisor.state(), AdvisorSession::State::Done, 20'000);
    QVERIFY(advisor.advice()->present.length < seconds(60));
    QCOMPARE(advisor.advice()->present.settings.start, bufferedit::values(smooth).start);
    advisor.ask(samples::arrivals(20'000), Settings());
    advisor.cancel();
    QCOMPARE(advisor.state(), AdvisorSession::State::Nothing);
    QVERIFY(advisor.advice() == nullptr);
    QElapsedTimer ending;
    ending.start();
    {
        AdvisorSession other;
        other.ask(samples::arrivals(100'000), Settings());
    }
    QVERIFY2(ending.elapsed() < 1500, qPrintable(QString::number(ending.elapsed())));
}

void EvidenceTest::nothingRecordedIsSaid()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    window.showAdvisor();
    QVERIFY(window.advisorDialog() != nullptr);
    QVERIFY(
        window.advisorDialog()->sentence()->text().startsWith(QLatin1String("Nothing has been recorded")));
    QVERIFY(!window.advisorDialog()->useButton()->isVisible());
    // A trace that nothing came to is nothing, too.
    AdvisorSession advisor;
    advisor.ask(std::make_shared<ArrivalTrace>(), Settings());
    QCOMPARE(advisor.state(), AdvisorSession::State::Nothing);
}

// Bars and line differ by more than their colour, and the words say it all.
void EvidenceTest::chartNeedsNoColour()
{
    for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
        m_theme->setMode(mode);
        AdviceChart chart(*m_theme);
        chart.resize(620, 220);
        chart.setPoints({{milliseconds(500), true, milliseconds(500), seconds(4)},
                            {seconds(2), true, seconds(2), seconds(0)}, {seconds(9), false, {}, {}}},
            0, 1);
        QVERIFY(chart.accessibleDescription().contains(QLatin1String("never plays")));
        QVERIFY(chart.accessibleDescription().contains(QLatin1String("4.0")));
        const QImage grey = chart.grab().toImage().convertToFormat(QImage::Format_Grayscale8);
        // Inside the bar of the first slot: the hatch alternates, so that a scan line has both shades.
        const int y = grey.height() / 2;
        const double slot = (grey.width() - 52) / 3.0;
        int least = 255;
        int most = 0;
        for (int x = -9; x <= 9; ++x) {
            const int shade = qGray(grey.pixel(static_cast<int>(44 + slot / 2) + x, y));
            least = std::min(least, shade);
            most = std::max(most, shade);
        }
        QVERIFY2(most - least > 25, qPrintable(QStringLiteral("%1 … %2").arg(least).arg(most)));
    }
    m_theme->setMode(ThemeMode::System);
}

void EvidenceTest::bufferPageShowsTheVerdict()
{
    AdvisorSession advisor;
    advisor.ask(samples::arrivals(), Settings());
    QTRY_COMPARE_WITH_TIMEOUT(advisor.state(), AdvisorSession::State::Done, 20'000);
    QVERIFY(AdvisorDialog::hasBetter(advisor));
    const Advice& advice = *advisor.advice();
    const BufferSettings& best = advice.points[advice.bestIndex].settings;
    SettingsDialog dialog(*m_theme, Settings());
    dialog.showPage(SettingsPage::Buffer);
    dialog.show();
    QVERIFY(!dialog.bufferHeader()->adviceButton()->isVisible());
    dialog.setAdvice(AdvisorDialog::lineOf(advisor), advice.present.settings, best);
    QVERIFY(dialog.bufferHeader()->advice()->text().contains(QLatin1String("would have avoided")));
    QVERIFY(dialog.bufferHeader()->adviceButton()->isVisible());
    dialog.bufferHeader()->adviceButton()->click();
    QCOMPARE(bufferedit::values(dialog.edited()).start, best.start);
    QVERIFY(dialog.applyButton()->isEnabled());
    dialog.setAdvice(QStringLiteral("Nothing better."));
    QVERIFY(!dialog.bufferHeader()->adviceButton()->isVisible());
}

void EvidenceTest::takingALevelKeepsTheRules_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<int>("startMs");
    for (const char* profile : {"low-latency", "balanced", "smooth", "custom"})
        for (const int start : {80, 300, 1500, 6000, 12'000})
            QTest::addRow("%s %d", profile, start) << QString::fromLatin1(profile) << start;
}

void EvidenceTest::takingALevelKeepsTheRules()
{
    QFETCH(QString, profile);
    QFETCH(int, startMs);
    Settings settings;
    QVERIFY(settings.set("buffer.profile", profile.toStdString()));
    const BufferSettings before = bufferedit::values(settings);
    for (const BufferSource source : {BufferSource::Pushed, BufferSource::Vod}) {
        const BufferSettings advised = Advisor::withStart(before, source, milliseconds(startMs));
        bufferedit::useStart(settings, before, advised);
        QVERIFY(bufferedit::check(settings));
        QCOMPARE(bufferedit::values(settings).start, milliseconds(startMs));
    }
}

void EvidenceTest::exportWritesEveryFile()
{
    const QTemporaryDir folder;
    const SessionRecord session = samples::session();
    ExportDialog dialog(session, samples::arrivals());
    dialog.show();
    dialog.folder()->setText(folder.path());
    dialog.baseName()->setText(QStringLiteral("ticket"));
    dialog.exportButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog.message()->text().contains(QLatin1String("written")), 10'000);
    const auto path = [&](const char* ending) {
        return folder.filePath(QLatin1String("ticket") + QLatin1String(ending));
    };
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 7);
    for (const ExportRow& row : exportRows())
        QVERIFY(QFileInfo(path(std::string(row.ending).c_str())).size() > 300);
    const auto read = loadSession(path(".json").toStdString());
    QVERIFY(read);
    QCOMPARE(read->samples.size(), session.samples.size());
    const QImage picture(path(".png"));
    QCOMPARE(picture.size(), QSize(2000, 600));
    // Where the level stands at its stalls and elsewhere is painted.
    QVERIFY(picture.pixel(20, 20) != picture.pixel(1000, 400));
    const auto trace = ArrivalData::load(path(".arrivals").toStdString());
    QVERIFY(trace);
    QCOMPARE(trace->packets.size(), std::size_t{900});
    QFile page(path(".html"));
    QVERIFY(page.open(QIODevice::ReadOnly));
    const QByteArray html = page.readAll();
    QVERIFY(html.contains("<svg") && html.contains("Qt 6"));
    QVERIFY(!html.contains("secret"));
    // A second time under the same name: nothing is replaced without being asked.
    dialog.exportButton()->click();
    QVERIFY(dialog.message()->text().contains(QLatin1String("there already")));
}

void EvidenceTest::exportSaysWhatIsWrong()
{
    const QTemporaryDir folder;
    ExportDialog dialog(samples::session(), nullptr);
    dialog.show();
    dialog.folder()->setText(QStringLiteral("/nonexistent/folder"));
    dialog.exportButton()->click();
    QVERIFY(dialog.message()->text().contains(QLatin1String("/nonexistent/folder")));
    dialog.folder()->setText(folder.path());
    dialog.baseName()->setText(QStringLiteral("a/b"));
    dialog.exportButton()->click();
    QVERIFY(dialog.message()->text().contains(QLatin1String("slash")));
    for (const ExportRow& row : exportRows())
        dialog.box(row.kind)->setChecked(false);
    QVERIFY(!dialog.exportButton()->isEnabled());
    // Without a session there is a note, and no dialog.
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.show();
    window.exportSession();
    QVERIFY(window.findChild<ExportDialog*>() == nullptr);
}

void EvidenceTest::sessionsStandSideBySide()
{
    SessionRecord one = samples::session();
    SessionRecord other = one;
    other.name = "later";
    other.report.stalls.pop_back();
    CompareDialog dialog(*m_theme, {one, other});
    dialog.show();
    QVERIFY(dialog.isVisible());
    QCOMPARE(dialog.graphCount(), 2);
    QCOMPARE(dialog.table()->columnCount(), 2);
    const auto figures = reportFigures();
    QCOMPARE(dialog.table()->rowCount(), static_cast<int>(figures.size()));
    const auto row = static_cast<int>(
        std::ranges::find(figures, std::string_view("stalls"), &ReportFigure::name) - figures.begin());
    QCOMPARE(dialog.table()->item(row, 0)->text(), QStringLiteral("2"));
    QCOMPARE(dialog.table()->item(row, 1)->text(), QStringLiteral("1 (\u22121)"));
    // The first one that is left is what the others are measured by.
    dialog.list()->item(0)->setCheckState(Qt::Unchecked);
    QCOMPARE(dialog.graphCount(), 1);
    QCOMPARE(dialog.table()->item(row, 0)->text(), QStringLiteral("1"));
    dialog.list()->item(1)->setCheckState(Qt::Unchecked);
    QCOMPARE(dialog.graphCount(), 0);
}

void EvidenceTest::brokenReportsAreSaid()
{
    const QTemporaryDir folder;
    const auto path = [&](const char* name) { return folder.filePath(QLatin1String(name)); };
    const auto write = [&](const char* name, const QByteArray& text) {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write("broken.json", "{\"schema\": 3");
    QVERIFY(writeReport(path("good.json").toStdString(), samples::session().report));
    CompareDialog dialog(*m_theme, {});
    dialog.show();
    QVERIFY(dialog.message()->text().startsWith(QLatin1String("Nothing to compare")));
    dialog.addFiles({path("broken.json"), path("good.json"), path("missing.json")});
    QVERIFY(dialog.loading()); // elsewhere: nothing has been read yet
    QCOMPARE(dialog.list()->count(), 0);
    QVERIFY(dialog.message()->text().startsWith(QLatin1String("Reading 3")));
    QTRY_VERIFY(!dialog.loading());
    QCOMPARE(dialog.list()->count(), 1);
    QCOMPARE(dialog.graphCount(), 1);
    QVERIFY(dialog.message()->text().contains(QLatin1String("broken.json: This file is no report")));
    QVERIFY(dialog.message()->text().contains(QLatin1String("missing.json")));
    write("good.csv", "nonsense");
    dialog.addFiles({path("good.json")});
    QTRY_VERIFY(!dialog.loading());
    QCOMPARE(dialog.list()->count(), 1);
    QVERIFY(dialog.message()->text().contains(QLatin1String("timeline beside the report")));
}

void EvidenceTest::otherFilesAreSaidAndLengthsMayDiffer()
{
    const QTemporaryDir folder;
    const auto write = [&](const char* name, const QByteArray& text) {
        QFile file(folder.filePath(QLatin1String(name)));
        const bool open = file.open(QIODevice::WriteOnly);
        return open && file.write(text) == text.size() ? file.fileName() : QString();
    };
    CompareDialog dialog(*m_theme, {});
    dialog.show();
    QCOMPARE(dialog.table()->columnCount(), 0);
    dialog.addFiles({write("live.json", R"({"schema":"sluice.live/1","destinations":[]})"),
        write("list.json", "[1, 2]"), write("empty.json", "")});
    QTRY_VERIFY(!dialog.loading());
    QCOMPARE(dialog.list()->count(), 0);
    for (const char* name : {"live.json", "list.json", "empty.json"})
        QVERIFY2(
            dialog.message()->text().contains(QLatin1String(name)), qPrintable(dialog.message()->text()));
    // An hour beside two seconds, and one without a timeline.
    SessionRecord hour = samples::session();
    for (TimelineSample& s : hour.samples)
        s.at *= 60;
    SessionRecord blink = samples::session();
    blink.samples.resize(20);
    SessionRecord bare = samples::session();
    bare.samples.clear();
    CompareDialog all(*m_theme, {blink, hour, bare});
    all.show();
    QCOMPARE(all.graphCount(), 3);
    QVERIFY(!all.grab().isNull());
    QCOMPARE(all.table()->columnCount(), 3);
}

void EvidenceTest::pastSessionsAreKept()
{
    samples::Sessions sessions;
    QVERIFY(!sessions.watch.record());
    QVERIFY(sessions.watch.arrivals() == nullptr);
    WatchRequest request;
    request.url = "/nonexistent/clip.mp4";
    request.audioOut = "null";
    sessions.watch.open(request);
    QTRY_COMPARE_WITH_TIMEOUT(sessions.watch.status().state, WatchState::Failed, 15'000);
    QVERIFY(sessions.watch.record());
    QVERIFY(sessions.watch.arrivals() != nullptr);
    sessions.watch.open(request);
    QVERIFY(sessions.watch.past().empty()); // one that never played is nothing to compare
    const QString clip = qEnvironmentVariable("SLUICE_TEST_MEDIA") + QStringLiteral("/media/bbb-480p.mp4");
    if (!QFile::exists(clip))
        QSKIP("without SLUICE_TEST_MEDIA there is no clip to play");
    request.url = clip.toStdString();
    sessions.watch.open(request);
    QTRY_VERIFY_WITH_TIMEOUT(sessions.watch.status().report.startupMs > 0, 15'000);
    QTRY_VERIFY(sessions.watch.arrivals()->packetCount() > 0);
    sessions.watch.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!sessions.watch.running(), 5000);
    // Also after the end.
    QVERIFY(sessions.watch.arrivals()->packetCount() > 0);
    QVERIFY(!sessions.watch.record()->samples.empty());
    sessions.watch.open(request);
    QCOMPARE(sessions.watch.past().size(), std::size_t{1});
    QCOMPARE(sessions.watch.past().front()->name, clip.toStdString());
    sessions.watch.stop();
}

// Where the keyboard usually is; a field keeps some keys for itself, such as Ctrl+E for its end.
void EvidenceTest::keysWorkFromTheAddressField()
{
    samples::Sessions sessions;
    MainWindow window(sessions.context, *m_theme);
    window.showTab(MainWindow::Tab::Watch);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto* field = window.findChild<QLineEdit*>(QStringLiteral("address"));
    QVERIFY(field != nullptr);
    field->setFocus();
    QTest::keyClick(field, Qt::Key_T, Qt::ControlModifier);
    QVERIFY(window.advisorDialog() != nullptr);
    window.advisorDialog()->close();
    field->setFocus();
    QTest::keyClick(field, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(window.statusBar()->currentMessage().contains(QLatin1String("export")));
    QVERIFY(!window.findChild<QWidget*>(QStringLiteral("statusRight"))
            ->isVisible()); // it would take all the room
    window.statusBar()->clearMessage();
    QVERIFY(window.findChild<QWidget*>(QStringLiteral("statusRight"))->isVisible());
    QTest::keyClick(field, Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(window.findChild<CompareDialog*>() != nullptr);
}

QTEST_MAIN(EvidenceTest)
#include "EvidenceTest.moc"
