// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace sluice {

Language::Language(QCoreApplication& app, const QString& token)
    : QObject(&app)
    , m_code(choose(token, QLocale::system().uiLanguages()))
{
    // Digits and the decimal sign belong to the language of the words around them, not to the system.
    QLocale::setDefault(m_code == QLatin1String("es") ? QLocale(QLocale::Spanish, QLocale::Spain)
                                                      : QLocale(QLocale::English, QLocale::UnitedKingdom));
    // Qt's own dialogs; not installed everywhere, and then they stay English.
    auto* qt = new QTranslator(this);
    if (qt->load(QStringLiteral("qtbase_") + m_code, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto* own = new QTranslator(this);
    if (own->load(QStringLiteral(":/translations/sluice_%1.qm").arg(m_code)))
        QCoreApplication::installTranslator(own);
}

QStringList Language::available()
{
    return {QStringLiteral("en"), QStringLiteral("es")};
}

QString Language::choose(const QString& token, const QStringList& systemLanguages)
{
    const QStringList wanted
        = token.isEmpty() || token == QLatin1String("system") ? systemLanguages : QStringList{token};
    for (const QString& language : wanted) {
        const QString code = language.left(2).toLower();
        if (available().contains(code))
            return code;
    }
    return QStringLiteral("en");
}

} // namespace sluice
