// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Windowed.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <QApplication>
#include <QTimer>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/AppContext.h"
#include "app/DemoRun.h"
#include "app/Interruption.h"
#include "app/LiveRun.h"
#include "app/WatchRun.h"
#include "ui/MainWindow.h"
#include "ui/theme/Language.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

bool answers(const sockaddr_un& address, std::size_t pathLength)
{
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + pathLength);
    const bool connected = connect(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0;
    close(fd);
    return connected;
}

// A local X server listens on a socket in the abstract name space, in /tmp, or both.
bool localXAnswers(const std::string& number)
{
    const std::string path = "/tmp/.X11-unix/X" + number;
    for (const bool abstract : {true, false}) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() + 2 > sizeof(address.sun_path))
            return false;
        std::memcpy(address.sun_path + (abstract ? 1 : 0), path.c_str(), path.size());
        if (answers(address, path.size() + 1))
            return true;
    }
    return false;
}

// Whether a window can be opened; Qt itself would abort.
bool displayThere()
{
    const auto value = [](const char* name) {
        const char* text = std::getenv(name);
        return std::string(text ? text : "");
    };
    if (!value("QT_QPA_PLATFORM").empty() || !value("WAYLAND_DISPLAY").empty())
        return true;
    const std::string display = value("DISPLAY");
    if (display.empty())
        return false;
    if (!display.starts_with(':')) // another computer's: only Qt can tell
        return true;
    return localXAnswers(display.substr(1, display.find('.') - 1));
}

} // namespace

Result<int> runWindowed(int& argc, char** argv, const CommandLine& line)
{
    if (!displayThere())
        return Error(ErrorCode::NoDisplay);
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Sluice"));
    QApplication::setApplicationVersion(QStringLiteral(SLUICE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("sluice"));
    Interruption interruption;
    AppContext context(line.common.logLevel, true);
    auto settings = context.settingsFor(line.common);
    if (!settings)
        return settings.error();
    if (const auto* live = std::get_if<LiveCommand>(&line.command)) {
        if (live->camera)
            (void)settings->set("broadcast.camera", live->camera->toText());
        if (live->microphone)
            (void)settings->set("broadcast.microphone", live->microphone->toText());
        if (live->desktopAudio)
            (void)settings->set("broadcast.desktop_audio", live->desktopAudio->toText());
        if (live->screen)
            (void)settings->set("broadcast.screen", live->screen->toText());
    }
    context.settings.overlayForThisRun(*settings);
    const Language language(app, QString::fromStdString(settings->text("ui.language")));
    Theme theme(app);
    theme.setMode(Theme::modeFromToken(QString::fromStdString(settings->text("ui.theme"))));
    context.devices.watch();
    UiContext ui{context.watch, context.broadcast, context.server, context.devices, context.settings,
        context.clock, context.encoders, context.destinations, context.preflight};
    MainWindow window(ui, theme);
    window.show();
    QObject::connect(
        &interruption, &Interruption::happened, &app, [] { QApplication::exit(kExitInterrupted); });

    std::unique_ptr<Run> run;
    if (const auto* watch = std::get_if<WatchCommand>(&line.command)) {
        auto request = watchRequestFor(*watch, line.common, *settings);
        if (!request)
            return request.error();
        request->wait = true; // in the window, "nobody is streaming here" waits
        window.showTab(MainWindow::Tab::Watch);
        window.watch(*request);
        if (watch->fullscreen)
            window.setFullScreen(true);
    } else if (const auto* live = std::get_if<LiveCommand>(&line.command)) {
        window.showTab(MainWindow::Tab::Broadcast);
        run = std::make_unique<LiveRun>(context, *live, line.common);
    } else if (const auto* demo = std::get_if<DemoCommand>(&line.command)) {
        window.showTab(MainWindow::Tab::Watch);
        run = std::make_unique<DemoRun>(
            context, *demo, line.common, [&window](const WatchRequest& request) { window.watch(request); });
    }
    if (run)
        QMetaObject::invokeMethod(run.get(), &Run::begin, Qt::QueuedConnection);
    if (line.common.runFor)
        QTimer::singleShot(
            std::chrono::duration_cast<milliseconds>(*line.common.runFor), &window, &QWidget::close);
    const int status = QApplication::exec();
    const bool watched = std::holds_alternative<WatchCommand>(line.command);
    if (watched && !line.common.reportPath.empty())
        if (auto written = writeReport(line.common.reportPath, context.watch.status().report); !written)
            return written.error();
    if (watched && !line.common.htmlPath.empty())
        if (auto written = writePage(line.common.htmlPath, context.watch); !written)
            return written.error();
    return status;
}

} // namespace sluice
