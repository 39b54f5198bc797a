// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/RunFile.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/TextFile.h"
#include "core/settings/TextCheck.h"
#include "core/settings/WordMatch.h"

namespace sluice {

namespace {

using Object = nlohmann::ordered_json;

struct Bound {
    std::string_view name;
    double (*of)(const WatchReport&);
    bool atLeast;
    std::string_view what; // for the sentence
    bool grows = false; // with time: what is at least there at the end
};

constexpr Bound kBounds[] = {
    {"max_stalls", [](const WatchReport& r) { return static_cast<double>(r.stallCount()); }, false, "stalls"},
    {"min_stalls", [](const WatchReport& r) { return static_cast<double>(r.stallCount()); }, true, "stalls",
        true},
    {"max_stall_ms", [](const WatchReport& r) { return static_cast<double>(r.stallMs()); }, false,
        "ms stalled"},
    {"max_startup_ms", [](const WatchReport& r) { return static_cast<double>(r.startupMs); }, false,
        "ms until playing"},
    {"max_first_picture_ms", [](const WatchReport& r) { return static_cast<double>(r.firstPictureMs); },
        false, "ms until the first picture"},
    {"max_latency_ms", [](const WatchReport& r) { return static_cast<double>(r.latency.mean); }, false,
        "ms of latency on average"},
    {"max_glitches", [](const WatchReport& r) { return static_cast<double>(r.glitches); }, false, "glitches"},
    {"max_frames_dropped", [](const WatchReport& r) { return static_cast<double>(r.framesDropped); }, false,
        "frames dropped"},
    {"max_reconnects", [](const WatchReport& r) { return static_cast<double>(r.reconnects.size()); }, false,
        "reconnects"},
    {"min_watched_ms", [](const WatchReport& r) { return static_cast<double>(r.watchedMs); }, true,
        "ms watched", true},
    {"min_smoothness", [](const WatchReport& r) { return r.smoothnessScore(); }, true, "of smoothness"},
};

// Keys that become an option of `sluice watch`, and whether they name a file.
struct OptionKey {
    std::string_view key;
    std::string_view option;
    bool file;
};
constexpr OptionKey kOptionKeys[] = {
    {"for", "--for", false},
    {"profile", "--profile", false},
    {"link", "--link", false},
    {"link_preset", "--link-preset", false},
    {"link_trace", "--link-trace", true},
    {"audio_out", "--audio-out", false},
    {"report", "--report", true},
    {"timeline", "--timeline", true},
    {"arrivals", "--arrivals", true},
};

class Reader {
public:
    Reader(std::string_view name, std::string folder) : m_name(name), m_folder(std::move(folder)) { }

    Result<RunFile> read(std::string_view text);

private:
    Error wrong(std::string_view where, std::string_view what) const
    {
        return Error(ErrorCode::BadArgument,
            {fmt::format("The run file “{}” cannot be used: {}{}{}", quotable(std::string(m_name)), where,
                where.empty() ? "" : ": ", what)});
    }
    Result<RunFile::Entry> entry(const Object& run, const Object& defaults, std::size_t number) const;
    Result<void> addOptions(const Object& all, std::string_view where, std::vector<std::string>& args) const;
    Result<RunFile::Expectations> expectations(const Object& all, std::string_view where) const;
    Result<void> checkKeys(const Object& object, std::string_view where) const;
    std::string inFolder(const std::string& path) const
    {
        return (std::filesystem::path(m_folder) / path).string(); // an absolute path stays
    }
    // A number or a text, as the command line would have it.
    static std::optional<std::string> word(const Object& value)
    {
        if (value.is_string())
            return value.get<std::string>();
        if (value.is_number() || value.is_boolean())
            return value.dump();
        return std::nullopt;
    }

