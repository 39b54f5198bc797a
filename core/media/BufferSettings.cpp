// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/BufferSettings.h"

#include <cmath>
#include <string>

namespace sluice {

namespace {

std::string ms(Duration d)
{
    return std::to_string(d / milliseconds(1)); // toMs() rounds, which overflows at the ends
}

bool within(double value, double low, double high)
{
    return std::isfinite(value) && value >= low && value <= high;
}

} // namespace

Result<void> BufferSettings::check() const
{
    if (low <= Duration::zero() || low >= start)
        return Error(ErrorCode::BufferLowRule, {ms(low), ms(start)});
    if (start > resume)
        return Error(ErrorCode::BufferStartRule, {ms(start), ms(resume)});
    if (resume > highestResume(target))
        return Error(ErrorCode::BufferTargetRule, {ms(resume), ms(target)});
    if (!within(rateMin, 0.8, 1.0) || !within(rateMax, 1.0, 1.25))
        return Error(ErrorCode::BadCombination,
            {QT_TRANSLATE_NOOP("core", "the playback speed must stay between 0.8 and 1.25 and include 1")});
    if (capBytes <= 0 || keepBehindBytes < 0 || trim < Duration::zero() || refill < Duration::zero())
        return Error(ErrorCode::BadCombination,
            {QT_TRANSLATE_NOOP("core", "memory and times cannot be negative, and the memory cap not zero")});
    return {};
}

} // namespace sluice
