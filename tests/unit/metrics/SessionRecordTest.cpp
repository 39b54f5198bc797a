// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SessionRecord.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/metrics/HtmlReport.h"
#include "core/metrics/RunReport.h"
#include "core/metrics/SessionGraph.h"
#include "core/metrics/SessionSigns.h"

using namespace sluice;

namespace {

SessionRecord session()
{
    SessionRecord s;
    s.name = "three";
    s.report.startedAtEpochMs = 1'700'000'000'000;
    s.report.url = "rtmp://user:secret@host/app/name?token=abc";
    s.report.state = WatchState::Ended;
    s.report.firstPictureMs = 350;
    s.report.startupMs = 900;
    s.report.watchedMs = 30'000;
    s.report.stalls = {{10'000, 2000, StallCause::Emulated}, {20'000, 1500, StallCause::Network}};
    s.report.framesShown = 790;
    s.report.level = {0, 640, 1100, 510};
    s.report.latency = {900, 1400, LatencyBasis::Measured};
    s.report.avOffset = {-3, 12};
    s.report.reconnects = {{12'000, 800, "gone: rtmp://host/app/streamkey"}};
    s.report.settings["buffer.start_ms"] = std::int64_t{500};
    s.report.settings["note"] = std::string("<script>alert(1)</script>");
    s.report.settings["live.rate_min"] = 0.97;
    s.report.settings["watch.loud"] = true;
    s.report.events = {{0, EventKind::Opening, "Opening rtmp://host/app/streamkey"},
        {350, EventKind::FirstPicture, "First picture & sound"}};
    s.report.error = ReportError{"network", "host closed the connection"};
    for (int i = 0; i < 300; ++i) {
        TimelineSample one;
        one.at = milliseconds(100) * i;
        const bool dry = (i >= 100 && i < 120) || (i >= 200 && i < 215);
        one.state = i < 9 ? WatchState::Priming : dry ? WatchState::Rebuffering : WatchState::Playing;
        one.levelMs = dry ? 0 : 500 + i;
        one.levelBytes = one.levelMs * 300;
        one.arriveKbps = dry ? 0 : 2400;
        one.consumeKbps = dry ? 0 : 2380;
        one.latencyMs = i < 9 ? TimelineSample::kUnknown : 900;
        one.lowLevelMs = 250;
        one.startLevelMs = 500;
        one.resumeLevelMs = 800;
        one.targetLevelMs = 1000;
        s.samples.push_back(one);
    }
    return s;
}

std::string header()
{
    std::string line(TimelineCsv::kHeader);
    line += '\n';
    return line;
}

std::string csvOf(const SessionRecord& s)
{
    std::string text = header();
    for (const TimelineSample& sample : s.samples)
        text += TimelineCsv::row(sample, "playing, \"quoted\"") + "\n";
    return text;
}

// Every element closes, and every number is one.
QString xmlProblem(const std::string& text)
{
    QXmlStreamReader xml(QString::fromStdString(text));
    while (!xml.atEnd()) {
        xml.readNext();
        for (const auto& attribute : xml.attributes())
            if (attribute.value().contains(QLatin1String("nan"))
                || attribute.value().contains(QLatin1String("inf")))
                return attribute.name().toString() + QLatin1Char('=') + attribute.value().toString();
    }
    return xml.errorString();
}

bool has(const std::string& text, std::string_view what)
{
    return text.find(what) != std::string::npos;
}

} // namespace

class SessionRecordTest final : public QObject {
    Q_OBJECT

private slots:
    void aReportIsReadAsItWasWritten()
    {
        const SessionRecord s = session();
        const std::string written = reportText(s.report.toJson());
        const auto read = parseWatchReport(written);
        QVERIFY(read);
        QCOMPARE(reportText(read->toJson()), written);
        const auto empty = parseWatchReport(reportText(WatchReport().toJson()));
        QVERIFY(empty);
        QVERIFY(!empty->error);
    }

    void brokenReports_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        const auto row
            = [](const char* text, bool good) { QTest::addRow("%.40s", text) << QByteArray(text) << good; };
        row("", false);
        row("{", false);
        row("[1,2]", false);
        row("null", false);
        row("{\"schema\":\"sluice.live/1\"}", false);
        row("{\"schema\":7}", false);
        row("{\"schema\":\"sluice.watch/1\"}", true);
        row("{\"schema\":\"sluice.watch/1\",\"stalls\":{},\"events\":5,\"settings\":[1],\"error\":[]}", true);
        row("{\"schema\":\"sluice.watch/1\",\"stalls\":[1,{\"at_ms\":-1e300,\"cause\":9}],\"bytes\":1e300}",
            true);
        QTest::newRow("deep") << QByteArray(300'000, '[') << false;
    }

    void brokenReports()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, good);
        const auto read = parseWatchReport(text.toStdString());
        QCOMPARE(read.ok(), good);
        if (good) {
            QVERIFY(!reportText(read->toJson()).empty());
            QCOMPARE(xmlProblem(SessionGraph().svg({"", *read, {}})), QString());
        } else {
            QVERIFY(has(read.error().message(), "no report of a watched session"));
        }
    }

    void aTimelineIsReadAsItWasWritten()
    {
        const SessionRecord s = session();
        const std::string text = csvOf(s);
        const auto read = parseTimeline(text);
        QVERIFY(read);
        QCOMPARE(read->size(), s.samples.size());
        for (std::size_t i = 0; i < read->size(); ++i)
            QCOMPARE(TimelineCsv::row((*read)[i], ""), TimelineCsv::row(s.samples[i], ""));
        // What a killed program leaves.
        const auto cut = parseTimeline(std::string_view(text).substr(0, text.size() - 60));
        QVERIFY(cut);
        QCOMPARE(cut->size(), s.samples.size() - 1);
    }

    void brokenTimelines_data()
    {
        QTest::addColumn<QByteArray>("rows");
        QTest::newRow("no number") << QByteArray(
            "x,playing,1,1,1,1,1,,1,1,1,1,\n0,playing,1,1,1,1,1,,1,1,1,1,\n");
        QTest::newRow("back in time")
            << QByteArray("100,playing,1,1,1,1,1,,1,1,1,1,\n0,playing,1,1,1,1,1,,1,1,1,1,\n");
        QTest::newRow("infinite") << QByteArray(
            "0,playing,1,1,inf,1,1,,1,1,1,1,\n5,playing,1,1,1,1,1,,1,1,1,1,\n");
        QTest::newRow("short") << QByteArray("0,playing,1\n0,playing,1,1,1,1,1,,1,1,1,1,\n");
    }

    void brokenTimelines()
    {
        QFETCH(QByteArray, rows);
        const auto read = parseTimeline(header() + rows.toStdString());
        QVERIFY(!read);
        QVERIFY(has(read.error().message(), "timeline beside the report"));
        QVERIFY(!parseTimeline(""));
        QVERIFY(!parseTimeline("a,b,c\n1,2,3\n"));
    }

    void filesBesideEachOther()
    {
        QTemporaryDir folder;
        const auto path
            = [&](const char* name) { return folder.filePath(QLatin1String(name)).toStdString(); };
        const SessionRecord s = session();
        QVERIFY(writeReport(path("a.json"), s.report));
        auto read = loadSession(path("a.json"));
        QVERIFY(read);
        QCOMPARE(read->name, std::string("a"));
        QVERIFY(read->samples.empty());
        QFile csv(QString::fromStdString(path("a.csv")));
        QVERIFY(csv.open(QIODevice::WriteOnly));
        csv.write(QByteArray::fromStdString(csvOf(s)));
        csv.close();
        read = loadSession(path("a.json"));
        QVERIFY(read);
        QCOMPARE(read->samples.size(), s.samples.size());
        QVERIFY(!loadSession(path("none.json")));
        QVERIFY(!loadSession(path("a.csv")));
    }

    void cmcdNamesAndStates()
    {
        const QStringList lines = QString::fromStdString(cmcdCsv(session())).split(QLatin1Char('\n'));
        QVERIFY(lines[0].startsWith(QLatin1String("# CMCD (CTA-5004)")));
        QCOMPARE(lines[1], QStringLiteral("ts,sta,bl,br,mtp,su,bs,pr"));
        QCOMPARE(lines[2], QStringLiteral("1700000000000,s,500,2380,2400,1,0,1.00"));
        QCOMPARE(lines[2 + 9], QStringLiteral("1700000000900,p,509,2380,2400,0,0,1.00"));
        QCOMPARE(lines[2 + 100], QStringLiteral("1700000010000,r,0,0,0,1,1,1.00"));
        QCOMPARE(lines[2 + 101], QStringLiteral("1700000010100,r,0,0,0,1,0,1.00"));
        int starved = 0;
        for (const QString& line : lines.mid(2))
            starved += line.section(QLatin1Char(','), 6, 6) == QLatin1String("1") ? 1 : 0;
        QCOMPARE(starved, 2);
    }

    void graphIsWellFormedAndNumbersTheStalls()
    {
        SessionGraph graph;
        graph.title = "a < b";
        for (const auto colors :
            {SessionGraph::Colors::Dark, SessionGraph::Colors::Light, SessionGraph::Colors::Page}) {
            graph.colors = colors;
            const std::string svg = graph.svg(session());
            QCOMPARE(xmlProblem(svg), QString());
            QVERIFY(has(svg, "#1 emulated 2.0 s"));
            QVERIFY(has(svg, "#2 network 1.5 s"));
            QVERIFY(has(svg, "a &lt; b"));
            QCOMPARE(has(svg, "var(--"), colors == SessionGraph::Colors::Page);
        }
        QCOMPARE(xmlProblem(graph.svg({})), QString());
    }

    // Everything that the window's graph shows: signs, hatches by cause, what the link offers.
    void graphShowsWhatHappened()
    {
        SessionRecord s = session();
        s.report.stalls.push_back({25'000, 1000, StallCause::Source});
        const auto event
            = [&s](int ms, EventKind kind, const char* text) { s.report.events.push_back({ms, kind, text}); };
        event(2000, EventKind::Glitch, "Glitch: decoder");
        event(3000, EventKind::Glitch, "Glitch: device");
        event(4000, EventKind::Trim, "Skipped 2.0 s of rtmp://host/app/streamkey");
        event(5000, EventKind::Discontinuity, "x");
        event(6000, EventKind::Reconnecting, "x");
        event(7000, EventKind::SettingsChanged, "x");
        event(8000, EventKind::LinkCut, "x");
        event(9000, EventKind::LinkChanged, "x");
        event(9500, EventKind::LinkReset, "x");
        event(3000, EventKind::RateChanged, "told twice"); // the samples have it already
        for (std::size_t i = 30; i < 60; ++i) {
            s.samples[i].rate = 1.03F;
            s.samples[i].offeredKbps = 900;
        }
        const std::string svg = SessionGraph().svg(s);
        QCOMPARE(xmlProblem(svg), QString());
        for (std::size_t i = 0; i < kSessionSigns; ++i) {
            const SignShape& shape = shapeOf(static_cast<SessionSign>(i));
            const std::string path = fmt::format("<path d=\"{}\"", shape.path);
            std::size_t count = 0;
            for (std::size_t at = svg.find(path); at != std::string::npos; at = svg.find(path, at + 1))
                ++count;
            QVERIFY2(count >= 2, std::string(shape.name).c_str()); // where it happened, and in the legend
            QVERIFY2(has(svg, ">" + std::string(shape.name) + "<"), std::string(shape.name).c_str());
        }
        QVERIFY(has(svg, "3.0 s: Speed 1.03"));
        QVERIFY(!has(svg, "told twice"));
        QVERIFY(!has(svg, "streamkey"));
        QVERIFY(has(svg, "stalled: network") && has(svg, ">source<") && has(svg, ">emulated<"));
        QVERIFY(has(svg, "offered by the link"));
        // Without any of it there is no room kept for it.
        SessionRecord quiet = session();
        quiet.report.events.clear();
        QVERIFY(!has(SessionGraph().svg(quiet), "offered"));
        QVERIFY(!has(SessionGraph().svg(quiet), "<g "));
    }

    void picturesAndPagesHaveALanguage()
    {
        SessionRecord s = session();
        s.report.events = {{1000, EventKind::Glitch, "Glitch: decoder", Sentence("Glitch: %1", {"decoder"})}};
        ReportWords words;
        words.language = "es";
        words.decimal = ',';
        words.translate = [](std::string_view english) { return "<" + std::string(english) + ">"; };
        const std::string page = HtmlReport{"Sluice 1.2.3", "", words}.text(s);
        QVERIFY(has(page, "<html lang=\"es\">"));
        for (const char* wanted : {"&lt;Settings&gt;", "&lt;stalls&gt;", "&lt;emulated&gt;",
                 "state: ", "2,0 s", "&lt;Glitch: &lt;decoder&gt;&gt;", "#1 &lt;emulated&gt; 2,0 s",
                 "&lt;level&gt;", "&lt;stalled: &lt;network&gt;&gt;", "&lt;glitch of the decoder&gt;"})
            QVERIFY2(has(page, wanted), wanted);
        QVERIFY(!has(page, "2.0 s"));
        // What other programs read is English in any case.
        QVERIFY(has(reportText(s.report.toJson()), "Glitch: decoder"));
    }

    void alignedGraphsShareTheirAxis()
    {
        SessionGraph graph;
        graph.span = seconds(60);
        // Half as long as the axis: the line ends in the middle of the plot.
        const std::string svg = graph.svg(session());
        QVERIFY(has(svg, ">1:00<"));
        const double end = 46 + 29.9 / 60 * (1000 - 46 - 52);
        QVERIFY(has(svg, fmt::format("{:.1f},", end)));
    }

    // A target of half a minute does not press a level of a second flat, and is not drawn where it is not.
    void farTargetsDoNotSetTheScale()
    {
        SessionRecord s = session();
        QVERIFY(has(SessionGraph().svg(s), "target 1 s"));
        for (TimelineSample& sample : s.samples)
            sample.targetLevelMs = 30'000;
        const std::string svg = SessionGraph().svg(s);
        QVERIFY(!has(svg, "target"));
        QVERIFY(has(svg, "resume 0.8 s"));
        QVERIFY(!has(svg, ">40 s<"));
    }

    // An hour is no more points than the picture has columns.
    void longSessionsStaySmall()
    {
        SessionRecord s = session();
        const std::vector<TimelineSample> once = s.samples;
        for (int i = 1; i < 120; ++i)
            for (TimelineSample sample : once) {
                sample.at += seconds(30) * i;
                s.samples.push_back(sample);
            }
        QVERIFY(SessionGraph().svg(s).size() < 200'000);
    }

    void pageOfAReportThatClaimsAnything()
    {
        SessionRecord s = session();
        QVERIFY(has(HtmlReport{}.text(s), "2023-11-14 22:13:20 UTC"));
        for (const std::int64_t claimed : {std::int64_t(1'000'000'000'000'000), std::int64_t(-1)}) {
            s.report.startedAtEpochMs = claimed;
            QVERIFY(!has(HtmlReport{}.text(s), " UTC"));
        }
    }

    void pageNeedsNothingAndHidesKeys()
    {
        const std::string page = HtmlReport{"Sluice 1.2.3", "Debian 12"}.text(session());
        for (const char* never :
            {"secret", "token=abc", "streamkey", "<script", "src=", "href=", "@import", "url("})
            QVERIFY2(!has(page, never), never);
        for (const char* wanted : {"prefers-color-scheme: dark", "Sluice 1.2.3", "Debian 12",
                 "&lt;script&gt;", "#1 emulated 2.0 s", "buffer.start_ms", "First picture &amp; sound",
                 "host closed the connection", "2 stalls", "measured"})
            QVERIFY2(has(page, wanted), wanted);
        for (const ReportFigure& figure : reportFigures())
            QVERIFY(has(page, figure.name));
        // The address of the only thing that looks like one is SVG's name.
        std::size_t at = 0;
        int addresses = 0;
        while ((at = page.find("://www", at)) != std::string::npos) {
            QCOMPARE(page.substr(at - 4, 26), std::string("http://www.w3.org/2000/svg"));
            ++at;
            ++addresses;
        }
        QCOMPARE(addresses, 1);
        QVERIFY(!has(page, "https:"));
        // And if a text of the session had managed to smuggle one in, the browser would not load it.
        const std::size_t policy = page.find(
            R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">)");
        QVERIFY(policy < page.find("<title>"));
    }
};

QTEST_GUILESS_MAIN(SessionRecordTest)
#include "SessionRecordTest.moc"
