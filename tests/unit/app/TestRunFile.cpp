// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QXmlStreamReader>
#include <QtTest>
#include <nlohmann/json.hpp>

#include "app/RunFile.h"
#include "core/metrics/RunReport.h"

using namespace sluice;

namespace {

// Single quotes stand for double ones.
Result<RunFile> read(std::string body)
{
    std::ranges::replace(body, '\'', '"');
    return RunFile::parse("{\"schema\": \"sluice.run/1\", " + body + "}", "runs.json", "/tmp");
}

std::string refusal(const std::string& body)
{
    const auto file = read(body);
    return file ? std::string() : file.error().message();
}

WatchReport reportWith(int stalls, std::int64_t startupMs)
{
    WatchReport r;
    r.startupMs = startupMs;
    r.watchedMs = 10'000;
    for (int i = 0; i < stalls; ++i)
        r.stalls.push_back({i * 1000, 250, StallCause::Network});
    return r;
}

} // namespace

class TestRunFile : public QObject {
    Q_OBJECT
private slots:
    void aRunMeansWhatTheCommandLineMeans()
    {
        const auto file = read(
            "'defaults': {'for': 20, 'set': {'buffer.start_ms': 900}, 'expect': {'max_stalls': 0}}, "
            "'runs': [{'name': 'slow', 'url': 'rtmp://127.0.0.1/live/x', 'link_preset': '3g', 'for': 2.5, "
            "'set': {'buffer.resume_ms': 1200}, 'expect': {'max_startup_ms': 4000}}, "
            "{'url': 'http://127.0.0.1/a.m3u8', 'profile': 'smooth', 'audio_out': 'file:a.wav'}]");
        QVERIFY2(file.ok(), file ? "" : file.error().message().c_str());
        QCOMPARE(file->entries.size(), 2U);
        const auto& slow = file->entries[0];
        QCOMPARE(slow.name, "slow");
        QCOMPARE(slow.command.url, "rtmp://127.0.0.1/live/x");
        QVERIFY(slow.command.link.kind == LinkOption::Kind::Preset && slow.command.link.value == "3g");
        QCOMPARE(*slow.common.runFor, Duration(milliseconds(2500)));
        QCOMPARE(slow.common.overrides.integer("buffer.start_ms"), 900);
        QCOMPARE(slow.common.overrides.integer("buffer.resume_ms"), 1200);
        QVERIFY(slow.command.audioOut->toText() == "null");
        QCOMPARE(slow.expect.size(), 2U);
        QCOMPARE(file->entries[1].name, "run 2");
        QCOMPARE(*file->entries[1].common.runFor, Duration(seconds(20)));
        QVERIFY(file->entries[1].command.audioOut->kind == DeviceSpec::Kind::File);
    }

