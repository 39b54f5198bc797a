// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "core/settings/Settings.h"
#include "core/settings/TextCheck.h"

using namespace sluice;

namespace {

constexpr auto kOldNames = std::to_array<std::string_view>({"volume", "player.volume", "x.volume"});
constexpr auto kRows = std::to_array<SettingRow>({
    {.key = "watch.volume",
        .type = SettingType::Int,
        .min = 0,
        .max = 100,
        .defaultText = "80",
        .aliases = kOldNames},
    {.key = "service.token", .type = SettingType::Text, .flags = kSecret},
});
constexpr SettingsSchema kSmall{kRows};

Settings::Import import(std::string_view text, SettingsSchema schema = SettingsSchema::standard())
{
    auto result = Settings::fromJsonText(text, schema);
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return *result;
}

} // namespace

class TestSettings : public QObject {
    Q_OBJECT
private slots:
    void defaults()
    {
        const Settings settings;
        QCOMPARE(settings.text("ui.theme"), std::string("system"));
        QCOMPARE(settings.integer("video.bitrate_kbps"), std::int64_t(2500));
        QCOMPARE(settings.real("live.rate_min"), 0.97);
        QCOMPARE(settings.real("live.rate_max"), 1.03);
        QCOMPARE(settings.flag("server.share"), false);
        QCOMPARE(settings.flag("stamp.enabled"), true);
        QVERIFY(settings.size("video.size") == (VideoSize{1280, 720}));
        QVERIFY(!settings.value("buffer.start_ms").has_value());
        QVERIFY(!settings.integerIfSet("video.fps").has_value());
        QVERIFY(settings.all().empty());
    }

    void setAndReset()
    {
        Settings settings;
        QVERIFY(settings.set("video.fps", "60").ok());
        QVERIFY(settings.isSet("video.fps"));
        QVERIFY(settings.integerIfSet("video.fps") == std::int64_t(60));
        QVERIFY(settings.setValue("video.fps", std::int64_t(25)).ok());
        QCOMPARE(settings.integer("video.fps"), std::int64_t(25));
        settings.reset("video.fps");
        QVERIFY(settings == Settings());
        QVERIFY(settings.set("live.rate_max", "1.1").ok());
        QVERIFY(settings.realIfSet("live.rate_max") == 1.1);
        settings.resetAll();
        QVERIFY(settings == Settings());
    }

    void badValuesChangeNothing()
    {
        Settings settings;
        QVERIFY(settings.set("video.fps", "60").ok());
        QCOMPARE(settings.set("video.fps", "61").error().code(), ErrorCode::BadSetting);
        QCOMPARE(settings.setValue("video.fps", std::string("30")).error().code(), ErrorCode::BadSetting);
        QCOMPARE(settings.set("video.fsp", "30").error().code(), ErrorCode::UnknownSettingNear);
        QCOMPARE(settings.set("", "30").error().code(), ErrorCode::UnknownSetting);
        QCOMPARE(settings.setValue("nothing.here", true).error().code(), ErrorCode::UnknownSetting);
        QCOMPARE(settings.integer("video.fps"), std::int64_t(60));
        QCOMPARE(settings.all().size(), std::size_t(1));
    }

    void overlayWins()
    {
        Settings stored;
        Settings given;
        QVERIFY(stored.set("video.fps", "60").ok() && stored.set("ui.theme", "dark").ok());
        QVERIFY(given.set("video.fps", "24").ok());
        stored.overlay(given);
        QCOMPARE(stored.integer("video.fps"), std::int64_t(24));
        QCOMPARE(stored.text("ui.theme"), std::string("dark"));
    }

    void exportNamesEveryKeyAndGivesTheSame()
    {
        Settings settings;
        QVERIFY(settings.set("buffer.profile", "smooth").ok() && settings.set("video.fps", "60").ok());
        const auto json = nlohmann::json::parse(settings.toExportText());
        for (const SettingRow& row : settings.schema().rows())
            QVERIFY2(json.contains(row.key), row.key.data());
        QCOMPARE(json.at("video.fps").get<int>(), 60);
        QCOMPARE(json.at("video.bitrate_kbps").get<int>(), 2500); // the default, for a reader
        QVERIFY(json.at("buffer.start_ms").is_null()); // the profile's
        // Laid over others it leaves nothing of theirs.
        Settings there;
        QVERIFY(there.set("buffer.start_ms", "700").ok() && there.set("video.bitrate_kbps", "900").ok());
        const auto read = import(settings.toExportText());
        QVERIFY(read.rejected.empty() && read.unknownKeys.empty());
        there.overlay(read.settings);
        for (const SettingRow& row : settings.schema().rows())
            QVERIFY2(there.value(row.key) == settings.value(row.key), row.key.data());
        QVERIFY(!there.isSet("buffer.start_ms"));
    }

