// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#if defined(__GLIBC__) // known from here on
#include <malloc.h>
#endif

#include "app/CommandLine.h"
#include "app/Headless.h"
#include "app/Home.h"
#include "app/Interruption.h"
#include "app/Output.h"
#include "app/Windowed.h"
#include "core/base/Redact.h"
#include "ui/theme/Language.h"

namespace {

int complain(const sluice::Error& error, int status)
{
    std::fprintf(stderr, "%s\n", sluice::redact(error.message()).c_str());
    return status;
}

void speak(QCoreApplication& app, const std::string& language)
{
    new sluice::Language(app, QString::fromStdString(language)); // the application's from now on
}

// Pictures that a stall needed for a moment are to leave the process when they are freed. glibc would keep them: it
// raises its own threshold once a large block was freed, and from then on they lie scattered in its heaps, which grew
// by some 9 MB in half an hour on a busy computer.
void giveBackWhatIsLarge()
{
#if defined(__GLIBC__)
    constexpr int kLarge = 512 * 1024; // bytes; less than a picture of 720 lines
    mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
}

// What Qt has to say belongs to the log; at its default level stderr carries nothing but the sentence of a failed run.
sluice::LogLevel s_qtLevel = sluice::LogLevel::Off;

void onQtMessage(QtMsgType type, const QMessageLogContext&, const QString& text)
{
    using sluice::LogLevel;
    const LogLevel level = type == QtDebugMsg ? LogLevel::Debug
        : type == QtInfoMsg                   ? LogLevel::Info
        : type == QtWarningMsg                ? LogLevel::Warning
                                              : LogLevel::Error;
    if (type == QtFatalMsg || (s_qtLevel != LogLevel::Off && level <= s_qtLevel))
        std::fprintf(stderr, "qt: %s\n", sluice::redact(text.toStdString()).c_str());
}

// Whether the command has something to show; the others only print.
bool wantsWindow(const sluice::CommandLine& line)
{
    const bool shows = std::holds_alternative<sluice::WindowCommand>(line.command)
        || std::holds_alternative<sluice::WatchCommand>(line.command)
        || std::holds_alternative<sluice::LiveCommand>(line.command)
        || std::holds_alternative<sluice::DemoCommand>(line.command);
    return shows && !line.common.headless;
}

} // namespace

int main(int argc, char** argv)
{
    // SVT-AV1 tells stderr what it is, past FFmpeg's log. Before there is any other thread.
    if (std::getenv("SVT_LOG") == nullptr)
        setenv("SVT_LOG", "-1", 0);
    giveBackWhatIsLarge();
    sluice::provideHome();
    const std::vector<std::string> args(argv + 1, argv + argc);
    auto line = sluice::parseCommandLine(args);
    if (!line)
        return complain(line.error(), sluice::kExitBadArguments);
    if (const auto* text = std::get_if<sluice::PrintCommand>(&line->command)) {
        sluice::printOut(text->text);
        return sluice::withOutput(sluice::kExitOk);
    }
    if (auto files = sluice::checkFiles(*line); !files)
        return complain(files.error(), sluice::kExitBadArguments);
    sluice::Interruption::hold(); // not before: a disk that does not answer ends nothing in good order
    s_qtLevel = line->common.logLevel;
    qInstallMessageHandler(onQtMessage);
    // Qt must not see our options: some of its own have the same names.
    int ownArgc = 1;
    if (!wantsWindow(*line))
        return sluice::withOutput(sluice::runHeadless(ownArgc, argv, *line, speak));
    auto status = sluice::runWindowed(ownArgc, argv, *line);
    return sluice::withOutput(status ? *status : complain(status.error(), sluice::kExitFailed));
}
