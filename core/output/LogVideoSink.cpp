// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/LogVideoSink.h"

#include <cerrno>

#include <fmt/format.h>

#include "core/base/TextFile.h"

namespace sluice {

LogVideoSink::~LogVideoSink()
{
    close();
}

Result<void> LogVideoSink::open()
{
    close();
    m_file.reset(std::fopen(m_path.c_str(), "we"));
    if (!m_file)
        return Error(ErrorCode::FileUnwritable, {m_path, errnoText(errno)});
    m_closing = false;
    m_failure.reset();
    if (std::fputs("shown_epoch_us,pts_us,hash\n", m_file.get()) < 0 || std::fflush(m_file.get()) != 0) {
        return fail();
    }
    m_thread = std::thread([this] { run(); });
    return {};
}

void LogVideoSink::show(const VideoFrame& frame, WallTime at)
{
    Line line{frame, epochUs(at), frame.pts.time_since_epoch().count()};
    {
        std::unique_lock lock(m_mutex);
        if (!m_file || m_closing || m_failure)
            return;
        if (m_lines.size() >= kLines) {
            ++m_lost;
            return;
        }
        // Behind already without pictures: waiting again for each frame would hold up all of them.
        const bool behind = !m_lines.empty() && !m_lines.back().frame;
        const auto room = [this] { return m_frames < kFrames || m_failure; };
        if (room() || (!behind && m_changed.wait_for(lock, kPatience, room))) {
            ++m_frames;
        } else {
            line.frame = VideoFrame();
            ++m_unhashed;
        }
        m_lines.push_back(std::move(line));
    }
    m_changed.notify_all();
}

void LogVideoSink::run()
{
    while (true) {
        Line line;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_closing || !m_lines.empty(); });
            if (m_lines.empty())
                return;
            line = std::move(m_lines.front());
            m_lines.pop_front();
        }
        const bool held = static_cast<bool>(line.frame);
        const bool written = write(line);
        line = Line();
        {
            const std::lock_guard guard(m_mutex);
            m_frames -= held ? 1 : 0;
        }
        m_changed.notify_all();
        if (!written)
            return void(fail());
    }
}

// Each line goes to the system at once: a program that is killed leaves all of them.
bool LogVideoSink::write(const Line& line)
{
    const std::string text = fmt::format(
        "{},{},{}\n", line.shownUs, line.ptsUs, line.frame ? m_hasher(line.frame) : std::string());
    return std::fputs(text.c_str(), m_file.get()) >= 0 && std::fflush(m_file.get()) == 0;
}

Error LogVideoSink::fail()
{
    const Error error(ErrorCode::FileUnwritable, {m_path, errnoText(errno)});
    {
        const std::lock_guard guard(m_mutex);
        m_failure = error;
        m_lines.clear();
        m_frames = 0;
    }
    m_changed.notify_all();
    return error;
}

void LogVideoSink::close()
{
    {
        const std::lock_guard guard(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    m_file.reset();
}

std::optional<Error> LogVideoSink::failure() const
{
    const std::lock_guard guard(m_mutex);
    return m_failure;
}

std::int64_t LogVideoSink::unhashed() const
{
    const std::lock_guard guard(m_mutex);
    return m_unhashed;
}

std::int64_t LogVideoSink::lost() const
{
    const std::lock_guard guard(m_mutex);
    return m_lost;
}

} // namespace sluice
