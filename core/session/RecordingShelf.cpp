// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/RecordingShelf.h"

#include <algorithm>

namespace sluice {

void RecordingShelf::take(const std::vector<KeptFile>& files)
{
    const auto before = std::exchange(m_taken, {});
    // Replays first: of those that end together the whole broadcast is to stand above them.
    for (const bool replays : {true, false})
        for (const KeptFile& file : files)
            if (file.replay == replays && file.file.over() && file.file.bytes > 0
                && m_taken.emplace(file.asked, file.file.path).second
                && !before.contains({file.asked, file.file.path}))
                m_kept.insert(m_kept.begin(), {file.file.path, false});
    if (m_kept.size() > kMost)
        m_kept.resize(kMost);
}

void RecordingShelf::nextBegins()
{
    std::erase_if(m_kept, [](const KeptRecording& one) { return one.madeMp4; });
}

void RecordingShelf::becameMp4(const std::string& from, const std::string& made)
{
    for (KeptRecording& one : m_kept)
        if (one.path == from && !one.madeMp4)
            one = {made, true};
}

void RecordingShelf::takeOff(const std::string& path)
{
    std::erase_if(m_kept, [&path](const KeptRecording& one) { return one.path == path; });
}

} // namespace sluice