    void everyMistakeIsNamed_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* body, const char* part) { QTest::newRow(part) << body << part; };
        row("'runs': []", "a list of 1 to 200 runs");
        row("'walks': []", "none of schema, defaults and runs");
        row("'runs': [1]", "run 1: must be an object");
        row("'runs': [{'for': 1}]", "run 1: has no \"url\"");
        row("'runs': [{'url': 'rtmp://x/y'}]", "has no \"for\"");
        row("'runs': [{'url': 'rtmp://x/y', 'for': -1}]", "must be a number of seconds above 0");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'lnk': 'off'}]", "Did you mean “link”?");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'expect': {'max_stall': 1}}]",
            "Did you mean “max_stalls”?");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'expect': {'max_stalls': 'no'}}]", "must be a number");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'set': {'buffer.strat_ms': 1}}]", "buffer.start_ms");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'set': {'buffer.start_ms': [1]}}]",
            "a text or a number");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'link': 'off', 'link_preset': '3g'}]",
            "exclude each other");
        row("'runs': [{'url': 'rtmp://x/y', 'for': 1, 'link_trace': 'none/here'}]", "none/here");
        row("'defaults': 3, 'runs': [{'url': 'rtmp://x/y', 'for': 1}]", "defaults: must be an object");
    }

    void everyMistakeIsNamed()
    {
        QFETCH(QString, body);
        QFETCH(QString, part);
        const QString said = QString::fromStdString(refusal(body.toStdString()));
        QVERIFY2(said.startsWith("The run file “runs.json” cannot be used: "), qPrintable(said));
        QVERIFY2(said.contains(part), qPrintable(said));
    }

    void noJsonAtAll()
    {
        for (const char* text :
            {"", "{", "[]", "{\"schema\": 3}", "{\"schema\": \"sluice.run/2\", \"runs\": []}"})
            QVERIFY(!RunFile::parse(text, "x", ".").ok());
    }

    void boundsThatDoNotHoldAreSentences()
    {
        const RunFile::Expectations expect{
            {"max_stalls", 1}, {"max_startup_ms", 500}, {"min_watched_ms", 9000}};
        QVERIFY(brokenExpectations(expect, reportWith(1, 500)).empty());
        const auto broken = brokenExpectations(expect, reportWith(2, 700));
        QCOMPARE(broken.size(), 2U);
        QCOMPARE(broken[0], "2 stalls, at most 1 expected.");
        QCOMPARE(broken[1], "700 ms until playing, at most 500 expected.");
        QCOMPARE(
            brokenExpectations({}, reportWith(0, 0)), (std::vector<std::string>{"It never began to play."}));
        WatchReport failed = reportWith(0, 0);
        failed.error = ReportError{"network", "Nobody there."};
        QCOMPARE(brokenExpectations({}, failed), (std::vector<std::string>{"Nobody there."}));
    }

    void whatWasCutShortIsNotJudgedByWhatNeedsTime()
    {
        const RunFile::Expectations expect{{"max_stalls", 0}, {"min_stalls", 2}, {"min_watched_ms", 90'000}};
        QVERIFY(brokenExpectations(expect, reportWith(0, 0), true).empty());
        QCOMPARE(brokenExpectations(expect, reportWith(1, 500), true),
            (std::vector<std::string>{"1 stalls, at most 0 expected."}));
        QCOMPARE(brokenExpectations(expect, reportWith(0, 0), false).size(), 3U);
        WatchReport failed = reportWith(0, 0);
        failed.error = ReportError{"network", "Nobody there."};
        QCOMPARE(brokenExpectations({}, failed, true), (std::vector<std::string>{"Nobody there."}));
    }

    void whatWasNotRunIsNamedAndHasNotFailed()
    {
        RunReport report;
        report.runs = {{"first", {}, reportWith(0, 500), true}};
        report.notRun = {"second", "a <b>"};
        QCOMPARE(report.failed(), 0U);
        const Json json = report.toJson();
        QCOMPARE(json["not_run"].dump(), std::string("[\"second\",\"a <b>\"]"));
        QCOMPARE(json["runs"].size(), 1U);
        QVERIFY(json["runs"][0]["cut_short"].get<bool>());
        const QString table = QString::fromStdString(report.toTable());
        QVERIFY2(
            table.contains("passed, cut short") && table.contains("\nsecond: not run"), qPrintable(table));
        QXmlStreamReader xml(QByteArray::fromStdString(report.toJUnit()));
        int cases = 0;
        int skipped = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == QLatin1String("testsuite")) {
                QCOMPARE(xml.attributes().value("tests").toInt(), 3);
                QCOMPARE(xml.attributes().value("skipped").toInt(), 2);
            }
            cases += xml.name() == QLatin1String("testcase");
            skipped += xml.name() == QLatin1String("skipped");
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(cases, 3);
        QCOMPARE(skipped, 2);
    }

    void theTableShowsDifferences()
    {
        RunReport report;
        report.runs = {{"first", {}, reportWith(1, 500), false},
            {"a name that is far too long for it", {"Why."}, reportWith(3, 400), false}};
        const QString table = QString::fromStdString(report.toTable());
        QVERIFY2(table.contains("3 (+2)") && table.contains("400 (-100)"), qPrintable(table));
        QVERIFY(table.contains("a name that is far t  ") && table.contains("FAILED"));
        QVERIFY(table.endsWith("a name that is far too long for it: Why."));
        QCOMPARE(report.failed(), 1U);
    }

    void junitIsWellFormedWhateverStandsInIt()
    {
        RunReport report;
        report.runs = {{"a <b> & \"c\"\x01", {"1 < 2 & \"so\""}, reportWith(0, 1), false},
            {"fine", {}, reportWith(0, 1), false}};
        QXmlStreamReader xml(QByteArray::fromStdString(report.toJUnit()));
        int cases = 0;
        int failures = 0;
        QString name;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (xml.name() == QLatin1String("testsuite")) {
                QCOMPARE(xml.attributes().value("tests").toInt(), 2);
                QCOMPARE(xml.attributes().value("failures").toInt(), 1);
            }
            if (xml.name() == QLatin1String("testcase") && ++cases == 1)
                name = xml.attributes().value("name").toString();
            failures += xml.name() == QLatin1String("failure");
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(cases, 2);
        QCOMPARE(failures, 1);
        QCOMPARE(name, QString("a <b> & \"c\" "));
    }
};

QTEST_APPLESS_MAIN(TestRunFile)
#include "TestRunFile.moc"
