// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "app/LivePlan.h"
#include "app/StreamKeys.h"

using namespace sluice;
using Keys = std::vector<std::string>;

class TestStreamKeys : public QObject {
    Q_OBJECT

    static Keys keys(std::size_t count, const std::string& text)
    {
        const auto found = streamKeys(count, "keys.txt", text);
        return found ? *found : Keys{"refused: " + found.error().message()};
    }
    static QString refusal(std::size_t count, const std::string& file, const std::optional<std::string>& text)
    {
        const auto found = streamKeys(count, file, text);
        return found ? QString() : QString::fromStdString(found.error().message());
    }
    static Result<LivePlan> planFor(const LiveCommand& command, const std::optional<std::string>& text = {})
    {
        return livePlanFor(command, text, Settings());
    }

private slots:
    void init() { qunsetenv("SLUICE_STREAM_KEY"); }
    void cleanup() { qunsetenv("SLUICE_STREAM_KEY"); }

    // Whatever the settings say; the report tells what it was.
    void theCommandLinesSourcesAreThePlans()
    {
        LiveCommand command;
        command.camera = DeviceSpec{DeviceSpec::Kind::File, "/a.mp4"};
        command.microphone = DeviceSpec{DeviceSpec::Kind::Generated, "tone"};
        command.desktopAudio = DeviceSpec{DeviceSpec::Kind::Device, "monitor"};
        command.screen = DeviceSpec{DeviceSpec::Kind::Device, "x11:1"};
        const auto plan = planFor(command);
        QVERIFY(plan.ok());
        const BroadcastSources wanted{"file:/a.mp4", "tone", "monitor", "x11:1"};
        QVERIFY(plan->sources == wanted);
        const NamedValues& told = plan->request.settingsForReport;
        QCOMPARE(std::get<std::string>(told.at("broadcast.camera")), wanted.camera);
        QCOMPARE(std::get<std::string>(told.at("broadcast.microphone")), wanted.microphone);
        QCOMPARE(std::get<std::string>(told.at("broadcast.desktop_audio")), wanted.desktop);
        QCOMPARE(std::get<std::string>(told.at("broadcast.screen")), wanted.screen);
        QVERIFY(!plan->desktopMuted);
    }

    void whatEditorsAddIsNoKey()
    {
        QCOMPARE(keys(1, "key"), Keys{"key"});
        QCOMPARE(keys(1, " key \r\n\r\n"), Keys{"key"});
        QCOMPARE(keys(1, "\xEF\xBB\xBFkey\r\n"), Keys{"key"});
        QCOMPARE(keys(2, "\xEF\xBB\xBFone\ntwo\n"), (Keys{"one", "two"}));
        QCOMPARE(keys(2, "\ntwo\n"), (Keys{"", "two"}));
        QCOMPARE(keys(2, "one\n\n"), (Keys{"one", ""}));
        qputenv("SLUICE_STREAM_KEY", "\xEF\xBB\xBFkey\n");
        QCOMPARE(*streamKeys(1, {}, {}), Keys{"key"});
        qputenv("SLUICE_STREAM_KEY", "");
        QCOMPARE(*streamKeys(2, {}, {}), (Keys{"", ""}));
    }

    void aSourceIsCalledWhatItIs()
    {
        for (const char* nothing : {"", "\n\n", " \r\n"}) {
            QVERIFY(
                refusal(1, "keys.txt", nothing).startsWith("The key file “keys.txt” holds no stream key."));
            QVERIFY(refusal(2, "-", nothing).startsWith("Standard input holds no stream key."));
        }
        QVERIFY(refusal(1, "keys.txt", "one-secret\ntwo-secret").contains("holds 2 lines"));
        QVERIFY(refusal(2, "keys.txt", "one-secret").contains("holds 1 of the 2 lines"));
        QVERIFY(refusal(1, "keys.txt", std::string(2000, 'x')).contains("too long"));
        qputenv("SLUICE_STREAM_KEY", "one-secret");
        const QString sentence = refusal(2, {}, {});
        QVERIFY2(
            sentence.startsWith("The variable SLUICE_STREAM_KEY holds 1 of the 2"), qPrintable(sentence));
        for (const QString& text : {sentence, refusal(1, "keys.txt", "one-secret\ntwo-secret")})
            QVERIFY(!text.contains("secret") && !text.contains("permissions"));
    }

    // Two channels of one service have one address and two keys.
    void theSameStreamTwiceIsRefused()
    {
        LiveCommand command;
        command.url = "rtmp://host/live";
        command.moreUrls = {"rtmp://host/live"};
        const auto plan = planFor(command, "one\ntwo\n");
        QVERIFY2(plan.ok(), plan ? "" : plan.error().message().c_str());
        QCOMPARE(plan->request.more.size(), std::size_t(1));
        const auto same = planFor(command, "one\none\n");
        QVERIFY(!same.ok() && same.error().message().find("twice") != std::string::npos);
        command.url = command.moreUrls.front() = "rtmp://host/live/key";
        QVERIFY(!planFor(command).ok());
    }

    void theReportNamesTheSources()
    {
        LiveCommand command;
        QVERIFY(!planFor(command)->request.settingsForReport.contains("broadcast.camera"));
        command.camera = *DeviceSpec::camera("test");
        command.microphone = *DeviceSpec::microphone("file:m.wav");
        const NamedValues told = planFor(command)->request.settingsForReport;
        QVERIFY(told.at("broadcast.camera") == NamedValues::mapped_type(std::string("test")));
        QVERIFY(told.at("broadcast.microphone") == NamedValues::mapped_type(std::string("file:m.wav")));
        QVERIFY(!told.contains("broadcast.screen"));
    }
};

QTEST_GUILESS_MAIN(TestStreamKeys)
#include "TestStreamKeys.moc"
