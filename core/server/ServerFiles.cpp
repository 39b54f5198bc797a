// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/ServerFiles.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace sluice {

namespace fs = std::filesystem;

namespace {

bool isFile(const std::string& path, int access)
{
    std::error_code problem;
    return fs::is_regular_file(path, problem) && ::access(path.c_str(), access) == 0;
}

std::string findNginx(const std::string& configured)
{
    if (!configured.empty())
        return isFile(configured, X_OK) ? configured : std::string();
    std::string places = "/usr/sbin:/usr/local/sbin:/sbin";
    if (const char* path = std::getenv("PATH"))
        places = std::string(path) + ":" + places; // users' PATH lacks sbin on Debian
    std::size_t begin = 0;
    while (begin <= places.size()) {
        const std::size_t end = std::min(places.find(':', begin), places.size());
        const std::string candidate = places.substr(begin, end - begin) + "/nginx";
        if (candidate.front() == '/' && isFile(candidate, X_OK))
            return candidate;
        begin = end + 1;
    }
    return {};
}

std::string firstFile(const std::vector<std::string>& candidates)
{
    for (const std::string& candidate : candidates)
        if (isFile(candidate, R_OK))
            return candidate;
    return {};
}

std::string findWebRoot(const std::string& configured)
{
    if (!configured.empty())
        return configured;
    std::error_code problem;
    const fs::path program = fs::read_symlink("/proc/self/exe", problem);
    const std::string installed = (program.parent_path() / "../share/sluice/web").lexically_normal().string();
    return isFile(installed + "/index.html", R_OK) ? installed : SLUICE_WEB_DIR;
}

} // namespace

Result<ServerFiles> findServerFiles(const ServerConfig& config)
{
    ServerFiles files;
    files.nginx = findNginx(config.nginxPath);
    if (files.nginx.empty())
        return Error(ErrorCode::NginxMissing);
    files.module = config.modulePath.empty() ? firstFile({"/usr/lib/nginx/modules/ngx_rtmp_module.so",
                                                   "/usr/lib64/nginx/modules/ngx_rtmp_module.so",
                                                   "/usr/local/lib/nginx/modules/ngx_rtmp_module.so"})
                                             : firstFile({config.modulePath});
    if (files.module.empty())
        return Error(ErrorCode::NginxModuleMissing);
    files.webRoot = findWebRoot(config.webRoot);
    if (!isFile(files.webRoot + "/index.html", R_OK))
        return Error(ErrorCode::FileNotFound, {files.webRoot + "/index.html"});
    return files;
}

} // namespace sluice
