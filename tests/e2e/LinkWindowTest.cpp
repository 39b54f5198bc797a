// SPDX-License-Identifier: GPL-3.0-or-later
// The link emulator as a person uses it in the window: a trace is opened and started while a stream plays, what it
// offers stands on the graph beside what arrives, and Stop ends it. The same over RTMP, live HLS and plain HTTP.
#include <algorithm>
#include <cstdio>
#include <memory>

#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include "tests/e2e/WindowFixture.h"
#include "tests/net/playback/WebServer.h"
#include "ui/watch/BufferCard.h"
#include "ui/watch/LinkDialog.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/BufferGraph.h"

using namespace sluice;
using namespace sluice::test;

class LinkWindowTest : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase();
    void traceWhilePlaying_data();
    void traceWhilePlaying();
    void cleanupTestCase();

private:
    double arrivedKbps(Duration last);
    bool orTell(bool done);

    std::unique_ptr<WebServer> m_server;
    std::unique_ptr<ChildProcess> m_publisher;
};

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

// Where something did not come: what arrived and what was said.
bool LinkWindowTest::orTell(bool done)
{
    if (done)
        return true;
    std::printf("\n  state %d at %.2f s; arriving, offered (kb/s), level (s):",
        static_cast<int>(m_context->watch.status().state), toSeconds(m_context->watch.status().position));
    const auto& samples = m_window->watchTab()->bufferCard()->graph()->history().samples();
    for (std::size_t i = 0; i < samples.size(); i += 5)
        std::printf(" %.1f s %.0f %.0f %.1f", toSeconds(samples[i].at),
            static_cast<double>(samples[i].arriving) * 1000, static_cast<double>(samples[i].offered) * 1000,
            static_cast<double>(samples[i].level));
    for (const Event& event : m_context->watch.eventsSince(0).events)
        std::printf("\n  %.3f %s", toSeconds(event.at.time_since_epoch()), event.text.english().c_str());
    std::printf("\n");
    std::fflush(stdout);
    return false;
}

void LinkWindowTest::initTestCase()
{
    for (const std::string& missing : {VirtualDisplay::missing(), WebServer::missing()})
        if (!missing.empty())
            QSKIP(missing.c_str());
    m_server = std::make_unique<WebServer>(m_folder.path().string());
    QVERIFY2(m_server->start(), m_server->why().c_str());
    m_publisher = std::make_unique<ChildProcess>(publisherOf(m_server->rtmpUrl("short/talk")));
    // Ten minutes: a short file would be here as a whole before a link is set.
    const std::string part = m_folder.file("minute.mp4");
    QVERIFY(makeClip(part, 60));
    QVERIFY(sluice::test::run("ffmpeg",
        {"-v", "error", "-nostdin", "-stream_loop", "9", "-i", part, "-c", "copy",
            m_folder.file("media/clip.mp4")}));
    openWindow({{"broadcast.camera", "test"}, {"broadcast.microphone", "none"}, {"watch.audio_out", "null"}},
        MainWindow::Tab::Watch);
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
    QVERIFY(orTell(until([this] { return m_context->watch.status().state == WatchState::Playing; })));
    QVERIFY(
        until([this] { return !m_window->watchTab()->bufferCard()->graph()->history().samples().empty(); }));
    QVERIFY(onGraph().offered < 0); // as it is

    // 120 kb/s: a packet of 1500 bytes each 100 ms, over and over. Less than any of the streams has.
    writeFile(m_folder.file("slow.mahimahi"), "100\n200\n300\n400\n500\n600\n700\n800\n900\n1000\n");
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(
        until([this] { return m_window->linkDialog() != nullptr && m_window->linkDialog()->isVisible(); }));
    LinkDialog& dialog = *m_window->linkDialog();
    dialog.openTrace(QString::fromStdString(m_folder.file("slow.mahimahi")));
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
        m_context->watch.seek(std::chrono::minutes(9));
    // What arrives follows what is offered.
    QVERIFY(orTell(until([this] {
        const double kbps = arrivedKbps(seconds(2));
        return kbps > 60 && kbps < 160;
    })));
    // For a whole second the link is the new one.
    const auto& samples = m_window->watchTab()->bufferCard()->graph()->history().samples();
    QVERIFY(until([&] {
        return samples.size() >= 10
            && std::all_of(
                samples.end() - 10, samples.end(), [](const GraphSample& s) { return s.offered >= 0; });
    }));
    double offered = 0;
    for (std::size_t i = samples.size() - 10; i < samples.size(); ++i)
        offered += static_cast<double>(samples[i].offered) * 100; // kb/s, of a tenth of a second
    std::printf(", %.0f kb/s offered, %.0f kb/s arrive\n", offered, arrivedKbps(seconds(2)));
    std::fflush(stdout);
    QVERIFY(std::abs(offered - 120) < 25);
    shot(QStringLiteral("link-") + what);
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
    closeWindow();
    m_publisher.reset();
    m_server.reset();
}

int main(int argc, char** argv)
{
    return runOnDisplay<LinkWindowTest>(argc, argv);
}

#include "LinkWindowTest.moc"
