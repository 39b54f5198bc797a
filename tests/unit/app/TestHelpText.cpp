// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "app/CommandOptions.h"
#include "app/HelpText.h"

using namespace sluice;

namespace {

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestHelpText : public QObject {
    Q_OBJECT
private slots:
    void everythingIsListed()
    {
        const std::string help = helpText();
        for (const CommandRow& command : commandRows())
            QVERIFY(has(help, command.summary));
        for (const OptionRow& option : optionRows())
            QVERIFY(has(help, option.name) && has(help, option.help));
        for (const char* text : {"--help-settings", "--version", "-h, --help", "Exit status"})
            QVERIFY(has(help, text));
        QVERIFY(has(help, "sluice simulate ARRIVALS") && has(help, "sluice run FILE"));
    }

    void aCommandListsItsOwn()
    {
        for (const CommandRow& command : commandRows()) {
            if (command.name.empty())
                continue;
            const std::string help = helpText(command.name);
            QVERIFY(help.starts_with("Usage: sluice " + std::string(command.name)));
            for (const OptionRow& option : optionRows())
                QCOMPARE(has(help, "  " + std::string(option.name) + " "), option.belongsTo(command.bit));
        }
        QCOMPARE(helpText("nothing"), helpText());
        QCOMPARE(helpText(""), helpText());
    }

    void linesFitATerminal()
    {
        for (const CommandRow& command : commandRows()) // that without a name is all of it
            for (const QString& line :
                QString::fromStdString(helpText(command.name)).split(QLatin1Char('\n')))
                QVERIFY2(line.size() <= 112, qPrintable(line));
    }

    void allSettings()
    {
        const std::string help = settingsHelpText();
        for (const SettingRow& row : SettingsSchema::standard().rows())
            QVERIFY2(
                has(help, "  " + std::string(row.key) + " ") && has(help, row.rule()) && has(help, row.why),
                row.key.data());
        QVERIFY(has(help, "int     a whole number from 20 to 60000 ms; default: by profile"));
        QVERIFY(has(help, "choice  system, dark or light; default: system"));
        QVERIFY(has(help, "\nBuilt-in server\n"));
        QVERIFY(!has(help, "\nNetwork\n")); // a page without settings
    }

    void version() { QCOMPARE(versionText(), std::string("sluice 0.1.0\n")); }
};

QTEST_GUILESS_MAIN(TestHelpText)
#include "TestHelpText.moc"
