// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Home.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include <pwd.h>
#include <unistd.h>

namespace sluice {

void provideHome()
{
    const char* known = std::getenv("HOME");
    if (known != nullptr && *known != '\0')
        return;
    const passwd* account = getpwuid(getuid());
    std::string folder = account != nullptr ? account->pw_dir : "";
    std::error_code unknown;
    if (!std::filesystem::path(folder).is_absolute())
        folder = std::filesystem::temp_directory_path(unknown).string();
    setenv("HOME", folder.c_str(), 1);
}

} // namespace sluice
