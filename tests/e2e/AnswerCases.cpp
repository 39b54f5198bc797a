// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/AnswerCases.h"

#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include <QString>

#include <nlohmann/json.hpp>

#include "tests/e2e/Program.h"
#include "tests/support/TempDir.h"

namespace sluice::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Running {
    Running(const Case& one, std::size_t i) : index(i)
    {
        ChildProcess::Plan plan = sluiceWith(one.watch
                ? std::vector<std::string>{"watch", one.url + "/show", "--audio-out", "null"}
                : std::vector<std::string>{"live", one.url, "--camera", "test", "--microphone", "tone",
                      "--set", "video.size=320x180"});
        plan.arguments.insert(plan.arguments.end(),
            {"--headless", "--for", std::to_string(one.forSeconds), "--report", home.file("report.json")});
        plan.environment["SLUICE_STREAM_KEY"] = kKey;
        for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
                 "XDG_STATE_HOME", "TMPDIR", "XDG_RUNTIME_DIR"})
            plan.environment[name] = home.path().string();
        plan.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + home.file("no-bus");
        for (const auto& [name, value] : one.environment)
            plan.environment[name] = value;
        program = std::make_unique<ChildProcess>(plan);
    }
    bool over(Outcome& outcome)
    {
        const auto ran = std::chrono::steady_clock::now() - began;
        if (program->isRunning() && ran < seconds(100))
            return false;
        outcome.seconds = std::chrono::duration<double>(ran).count();
        const auto exit = program->waitExit(milliseconds(1));
        outcome.status = exit ? exit->code : -1;
        outcome.everything = program->standardError() + program->standardOutput();
        outcome.said = QString::fromStdString(program->standardError()).trimmed().toStdString();
        if (std::filesystem::exists(home.file("report.json"))) {
            const std::string text = readFile(home.file("report.json"));
            outcome.everything += text;
            const auto json = nlohmann::json::parse(text, nullptr, false);
            if (json.contains("error") && json["error"].is_object()) {
                outcome.reported = json["error"].value("message", "");
                outcome.category = json["error"].value("category", "");
            }
        }
        return true;
    }

    const std::size_t index;
    TempDir home;
    std::unique_ptr<ChildProcess> program;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

} // namespace

void Cases::add(Case one)
{
    m_all.push_back(std::move(one));
}

void Cases::script(const std::string& name, const std::string& category, const std::string& sentence,
    const std::function<void(RtmpScript&)>& write)
{
    RtmpScript script;
    write(script);
    auto server = std::make_shared<FakeRtmpServer>(script);
    add({name, at("rtmp", *server), category, sentence, server, {}, {}});
}

void Cases::run()
{
    constexpr std::size_t kAtOnce = 12;
    m_outcomes.resize(m_all.size());
    std::vector<std::unique_ptr<Running>> running;
    std::size_t next = 0;
    while (next < m_all.size() || !running.empty()) {
        while (next < m_all.size() && running.size() < kAtOnce) {
            running.push_back(std::make_unique<Running>(m_all[next], next));
            ++next;
        }
        std::erase_if(running, [this](const auto& one) { return one->over(m_outcomes[one->index]); });
        std::this_thread::sleep_for(milliseconds(5));
    }
}

} // namespace sluice::test
