// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include <QtTest>

#include "core/settings/BufferProfile.h"
#include "core/settings/Settings.h"

using namespace sluice;

namespace {

using Profile = BufferProfile;
using Source = BufferSource;

constexpr Duration ms(std::int64_t count)
{
    return milliseconds(count);
}

BufferContext hls(std::int64_t targetDuration, std::int64_t holdBack, std::int64_t window)
{
    return {.source = Source::HlsLive,
        .targetDuration = ms(targetDuration),
        .holdBack = ms(holdBack),
        .window = ms(window)};
}

BufferContext llHls(std::int64_t partHoldBack)
{
    return {.source = Source::LlHls,
        .targetDuration = ms(4000),
        .holdBack = ms(12000),
        .partHoldBack = ms(partHoldBack),
        .window = ms(40000)};
}

BufferContext pushed(std::int64_t deviceLatency = 0)
{
    return {.source = Source::Pushed, .deviceLatency = ms(deviceLatency)};
}

Result<BufferSettings> with(
    const std::vector<std::pair<const char*, const char*>>& keys, const BufferContext& context)
{
    Settings settings;
    for (const auto& [key, text] : keys)
        if (auto set = settings.set(key, text); !set)
            return set.error();
    return BufferChoice::from(settings).resolve(context);
}

} // namespace

Q_DECLARE_METATYPE(sluice::BufferContext)

