// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Tr.h"

#include <string>
#include <vector>

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include "core/settings/SettingsSchema.h"

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

namespace {

// Core writes its numbers as English does; what is nothing but a number, and perhaps its unit, gets the point that
// the window's language has.
std::string localized(QString text)
{
    static const QRegularExpression decimal(QStringLiteral("^[-−+]?\\d+\\.\\d+([ \u00a0][^.]*)?$"));
    if (decimal.match(text).hasMatch())
        text.replace(QLatin1Char('.'), QLocale().decimalPoint());
    return text.toStdString();
}

} // namespace

QString trSentence(const Sentence& sentence)
{
    std::vector<std::string> args;
    args.reserve(sentence.args().size());
    for (const std::string& arg : sentence.args())
        args.push_back(localized(trCore(arg)));
    return qstr(Sentence::fill(trCore(sentence.source()).toStdString(), args));
}

QString trError(const Error& error)
{
    const Sentence& sentence = error.sentence();
    if (error.code() != ErrorCode::BadSetting || sentence.args().size() < 2)
        return trSentence(sentence);
    // Of a setting, core names the key and puts its rule together from parts; people know it by its label.
    const SettingRow* row = SettingsSchema::standard().find(sentence.args()[0]);
    if (row == nullptr)
        return trSentence(sentence);
    const std::string rule = trSentence(row->ruleSentence()).toStdString();
    const std::string must
        = Sentence::fill(trCore(QT_TRANSLATE_NOOP("core", "it must be %1")).toStdString(), {rule});
    return qstr(Sentence::fill(trCore(sentence.source()).toStdString(),
        {trSetting(row->label).toStdString(), sentence.args()[1], must}));
}

} // namespace sluice
