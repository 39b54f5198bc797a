// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/StreamKeys.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <QFile>

#include <fmt/format.h>

#include "core/settings/TextCheck.h"

namespace sluice {

namespace {

// A key is short: whoever names a wrong file is told so instead of sending it.
constexpr std::size_t kMaxKeyBytes = 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // some editors write one

// A line each, without what editors add; the empty ones at the end beyond `count` are none.
std::vector<std::string> linesOf(std::string_view text, std::size_t count)
{
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    std::vector<std::string> lines;
    for (const QByteArray& line : QByteArray(text.data(), qsizetype(text.size())).split('\n'))
        lines.push_back(line.trimmed().toStdString());
    while (lines.size() > count && lines.back().empty())
        lines.pop_back();
    if (count == 1) // and those before a single one
        while (lines.size() > count && lines.front().empty())
            lines.erase(lines.begin());
    return lines;
}

Error refused(const std::string& source, const std::string& why)
{
    return Error(ErrorCode::BadArgument, {source + " " + why});
}

} // namespace

Result<std::string> readKeyText(const std::string& path)
{
    constexpr int kStandardInput = 0; // not stdin: a read that is given up would hold its lock
    QFile file;
    const bool opened = path == "-"
        ? file.open(kStandardInput, QIODevice::ReadOnly)
        : (file.setFileName(QString::fromStdString(path)), file.open(QIODevice::ReadOnly));
    if (!opened)
        return Error(ErrorCode::FileUnreadable, {path, file.errorString().toStdString()});
    return file.read(qint64(kMaxKeyBytes) * 8 + 1).toStdString();
}

Result<std::vector<std::string>> streamKeys(
    std::size_t count, const std::string& file, const std::optional<std::string>& text)
{
    const char* fromEnvironment = std::getenv("SLUICE_STREAM_KEY");
    if (!text && fromEnvironment == nullptr)
        return std::vector<std::string>(count);
    const std::string source = !text ? "The variable SLUICE_STREAM_KEY"
        : file == "-"                ? "Standard input"
                                     : fmt::format("The key file “{}”", quotable(file));
    std::vector<std::string> keys = linesOf(text ? std::string_view(*text) : fromEnvironment, count);
    if (std::ranges::any_of(keys, [](const std::string& key) { return key.size() > kMaxKeyBytes; }))
        return refused(source, "holds a line that is too long for a stream key. Name another.");
    const bool none = std::ranges::all_of(keys, [](const std::string& key) { return key.empty(); });
    if (none && !text) // a variable that is empty is none
        return std::vector<std::string>(count);
    if (none)
        return refused(source, "holds no stream key. Put the key into it, in a line of its own.");
    if (keys.size() == count)
        return keys;
    if (count == 1)
        return refused(source,
            fmt::format("holds {} lines. It should hold one stream key and nothing else.", keys.size()));
    return refused(source,
        fmt::format(
            "holds {} of the {} lines that are needed: one stream key for each address, in their order, and "
            "an empty line where the address holds its key.",
            keys.size(), count));
}

} // namespace sluice
