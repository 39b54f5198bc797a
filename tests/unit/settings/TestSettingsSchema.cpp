// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <QtTest>

#include "core/settings/SettingsSchema.h"
#include "core/settings/TextCheck.h"

using namespace sluice;

namespace {

const SettingRow& row(std::string_view key)
{
    return *SettingsSchema::standard().find(key);
}

} // namespace

class TestSettingsSchema : public QObject {
    Q_OBJECT
private slots:
    // The names that scripts rely on.
    void contract()
    {
        for (const char* key : {"buffer.profile", "buffer.low_ms", "buffer.start_ms", "buffer.resume_ms",
                 "buffer.target_ms", "buffer.cap_mib", "live.rate_min", "live.rate_max", "live.trim_ms",
                 "video.size", "video.fps", "video.bitrate_kbps", "video.gop_s", "video.encoder",
                 "video.low_delay", "audio.bitrate_kbps"})
            QVERIFY2(SettingsSchema::standard().find(key) != nullptr, key);
    }

    void everyRowIsSound()
    {
        std::set<std::string_view> names;
        for (const SettingRow& r : SettingsSchema::standard().rows()) {
            const std::string key(r.key);
            QVERIFY2(names.insert(r.key).second, key.c_str());
            for (const std::string_view alias : r.aliases)
                QVERIFY2(names.insert(alias).second, key.c_str());
            QVERIFY2(!r.label.empty() && !r.why.empty() && r.why.ends_with('.'), key.c_str());
            QVERIFY2(isPlainText(r.label) && isPlainText(r.why), key.c_str());
            QVERIFY2((r.type == SettingType::Choice) <= !r.choices.empty(), key.c_str());
            const bool number = r.type == SettingType::Int || r.type == SettingType::Real;
            QVERIFY2(number == (r.max > r.min), key.c_str());
            QVERIFY2(r.step > 0, key.c_str());
            for (const SettingChoice& choice : r.choices)
                QVERIFY2(r.parse(choice.token).ok() && !choice.label.empty(), key.c_str());
            // A default is legal and reads back the same; only the profile's keys have none.
            QCOMPARE(r.defaultValue().has_value(), !r.has(kFromProfile));
            QCOMPARE(r.parse(r.defaultText).ok(), !r.has(kFromProfile));
            if (const auto value = r.defaultValue())
                QCOMPARE(SettingRow::toText(*value), std::string(r.defaultText));
        }
    }

    void rowsOfAPageStandTogether()
    {
        int last = 0;
        for (const SettingRow& r : SettingsSchema::standard().rows()) {
            QVERIFY2(static_cast<int>(r.page) >= last, std::string(r.key).c_str());
            last = static_cast<int>(r.page);
        }
    }

