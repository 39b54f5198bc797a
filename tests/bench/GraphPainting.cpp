// SPDX-License-Identifier: GPL-3.0-or-later
// What painting the buffer's graph costs, as a share of one core at the rate at which it is painted. Prints a table.
#include <algorithm>
#include <cstdio>

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QKeyEvent>
#include <QMouseEvent>

#include "ui/theme/Theme.h"
#include "ui/widgets/BufferGraph.h"

using namespace sluice;

namespace {

constexpr int kPictures = 200;

GraphSample sample(int index)
{
    GraphSample s;
    const double phase = (index % 200) / 200.0;
    s.at = milliseconds(100) * index;
    s.level = static_cast<float>(3 * (1 - phase));
    s.arriving = 2.5F + static_cast<float>(index % 7) * 0.1F;
    s.playing = phase > 0.95 ? 0.0F : 2.5F;
    s.low = 0.5F;
    s.start = 1.5F;
    s.resume = 2.4F;
    s.target = 3;
    s.stalled = phase > 0.95;
    s.cause = QStringLiteral("network");
    return s;
}

enum class Move { Follow, Drag, Jump };

struct Run {
    const char* name;
    int minutes; // of session before it
    bool whole; // all of it is shown
    Move move;
};

void send(BufferGraph& graph, QEvent::Type type, int x)
{
    const bool moves = type == QEvent::MouseMove;
    QMouseEvent event(type, QPointF(x, 60), graph.mapToGlobal(QPointF(x, 60)),
        moves ? Qt::NoButton : Qt::LeftButton,
        type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&graph, &event);
}

// As a hand does: 720 pixels a second, to and fro.
void drag(BufferGraph& graph, int picture)
{
    constexpr int kPixels = 12;
    constexpr int kWay = 40; // pictures
    const int x = 100 + kPixels * (picture / kWay % 2 == 0 ? picture % kWay : kWay - picture % kWay);
    send(graph, picture == 0 ? QEvent::MouseButtonPress : QEvent::MouseMove, x);
}

void measure(const Theme& theme, const Run& run)
{
    BufferGraph graph(theme);
    graph.resize(860, 200);
    graph.show(); // hidden it would forget its picture each time
    int next = run.minutes * 600;
    std::vector<GraphSample> before;
    before.reserve(static_cast<std::size_t>(next));
    for (int i = 0; i < next; ++i)
        before.push_back(sample(i));
    graph.add(before);
    for (int i = 0; i < next; i += 150)
        graph.addMark(
            {milliseconds(100) * i, static_cast<GraphMark::Kind>(i / 150 % 10), QStringLiteral("x")});
    if (run.whole)
        graph.zoomWhole();
    QImage canvas(graph.size(), QImage::Format_RGB32);
    graph.render(&canvas);
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < kPictures; ++i) {
        if (run.move == Move::Drag) {
            drag(graph, i);
        } else if (run.move == Move::Jump) {
            QKeyEvent key(QEvent::KeyPress, i / 100 % 2 == 0 ? Qt::Key_Left : Qt::Key_Right, Qt::NoModifier);
            QCoreApplication::sendEvent(&graph, &key);
        } else {
            graph.add({sample(next++)});
        }
        graph.render(&canvas);
    }
    const double each = static_cast<double>(clock.nsecsElapsed()) / 1e6 / kPictures;
    // Followed, a repaint waits for a new column, though not longer than a second.
    const double columns = graph.width() / toSeconds(graph.navigator().view().span);
    const int perSecond = run.move == Move::Drag ? BufferGraph::kMostDragged
        : run.move == Move::Jump
        ? BufferGraph::kMostByHand
        : static_cast<int>(std::clamp<double>(columns, 1, BufferGraph::kMostPerSecond));
    std::printf("%-44s %9.2f ms %7d/s %7.1f %%\n", run.name, each, perSecond, each * perSecond / 10);
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const Theme theme(app);
    std::printf(
        "\nThe buffer's graph, 860×200\n%-44s %12s %9s %9s\n", "", "a picture", "at most", "one core");
    for (const Run& run : {Run{"following, the last minute", 10, false, Move::Follow},
             Run{"following, the whole of an hour", 60, true, Move::Follow},
             Run{"following, the whole of a day", 1430, true, Move::Follow},
             Run{"dragged by the mouse, 12 pixels a picture", 60, false, Move::Drag},
             Run{"by keys, a tenth of the view a picture", 60, false, Move::Jump}})
        measure(theme, run);
    return 0;
}
