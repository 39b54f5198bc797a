// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <QTimer>

#include "core/base/Clock.h"
#include "core/metrics/CsvAside.h"
#include "core/session/BroadcastSession.h"

namespace sluice {

// The file of `sluice live --timeline`: ten rows a second of a broadcast, from the moment it is told to go live until it
// is over. A disk that fails or does not answer touches the file alone. Lives in the broadcast's thread; no call but
// finish() waits.
class BroadcastTimeline {
public:
    // `changed`: ready() or error() has. Both arguments outlive this.
    BroadcastTimeline(const BroadcastSession& broadcast, const Clock& clock, std::function<void()> changed);

    // Not called: nothing is written, and all is well. An existing file is replaced.
    void create(const std::string& path);
    bool ready() const { return !m_file || m_ready; } // false also once it has failed
    const std::optional<Error>& error() const { return m_error; } // FileUnwritable; nothing more is written
    void start(); // right before going live: the zero of its times
    // The last row, and the rest to the disk, within CsvAside::kClosePatience. error() is final then. Once.
    void finish();

private:
    void look();
    void addRows(TimePoint now, bool over);
    void fail(const std::optional<Error>& error);
    std::string row(TimePoint at, bool over);

    const BroadcastSession& m_broadcast;
    const Clock& m_clock;
    const std::function<void()> m_changed;
    std::unique_ptr<CsvAside> m_file;
    QTimer m_timer;
    bool m_ready = false;
    std::optional<Error> m_error;
    std::optional<TimePoint> m_startedAt;
    TimePoint m_next; // row
    std::uint64_t m_events = 0; // written up to here
};

} // namespace sluice
