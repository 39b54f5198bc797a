// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/PipeWireCamera.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

constexpr const char* kScript = SLUICE_TEST_SUPPORT_DIR "/pipewire-camera.sh";

std::string whatTheScriptMisses(std::vector<std::string> arguments)
{
    arguments.emplace_back("--check");
    ChildProcess check({kScript, std::move(arguments), {}, {}, {}});
    const auto exit = check.waitExit(std::chrono::seconds(10));
    if (exit == ChildProcess::Exit{0, 0})
        return {};
    std::string answer = check.standardOutput();
    while (!answer.empty() && answer.back() == '\n')
        answer.pop_back();
    return answer.empty() ? "pipewire-camera.sh --check does not answer" : answer;
}

// A program with a sanitizer in it hangs under pw-v4l2, which is preloaded before the sanitizer's runtime.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kInTheWay = "no program with a sanitizer in it runs under pw-v4l2";
#else
constexpr const char* kInTheWay = "";
#endif

} // namespace

std::string PipeWireCamera::whatIsMissing()
{
    return whatTheScriptMisses({});
}

std::string PipeWireCamera::whatIsMissingForOurs()
{
    return *kInTheWay ? kInTheWay : whatTheScriptMisses({});
}

std::string PipeWireCamera::whatIsMissingForOursWithClips()
{
    return *kInTheWay ? kInTheWay : whatTheScriptMisses({"--sound", "any"});
}

PipeWireCamera::PipeWireCamera(const Picture& picture, ChildProcess::Plan program)
{
    std::vector<std::string> arguments{"--dir", m_dir.path().string(), "--size",
        fmt::format("{}x{}", picture.width, picture.height), "--fps", std::to_string(picture.fps)};
    if (!picture.clip.empty())
        arguments.insert(arguments.end(), {"--file", picture.clip});
    if (!picture.soundSink.empty())
        arguments.insert(arguments.end(), {"--sound", picture.soundSink});
    arguments.insert(arguments.end(), {"--", program.program});
    arguments.insert(arguments.end(), program.arguments.begin(), program.arguments.end());
    program.program = kScript;
    program.arguments = std::move(arguments);
    m_program = std::make_unique<ChildProcess>(std::move(program));
}

int PipeWireCamera::providerPid() const
{
    const std::filesystem::path file = m_dir.path() / "provider.pid";
    return std::filesystem::exists(file) ? std::atoi(readFile(file).c_str()) : 0;
}

bool PipeWireCamera::pull(milliseconds deadline)
{
    if (!waitFor([&] { return providerPid() > 0; }, deadline))
        return false;
    std::filesystem::remove(m_dir.path() / "plugged");
    m_pulledPid = providerPid();
    ::kill(m_pulledPid, SIGKILL);
    return waitFor([&] { return !isProcessAlive(m_pulledPid); }, deadline);
}

bool PipeWireCamera::plugIn(milliseconds deadline)
{
    writeFile(m_dir.path() / "plugged", "");
    return waitFor([&] { return providerPid() != m_pulledPid && isProcessAlive(providerPid()); }, deadline);
}

bool PipeWireCamera::listed() const
{
    ChildProcess look(
        {"pw-cli", {"ls", "Node"}, {{"PIPEWIRE_RUNTIME_DIR", (m_dir.path() / "run").string()}}, {}, {}});
    return look.waitExit(std::chrono::seconds(2)) == ChildProcess::Exit{0, 0}
    && look.standardOutput().find("Video/Source") != std::string::npos;
}

} // namespace sluice::test
