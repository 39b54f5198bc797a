// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/Vitals.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <thread>

#include <QFileInfo>
#include <QTimer>

#include "core/base/Aside.h"
#include "core/base/TextFile.h"
#include "core/session/Background.h"

namespace sluice {

namespace {

std::filesystem::path nearestThere(const std::string& folder)
{
    std::error_code unknown;
    std::filesystem::path there = folder;
    while (!std::filesystem::exists(there, unknown) && there.has_relative_path())
        there = there.parent_path();
    return there;
}

} // namespace

FolderFacts factsOf(const std::string& folder)
{
    FolderFacts facts{freeBytesAt(folder), std::nullopt};
    const QFileInfo there(QString::fromStdString(nearestThere(folder).string()));
    if (!there.isDir())
        facts.unwritable = Error(ErrorCode::FileUnwritable, {folder, errnoText(ENOTDIR)});
    else if (!there.isWritable() || !there.isExecutable())
        facts.unwritable = Error(ErrorCode::FileUnwritable, {folder, errnoText(EACCES)});
    return facts;
}

std::optional<std::int64_t> freeBytesAt(const std::string& folder)
{
    std::error_code unknown;
    const std::filesystem::path there = nearestThere(folder);
    const auto space = std::filesystem::space(there, unknown);
    return unknown ? std::nullopt : std::optional(static_cast<std::int64_t>(space.available));
}

class Vitals::Private {
public:
    Private(Vitals* vitals, Clock& c)
        : q(vitals)
        , clock(c)
        , work(vitals, [this](std::optional<std::int64_t> found) {
            free = found;
            emit q->changed();
        })
    {
        timer.setInterval(static_cast<int>(toMs(kEach)));
        connect(&timer, &QTimer::timeout, vitals, [this] { look(); });
    }

    void look()
    {
        const TimePoint now = clock.now();
        const std::clock_t used = std::clock(); // of all threads
        if (lookedAt != TimePoint() && now > lookedAt) {
            const double spent = static_cast<double>(used - usedBefore) / CLOCKS_PER_SEC;
            const double all = toSeconds(now - lookedAt) * std::max(1U, std::thread::hardware_concurrency());
            share = std::clamp(spent / all, 0.0, 1.0);
        }
        lookedAt = now;
        usedBefore = used;
        if (!work.working()) // a disk that is gone may take its time
            work.start([this, at = folder](const StopToken& stop) {
                return disks.of(at)
                    ->ask([at] { return freeBytesAt(at); }, kDiskPatience, stop)
                    .value_or(std::nullopt);
            });
        emit q->changed();
    }

    Vitals* q;
    Clock& clock;
    QTimer timer;
    std::string folder;
    std::optional<double> share;
    std::optional<std::int64_t> free;
    TimePoint lookedAt;
    std::clock_t usedBefore = 0;
    AsideByPlace disks;
    Background<std::optional<std::int64_t>> work; // destroyed first
};

Vitals::Vitals(Clock& clock, QObject* parent) : QObject(parent), d(std::make_unique<Private>(this, clock)) { }

Vitals::~Vitals() = default;

void Vitals::setFolder(const std::string& folder)
{
    if (folder == d->folder)
        return;
    d->folder = folder;
    d->free.reset();
    d->work.cancel(); // or the old folder's room would be taken for the new one's
    if (d->timer.isActive())
        d->look();
}

void Vitals::setWanted(bool wanted)
{
    if (wanted == d->timer.isActive())
        return;
    if (!wanted) {
        d->timer.stop();
        d->lookedAt = {};
        d->share.reset();
        return;
    }
    d->timer.start();
    d->look();
}

std::optional<double> Vitals::processorShare() const
{
    return d->share;
}

std::optional<std::int64_t> Vitals::freeBytes() const
{
    return d->free;
}

} // namespace sluice
