// SPDX-License-Identifier: GPL-3.0-or-later
// The link emulator as a person uses it in the window: a trace is opened and started while a stream plays, what it
// offers stands on the graph beside what arrives, and Stop ends it. The same over RTMP, live HLS and plain HTTP.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>

#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QScreen>
#include <QSpinBox>
#include <QTest>

#include "app/AppContext.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/VirtualDisplay.h"
#include "ui/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/LinkDialog.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/BufferGraph.h"

using namespace sluice;
using namespace sluice::test;

class LinkWindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void traceWhilePlaying_data();
    void traceWhilePlaying();
    void cleanupTestCase();

private:
    static bool until(const std::function<bool()>& done, int atMostMs = 20'000);
    const GraphSample& onGraph() { return m_window->watchTab()->bufferCard()->graph()->history().newest(); }
    double arrivedKbps(Duration last);
    void shot(const QString& name);

    std::unique_ptr<TempDir> m_folder;
    std::unique_ptr<WebServer> m_server;
    std::unique_ptr<ChildProcess> m_publisher;
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<UiContext> m_ui;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

bool LinkWindowTest::until(const std::function<bool()>& done, int atMostMs)
{
    QElapsedTimer since;
    since.start();
    while (!done()) {
        if (since.elapsed() > atMostMs)
            return false;
        QTest::qWait(10);
    }
    return true;
}

// The mean of what arrived, as the graph has it.
double LinkWindowTest::arrivedKbps(Duration last)
{
    const auto& samples = m_window->watchTab()->bufferCard()->graph()->history().samples();
    double sum = 0;
    int count = 0;
    for (auto it = samples.rbegin(); it != samples.rend() && it->at > samples.back().at - last; ++it, ++count)
        sum += static_cast<double>(it->arriving) * 1000;
    return count > 0 ? sum / count : 0;
}

void LinkWindowTest::shot(const QString& name)
{
    const QString folder = qEnvironmentVariable("SLUICE_SHOTS");
    if (folder.isEmpty() || !QDir().mkpath(folder))
        return;
    QTest::qWait(150); // the graph's next repaint
    QVERIFY(QGuiApplication::primaryScreen()->grabWindow(0).save(
        QStringLiteral("%1/link-%2.png").arg(folder, name)));
}

void LinkWindowTest::initTestCase()
{
    for (const std::string& missing : {VirtualDisplay::missing(), WebServer::missing()})
        if (!missing.empty())
            QSKIP(missing.c_str());
    m_folder = std::make_unique<TempDir>();
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(m_folder->path().string()));
    m_server = std::make_unique<WebServer>(m_folder->path().string());
    QVERIFY2(m_server->start(), m_server->why().c_str());
    m_publisher = std::make_unique<ChildProcess>(publisherOf(m_server->rtmpUrl("short/talk")));
    QVERIFY(makeClip(m_folder->file("media/clip.mp4"), 60));
    m_context = std::make_unique<AppContext>(LogLevel::Warning, true);
    Settings settings = m_context->settings.current();
    for (const auto& [key, value] : std::initializer_list<std::pair<const char*, const char*>>{
             {"broadcast.camera", "test"}, {"broadcast.microphone", "none"}, {"watch.audio_out", "null"}})
        QVERIFY2(settings.set(key, value), key);
    QVERIFY(m_context->settings.apply(settings));
    m_theme = std::make_unique<Theme>(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    m_ui = std::make_unique<UiContext>(UiContext{m_context->watch, m_context->broadcast, m_context->server,
        m_context->devices, m_context->settings, m_context->clock, m_context->encoders,
        m_context->destinations, m_context->preflight});
    m_window = std::make_unique<MainWindow>(*m_ui, *m_theme);
    m_window->move(0, 0);
    m_window->showTab(MainWindow::Tab::Watch);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 15'000));
}

void LinkWindowTest::traceWhilePlaying_data()
{
    QTest::addColumn<QString>("what");
    for (const char* what : {"rtmp", "hls", "http"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void LinkWindowTest::traceWhilePlaying()
{
    QFETCH(QString, what);
    WatchRequest request;
    request.url = what == QLatin1String("rtmp") ? m_server->rtmpUrl("short/talk")
        : what == QLatin1String("hls")          ? m_server->httpUrl("/hls/talk.m3u8")
                                                : m_server->httpUrl("/media/clip.mp4");
    request.audioOut = "null";
    request.wait = true;
    m_window->watch(request);
    QVERIFY(until([this] { return m_context->watch.status().state == WatchState::Playing; }));
    QVERIFY(
        until([this] { return !m_window->watchTab()->bufferCard()->graph()->history().samples().empty(); }));
    QVERIFY(onGraph().offered < 0); // as it is

    // 120 kb/s: a packet of 1500 bytes each 100 ms, over and over. Less than any of the streams has.
    writeFile(m_folder->file("slow.mahimahi"), "100\n200\n300\n400\n500\n600\n700\n800\n900\n1000\n");
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(
        until([this] { return m_window->linkDialog() != nullptr && m_window->linkDialog()->isVisible(); }));
    LinkDialog& dialog = *m_window->linkDialog();
    dialog.openTrace(QString::fromStdString(m_folder->file("slow.mahimahi")));
    QVERIFY(until([&] { return !dialog.loading(); }));
    dialog.seed()->setValue(5);
    QVERIFY(dialog.useButton()->isEnabled());
    QTest::mouseClick(dialog.useButton(), Qt::LeftButton);
    QElapsedTimer since;
    since.start();
    QVERIFY(until([this] { return onGraph().offered >= 0; }, 1000));
    std::printf("  %-5s offered after %lld ms", qPrintable(what), static_cast<long long>(since.elapsed()));
    QCOMPARE(m_context->watch.status().link.spec.seed, std::uint64_t{5});
    // A file has come far ahead by now: elsewhere it is wanted anew.
    if (what == QLatin1String("http"))
        m_context->watch.seek(seconds(50));
    // What arrives follows what is offered.
    QVERIFY(until([this] {
        const double kbps = arrivedKbps(seconds(2));
        return kbps > 60 && kbps < 160;
    }));
    QTest::qWait(1000);
    const auto& samples = m_window->watchTab()->bufferCard()->graph()->history().samples();
    double offered = 0;
    for (std::size_t i = samples.size() - 10; i < samples.size(); ++i)
        offered += static_cast<double>(samples[i].offered) * 100; // kb/s, of a tenth of a second
    std::printf(", %.0f kb/s offered, %.0f kb/s arrive\n", offered, arrivedKbps(seconds(2)));
    std::fflush(stdout);
    QVERIFY(std::abs(offered - 120) < 25);
    shot(what);
    const auto events = m_context->watch.eventsSince(0).events;
    QVERIFY(
        std::ranges::any_of(events, [](const Event& event) { return event.kind == EventKind::LinkChanged; }));

    QTest::mouseClick(dialog.offButton(), Qt::LeftButton);
    QVERIFY(until([this] { return onGraph().offered < 0; }, 1000));
    QVERIFY(m_context->watch.status().link.off());
    dialog.close();
    QVERIFY(until([this] { return m_window->linkDialog() == nullptr; }));
    m_context->watch.stop();
    QVERIFY(until([this] { return !m_context->watch.running(); }));
}

void LinkWindowTest::cleanupTestCase()
{
    m_window.reset();
    m_context.reset();
    m_publisher.reset();
    m_server.reset();
}

int main(int argc, char** argv)
{
    std::unique_ptr<VirtualDisplay> display;
    if (VirtualDisplay::missing().empty()) {
        display = std::make_unique<VirtualDisplay>("1280x800x24");
        qputenv("DISPLAY", QByteArray::fromStdString(display->name()));
        qputenv("QT_QPA_PLATFORM", "xcb");
        qunsetenv("WAYLAND_DISPLAY");
    }
    QApplication app(argc, argv);
    LinkWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "LinkWindowTest.moc"