    std::string_view m_name;
    std::string m_folder;
};

Result<RunFile> Reader::read(std::string_view text)
{
    const Object root = Object::parse(text, nullptr, false);
    if (root.is_discarded() || !root.is_object())
        return wrong("", "it is no JSON object.");
    if (root.value("schema", Object()) != "sluice.run/1")
        return wrong("", "its \"schema\" is not \"sluice.run/1\".");
    for (const auto& [key, value] : root.items())
        if (key != "schema" && key != "defaults" && key != "runs")
            return wrong("", fmt::format("“{}” is none of schema, defaults and runs.", quotable(key)));
    const Object defaults = root.value("defaults", Object::object());
    const Object runs = root.value("runs", Object::array());
    if (!defaults.is_object())
        return wrong("defaults", "must be an object.");
    if (auto fine = checkKeys(defaults, "defaults"); !fine)
        return fine.error();
    if (!runs.is_array() || runs.empty() || runs.size() > RunFile::kMaxRuns)
        return wrong("runs", fmt::format("must be a list of 1 to {} runs.", RunFile::kMaxRuns));
    RunFile file;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto one = entry(runs[i], defaults, i + 1);
        if (!one)
            return one.error();
        file.entries.push_back(*std::move(one));
    }
    return file;
}

Result<void> Reader::checkKeys(const Object& object, std::string_view where) const
{
    std::vector<std::string_view> known{"name", "url", "set", "expect"};
    for (const OptionKey& key : kOptionKeys)
        known.push_back(key.key);
    for (const auto& [key, value] : object.items()) {
        if (std::ranges::find(known, key) != known.end())
            continue;
        const std::string_view meant = nearestWord(key, known);
        return wrong(where,
            meant.empty()
                ? fmt::format("the key “{}” is not known.", quotable(key))
                : fmt::format("the key “{}” is not known. Did you mean “{}”?", quotable(key), meant));
    }
    return {};
}

Result<RunFile::Entry> Reader::entry(const Object& run, const Object& defaults, std::size_t number) const
{
    std::string where = fmt::format("run {}", number);
    if (!run.is_object())
        return wrong(where, "must be an object.");
    if (auto fine = checkKeys(run, where); !fine)
        return fine.error();
    Object all = defaults;
    for (const auto& [key, value] : run.items()) {
        if ((key == "set" || key == "expect") && all.contains(key) && all[key].is_object()
            && value.is_object())
            all[key].update(value);
        else
            all[key] = value;
    }
    RunFile::Entry out;
    out.name = all.contains("name") && all["name"].is_string() ? all["name"].get<std::string>() : where;
    if (!all.contains("url") || !all["url"].is_string())
        return wrong(where, "has no \"url\".");
    std::vector<std::string> args{"watch", "--headless"};
    if (auto fine = addOptions(all, where, args); !fine)
        return fine.error();
    args.insert(args.end(), {"--", all["url"].get<std::string>()});
    const auto line = parseCommandLine(args);
    if (!line)
        return wrong(where, line.error().message());
    if (auto files = checkFiles(*line); !files)
        return wrong(where, files.error().message());
    out.command = std::get<WatchCommand>(line->command);
    out.common = line->common;
    auto expect = expectations(all, where);
    if (!expect)
        return expect.error();
    out.expect = *std::move(expect);
    return out;
}

Result<void> Reader::addOptions(
    const Object& all, std::string_view where, std::vector<std::string>& args) const
{
    for (const OptionKey& key : kOptionKeys) {
        if (!all.contains(key.key))
            continue;
        const auto value = word(all[std::string(key.key)]);
        if (!value)
            return wrong(where, fmt::format("“{}” must be a text or a number.", key.key));
        // A profile is a name or a file.
        const bool file = key.file || (key.key == "profile" && value->ends_with(".json"));
        args.push_back(fmt::format("{}={}", key.option, file ? inFolder(*value) : *value));
    }
    if (!all.contains("for"))
        return wrong(where, "has no \"for\": say how many seconds it is to be watched.");
    if (!all.contains("audio_out"))
        args.emplace_back("--audio-out=null");
    const Object set = all.value("set", Object::object());
    if (!set.is_object())
        return wrong(where, "“set” must be an object of settings.");
    for (const auto& [key, value] : set.items()) {
        const auto text = word(value);
        if (!text)
            return wrong(where, fmt::format("the setting “{}” must be a text or a number.", quotable(key)));
        args.push_back(fmt::format("--set={}={}", key, *text));
    }
    return {};
}

Result<RunFile::Expectations> Reader::expectations(const Object& all, std::string_view where) const
{
    RunFile::Expectations out;
    const Object expect = all.value("expect", Object::object());
    if (!expect.is_object())
        return wrong(where, "“expect” must be an object of bounds.");
    std::vector<std::string_view> known;
    for (const Bound& bound : kBounds)
        known.push_back(bound.name);
    for (const auto& [key, value] : expect.items()) {
        if (std::ranges::find(known, key) == known.end()) {
            const std::string_view meant = nearestWord(key, known);
            return wrong(where,
                meant.empty()
                    ? fmt::format("the bound “{}” is not known.", quotable(key))
                    : fmt::format("the bound “{}” is not known. Did you mean “{}”?", quotable(key), meant));
        }
        if (!value.is_number())
            return wrong(where, fmt::format("the bound “{}” must be a number.", key));
        out[key] = value.get<double>();
    }
    return out;
}

} // namespace

Result<RunFile> RunFile::parse(std::string_view text, std::string_view name, const std::string& folder)
{
    return Reader(name, folder).read(text);
}

Result<RunFile> RunFile::load(const std::string& path)
{
    auto text = readTextFile(path, kMaxBytes);
    if (!text)
        return text.error();
    return parse(*text, path, std::filesystem::path(path).parent_path().string());
}

std::vector<std::string> brokenExpectations(
    const RunFile::Expectations& expect, const WatchReport& report, bool cutShort)
{
    std::vector<std::string> broken;
    if (report.error)
        broken.push_back(report.error->message);
    else if (report.startupMs == 0 && !cutShort)
        broken.emplace_back("It never began to play.");
    for (const Bound& bound : kBounds) {
        const auto wanted = expect.find(bound.name);
        if (wanted == expect.end() || (cutShort && bound.grows))
            continue;
        const double value = bound.of(report);
        if (bound.atLeast ? value < wanted->second : value > wanted->second)
            broken.push_back(fmt::format("{:.6g} {}, {} {:.6g} expected.", value, bound.what,
                bound.atLeast ? "at least" : "at most", wanted->second));
    }
    return broken;
}

} // namespace sluice
