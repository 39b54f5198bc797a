// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/RtmpReach.h"

#include <optional>

extern "C" {
#include <libavformat/avio.h>
}

#include "core/av/AvDiagnosis.h"
#include "core/av/AvHandles.h"
#include "core/av/AvInterrupt.h"
#include "core/av/AvLog.h"
#include "core/av/AvUrl.h"
#include "core/base/Redact.h"

namespace sluice {

namespace {

Result<void> knock(const Url& url, const std::string& numeric, Clock& clock, const Log& log,
    TimePoint deadline, const StopToken& stop)
{
    Url dialled;
    dialled.scheme = isTls(url) ? "tls" : "tcp";
    dialled.host = isTls(url) ? url.host : numeric; // as avAddress() has it
    dialled.port = url.effectivePort();
    AvOptions options;
    if (isTls(url)) {
        options.set("tls_verify", 1);
        options.set("ca_file", systemCaFile());
    }
    const Duration patience = deadline - clock.now();
    AvInterrupt interrupt(clock);
    interrupt.arm(stop, deadline);
    AvLogCapture words(&log);
    words.hide(secretsOf(url, true));
    const AvLogCapture::Scope scope(words);
    const AVIOInterruptCB callback = interrupt.callback();
    AVIOContext* io = nullptr;
    const int code
        = avio_open2(&io, dialled.toString().c_str(), AVIO_FLAG_READ_WRITE, &callback, options.out());
    if (code < 0)
        return diagnose(
            avFailure(AvFailure::Phase::Publishing, code, nullptr, interrupt, words, url, patience));
    avio_closep(&io);
    return {};
}

} // namespace

Result<void> reachRtmp(const std::string& url, Resolver& resolver, Clock& clock, const Log& log,
    Duration patience, const StopToken& stop)
{
    installAvLog();
    const std::optional<Url> parsed = Url::parse(url);
    if (!parsed)
        return Error(ErrorCode::BadUrl, {redactUrl(url, true)});
    const TimePoint end = clock.now() + patience;
    const auto hosts = resolver.resolve(parsed->host, patience, stop);
    if (!hosts)
        return hosts.error();
    const std::size_t count = isTls(*parsed) ? 1 : hosts->size(); // libavformat goes through them by itself
    std::optional<Error> first;
    for (std::size_t i = 0; i < count; ++i) {
        const TimePoint deadline = attemptDeadline(clock.now(), end, i, count);
        auto reached = knock(*parsed, (*hosts)[i], clock, log, deadline, stop);
        if (reached || reached.error().cancelled())
            return reached;
        first = first.value_or(reached.error());
    }
    return *first;
}

} // namespace sluice
