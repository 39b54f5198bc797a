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
