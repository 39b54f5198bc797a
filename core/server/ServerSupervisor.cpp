// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/ServerSupervisor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/TextFile.h"
#include "core/server/NetworkAddresses.h"
#include "core/server/NginxConfig.h"
#include "core/server/NginxWords.h"
#include "core/server/PortProbe.h"
#include "core/server/RestartPolicy.h"
#include "core/server/StreamName.h"
#include "core/server/WatchPage.h"

namespace sluice {

namespace {

constexpr std::string_view kArea = "server";
constexpr std::size_t kShortestKey = 8;
constexpr auto kTestTime = seconds(5);
// nginx accepts within 10 ms; when a port is taken it tries for 2.5 s by itself.
constexpr auto kReadyTime = seconds(6);
constexpr auto kReadyPoll = milliseconds(10);
constexpr auto kStatisticsEvery = seconds(1);
constexpr int kMissedForDegraded = 2;
constexpr int kMissedForRestart = 5;
// With the answer under way (0.5 s) below the 2 s that stop() promises.
constexpr auto kTerminateTime = milliseconds(1000);
constexpr auto kPortsTime = seconds(1);
constexpr int kStartTries = 3; // somebody may take a port between our look and nginx
constexpr std::string_view kSuccess = "status 0";

} // namespace

ServerSupervisor::ServerSupervisor(
    Clock& clock, Log& log, ServerConfig config, const ServerHooks& hooks, std::function<void()> changed)
    : m_clock(clock)
    , m_log(log)
    , m_config(std::move(config))
    , m_hooks(hooks)
    , m_changed(std::move(changed))
    , m_wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
    , m_key(m_config.publishKey)
{
    m_info.streamName = m_config.streamName;
    m_info.shared = m_config.shareOnNetwork;
    m_info.state = ServerState::Probing;
}

ServerSupervisor::~ServerSupervisor()
{
    stop();
}

void ServerSupervisor::start()
{
    m_thread = std::thread([this] { run(); });
}

void ServerSupervisor::requestStop()
{
    m_stop.request_stop();
    ::eventfd_write(m_wake.get(), 1);
}

void ServerSupervisor::stop()
{
    requestStop();
    if (m_thread.joinable())
        m_thread.join();
}

template <typename Change>
void ServerSupervisor::update(Change change)
{
    {
        const std::lock_guard lock(m_mutex);
        change(m_info);
    }
    m_changed();
}

ServerInfo ServerSupervisor::info() const
{
    ServerInfo info;
    std::shared_ptr<StreamBoard> board;
    {
        const std::lock_guard lock(m_mutex);
        info = m_info;
        board = m_board;
    }
    if (board) {
        info.live = board->live();
        info.streamState = board->state();
        if (info.viewers)
            info.viewers->hls = board->browserViewers();
    }
    return info;
}

void ServerSupervisor::setStreamState(StreamState state)
{
    std::shared_ptr<StreamBoard> board;
    std::shared_ptr<HookServer> hooks;
    {
        const std::lock_guard lock(m_mutex);
        board = m_board;
        hooks = m_hookServer;
    }
    if (board)
        board->setState(state);
    if (hooks)
        hooks->wake();
}

Result<int> ServerSupervisor::dropPublisher() const
{
    std::shared_ptr<RunDirectory> directory;
    {
        const std::lock_guard lock(m_mutex);
        directory = m_directory;
    }
    if (!directory)
        return Error(ErrorCode::NginxFailed, {QT_TRANSLATE_NOOP("core", "it is not running")});
    const auto dropped = client(*directory).dropPublisher();
    if (!dropped)
        return Error(ErrorCode::NginxFailed, {QT_TRANSLATE_NOOP("core", "it does not answer")});
    return *dropped;
}

ServerClient ServerSupervisor::client(const RunDirectory& directory) const
{
    return {m_clock, directory.file("admin.sock"), m_config.streamName, m_stop.get_token()};
}

void ServerSupervisor::run()
{
    if (const auto prepared = prepare(); !prepared)
        fail(prepared.error());
    else
        superviseRestarts();
    cleanUp();
    update([&](ServerInfo& info) {
        info.viewers.reset();
        if (info.state != ServerState::Failed)
            info.state = ServerState::Stopped;
    });
}

void ServerSupervisor::superviseRestarts()
{
    RestartPolicy policy;
    int starts = 0;
    while (!m_stop.stop_requested()) {
        ++starts;
        const auto error = runNginx();
        if (!error || m_stop.stop_requested())
            return;
        m_log.warning(kArea, "the server ended: {} {}", error->message(), error->detail());
        if (!m_wasReady) {
            // Viewers know no address yet, so other ports are as good.
            const auto ports = starts < kStartTries ? choosePorts() : Result<void>(*error);
            const auto config = ports ? writeConfig() : ports;
            if (!config)
                return fail(config.error());
            continue;
        }
        const auto delay = policy.ended(m_clock.now());
        if (!delay)
            return fail(Error(
                ErrorCode::ServerKeepsFailing, {fmt::to_string(policy.endsInWindow())}, error->detail()));
        update([&](ServerInfo& info) {
            info.state = ServerState::Degraded;
            info.error = error;
            info.viewers.reset();
            ++info.restarts;
        });
        m_board->workerGone();
        m_hookServer->wake();
        for (const TimePoint until = m_clock.now() + *delay;
            m_clock.now() < until && !m_stop.stop_requested();)
            waitForEvents(until);
        waitForPorts();
    }
}

// Killed workers hold the ports until the kernel has ended them. If somebody else took one, nginx will tell.
void ServerSupervisor::waitForPorts()
{
    const TimePoint deadline = m_clock.now() + kPortsTime;
    const ServerInfo ports = info();
    while (m_clock.now() < deadline && !m_stop.stop_requested()
        && !(isPortFree(ports.rtmpPort, ports.shared) && isPortFree(ports.httpPort, ports.shared)))
        waitForEvents(m_clock.now() + kReadyPoll);
}

Result<void> ServerSupervisor::prepare()
{
    if (!isStreamName(m_config.streamName))
        return Error(ErrorCode::BadSetting,
            {QT_TRANSLATE_NOOP("core", "The name of the stream"), m_config.streamName,
                QT_TRANSLATE_NOOP("core", "use 1 to 64 letters, digits, - and _")});
    if (m_key.empty())
        m_key = randomStreamKey();
    if (!isStreamName(m_key) || m_key.size() < kShortestKey || m_key == m_config.streamName)
        return Error(ErrorCode::BadSetting,
            {QT_TRANSLATE_NOOP("core", "The key of the built-in server"), "***",
                QT_TRANSLATE_NOOP("core", "use 8 to 64 letters, digits, - and _, not the name")});
    m_log.hide(m_key);
    auto files = findServerFiles(m_config);
    if (!files)
        return files.error();
    m_files = std::move(*files);

    auto directory = RunDirectory::create(m_config.runParent);
    if (!directory)
        return directory.error();
    RunDirectory::sweep((*directory)->parent(), m_log);
    {
        const std::lock_guard lock(m_mutex);
        m_directory = std::move(*directory);
        m_board = std::make_shared<StreamBoard>(
            m_clock, *m_directory, m_config.streamName, m_key, m_hooks, m_changed);
        HookServer::Handlers handlers;
        handlers.answer
            = [board = m_board.get()](const HookRequest& request) { return board->answer(request); };
        handlers.datagram = [board = m_board.get()](std::string_view line) { board->seen(line); };
        handlers.service = [board = m_board.get()] { return board->service(); };
        m_hookServer = std::make_shared<HookServer>(m_clock, std::move(handlers));
    }
    m_board->service();
    // What nginx writes under the key is shown under the public name.
    std::error_code problem;
    std::filesystem::create_symlink(
        "../../hls/" + m_key, m_directory->file("public/hls/" + m_config.streamName), problem);
    if (problem)
        return Error(ErrorCode::FileUnwritable, {m_directory->path(), problem.message()});
    if (auto hooks = m_hookServer->start(m_directory->file("hook.sock"), m_directory->file("seen.sock"));
        !hooks)
        return hooks;
    if (auto ports = choosePorts(); !ports)
        return ports;
    if (auto written = writeConfig(); !written)
        return written;
    return testConfig();
}

Result<void> ServerSupervisor::choosePorts()
{
    const bool all = m_config.shareOnNetwork;
    const auto rtmp = findFreePort(m_config.rtmpPort, all);
    if (!rtmp)
        return rtmp.error();
    const auto http = findFreePort(m_config.httpPort, all, *rtmp);
    if (!http)
        return http.error();
    update([&](ServerInfo& info) {
        constexpr std::string_view kHere = "127.0.0.1";
        info.rtmpPort = *rtmp;
        info.httpPort = *http;
        info.publishUrl = fmt::format("rtmp://{}:{}/live/{}", kHere, *rtmp, m_key);
        info.playUrl = info.playUrlAt(kHere);
        info.watchUrl = info.watchUrlAt(kHere);
        info.hlsUrl = fmt::format("http://{}:{}/hls/{}/index.m3u8", kHere, *http, info.streamName);
        if (all)
            info.networkAddresses = networkAddresses();
    });
    return {};
}

Result<void> ServerSupervisor::writeConfig()
{
    NginxParameters parameters;
    parameters.modulePath = m_files.module;
    parameters.runDirectory = m_directory->path();
    parameters.webRoot = m_files.webRoot;
    parameters.asRoot = ::geteuid() == 0;
    parameters.shared = m_config.shareOnNetwork;
    parameters.streamName = m_config.streamName;
    parameters.hlsFragment = m_config.hlsFragment;
    {
        const std::lock_guard lock(m_mutex);
        parameters.rtmpPort = m_info.rtmpPort;
        parameters.httpPort = m_info.httpPort;
    }
    const auto text = fillNginxConfig(nginxConfigTemplate(), parameters);
    if (!text)
        return text.error();
    constexpr std::size_t kMaxPage = 1 << 20;
    const auto page = readTextFile(m_files.webRoot + "/index.html", kMaxPage);
    if (!page)
        return page.error();
    if (!m_directory->write("nginx.conf", *text)
        || !m_directory->write("watch.html", watchPageFor(*page, m_config.streamName))
        || !m_directory->write("security_headers.conf", securityHeadersConfig()))
        return Error(ErrorCode::FileUnwritable,
            {m_directory->path(), QT_TRANSLATE_NOOP("core", "the disk may be full")});
    return {};
}

std::vector<std::string> ServerSupervisor::nginxCommand(bool testOnly) const
{
    std::vector<std::string> command{m_files.nginx, "-e", "stderr", "-p", m_directory->path() + "/", "-c",
        m_directory->file("nginx.conf")};
    if (testOnly)
        command.emplace_back("-t");
    return command;
}

Result<void> ServerSupervisor::testConfig()
{
    if (auto started = m_child.start(nginxCommand(true), m_directory->path()); !started)
        return started;
    const TimePoint deadline = m_clock.now() + kTestTime;
    while (!m_child.hasEnded() && m_clock.now() < deadline && !m_stop.stop_requested())
        waitForEvents(deadline);
    const bool ended = m_child.hasEnded();
    m_child.readOutput();
    const std::string words = m_child.lastWords();
    const std::string how = m_child.finish();
    ::unlink(m_directory->file("admin.sock").c_str());
    if (m_stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    // A port that was just taken is for nginx's own start to find, which chooses again.
    if ((ended && how == kSuccess) || nginxFoundPortTaken(words))
        return {};
    if (!ended)
        return Error(ErrorCode::NginxFailed, {QT_TRANSLATE_NOOP("core", "it did not answer in time")}, words);
    if (nginxLacksRtmp(words))
        return Error(ErrorCode::NginxModuleMissing, {}, words);
    return Error(ErrorCode::NginxFailed, {nginxReason(words, how)}, words);
}

std::optional<Error> ServerSupervisor::runNginx()
{
    if (!m_wasReady)
        update([](ServerInfo& info) { info.state = ServerState::Starting; });
    // A killed nginx leaves it behind, and binding to it again would fail.
    ::unlink(m_directory->file("admin.sock").c_str());
    m_workerPid = 0;
    m_missedAnswers = 0;
    if (const auto started = m_child.start(nginxCommand(false), m_directory->path()); !started)
        return started.error();
    Outcome outcome = waitReady();
    if (outcome == Outcome::Ready)
        outcome = watch();
    if (outcome == Outcome::StopRequested)
        update([](ServerInfo& info) { info.state = ServerState::Stopping; });
    const std::string how = endNginx();
    const std::string words = m_child.lastWords();
    if (outcome == Outcome::StopRequested)
        return std::nullopt;
    if (outcome == Outcome::Silent)
        return Error(ErrorCode::NginxFailed, {QT_TRANSLATE_NOOP("core", "it does not answer")}, words);
    return Error(ErrorCode::NginxFailed, {nginxReason(words, how)}, words);
}

std::string ServerSupervisor::endNginx()
{
    m_child.terminate();
    m_child.waitEnded(m_clock, m_clock.now() + kTerminateTime);
    waitForEvents(m_clock.now()); // its last words
    return m_child.finish();
}

ServerSupervisor::Outcome ServerSupervisor::waitReady()
{
    const TimePoint deadline = m_clock.now() + kReadyTime;
    const ServerInfo ports = info();
    while (!m_stop.stop_requested()) {
        if (m_child.hasEnded())
            return Outcome::Ended;
        if (client(*m_directory).answers(ports.rtmpPort, ports.httpPort)) {
            m_wasReady = true;
            m_log.info(kArea, "ready");
            update([](ServerInfo& info) {
                info.state = ServerState::Ready;
                info.error.reset();
            });
            return Outcome::Ready;
        }
        if (m_clock.now() >= deadline)
            return Outcome::Silent;
        waitForEvents(m_clock.now() + kReadyPoll);
    }
    return Outcome::StopRequested;
}

ServerSupervisor::Outcome ServerSupervisor::watch()
{
    TimePoint nextPoll = m_clock.now();
    while (!m_stop.stop_requested()) {
        if (m_child.hasEnded())
            return Outcome::Ended;
        if (m_clock.now() >= nextPoll) {
            pollStatistics();
            nextPoll = m_clock.now() + kStatisticsEvery;
        }
        if (m_missedAnswers >= kMissedForRestart)
            return Outcome::Silent;
        if (waitForEvents(nextPoll))
            nextPoll = m_clock.now(); // a worker ended: look who serves now
    }
    return Outcome::StopRequested;
}

void ServerSupervisor::pollStatistics()
{
    const auto report = client(*m_directory).statistics();
    if (!report) {
        if (++m_missedAnswers == kMissedForDegraded)
            update([](ServerInfo& info) {
                info.state = ServerState::Degraded;
                info.error = Error(ErrorCode::NginxFailed, {QT_TRANSLATE_NOOP("core", "it does not answer")});
                info.viewers.reset();
            });
        return;
    }
    m_missedAnswers = 0;
    const bool replaced = m_workerPid != 0 && report->workerPid != m_workerPid;
    m_workerPid = report->workerPid;
    if (replaced) {
        m_log.warning(kArea, "the worker was replaced");
        m_board->workerGone();
    } else {
        m_board->compare(*report);
    }
    m_hookServer->wake();
    const ViewerCount viewers{report->viewers, m_board->browserViewers()};
    const ServerInfo before = info();
    if (!replaced && before.state == ServerState::Ready && before.viewers == viewers)
        return;
    update([&](ServerInfo& info) {
        info.state = ServerState::Ready;
        info.error.reset();
        info.viewers = viewers;
        info.restarts += replaced ? 1 : 0;
    });
}

bool ServerSupervisor::waitForEvents(TimePoint until)
{
    std::array<pollfd, 3> polled{
        {{m_wake.get(), POLLIN, 0}, {m_child.endedFd(), POLLIN, 0}, {m_child.outputFd(), POLLIN, 0}}};
    const auto left = std::max<std::int64_t>(0, toMs(until - m_clock.now()));
    ::poll(polled.data(), polled.size(), static_cast<int>(left));
    eventfd_t ignored = 0;
    ::eventfd_read(m_wake.get(), &ignored);
    bool workerEnded = false;
    for (const std::string& line : m_child.readOutput()) {
        m_log.debug(kArea, "nginx: {}", line);
        workerEnded = workerEnded
            || (line.find("worker process") != std::string::npos && line.find("exited") != std::string::npos);
    }
    return workerEnded;
}

void ServerSupervisor::fail(Error error)
{
    if (error.cancelled() || m_stop.stop_requested())
        return;
    m_log.error(kArea, "{} {}", error.message(), error.detail());
    update([&](ServerInfo& info) {
        info.state = ServerState::Failed;
        info.error = std::move(error);
    });
}

void ServerSupervisor::cleanUp()
{
    std::shared_ptr<RunDirectory> directory;
    std::shared_ptr<StreamBoard> board;
    std::shared_ptr<HookServer> hooks;
    {
        const std::lock_guard lock(m_mutex);
        directory = std::exchange(m_directory, nullptr);
        board = std::exchange(m_board, nullptr);
        hooks = std::exchange(m_hookServer, nullptr);
    }
    if (hooks)
        hooks->stop();
    if (board)
        board->workerGone(); // listeners hear of the end of a broadcast whose end nobody else reported
}

} // namespace sluice
