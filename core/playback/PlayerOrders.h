// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/Error.h"
#include "core/base/Time.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// What other threads want of a player, kept until its own thread takes it, and the error it leaves for them. Any
// thread. Of two orders of a kind the later one counts.
class PlayerOrders {
public:
    struct Restart {
        MediaTime position;
        std::uint64_t generation = 0;
    };
    struct Taken {
        std::optional<StreamInfo> stream;
        std::optional<Restart> restart;
    };

    void setStream(const StreamInfo& stream)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.stream = stream;
    }
    void restart(MediaTime position, std::uint64_t generation)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.restart = Restart{position, generation};
    }
    Taken take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_waiting, {});
    }

    void fail(const Error& error)
    {
        const std::lock_guard lock(m_mutex);
        m_error = error;
    }
    std::optional<Error> error() const
    {
        const std::lock_guard lock(m_mutex);
        return m_error;
    }

private:
    mutable std::mutex m_mutex;
    Taken m_waiting; // m_mutex
    std::optional<Error> m_error; // m_mutex
};

} // namespace sluice
