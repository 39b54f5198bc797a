// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QWheelEvent>
#include <QtTest/qtestspontaneevent.h>

#include "tests/ui/GraphSamples.h"
#include "tests/ui/Samples.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/BufferGauge.h"
#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/EventList.h"
#include "ui/widgets/Figures.h"
#include "ui/widgets/LevelMeter.h"
#include "ui/widgets/MessagePanel.h"
#include "ui/widgets/SeekBar.h"
#include "ui/widgets/VideoView.h"
#include "ui/widgets/WatermarkBar.h"
#include "ui/widgets/WheelGuard.h"

using namespace sluice;
using samples::differing;
using samples::sample;
using samples::sawtooth;

class WidgetsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { delete m_theme; }
    void graphNumbersStalls();
    void graphScrollsToTheSamePictureAsPaintingAll();
    void graphRepaintsRarely();
    void graphIsCheap();
    void graphPausesAndGoesOn();
    void graphSaysItsFigures();
    void meterShowsColoursAtTheirLevels();
    void meterSpeaks();
    void watermarksAreDragged();
    void watermarksMoveByKeys();
    void videoShowsTheFrameAndCoversIt();
    void videoPaintsOnlyWhatIsSeen();
    void seekBarAsksForPositions();
    void eventListKeepsNewestFirst();
    void emptyFigureIsADash();
    void theWheelChoosesNothing();

private:
    Theme* m_theme = nullptr;
};

void WidgetsTest::initTestCase()
{
    m_theme = new Theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    m_theme->setMode(ThemeMode::Dark);
}