class TestBufferProfile : public QObject {
    Q_OBJECT
private slots:
    // Every cell: target, start, resume, low, refill, trim (ms), caps (MiB), with the numbers written out.
    void table_data()
    {
        QTest::addColumn<int>("profile");
        QTest::addColumn<BufferContext>("context");
        QTest::addColumn<QList<int>>("expected"); // target, start, resume, low, refill
        const auto row = [](const char* name, Profile profile, const BufferContext& context,
                             const QList<int>& expected) {
            QTest::newRow(name) << static_cast<int>(profile) << context << expected;
        };
        const BufferContext vod{.source = Source::Vod};
        row("vod, low latency", Profile::LowLatency, vod, {15000, 500, 1000, 250, 10000});
        row("vod, balanced", Profile::Balanced, vod, {30000, 1000, 2000, 500, 20000});
        row("vod, smooth", Profile::Smooth, vod, {60000, 3000, 6000, 500, 40000});
        row("vod, custom is balanced", Profile::Custom, vod, {30000, 1000, 2000, 500, 20000});

        row("rtmp, low latency, fast device", Profile::LowLatency, pushed(20), {150, 80, 120, 40, 0});
        row("rtmp, low latency, at the edge", Profile::LowLatency, pushed(70), {150, 80, 120, 40, 0});
        row("rtmp, low latency, slow device", Profile::LowLatency, pushed(200), {280, 80, 120, 40, 0});
        row("rtmp, balanced", Profile::Balanced, pushed(200), {1000, 500, 800, 250, 0});
        row("rtmp, smooth", Profile::Smooth, pushed(200), {3000, 1500, 2400, 500, 0});
        row("rtmp, custom is balanced", Profile::Custom, pushed(), {1000, 500, 800, 250, 0});

        // hold-back 6 s, segments of 2 s
        row("hls, low latency", Profile::LowLatency, hls(2000, 6000, 30000), {6000, 1000, 2000, 500, 0});
        row("hls, balanced", Profile::Balanced, hls(2000, 6000, 30000), {6000, 1000, 2000, 500, 0});
        row("hls, smooth, long window", Profile::Smooth, hls(2000, 6000, 30000), {12000, 1000, 2000, 500, 0});
        row("hls, smooth, window binds", Profile::Smooth, hls(2000, 6000, 14000),
            {10000, 1000, 2000, 500, 0});
        row("hls, smooth, never under the hold-back", Profile::Smooth, hls(2000, 6000, 8000),
            {6000, 1000, 2000, 500, 0});
        row("hls, smooth, window not known", Profile::Smooth, hls(2000, 6000, 0), {6000, 1000, 2000, 500, 0});
        row("hls, custom is balanced", Profile::Custom, hls(2000, 6000, 30000), {6000, 1000, 2000, 500, 0});
        row("hls, short hold-back", Profile::Balanced, hls(500, 1500, 10000), {1500, 600, 1200, 300, 0});
        row("hls, no hold-back: three targets", Profile::Balanced, hls(4000, 0, 60000),
            {12000, 1000, 2000, 500, 0});
        row("hls, says nothing", Profile::Balanced, hls(0, 0, 0), {18000, 1000, 2000, 500, 0});

        row("ll-hls, low latency", Profile::LowLatency, llHls(1000), {1000, 400, 800, 200, 0});
        row("ll-hls, balanced", Profile::Balanced, llHls(1000), {1500, 600, 1200, 300, 0});
        row("ll-hls, balanced, long", Profile::Balanced, llHls(2000), {2000, 800, 1600, 400, 0});
        row("ll-hls, smooth", Profile::Smooth, llHls(1000), {3000, 1000, 2000, 500, 0});
        row("ll-hls, smooth, long", Profile::Smooth, llHls(4000), {4000, 1000, 2000, 500, 0});
        row("ll-hls, custom is balanced", Profile::Custom, llHls(1000), {1500, 600, 1200, 300, 0});
        row("ll-hls, no part hold-back", Profile::LowLatency, llHls(0), {12000, 1000, 2000, 500, 0});
    }
    void table()
    {
        QFETCH(int, profile);
        QFETCH(BufferContext, context);
        QFETCH(QList<int>, expected);
        const auto settings = BufferChoice{static_cast<Profile>(profile), {}}.resolve(context);
        QVERIFY2(settings.ok(), settings ? "" : settings.error().message().c_str());
        const QList<int> got{static_cast<int>(toMs(settings->target)),
            static_cast<int>(toMs(settings->start)), static_cast<int>(toMs(settings->resume)),
            static_cast<int>(toMs(settings->low)), static_cast<int>(toMs(settings->refill))};
        QCOMPARE(got, expected);
        QVERIFY(settings->check().ok());
        const bool vod = context.source == Source::Vod;
        QCOMPARE(settings->capBytes, (vod ? 150 : 32) * kBytesPerMib);
        QCOMPARE(settings->keepBehindBytes, (vod ? 50 : 0) * kBytesPerMib);
        QCOMPARE(settings->rateMin, 0.97);
        QCOMPARE(settings->rateMax, 1.03);
        const int trims[] = {3000, 12000, 30000, 12000};
        QCOMPARE(toMs(settings->trim), trims[profile]);
    }

    void singleValuesWin()
    {
        const auto settings
            = with({{"buffer.profile", "custom"}, {"buffer.start_ms", "1500"}, {"buffer.resume_ms", "2400"},
                       {"buffer.target_ms", "3000"}, {"buffer.low_ms", "450"}, {"buffer.cap_mib", "8"},
                       {"live.trim_ms", "0"}, {"live.rate_min", "0.9"}, {"live.rate_max", "1.2"},
                       {"live.after_pause", "live"}},
                pushed());
        QVERIFY(settings.ok());
        const BufferSettings expected{.low = ms(450),
            .start = ms(1500),
            .resume = ms(2400),
            .target = ms(3000),
            .refill = ms(0),
            .capBytes = 8 * kBytesPerMib,
            .keepBehindBytes = 0,
            .rateMin = 0.9,
            .rateMax = 1.2,
            .trim = ms(0),
            .liveAfterPause = true};
        QVERIFY(*settings == expected);
        // also on top of a named profile
        const auto smooth = with({{"buffer.profile", "smooth"}, {"buffer.target_ms", "5000"}}, pushed());
        QCOMPARE(toMs(smooth->target), 5000);
        QCOMPARE(toMs(smooth->start), 1500);
        QCOMPARE(toMs(smooth->trim), 30000);
    }

