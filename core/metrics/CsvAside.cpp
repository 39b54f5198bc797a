// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/CsvAside.h"

#include <mutex>
#include <utility>

#include "core/metrics/CsvFile.h"

namespace sluice {

struct CsvAside::Shared {
    std::optional<CsvFile> file; // of the thread aside
    std::mutex mutex;
    std::size_t done = 0; // mutex, as all below
    bool created = false;
    std::optional<Error> failure;

    void answer(const Result<void>& result)
    {
        const std::lock_guard lock(mutex);
        ++done;
        created = created || result.ok();
        if (!result && !failure)
            failure = result.error();
    }
};

CsvAside::CsvAside(std::string path, std::string_view header)
    : m_path(std::move(path))
    , m_shared(std::make_shared<Shared>())
{
    ++m_posted;
    m_aside.post([shared = m_shared, path = m_path, header = std::string(header)] {
        auto file = CsvFile::create(path, header);
        const Result<void> result = file ? Result<void>() : Result<void>(file.error());
        if (file)
            shared->file.emplace(*std::move(file));
        shared->answer(result);
    });
}

std::optional<Error> CsvAside::awaitCreation(const Aside::Interrupted& interrupted)
{
    const auto answered = m_aside.ask([] { return true; }, kPatience, interrupted); // after the creation
    if (!answered && interrupted())
        return Error(ErrorCode::Cancelled);
    const std::lock_guard lock(m_shared->mutex);
    if (!m_failure)
        m_failure = answered ? m_shared->failure : silent();
    return m_failure;
}

void CsvAside::write(std::vector<std::string> lines)
{
    if (m_failure || lines.empty())
        return;
    ++m_posted;
    m_aside.post([shared = m_shared, lines = std::move(lines)] {
        Result<void> result;
        for (std::size_t i = 0; i < lines.size() && shared->file && result; ++i)
            result = shared->file->write(lines[i]);
        shared->answer(result);
    });
}

bool CsvAside::created() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->created && !m_shared->failure;
}

std::optional<Error> CsvAside::failure(TimePoint now)
{
    if (m_failure)
        return m_failure;
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->failure)
        m_failure = m_shared->failure;
    else if (m_shared->done == m_posted)
        m_waitsSince.reset();
    else if (std::exchange(m_seenDone, m_shared->done) != m_shared->done || !m_waitsSince)
        m_waitsSince = now;
    else if (now - *m_waitsSince > kPatience)
        m_failure = silent();
    return m_failure;
}

std::optional<Error> CsvAside::close()
{
    if (m_failure)
        return m_failure;
    const auto closed
        = m_aside.ask([shared = m_shared] { return shared->file ? shared->file->close() : Result<void>(); },
            kClosePatience, StopToken());
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->failure)
        m_failure = m_shared->failure;
    else if (!closed)
        m_failure = silent();
    else if (!*closed)
        m_failure = closed->error();
    return m_failure;
}

std::optional<Error> CsvAside::silent() const
{
    return Error(ErrorCode::FileUnwritable, {m_path, std::string(kDiskSilent)});
}

} // namespace sluice
