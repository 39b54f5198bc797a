// SPDX-License-Identifier: GPL-3.0-or-later
// The buffer's graph: its signs, lines and words tell things apart, without colour too.
#include <algorithm>
#include <array>

#include <QAccessible>
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/GraphSamples.h"
#include "tests/ui/Samples.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"
#include "ui/watch/BufferCard.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/GraphInk.h"
#include "ui/widgets/GraphLabels.h"
#include "ui/widgets/GraphLegend.h"
#include "ui/widgets/GraphMarks.h"
#include "ui/widgets/GraphPast.h"

using namespace sluice;
using samples::differing;
using samples::rules;
using samples::sawtooth;

class GraphSignsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
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

private:
    Theme* m_theme = nullptr;
};

void GraphSignsTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    m_theme->setMode(ThemeMode::Dark);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void GraphSignsTest::marksAreKeptInOrder()
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
void GraphSignsTest::signsDifferByShape()
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
void GraphSignsTest::linesDifferWithoutColour()
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

void GraphSignsTest::stallsDifferByCauseInGrey()
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
void GraphSignsTest::causesThatChangeAreShown()
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

void GraphSignsTest::legendSaysWhatTheSessionHad()
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
void GraphSignsTest::readoutCoversNothing()
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

void GraphSignsTest::evidenceIsAskedForOnTheCard()
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
void GraphSignsTest::screenReaderIsTold()
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
void GraphSignsTest::burstsLeaveTheScaleReadable()
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

void GraphSignsTest::signsStandInTheirLanes()
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

QTEST_MAIN(GraphSignsTest)
#include "GraphSignsTest.moc"
