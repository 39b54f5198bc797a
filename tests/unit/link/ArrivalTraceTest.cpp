// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/ArrivalTrace.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;

namespace {

constexpr TimePoint kStart{seconds(50)};

CodedPacket packet(StreamKind kind, int ptsMs, std::size_t bytes, bool keyframe)
{
    CodedPacket out;
    out.kind = kind;
    out.pts = out.dts = mediaTime(milliseconds(ptsMs));
    out.duration = milliseconds(33);
    out.size = bytes;
    out.keyframe = keyframe;
    return out;
}

void fill(ArrivalTrace& trace)
{
    trace.start(kStart);
    trace.setInfo("delivery", "pushed");
    trace.setInfo("odd key\n", "two words\tand a tab");
    trace.addPacket(kStart + milliseconds(10), packet(StreamKind::Video, -40, 50'000, true));
    trace.addPacket(kStart + milliseconds(11), packet(StreamKind::Audio, 0, 300, true));
    trace.addPacket(kStart + milliseconds(40), packet(StreamKind::Video, 0, 900, false));
    trace.addLoad({milliseconds(1), milliseconds(5), milliseconds(9), milliseconds(1), Duration(7), 51'200,
        seconds(2)});
    trace.addEvent(kStart + milliseconds(20), "settings_changed");
}

constexpr const char* kHead = "sluice.arrivals/1\n";

} // namespace

class ArrivalTraceTest final : public QObject {
    Q_OBJECT

private slots:
    void roundTrip()
    {
        ArrivalTrace trace;
        fill(trace);
        const ArrivalData data = trace.snapshot();
        QCOMPARE(data.packets.size(), std::size_t{3});
        QVERIFY(data.packets[0].at == milliseconds(10));
        QVERIFY(data.packets[0].pts == mediaTime(milliseconds(-40)));
        QVERIFY(data.packets[0].keyframe && !data.packets[2].keyframe);
        QCOMPARE(data.info.at("odd_key_"), std::string("two words_and a tab"));

        QTemporaryDir dir;
        const std::string path = dir.filePath("a.arrivals").toStdString();
        QVERIFY(data.save(path).ok());
        const auto read = ArrivalData::load(path);
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message().c_str());
        QVERIFY(*read == data);
        QCOMPARE(read->toText(), data.toText());
    }

    void textIsAsDocumented()
    {
        ArrivalTrace trace;
        fill(trace);
        const QByteArray text = QByteArray::fromStdString(trace.snapshot().toText());
        QVERIFY(text.startsWith(kHead));
        QVERIFY(text.contains("\npacket\t10000\tvideo\t-40000\t33000\t50000\t1\t0\t0\n"));
        QVERIFY(text.contains("\nload\t9000\t1000\t5000\t1000\t7\t51200\t2000000\n"));
        QVERIFY(text.contains("\nevent\t20000\tsettings_changed\n"));
        QVERIFY(text.contains("\ninfo\tdelivery\tpushed\n"));
    }

    void blanksWorkToo()
    {
        const auto read = ArrivalData::parse(
            "sluice.arrivals/1\r\n# a comment\r\n\r\n  packet 5 audio 100   0 7 1\r\ninfo a  b c \r\nlost 4\r\n",
            "t");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message().c_str());
        QCOMPARE(read->packets.size(), std::size_t{1});
        QCOMPARE(read->packets[0].bytes, 7U);
        QCOMPARE(read->info.at("a"), std::string("b c"));
        QCOMPARE(read->lost, std::uint64_t{4});
    }

    void bounded()
    {
        ArrivalTrace trace(100);
        trace.start(kStart);
        for (int i = 0; i < 250; ++i)
            trace.addPacket(kStart + milliseconds(i), packet(StreamKind::Video, i, 1, false));
        for (int i = 0; i < 15; ++i)
            trace.addEvent(kStart + milliseconds(i), "seek");
        QCOMPARE(trace.packetCount(), std::size_t{100});
        QCOMPARE(trace.lost(), std::uint64_t{155});
        const ArrivalData data = trace.snapshot();
        QVERIFY(data.packets.front().at == milliseconds(150)); // the newest are kept
        QCOMPARE(data.events.size(), std::size_t{10});
        QCOMPARE(ArrivalData::parse(data.toText(), "t")->lost, std::uint64_t{155});
        trace.start(kStart);
        QCOMPARE(trace.lost(), std::uint64_t{0});
    }

