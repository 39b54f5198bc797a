// SPDX-License-Identifier: GPL-3.0-or-later
// The buffer's graph: values under cursor and pointer, watermarks that are dragged, and the table.
#include <algorithm>
#include <iterator>

#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "tests/ui/GraphSamples.h"
#include "tests/ui/Samples.h"
#include "ui/settings/BufferEdit.h"
#include "ui/theme/Language.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/BufferTable.h"
#include "ui/watch/WatchPresenter.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/GraphLabels.h"
#include "ui/widgets/GraphTable.h"

using namespace sluice;
using samples::differing;
using samples::rules;
using samples::sawtooth;

class GraphReadingTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void cursorTellsTheValues();
    void cursorGoesFromEventToEvent();
    void pointerShowsTheValues();
    void eventsBecomeMarks();
    void watermarksAreDragged();
    void anIllegalPlaceIsRefused();
    void watermarksMoveByKeys();
    void watermarksOfASessionStayWhatTheyAre();
    void tableHasARowEachSecond();
    void tableFollowsTheSession();
    void tableIsCopiedAsText();
    void causesAreTranslated();

private:
    Theme* m_theme = nullptr;
};

void GraphReadingTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    m_theme->setMode(ThemeMode::Dark);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void GraphReadingTest::cursorTellsTheValues()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 200);
    QTest::keyClick(&graph, Qt::Key_Left, Qt::ShiftModifier); // of nothing
    QVERIFY(!graph.cursor());
    std::vector<GraphSample> all = sawtooth(0, 120'000);
    all.back().offered = 1.6F;
    all.back().latency = 3.1F;
    all.back().rate = 1.03F;
    graph.add(all);
    graph.addMark({milliseconds(119'800), GraphMark::Kind::LinkCut, QStringLiteral("Link cut for 5 s")});
    QTest::keyClick(&graph, Qt::Key_Left, Qt::ShiftModifier);
    QTest::keyClick(&graph, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(*graph.cursor(), Duration(milliseconds(119'900)));
    const QString text = graph.accessibleDescription();
    for (const char* part : {"01:59.9", "rebuffering", "#6 network", "level 0.0", "arriving 2.50",
             "playing 0.00", "speed 1.03×", "latency 3.10", "offered 1.60", "low 0.50", "start 1.50",
             "resume 2.40", "target 3.00", "Link cut for 5 s"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), qPrintable(text));
    QTest::keyClick(&graph, Qt::Key_Escape);
    QVERIFY(!graph.cursor());
    QVERIFY(!graph.accessibleDescription().contains(QLatin1String("Link cut")));
}

void GraphReadingTest::cursorGoesFromEventToEvent()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 200);
    graph.add(sawtooth(0, 200'000));
    graph.addMark({seconds(60), GraphMark::Kind::Trim, QStringLiteral("Skipped")});
    const auto press
        = [&](int key) { QTest::keyClick(&graph, static_cast<Qt::Key>(key), Qt::ControlModifier); };
    for (int i = 0; i < 7; ++i) // the stalls at 198.1, 178.1 … 78.1
        press(Qt::Key_Left);
    QCOMPARE(*graph.cursor(), Duration(milliseconds(78'100)));
    press(Qt::Key_Left);
    QCOMPARE(*graph.cursor(), Duration(seconds(60)));
    QVERIFY(graph.navigator().view().begin() <= *graph.cursor()); // the view has followed
    QVERIFY(graph.accessibleDescription().contains(QLatin1String("Skipped")));
    press(Qt::Key_Right);
    QCOMPARE(*graph.cursor(), Duration(milliseconds(78'100)));
    graph.clear();
    QVERIFY(!graph.cursor());
}

void GraphReadingTest::pointerShowsTheValues()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 200);
    graph.add(sawtooth(0, 120'000));
    graph.setPaused(true);
    graph.show();
    QVERIFY(QTest::qWaitForWindowExposed(&graph));
    const QImage before = graph.grab().toImage();
    QTest::mouseMove(&graph, QPoint(338, 100));
    const QImage with = graph.grab().toImage();
    QVERIFY(graph.cursor());
    QVERIFY2(
        std::abs(toMs(*graph.cursor()) - 89'900) < 150, qPrintable(QString::number(toMs(*graph.cursor()))));
    QVERIFY(differing(before, with) > 1000);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&graph, &leave);
    QVERIFY(!graph.cursor());
    QCOMPARE(graph.grab().toImage(), before);
}

void GraphReadingTest::eventsBecomeMarks()
{
    using Kind = GraphMark::Kind;
    BufferCard card(*m_theme);
    std::vector<TimelineSample> rows = samples::minute();
    for (std::size_t i = 300; i < 400; ++i)
        rows[i].rate = i < 350 ? 1.03F : 1.01F; // one time of playing faster
    card.add(rows);
    const auto event = [](int ms, EventKind kind, Sentence text) {
        return Event{TimePoint(milliseconds(ms)), kind, std::move(text)};
    };
    card.addEvents({event(1000, EventKind::Glitch, Sentence("Glitch: %1", {"decoder"})),
                       event(2000, EventKind::Glitch, Sentence("Glitch: %1", {"device"})),
                       event(3000, EventKind::Trim, Sentence("Skipped %1 s to be live again", {"2.0"})),
                       event(4000, EventKind::Discontinuity, Sentence("x")),
                       event(5000, EventKind::Reconnecting, Sentence("x")),
                       event(6000, EventKind::SettingsChanged, Sentence("x")),
                       event(7000, EventKind::LinkCut, Sentence("Link cut for %1 s", {"5.0"})),
                       event(8000, EventKind::LinkChanged, Sentence("x")),
                       event(9000, EventKind::LinkReset, Sentence("x")),
                       event(10'000, EventKind::RebufferStart, Sentence("x")),
                       event(10'500, EventKind::RateChanged, Sentence("x")), // the samples have it already
                       event(11'000, EventKind::FirstPicture, Sentence("First picture"))},
        TimePoint{});
    const auto& marks = card.graph()->history().marks();
    std::vector<Kind> kinds;
    std::ranges::transform(marks, std::back_inserter(kinds), &GraphMark::kind);
    QCOMPARE(kinds,
        (std::vector<Kind>{Kind::GlitchDecoder, Kind::GlitchDevice, Kind::Trim, Kind::Discontinuity,
            Kind::Reconnect, Kind::Setting, Kind::LinkCut, Kind::LinkChange, Kind::LinkReset, Kind::Stall,
            Kind::Step, Kind::Speed, Kind::Speed}));
    QCOMPARE(marks[6].text, QStringLiteral("Link cut for 5.0 s"));
    QCOMPARE(marks[11].at, Duration(seconds(30)));
    QCOMPARE(marks[11].text, QStringLiteral("Speed 1.03×"));
    QCOMPARE(marks[12].at, Duration(seconds(40)));
    card.clear();
    QVERIFY(card.graph()->history().marks().empty());
}

void GraphReadingTest::watermarksAreDragged()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 244); // 200 pixels for 4 s
    graph.add(sawtooth(0, 60'100));
    graph.show();
    QVERIFY(QTest::qWaitForWindowExposed(&graph));
    (void)graph.grab();
    QSignalSpy wanted(&graph, &BufferGraph::watermarkRequested);
    const QMargins margins = GraphLabels::margins(graph.height());
    const int bottom = graph.height() - margins.bottom() - 1;
    const double perSecond = (graph.height() - margins.top() - margins.bottom()) / 4.0;
    const auto y = [&](double level) { return static_cast<int>(std::lround(bottom - level * perSecond)); };
    // Nobody says what is legal: nothing can be taken hold of.
    QTest::mousePress(&graph, Qt::LeftButton, {}, QPoint(300, y(1.5)));
    QVERIFY(!graph.grip());
    QTest::mouseRelease(&graph, Qt::LeftButton, {}, QPoint(300, y(1.5)));
    graph.setWatermarkCheck(rules());
    QTest::mousePress(&graph, Qt::LeftButton, {}, QPoint(300, y(1.5)));
    QTest::mouseMove(&graph, QPoint(300, y(1.8)));
    QTest::mouseMove(&graph, QPoint(300, y(2)));
    QVERIFY(graph.grip());
    QCOMPARE(graph.grip()->mark, WatermarkBar::Start);
    QVERIFY(graph.grip()->rule.isEmpty());
    QVERIFY(!graph.paused()); // the view has not been moved
    QTest::mouseRelease(&graph, Qt::LeftButton, {}, QPoint(300, y(2)));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].value<WatermarkBar::Mark>(), WatermarkBar::Start);
    const auto ms = toMs(wanted[0][1].value<Duration>());
    QVERIFY2(std::abs(ms - 2000) <= 20 && ms % 10 == 0, qPrintable(QString::number(ms)));
    QVERIFY(!graph.grip());
    // Esc leaves it where it is, and what follows of the dragging is nothing.
    QTest::mousePress(&graph, Qt::LeftButton, {}, QPoint(300, y(3)));
    QTest::mouseMove(&graph, QPoint(300, y(3.5)));
    QCOMPARE(graph.grip()->mark, WatermarkBar::Target);
    QTest::keyClick(&graph, Qt::Key_Escape);
    QVERIFY(!graph.grip());
    QTest::mouseRelease(&graph, Qt::LeftButton, {}, QPoint(300, y(3.5)));
    QCOMPARE(wanted.size(), 1);
    // Above the plot there are higher levels.
    QTest::mousePress(&graph, Qt::LeftButton, {}, QPoint(300, y(3)));
    QTest::mouseMove(&graph, QPoint(300, y(4.2)));
    QTest::mouseRelease(&graph, Qt::LeftButton, {}, QPoint(300, y(4.2)));
    QCOMPARE(wanted.size(), 2);
    QVERIFY(std::abs(toMs(wanted[1][1].value<Duration>()) - 4200) <= 20);
}

void GraphReadingTest::anIllegalPlaceIsRefused()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 244);
    graph.add(sawtooth(0, 60'100));
    graph.setWatermarkCheck(rules());
    graph.show();
    QVERIFY(QTest::qWaitForWindowExposed(&graph));
    const QImage before = graph.grab().toImage();
    QSignalSpy wanted(&graph, &BufferGraph::watermarkRequested);
    graph.setFocus();
    QTest::keyClick(&graph, Qt::Key_Up); // low
    QTest::keyClick(&graph, Qt::Key_PageUp, Qt::ShiftModifier);
    QVERIFY(graph.grip()->rule.isEmpty());
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(&graph, Qt::Key_PageUp, Qt::ShiftModifier);
    QCOMPARE(graph.grip()->value, Duration(seconds(2)));
    const QString rule = graph.grip()->rule;
    QVERIFY(!rule.isEmpty());
    QVERIFY(graph.accessibleDescription().contains(rule));
    QTest::keyClick(&graph, Qt::Key_Return);
    QVERIFY(wanted.isEmpty());
    QVERIFY(!graph.grip());
    QCOMPARE(graph.refused()->rule, rule);
    QVERIFY(graph.accessibleDescription().contains(QStringLiteral(u"stays at 0.50\u00a0s")));
    QVERIFY(differing(before, graph.grab().toImage()) > 1000); // and it is seen
}

void GraphReadingTest::watermarksMoveByKeys()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 244);
    QTest::keyClick(&graph, Qt::Key_Up);
    graph.setWatermarkCheck(rules());
    QTest::keyClick(&graph, Qt::Key_Up); // nothing has been played
    QVERIFY(!graph.grip());
    graph.add(sawtooth(0, 60'100));
    QSignalSpy wanted(&graph, &BufferGraph::watermarkRequested);
    QTest::keyClick(&graph, Qt::Key_Down); // target
    QTest::keyClick(&graph, Qt::Key_Down); // resume
    QCOMPARE(graph.grip()->mark, WatermarkBar::Resume);
    QTest::keyClick(&graph, Qt::Key_PageDown);
    QTest::keyClick(&graph, Qt::Key_PageDown);
    QVERIFY(wanted.isEmpty()); // only Enter sets it
    QVERIFY(graph.accessibleDescription().contains(QStringLiteral("resume 2.30")));
    QTest::keyClick(&graph, Qt::Key_Enter);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].value<WatermarkBar::Mark>(), WatermarkBar::Resume);
    QCOMPARE(wanted[0][1].value<Duration>(), Duration(milliseconds(2300)));
    QTest::keyClick(&graph, Qt::Key_Up);
    QTest::keyClick(&graph, Qt::Key_PageUp);
    QTest::keyClick(&graph, Qt::Key_Escape);
    QVERIFY(!graph.grip());
    QCOMPARE(wanted.size(), 1);
}

// The presenter's side: through the settings, as the dialog does, and the other three stay as they were in force.
void GraphReadingTest::watermarksOfASessionStayWhatTheyAre()
{
    samples::Sessions sessions;
    WatchTab tab(*m_theme);
    WatchPresenter presenter(sessions.context, tab);
    tab.addSamples(samples::minute());
    BufferGraph* graph = tab.bufferCard()->graph();
    emit graph->watermarkRequested(WatermarkBar::Target, milliseconds(1500));
    const Settings& now = sessions.settings.current();
    QCOMPARE(QString::fromStdString(now.text("buffer.profile")), QStringLiteral("custom"));
    QCOMPARE(now.integerIfSet("buffer.target_ms").value_or(0), 1500);
    QCOMPARE(now.integerIfSet("buffer.resume_ms").value_or(0), 800); // Balanced had it
    QSignalSpy problem(&presenter, &WatchPresenter::problem);
    emit graph->watermarkRequested(WatermarkBar::Resume, milliseconds(1300)); // over 0.8 of the target
    QCOMPARE(problem.size(), 1);
    QCOMPARE(now.integerIfSet("buffer.resume_ms").value_or(0), 800);
    // Values of another source, such as a file's, are kept whole.
    Settings settings = now;
    BufferSettings file;
    file.low = milliseconds(500);
    file.start = seconds(1);
    file.resume = seconds(2);
    file.target = seconds(30);
    QVERIFY(bufferedit::setWatermark(settings, "buffer.resume_ms", 10'000, file));
    QCOMPARE(settings.integerIfSet("buffer.target_ms").value_or(0), 30'000);
    QCOMPARE(settings.integerIfSet("buffer.start_ms").value_or(0), 1000);
    QVERIFY(!bufferedit::setWatermark(settings, "buffer.low_ms", 0, file)); // out of its range
}

void GraphReadingTest::tableHasARowEachSecond()
{
    GraphHistory history;
    std::vector<GraphSample> all = sawtooth(0, 60'000);
    all[599].latency = 3.1F;
    history.add(all);
    history.addMark({milliseconds(12'300), GraphMark::Kind::Trim, QStringLiteral("Skipped")});
    history.addMark({milliseconds(12'900), GraphMark::Kind::LinkCut, QStringLiteral("Cut")});
    history.addMark({milliseconds(13'000), GraphMark::Kind::Step, QStringLiteral("Later")});
    GraphTable table(history);
    QCOMPARE(table.rowCount(), 60);
    const auto cell = [&](int row, int column) { return table.index(row, column).data().toString(); };
    QCOMPARE(cell(12, GraphTable::Time), QStringLiteral("00:12.0"));
    QCOMPARE(cell(12, GraphTable::State), QStringLiteral("playing"));
    QCOMPARE(
        cell(12, GraphTable::Level), QStringLiteral("1.07")); // the last of that second: 3 · (1 − 12.9/20)
    QCOMPARE(cell(12, GraphTable::Arriving), QStringLiteral("2.50"));
    QCOMPARE(cell(12, GraphTable::Happening), QStringLiteral("Skipped; Cut"));
    QCOMPARE(cell(13, GraphTable::Happening), QStringLiteral("Later"));
    QCOMPARE(cell(19, GraphTable::State), QStringLiteral("rebuffering"));
    QCOMPARE(cell(19, GraphTable::Playing), QStringLiteral("0.00"));
    QCOMPARE(cell(12, GraphTable::Latency), QStringLiteral("–"));
    QCOMPARE(cell(59, GraphTable::Latency), QStringLiteral("3.10"));
    // Alone, a cell says of what it is.
    QCOMPARE(table.index(12, GraphTable::Level).data(Qt::AccessibleTextRole).toString(),
        QStringLiteral("Level, s: 1.07"));
    table.setStep(milliseconds(100));
    QCOMPARE(table.rowCount(), 600);
    QCOMPARE(cell(123, GraphTable::Time), QStringLiteral("00:12.3"));
    QCOMPARE(cell(123, GraphTable::Happening), QStringLiteral("Skipped"));
    table.setStep(seconds(10));
    QCOMPARE(table.rowCount(), 6);
}

void GraphReadingTest::tableFollowsTheSession()
{
    GraphHistory history;
    GraphTable table(history);
    QCOMPARE(table.rowCount(), 0);
    QSignalSpy reset(&table, &QAbstractItemModel::modelReset);
    history.add(sawtooth(0, 1500));
    table.refresh();
    QCOMPARE(table.rowCount(), 2);
    reset.clear();
    QSignalSpy inserted(&table, &QAbstractItemModel::rowsInserted);
    const QString before = table.index(1, GraphTable::Level).data().toString();
    history.add(sawtooth(1500, 4000));
    table.refresh();
    QCOMPARE(table.rowCount(), 4);
    QCOMPARE(inserted.size(), 1);
    QVERIFY(reset.isEmpty()); // who reads a row does not lose it
    QVERIFY(table.index(1, GraphTable::Level).data().toString() != before); // it was not over then
    table.refresh();
    QCOMPARE(table.rowCount(), 4);
    history.clear();
    (void)table.index(1, GraphTable::Level).data(); // asked for before it has looked
    table.refresh();
    QCOMPARE(table.rowCount(), 0);
    history.add(sawtooth(0, 900));
    table.refresh();
    QCOMPARE(table.rowCount(), 1);
}

void GraphReadingTest::tableIsCopiedAsText()
{
    BufferCard card(*m_theme);
    card.add(samples::minute());
    card.addEvents(samples::events(), TimePoint{});
    auto* button = card.findChild<QPushButton*>(QStringLiteral("graphTable"));
    QVERIFY(!button->accessibleName().isEmpty());
    button->click();
    BufferTable& table = *card.table();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    QVERIFY(!table.view()->accessibleName().isEmpty());
    QTest::keyClick(table.view(), Qt::Key_C, Qt::ControlModifier);
    QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 62); // the heading, and a minute with both its ends
    QCOMPARE(lines[0].split(QLatin1Char('\t')).size(), GraphTable::kColumns);
    QVERIFY(lines[1].contains(QLatin1String("First picture")));
    QVERIFY(lines[30].startsWith(QLatin1String("00:29.0\tplaying\t")));
    table.view()->selectRow(29);
    table.copy();
    QCOMPARE(
        QGuiApplication::clipboard()->text(), lines[0] + QLatin1Char('\n') + lines[30] + QLatin1Char('\n'));
}

void GraphReadingTest::causesAreTranslated()
{
    const Language words(*QCoreApplication::instance(), QStringLiteral("es"));
    for (const StallCause cause : {StallCause::Network, StallCause::Source, StallCause::Emulated}) {
        const std::string word(token(cause));
        const QString text = trSentence(Sentence("Rebuffering: %1", {word}));
        QVERIFY2(text.startsWith(QLatin1String("Recargando")), qPrintable(text));
        QVERIFY2(!text.endsWith(QString::fromStdString(word)), qPrintable(text));
    }
    for (const char* word : {"decoder", "device"})
        QVERIFY(!trSentence(Sentence("Glitch: %1", {word})).endsWith(QLatin1String(word)));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); // Language took the Spanish one
}

QTEST_MAIN(GraphReadingTest)
#include "GraphReadingTest.moc"
