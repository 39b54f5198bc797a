// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/LinkSpec.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "core/link/TextInput.h"

namespace sluice {

namespace {

constexpr std::string_view kWords = "bandwidth, latency, jitter, stall, reset, limit, loss or seed";
constexpr double kMaxLimitBytes = 1e15;

Error wrong(std::string sentence)
{
    return Error(ErrorCode::BadArgument, {std::move(sentence)});
}

struct Unit {
    std::string_view name; // lower case
    double factor;
};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

// A number with one of `units` behind it, in the base unit. Nothing when it is not one.
template <std::size_t N>
std::optional<double> quantity(std::string_view text, const std::array<Unit, N>& units)
{
    const auto digits = std::min(text.find_first_not_of("0123456789.-"), text.size());
    double number = 0.0;
    if (!readNumber(text.substr(0, digits), number))
        return std::nullopt;
    const std::string unit = lower(text.substr(digits));
    for (const Unit& known : units)
        if (known.name == unit)
            return number * known.factor;
    return std::nullopt;
}

constexpr std::array<Unit, 2> kTimeUnits{{{"ms", 1e-3}, {"s", 1.0}}};
constexpr std::array<Unit, 2> kRateUnits{{{"kbps", 1.0}, {"mbps", 1e3}}};
constexpr std::array<Unit, 4> kByteUnits{{{"", 1.0}, {"b", 1.0}, {"kb", 1e3}, {"mb", 1e6}}};
constexpr std::array<Unit, 2> kShareUnits{{{"", 1.0}, {"%", 1.0}}};

Result<Duration> readTime(std::string_view word, std::string_view text, Duration least, Duration most)
{
    const auto read = quantity(text, kTimeUnits);
    if (!read)
        return wrong(fmt::format("“{}” is no time for {}. Write it like 80ms or 1.5s.", shown(text), word));
    if (*read < toSeconds(least) || *read > toSeconds(most))
        return wrong(fmt::format(
            "{} cannot be {}. Choose {} to {} s.", word, shown(text), toSeconds(least), toSeconds(most)));
    return fromSeconds(*read);
}

// Reads the value of one word into the spec. One function per word, so that the table below is the whole grammar.
using Reader = Result<void> (*)(std::string_view value, LinkSpec& spec);

Result<void> readBandwidth(std::string_view value, LinkSpec& spec)
{
    const auto kbps = quantity(value, kRateUnits);
    if (!kbps)
        return wrong(fmt::format("“{}” is no bandwidth. Write it like 900kbps or 2.5Mbps.", shown(value)));
    if (*kbps < LinkSpec::kMinKbps || *kbps > LinkSpec::kMaxKbps)
        return wrong(
            fmt::format("The bandwidth cannot be {}. Choose {} kbps to {} Mbps; to stop the link, use stall.",
                shown(value), LinkSpec::kMinKbps, LinkSpec::kMaxKbps / 1000));
    spec.bandwidthKbps = kbps;
    return {};
}

Result<void> readLatency(std::string_view value, LinkSpec& spec)
{
    auto time = readTime("latency", value, Duration(0), LinkSpec::kMaxDelay);
    if (!time)
        return time.error();
    spec.latency = *time;
    return {};
}

Result<void> readJitter(std::string_view value, LinkSpec& spec)
{
    auto time = readTime("jitter", value, Duration(0), LinkSpec::kMaxDelay);
    if (!time)
        return time.error();
    spec.jitter = *time;
    return {};
}

Result<void> readStall(std::string_view value, LinkSpec& spec)
{
    const auto at = value.find('@');
    if (at == std::string_view::npos)
        return wrong(fmt::format(
            "“{}” does not say when the stall begins. Write it like stall=3s@10s: for 3 s, 10 s after the start.",
            shown(value)));
    auto length = readTime("the length of a stall", value.substr(0, at), milliseconds(1), LinkSpec::kMaxTime);
    if (!length)
        return length.error();
    auto begin = readTime("the begin of a stall", value.substr(at + 1), Duration(0), LinkSpec::kMaxTime);
    if (!begin)
        return begin.error();
    if (spec.stalls.size() >= LinkSpec::kMaxStalls)
        return wrong(fmt::format("There are more than {} stalls. Leave some out.", LinkSpec::kMaxStalls));
    spec.stalls.push_back({*length, *begin});
    return {};
}

Result<void> readReset(std::string_view value, LinkSpec& spec)
{
    auto time = readTime("reset", value, Duration(0), LinkSpec::kMaxTime);
    if (!time)
        return time.error();
    spec.resetAt = *time;
    return {};
}

Result<void> readLimit(std::string_view value, LinkSpec& spec)
{
    const auto bytes = quantity(value, kByteUnits);
    if (!bytes || *bytes < 1.0 || *bytes > kMaxLimitBytes)
        return wrong(
            fmt::format("“{}” is no limit. Write a number of bytes, like 5000000 or 5MB.", shown(value)));
    spec.limitBytes = static_cast<std::int64_t>(std::llround(*bytes));
    return {};
}

Result<void> readLoss(std::string_view value, LinkSpec& spec)
{
    const auto percent = quantity(value, kShareUnits);
    if (!percent || *percent < 0.0 || *percent > 100.0)
        return wrong(fmt::format("“{}” is no loss. Write a share from 0 to 100, like 2%.", shown(value)));
    // One packet in a million: less than that would be written with an exponent, which nothing reads.
    constexpr double kStepsPerPercent = 1e4;
    spec.lossPercent = std::round(*percent * kStepsPerPercent) / kStepsPerPercent;
    return {};
}

Result<void> readSeed(std::string_view value, LinkSpec& spec)
{
    if (!readNumber(value, spec.seed))
        return wrong(fmt::format("“{}” is no seed. Write a whole number from 0.", shown(value)));
    return {};
}

struct Word {
    std::string_view name;
    Reader read;
};
constexpr std::array<Word, 8> kTable{
    {{"bandwidth", readBandwidth}, {"latency", readLatency}, {"jitter", readJitter}, {"stall", readStall},
        {"reset", readReset}, {"limit", readLimit}, {"loss", readLoss}, {"seed", readSeed}}};

Result<void> readPart(std::string_view part, LinkSpec& spec, std::array<bool, kTable.size()>& seen)
{
    const auto equals = part.find('=');
    if (equals == std::string_view::npos)
        return wrong(fmt::format(
            "“{}” in the link has no value. Write it like bandwidth=900kbps,latency=80ms.", shown(part)));
    const std::string_view name = trimmed(part.substr(0, equals));
    const auto word = std::ranges::find(kTable, name, &Word::name);
    if (word == kTable.end())
        return wrong(fmt::format("A link knows no “{}”. Use {}.", shown(name), kWords));
    auto& before = seen[static_cast<std::size_t>(word - kTable.begin())];
    if (before && word->name != "stall")
        return wrong(fmt::format("{} stands twice in the link. Leave one out.", word->name));
    before = true;
    return word->read(trimmed(part.substr(equals + 1)), spec);
}

std::string timeText(Duration d)
{
    return fmt::format("{}ms", toMsReal(d));
}

} // namespace

bool LinkSpec::off() const
{
    return !bandwidthKbps && latency == Duration(0) && jitter == Duration(0) && stalls.empty() && !resetAt
        && !limitBytes && lossPercent == 0.0;
}

Result<LinkSpec> LinkSpec::parse(std::string_view text)
{
    if (text.size() > kMaxTextBytes)
        return wrong("The description of the link is too long. Leave something out.");
    LinkSpec spec;
    if (trimmed(text) == "off")
        return spec;
    std::array<bool, kTable.size()> seen{};
    while (true) {
        const auto comma = text.find(',');
        const std::string_view part = trimmed(text.substr(0, comma));
        if (part.empty())
            return wrong("The link has an empty part. Write it like bandwidth=900kbps,latency=80ms.");
        if (auto read = readPart(part, spec, seen); !read)
            return read.error();
        if (comma == std::string_view::npos)
            return spec;
        text.remove_prefix(comma + 1);
    }
}

std::string LinkSpec::toString() const
{
    std::string out;
    const auto add = [&out](std::string_view name, const std::string& value) {
        out += fmt::format("{}{}={}", out.empty() ? "" : ",", name, value);
    };
    if (bandwidthKbps)
        add("bandwidth", fmt::format("{}kbps", *bandwidthKbps));
    if (latency != Duration(0))
        add("latency", timeText(latency));
    if (jitter != Duration(0))
        add("jitter", timeText(jitter));
    for (const Stall& stall : stalls)
        add("stall", timeText(stall.length) + "@" + timeText(stall.at));
    if (resetAt)
        add("reset", timeText(*resetAt));
    if (limitBytes)
        add("limit", fmt::format("{}", *limitBytes));
    if (lossPercent > 0.0)
        add("loss", fmt::format("{}%", lossPercent));
    if (seed != 0)
        add("seed", fmt::format("{}", seed));
    return out.empty() ? "off" : out;
}

Result<void> LinkSpec::allowedOn(LinkTransport transport) const
{
    if (lossPercent > 0.0 && transport == LinkTransport::Stream)
        return wrong(QT_TRANSLATE_NOOP("core",
            "loss can only be emulated for datagrams, such as RTSP over UDP: this address is read over a "
            "connection that sends lost data again. Use jitter or stall instead."));
    return {};
}

} // namespace sluice
