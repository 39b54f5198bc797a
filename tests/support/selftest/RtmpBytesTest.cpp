// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <numeric>

#include "tests/support/Amf0.h"
#include "tests/support/RtmpChunks.h"

using namespace sluice::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes numbered(std::size_t size)
{
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t(0));
    return bytes;
}

std::vector<RtmpPacket> readAll(RtmpChunkReader& reader)
{
    std::vector<RtmpPacket> packets;
    while (auto packet = reader.next())
        packets.push_back(std::move(*packet));
    return packets;
}

} // namespace

class RtmpBytesTest : public QObject {
    Q_OBJECT

private slots:
    void amfOfAKnownMessage();
    void amfThereAndBack();
    void amfRefusesNonsense();
    void messagesThereAndBack_data();
    void messagesThereAndBack();
    void shortHeadersAndInterleaving();
    void chunkSizeIsObeyed();
    void anAbsurdLengthBreaks();
    void flvThereAndBack();
};

void RtmpBytesTest::amfOfAKnownMessage()
{
    const Bytes bytes = amf0::encodeAll({"a", 1.5, true, nullptr, amf0::Object{{"k", "v"}}});
    const Bytes expected{
        2, 0, 1, 'a', 0, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 1, 1, 5, 3, 0, 1, 'k', 2, 0, 1, 'v', 0, 0, 9};
    QCOMPARE(bytes, expected);
}

void RtmpBytesTest::amfThereAndBack()
{
    const std::string longText(70000, 'x');
    Bytes bytes = amf0::encodeAll(
        {longText, amf0::Array{1, "two"}, amf0::Object{{"deep", amf0::Object{{"er", -3.25}}}}});
    amf0::encodeEcmaArray({{"width", 1280}, {"stereo", false}}, bytes);
    const auto values = amf0::decodeAll(bytes);
    QVERIFY(values.has_value());
    QCOMPARE(values->size(), std::size_t(4));
    QCOMPARE((*values)[0].text(), longText);
    QCOMPARE(std::get<amf0::Array>((*values)[1].data)[1].text(), std::string("two"));
    QCOMPARE((*values)[2].field("deep").field("er").number(), -3.25);
    QCOMPARE((*values)[3].field("width").number(), 1280.0);
    QCOMPARE((*values)[3].field("none").text("other"), std::string("other"));
}

void RtmpBytesTest::amfRefusesNonsense()
{
    QVERIFY(!amf0::decodeAll(Bytes{2, 0, 5, 'a'}).has_value()); // text cut off
    QVERIFY(!amf0::decodeAll(Bytes{0x7f}).has_value()); // no such type
    QVERIFY(
        !amf0::decodeAll(Bytes{10, 0xff, 0xff, 0xff, 0xff}).has_value()); // four billion values, none there
    Bytes deep;
    for (int i = 0; i < 100; ++i)
        deep.insert(deep.end(), {10, 0, 0, 0, 1});
    QVERIFY(!amf0::decodeAll(deep).has_value());
}

void RtmpBytesTest::messagesThereAndBack_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<quint32>("stamp");
    QTest::newRow("empty") << 0 << 5U;
    QTest::newRow("one chunk") << 128 << 40U;
    QTest::newRow("one byte more") << 129 << 40U;
    QTest::newRow("many chunks") << 5000 << 0xfffffeU;
    QTest::newRow("long time stamp") << 5000 << 0x1234567U;
    QTest::newRow("the border") << 300 << 0xffffffU;
}

void RtmpBytesTest::messagesThereAndBack()
{
    QFETCH(int, size);
    QFETCH(quint32, stamp);
    const RtmpPacket sent{rtmp::kVideo, 1, stamp, numbered(static_cast<std::size_t>(size))};
    Bytes wire;
    writeRtmpChunks(sent, 6, 128, wire);
    writeRtmpChunks(sent, 6, 128, wire);
    RtmpChunkReader reader;
    std::vector<RtmpPacket> got;
    for (std::uint8_t byte : wire) { // the worst of networks
        reader.push(std::span(&byte, 1));
        for (RtmpPacket& packet : readAll(reader))
            got.push_back(std::move(packet));
    }
    QCOMPARE(got.size(), std::size_t(2));
    QCOMPARE(got[1].payload, sent.payload);
    QCOMPARE(got[1].timestampMs, sent.timestampMs);
    QCOMPARE(got[1].type, sent.type);
    QCOMPARE(got[1].streamId, 1U);
}

