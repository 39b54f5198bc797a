// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/av/AvUrl.h"
#include "core/av/HlsFacts.h"
#include "core/av/InputPlan.h"
#include "core/av/SourceIo.h"

using namespace sluice;

class AvUrlTest : public QObject {
    Q_OBJECT

private slots:
    void rtmpCarriesTheName()
    {
        const auto address = avAddress(*Url::parse("rtmp://host.example/live//a/b?k=1"), "192.0.2.7");
        QCOMPARE(address.url, std::string("rtmp://192.0.2.7/live//a/b?k=1"));
        QCOMPARE(address.options.get("rtmp_app"), std::string("live"));
        QCOMPARE(address.options.get("rtmp_playpath"), std::string("a/b?k=1"));
        QCOMPARE(address.options.get("rtmp_tcurl"), std::string("rtmp://host.example:1935/live"));
    }

    void httpCarriesTheName()
    {
        const auto v6 = avAddress(*Url::parse("http://host.example:8080/a?b=c"), "2001:db8::1");
        QCOMPARE(v6.url, std::string("http://[2001:db8::1]:8080/a?b=c"));
        QCOMPARE(v6.options.get("headers"), std::string("Host: host.example:8080\r\n"));
        const auto usual = avAddress(*Url::parse("icy://host.example/radio"), "192.0.2.7");
        QCOMPARE(usual.url, std::string("http://192.0.2.7/radio"));
        QCOMPARE(usual.options.get("headers"), std::string("Host: host.example\r\n"));
    }

    void tlsIsVerified()
    {
        for (const char* text : {"rtmps://host.example/live/key", "https://host.example/a.m3u8"}) {
            const auto address = avAddress(*Url::parse(text), "192.0.2.7", "/my/ca.pem");
            QCOMPARE(address.url, std::string(text));
            QCOMPARE(address.options.get("tls_verify"), std::string("1"));
            QCOMPARE(address.options.get("ca_file"), std::string("/my/ca.pem"));
        }
    }

    void laterAttemptsKeepTheirShare()
    {
        const TimePoint now(seconds(100));
        const TimePoint end(seconds(109));
        QCOMPARE(attemptDeadline(now, end, 0, 3), TimePoint(seconds(103)));
        QCOMPARE(attemptDeadline(TimePoint(seconds(103)), end, 1, 3), TimePoint(seconds(106)));
        QCOMPARE(attemptDeadline(TimePoint(seconds(101)), end, 2, 3), end);
    }

    void redirectsBecomeAbsolute()
    {
        const Url from = *Url::parse("http://a.example:81/x/y.m3u8?q=1");
        QCOMPARE(absoluteUrl(from, "https://b.example/z"), std::string("https://b.example/z"));
        QCOMPARE(absoluteUrl(from, "//b.example/z"), std::string("http://b.example/z"));
        QCOMPARE(absoluteUrl(from, "/z?r=2"), std::string("http://a.example:81/z?r=2"));
        QCOMPARE(absoluteUrl(from, "z.ts"), std::string("http://a.example:81/x/z.ts"));
    }

    void readsPlaylists()
    {
        const HlsFacts live = readHlsPlaylist("#EXTM3U\r\n#EXT-X-TARGETDURATION:6\r\n#EXTINF:6,\r\na.ts\r\n");
        QVERIFY(!live.master && !live.ended);
        QCOMPARE(live.targetDuration.value_or(Duration()), Duration(seconds(6)));
        QVERIFY(readHlsPlaylist("#EXTM3U\n#EXT-X-ENDLIST").ended);
        const HlsFacts master = readHlsPlaylist("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow/a.m3u8\n");
        QVERIFY(master.master);
        QCOMPARE(master.firstVariant, std::string("low/a.m3u8"));
        QVERIFY(!readHlsPlaylist("#EXT-X-TARGETDURATION:-3\n").targetDuration);
    }

    void plansByScheme()
    {
        const auto mms = inputPlans("mms://host.example/a");
        QCOMPARE(mms.value().size(), std::size_t(2));
        QCOMPARE(mms.value()[0].url.scheme, std::string("mmst"));
        const auto mmsElsewhere = inputPlans("mms://host.example:8080/a");
        QCOMPARE(mmsElsewhere.value()[0].url.scheme, std::string("mmsh"));
        QCOMPARE(inputPlans("pnm://host.example/a").value()[0].url.scheme, std::string("rtsp"));
        QCOMPARE(inputPlans("gopher://host.example/a").error().code(), ErrorCode::UnsupportedProtocol);
        QCOMPARE(inputPlans("concat:/etc/passwd").error().code(), ErrorCode::BadUrl);
        QCOMPARE(inputPlans("rtmp://host.example/live").error().code(), ErrorCode::BadUrl);
        const auto web = inputPlans("https://host.example/a.m3u8");
        QVERIFY(web.value()[0].protocols.find("file") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(AvUrlTest)
#include "AvUrlTest.moc"
