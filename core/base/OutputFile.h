// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/Aside.h"
#include "core/base/Result.h"

namespace sluice {

// A file that is written while something is live: it never takes the place of another, neither a pipe that nobody
// empties nor a disk that does not answer ends the program or the wait for it, and what was written can be brought to
// the disk. Ordinary files are asked aside (see Aside), so that each call here comes back. One thread.
class OutputFile {
public:
    // Asked every 100 ms while nothing can be written; true: give up.
    using Interrupted = Aside::Interrupted;
    static constexpr Duration kPatience = seconds(10); // to create or to seek: some disks wake up slowly
    static constexpr Duration kSyncPatience
        = seconds(600); // to write or to sync: the system may hold gigabytes for a slow stick
    static constexpr Duration kClosePatience = seconds(2); // what is not over by then goes on by itself

    // `path`, or where a file of that name has something in it, the first free one of "name-2.mkv", "name-3.mkv" ….
    // An empty file that another OutputFile has, in whichever program, counts as one with something in it. Pipes and
    // devices are written to as they are. A folder that is missing is made. Error: FileUnwritable.
    static Result<std::unique_ptr<OutputFile>> create(
        const std::string& path, const Interrupted& interrupted = {});
    // Whether an OutputFile, of whichever program, has the file `path` open. False where the file system has no locks.
    // Takes as long as the disk needs, as syncName() does.
    static bool inUse(const std::string& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    const std::string& path() const { return m_path; } // the one that was taken
    bool made() const { return m_made; } // false: it was there, empty
    // How many bytes were taken, at least one; or the negative errno value of what failed (-ECANCELED: interrupted).
    int write(const std::uint8_t* data, int size, const Interrupted& interrupted);
    // As lseek(); a negative errno value where the file cannot.
    std::int64_t seek(std::int64_t offset, int whence, const Interrupted& interrupted);
    bool seekable() const { return m_seekable; }
    // Waits until what was written would outlive a power cut, as far as the system knows. 0, or the errno value of why
    // it would not (ECANCELED: interrupted, or kSyncPatience passed).
    int sync(const Interrupted& interrupted = {});
    // A call was given up that the disk has not answered yet: nothing more can be written.
    bool stuck() const { return m_aside->stuck(); }
    // The file has no name any more, so that nothing will be left of it. False where the disk does not say.
    bool deleted(const Interrupted& interrupted = {}) const;
    // The same for the name of a file, after it was given. False: the system does not say that it would.
    static bool syncName(const std::string& path);

private:
    class Descriptor;
    struct Taken {
        std::shared_ptr<Descriptor> descriptor;
        std::string path;
        bool made = false;
        bool seekable = false;
    };
    static Result<Taken> take(const std::string& path);
    OutputFile(std::unique_ptr<Aside> aside, Taken taken);

    const std::unique_ptr<Aside> m_aside;
    std::shared_ptr<Descriptor> m_descriptor; // shared with a call that was given up
    const std::string m_path;
    const bool m_made;
    const bool m_seekable;
};

} // namespace sluice
