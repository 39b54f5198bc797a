// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the window and of core has a finished Spanish translation, with the same places for arguments.
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

namespace {

struct Entry {
    QString context;
    QString source;
    QStringList translations;
    bool finished = true;
};

QList<Entry> entries(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QList<Entry> result;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            result.append({context, {}, {}, true});
        } else if (xml.name() == QLatin1String("source")) {
            result.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            result.last().finished = xml.attributes().value(QLatin1String("type")).isEmpty();
            result.last().translations = {xml.readElementText(QXmlStreamReader::IncludeChildElements)};
        }
    }
    return result;
}

QSet<QString> places(const QString& text)
{
    static const QRegularExpression place(QStringLiteral("%[1-9n]"));
    QSet<QString> result;
    auto matches = place.globalMatch(text);
    while (matches.hasNext())
        result.insert(matches.next().captured());
    return result;
}

} // namespace

class TranslationsTest : public QObject {
    Q_OBJECT
private slots:
    void nothingIsUnfinished_data();
    void nothingIsUnfinished();
    void nothingIsMissing();
};

void TranslationsTest::nothingIsUnfinished_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("es") << QStringLiteral(SOURCE_ROOT "/resources/translations/sluice_es.ts");
    QTest::newRow("en plurals") << QStringLiteral(SOURCE_ROOT "/resources/translations/sluice_en.ts");
}

void TranslationsTest::nothingIsUnfinished()
{
    QFETCH(QString, file);
    const QList<Entry> all = entries(file);
    QVERIFY(!all.isEmpty());
    for (const Entry& entry : all) {
        QVERIFY2(entry.finished, qPrintable(entry.context + QStringLiteral(": ") + entry.source));
        for (const QString& translation : entry.translations) {
            QVERIFY2(!translation.trimmed().isEmpty(), qPrintable(entry.source));
            QVERIFY2(places(translation) == places(entry.source), qPrintable(entry.source));
        }
    }
}

// The sources are read again: a text that came or changed without its translation is found.
void TranslationsTest::nothingIsMissing()
{
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("sluice_es.ts"));
    QVERIFY(QFile::copy(QStringLiteral(SOURCE_ROOT "/resources/translations/sluice_es.ts"), copy));
    QProcess lupdate;
    lupdate.start(QStringLiteral(LUPDATE),
        {QStringLiteral("-silent"), QStringLiteral("-locations"), QStringLiteral("none"),
            QStringLiteral("-no-obsolete"), QStringLiteral("-no-ui-lines"), QStringLiteral("-extensions"),
            QStringLiteral("cpp,h"), QStringLiteral("-source-language"), QStringLiteral("en"),
            QStringLiteral("-target-language"), QStringLiteral("es"), QStringLiteral(SOURCE_ROOT "/ui"),
            QStringLiteral(SOURCE_ROOT "/core"), QStringLiteral("-I"), QStringLiteral(SOURCE_ROOT),
            QStringLiteral("-ts"), copy});
    QVERIFY(lupdate.waitForFinished(50'000));
    QCOMPARE(lupdate.exitCode(), 0);
    QStringList missing;
    for (const Entry& entry : entries(copy)) {
        if (!entry.finished)
            missing += entry.context + QStringLiteral(": ") + entry.source;
    }
    QVERIFY2(missing.isEmpty(),
        qPrintable(QStringLiteral("run the target sluice_lupdate and translate: ")
            + missing.join(QStringLiteral("; "))));
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "TranslationsTest.moc"