void RtmpBytesTest::shortHeadersAndInterleaving()
{
    RtmpChunkReader reader;
    reader.push(Bytes{0x04, 0, 0, 100, 0, 0, 2, 8, 1, 0, 0, 0, 'a', 'b'}); // format 0, at 100 ms
    reader.push(Bytes{0x44, 0, 0, 20, 0, 0, 1, 8, 'c'}); // format 1: 20 ms later
    reader.push(Bytes{0x84, 0, 0, 23, 'd'}); // format 2: 23 ms later, same length
    reader.push(Bytes{0xc4, 'e'}); // format 3: the same step again
    Bytes big{0x06, 0, 0, 7, 0, 0, 200, 9, 1, 0, 0, 0};
    big.resize(big.size() + 128, 'x');
    reader.push(big); // a message of two chunks …
    reader.push(Bytes{0xc4, 'f'}); // … another stream's between …
    reader.push(Bytes(1, 0xc6));
    reader.push(Bytes(72, 'y')); // … and its second half
    const auto got = readAll(reader);
    QCOMPARE(got.size(), std::size_t(6));
    const std::array<std::uint32_t, 6> stamps{100, 120, 143, 166, 189, 7};
    for (std::size_t i = 0; i < got.size(); ++i)
        QCOMPARE(got[i].timestampMs, stamps[i]);
    QCOMPARE(got[5].payload.size(), std::size_t(200));
    QCOMPARE(got[5].payload.back(), std::uint8_t('y'));
}

void RtmpBytesTest::chunkSizeIsObeyed()
{
    Bytes wire;
    writeRtmpChunks({rtmp::kSetChunkSize, 0, 0, {0, 0, 0x10, 0}}, 2, 128, wire);
    writeRtmpChunks({rtmp::kAudio, 1, 1, numbered(4096)}, 4, 4096, wire);
    RtmpChunkReader reader;
    reader.push(wire);
    const auto got = readAll(reader);
    QCOMPARE(got.size(), std::size_t(2));
    QCOMPARE(got[1].payload, numbered(4096));
}

void RtmpBytesTest::anAbsurdLengthBreaks()
{
    RtmpChunkReader reader;
    reader.push(Bytes{0x04, 0, 0, 0, 0xff, 0xff, 0xff, 8, 1, 0, 0, 0});
    QVERIFY(!reader.next().has_value());
    QVERIFY(!reader.broken()); // 16 MiB less one byte are allowed
    RtmpChunkReader shrinking;
    Bytes wire{0x04, 0, 0, 0, 0, 1, 0, 8, 1, 0, 0, 0};
    wire.resize(wire.size() + 128, 'x');
    wire.insert(
        wire.end(), {0x44, 0, 0, 0, 0, 0, 1, 8, 'x'}); // now it says that it is shorter than what has come
    shrinking.push(wire);
    QVERIFY(!shrinking.next().has_value());
    QVERIFY(shrinking.broken());
}

void RtmpBytesTest::flvThereAndBack()
{
    const std::vector<FlvTag> tags{
        {rtmp::kData, 0, {1, 2}}, {rtmp::kVideo, 40, numbered(300)}, {rtmp::kAudio, 0x2345678, {}}};
    Bytes file = writeFlv(tags);
    QCOMPARE(file[4], std::uint8_t(5)); // sound and picture
    auto got = readFlv(file);
    QCOMPARE(got.size(), tags.size());
    for (std::size_t i = 0; i < tags.size(); ++i) {
        QCOMPARE(got[i].type, tags[i].type);
        QCOMPARE(got[i].timestampMs, tags[i].timestampMs);
        QCOMPARE(got[i].body, tags[i].body);
    }
    file.resize(file.size() - 10); // cut off inside the last tag
    QCOMPARE(readFlv(file).size(), std::size_t(2));
    QVERIFY(readFlv(Bytes{'M', 'P', '4'}).empty());
}

QTEST_GUILESS_MAIN(RtmpBytesTest)
#include "RtmpBytesTest.moc"
