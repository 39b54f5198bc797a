// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/server/NginxConfig.h"
#include "core/server/StreamName.h"

using namespace sluice;

class NginxConfigTest : public QObject {
    Q_OBJECT
private slots:
    void fillsEveryWord();
    void loopbackUnlessShared();
    void refusesInjection_data();
    void refusesInjection();
    void refusesBadNumbers();
    void unknownWordIsAnError();
    void everyAnsweringLocationHasTheHeaders();
    void policyIsStrict();
    void names();

private:
    static NginxParameters good();
};

NginxParameters NginxConfigTest::good()
{
    NginxParameters p;
    p.modulePath = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
    p.runDirectory = "/dev/shm/sluice-server-a b";
    p.webRoot = "/usr/share/sluice/web";
    p.rtmpPort = 1935;
    p.httpPort = 8080;
    p.streamName = "talk";
    return p;
}

void NginxConfigTest::fillsEveryWord()
{
    NginxParameters p = good();
    p.hlsFragment = milliseconds(500);
    const auto text = fillNginxConfig(nginxConfigTemplate(), p);
    QVERIFY(text.ok());
    QVERIFY(text->find('%') == std::string::npos);
    QVERIFY(text->find("pid \"/dev/shm/sluice-server-a b/nginx.pid\";") != std::string::npos);
    QVERIFY(text->find("hls_fragment 500ms;") != std::string::npos);
    QVERIFY(text->find("hls_max_fragment 1500ms;") != std::string::npos);
    QVERIFY(text->find("location = /watch/talk {") != std::string::npos);
    QVERIFY(text->find("user root;") == std::string::npos);
    p.asRoot = true;
    QVERIFY(fillNginxConfig(nginxConfigTemplate(), p)->find("user root;") != std::string::npos);
}

void NginxConfigTest::loopbackUnlessShared()
{
    NginxParameters p = good();
    auto text = fillNginxConfig(nginxConfigTemplate(), p);
    QVERIFY(text->find("listen 127.0.0.1:1935;") != std::string::npos);
    QVERIFY(text->find("listen 127.0.0.1:8080;") != std::string::npos);
    QVERIFY(text->find("0.0.0.0") == std::string::npos);
    QVERIFY(text->find("default 1;") != std::string::npos); // a foreign Host is refused
    p.shared = true;
    text = fillNginxConfig(nginxConfigTemplate(), p);
    QVERIFY(text->find("listen 0.0.0.0:1935;") != std::string::npos);
    QVERIFY(text->find("default 0;") != std::string::npos);
    QVERIFY(text->find("deny publish all;") != std::string::npos); // shared is for viewers
}

void NginxConfigTest::refusesInjection_data()
{
    QTest::addColumn<QString>("value");
    for (const char* value : {"", "relative/path", "/a\"; load_module \"/evil.so", "/a$host", "/a\nb", "/a;b",
             "/a{b", "/a\\b", "/a%RUN%", "/a#b", "/a\x7f"})
        QTest::newRow(value) << QString::fromLatin1(value);
}

void NginxConfigTest::refusesInjection()
{
    QFETCH(QString, value);
    for (std::string NginxParameters::* member : {&NginxParameters::modulePath,
             &NginxParameters::runDirectory, &NginxParameters::webRoot, &NginxParameters::streamName}) {
        NginxParameters p = good();
        p.*member = value.toStdString();
        const auto text = fillNginxConfig(nginxConfigTemplate(), p);
        QVERIFY(!text.ok());
        QVERIFY(text.error().category() == ErrorCategory::Config);
    }
}

void NginxConfigTest::refusesBadNumbers()
{
    const auto refused = [](auto change) {
        NginxParameters p = good();
        change(p);
        return !fillNginxConfig(nginxConfigTemplate(), p).ok();
    };
    QVERIFY(refused([](NginxParameters& p) { p.rtmpPort = 0; }));
    QVERIFY(refused([](NginxParameters& p) { p.httpPort = 65536; }));
    QVERIFY(refused([](NginxParameters& p) { p.httpPort = p.rtmpPort; }));
    QVERIFY(refused([](NginxParameters& p) { p.hlsFragment = milliseconds(499); }));
    QVERIFY(refused([](NginxParameters& p) { p.hlsFragment = seconds(11); }));
    QVERIFY(!refused([](NginxParameters&) { }));
}

void NginxConfigTest::unknownWordIsAnError()
{
    QVERIFY(!fillNginxConfig("a %WHAT% b", good()).ok());
    QVERIFY(!fillNginxConfig("50 %", good()).ok());
    const auto filled = fillNginxConfig("%NAME%%RTMP_PORT%", good());
    QVERIFY(filled.ok());
    QCOMPARE(QString::fromStdString(*filled), "talk1935");
}

// nginx drops a parent's add_header where a location has one of its own.
void NginxConfigTest::everyAnsweringLocationHasTheHeaders()
{
    const QString text = QString::fromStdString(*fillNginxConfig(nginxConfigTemplate(), good()));
    const QString http = text.mid(text.indexOf("server {", text.indexOf("map $host")));
    const QString pages = http.left(http.indexOf("admin.sock"));
    const QStringList locations = pages.split("location ").mid(1);
    QCOMPARE(locations.size(), 7);
    for (const QString& location : locations)
        if (!location.contains("return 302"))
            QVERIFY2(location.contains("include \"/dev/shm/sluice-server-a b/security_headers.conf\";"),
                qPrintable(location));
    for (const QString& location : locations)
        if (location.startsWith("= /hls") || location.startsWith("/hls") || location.startsWith("= /status"))
            QVERIFY2(location.contains("add_header Cache-Control no-store always;"), qPrintable(location));
}

void NginxConfigTest::policyIsStrict()
{
    const QString headers
        = QString::fromUtf8(securityHeadersConfig().data(), qsizetype(securityHeadersConfig().size()));
    QVERIFY(headers.contains(
        "\"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'\" always;"));
    QVERIFY(headers.contains("X-Content-Type-Options nosniff always;"));
    QVERIFY(headers.contains("Referrer-Policy no-referrer always;"));
}

void NginxConfigTest::names()
{
    QVERIFY(isStreamName("talk"));
    QVERIFY(isStreamName("My_talk-2"));
    QVERIFY(isStreamName(std::string(64, 'a')));
    for (const std::string& bad :
        {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a/b"), std::string(".."),
            std::string("a\0b", 3), std::string("ñ"), std::string("a%41")})
        QVERIFY(!isStreamName(bad));
    const std::string key = randomStreamKey();
    QVERIFY(isStreamName(key));
    QCOMPARE(key.size(), std::size_t(24));
    QVERIFY(key != randomStreamKey());
    QVERIFY(equalSecrets("abc", "abc"));
    QVERIFY(!equalSecrets("abc", "abd"));
    QVERIFY(!equalSecrets("abc", "abcd"));
    QVERIFY(!equalSecrets("", "a"));
}

QTEST_GUILESS_MAIN(NginxConfigTest)
#include "NginxConfigTest.moc"