void WidgetsTest::graphNumbersStalls()
{
    BufferGraph graph(*m_theme);
    graph.add({sample(0, 3), sample(100, 1), sample(200, 0, true), sample(300, 0.5, true), sample(400, 2.4)});
    QCOMPARE(graph.stalls().size(), std::size_t{1});
    QCOMPARE(graph.stalls()[0].number, 1);
    QCOMPARE(graph.stalls()[0].from, Duration(milliseconds(200)));
    QCOMPARE(graph.stalls()[0].to, Duration(milliseconds(400)));
    QVERIFY(!graph.stalls()[0].running);
    graph.add({sample(500, 0, true)});
    QCOMPARE(graph.stalls().size(), std::size_t{2});
    QVERIFY(graph.stalls()[1].running);
    // All of them are kept.
    std::vector<GraphSample> later;
    for (int ms = 600; ms < 80'000; ms += 100)
        later.push_back(sample(ms, 0, true));
    graph.add(later);
    QCOMPARE(graph.stalls().size(), std::size_t{2});
    QCOMPARE(graph.stalls()[1].number, 2);
    // What is older than what is there is not taken: time does not run back.
    graph.add({sample(100, 3)});
    QCOMPARE(graph.stalls()[1].to, Duration(milliseconds(79'900)));
}

void WidgetsTest::graphScrollsToTheSamePictureAsPaintingAll()
{
    BufferGraph stepped(*m_theme);
    stepped.resize(700, 180);
    stepped.add(sawtooth(0, 70'000));
    (void)stepped.grab();
    for (int ms = 70'000; ms < 95'000; ms += 300) {
        stepped.add(sawtooth(ms, ms + 300));
        (void)stepped.grab();
    }
    const QImage scrolled = stepped.grab().toImage();
    BufferGraph whole(*m_theme);
    whole.resize(700, 180);
    whole.add(sawtooth(0, 95'200));
    const QImage painted = whole.grab().toImage();
    // Antialiased seams may differ by a shade; a lost, doubled or shifted column would differ in hundreds of pixels.
    const int pixels = differing(scrolled, painted);
    QVERIFY2(pixels < scrolled.width() * scrolled.height() / 50, qPrintable(QString::number(pixels)));
    // And the level is where it must be: 60 s ago, in the middle, now.
    QVERIFY(scrolled.pixelColor(350, 100) != m_theme->tokens().card);
}

void WidgetsTest::graphRepaintsRarely()
{
    struct Counting : BufferGraph {
        using BufferGraph::BufferGraph;
        int paints = 0;
        void paintEvent(QPaintEvent* event) override
        {
            ++paints;
            BufferGraph::paintEvent(event);
        }
    };
    Counting graph(*m_theme);
    graph.resize(700, 180);
    graph.show();
    QVERIFY(QTest::qWaitForWindowExposed(&graph));
    graph.add(sawtooth(0, 60'000));
    QCoreApplication::processEvents();
    const int before = graph.paints;
    QElapsedTimer clock;
    clock.start();
    int ms = 60'000;
    while (clock.elapsed() < 1000) {
        graph.add({sample(ms, 2)});
        ms += 10;
        QTest::qWait(4);
    }
    QVERIFY2(graph.paints - before <= 15, qPrintable(QString::number(graph.paints - before)));
    QVERIFY(graph.paints > before);
    // Nothing while hidden.
    graph.hide();
    const int hidden = graph.paints;
    graph.add({sample(ms + 1000, 2)});
    QTest::qWait(200);
    QCOMPARE(graph.paints, hidden);
}

void WidgetsTest::graphIsCheap()
{
    BufferGraph graph(*m_theme);
    graph.resize(860, 200);
    graph.add(sawtooth(0, 60'000));
    QImage canvas(graph.size(), QImage::Format_RGB32);
    graph.render(&canvas);
    QElapsedTimer clock;
    clock.start();
    constexpr int kPictures = 100;
    for (int i = 0; i < kPictures; ++i) {
        graph.add({sample(60'000 + 100 * i, 2)});
        graph.render(&canvas);
    }
    const double each = static_cast<double>(clock.nsecsElapsed()) / 1e6 / kPictures;
    qInfo("a new tenth of a second costs %.2f ms: %.1f %% of a core", each,
        each * BufferGraph::kMostPerSecond / 10);
    QVERIFY2(each < 20, "painting it all costs more than this even on a slow machine");
}

void WidgetsTest::graphPausesAndGoesOn()
{
    BufferGraph graph(*m_theme);
    graph.resize(600, 160);
    graph.add(sawtooth(0, 30'000));
    graph.setPaused(true);
    const QImage still = graph.grab().toImage();
    graph.add(sawtooth(30'000, 45'000));
    QCOMPARE(graph.grab().toImage(), still);
    graph.setPaused(false);
    QVERIFY(graph.grab().toImage() != still);
}

void WidgetsTest::graphSaysItsFigures()
{
    BufferGraph graph(*m_theme);
    QVERIFY(graph.accessibleDescription().contains(QStringLiteral("nothing")));
    graph.add({sample(100, 1.2, true)}); // a stall is said at once, figures once a second
    QVERIFY2(graph.accessibleDescription().contains(QStringLiteral("network")),
        qPrintable(graph.accessibleDescription()));
    QVERIFY(graph.accessibleDescription().contains(QStringLiteral("1.2")));
    graph.add({sample(200, 2.5)});
    QVERIFY(!graph.accessibleDescription().contains(QStringLiteral("network")));
}

void WidgetsTest::meterShowsColoursAtTheirLevels()
{
    LevelMeter meter(*m_theme);
    meter.resize(300, 14);
    meter.setLevels({{-3, -1, -12, true}});
    const QImage picture = meter.grab().toImage();
    const Tokens& t = m_theme->tokens();
    const auto at
        = [&](double db) { return picture.pixelColor(static_cast<int>((db + 60) / 60 * (300 - 10)), 7); };
    QCOMPARE(at(-40).rgb(), t.meterLow.darker(125).rgb()); // under the RMS
    QCOMPARE(at(-10.5), t.meterMid);
    QCOMPARE(at(-5), t.meterHigh);
    QCOMPARE(at(-2), t.trough);
    QCOMPARE(picture.pixelColor(297, 7), t.meterHigh); // the clip lamp
    meter.setLevels({});
    QCOMPARE(meter.grab().toImage().pixelColor(297, 7), t.trough);
}

void WidgetsTest::meterSpeaks()
{
    LevelMeter meter(*m_theme);
    QCOMPARE(meter.accessibleName(), QStringLiteral("Microphone level"));
    meter.setLevels({{-20.4, -10, -23, true}}); // clipping is said at once
    QVERIFY(meter.accessibleDescription().contains(QStringLiteral("clipped")));
    QVERIFY(meter.accessibleDescription().contains(QStringLiteral(u"\u221220")));
    meter.setMuted(true);
    QVERIFY(meter.accessibleDescription().contains(QStringLiteral("muted")));
}

void WidgetsTest::watermarksAreDragged()
{
    WatermarkBar bar(*m_theme);
    bar.resize(630, 92);
    bar.setValue(WatermarkBar::Low, milliseconds(500));
    bar.setValue(WatermarkBar::Start, milliseconds(1500));
    bar.setValue(WatermarkBar::Resume, milliseconds(2400));
    bar.setValue(WatermarkBar::Target, milliseconds(3000));
    bar.show();
    QVERIFY(QTest::qWaitForWindowExposed(&bar));
    QSignalSpy moved(&bar, &WatermarkBar::moved);
    // The bar ends 5 % above the target: 630 px are 3.15 s, so 5 ms a pixel.
    QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(300, 46));
    QTest::mouseMove(&bar, QPoint(320, 46));
    QTest::mouseMove(&bar, QPoint(340, 46));
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(340, 46));
    QVERIFY(!moved.isEmpty());
    QVERIFY2(std::abs(toMs(bar.value(WatermarkBar::Start)) - 1700) <= 10,
        qPrintable(QString::number(toMs(bar.value(WatermarkBar::Start)))));
    QCOMPARE(bar.value(WatermarkBar::Resume), Duration(milliseconds(2400)));
    // Where no mark is, nothing is taken hold of.
    moved.clear();
    QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(200, 46));
    QTest::mouseMove(&bar, QPoint(250, 46));
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(250, 46));
    QVERIFY(moved.isEmpty());
}

void WidgetsTest::watermarksMoveByKeys()
{
    WatermarkBar bar(*m_theme);
    bar.setValue(WatermarkBar::Resume, milliseconds(800));
    bar.show();
    QVERIFY(QTest::qWaitForWindowExposed(&bar));
    QTest::keyClick(&bar, Qt::Key_Up); // from start to resume
    QCOMPARE(bar.selected(), WatermarkBar::Resume);
    QTest::keyClick(&bar, Qt::Key_Right);
    QCOMPARE(bar.value(WatermarkBar::Resume), Duration(milliseconds(850)));
    QTest::keyClick(&bar, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(bar.value(WatermarkBar::Resume), Duration(milliseconds(350)));
    QVERIFY(bar.accessibleDescription().contains(QStringLiteral("resume")));
}

void WidgetsTest::videoShowsTheFrameAndCoversIt()
{
    VideoView view(*m_theme);
    view.resize(640, 360);
    view.setFrame(samples::frame({640, 360}));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const QImage picture = view.grab().toImage();
    const VideoFrame frame = samples::frame({640, 360});
    const std::uint8_t* pixel = frame.planes[0] + 200 * frame.strides[0] + 4 * 320;
    const QColor expected(pixel[2], pixel[1], pixel[0]);
    const QColor seen = picture.pixelColor(320, 200);
    QVERIFY2(std::abs(seen.red() - expected.red()) < 8 && std::abs(seen.green() - expected.green()) < 8
            && std::abs(seen.blue() - expected.blue()) < 8,
        qPrintable(seen.name() + QLatin1Char(' ') + expected.name()));
    // Its shape is kept: a square picture has black at its sides.
    view.setFrame(samples::frame({360, 360}));
    QCOMPARE(view.grab().toImage().pixelColor(20, 180), QColor(Qt::black));

    QSignalSpy primary(&view, &VideoView::primaryClicked);
    view.setMessage(
        QStringLiteral("Nobody"), QStringLiteral("Text"), QStringLiteral("Try now"), QStringLiteral("Stop"));
    QVERIFY(view.messageShown());
    QTest::mouseClick(view.message()->primary(), Qt::LeftButton);
    QCOMPARE(primary.size(), 1);
    // A long text that was once in a narrow place does not keep that height.
    view.resize(160, 300);
    view.setMessage(
        QStringLiteral("Nobody"), QStringLiteral("many words that need a good many lines").repeated(4));
    view.resize(900, 500);
    QCoreApplication::processEvents();
    for (const QLabel* label : view.message()->findChildren<QLabel*>())
        QVERIFY2(label->height() < 60, qPrintable(label->text()));
    view.resize(640, 360);
    view.setMessage({});
    QVERIFY(!view.messageShown());

    view.setProgress(
        VideoView::Progress{QStringLiteral("Rebuffering… 50 %"), 0.5, QStringLiteral("1.2 s of 2.4 s")});
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("50")));
    QVERIFY(view.grab().toImage().pixelColor(320, 20).lightness() < picture.pixelColor(320, 20).lightness());
}

void WidgetsTest::videoPaintsOnlyWhatIsSeen()
{
    struct Counting : VideoView {
        using VideoView::VideoView;
        int paints = 0;
        void paintEvent(QPaintEvent* event) override
        {
            ++paints;
            VideoView::paintEvent(event);
        }
    };
    Counting view(*m_theme);
    view.resize(320, 180);
    view.setFrame(samples::frame({320, 180}));
    QCoreApplication::processEvents();
    QCOMPARE(view.paints, 0);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QCoreApplication::processEvents();
    view.setMessage(QStringLiteral("Waiting"));
    QCoreApplication::processEvents();
    const int before = view.paints;
    for (int i = 0; i < 5; ++i) {
        view.setFrame(samples::frame({320, 180}));
        QCoreApplication::processEvents();
    }
    QCOMPARE(view.paints, before);
}

void WidgetsTest::seekBarAsksForPositions()
{
    SeekBar bar(*m_theme);
    bar.resize(414, 20);
    bar.set({}, seconds(100), seconds(20), seconds(40));
    QSignalSpy seek(&bar, &SeekBar::seekRequested);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(207, 10));
    QVERIFY(seek.isEmpty()); // not where nothing can be searched
    bar.setSeekable(true);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(207, 10));
    QCOMPARE(seek.size(), 1);
    QCOMPARE(toMs(seek[0][0].value<Duration>()), std::int64_t{50'000});
    bar.set({}, seconds(100), seconds(20), seconds(40));
    QTest::keyClick(&bar, Qt::Key_Right);
    QCOMPARE(toMs(seek[1][0].value<Duration>()), std::int64_t{25'000});
    bar.set({}, seconds(100), seconds(2), seconds(40));
    QTest::keyClick(&bar, Qt::Key_Left);
    QCOMPARE(toMs(seek[2][0].value<Duration>()), std::int64_t{0});
}

void WidgetsTest::eventListKeepsNewestFirst()
{
    EventList list(*m_theme);
    list.resize(300, 90);
    list.setEmptyText(QStringLiteral("nothing yet"));
    for (int i = 0; i < 700; ++i)
        list.add(seconds(i), QStringLiteral("event %1").arg(i));
    QVERIFY(list.accessibleDescription().startsWith(QStringLiteral("11:39.0 event 699")));
    list.clear();
    list.setEmptyText(QStringLiteral("nothing yet"));
    QVERIFY(!list.grab().isNull());
}

void WidgetsTest::emptyFigureIsADash()
{
    Figures figures;
    const int row = figures.addRow(QStringLiteral("Speed"));
    QCOMPARE(figures.value(row), QStringLiteral("–"));
    figures.setValue(row, QStringLiteral("1.00×"));
    QCOMPARE(figures.value(row), QStringLiteral("1.00×"));
    figures.setValue(row, {});
    QCOMPARE(figures.value(row), QStringLiteral("–"));
}

void WidgetsTest::theWheelChoosesNothing()
{
    class Column : public QWidget {
    public:
        int turned = 0;

    protected:
        void wheelEvent(QWheelEvent* event) override
        {
            ++turned;
            event->accept();
        }
    };
    const WheelGuard guard(nullptr);
    Column column;
    auto* row = new QHBoxLayout(&column);
    auto* picker = new QComboBox;
    picker->addItems({QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")});
    auto* number = new QSpinBox;
    auto* slider = new QSlider(Qt::Horizontal);
    for (QWidget* widget : std::initializer_list<QWidget*>{picker, number, slider})
        row->addWidget(widget);
    column.show();
    QVERIFY(QTest::qWaitForWindowActive(&column));
    const auto turn = [](QWidget* over) {
        QWheelEvent event(over->rect().center(), over->mapToGlobal(over->rect().center()), {}, {0, 120},
            Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QSpontaneKeyEvent::setSpontaneous(&event); // as a real one: it goes on to what the widget stands in
        QCoreApplication::instance()->notify(over, &event);
    };
    picker->setCurrentIndex(1);
    picker->setFocus();
    turn(picker);
    QCOMPARE(picker->currentIndex(), 1);
    QCOMPARE(column.turned, 1); // what it stands in scrolls
    turn(number);
    QCOMPARE(number->value(), 0);
    QCOMPARE(column.turned, 2);
    number->setFocus();
    turn(number);
    QCOMPARE(number->value(), 1);
    turn(slider);
    QVERIFY(slider->value() > 0);
    QCOMPARE(column.turned, 2);
}

QTEST_MAIN(WidgetsTest)
#include "WidgetsTest.moc"