    void whatIsNotSetFollows()
    {
        // the warning level follows the start level, HLS levels and the refill line follow the target
        QCOMPARE(toMs(with({{"buffer.start_ms", "600"}}, pushed())->low), 300);
        const auto live = with({{"buffer.target_ms", "1000"}}, hls(2000, 6000, 30000));
        QCOMPARE(toMs(live->start), 400);
        QCOMPARE(toMs(live->resume), 800);
        QCOMPARE(toMs(with({{"buffer.target_ms", "9000"}}, {.source = Source::Vod})->refill), 6000);
    }

    void illegalCombinationsNameTheirRule_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("low = start")
            << QByteArray("buffer.low_ms") << QByteArray("500")
            << QByteArray("The warning level (500 ms) must be above zero and below the start level (500 ms). "
                          "Lower the one or raise the other.");
        QTest::newRow("start > resume")
            << QByteArray("buffer.start_ms") << QByteArray("801")
            << QByteArray("The start level (801 ms) must not be above the resume level (800 ms). "
                          "Lower the one or raise the other.");
        QTest::newRow("resume > 0.8 target")
            << QByteArray("buffer.resume_ms") << QByteArray("801")
            << QByteArray("The resume level (801 ms) must not be above 80 % of the target (1000 ms). "
                          "Lower the one or raise the other.");
        QTest::newRow("target too low")
            << QByteArray("buffer.target_ms") << QByteArray("999")
            << QByteArray("The resume level (800 ms) must not be above 80 % of the target (999 ms). "
                          "Lower the one or raise the other.");
    }
    void illegalCombinationsNameTheirRule()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, sentence);
        const auto refused = with({{key.constData(), value.constData()}}, pushed());
        QVERIFY(!refused.ok());
        QCOMPARE(QByteArray::fromStdString(refused.error().message()), sentence);
        QCOMPARE(refused.error().category(), ErrorCategory::Config);
    }

    void theRulesAtTheirEdges()
    {
        BufferSettings s{.low = ms(1), .start = ms(2), .resume = ms(800), .target = ms(1000)};
        QVERIFY(s.check().ok());
        s.resume = ms(800) + microseconds(1);
        QCOMPARE(s.check().error().code(), ErrorCode::BufferTargetRule);
        s = {.low = ms(1), .start = ms(400), .resume = ms(400), .target = ms(500)};
        QVERIFY(s.check().ok());
        s.low = ms(0);
        QCOMPARE(s.check().error().code(), ErrorCode::BufferLowRule);
        s.low = ms(400);
        QCOMPARE(s.check().error().code(), ErrorCode::BufferLowRule);
        s.low = ms(1);
        s.start = ms(400) + microseconds(1);
        QCOMPARE(s.check().error().code(), ErrorCode::BufferStartRule);
        // hostile numbers do not overflow
        s = {.low = ms(1), .start = ms(2), .resume = Duration::max(), .target = Duration::max()};
        QCOMPARE(s.check().error().code(), ErrorCode::BufferTargetRule);
        s = {.low = ms(1), .start = ms(2), .resume = ms(3), .target = Duration::max()};
        QVERIFY(s.check().ok());
        s.target = Duration::min();
        QCOMPARE(s.check().error().code(), ErrorCode::BufferTargetRule);
    }

    void restOfTheRules()
    {
        const auto code = [](auto change) {
            BufferSettings s;
            change(s);
            return s.check().ok() ? ErrorCode::Cancelled : s.check().error().code();
        };
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(code([](BufferSettings&) { }), ErrorCode::Cancelled);
        QCOMPARE(code([](BufferSettings& s) { s.rateMin = 0.79; }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.rateMin = 1.01; }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.rateMax = 1.26; }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.rateMax = 0.99; }), ErrorCode::BadCombination);
        QCOMPARE(code([nan](BufferSettings& s) { s.rateMax = nan; }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.capBytes = 0; }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.trim = ms(-1); }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.refill = ms(-1); }), ErrorCode::BadCombination);
        QCOMPARE(code([](BufferSettings& s) { s.keepBehindBytes = -1; }), ErrorCode::BadCombination);
    }

    // Whatever a playlist claims, there is an answer or a refusal, and no overflow.
    void hostileContexts()
    {
        const Duration claims[] = {Duration::min(), ms(-1), Duration(0), Duration(1), ms(1),
            std::chrono::hours(1000), Duration::max()};
        for (const auto source : {Source::Vod, Source::HlsLive, Source::LlHls, Source::Pushed})
            for (const auto profile : {Profile::LowLatency, Profile::Balanced, Profile::Smooth})
                for (const Duration one : claims)
                    for (const Duration other : claims) {
                        const BufferContext context{source, one, other, one, other, one};
                        const auto settings = BufferChoice{profile, {}}.resolve(context);
                        if (settings)
                            QVERIFY(settings->check().ok() && settings->target <= std::chrono::hours(73));
                        else
                            QCOMPARE(
                                settings.error().code(), ErrorCode::BufferLowRule); // a hold-back of 1 µs
                    }
    }

    void contradictionsAreSeenBeforeASourceIsOpen()
    {
        const auto check = [](const std::vector<std::pair<const char*, const char*>>& keys) {
            Settings settings;
            for (const auto& [key, text] : keys)
                if (!settings.set(key, text))
                    qFatal("%s", key);
            const auto result = BufferChoice::from(settings).overrides.check();
            return result.ok() ? ErrorCode::Cancelled : result.error().code();
        };
        QCOMPARE(check({}), ErrorCode::Cancelled);
        QCOMPARE(check({{"buffer.start_ms", "60000"}}), ErrorCode::Cancelled);
        QCOMPARE(check({{"buffer.low_ms", "60000"}}), ErrorCode::Cancelled);
        QCOMPARE(check({{"buffer.start_ms", "1600"}, {"buffer.target_ms", "2000"}}), ErrorCode::Cancelled);
        QCOMPARE(
            check({{"buffer.start_ms", "1601"}, {"buffer.target_ms", "2000"}}), ErrorCode::BufferTargetRule);
        QCOMPARE(check({{"buffer.low_ms", "100"}, {"buffer.start_ms", "100"}}), ErrorCode::BufferLowRule);
        QCOMPARE(check({{"buffer.low_ms", "100"}, {"buffer.resume_ms", "100"}}), ErrorCode::BufferLowRule);
        QCOMPARE(check({{"buffer.low_ms", "80"}, {"buffer.target_ms", "100"}}), ErrorCode::BufferLowRule);
        QCOMPARE(
            check({{"buffer.start_ms", "101"}, {"buffer.resume_ms", "100"}}), ErrorCode::BufferStartRule);
        QCOMPARE(
            check({{"buffer.resume_ms", "801"}, {"buffer.target_ms", "1000"}}), ErrorCode::BufferTargetRule);
    }

    void tokens()
    {
        for (const auto profile : {Profile::LowLatency, Profile::Balanced, Profile::Smooth, Profile::Custom})
            QVERIFY(profileFromToken(profileToken(profile)) == profile);
        QVERIFY(!profileFromToken("fast"));
        QVERIFY(!profileFromToken(""));
        // the schema and the profiles agree on the names
        for (const SettingChoice& choice : SettingsSchema::standard().find("buffer.profile")->choices)
            QVERIFY(profileFromToken(choice.token).has_value());
        QCOMPARE(BufferChoice::from(Settings()).profile, Profile::Balanced);
        QVERIFY(BufferChoice::from(Settings()) == BufferChoice());
    }
};

QTEST_GUILESS_MAIN(TestBufferProfile)
#include "TestBufferProfile.moc"
