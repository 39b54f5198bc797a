// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vm/Vivid.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <fcntl.h>

#include "tests/support/ChildProcess.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDrivers = "/sys/bus/platform/drivers/";
constexpr const char* kDriver = "vivid";
constexpr const char* kDevice = "vivid.0";
constexpr std::chrono::seconds kPatience{10};

ChildProcess::Exit ctl(std::vector<std::string> arguments, std::string& said)
{
    arguments.insert(arguments.begin(), {"-d", Vivid::node()});
    ChildProcess program({"v4l2-ctl", std::move(arguments), {}, {}, {}});
    const auto exit = program.waitExit(kPatience);
    said = program.standardOutput();
    return exit.value_or(ChildProcess::Exit{});
}

} // namespace

std::string Vivid::node()
{
    std::error_code failed;
    fs::directory_iterator each(std::string(kDrivers) + kDriver + "/" + kDevice + "/video4linux", failed);
    for (; !failed && each != fs::directory_iterator(); each.increment(failed))
        if (each->path().filename().string().starts_with("video"))
            return "/dev/" + each->path().filename().string();
    return {};
}

std::string Vivid::id()
{
    return "/dev/v4l/by-path/platform-vivid.0-video-index0";
}

bool Vivid::linked()
{
    std::error_code failed;
    const fs::path target = fs::canonical(id(), failed);
    return !failed && !node().empty() && target == node();
}

bool Vivid::tell(const std::string& driver, const std::string& what, const std::string& device)
{
    std::ofstream out(kDrivers + driver + "/" + what);
    out << device;
    return static_cast<bool>(out.flush());
}

bool Vivid::pull()
{
    return tell(kDriver, "unbind", kDevice)
        && waitFor([] { return node().empty() && !fs::exists(id()); }, kPatience);
}

bool Vivid::plugIn()
{
    return tell(kDriver, "bind", kDevice) && waitFor(linked, kPatience);
}

UniqueFd Vivid::open()
{
    return UniqueFd(::open(node().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
}

bool Vivid::openedBy(int pid)
{
    std::error_code failed;
    fs::directory_iterator each("/proc/" + std::to_string(pid) + "/fd", failed);
    for (; !failed && each != fs::directory_iterator(); each.increment(failed)) {
        std::error_code closed;
        if (const fs::path file = fs::read_symlink(each->path(), closed); !closed && file == node())
            return true;
    }
    return false;
}

std::optional<long> Vivid::control(const std::string& name)
{
    std::string said;
    if (ctl({"--get-ctrl", name}, said).code != 0)
        return std::nullopt;
    const auto colon = said.rfind(':');
    return colon == std::string::npos ? std::nullopt : std::optional(std::atol(said.c_str() + colon + 1));
}

bool Vivid::setControl(const std::string& name, long value)
{
    std::string said;
    return ctl({"--set-ctrl", name + "=" + std::to_string(value)}, said).code == 0;
}

} // namespace sluice::test