    void values_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("reads"); // null: refused
        const auto row = [](const char* key, const QByteArray& text, const char* reads) {
            QTest::addRow("%s=%s", key, text.left(30).toPercentEncoding().constData())
                << QByteArray(key) << text << QByteArray(reads);
        };
        const char* const no = nullptr;
        row("buffer.start_ms", "1500", "1500");
        row("buffer.start_ms", "20", "20");
        row("buffer.start_ms", "60000", "60000");
        for (const char* bad : {"", " ", "19", "60001", "-1", "+5", "1500 ", " 1500", "1500ms", "1e3", "15.5",
                 "0x20", "nan", "inf", "99999999999999999999999", "١٢٣", "1500\n", "1,500"})
            row("buffer.start_ms", bad, no);
        row("buffer.start_ms", QByteArray("1500\0", 5), no);
        row("buffer.start_ms", QByteArray(1000000, '9'), no);
        row("audio.offset_ms", "-500", "-500");
        row("audio.offset_ms", "-501", no);
        row("live.rate_min", "0.8", "0.8");
        row("live.rate_min", "1", "1");
        row("live.rate_min", "0.79999", no);
        for (const char* bad : {"nan", "-nan", "inf", "-inf", "1e999", "0,9", "0.9x", "", "1e-999999999"})
            row("live.rate_min", bad, no);
        row("video.gop_s", "0", "0");
        row("video.gop_s", "0.5", "0.5");
        row("server.share", "true", "true");
        row("server.share", "on", "true");
        row("server.share", "yes", "true");
        row("server.share", "1", "true");
        row("server.share", "off", "false");
        row("server.share", "no", "false");
        row("server.share", "0", "false");
        for (const char* bad : {"", "TRUE!", "2", "-1", "maybe"})
            row("server.share", bad, no);
        row("buffer.profile", "low-latency", "low-latency");
        for (const char* bad : {"", "Balanced", "balanced ", "lowlatency", "ba"})
            row("buffer.profile", bad, no);
        row("video.size", "1920x1080", "1920x1080");
        row("video.size", "32x32", "32x32");
        for (const char* bad : {"", "x", "1280", "1280x", "x720", "1280X720", "1281x720", "1280x721",
                 "-1280x720", "0x0", "30x32", "3842x2160", "99999999999x2", "1280x720x3", "1280 x 720"})
            row("video.size", bad, no);
        row("server.stream_name", "my-talk_2", "my-talk_2");
        row("server.stream_name", QByteArray(64, 'n'), QByteArray(64, 'n'));
        row("server.stream_name", QByteArray(65, 'n'), no);
        for (const char* bad : {"", "a b", "../x", "a/b", "ñ", "a?b", "a.b", "a;b"})
            row("server.stream_name", bad, no);
        row("broadcast.camera", "", "");
        row("broadcast.camera", "Cámara 1", "Cámara 1");
        row("broadcast.camera", "file:", no);
        row("broadcast.camera", "a\x1B[0m", no);
        row("broadcast.camera", QByteArray(1025, 'c'), no);
        row("watch.audio_out", "file:x.mp3", no);
        row("broadcast.microphone", "\xFF", no);
    }
    void values()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, reads);
        const SettingRow& r = row(key.toStdString());
        const auto value = r.parse(text.toStdString());
        QCOMPARE(value.ok(), !reads.isNull());
        if (value) {
            QCOMPARE(SettingRow::toText(*value), reads.toStdString());
            QVERIFY(r.check(*value).ok());
            return;
        }
        QCOMPARE(value.error().code(), ErrorCode::BadSetting);
        QVERIFY(isPlainText(value.error().message()));
        QVERIFY(value.error().message().size() < 400);
        QVERIFY(value.error().message().find(key.toStdString()) == 0);
        QVERIFY(value.error().message().find(r.rule()) != std::string::npos);
    }

    void sentences()
    {
        QCOMPARE(row("buffer.start_ms").parse("soon").error().message(),
            std::string("buffer.start_ms cannot be “soon”: it must be a whole number from 20 to 60000 ms."));
        QCOMPARE(row("ui.theme").parse("pink").error().message(),
            std::string("ui.theme cannot be “pink”: it must be system, dark or light."));
        QCOMPARE(row("live.rate_max").parse("2").error().message(),
            std::string("live.rate_max cannot be “2”: it must be a number from 1 to 1.25."));
    }

    void wrongTypesAreRefused()
    {
        QVERIFY(!row("buffer.start_ms").check(SettingValue(1500.0)));
        QVERIFY(!row("live.rate_min").check(SettingValue(std::int64_t(1))));
        QVERIFY(!row("server.share").check(SettingValue(std::string("true"))));
        QVERIFY(!row("video.size").check(SettingValue(std::string("1280x720"))));
        QVERIFY(!row("ui.theme").check(SettingValue(true)));
        QVERIFY(!row("server.stream_name").check(SettingValue(VideoSize{2, 2})));
        QVERIFY(!row("live.rate_min").check(SettingValue(std::numeric_limits<double>::quiet_NaN())));
        QVERIFY(!row("buffer.start_ms").check(SettingValue(std::numeric_limits<std::int64_t>::max())));
        QVERIFY(!row("video.size").check(SettingValue(VideoSize{-2, 100})));
    }

    void unknownKeys()
    {
        const SettingsSchema schema = SettingsSchema::standard();
        QCOMPARE(schema.nearest("buffer.strat_ms"), std::string_view("buffer.start_ms"));
        QCOMPARE(schema.unknown("video.bitrate").message(),
            std::string("There is no setting “video.bitrate”. “sluice --help-settings” lists them all."));
        QCOMPARE(schema.unknown("buffer.start").message(),
            std::string("There is no setting “buffer.start”. Did you mean “buffer.start_ms”?"));
        QCOMPARE(schema.unknown("buffer.start").code(), ErrorCode::UnknownSettingNear);
        QCOMPARE(schema.unknown("x").code(), ErrorCode::UnknownSetting);
        QVERIFY(isPlainText(schema.unknown("\x1B[31m\xFF").message()));
        QVERIFY(schema.find("") == nullptr);
    }

    void secretsAreNotQuoted()
    {
        const SettingRow secret{
            .key = "x.token", .type = SettingType::Text, .form = TextForm::StreamName, .flags = kSecret};
        QVERIFY(secret.parse("not/allowed").error().message().find("not/allowed") == std::string::npos);
    }

    void pagesHaveTitles()
    {
        std::set<std::string_view> titles;
        for (int page = 0; page <= static_cast<int>(SettingsPage::Advanced); ++page)
            QVERIFY(titles.insert(pageTitle(static_cast<SettingsPage>(page))).second);
    }
};

QTEST_GUILESS_MAIN(TestSettingsSchema)
#include "TestSettingsSchema.moc"
