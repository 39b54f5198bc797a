// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/Result.h"

namespace sluice {

// A file that is written while something is live: it never takes the place of another, a pipe that nobody empties
// ends neither the program nor the wait for it, and what was written can be brought to the disk. One thread.
class OutputFile {
public:
    // Asked every 100 ms at most while nothing can be written; true: give up.
    using Interrupted = std::function<bool()>;

    // `path`, or where a file of that name has something in it, the first free one of "name-2.mkv", "name-3.mkv" ….
    // An empty file that another OutputFile has, in whichever program, counts as one with something in it. Pipes and
    // devices are written to as they are. A folder that is missing is made. Error: FileUnwritable.
    static Result<std::unique_ptr<OutputFile>> create(const std::string& path);
    // The name that create() would take now.
    static std::string freeName(const std::string& path);
    // Whether an OutputFile, of whichever program, has the file `path` open. False where the file system has no locks.
    static bool inUse(const std::string& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    const std::string& path() const { return m_path; } // the one that was taken
    bool made() const { return m_made; } // false: it was there, empty
    // How many bytes were taken, at least one; or the negative errno value of what failed (-ECANCELED: interrupted).
    int write(const std::uint8_t* data, int size, const Interrupted& interrupted);
    // As lseek(); a negative errno value where the file cannot.
    std::int64_t seek(std::int64_t offset, int whence);
    bool seekable() const { return m_seekable; }
    // Waits until what was written would outlive a power cut, as far as the system knows. False: it would not.
    bool sync();
    // The same for the name of a file, after it was given. False: the system does not say that it would.
    static bool syncName(const std::string& path);

private:
    OutputFile(int descriptor, std::string path, bool made);
    const int m_descriptor;
    const std::string m_path;
    const bool m_made;
    bool m_seekable = false;
};

} // namespace sluice
