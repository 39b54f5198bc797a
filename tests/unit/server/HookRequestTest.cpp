// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/server/HookRequest.h"

using namespace sluice;
using Status = HookRequest::Status;

namespace {

std::string request(const std::string& body, const std::string& path = "/on_publish")
{
    return "POST " + path + " HTTP/1.0\r\nHost: unix\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + "Connection: Close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

class HookRequestTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatNginxSends();
    void waitsForTheRest();
    void firstValueWins();
    void decodesEscapes();
    void refusesHostile_data();
    void refusesHostile();
    void boundsSizes();
    void anyBytesAreSafe();
};

void HookRequestTest::readsWhatNginxSends()
{
    HookRequest read;
    const std::string text
        = request("app=live&flashver=FMLE/3.0&swfurl=&tcurl=rtmp://127.0.0.1:1935/live&pageurl=&"
                  "addr=127.0.0.1&clientid=7&call=publish&name=abc&type=live");
    QCOMPARE(HookRequest::parse(text, read), Status::Complete);
    QCOMPARE(read.path(), std::string("/on_publish"));
    QVERIFY(read.field("app") == "live");
    QVERIFY(read.field("addr") == "127.0.0.1");
    QVERIFY(read.field("clientid") == "7");
    QVERIFY(read.field("name") == "abc");
    QVERIFY(read.field("swfurl").empty());
    QVERIFY(read.field("nothing").empty());
}

void HookRequestTest::waitsForTheRest()
{
    const std::string text = request("app=live&name=abc");
    for (std::size_t i = 0; i < text.size(); ++i) {
        HookRequest read;
        QCOMPARE(HookRequest::parse(std::string_view(text).substr(0, i), read), Status::Incomplete);
    }
}

// nginx appends the client's own arguments behind its fields: rtmp://…/live/wrong?name=KEY must not become KEY.
void HookRequestTest::firstValueWins()
{
    HookRequest read;
    QCOMPARE(HookRequest::parse(
                 request("app=live&addr=10.0.0.9&name=wrong&type=live&name=KEY&addr=127.0.0.1"), read),
        Status::Complete);
    QVERIFY(read.field("name") == "wrong");
    QVERIFY(read.field("addr") == "10.0.0.9");
}

void HookRequestTest::decodesEscapes()
{
    QCOMPARE(percentDecoded("a%20b%2Fc"), std::string("a b/c"));
    QCOMPARE(percentDecoded("%"), std::string("%"));
    QCOMPARE(percentDecoded("%4"), std::string("%4"));
    QCOMPARE(percentDecoded("%zz%41"), std::string("%zzA"));
    QCOMPARE(percentDecoded("%00"), std::string("\0", 1));
    HookRequest read;
    QCOMPARE(HookRequest::parse(request("a%3db=c%26d&&=x&lone"), read), Status::Complete);
    QVERIFY(read.field("a=b") == "c&d");
    QVERIFY(read.field("lone").empty());
}

void HookRequestTest::refusesHostile_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
    row("GET", "GET /on_publish HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
    row("no length", "POST /on_publish HTTP/1.0\r\nHost: a\r\n\r\n");
    row("two lengths", "POST /x HTTP/1.0\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n");
    row("negative", "POST /x HTTP/1.0\r\nContent-Length: -1\r\n\r\n");
    row("hex", "POST /x HTTP/1.0\r\nContent-Length: 0x10\r\n\r\n");
    row("huge", "POST /x HTTP/1.0\r\nContent-Length: 99999999999999999999999\r\n\r\n");
    row("too long", "POST /x HTTP/1.0\r\nContent-Length: 32769\r\n\r\n");
    row("chunked", "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n");
    row("more than said", "POST /x HTTP/1.0\r\nContent-Length: 1\r\n\r\nab");
    row("no version", "POST /x\r\nContent-Length: 0\r\n\r\n");
    row("no path", "POST HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
    row("query", "POST /x?name=KEY HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
    row("header without colon", "POST /x HTTP/1.0\r\nnonsense\r\nContent-Length: 0\r\n\r\n");
    static constexpr char kNul[] = "POST /x\0 HTTP/1.0\r\nContent-Length: 0\r\n\r\n";
    row("NUL", QByteArray(kNul, sizeof kNul - 1));
    row("empty head", "\r\n\r\n");
}

void HookRequestTest::refusesHostile()
{
    QFETCH(QByteArray, text);
    HookRequest read;
    QCOMPARE(HookRequest::parse(std::string_view(text.data(), std::size_t(text.size())), read), Status::Bad);
}

void HookRequestTest::boundsSizes()
{
    HookRequest read;
    QCOMPARE(HookRequest::parse("POST /x HTTP/1.0\r\nA: " + std::string(HookRequest::kMaxHead, 'a'), read),
        Status::Bad);
    QCOMPARE(HookRequest::parse(request(std::string(HookRequest::kMaxBody, '&')), read), Status::Complete);
    QCOMPARE(HookRequest::parse(request(std::string(HookRequest::kMaxBody + 1, '&')), read), Status::Bad);
    std::string many;
    for (std::size_t i = 0; i < HookRequest::kMaxFields; ++i)
        many += "a=1&";
    QCOMPARE(HookRequest::parse(request(many + "name=late"), read), Status::Complete);
    QVERIFY(read.field("name").empty());
}

void HookRequestTest::anyBytesAreSafe()
{
    const std::string valid = request("app=live&name=a%41b&addr=127.0.0.1");
    std::uint32_t seed = 1;
    for (int round = 0; round < 20000; ++round) {
        std::string text = valid;
        for (int change = 0; change < 4; ++change) {
            seed = seed * 1664525U + 1013904223U;
            text[(seed >> 8U) % text.size()] = static_cast<char>(seed >> 24U);
        }
        HookRequest read;
        (void)HookRequest::parse(text, read); // must neither crash nor read outside (sanitizers)
    }
}

QTEST_GUILESS_MAIN(HookRequestTest)
#include "HookRequestTest.moc"
