// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "app/CommandLine.h"
#include "app/CommandOptions.h"
#include "core/settings/TextCheck.h"

using namespace sluice;
using Kind = DeviceSpec::Kind;
using Args = std::vector<std::string>;

namespace {

CommandLine parsed(const Args& args)
{
    auto line = parseCommandLine(args);
    if (!line)
        qFatal("%s", line.error().message().c_str());
    return *line;
}

template <typename Command>
Command as(const Args& args)
{
    const CommandLine line = parsed(args);
    if (!std::holds_alternative<Command>(line.command))
        qFatal("another command");
    return std::get<Command>(line.command);
}

// The sentence, or nothing when the arguments were accepted.
std::string refusal(const Args& args)
{
    const auto line = parseCommandLine(args);
    if (line)
        return {};
    if (line.error().category() != ErrorCategory::Config || !isPlainText(line.error().message()))
        qFatal("%s", line.error().message().c_str());
    return line.error().message();
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT
private slots:
    void nothingOpensTheWindow()
    {
        const CommandLine line = parsed({});
        QVERIFY(std::holds_alternative<WindowCommand>(line.command));
        QVERIFY(!line.common.headless && !line.common.runFor && line.common.logLevel == LogLevel::Off);
        QVERIFY(line.common.overrides == Settings());
        QVERIFY(std::holds_alternative<WindowCommand>(
            parsed({"--profile", "smooth", "--set", "ui.theme=dark", "--for", "1", "--log-level", "debug"})
                .command));
    }

    void watch()
    {
        const Args args{"watch", "rtmp://h/live/talk", "--headless", "--for", "2.5", "--report", "r.json",
            "--html", "p.html", "--timeline", "t.csv", "--arrivals", "a.txt", "--profile", "low-latency",
            "--set", "buffer.start_ms=90", "--log-level", "info", "--link", "bandwidth=900kbps,stall=3s@10s",
            "--wait", "--audio-out", "file:o.wav", "--video-out", "log:v.csv", "--record", "rec.mkv"};
        const CommandLine line = parsed(args);
        QVERIFY(line.common.headless);
        QCOMPARE(line.common.runFor.value_or(Duration(-1)).count(), 2500000);
        QCOMPARE(line.common.reportPath, std::string("r.json"));
        QCOMPARE(line.common.htmlPath, std::string("p.html"));
        QCOMPARE(line.common.timelinePath, std::string("t.csv"));
        QCOMPARE(line.common.arrivalsPath, std::string("a.txt"));
        QCOMPARE(line.common.overrides.text("buffer.profile"), std::string("low-latency"));
        QCOMPARE(line.common.overrides.integer("buffer.start_ms"), std::int64_t(90));
        QCOMPARE(line.common.logLevel, LogLevel::Info);
        const auto& watch = std::get<WatchCommand>(line.command);
        QCOMPARE(watch.url, std::string("rtmp://h/live/talk"));
        QVERIFY(watch.wait && !watch.fullscreen);
        QCOMPARE(watch.link.kind, LinkOption::Kind::Spec);
        QCOMPARE(watch.link.value, std::string("bandwidth=900kbps,stall=3s@10s"));
        QVERIFY(watch.audioOut == std::optional(DeviceSpec{Kind::File, "o.wav"}));
        QCOMPARE(watch.videoOut.kind, VideoOutOption::Kind::Log);
        QCOMPARE(watch.videoOut.path, std::string("v.csv"));
        QCOMPARE(watch.recordPath, std::string("rec.mkv"));
    }

    void watchDefaults()
    {
        const auto watch = as<WatchCommand>({"watch", "/a b/ñ.mp4"});
        QCOMPARE(watch.url, std::string("/a b/ñ.mp4"));
        QVERIFY(!watch.audioOut && watch.recordPath.empty() && !watch.fullscreen && !watch.wait);
        QCOMPARE(watch.link.kind, LinkOption::Kind::None);
        QCOMPARE(watch.videoOut.kind, VideoOutOption::Kind::Default);
        QCOMPARE(
            as<WatchCommand>({"watch", "x", "--video-out=null"}).videoOut.kind, VideoOutOption::Kind::Null);
        QCOMPARE(as<WatchCommand>({"watch", "x", "--audio-out=null"}).audioOut.value_or(DeviceSpec{}).kind,
            Kind::None);
        QCOMPARE(as<WatchCommand>({"watch", "x", "--link-preset", "3g"}).link.kind, LinkOption::Kind::Preset);
        QCOMPARE(as<WatchCommand>({"watch", "x", "--link-trace", "f"}).link.kind, LinkOption::Kind::Trace);
        QVERIFY(as<WatchCommand>({"watch", "x", "--fullscreen"}).fullscreen);
    }

    void live()
    {
        const auto builtIn = as<LiveCommand>({"live"});
        QVERIFY(builtIn.url.empty() && !builtIn.camera && !builtIn.microphone && builtIn.keyFile.empty());
        const auto live = as<LiveCommand>({"live", "RTMPS://h:443/app/key?x=1", "--camera", "test",
            "--microphone", "file:m.wav", "--record", "r.mkv", "--key-file", "-"});
        QCOMPARE(live.url, std::string("RTMPS://h:443/app/key?x=1"));
        QCOMPARE(live.camera.value_or(DeviceSpec{}).kind, Kind::Generated);
        QVERIFY(live.microphone == std::optional(DeviceSpec{Kind::File, "m.wav"}));
        QCOMPARE(live.recordPath, std::string("r.mkv"));
        QCOMPARE(live.keyFile, std::string("-"));
        QCOMPARE(as<LiveCommand>({"live", "--desktop-audio", "default"})
                     .desktopAudio.value_or(DeviceSpec{Kind::None})
                     .kind,
            Kind::Automatic);
        QVERIFY(!as<LiveCommand>({"live"}).desktopAudio);
        const auto several = as<LiveCommand>({"live", "rtmp://a/app/k", "built-in", "rtmps://b/app/k"});
        QCOMPARE(several.url, std::string("rtmp://a/app/k"));
        QCOMPARE(several.moreUrls, std::vector<std::string>{"rtmps://b/app/k"});
        QVERIFY(several.alsoBuiltIn);
        QVERIFY(builtIn.moreUrls.empty() && !builtIn.alsoBuiltIn);
        QVERIFY(as<LiveCommand>({"live", "built-in"}).url.empty());
        QCOMPARE(as<LiveCommand>({"live", "--microphone", "none"}).microphone.value_or(DeviceSpec{}).kind,
            Kind::None);
        QVERIFY(as<LiveCommand>({"live", "--screen", "window:My slides"}).screen
            == std::optional(DeviceSpec{Kind::Device, "window:My slides"}));
        const auto both = parseCommandLine(Args{"live", "--layout", "both"});
        QVERIFY(both.ok());
        QCOMPARE(both->common.overrides.text("broadcast.layout"), std::string("both"));
        QVERIFY(as<LiveCommand>({"live", "--camera", "USB Camera 1"}).camera
            == std::optional(DeviceSpec{Kind::Device, "USB Camera 1"}));
    }

    void otherCommands()
    {
        as<ServeCommand>({"serve", "--for", "1"});
        QVERIFY(as<DevicesCommand>({"devices", "--json"}).json);
        QVERIFY(!as<DevicesCommand>({"devices"}).json);
        QCOMPARE(as<ProbeCommand>({"probe", "https://h/x.m3u8"}).url, std::string("https://h/x.m3u8"));
        QCOMPARE(as<DemoCommand>({"demo", "--headless", "--camera", "file:clip.mp4"})
                     .camera.value_or(DeviceSpec{})
                     .value,
            std::string("clip.mp4"));
        QVERIFY(!as<DemoCommand>({"demo", "--report", "r", "--timeline", "t", "--arrivals", "a"}).camera);
    }

    void sharedOptions()
    {
        QCOMPARE(parsed({"live", "--timeline", "t.csv"}).common.timelinePath, std::string("t.csv"));
        const CommandLine run
            = parsed({"run", "f", "--for", "90", "--profile", "smooth", "--set", "watch.volume=5"});
        QVERIFY(run.common.runFor == std::optional<Duration>(seconds(90)));
        QCOMPARE(run.common.overrides.text("buffer.profile"), std::string("smooth"));
        QCOMPARE(run.common.overrides.integer("watch.volume"), std::int64_t(5));
        QVERIFY(parsed({"simulate", "a", "--for", "0.5"}).common.runFor
            == std::optional<Duration>(milliseconds(500)));
        const CommandLine probe
            = parsed({"probe", "x", "--for", "2", "--report", "r", "--profile", "smooth"});
        QVERIFY(probe.common.runFor == std::optional<Duration>(seconds(2)));
        QCOMPARE(probe.common.reportPath, std::string("r"));
        QCOMPARE(parsed({"devices", "--report", "r", "--for", "9"}).common.reportPath, std::string("r"));
        QCOMPARE(parsed({"serve", "--report", "r"}).common.reportPath, std::string("r"));
    }

    void orderAndSpelling()
    {
        QCOMPARE(
            as<WatchCommand>({"--headless", "--for", "5", "watch", "--wait", "x"}).url, std::string("x"));
        QCOMPARE(as<WatchCommand>({"watch", "--", "--odd-name.mp4"}).url, std::string("--odd-name.mp4"));
        QCOMPARE(parsed({"watch", "x", "--report=a=b.json"}).common.reportPath, std::string("a=b.json"));
        QCOMPARE(
            as<WatchCommand>({"watch", "x", "--record", "-dash.mkv"}).recordPath, std::string("-dash.mkv"));
        // The profile first, whatever the order; of the same key the last value.
        const CommandLine line = parsed({"demo", "--set", "buffer.profile=custom", "--profile", "smooth",
            "--set", "video.fps=10", "--set", "video.fps=20", "--set", "broadcast.camera="});
        QCOMPARE(line.common.overrides.text("buffer.profile"), std::string("custom"));
        QCOMPARE(line.common.overrides.integer("video.fps"), std::int64_t(20));
    }

    void profiles()
    {
        QCOMPARE(parsed({"demo", "--profile", "my.json"}).common.profileFile, std::string("my.json"));
        QCOMPARE(parsed({"demo", "--profile", "./mine"}).common.profileFile, std::string("./mine"));
        QVERIFY(!parsed({"demo", "--profile", "my.json"}).common.overrides.isSet("buffer.profile"));
        QVERIFY(has(refusal({"demo", "--profile", "lowlatency"}), "low-latency, balanced, smooth"));
        QVERIFY(has(refusal({"demo", "--profile", "custom"}), "There is no profile “custom”"));
    }

    void runFor_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("us"); // −1: refused
        const auto row = [](const QByteArray& text, qint64 us) {
            QTest::addRow("%s", text.left(40).constData()) << text << us;
        };
        row("1", 1000000);
        row("0.5", 500000);
        row(".25", 250000);
        row("1e1", 10000000);
        row("0.000001", 1);
        row("604800", 604800000000);
        for (const char* bad : {"604800.1", "0", "0.0", "-0", "-1", "-5.5", "1e-9", "1e308", "1e999", "nan",
                 "-nan", "inf", "-inf", "10s", " 10", "10 ", "1,5", "0x10", "ten", "+1", "١"})
            row(bad, -1);
        row(QByteArray(100000, '9'), -1);
    }
    void runFor()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, us);
        const Args args{"demo", "--for=" + text.toStdString()};
        if (us >= 0)
            QCOMPARE(parsed(args).common.runFor.value_or(Duration(-1)).count(), us);
        else
            QVERIFY(has(refusal(args), "“--for” cannot be “"));
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("args");
        QTest::addColumn<QString>("part");
        const auto row = [](const QString& line, const char* part) {
            QTest::addRow("%s", qPrintable(line))
                << line.split(QLatin1Char(' '), Qt::SkipEmptyParts) << QString::fromUtf8(part);
        };
        row("wach x", "Did you mean “watch”?");
        row("devises", "Did you mean “devices”?");
        row("xyzzy", "There is no command “xyzzy”");
        row("rtmp://h/app/s3cret", "“sluice watch URL” plays it");
        row("simulate", "“sluice simulate” needs a file: sluice simulate ARRIVALS.");
        row("run", "“sluice run” needs a file: sluice run FILE.");
        row("simulate a.txt --link bandwidth=1kbps", "“--link” means nothing to “sluice simulate”");
        row("watch", "“sluice watch” needs an address: sluice watch URL.");
        row("probe", "“sluice probe” needs an address");
        row("watch a b", "takes one address only");
        row("serve x", "takes options only");
        row("devices x", "takes options only");
        row("demo x", "takes options only");
        row("watch http://", "is not an address");
        row("watch http://h:99999/", "is not an address");
        row("watch javascript:alert(1)", "is not an address");
        row("probe http:/x", "is not an address");
        row("live http://h/x", "begin with rtmp:// or rtmps://");
        row("live my-key", "begin with rtmp:// or rtmps://");
        row("live file:x.mp4", "begin with rtmp:// or rtmps://");
        row("live rtmp://h/a/k http://h/x", "begin with rtmp:// or rtmps://");
        row("live built-in rtmp://h/a/k built-in", "“built-in” twice");
        row("watch x --heedless", "Did you mean “--headless”?");
        row("watch x --recrod r", "Did you mean “--record”?");
        row("watch x --xyzzy", "There is no option “--xyzzy”. “sluice watch --help” lists them all.");
        row("--xyzzy", "“sluice --help” lists them all.");
        row("watch x -x", "There is no option “-x”");
        row("watch x --hel", "Did you mean “--help”?");
        row("live --wait", "“--wait” means nothing to “sluice live”; it belongs to “sluice watch”.");
        row("watch x --camera test", "it belongs to “sluice live or demo”");
        row("serve --timeline t", "“--timeline” means nothing to “sluice serve”");
        row("live --arrivals a", "means nothing to “sluice live”");
        row("run f --set buffer.start_ms=1", "a whole number from 20 to 60000 ms");
        row("run f --timeline t", "means nothing to “sluice run”");
        row("demo --html p", "means nothing to “sluice demo”");
        row("devices --set ui.theme=dark", "means nothing to “sluice devices”");
        row("probe x --set buffer.nonsense=1", "buffer.nonsense");
        row("probe x --profile loud", "There is no profile “loud”");
        row("watch x --json", "means nothing to “sluice watch”");
        row("--headless", "“--headless” needs a command before it: sluice watch, live,");
        row("--report r", "“--report” needs a command before it");
        row("--camera test", "“--camera” needs a command before it: sluice live or demo.");
        row("demo --report", "“--report” needs a value: --report FILE.json.");
        row("demo --report=", "“--report” needs a value");
        row("demo --report --headless", "“--report” needs a value");
        row("demo --headless=yes", "“--headless” takes no value");
        row("demo --for 1 --for 2", "“--for” was given twice");
        row("demo --headless --headless", "“--headless” was given twice");
        row("demo --log-level loud", "off, error, warning, info or debug");
        row("demo --set buffer.start_ms", "needs a key and a value");
        row("demo --set =5", "needs a key and a value");
        row("demo --set buffer.start_ms=abc", "a whole number from 20 to 60000 ms");
        row("demo --set buffer.strat_ms=500", "Did you mean “buffer.start_ms”?");
        row("demo --set buffer.low_ms=500 --set buffer.start_ms=400", "below the start level (400 ms)");
        row("watch x --link a=1 --link-preset 3g", "exclude each other");
        row("watch x --link-trace f --link-preset 3g", "exclude each other");
        row("watch x --fullscreen --headless", "exclude each other");
        row("watch x --video-out log:", "it must be null or log:FILE.csv");
        row("watch x --video-out window", "it must be null or log:FILE.csv");
        row("watch x --audio-out file:x.mp3", "ends in .wav");
        row("live --camera file:", "A camera is");
        row("live --microphone file:", "A microphone is");
        row("live --desktop-audio file:", "Desktop sound is");
        row("watch rtmp://h/a/s --desktop-audio default", "--desktop-audio");
        row("live --screen sideways", "A screen is");
        row("live --layout sideways", "camera, screen, both or slate");
        row("watch rtmp://h/a/b --layout both", "it belongs to “sluice live”");
    }
    void refusals()
    {
        QFETCH(QStringList, args);
        QFETCH(QString, part);
        Args given;
        for (const QString& arg : args)
            given.push_back(arg.toStdString());
        const QString sentence = QString::fromStdString(refusal(given));
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QVERIFY2(
            sentence.endsWith(QLatin1Char('.')) || sentence.endsWith(QLatin1Char('?')), qPrintable(sentence));
    }

    void emptyWords()
    {
        QVERIFY(has(refusal({""}), "There is no command “”"));
        QVERIFY(has(refusal({"watch", ""}), "is not an address"));
        QVERIFY(has(refusal({"live", ""}), "begin with rtmp://"));
        QVERIFY(has(refusal({"demo", "--report", ""}), "needs a value"));
        QVERIFY(has(refusal({"demo", "-"}), "options only"));
        QVERIFY(has(refusal({"demo", "--set", ""}), "needs a value"));
        QVERIFY(has(refusal({"watch", "--"}), "needs an address"));
    }

    void hostileWords()
    {
        const Args words{std::string(1, '\0'), "\x1B[31m", "a\nb", "\xFF\xFE", std::string(1000000, 'x'),
            "%1%2%n%s", "\xE2\x80\xAE", "--" + std::string(1000000, 'y'), "--set=\x1B=1", "--\xFF", "-",
            "--=", "=", "--for=\x1B"};
        for (const std::string& word : words) {
            for (const Args& args :
                {Args{word}, Args{"live", word}, Args{"demo", word}, Args{"demo", "--for", word},
                    Args{"demo", "--set", word}, Args{"demo", "--set", "video.fps=" + word},
                    Args{word, "watch", "x"}, Args{"demo", "--log-level", word},
                    Args{"demo", "--profile", word}, Args{"watch", "x", "--video-out", word}}) {
                const std::string sentence = refusal(args); // plain, in any case
                QVERIFY(!sentence.empty());
                QVERIFY(sentence.size() < 600);
            }
        }
        QVERIFY(has(refusal({"watch", "http://h/\x1B[31m"}), "is not an address"));
        QVERIFY(has(refusal({"%1%2"}), "“%1%2”"));
    }

    void keysAreNeverRepeated()
    {
        const std::string key = "s3cretkey";
        for (const Args& args :
            {Args{"rtmp://h/app/" + key}, Args{"live", "rtmp://h/app/x", key},
                Args{"live", "rtmp://h:x/app/" + key}, Args{"live", key}, Args{"live", "--stream-key=" + key},
                Args{"live", "--stream-key", key}, Args{"--stream-key", key, "live"}, Args{"serve", key},
                Args{"wach", "rtmp://h/app/" + key}, Args{"live", "--profile", "rtmp://h/app/" + key, key},
                Args{"live", "--set", "rtmp://h/app/" + key}, Args{"live", "http://u:" + key + "@h/"}}) {
            const std::string sentence = refusal(args);
            QVERIFY(!sentence.empty());
            QVERIFY2(!has(sentence, key), sentence.c_str());
        }
    }

    void helpEverywhere()
    {
        for (const Args& args : {Args{"--help"}, Args{"-h"}, Args{"--bogus", "--help"}, Args{"bogus", "-h"}})
            QVERIFY(has(as<PrintCommand>(args).text, "Commands:"));
        for (const Args& args :
            {Args{"watch", "--help"}, Args{"-h", "watch"}, Args{"watch", "x", "--bogus", "-h"},
                Args{"watch", "x", "--record", "--help"}, Args{"watch", "x", "--record", "-h"}})
            QVERIFY(has(as<PrintCommand>(args).text, "Usage: sluice watch URL"));
        QVERIFY(has(as<PrintCommand>({"--help-settings"}).text, "buffer.start_ms"));
        QVERIFY(has(as<PrintCommand>({"watch", "--help-settings"}).text, "buffer.start_ms"));
        QVERIFY(as<PrintCommand>({"--version"}).text.starts_with("sluice "));
        QCOMPARE(as<WatchCommand>({"watch", "--", "--help"}).url, std::string("--help"));
    }

    // Every option of the table is accepted by each of its commands and refused by all others.
    void tableHolds()
    {
        const auto example = [](const OptionRow& option) -> std::string {
            switch (option.id) {
            case OptionId::VideoOut:
                return "null";
            case OptionId::For:
                return "1";
            case OptionId::Profile:
                return "smooth";
            case OptionId::Set:
                return "video.fps=30";
            case OptionId::Layout:
            case OptionId::Screen:
                return "screen";
            case OptionId::LogLevel:
                return "off";
            default:
                return "x";
            }
        };
        for (const CommandRow& command : commandRows()) {
            for (const OptionRow& option : optionRows()) {
                Args args;
                if (!command.name.empty())
                    args.emplace_back(command.name);
                if (command.url == UrlUse::Required || command.url == UrlUse::File)
                    args.emplace_back("x");
                args.emplace_back(option.name);
                if (!option.value.empty())
                    args.push_back(example(option));
                const std::string sentence = refusal(args);
                QVERIFY2(sentence.empty() == option.belongsTo(command.bit),
                    (std::string(command.name) + " " + std::string(option.name) + ": " + sentence).c_str());
                QVERIFY(sentence.empty() || has(sentence, option.name));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "TestCommandLine.moc"
