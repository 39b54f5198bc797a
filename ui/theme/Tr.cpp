// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Tr.h"

#include <string>
#include <vector>

#include <QCoreApplication>

namespace sluice {

QString qstr(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString trCore(std::string_view source)
{
    return source.empty() ? QString() : QCoreApplication::translate("core", std::string(source).c_str());
}

QString trSetting(std::string_view source)
{
    return source.empty() ? QString() : QCoreApplication::translate("settings", std::string(source).c_str());
}

QString trSentence(const Sentence& sentence)
{
    std::vector<std::string> args;
    args.reserve(sentence.args().size());
    for (const std::string& arg : sentence.args())
        args.push_back(trCore(arg).toStdString());
    return qstr(Sentence::fill(trCore(sentence.source()).toStdString(), args));
}

QString trError(const Error& error)
{
    return trSentence(error.sentence());
}

} // namespace sluice
