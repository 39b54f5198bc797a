// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/Clock.h"

namespace sluice {

enum class LogLevel { Off, Error, Warning, Info, Debug };

// Where diagnostics go. Handed down by reference; any thread may write. Every line passes redact() and the list of
// known secrets first. At the default level (Off) nothing is written: stderr carries only the one sentence of a
// failed run.
class Log {
public:
    using Sink = std::function<void(std::string_view line)>;

    Log() = default; // writes nothing
    Log(LogLevel level, Sink sink);

    LogLevel level() const { return m_level; }
    bool enabled(LogLevel level) const { return level != LogLevel::Off && level <= m_level; }
    void write(LogLevel level, std::string_view area, std::string_view text) const;

    template <typename... Args>
    void debug(std::string_view area, fmt::format_string<Args...> format, Args&&... args) const
    {
        if (enabled(LogLevel::Debug))
            write(LogLevel::Debug, area, fmt::format(format, std::forward<Args>(args)...));
    }
    template <typename... Args>
    void info(std::string_view area, fmt::format_string<Args...> format, Args&&... args) const
    {
        if (enabled(LogLevel::Info))
            write(LogLevel::Info, area, fmt::format(format, std::forward<Args>(args)...));
    }
    template <typename... Args>
    void warning(std::string_view area, fmt::format_string<Args...> format, Args&&... args) const
    {
        if (enabled(LogLevel::Warning))
            write(LogLevel::Warning, area, fmt::format(format, std::forward<Args>(args)...));
    }
    template <typename... Args>
    void error(std::string_view area, fmt::format_string<Args...> format, Args&&... args) const
    {
        if (enabled(LogLevel::Error))
            write(LogLevel::Error, area, fmt::format(format, std::forward<Args>(args)...));
    }

    // From now on `secret` (a stream key, a password) never reaches the sink. Shorter than 4 characters: ignored.
    void hide(std::string secret);

private:
    LogLevel m_level = LogLevel::Off;
    mutable std::mutex m_mutex;
    Sink m_sink; // m_mutex
    std::vector<std::string> m_secrets; // m_mutex
};

// Lets a message through at most once per interval and counts what it held back. One thread.
class RateLimit {
public:
    explicit RateLimit(Duration interval) : m_interval(interval) { }
    // True when the message may be written now; `heldBack` then says how many were not since the last one.
    bool allow(TimePoint now, unsigned& heldBack);

private:
    Duration m_interval;
    TimePoint m_last;
    unsigned m_held = 0;
    bool m_first = true;
};

} // namespace sluice
