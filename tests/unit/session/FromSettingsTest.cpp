// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/session/FromSettings.h"

using namespace sluice;

namespace {

bool all(std::string_view)
{
    return true;
}

bool onlyH264(std::string_view codec)
{
    return codec == "h264";
}

} // namespace

class FromSettingsTest : public QObject {
    Q_OBJECT
private slots:
    // What "automatic" means depends on who is among the destinations; what was chosen is what is used.
    void automaticKeyframesAndDelayGoByTheDestinations_data()
    {
        QTest::addColumn<double>("gop"); // seconds, as the settings have it: 0 is automatic
        QTest::addColumn<QString>("delay");
        QTest::addColumn<bool>("onlyBuiltIn");
        QTest::addColumn<int>("gopMs");
        QTest::addColumn<bool>("lowDelay");
        QTest::newRow("the built-in server alone") << 0.0 << "auto" << true << 1000 << true;
        QTest::newRow("a service among them") << 0.0 << "auto" << false << 2000 << false;
        QTest::newRow("a distance chosen, built-in") << 4.0 << "auto" << true << 4000 << true;
        QTest::newRow("a distance chosen, a service") << 0.5 << "auto" << false << 500 << false;
        QTest::newRow("no low delay chosen, built-in") << 0.0 << "off" << true << 1000 << false;
        QTest::newRow("low delay chosen, a service") << 0.0 << "on" << false << 2000 << true;
        QTest::newRow("both chosen, built-in") << 10.0 << "off" << true << 10'000 << false;
        QTest::newRow("both chosen, a service") << 1.5 << "on" << false << 1500 << true;
    }

    void automaticKeyframesAndDelayGoByTheDestinations()
    {
        QFETCH(double, gop);
        QFETCH(QString, delay);
        QFETCH(bool, onlyBuiltIn);
        Settings settings;
        if (gop > 0) // else as it comes
            QVERIFY(settings.set("video.gop_s", std::to_string(gop)));
        if (delay != "auto")
            QVERIFY(settings.set("video.low_delay", delay.toStdString()));
        const VideoEncoderConfig video = broadcastEncodingFrom(settings, onlyBuiltIn).video;
        QTEST(static_cast<int>(toMs(video.gop)), "gopMs");
        QTEST(video.lowDelay, "lowDelay");
    }

    // What a service is judged by is what is sent to it, whatever was chosen.
    void theCodecIsTheOneThatIsSent()
    {
        BroadcastEncoding encoding;
        encoding.video.encoder = "libx265";
        QCOMPARE(streamFactsOf(encoding, false, all).codec, std::string("hevc"));
        QCOMPARE(streamFactsOf(encoding, true, all).codec, std::string("h264")); // the built-in server's, too
        QCOMPARE(streamFactsOf(encoding, false, onlyH264).codec, std::string("h264"));
        encoding.video.encoder = "libx264";
        QCOMPARE(streamFactsOf(encoding, false, all).codec, std::string("h264"));
        const Service* twitch = ServiceCatalog::builtIn().find("twitch");
        QVERIFY(twitch != nullptr);
        encoding.video.encoder = "libx265";
        const auto broken = brokenLimits(*twitch, streamFactsOf(encoding, false, all));
        const auto kept = brokenLimits(*twitch, streamFactsOf(encoding, true, all));
        QCOMPARE(broken.size(), kept.size() + 1);
    }
};

QTEST_GUILESS_MAIN(FromSettingsTest)
#include "FromSettingsTest.moc"
