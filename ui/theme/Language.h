// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

class QCoreApplication;

namespace sluice {

// Loads the window's texts and sets how numbers are written. Made after the application and before the first widget:
// widgets take their texts when they are made, so another language needs another start. Kept alive by the application,
// which is its parent.
class Language : public QObject {
    Q_OBJECT
public:
    // `token`: "system", or a language such as "en" or "es".
    Language(QCoreApplication& app, const QString& token);

    const QString& code() const { return m_code; } // "en", "es"
    // The best language there is for `token`, on a system set up for `systemLanguages` (BCP 47, best first).
    static QString choose(const QString& token, const QStringList& systemLanguages);
    static QStringList available(); // codes

private:
    QString m_code;
};

} // namespace sluice
