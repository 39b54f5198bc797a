// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/HelpText.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/CommandOptions.h"

namespace sluice {

namespace {

constexpr std::size_t kNameColumn = 25;

std::string usageOf(const CommandRow& command)
{
    std::string out = "sluice";
    if (!command.name.empty())
        out += fmt::format(" {}", command.name);
    if (command.url == UrlUse::Required || command.url == UrlUse::File)
        out += fmt::format(" {}", command.operand);
    if (command.url == UrlUse::Optional)
        out += fmt::format(" [{}]", command.operand);
    return out;
}

std::string line(std::string_view name, std::string_view text)
{
    return fmt::format("  {:<{}}{}\n", name, kNameColumn, text);
}

std::string optionLine(const OptionRow& option)
{
    return line(
        option.value.empty() ? std::string(option.name) : fmt::format("{} {}", option.name, option.value),
        option.help);
}

std::string commonLines()
{
    return line("-h, --help", "Print this help.")
        + line("--help-settings", "Print every setting with its type, range and default.")
        + line("--version", "Print the version.");
}

std::string commandNames(const OptionRow& option)
{
    std::string out;
    for (const CommandRow& command : commandRows())
        if (option.belongsTo(command.bit))
            out += fmt::format(
                "{}{}", out.empty() ? "" : ", ", command.name.empty() ? "window" : command.name);
    return out;
}

std::string_view typeName(SettingType type)
{
    switch (type) {
    case SettingType::Bool:
        return "bool";
    case SettingType::Int:
        return "int";
    case SettingType::Real:
        return "real";
    case SettingType::Choice:
        return "choice";
    case SettingType::Size:
        return "size";
    case SettingType::Text:
        break;
    }
    return "text";
}

std::string defaultOf(const SettingRow& row)
{
    if (row.has(kFromProfile))
        return "by profile";
    return row.defaultText.empty() ? "empty" : std::string(row.defaultText);
}

} // namespace

std::string helpText()
{
    std::string out
        = "Usage: sluice [COMMAND] [OPTION]…\n\nSluice broadcasts live and plays live, and shows the buffer.\n\n"
          "Commands:\n";
    for (const CommandRow& command : commandRows())
        out += line(usageOf(command), command.summary);
    out += "\nOptions, and the commands they belong to:\n";
    for (const OptionRow& option : optionRows()) {
        out += optionLine(option);
        out += line("", fmt::format("({})", commandNames(option)));
    }
    out += commonLines();
    out += "\nA value follows its option or an equals sign: --for 10, --for=10. “--” ends the options.\n"
           "“sluice COMMAND --help” prints the help of one command.\n\n"
           "Exit status: 0 done; 1 failed, with one sentence on stderr; 2 bad arguments; 130 interrupted.\n"
           "When --for is over, a watch that played nothing and a live that is without its connection have failed.\n";
    return out;
}

std::string helpText(std::string_view name)
{
    const CommandRow* command = findCommand(name);
    if (command == nullptr || command->name.empty())
        return helpText();
    std::string out = fmt::format("Usage: {} [OPTION]…\n\n{}\n", usageOf(*command), command->summary);
    if (!command->notes.empty())
        out += fmt::format("{}\n", command->notes);
    out += "\nOptions:\n";
    for (const OptionRow& option : optionRows())
        if (option.belongsTo(command->bit))
            out += optionLine(option);
    return out + commonLines();
}

std::string settingsHelpText(SettingsSchema schema)
{
    std::size_t widest = 0;
    for (const SettingRow& row : schema.rows())
        widest = std::max(widest, row.key.size());
    std::string out = "Settings, for --set KEY=VALUE and for profile files: key, type, range, default.\n";
    std::optional<SettingsPage> page;
    for (const SettingRow& row : schema.rows()) {
        if (page != row.page)
            out += fmt::format("\n{}\n", pageTitle(row.page));
        page = row.page;
        out += fmt::format("  {:<{}}  {:<6}  {}; default: {}\n", row.key, widest, typeName(row.type),
            row.rule(), defaultOf(row));
        out += fmt::format("  {:<{}}  {}: {}\n", "", widest, row.label, row.why);
    }
    return out;
}

std::string versionText()
{
    return "sluice " SLUICE_VERSION "\n";
}

} // namespace sluice
