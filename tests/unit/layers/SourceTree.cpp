// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/layers/SourceTree.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace sluice::layers {

namespace {

// The text with its comments blanked out, line breaks kept, so that line numbers stay right. String literals are
// stepped over: "https://…" begins no comment.
std::string withoutComments(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "//") {
            i = std::min(text.find('\n', i), text.size());
            out += '\n';
        } else if (text.substr(i, 2) == "/*") {
            const std::size_t end = std::min(text.find("*/", i + 2), text.size());
            out.append(static_cast<std::size_t>(std::ranges::count(text.substr(i, end - i), '\n')), '\n');
            i = end + 1;
        } else if (text[i] == '"') {
            std::size_t end = i + 1;
            while (end < text.size() && text[end] != '"' && text[end] != '\n')
                end += text[end] == '\\' ? 2 : 1;
            out += text.substr(i, end - i + 1);
            i = end;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// "<vector>" of "#  include <vector>", or nothing.
std::string_view includeOf(std::string_view line)
{
    line = trimmed(line);
    if (!line.starts_with('#'))
        return {};
    line = trimmed(line.substr(1));
    if (!line.starts_with("include"))
        return {};
    return trimmed(line.substr(7));
}

bool isSource(const std::filesystem::path& path)
{
    return path.extension() == ".h" || path.extension() == ".cpp";
}

void checkFile(const std::filesystem::path& root, const std::filesystem::path& path,
    const QtModuleOf& qtModuleOf, TreeReport& report)
{
    std::ifstream stream(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const std::string file = path.lexically_relative(root).generic_string();
    ++report.files;
    for (const IncludeLine& line : includesOf(text)) {
        ++report.includes;
        if (auto wrong = whatIsWrong(file, line.include, qtModuleOf))
            report.violations.push_back({file, line.line, *std::move(wrong)});
    }
}

} // namespace

std::vector<IncludeLine> includesOf(std::string_view text)
{
    const std::string code = withoutComments(text);
    std::vector<IncludeLine> found;
    int number = 1;
    for (std::size_t begin = 0; begin < code.size(); ++number) {
        const std::size_t end = std::min(code.find('\n', begin), code.size());
        const std::string_view include = includeOf(std::string_view(code).substr(begin, end - begin));
        if (!include.empty())
            found.push_back({number, std::string(include)});
        begin = end + 1;
    }
    return found;
}

TreeReport checkTree(const std::filesystem::path& root, const QtModuleOf& qtModuleOf)
{
    TreeReport report;
    for (const char* folder : {"app", "core", "ui", "tests"}) {
        if (!std::filesystem::is_directory(root / folder))
            continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            if (entry.is_regular_file() && isSource(entry.path()))
                checkFile(root, entry.path(), qtModuleOf, report);
        }
    }
    std::ranges::sort(report.violations, {}, [](const Violation& v) { return std::pair(v.file, v.line); });
    return report;
}

} // namespace sluice::layers
