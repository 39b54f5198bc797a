// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"

#include "core/base/Redact.h"

namespace sluice {

namespace {

std::string_view levelName(LogLevel level)
{
    switch (level) {
    case LogLevel::Error:
        return "error";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Info:
        return "info";
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Off:
        break;
    }
    return "off";
}

} // namespace

Log::Log(LogLevel level, Sink sink) : m_level(level), m_sink(std::move(sink)) { }

void Log::write(LogLevel level, std::string_view area, std::string_view text) const
{
    if (!enabled(level))
        return;
    std::string line = fmt::format("{} {}: {}", levelName(level), area, redact(text));
    const std::lock_guard lock(m_mutex);
    for (const std::string& secret : m_secrets)
        replaceAll(line, secret, kRedacted);
    if (m_sink)
        m_sink(line);
}

void Log::hide(std::string secret)
{
    constexpr std::size_t kShortestSecret = 4; // shorter ones would blank ordinary words
    if (secret.size() < kShortestSecret)
        return;
    const std::lock_guard lock(m_mutex);
    m_secrets.push_back(std::move(secret));
}

bool RateLimit::allow(TimePoint now, unsigned& heldBack)
{
    if (!m_first && now - m_last < m_interval) {
        ++m_held;
        return false;
    }
    heldBack = m_held;
    m_held = 0;
    m_first = false;
    m_last = now;
    return true;
}

} // namespace sluice
