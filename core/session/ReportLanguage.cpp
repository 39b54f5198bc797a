// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/ReportLanguage.h"

#include <QCoreApplication>
#include <QLocale>

namespace sluice {

ReportWords reportWords()
{
    ReportWords words;
    // A locale without its words would mix two languages; every translation has this one.
    constexpr const char* kProbe = QT_TRANSLATE_NOOP("core", "network");
    const bool translated = QCoreApplication::translate("core", kProbe) != QLatin1String(kProbe);
    words.translate = [](std::string_view english) {
        return QCoreApplication::translate("core", std::string(english).c_str()).toStdString();
    };
    if (!translated)
        return words;
    words.language = QLocale().name().left(2).toStdString();
    const QString point = QLocale().decimalPoint();
    if (point.size() == 1 && point.front().unicode() < 0x80)
        words.decimal = point.front().toLatin1();
    return words;
}

} // namespace sluice
