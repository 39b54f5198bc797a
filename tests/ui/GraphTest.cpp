// SPDX-License-Identifier: GPL-3.0-or-later
// The buffer's graph as an instrument: moving through the session.
#include <algorithm>
#include <array>
#include <iterator>

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

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
#include "ui/widgets/GraphInk.h"
#include "ui/widgets/GraphLabels.h"
#include "ui/widgets/GraphLegend.h"
#include "ui/widgets/GraphMarks.h"
#include "ui/widgets/GraphPast.h"
#include "ui/widgets/GraphReadout.h"
#include "ui/widgets/GraphTable.h"

using namespace sluice;
using samples::differing;
using samples::sample;
using samples::sawtooth;

namespace {

// As the presenter asks the session: by the rules of the buffer's settings.
BufferGraph::WatermarkCheck rules()
{
    return [](WatermarkBar::Mark mark, Duration value) {
        BufferSettings s;
        s.low = mark == WatermarkBar::Low ? value : Duration(milliseconds(500));
        s.start = mark == WatermarkBar::Start ? value : Duration(milliseconds(1500));
        s.resume = mark == WatermarkBar::Resume ? value : Duration(milliseconds(2400));
        s.target = mark == WatermarkBar::Target ? value : Duration(seconds(3));
        const auto legal = s.check();
        return legal ? QString() : QString::fromStdString(legal.error().message());
    };
}

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
    void marksAreKeptInOrder();
    void signsDifferByShape();
    void linesDifferWithoutColour();
    void stallsDifferByCauseInGrey();
    void causesThatChangeAreShown();
    void legendSaysWhatTheSessionHad();
    void readoutCoversNothing();
    void evidenceIsAskedForOnTheCard();
    void screenReaderIsTold();
    void burstsLeaveTheScaleReadable();
    void signsStandInTheirLanes();
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

void GraphTest::marksAreKeptInOrder()
{
    GraphHistory history;
    for (const int s : {5, 1, 9, 5, 3})
        history.addMark({seconds(s), GraphMark::Kind::Step, QString::number(history.marks().size())});
    std::vector<std::int64_t> times;
    for (const GraphMark& mark : history.marks())
        times.push_back(toMs(mark.at) / 1000);
    QCOMPARE(times, (std::vector<std::int64_t>{1, 3, 5, 5, 9}));
    QCOMPARE(history.marks()[2].text, QStringLiteral("0")); // of two at one time the earlier told stays first
    QCOMPARE(history.firstMarkAt(seconds(4)), std::size_t{2});
    for (std::size_t i = 0; i < GraphHistory::kMostMarks + 10; ++i)
        history.addMark({seconds(10) + milliseconds(i), GraphMark::Kind::GlitchDecoder, {}});
    QVERIFY(history.marks().size() <= GraphHistory::kMostMarks);
    // A thousand on one spot are one sign.
    const auto placed = graphmarks::placed(
        history, {}, std::chrono::hours(1), [](Duration at) { return toSeconds(at) / 100; });
    QVERIFY2(placed.size() <= 2, qPrintable(QString::number(placed.size())));
}

// In one colour they are all still different.
void GraphTest::signsDifferByShape()
{
    Tokens grey = m_theme->tokens();
    for (QColor* color : {&grey.bad, &grey.warn, &grey.link, &grey.dim})
        *color = Qt::white;
    std::vector<QImage> pictures;
    for (int kind = 0; kind <= static_cast<int>(GraphMark::Kind::Step); ++kind) {
        if (static_cast<GraphMark::Kind>(kind) == GraphMark::Kind::Stall)
            continue;
        QImage picture(12, 12, QImage::Format_RGB32);
        picture.fill(Qt::black);
        QPainter painter(&picture);
        graphmarks::paint(painter, static_cast<GraphMark::Kind>(kind), QPointF(6, 6), grey);
        painter.end();
        pictures.push_back(picture);
        QVERIFY(!graphmarks::name(static_cast<GraphMark::Kind>(kind)).isEmpty());
    }
    for (std::size_t a = 0; a < pictures.size(); ++a) {
        for (std::size_t b = a + 1; b < pictures.size(); ++b) {
            int far = 0;
            for (int i = 0; i < 144; ++i)
                far += std::abs(qGray(pictures[a].pixel(i % 12, i / 12))
                           - qGray(pictures[b].pixel(i % 12, i / 12)))
                        > 80
                    ? 1
                    : 0;
            QVERIFY2(far >= 12, qPrintable(QStringLiteral("%1 and %2: %3").arg(a).arg(b).arg(far)));
        }
    }
}

namespace {

// The rows around the one with the most ink, as black and white; `line` is the only one that is not at zero.
QImage inkOf(graphink::Line line, Tokens tokens)
{
    using graphink::Line;
    for (QColor* color : {&tokens.arriving, &tokens.playing, &tokens.markLow, &tokens.markStart,
             &tokens.markResume, &tokens.markTarget})
        *color = Qt::white;
    for (QColor* color : {&tokens.card, &tokens.line, &tokens.levelLine, &tokens.levelArea})
        *color = Qt::black;
    GraphHistory history;
    std::vector<GraphSample> all;
    for (int ms = 0; ms < 60'000; ms += 100) {
        GraphSample s;
        s.at = milliseconds(ms);
        s.level = 4;
        s.arriving = line == Line::Arriving ? 2.3F : 0;
        s.playing = line == Line::Playing ? 2.3F : 0;
        s.offered = line == Line::Offered ? 0.07F : -1;
        s.low = line == Line::Low ? 2.3F : 0;
        s.start = line == Line::Start ? 2.3F : 0;
        s.resume = line == Line::Resume ? 2.3F : 0;
        s.target = line == Line::Target ? 2.3F : 0;
        all.push_back(s);
    }
    history.add(all);
    GraphPast past;
    past.show(history, {seconds(60), seconds(60)}, QSize(600, 120), 1, tokens);
    const QImage& image = past.image();
    const auto inkIn = [&](int y) {
        int ink = 0;
        for (int x = 0; x < image.width(); ++x)
            ink += qGray(image.pixel(x, y)) > 100 ? 1 : 0;
        return ink;
    };
    int best = 3;
    for (int y = 3; y < image.height() - 8; ++y) // rates that are zero lie below
        best = inkIn(y) > inkIn(best) ? y : best;
    return image.copy(100, best - 3, 400, 7);
}

} // namespace

// All in one colour, and moved against each other at will.
void GraphTest::linesDifferWithoutColour()
{
    using graphink::Line;
    const std::array lines{
        Line::Arriving, Line::Playing, Line::Offered, Line::Low, Line::Start, Line::Resume, Line::Target};
    // By where they have ink at all: how thick they are comes on top.
    std::vector<std::vector<bool>> strokes;
    for (const Line line : lines) {
        const QImage picture = inkOf(line, m_theme->tokens());
        std::vector<bool> stroke;
        for (int x = 0; x < picture.width(); ++x) {
            bool ink = false;
            for (int y = 0; y < picture.height(); ++y)
                ink |= qGray(picture.pixel(x, y)) > 100;
            stroke.push_back(ink);
        }
        strokes.push_back(stroke);
        QVERIFY(std::ranges::count(stroke, true) > 100);
    }
    for (std::size_t a = 0; a < strokes.size(); ++a) {
        for (std::size_t b = a + 1; b < strokes.size(); ++b) {
            std::ptrdiff_t least = 320;
            for (std::size_t shift = 0; shift < 64; ++shift) {
                std::ptrdiff_t far = 0;
                for (std::size_t x = 0; x < 320; ++x)
                    far += strokes[a][x] != strokes[b][x + shift] ? 1 : 0;
                least = std::min(least, far);
            }
            QVERIFY2(least > 40, qPrintable(QStringLiteral("%1 and %2: %3").arg(a).arg(b).arg(least)));
        }
    }
}

namespace {

std::vector<GraphSample> stalledFrom(int fromMs, int toMs, StallCause why)
{
    std::vector<GraphSample> all = sawtooth(0, 60'000);
    for (GraphSample& s : all) {
        s.level = 0;
        s.arriving = s.playing = 0;
        s.low = s.start = s.resume = s.target = 0;
        s.stalled = s.at >= milliseconds(fromMs) && s.at < milliseconds(toMs);
        s.why = why;
        s.cause = QStringLiteral("same");
    }
    all.front().target = 3;
    return all;
}

} // namespace

void GraphTest::stallsDifferByCauseInGrey()
{
    for (const ThemeMode mode : {ThemeMode::Dark, ThemeMode::Light}) {
        m_theme->setMode(mode);
        std::vector<QImage> pictures;
        for (const StallCause why : {StallCause::Network, StallCause::Source, StallCause::Emulated}) {
            BufferGraph graph(*m_theme);
            graph.resize(672, 200);
            graph.add(stalledFrom(20'000, 40'000, why));
            pictures.push_back(
                graph.grab().toImage().convertToFormat(QImage::Format_Grayscale8).copy(260, 70, 160, 60));
            // And from what is no stall.
            pictures.push_back(
                graph.grab().toImage().convertToFormat(QImage::Format_Grayscale8).copy(60, 70, 160, 60));
        }
        for (std::size_t a = 0; a < pictures.size(); ++a) {
            for (std::size_t b = a + 1; b < pictures.size(); ++b) {
                if (a % 2 == 1 && b % 2 == 1)
                    continue;
                int far = 0;
                for (int y = 0; y < 60; ++y) {
                    for (int x = 0; x < 160; ++x)
                        far += std::abs(qGray(pictures[a].pixel(x, y)) - qGray(pictures[b].pixel(x, y))) > 20
                            ? 1
                            : 0;
                }
                QVERIFY2(
                    far > 160 * 60 / 12, qPrintable(QStringLiteral("%1 and %2: %3").arg(a).arg(b).arg(far)));
            }
        }
    }
    m_theme->setMode(ThemeMode::Dark);
}

// A stall may turn out to have another cause while it runs: what is painted already changes, too.
void GraphTest::causesThatChangeAreShown()
{
    const auto first = stalledFrom(20'000, 60'000, StallCause::Network);
    auto last = stalledFrom(20'000, 60'000, StallCause::Source);
    BufferGraph grown(*m_theme);
    BufferGraph anew(*m_theme);
    for (BufferGraph* graph : {&grown, &anew})
        graph->resize(672, 200);
    grown.show(); // a hidden one is painted anew each time
    QVERIFY(QTest::qWaitForWindowExposed(&grown));
    grown.clearFocus();
    grown.add({first.begin(), first.begin() + 400});
    (void)grown.grab();
    grown.add({last.begin() + 400, last.end()});
    anew.add(last);
    QCOMPARE(grown.grab().toImage().copy(38, 20, 600, 130), anew.grab().toImage().copy(38, 20, 600, 130));
}

void GraphTest::legendSaysWhatTheSessionHad()
{
    GraphHistory history;
    const QFontMetrics metrics(QApplication::font());
    const int nothing = GraphLegend(history).width(metrics);
    std::vector<GraphSample> all = stalledFrom(20'000, 40'000, StallCause::Emulated);
    all[500].offered = 1;
    all[501].stalled = true;
    all[501].why = StallCause::Network;
    history.add(all);
    QVERIFY(history.sawOffer());
    QVERIFY(history.causeName(StallCause::Source).isEmpty());
    QVERIFY(!history.causeName(StallCause::Network).isEmpty());
    QVERIFY(GraphLegend(history).width(metrics) > nothing + 50);
    history.clear();
    QCOMPARE(GraphLegend(history).width(metrics), nothing);
}

// The cursor's values and what is said of a watermark that is moved stand beside the plot, also where it is small.
void GraphTest::readoutCoversNothing()
{
    for (const QSize size : {QSize(860, 200), QSize(514, 120)}) {
        BufferGraph graph(*m_theme);
        graph.resize(size);
        graph.add(sawtooth(0, 60'100));
        graph.addMark({seconds(30), GraphMark::Kind::LinkCut, QStringLiteral("Link cut for 5 s")});
        graph.setWatermarkCheck(rules());
        graph.setPaused(true);
        const QRect plot = graph.rect().marginsRemoved(GraphLabels::margins(size.height()));
        const QImage before = graph.grab().toImage();
        QTest::keyClick(&graph, Qt::Key_Left, Qt::ControlModifier);
        QTest::keyClick(&graph, Qt::Key_Left, Qt::ControlModifier);
        QVERIFY(graph.cursor());
        const QImage with = graph.grab().toImage();
        QVERIFY(differing(before.copy(plot), with.copy(plot)) <= plot.height() * 2);
        const QRect strip(0, 0, size.width(), GraphLabels::kTopMargin - 2);
        QVERIFY(differing(before.copy(strip), with.copy(strip)) > 300);
        QTest::keyClick(&graph, Qt::Key_Escape);
        QTest::keyClick(&graph, Qt::Key_Up); // low, and far too high
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(&graph, Qt::Key_PageUp, Qt::ShiftModifier);
        QVERIFY(!graph.grip()->rule.isEmpty());
        const QImage held = graph.grab().toImage();
        QVERIFY(differing(before.copy(plot), held.copy(plot)) <= plot.width() * 3);
        QVERIFY(differing(before.copy(strip), held.copy(strip)) > 300);
    }
}

void GraphTest::evidenceIsAskedForOnTheCard()
{
    BufferCard card(*m_theme);
    card.resize(540, 160);
    QSignalSpy advice(&card, &BufferCard::adviceRequested);
    QSignalSpy compared(&card, &BufferCard::compareRequested);
    QSignalSpy exported(&card, &BufferCard::exportRequested);
    const auto button = [&](const char* name) { return card.findChild<QPushButton*>(QLatin1String(name)); };
    const std::array<std::pair<const char*, const char*>, 3> all{std::pair{"advisor", "Ctrl+T"},
        {"compareSessions", "Ctrl+Shift+D"}, {"exportSession", "Ctrl+Shift+E"}};
    for (const auto& [name, key] : all) {
        QVERIFY2(button(name) != nullptr, name);
        QVERIFY2(!button(name)->accessibleName().isEmpty(), name);
        QVERIFY2(!button(name)->icon().isNull(), name);
        QVERIFY2(button(name)->toolTip().contains(QLatin1String(key)), name);
        QCOMPARE(button(name)->focusPolicy(), Qt::StrongFocus);
        // Saved reports can be compared before anything was watched.
        const bool works = QLatin1String(name) == QLatin1String("compareSessions");
        QCOMPARE(button(name)->isEnabled(), works);
        QCOMPARE(button(name)->accessibleDescription().contains(QLatin1String("open a stream")), !works);
        QCOMPARE(button(name)->toolTip().contains(QLatin1String("open a stream")), !works);
    }
    card.add(samples::minute());
    for (const auto& [name, key] : all) {
        QVERIFY2(button(name)->isEnabled(), name);
        QVERIFY2(button(name)->accessibleDescription().isEmpty(), name);
        QVERIFY2(!button(name)->toolTip().contains(QLatin1String("open a stream")), name);
        button(name)->click();
    }
    QCOMPARE(advice.size(), 1);
    QCOMPARE(compared.size(), 1);
    QCOMPARE(exported.size(), 1);
    card.clear();
    QVERIFY(!button("exportSession")->isEnabled());
}

// What a screen reader asks for: name, and in words what the picture says.
void GraphTest::screenReaderIsTold()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 200);
    QAccessibleInterface* reader = QAccessible::queryAccessibleInterface(&graph);
    QVERIFY(reader != nullptr);
    QCOMPARE(reader->text(QAccessible::Name), QStringLiteral("Buffer graph"));
    QVERIFY(reader->text(QAccessible::Description).contains(QLatin1String("nothing is open")));
    graph.add(sawtooth(0, 17'000));
    const QString playing = reader->text(QAccessible::Description);
    QVERIFY2(playing.startsWith(QLatin1String("playing: 0.5")), qPrintable(playing));
    QVERIFY2(!playing.contains(QLatin1String("rebuffer")), qPrintable(playing));
    graph.add(sawtooth(17'000, 19'900));
    const QString dry = reader->text(QAccessible::Description);
    for (const char* part : {"buffered", "rebuffering: network", "1 rebuffer"})
        QVERIFY2(dry.contains(QLatin1String(part)), qPrintable(dry));
}

// What a link held back comes at many times the stream's rate.
void GraphTest::burstsLeaveTheScaleReadable()
{
    GraphHistory history;
    std::vector<GraphSample> all = sawtooth(0, 60'000);
    all[300].arriving = 40;
    history.add(all);
    const GraphScale scale = GraphScale::fitting(history, {seconds(60), seconds(60)});
    QVERIFY2(
        scale.rateTop() >= 2.5 && scale.rateTop() <= 4 * 2.5, qPrintable(QString::number(scale.rateTop())));
    // Before anything is played it is all there is to see.
    for (GraphSample& s : all)
        s.playing = 0;
    GraphHistory filling;
    filling.add(all);
    QVERIFY(GraphScale::fitting(filling, {seconds(60), seconds(60)}).rateTop() >= 40);
}

void GraphTest::signsStandInTheirLanes()
{
    BufferGraph graph(*m_theme);
    graph.resize(672, 200);
    graph.add(sawtooth(0, 60'100));
    const QImage before = graph.grab().toImage();
    graph.addMark({seconds(30), GraphMark::Kind::GlitchDevice, QStringLiteral("Glitch: device")});
    const QImage glitch = graph.grab().toImage();
    graph.addMark({seconds(30), GraphMark::Kind::Setting, QStringLiteral("Settings")});
    const QImage both = graph.grab().toImage();
    const auto changed = [](const QImage& a, const QImage& b) {
        QRect all;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                if (a.pixel(x, y) != b.pixel(x, y))
                    all |= QRect(x, y, 1, 1);
            }
        }
        return all;
    };
    const int bottom = 200 - GraphLabels::margins(200).bottom();
    const QRect first = changed(before, glitch);
    const QRect second = changed(glitch, both);
    QVERIFY(first.top() >= bottom && first.bottom() < bottom + GraphLabels::kLane);
    QVERIFY(second.top() >= bottom + GraphLabels::kLane && second.bottom() < bottom + 2 * GraphLabels::kLane);
    QVERIFY2(std::abs(first.center().x() - 338) <= 2, qPrintable(QString::number(first.center().x())));
    QVERIFY(std::abs(second.center().x() - 338) <= 2);
}

void GraphTest::cursorTellsTheValues()
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

void GraphTest::cursorGoesFromEventToEvent()
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

void GraphTest::pointerShowsTheValues()
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

void GraphTest::eventsBecomeMarks()
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

void GraphTest::watermarksAreDragged()
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

void GraphTest::anIllegalPlaceIsRefused()
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

void GraphTest::watermarksMoveByKeys()
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
void GraphTest::watermarksOfASessionStayWhatTheyAre()
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

void GraphTest::tableHasARowEachSecond()
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

void GraphTest::tableFollowsTheSession()
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

void GraphTest::tableIsCopiedAsText()
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

void GraphTest::causesAreTranslated()
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

QTEST_MAIN(GraphTest)
#include "GraphTest.moc"
