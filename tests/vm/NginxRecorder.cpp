// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vm/NginxRecorder.h"

#include <filesystem>

#include <unistd.h>

#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

constexpr const char* kModule = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
constexpr std::chrono::seconds kPatience{20};

} // namespace

bool NginxRecorder::missing()
{
    return !hasProgram("nginx") || !std::filesystem::exists(kModule);
}

NginxRecorder::NginxRecorder()
{
    const std::string folder = m_dir.path().string();
    writeFile(m_dir.file("nginx.conf"),
        std::string("load_module ") + kModule
            + ";\ndaemon off; master_process off; pid pid; error_log error.log;\n"
            + (geteuid() == 0 ? "user root;\n" : "")
            + "events { worker_connections 16; }\nrtmp { access_log off; server { listen 127.0.0.1:"
            + std::to_string(m_port)
            + "; application live { live on; record all; record_suffix .flv; record_path " + folder
            + "; } } }\n");
    m_program = std::make_unique<ChildProcess>(
        ChildProcess::Plan{"nginx", {"-p", folder, "-c", "nginx.conf", "-e", "error.log"}, {}, {}, {}});
}

bool NginxRecorder::ready()
{
    return waitFor(
        [&] { return LoopbackClient(m_port).waitConnected(std::chrono::milliseconds(100)); }, kPatience);
}

std::string NginxRecorder::url() const
{
    return "rtmp://127.0.0.1:" + std::to_string(m_port) + "/live/show";
}

std::string NginxRecorder::words() const
{
    return m_program->standardError() + readFile(m_dir.file("error.log"));
}

} // namespace sluice::test
