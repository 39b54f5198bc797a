// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/publish/Recordings.h"

namespace sluice {

// A file that a broadcast of this run of the program left.
struct KeptRecording {
    std::string path;
    bool madeMp4 = false; // what it was made of is gone
    bool operator==(const KeptRecording&) const = default;
};

// What the broadcasts of this run left, whatever was tried since: a recording stays until it is an ordinary MP4 and
// another broadcast begins, or until somebody takes it off. One thread.
class RecordingShelf {
public:
    static constexpr std::size_t kMost = 20; // the newest; the others are in their folder

    // All of a broadcast, as often as there is news: those that are over and hold something, once each.
    void take(const std::vector<KeptFile>& files);
    void nextBegins(); // what became an MP4 has been seen
    void becameMp4(const std::string& from, const std::string& made);
    void takeOff(const std::string& path); // the file stays where it is
    const std::vector<KeptRecording>& newestFirst() const { return m_kept; }

private:
    std::vector<KeptRecording> m_kept;
    // Of the files that came last; a name may come again, once a file is an MP4.
    std::set<std::pair<TimePoint, std::string>> m_taken;
};

} // namespace sluice
