// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Aside.h"
#include "core/base/Error.h"
#include "core/base/Time.h"

namespace sluice {

// A CsvFile for a thread that must not wait for a disk, such as the one that draws a window: created, written and
// closed aside. What went wrong is asked for. One thread.
class CsvAside {
public:
    static constexpr Duration kPatience = seconds(10); // some disks wake up slowly; rows gather meanwhile
    static constexpr Duration kClosePatience = seconds(2);

    // An existing file is replaced.
    CsvAside(std::string path, std::string_view header);

    // Waits until it is there, for kPatience at most. As failure(); Cancelled when `interrupted` says so, which is asked
    // every 100 ms. Nothing: it is there.
    std::optional<Error> awaitCreation(const Aside::Interrupted& interrupted);
    void write(std::vector<std::string> lines);
    // The file is there, with its header.
    bool created() const;
    // FileUnwritable: what the disk said, or that it has not answered for kPatience. Nothing more is written then. To
    // be asked now and then, with the present moment.
    std::optional<Error> failure(TimePoint now);
    // Brings the rest to the file and closes it, within kClosePatience. As failure().
    std::optional<Error> close();

private:
    struct Shared;
    std::optional<Error> silent() const;

    const std::string m_path;
    const std::shared_ptr<Shared> m_shared; // also with a call that hangs
    std::size_t m_posted = 0; // calls
    std::size_t m_seenDone = 0;
    std::optional<TimePoint> m_waitsSince; // nothing was answered since then
    std::optional<Error> m_failure;
    Aside m_aside;
};

} // namespace sluice
