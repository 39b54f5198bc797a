// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Headless.h"

#include <memory>

#include <QCoreApplication>

#include "app/AppContext.h"
#include "app/ClosingGuard.h"
#include "app/DemoRun.h"
#include "app/Interruption.h"
#include "app/ListRuns.h"
#include "app/LiveRun.h"
#include "app/RunFileRun.h"
#include "app/ServeRun.h"
#include "app/SimulateRun.h"
#include "app/WatchRun.h"

namespace sluice {

namespace {

struct MakeRun {
    AppContext& context;
    const CommonOptions& common;

    std::unique_ptr<Run> operator()(const WatchCommand& c) const
    {
        return std::make_unique<WatchRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const LiveCommand& c) const
    {
        return std::make_unique<LiveRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const ServeCommand&) const
    {
        return std::make_unique<ServeRun>(context, common);
    }
    std::unique_ptr<Run> operator()(const DevicesCommand& c) const
    {
        return std::make_unique<DevicesRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const ProbeCommand& c) const
    {
        return std::make_unique<ProbeRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const SimulateCommand& c) const
    {
        return std::make_unique<SimulateRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const RunFileCommand& c) const
    {
        return std::make_unique<RunFileRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const DemoCommand& c) const
    {
        return std::make_unique<DemoRun>(context, c, common);
    }
    std::unique_ptr<Run> operator()(const WindowCommand&) const { return nullptr; }
    std::unique_ptr<Run> operator()(const PrintCommand&) const { return nullptr; }
};

} // namespace

int runHeadless(int& argc, char** argv, const CommandLine& line, const SpeakLanguage& speak)
{
    QCoreApplication app(argc, argv);
    Interruption interruption;
    ClosingGuard guard;
    AppContext context(line.common.logLevel, false);
    if (!line.common.htmlPath.empty())
        if (auto settings
            = context.settingsFor(line.common)) // whoever needs them says what is wrong with them
            speak(app, settings->text("ui.language"));
    const std::unique_ptr<Run> run = std::visit(MakeRun{context, line.common}, line.command);
    if (!run)
        return kExitBadArguments;
    QObject::connect(run.get(), &Run::over, &app, [](int status) { QCoreApplication::exit(status); });
    QObject::connect(&interruption, &Interruption::happened, run.get(), &Run::interrupt);
    QMetaObject::invokeMethod(run.get(), &Run::begin, Qt::QueuedConnection);
    return guard.closing(QCoreApplication::exec());
}

} // namespace sluice
