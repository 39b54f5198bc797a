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
    const std::vector<std::string> args(argv + 1, argv + argc);
    auto line = sluice::parseCommandLine(args);
    if (!line)
        return complain(line.error(), sluice::kExitBadArguments);
    if (const auto* text = std::get_if<sluice::PrintCommand>(&line->command)) {
        std::fputs(text->text.c_str(), stdout);
        return sluice::kExitOk;
    }
    if (auto files = sluice::checkFiles(*line); !files)
        return complain(files.error(), sluice::kExitBadArguments);
    // Qt must not see our options: some of its own have the same names.
    int ownArgc = 1;
    if (!wantsWindow(*line))
        return sluice::runHeadless(ownArgc, argv, *line, speak);
    auto status = sluice::runWindowed(ownArgc, argv, *line);
    return status ? *status : complain(status.error(), sluice::kExitFailed);
}
