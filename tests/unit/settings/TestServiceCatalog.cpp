// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/base/Redact.h"
#include "core/settings/ServiceCatalog.h"

using namespace sluice;

namespace {

// Written with ' in place of ".
const QString kGood = QStringLiteral(
    "{'schema': 'sluice.services/1', 'services': [{'id': 'a', 'name': 'A', 'hosts': ['a.example'], 'servers': "
    "[{'name': 'One', 'url': 'rtmps://in.a.example:443/app'}], 'codecs': ['h264'], 'max_video_kbps': 6000, "
    "'max_audio_kbps': 160, 'max_keyframe_s': 2, 'max_fps': 60, 'max_size': '1920x1080', 'test_query': 'test=true'}]}")
                          .replace(QLatin1Char('\''), QLatin1Char('"'));

StreamFacts within()
{
    return {6000, 160, 2, 60, {1920, 1080}, "h264"};
}

} // namespace

class TestServiceCatalog : public QObject {
    Q_OBJECT
private slots:
    void theOneThatComesWithTheProgramIsSound()
    {
        const auto& services = ServiceCatalog::builtIn().services();
        QVERIFY(services.size() >= 4);
        for (const char* id : {"twitch", "youtube", "facebook"})
            QVERIFY2(ServiceCatalog::builtIn().find(id) != nullptr, id);
        for (const Service& service : services)
            for (const Service::Server& server : service.servers) {
                const Service* back = ServiceCatalog::builtIn().ofUrl(server.url + "/key");
                QVERIFY2(back != nullptr && back->id == service.id, server.url.c_str());
            }
        QCOMPARE(testUrl(*ServiceCatalog::builtIn().find("twitch"), "rtmp://live.twitch.tv/app/k"),
            std::string("rtmp://live.twitch.tv/app/k?bandwidthtest=true"));
        QCOMPARE(testUrl(*ServiceCatalog::builtIn().find("youtube"), "rtmp://a/b/k"), std::string());
    }

    void hostsAreKnownWholeAndInAnyCase()
    {
        const auto& all = ServiceCatalog::builtIn();
        QVERIFY(all.ofUrl("rtmp://LIVE.Twitch.TV/app/k") != nullptr);
        QVERIFY(all.ofUrl("rtmp://twitch.tv.example/app/k") == nullptr);
        QVERIFY(all.ofUrl("rtmp://nottwitch.tv/app/k") == nullptr);
        QVERIFY(all.ofUrl("no address") == nullptr);
    }

    void whatIsWrongIsSaidWithItsPlace_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* from, const char* to, const char* says) {
            QTest::addRow("%s", says) << from << to << says;
        };
        row("{\"schema\"", "[\"schema\"", "which is no JSON");
        row("sluice.services/1", "sluice.services/2", "“schema” should be “sluice.services/1”");
        row("\"services\": [{", "\"others\": [{", "“services” is missing");
        row("\"id\": \"a\",", "", "service 1: “id” is missing");
        row("\"id\": \"a\"", "\"id\": 3", "service 1: “id” should be a text");
        row("\"id\": \"a\"", "\"id\": \"\"", "service 1: “id” should be a text");
        row("\"A\"", "\"A\\u202e\"", "service 1: “name” should be a text");
        row("[\"a.example\"]", "[]", "“hosts” should be a list with something in it");
        row("[\"a.example\"]", "[1]", "“hosts” should hold texts");
        row("rtmps://in", "https://in", "service 1, server 1: “url” should be an rtmp or rtmps address");
        row(":443/app", ":443", "service 1, server 1: “url” should be");
        row(":443/app", ":443/app?key=x", "service 1, server 1: “url” should be");
        row("rtmps://in", "rtmps://me:pw@in", "service 1, server 1: “url” should be");
        row("\"One\",", "\"One\", \"more\": 1,", "service 1, server 1: “more” means nothing here");
        row("6000", "0", "“max_video_kbps” should be a number above 0");
        row("6000", "-5", "“max_video_kbps” should be a number above 0");
        row("6000", "\"6000\"", "“max_video_kbps” should be a number above 0");
        row("6000", "6000.5", "“max_video_kbps” should be a whole number");
        row("6000", "1e99", "“max_video_kbps” should be a number above 0");
        row("1920x1080", "1920", "“max_size” should be a size");
        row("1920x1080", "0x99999999999999", "“max_size” should be a size");
        row("[\"h264\"]", "[\"vp8\"]", "there is no codec “vp8”");
        row("\"max_fps\"", "\"max_fsp\"", "service 1: “max_fsp” means nothing here");
        row("}]})", "}]})", "unchanged");
    }

    void whatIsWrongIsSaidWithItsPlace()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, says);
        QString text = kGood;
        if (says == "unchanged") {
            QVERIFY(ServiceCatalog::parse(text.toStdString()).ok());
            return;
        }
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
        const auto parsed = ServiceCatalog::parse(text.toStdString());
        QVERIFY(!parsed.ok());
        const QString message = QString::fromStdString(parsed.error().message());
        QVERIFY2(message.contains(says), qPrintable(message));
    }

    void theSameTwiceIsRefused()
    {
        QString text = kGood;
        const auto begin = text.indexOf('[') + 1;
        const QString service = text.mid(begin, text.lastIndexOf(']') - begin);
        text.insert(begin, service + ",");
        const auto parsed = ServiceCatalog::parse(text.toStdString());
        QVERIFY(!parsed.ok() && parsed.error().message().find("“a” is there twice") != std::string::npos);
    }

    void limitsAreNamed_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << 0 << "";
        QTest::newRow("video") << 1 << "video of up to 6000 kb/s; 6001";
        QTest::newRow("audio") << 2 << "sound of up to 160 kb/s; 192";
        QTest::newRow("keyframes") << 3 << "at least every 2 s; every 2.5 s";
        QTest::newRow("pictures") << 4 << "up to 60 pictures a second; 120";
        QTest::newRow("size") << 5 << "up to 1920×1080; 2560×1440";
        QTest::newRow("codec") << 6 << "H.264 only; the encoder that is chosen makes HEVC";
        QTest::newRow("upright") << 7 << "";
    }

    void limitsAreNamed()
    {
        QFETCH(int, which);
        QFETCH(QString, says);
        StreamFacts facts = within();
        switch (which) {
        case 1:
            facts.videoKbps = 6001;
            break;
        case 2:
            facts.audioKbps = 192;
            break;
        case 3:
            facts.keyframeS = 2.5;
            break;
        case 4:
            facts.fps = 120;
            break;
        case 5:
            facts.size = {2560, 1440};
            break;
        case 6:
            facts.codec = "hevc";
            break;
        case 7:
            facts.size = {1080, 1920};
            break;
        default:
            break;
        }
        const auto catalog = ServiceCatalog::parse(kGood.toStdString());
        QVERIFY(catalog.ok());
        const auto broken = brokenLimits(catalog->services().front(), facts);
        QCOMPARE(broken.size(), says.isEmpty() ? std::size_t(0) : std::size_t(1));
        if (!says.isEmpty())
            QVERIFY2(broken[0].english().find(says.toStdString()) != std::string::npos,
                broken[0].english().c_str());
    }
};

QTEST_GUILESS_MAIN(TestServiceCatalog)
#include "TestServiceCatalog.moc"
