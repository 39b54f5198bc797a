// SPDX-License-Identifier: GPL-3.0-or-later
// The buffer's graph as an instrument: what it remembers, and moving through it.
#include <algorithm>

#include <QApplication>
#include <QImage>
#include <QPushButton>
#include <QTest>
#include <QWheelEvent>

#include "tests/ui/GraphSamples.h"
#include "tests/ui/Samples.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/widgets/BufferGraph.h"

using namespace sluice;
using samples::differing;
using samples::sample;
using samples::sawtooth;

namespace {

void turn(QWidget& widget, int notches, Qt::KeyboardModifiers keys = {})
{
    QWheelEvent event(QPointF(widget.width() / 2.0, widget.height() / 2.0), QPointF(), {},
        QPoint(0, 120 * notches), Qt::NoButton, keys, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class GraphTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void historyKeepsTheSession();
    void historyForgetsWhatIsTooOld();
    void peaksAreThoseOfEachSample();
    void navigatorFollowsAndScrolls();
    void navigatorZooms();
    void wholeSessionGrows();
    void keysMoveTheView();
    void wheelScrollsAndZooms();
    void draggingScrolls();
    void scrollingBackShowsTheSamePicture();
    void aLongSessionShowsEachStall();
    void buttonsOfTheCard();

private:
    Theme* m_theme = nullptr;
};

void GraphTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    m_theme->setMode(ThemeMode::Dark);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void GraphTest::historyKeepsTheSession()
{
    GraphHistory history;
    history.add(sawtooth(0, 3'600'000));
    QCOMPARE(history.samples().size(), std::size_t{36'000});
    QCOMPARE(history.stalls().size(), std::size_t{180});
    QCOMPARE(history.nearest(milliseconds(20'149)).at, Duration(milliseconds(20'100)));
    QCOMPARE(history.nearest(std::chrono::hours(2)).at, Duration(milliseconds(3'599'900)));
    // The first that ends after 30 s is the second one, from 38.1 s on.
    QCOMPARE(history.firstStallAfter(seconds(30)), std::size_t{1});
    QCOMPARE(history.stalls()[1].from, Duration(milliseconds(38'100)));
}

void GraphTest::historyForgetsWhatIsTooOld()
{
    GraphHistory history(1000);
    history.add(sawtooth(0, 300'000));
    QVERIFY(history.samples().size() >= 1000 && history.samples().size() <= 1512);
    QCOMPARE(history.newest().at, Duration(milliseconds(299'900)));
    QVERIFY(history.stalls().front().to >= history.samples().front().at);
    QCOMPARE(history.stalls().back().number, 15);
    QCOMPARE(history.peaks({}, std::chrono::hours(1)).rate, 2.5F);
}

void GraphTest::peaksAreThoseOfEachSample()
{
    GraphHistory history;
    std::vector<GraphSample> all = sawtooth(0, 400'000);
    all[700].arriving = 9;
    all[2500].level = 30;
    history.add(all);
    for (const auto& [from, to] : {std::pair{0, 69'900}, std::pair{0, 70'000}, std::pair{69'950, 249'900},
             std::pair{69'950, 250'000}, std::pair{250'050, 399'900}}) {
        float level = 0;
        float rate = 0;
        for (const GraphSample& s : all) {
            if (s.at < milliseconds(from) || s.at > milliseconds(to))
                continue;
            level = std::max({level, s.level, s.target * 4 / 3});
            rate = std::max({rate, s.arriving, s.playing});
        }
        QCOMPARE(history.peaks(milliseconds(from), milliseconds(to)).level, level);
        QCOMPARE(history.peaks(milliseconds(from), milliseconds(to)).rate, rate);
    }
}

void GraphTest::navigatorFollowsAndScrolls()
{
    GraphNavigator n;
    n.setSession(seconds(200));
    QVERIFY(n.live());
    QCOMPARE(n.view().end, Duration(seconds(200)));
    n.scrollBy(-seconds(30));
    n.setSession(seconds(210));
    QVERIFY(!n.live());
    QCOMPARE(n.view().end, Duration(seconds(170)));
    n.scrollBy(-seconds(500)); // not before the session's start
    QCOMPARE(n.view().begin(), Duration{});
    n.scrollBy(seconds(500)); // at the live edge it follows again
    n.setSession(seconds(220));
    QCOMPARE(n.view().end, Duration(seconds(220)));
    QVERIFY(n.live());
    // Paused it stands, also at the edge.
    n.setPaused(true);
    n.scrollBy(-seconds(10));
    n.scrollBy(seconds(10));
    n.setSession(seconds(230));
    QCOMPARE(n.view().end, Duration(seconds(220)));
    QVERIFY(!n.live());
    n.goLive();
    QCOMPARE(n.view().end, Duration(seconds(230)));
    QVERIFY(n.live());
}

void GraphTest::navigatorZooms()
{
    GraphNavigator n;
    n.setSession(seconds(500));
    for (int i = 0; i < 9; ++i)
        n.zoom(-1);
    QCOMPARE(n.view().span, GraphNavigator::kShortest);
    QVERIFY(!n.canZoomIn());
    QCOMPARE(n.view().end, Duration(seconds(500))); // the live edge stays
    n.zoom(1);
    n.zoom(1);
    n.scrollBy(-seconds(200)); // 270 … 300
    const Duration fixed = n.view().begin() + n.view().span / 4;
    n.zoom(1, 0.25);
    QCOMPARE(n.view().span, Duration(seconds(60)));
    QCOMPARE(n.view().begin() + n.view().span / 4, fixed);
    for (int i = 0; i < 9; ++i)
        n.zoom(1);
    QCOMPARE(n.view().span, Duration(seconds(600))); // the whole session is in it
    QVERIFY(!n.canZoomOut());
    // A young session has a minute all the same.
    GraphNavigator young;
    young.setSession(seconds(5));
    QVERIFY(!young.canZoomOut());
    QCOMPARE(young.view().span, GraphNavigator::kUsual);
}

void GraphTest::wholeSessionGrows()
{
    GraphNavigator n;
    n.setSession(seconds(110));
    n.zoomWhole();
    QCOMPARE(n.view().span, Duration(seconds(120)));
    n.setSession(seconds(130));
    QCOMPARE(n.view().span, Duration(seconds(300)));
    QVERIFY(n.whole());
    n.zoom(-1);
    QVERIFY(!n.whole());
    n.setSession(seconds(1000));
    QCOMPARE(n.view().span, Duration(seconds(120)));
}

void GraphTest::keysMoveTheView()
{
    BufferGraph graph(*m_theme);
    graph.resize(600, 160);
    graph.add(sawtooth(0, 300'000));
    QTest::keyClick(&graph, Qt::Key_Left);
    QCOMPARE(graph.navigator().view().end, Duration(milliseconds(293'900)));
    QVERIFY(graph.paused());
    QVERIFY(graph.accessibleDescription().contains(QLatin1String("03:53.9 to 04:53.9")));
    QTest::keyClick(&graph, Qt::Key_Right);
    QVERIFY(!graph.paused());
    QTest::keyClick(&graph, Qt::Key_Home);
    QCOMPARE(graph.navigator().view().begin(), Duration{});
    QTest::keyClick(&graph, Qt::Key_Plus);
    QCOMPARE(graph.navigator().view().span, Duration(seconds(30)));
    QTest::keyClick(&graph, Qt::Key_Minus);
    QTest::keyClick(&graph, Qt::Key_Minus);
    QCOMPARE(graph.navigator().view().span, Duration(seconds(120)));
    QTest::keyClick(&graph, Qt::Key_0);
    QCOMPARE(graph.navigator().view().span, Duration(seconds(300)));
    QTest::keyClick(&graph, Qt::Key_Home);
    QTest::keyClick(&graph, Qt::Key_End);
    QVERIFY(!graph.paused());
    QVERIFY(graph.accessibleDescription().contains(QLatin1String("the last 5")));
}

void GraphTest::wheelScrollsAndZooms()
{
    BufferGraph graph(*m_theme);
    graph.resize(600, 160);
    graph.add(sawtooth(0, 300'000));
    turn(graph, 1);
    QCOMPARE(graph.navigator().view().end, Duration(milliseconds(293'900)));
    turn(graph, -1);
    QVERIFY(!graph.paused());
    turn(graph, 1, Qt::ControlModifier);
    QCOMPARE(graph.navigator().view().span, Duration(seconds(30)));
    turn(graph, -2, Qt::ControlModifier);
    QCOMPARE(graph.navigator().view().span, Duration(seconds(120)));
}

void GraphTest::draggingScrolls()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 160); // 600 pixels for 60 s
    graph.add(sawtooth(0, 300'000));
    graph.show();
    QVERIFY(QTest::qWaitForWindowExposed(&graph));
    QTest::mousePress(&graph, Qt::LeftButton, {}, QPoint(200, 60));
    QTest::mouseMove(&graph, QPoint(250, 60));
    QTest::mouseMove(&graph, QPoint(300, 60));
    QTest::mouseRelease(&graph, Qt::LeftButton, {}, QPoint(300, 60));
    const auto end = toMs(graph.navigator().view().end);
    QVERIFY2(std::abs(end - 289'900) < 100, qPrintable(QString::number(end)));
    QTest::mouseMove(&graph, QPoint(400, 60)); // nothing is held any more
    QCOMPARE(toMs(graph.navigator().view().end), end);
}

void GraphTest::scrollingBackShowsTheSamePicture()
{
    BufferGraph moved(*m_theme);
    BufferGraph jumped(*m_theme);
    for (BufferGraph* graph : {&moved, &jumped}) {
        graph->resize(700, 180);
        graph->add(sawtooth(0, 200'000));
        graph->setPaused(true);
    }
    moved.show();
    QVERIFY(QTest::qWaitForWindowExposed(&moved));
    (void)moved.grab();
    for (int i = 0; i < 15; ++i) {
        QTest::keyClick(&moved, Qt::Key_Left);
        (void)moved.grab();
        QTest::keyClick(&jumped, Qt::Key_Left);
    }
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(&moved, Qt::Key_Right);
        (void)moved.grab();
        QTest::keyClick(&jumped, Qt::Key_Right);
    }
    moved.clearFocus();
    const QImage there = moved.grab().toImage();
    const QImage anew = jumped.grab().toImage();
    const int pixels = differing(there, anew);
    QVERIFY2(pixels < there.width() * there.height() / 50, qPrintable(QString::number(pixels)));
    QVERIFY(differing(anew, [&] {
        jumped.goLive();
        return jumped.grab().toImage();
    }()) > anew.width() * anew.height() / 50);
}

void GraphTest::aLongSessionShowsEachStall()
{
    BufferGraph graph(*m_theme);
    graph.resize(700, 180);
    std::vector<GraphSample> day;
    for (int ms = 0; ms < 6 * 3'600'000; ms += 100)
        day.push_back(sample(ms, 3, ms >= 7'200'000 && ms < 7'201'000)); // one second in six hours
    graph.add(day);
    graph.zoomWhole();
    QCOMPARE(graph.navigator().view().span, Duration(std::chrono::hours(8)));
    const QImage picture = graph.grab().toImage();
    // 2 h are 4 h after the left border, of 8.
    const int middle = 38 + (700 - 38 - 34) / 2;
    bool seen = false;
    for (int x = middle - 3; x <= middle + 3; ++x)
        seen |= picture.pixelColor(x, 24) == m_theme->tokens().stallArea
            || picture.pixelColor(x, 45) == m_theme->tokens().stallArea;
    QVERIFY(seen);
}

void GraphTest::buttonsOfTheCard()
{
    BufferCard card(*m_theme);
    card.resize(800, 220);
    const auto button = [&](const char* name) { return card.findChild<QPushButton*>(QLatin1String(name)); };
    card.add(samples::minute());
    for (const char* name : {"zoomOut", "zoomIn", "pauseGraph", "liveGraph"}) {
        QVERIFY2(button(name) != nullptr, name);
        QVERIFY2(!button(name)->accessibleName().isEmpty(), name);
        QVERIFY2(!button(name)->toolTip().isEmpty(), name);
        QVERIFY2(button(name)->focusPolicy() == Qt::StrongFocus, name);
    }
    QVERIFY(!button("liveGraph")->isEnabled());
    button("pauseGraph")->click();
    QVERIFY(card.graph()->paused());
    QVERIFY(button("pauseGraph")->isChecked());
    QVERIFY(button("liveGraph")->isEnabled());
    // Data are recorded all the same.
    std::vector<TimelineSample> more = samples::minute();
    for (TimelineSample& s : more)
        s.at += seconds(60);
    card.add(more);
    QCOMPARE(card.graph()->navigator().view().end, Duration(seconds(60)));
    QCOMPARE(card.graph()->history().newest().at, Duration(seconds(120)));
    button("liveGraph")->click();
    QCOMPARE(card.graph()->navigator().view().end, Duration(seconds(120)));
    QVERIFY(!button("pauseGraph")->isChecked());
    button("zoomIn")->click();
    QCOMPARE(card.graph()->navigator().view().span, Duration(seconds(30)));
    button("zoomOut")->click();
    button("zoomOut")->click();
    QCOMPARE(card.graph()->navigator().view().span, Duration(seconds(120)));
    QVERIFY(!button("zoomOut")->isEnabled());
    card.clear();
    QVERIFY(card.graph()->history().empty());
    QVERIFY(!card.graph()->paused());
}

QTEST_MAIN(GraphTest)
#include "GraphTest.moc"