    void jsonRoundTrip()
    {
        Settings settings;
        for (const auto& [key, text] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"buffer.start_ms", "1500"}, {"live.rate_max", "1.1"}, {"server.share", "on"},
                 {"video.size", "640x360"}, {"ui.theme", "dark"}, {"broadcast.camera", "Cámara “1” \\ 🎥"}})
            QVERIFY(settings.set(key, text).ok());
        const auto json = nlohmann::json::parse(settings.toJsonText());
        QCOMPARE(json.at("schema").get<std::string>(), std::string("sluice.settings/1"));
        QCOMPARE(json.at("buffer.start_ms").get<int>(), 1500);
        QCOMPARE(json.at("server.share").get<bool>(), true);
        QCOMPARE(json.at("video.size").get<std::string>(), std::string("640x360"));
        const auto back = import(settings.toJsonText());
        QVERIFY(back.settings == settings);
        QVERIFY(back.rejected.empty() && back.unknownKeys.empty() && back.renamed.empty());
        QCOMPARE(back.settings.toJsonText(), settings.toJsonText());
        QVERIFY(!settings.toReport().contains("schema"));
        QCOMPARE(settings.toReport().size(), std::size_t(6));
    }

    void unknownKeysAreKept()
    {
        const auto in = import(R"({"future.thing": {"a": [1, "ü"]}, "video.fps": 24})");
        QCOMPARE(in.unknownKeys, std::vector<std::string>{"future.thing"});
        QCOMPARE(in.settings.integer("video.fps"), std::int64_t(24));
        const auto json = nlohmann::json::parse(in.settings.toJsonText());
        QVERIFY(json.at("future.thing") == nlohmann::json::parse(R"({"a": [1, "ü"]})"));
        QVERIFY(!in.settings.toReport().contains("future.thing"));
    }

    void badValuesAreNamedAndTheRestApplied()
    {
        const auto in
            = import(R"({"buffer.start_ms": 1, "video.fps": "24", "ui.theme": 7, "broadcast.camera": 5,
            "server.share": "perhaps", "live.rate_max": {}, "video.size": [640, 360], "live.rate_min": 1,
            "video.bitrate_kbps": 3000.0, "audio.bitrate_kbps": 128.5, "watch.volume": 1e300,
            "server.rtmp_port": 99999999999999999999, "server.http_port": -9223372036854775808})");
        std::vector<std::string> keys;
        for (const Error& error : in.rejected) {
            QCOMPARE(error.code(), ErrorCode::BadSetting);
            keys.push_back(error.sentence().args().front());
        }
        const std::vector<std::string> expected{"audio.bitrate_kbps", "broadcast.camera", "buffer.start_ms",
            "live.rate_max", "server.http_port", "server.rtmp_port", "server.share", "ui.theme", "video.size",
            "watch.volume"};
        QCOMPARE(keys, expected);
        QCOMPARE(in.settings.integer("video.fps"), std::int64_t(24));
        QCOMPARE(in.settings.real("live.rate_min"), 1.0);
        QCOMPARE(in.settings.integer("video.bitrate_kbps"), std::int64_t(3000));
        QCOMPARE(in.settings.all().size(), std::size_t(3));
    }

    void hostileFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not json") << QByteArray("buffer.start_ms=1500");
        QTest::newRow("cut") << QByteArray(R"({"video.fps": 2)");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("number") << QByteArray("1");
        QTest::newRow("two objects") << QByteArray("{}{}");
        QTest::newRow("comments") << QByteArray("{/* */}");
        QTest::newRow("bytes that are not UTF-8") << QByteArray("{\"broadcast.camera\": \"\xFF\"}");
        QTest::newRow("number past every type") << QByteArray(R"({"video.fps": 1e999})");
        QTest::newRow("nested deep") << QByteArray("{\"x\":") + QByteArray(40, '[') + QByteArray(40, ']')
                + "}";
        QTest::newRow("nested very deep")
            << QByteArray("{\"x\":") + QByteArray(400000, '[') + QByteArray(400000, ']') + "}";
        QTest::newRow("huge") << QByteArray("{\"x\":\"") + QByteArray(1100000, 'x') + "\"}";
        QTest::newRow("binary") << QByteArray("\0\1\2\3", 4);
    }
    void hostileFiles()
    {
        QFETCH(QByteArray, text);
        const auto result = Settings::fromJsonText(text.toStdString());
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code(), ErrorCode::BadData);
        QVERIFY(isPlainText(result.error().message()));
    }

    void controlCharactersInValuesAndKeys()
    {
        const auto in
            = import("{\"broadcast.camera\": \"a\\u001b[31m\", \"bad\\u0000key\": 1, \"\\u202e\": 2}");
        QCOMPARE(in.rejected.size(), std::size_t(1));
        QCOMPARE(in.unknownKeys.size(), std::size_t(2));
        for (const std::string& key : in.unknownKeys)
            QVERIFY(isPlainText(key));
    }

    void oldNames()
    {
        const auto in = import(R"({"volume": 30})", kSmall);
        QCOMPARE(in.settings.integer("watch.volume"), std::int64_t(30));
        QCOMPARE(in.renamed, std::vector<std::string>{"volume"});
        QVERIFY(in.settings.toJsonText().find("\"volume\"") == std::string::npos);
        // The new name wins, whichever comes first in the file.
        QCOMPARE(import(R"({"volume": 30, "watch.volume": 40})", kSmall).settings.integer("watch.volume"),
            std::int64_t(40));
        QCOMPARE(
            import(R"({"player.volume": 30, "watch.volume": 40})", kSmall).settings.integer("watch.volume"),
            std::int64_t(40));
        QCOMPARE(import(R"({"x.volume": 30, "watch.volume": 40})", kSmall).settings.integer("watch.volume"),
            std::int64_t(40));
        Settings settings(kSmall);
        QVERIFY(settings.set("player.volume", "50").ok());
        QCOMPARE(settings.integer("volume"), std::int64_t(50));
        QVERIFY(settings.isSet("watch.volume"));
        settings.reset("volume");
        QVERIFY(!settings.isSet("watch.volume"));
    }

    void secretsStayInMemory()
    {
        Settings settings(kSmall);
        QVERIFY(settings.set("service.token", "hunter2").ok());
        QCOMPARE(settings.text("service.token"), std::string("hunter2"));
        QVERIFY(settings.toJsonText().find("hunter2") == std::string::npos);
        QVERIFY(settings.toReport().empty());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "TestSettings.moc"
