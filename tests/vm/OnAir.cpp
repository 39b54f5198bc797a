// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vm/OnAir.h"

#include <csignal>

#include <QtGlobal>
#include <nlohmann/json.hpp>

#include "tests/e2e/Program.h"
#include "tests/pipeline/publish/Arrivals.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

constexpr int kInterrupted = 130;
constexpr const char* kMicrophone = "plughw:CARD=Dummy,DEV=0"; // snd-dummy's

std::vector<std::string> arguments(const std::string& url, const std::string& camera,
    const std::string& report, const std::vector<std::string>& more)
{
    std::vector<std::string> all{"live", url, "--headless", "--camera", camera, "--microphone", kMicrophone,
        "--report", report, "--set", "video.size=640x360", "--set", "video.preset=ultrafast", "--set",
        "video.bitrate_kbps=800", "--set", "video.adaptive=false"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace

OnAir::OnAir(const std::string& camera, const std::vector<std::string>& more)
    : m_program(sluiceWith(arguments(m_server.url(), camera, m_dir.file("report.json"), more)))
{ }

bool OnAir::live()
{
    return m_server.waitPublishing(kSoon) && morePictures(m_server, 15);
}

void OnAir::forAWhile(Duration length)
{
    const TimePoint until = m_clock.now() + length;
    waitFor([&] { return m_clock.now() >= until || !m_program.isRunning(); },
        std::chrono::duration_cast<milliseconds>(length) + kSoon, milliseconds(20));
}

nlohmann::json OnAir::end()
{
    m_program.signal(SIGTERM);
    const auto exit = m_program.waitExit(kSoon);
    if (!exit || exit->code != kInterrupted) {
        qWarning("exit status %d, signal %d", exit ? exit->code : -1, exit ? exit->signal : -1);
        return {};
    }
    return nlohmann::json::parse(readFile(m_dir.file("report.json")));
}

std::vector<std::string> sentencesOf(const nlohmann::json& report, const std::string& kind)
{
    std::vector<std::string> found;
    for (const nlohmann::json& event : report["events"])
        if (event["kind"] == kind)
            found.push_back(event["text"]);
    return found;
}

} // namespace sluice::test
