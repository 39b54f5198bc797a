// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <vector>

#include <QApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPalette>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QVBoxLayout>

#include "core/base/Error.h"
#include "core/media/BufferSettings.h"
#include "core/settings/SettingsSchema.h"
#include "ui/theme/Format.h"
#include "ui/theme/Language.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

using namespace sluice;

class ThemeTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void everyTokenIsAColour();
    void textHasContrast_data();
    void textHasContrast();
    void stylesheetLeavesNoPlaceholder();
    void themeSwitchesAtRunTime();
    void windowIsDressedWhenShown();
    void partsAreDressedWithTheEventLoopBetween();
    void numbersInEnglish();
    void numbersInSpanish();
    void languageIsChosen();
    void sentencesAreTranslatedWithTheirArguments();
    void rulesOfSettingsAreTranslated();
};

void ThemeTest::everyTokenIsAColour()
{
    for (const TokenRow& row : tokenTable()) {
        QVERIFY2(QColor(QString::fromLatin1(row.dark)).isValid(), row.name);
        QVERIFY2(QColor(QString::fromLatin1(row.light)).isValid(), row.name);
    }
}

void ThemeTest::textHasContrast_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
}

void ThemeTest::textHasContrast()
{
    QFETCH(bool, dark);
    const Tokens t = makeTokens(dark);
    struct Pair {
        const char* what;
        QColor text;
        QColor behind;
    };
    const std::vector<Pair> pairs{
        {"text on window", t.text, t.window},
        {"text on card", t.text, t.card},
        {"text on field", t.text, t.field},
        {"text on button", t.text, t.button},
        {"text on hovered button", t.text, t.buttonHover},
        {"label on window", t.dim, t.window},
        {"label on card", t.dim, t.card},
        {"explanation on card", t.faint, t.card},
        {"explanation on window", t.faint, t.window},
        {"placeholder", t.faint, t.field},
        {"selected tab", t.strong, t.window},
        {"link", t.link, t.field},
        {"primary button", t.onAccent, t.accentFill},
        {"hovered primary button", t.onAccent, t.accentHover},
        {"danger button", t.onDanger, t.dangerFill},
        {"hovered danger button", t.onDanger, t.dangerHover},
        {"selection", t.onSelection, t.selection},
        {"good pill", t.good, t.goodFill},
        {"warning pill", t.warn, t.warnFill},
        {"bad pill", t.bad, t.badFill},
        {"problem on card", t.bad, t.card},
        {"warning on card", t.warn, t.card},
        {"stall label", t.stallText, t.card},
        {"low label", t.markLow, t.card},
        {"start label", t.markStart, t.card},
        {"resume label", t.markResume, t.card},
        {"target label", t.markTarget, t.card},
        // The worst picture is white.
        {"text on a white picture", t.onPicture, blended(t.scrim, Qt::white)},
        {"small text on a white picture", t.onPictureDim, blended(t.scrim, Qt::white)},
    };
    for (const Pair& pair : pairs) {
        const double ratio = contrastRatio(pair.text, pair.behind);
        QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(pair.what)).arg(ratio)));
    }
    // Lines and marks that carry meaning, WCAG 1.4.11.
    for (const QColor& mark : {t.arriving, t.playing, t.levelLine, t.markLow, t.markTarget})
        QVERIFY2(contrastRatio(mark, t.card) >= 2.7, qPrintable(mark.name()));
}

void ThemeTest::stylesheetLeavesNoPlaceholder()
{
    for (const bool dark : {true, false}) {
        const QString sheet = Theme::styleSheet(makeTokens(dark));
        QVERIFY(sheet.size() > 1000);
        QVERIFY2(!sheet.contains(QStringLiteral("{{")),
            qPrintable(sheet.mid(sheet.indexOf(QStringLiteral("{{")), 40)));
    }
}