    void lateReportsKeepTheOrder()
    {
        ArrivalTrace trace;
        trace.start(kStart);
        trace.addPacket(kStart + milliseconds(10), packet(StreamKind::Video, 0, 1, false));
        trace.addPacket(kStart + milliseconds(8), packet(StreamKind::Audio, 0, 1, false));
        trace.addPacket(kStart - milliseconds(8), packet(StreamKind::Audio, 0, 1, false));
        const ArrivalData data = trace.snapshot();
        QVERIFY(data.packets[2].at == milliseconds(10));
        QVERIFY(ArrivalData::parse(data.toText(), "t").ok());
    }

    void refusesWithASentence_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const QByteArray& text, const char* says) {
            QTest::newRow(name) << text << QByteArray(says);
        };
        const QByteArray head(kHead);
        row("empty", "", "does not begin with");
        row("another file", "{\"schema\":1}\n", "does not begin with");
        row("a later version", "sluice.arrivals/2\n", "does not begin with");
        row("unknown record", head + "parcel 1 2\n", "line 2");
        row("too few columns", head + "packet 1 video 0 0 5\n", "no record");
        row("too many columns", head + "packet 1 video 0 0 5 1 9\n", "no record");
        row("no stream", head + "packet 1 smell 0 0 5 1\n", "video or audio");
        row("no flag", head + "packet 1 video 0 0 5 2\n", "video or audio");
        row("negative time", head + "packet -1 video 0 0 5 1\n", "impossible number");
        row("huge time", head + "packet 99999999999999 video 0 0 5 1\n", "impossible number");
        row("huge pts", head + "packet 1 video -9223372036854775808 0 5 1\n", "impossible number");
        row("negative bytes", head + "packet 1 video 0 0 -5 1\n", "impossible number");
        row("bytes over 32 bits", head + "packet 1 video 0 0 4294967296 1\n", "impossible number");
        row("fraction", head + "packet 1.5 video 0 0 5 1\n", "impossible number");
        row("backwards", head + "packet 2 video 0 0 5 1\npacket 1 video 0 0 5 1\n", "back in time");
        row("load ends first", head + "load 1 2 3 0 0 5 0\n", "back in time");
        row("event backwards", head + "event 5 a\nevent 4 b\n", "back in time");
        row("lost what", head + "lost many\n", "no count");
        QByteArray facts = head;
        for (int i = 0; i <= 64; ++i)
            facts += "info k" + QByteArray::number(i) + " v\n";
        row("too many facts", facts, "fact too many");
    }
    void refusesWithASentence()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto read = ArrivalData::parse(text.toStdString(), "some file");
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code(), ErrorCode::BadArgument);
        const QByteArray message = QByteArray::fromStdString(read.error().message());
        QVERIFY2(message.contains(says), message);
        QVERIFY2(message.contains("some file") && message.endsWith('.'), message);
    }

    void whatCameAfterTheCutNeverCame()
    {
        ArrivalData data;
        for (const int ms : {100, 900, 1000, 1001, 2500})
            data.packets.push_back({.at = milliseconds(ms), .bytes = 10});
        data.loads
            = {{.done = milliseconds(500)}, {.requested = milliseconds(900), .done = milliseconds(1500)}};
        data.events = {{milliseconds(50), "priming"}, {milliseconds(2000), "stall_start"}};
        ArrivalData whole = data;
        whole.cutAt(seconds(3));
        QVERIFY(whole == data);
        data.cutAt(seconds(1));
        QCOMPARE(data.packets.size(), std::size_t{3});
        QCOMPARE(data.loads.size(), std::size_t{1});
        QCOMPARE(data.events.size(), std::size_t{2}); // and where the trace ends
        QVERIFY(data.events.back() == (ArrivalEvent{seconds(1), "cut"}));
        data.cutAt(milliseconds(1));
        QVERIFY(data.packets.empty());
    }

    void files()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("x");
        QCOMPARE(ArrivalData::load(path.toStdString()).error().code(), ErrorCode::FileNotFound);
        QCOMPARE(ArrivalData::load(dir.path().toStdString()).error().code(), ErrorCode::FileUnreadable);
        QCOMPARE(ArrivalData().save(dir.filePath("no/such/folder").toStdString()).error().code(),
            ErrorCode::FileUnwritable);
        QVERIFY(ArrivalData().save(path.toStdString()).ok());
        QVERIFY(ArrivalData().save(path.toStdString()).ok()); // replaces
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList{"x"}); // nothing is left beside it
        QVERIFY(ArrivalData().save("/dev/null").ok());
        QVERIFY(QFile("/dev/null").exists() && !QFileInfo("/dev/null").isFile());
        QVERIFY(QFile::exists("/dev/full") ? !ArrivalData().save("/dev/full").ok() : true);
    }
};

QTEST_GUILESS_MAIN(ArrivalTraceTest)
#include "ArrivalTraceTest.moc"
