// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/CommandScan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/settings/TextCheck.h"
#include "core/settings/WordMatch.h"

namespace sluice {

namespace {

bool scanWord(const std::string& word, Scanned& out)
{
    const bool asked = word == "-h" || word == "--help" || word == "--help-settings" || word == "--version";
    out.help = out.help || word == "-h" || word == "--help";
    out.helpSettings = out.helpSettings || word == "--help-settings";
    out.version = out.version || word == "--version";
    return asked;
}

std::string joined(const std::vector<std::string_view>& words)
{
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += fmt::format("{}{}", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
    return out;
}

Error misplacedOption(const OptionRow& option, const CommandRow& command)
{
    std::vector<std::string_view> owners;
    for (const CommandRow& row : commandRows())
        if (option.belongsTo(row.bit) && !row.name.empty())
            owners.push_back(row.name);
    if (command.name.empty())
        return badArgument(
            fmt::format("“{}” needs a command before it: sluice {}.", option.name, joined(owners)));
    return badArgument(fmt::format("“{}” means nothing to “sluice {}”; it belongs to “sluice {}”.",
        option.name, command.name, joined(owners)));
}

Result<void> checkOption(const GivenOption& given, const CommandRow& command)
{
    if (given.row == nullptr)
        return unknownOption(given.name, command);
    if (!given.row->belongsTo(command.bit))
        return misplacedOption(*given.row, command);
    if (given.row->value.empty() && given.value)
        return badArgument(
            fmt::format("“{}” takes no value. Leave out what follows the equals sign.", given.name));
    if (!given.row->value.empty() && (!given.value || given.value->empty()))
        return badArgument(
            fmt::format("“{}” needs a value: {} {}.", given.name, given.name, given.row->value));
    return {};
}

} // namespace

Error badArgument(std::string sentence)
{
    return Error(ErrorCode::BadArgument, {std::move(sentence)});
}

Scanned scan(std::span<const std::string> args)
{
    Scanned out;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string& word = args[i];
        if (word == "--") {
            out.rest.insert(out.rest.end(), args.begin() + static_cast<std::ptrdiff_t>(i) + 1, args.end());
            break;
        }
        if (scanWord(word, out))
            continue;
        if (word.size() < 2 || word.front() != '-') {
            out.rest.push_back(word);
            continue;
        }
        const auto equals = word.find('=');
        GivenOption option{.name = word.substr(0, equals)};
        option.row = findOption(option.name);
        if (equals != std::string::npos)
            option.value = word.substr(equals + 1);
        // An option as the next word means that the value was forgotten.
        else if (option.row != nullptr && !option.row->value.empty() && i + 1 < args.size()
            && !args[i + 1].starts_with("--") && args[i + 1] != "-h")
            option.value = args[++i];
        out.options.push_back(std::move(option));
    }
    return out;
}

Error unknownOption(const std::string& name, const CommandRow& command)
{
    std::vector<std::string_view> names{"--help", "--help-settings", "--version"};
    for (const OptionRow& row : optionRows())
        if (row.belongsTo(command.bit))
            names.push_back(row.name);
    const std::string_view meant = nearestWord(name, names);
    const std::string how
        = command.name.empty() ? "sluice --help" : fmt::format("sluice {} --help", command.name);
    if (meant.empty())
        return badArgument(fmt::format("There is no option “{}”. “{}” lists them all.", quotable(name), how));
    return badArgument(fmt::format("There is no option “{}”. Did you mean “{}”?", quotable(name), meant));
}

Result<void> checkOptions(const Scanned& scanned, const CommandRow& command)
{
    std::vector<OptionId> seen;
    for (const GivenOption& given : scanned.options) {
        if (auto fine = checkOption(given, command); !fine)
            return fine;
        if (!given.row->repeatable && std::ranges::find(seen, given.row->id) != seen.end())
            return badArgument(fmt::format("“{}” was given twice. Leave one of them out.", given.name));
        seen.push_back(given.row->id);
    }
    return {};
}

Result<const CommandRow*> commandOf(const Scanned& scanned)
{
    if (scanned.rest.empty())
        return findCommand("");
    const std::string& name = scanned.rest.front();
    if (const CommandRow* command = name.empty() ? nullptr : findCommand(name))
        return command;
    if (name.find("://") != std::string::npos)
        return badArgument(
            "Say what to do with the address: “sluice watch URL” plays it, “sluice live URL” sends to it.");
    std::vector<std::string_view> names;
    for (const CommandRow& row : commandRows())
        if (!row.name.empty())
            names.push_back(row.name);
    const std::string_view meant = nearestWord(name, names);
    if (meant.empty())
        return badArgument(
            fmt::format("There is no command “{}”. “sluice --help” lists them all.", quotable(name)));
    return badArgument(fmt::format("There is no command “{}”. Did you mean “{}”?", quotable(name), meant));
}

} // namespace sluice
