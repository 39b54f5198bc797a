// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/Log.h"
#include "core/base/Result.h"
#include "core/server/FileHandle.h"

namespace sluice {

// The private directory (0700) of one run of the server: configuration, sockets, pieces of video. A lock in it that
// ends with the process tells a running Sluice's directory from one that a crash left behind. Removed when destroyed.
class RunDirectory {
public:
    // Below `parent`, or below the first of $XDG_RUNTIME_DIR, /dev/shm and /tmp that works when it is empty.
    static Result<std::unique_ptr<RunDirectory>> create(const std::string& parent);
    ~RunDirectory();
    RunDirectory(const RunDirectory&) = delete;
    RunDirectory& operator=(const RunDirectory&) = delete;

    const std::string& path() const { return m_path; }
    const std::string& parent() const { return m_parent; }
    std::string file(std::string_view name) const { return m_path + "/" + std::string(name); }

    // Replaces the file as a whole: readers see the old or the new text.
    bool write(const std::string& name, std::string_view text) const;

    // Removes what crashed runs of this user left below `parent`: their directories, and the nginx of one only when
    // its pid file and its working directory both say that it belongs to it. At most 2 s.
    static void sweep(const std::string& parent, const Log& log);

private:
    RunDirectory(std::string parent, std::string path, FileHandle lock);

    const std::string m_parent;
    const std::string m_path;
    FileHandle m_lock;
};

} // namespace sluice