void ThemeTest::themeSwitchesAtRunTime()
{
    auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
    Theme theme(app);
    int changes = 0;
    connect(&theme, &Theme::changed, this, [&changes] { ++changes; });
    theme.setMode(ThemeMode::Dark);
    QVERIFY(theme.tokens().dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), theme.tokens().window);
    theme.setMode(ThemeMode::Light);
    QVERIFY(!theme.tokens().dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), theme.tokens().window);
    QCOMPARE(changes, 2);
    QCOMPARE(Theme::modeFromToken(QStringLiteral("light")), ThemeMode::Light);
    QCOMPARE(Theme::modeFromToken(QStringLiteral("?")), ThemeMode::System);
}

// What is not of our own making, such as a message box, must not come up in another dress.
void ThemeTest::windowIsDressedWhenShown()
{
    Theme theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    theme.setMode(ThemeMode::Dark);
    QWidget window;
    QMenu inner(&window);
    window.show();
    inner.ensurePolished();
    QCOMPARE(window.styleSheet(), Theme::styleSheet(makeTokens(true)));
    QVERIFY2(inner.styleSheet().isEmpty(), "it inherits its parent's sheet");
    theme.setMode(ThemeMode::Light);
    QTRY_COMPARE(window.styleSheet(), Theme::styleSheet(makeTokens(false)));
}

void ThemeTest::partsAreDressedWithTheEventLoopBetween()
{
    Theme theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
    theme.setMode(ThemeMode::Dark);
    QWidget window;
    auto* row = new QHBoxLayout(&window);
    std::vector<QWidget*> parts;
    for (int i = 0; i < 8; ++i) {
        parts.push_back(new QWidget);
        auto* column = new QVBoxLayout(parts.back());
        for (int j = 0; j < 40; ++j)
            column->addWidget(new QPushButton(QStringLiteral("A button")));
        row->addWidget(parts.back());
    }
    theme.dressByParts(window);
    window.show();
    QVERIFY2(window.styleSheet().isEmpty(), "it would be styled with all of its parts at once");
    const QString light = Theme::styleSheet(makeTokens(false));
    const auto changed
        = [&] { return std::ranges::count_if(parts, [&](auto* p) { return p->styleSheet() == light; }); };
    theme.setMode(ThemeMode::Light);
    QVERIFY(changed() > 0);
    QVERIFY(changed() < 8);
    QVERIFY(!theme.settled());
    QVERIFY2(!window.updatesEnabled(), "half of it would be seen in the old dress");
    delete parts[7]; // before its turn
    parts.pop_back();
    QTRY_COMPARE(changed(), 7);
    QTRY_VERIFY(theme.settled()); // an event later
    QTRY_VERIFY(window.updatesEnabled());
}

