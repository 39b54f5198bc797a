// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/Demuxer.h"

#include "core/av/AvSource.h"
#include "core/av/InputPlan.h"
#include "core/base/Redact.h"

namespace sluice {

Result<std::unique_ptr<Demuxer>> Demuxer::open(
    const Options& options, Resolver& resolver, Clock& clock, const Log& log, StopToken stop)
{
    const auto plans = inputPlans(options.url);
    if (!plans)
        return plans.error();
    const StopToken token = std::move(stop);
    const TimePoint end = clock.now() + options.openDeadline;
    Error failure(ErrorCode::BadUrl, {redactUrl(options.url)});
    for (std::size_t i = 0; i < plans->size(); ++i) {
        auto source = std::make_unique<AvSource>(options, (*plans)[i], resolver, clock, log);
        auto opened = source->open(attemptDeadline(clock.now(), end, i, plans->size()), token);
        if (opened)
            return std::unique_ptr<Demuxer>(std::move(source));
        failure = opened.error();
        if (failure.cancelled())
            break;
        if (failure.code() != ErrorCode::NotMedia)
            continue;
        // A page for browsers may say where its stream is; what it names is no page again.
        Options declared = options;
        declared.url = source->declaredStream(end, token);
        const auto plan = inputPlans(declared.url);
        if (declared.url.empty() || !plan)
            continue;
        source = std::make_unique<AvSource>(declared, plan->front(), resolver, clock, log);
        opened = source->open(end, token);
        if (opened)
            return std::unique_ptr<Demuxer>(std::move(source));
        return opened.error();
    }
    return failure;
}

} // namespace sluice
