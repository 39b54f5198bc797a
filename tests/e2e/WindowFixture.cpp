// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/WindowFixture.h"

#include <cstdint>
#include <filesystem>
#include <system_error>

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QGuiApplication>
#include <QScreen>
#include <QTimer>

#include "ui/watch/BufferCard.h"
#include "ui/watch/WatchTab.h"
#include "ui/widgets/BufferGraph.h"

namespace sluice::test {

namespace {

std::filesystem::path memoryFolder()
{
    constexpr std::uintmax_t kEnough = 256U << 20;
    const std::filesystem::path memory("/dev/shm");
    std::error_code missing;
    const auto room = std::filesystem::space(memory, missing);
    return !missing && room.available > kEnough ? memory : std::filesystem::temp_directory_path();
}

} // namespace

std::unique_ptr<VirtualDisplay> WindowFixture::makeDisplay(const std::string& size)
{
    if (!VirtualDisplay::missing().empty())
        return nullptr;
    auto display = std::make_unique<VirtualDisplay>(size);
    qputenv("DISPLAY", QByteArray::fromStdString(display->name()));
    qputenv("QT_QPA_PLATFORM", "xcb");
    qunsetenv("WAYLAND_DISPLAY");
    return display;
}

WindowFixture::WindowFixture() : m_folder(memoryFolder()) { }

WindowFixture::~WindowFixture() = default;

void WindowFixture::openWindow(const Changes& settings, MainWindow::Tab tab)
{
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString(m_folder.path().string()));
    m_context = std::make_unique<AppContext>(m_logLevel, true);
    Settings own = m_context->settings.current();
    for (const auto& [key, value] : settings)
        QVERIFY2(own.set(key, value), key);
    QVERIFY(m_context->settings.apply(own));
    m_theme = std::make_unique<Theme>(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    m_ui = std::make_unique<UiContext>(UiContext{m_context->watch, m_context->broadcast, m_context->server,
        m_context->devices, m_context->settings, m_context->clock, m_context->encoders,
        m_context->destinations, m_context->preflight});
    m_window = std::make_unique<MainWindow>(*m_ui, *m_theme);
    m_window->move(0, 0);
    m_window->showTab(tab);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get(), 15'000));
}

void WindowFixture::closeWindow()
{
    m_window.reset();
    m_context.reset();
}

void WindowFixture::run(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
    // What was closed outside of an event loop goes now: none that runs later would do it.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

bool WindowFixture::until(const std::function<bool()>& done, int atMostMs)
{
    constexpr int kLookMs = 10;
    QElapsedTimer since;
    since.start();
    while (!done()) {
        if (since.elapsed() > atMostMs)
            return false;
        run(kLookMs);
    }
    return true;
}

const GraphSample& WindowFixture::onGraph() const
{
    return m_window->watchTab()->bufferCard()->graph()->history().newest();
}

void WindowFixture::shot(const QString& name)
{
    const QString folder = qEnvironmentVariable("SLUICE_SHOTS");
    if (folder.isEmpty() || !QDir().mkpath(folder))
        return;
    run(150); // the graph's next repaint
    const QString file = QStringLiteral("%1/%2.png").arg(folder, name);
    QVERIFY2(QGuiApplication::primaryScreen()->grabWindow(0).save(file), qPrintable(file));
}

} // namespace sluice::test