void ThemeTest::numbersInEnglish()
{
    QCOMPARE(format::kilobits(2480), QStringLiteral(u"2\u202f480\u00a0kb/s"));
    QCOMPARE(format::integer(1234567), QStringLiteral(u"1\u202f234\u202f567"));
    QCOMPARE(format::integer(624), QStringLiteral("624"));
    QCOMPARE(format::seconds(milliseconds(1240)), QStringLiteral(u"1.2\u00a0s"));
    QCOMPARE(format::seconds(milliseconds(-3100)), QStringLiteral(u"\u22123.1\u00a0s"));
    QCOMPARE(format::seconds(milliseconds(-20)), QStringLiteral(u"0.0\u00a0s"));
    QCOMPARE(format::milliseconds(milliseconds(-4)), QStringLiteral(u"\u22124\u00a0ms"));
    QCOMPARE(format::shortTime(milliseconds(240)), QStringLiteral(u"240\u00a0ms"));
    QCOMPARE(format::shortTime(milliseconds(1700)), QStringLiteral(u"1.7\u00a0s"));
    QCOMPARE(format::clock(seconds(754)), QStringLiteral("00:12:34"));
    QCOMPARE(format::eventTime(milliseconds(52'140)), QStringLiteral("00:52.1"));
    QCOMPARE(format::percent(0.054, 1), QStringLiteral(u"5.4\u00a0%"));
    QCOMPARE(format::mebibytes(32 * 1024 * 1024), QStringLiteral(u"32\u00a0MiB"));
    QCOMPARE(format::bytes(380'000), QStringLiteral(u"380\u00a0kB"));
    QCOMPARE(format::number(std::numeric_limits<double>::quiet_NaN()), format::none());
}

void ThemeTest::numbersInSpanish()
{
    QLocale::setDefault(QLocale(QLocale::Spanish, QLocale::Spain));
    QCOMPARE(format::seconds(milliseconds(1240)), QStringLiteral(u"1,2\u00a0s"));
    QCOMPARE(format::integer(1624), QStringLiteral(u"1\u202f624"));
    QCOMPARE(format::eventTime(milliseconds(52'140)), QStringLiteral("00:52,1"));
}

void ThemeTest::languageIsChosen()
{
    const auto choose = [](const char* token, const QStringList& system) {
        return Language::choose(QLatin1String(token), system);
    };
    QCOMPARE(choose("es", {QStringLiteral("en-GB")}), QStringLiteral("es"));
    QCOMPARE(choose("system", {QStringLiteral("es-MX"), QStringLiteral("en")}), QStringLiteral("es"));
    QCOMPARE(choose("system", {QStringLiteral("de-DE"), QStringLiteral("es")}), QStringLiteral("es"));
    QCOMPARE(choose("system", {QStringLiteral("de-DE")}), QStringLiteral("en"));
    QCOMPARE(choose("", {}), QStringLiteral("en"));
    QCOMPARE(choose("nonsense", {QStringLiteral("es")}), QStringLiteral("en"));
}

void ThemeTest::sentencesAreTranslatedWithTheirArguments()
{
    const Error error(ErrorCode::NoSuchStream, {"host", "talk"});
    QVERIFY(trError(error).contains(QStringLiteral("no stream called “talk”")));
    auto spanish = std::make_unique<Language>(*QCoreApplication::instance(), QStringLiteral("es"));
    QVERIFY2(trError(error).contains(QStringLiteral("ninguna emisión llamada «talk»")),
        qPrintable(trError(error)));
    QCOMPARE(trSetting("Start playing at"), QStringLiteral("Empezar a reproducir con"));
    // Numbers have a decimal comma; what only looks like one keeps its point.
    const Sentence sentence("%1, %2, %3, %4", {"2.5", "1.5 s", "10.0.0.1", "v1.2.mp4"});
    QCOMPARE(trSentence(sentence), QStringLiteral("2,5, 1,5 s, 10.0.0.1, v1.2.mp4"));
    spanish.reset(); // takes its texts with it
    QVERIFY(trError(error).contains(QStringLiteral("no stream called")));
}

// Core puts them together from parts, so that no whole text of theirs could be looked up.
void ThemeTest::rulesOfSettingsAreTranslated()
{
    const Language spanish(*QCoreApplication::instance(), QStringLiteral("es"));
    const SettingsSchema schema = SettingsSchema::standard();
    for (const SettingRow& row : schema.rows()) {
        const QString said = trError(row.refusal("x"));
        QVERIFY2(!said.contains(QStringLiteral("must be")), qPrintable(said));
        QVERIFY2(!said.contains(QRegularExpression(QStringLiteral("\\b(or|from|to|the|a whole)\\b"))),
            qPrintable(said));
        QVERIFY2(said.contains(trSetting(row.label)), qPrintable(said));
    }
    const auto start = schema.find("buffer.start_ms")->parse("5");
    QVERIFY(!start);
    QVERIFY2(trError(start.error()).endsWith(QStringLiteral("debe ser un número entero de 20 a 60000 ms.")),
        qPrintable(trError(start.error())));
    // What only the parts of core name.
    BufferSettings wrong;
    wrong.rateMax = 2;
    QVERIFY(trError(wrong.check().error()).contains(QStringLiteral("la velocidad de reproducción")));
}

QTEST_MAIN(ThemeTest)
#include "ThemeTest.moc"
