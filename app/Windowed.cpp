// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Windowed.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <QApplication>
#include <QTimer>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/AppContext.h"
#include "app/ClosingGuard.h"
#include "app/DemoRun.h"
#include "app/Interruption.h"
#include "app/LiveRun.h"
#include "app/LostRecordings.h"
#include "app/TurnUntil.h"
#include "app/WatchRun.h"
#include "core/publish/PublishPipeline.h"
#include "core/session/FromSettings.h"
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

// The command beside the window. It may be over long before the window is closed, and the window stays for whoever is
// there; with a time given nobody is. When the window is closed first, it still has its report to write.
class Accompanied {
public:
    // Without a command there is nothing to accompany.
    Accompanied(std::unique_ptr<Run> run, MainWindow& window, bool untilOver) : m_run(std::move(run))
    {
        if (!m_run)
            return;
        QObject::connect(m_run.get(), &Run::over, &window, [this, &window, untilOver](int status) {
            m_status = m_status.value_or(status);
            if (untilOver || status == kExitBadArguments)
                QMetaObject::invokeMethod(&window, &MainWindow::closeNow, Qt::QueuedConnection);
        });
        QMetaObject::invokeMethod(m_run.get(), &Run::begin, Qt::QueuedConnection);
    }

    // After the window was closed. Bounded; the exit status.
    int end(bool interrupted)
    {
        static constexpr Duration kMore = seconds(2); // for what follows the end of the stream: server, files
        if (m_run && !m_status) {
            m_run->interrupt();
            turnUntil(PublishPipeline::kStopDeadline + kMore, [this] { return m_status.has_value(); });
        }
        const int status = m_status.value_or(m_run ? kExitFailed : kExitOk);
        if (status == kExitOk || status == kExitInterrupted) // who closes the window interrupts nothing
            return interrupted ? kExitInterrupted : kExitOk;
        return status;
    }

private:
    const std::unique_ptr<Run> m_run;
    std::optional<int> m_status;
};

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
    ClosingGuard guard;
    AppContext context(line.common.logLevel, true);
    auto settings = context.settingsFor(line.common);
    if (!settings)
        return settings.error();
    if (const auto* live = std::get_if<LiveCommand>(&line.command))
        for (const NamedSource& source : sourcesOf(*live))
            (void)settings->set(source.key, source.text);
    context.settings.overlayForThisRun(*settings);
    const Language language(app, QString::fromStdString(settings->text("ui.language")));
    Theme theme(app);
    theme.setMode(Theme::modeFromToken(QString::fromStdString(settings->text("ui.theme"))));
    context.devices.watch();
    context.broadcast.forgetHalves(recordingFrom(*settings).folder);
    UiContext ui{context.watch, context.broadcast, context.server, context.devices, context.settings,
        context.clock, context.encoders, context.destinations, context.preflight};
    MainWindow window(ui, theme);
    window.show();
    bool interrupted = false;
    const auto closing
        = QObject::connect(&interruption, &Interruption::happened, &window, [&window, &interrupted] {
              interrupted = true;
              window.closeNow();
              QApplication::exit(); // whatever dialog is still open
          });

    const auto runFor = line.common.runFor;
    bool untilOver = runFor.has_value();
    std::unique_ptr<Run> run;
    if (const auto* watch = std::get_if<WatchCommand>(&line.command)) {
        window.showTab(MainWindow::Tab::Watch);
        run = std::make_unique<WatchRun>(
            context, *watch, line.common, [&window](const WatchRequest& request) { window.watch(request); });
        if (watch->fullscreen)
            window.setFullScreen(true);
    } else if (const auto* live = std::get_if<LiveCommand>(&line.command)) {
        window.showTab(MainWindow::Tab::Broadcast);
        run = std::make_unique<LiveRun>(context, *live, line.common);
    } else {
        if (const auto* demo = std::get_if<DemoCommand>(&line.command)) {
            window.showTab(MainWindow::Tab::Watch);
            run = std::make_unique<DemoRun>(context, *demo, line.common,
                [&window](const WatchRequest& request) { window.watch(request); });
        }
        untilOver = false; // the demonstration goes on after its run
        if (runFor)
            QTimer::singleShot(
                std::chrono::duration_cast<milliseconds>(*runFor), &window, &MainWindow::closeNow);
    }
    Accompanied command(std::move(run), window, untilOver);
    const int closed = QApplication::exec();
    QObject::disconnect(closing); // it ends already, and there is no window any more
    guard.closing(interrupted ? kExitInterrupted : closed);
    const int status = command.end(interrupted);
    for (const Error& lost :
        lostRecordings(context.broadcast)) // where they would be read is gone with the window
        std::fprintf(stderr, "%s\n", lost.message().c_str());
    return status;
}

} // namespace sluice
