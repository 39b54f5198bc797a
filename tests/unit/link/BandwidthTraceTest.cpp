// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/BandwidthTrace.h"

#include <cmath>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/link/LinkPlan.h"

using namespace sluice;

namespace {

bool near(double a, double b, double tolerance = 1e-6)
{
    return std::abs(a - b) <= tolerance;
}

QString sharedTrace(const char* name)
{
    const QString root
        = qEnvironmentVariable("SLUICE_TEST_MEDIA", QStringLiteral(SLUICE_SOURCE_DIR "/../shared"));
    return QDir(root).filePath(QStringLiteral("traces/") + QString::fromLatin1(name));
}

// Of the same make as the recorded traces, where those are absent.
std::string standIn(BandwidthTrace::Format format)
{
    std::string out;
    if (format == BandwidthTrace::Format::Mahimahi) {
        for (int i = 0; i < 23787; ++i)
            out += std::to_string(i * 60'000LL / 23786) + "\n";
    } else {
        for (int i = 0; i < 200; ++i)
            out += std::to_string(i * 0.7) + "\t" + std::to_string(0.3 + 2.0 * std::abs(std::sin(i * 0.1)))
                + "\n";
    }
    return out;
}

} // namespace

class BandwidthTraceTest final : public QObject {
    Q_OBJECT

private slots:
    void mahimahi()
    {
        const auto trace = BandwidthTrace::parse("0\n1\n1\n4\n10\n", "t");
        QVERIFY(trace.ok());
        QCOMPARE(trace->format(), BandwidthTrace::Format::Mahimahi);
        QVERIFY(trace->period() == milliseconds(10));
        // Five slots of 1500 bytes; those of 0 and 1 pass in the first millisecond.
        QVERIFY(near(trace->bytesBetween(Duration(0), milliseconds(1)), 4500));
        QVERIFY(near(trace->bytesBetween(milliseconds(1), milliseconds(3)), 0));
        QVERIFY(near(trace->bytesBetween(milliseconds(3), milliseconds(4)), 1500));
        QVERIFY(near(trace->bytesBetween(Duration(0), milliseconds(10)), 7500));
        QVERIFY(near(trace->bytesBetween(Duration(0), milliseconds(100)), 75000));
        QVERIFY(near(trace->meanKbps(), 6000));
        QVERIFY(trace->timeToCarry(Duration(0), 4500) == milliseconds(1));
        QVERIFY(trace->timeToCarry(Duration(0), 6000) == milliseconds(4));
        QVERIFY(trace->timeToCarry(milliseconds(1), 750) == microseconds(3500));
    }

    void pensieve()
    {
        // A value holds from the time of the line before.
        const auto trace = BandwidthTrace::parse("# made up\n100.0 99\n101.0\t4\n103.0 1\r\n", "t");
        QVERIFY(trace.ok());
        QCOMPARE(trace->format(), BandwidthTrace::Format::Pensieve);
        QVERIFY(trace->period() == seconds(3));
        QCOMPARE(trace->kbpsAt(Duration(0)), 4000.0);
        QCOMPARE(trace->kbpsAt(seconds(1)), 1000.0);
        QCOMPARE(trace->kbpsAt(milliseconds(3500)), 4000.0); // the next round
        QVERIFY(near(trace->bytesBetween(Duration(0), seconds(3)), 750'000));
        QCOMPARE(trace->meanKbps(), 2000.0);
    }

    void byteLogs()
    {
        const auto norway = BandwidthTrace::parse("1289406399 549692 59.851754 10.781778 248069 1008\n"
                                                  "1289406400 550772 59.851864 10.781833 191698 1080\n",
            "t");
        QVERIFY(norway.ok());
        QCOMPARE(norway->format(), BandwidthTrace::Format::ByteLog);
        QVERIFY(norway->period() == milliseconds(2088));
        QVERIFY(near(norway->bytesBetween(Duration(0), milliseconds(1008)), 248069));
        QVERIFY(near(norway->bytesBetween(milliseconds(1008), milliseconds(2088)), 191698));

        const auto ghent = BandwidthTrace::parse(
            "1453121792686 41287 51.0386553301824 3.73225142858955 2728896 0999\n", "t");
        QVERIFY(ghent.ok());
        QVERIFY(near(ghent->meanKbps(), 2728896.0 * 8 / 999));
    }

    void roundsRepeat()
    {
        const auto trace
            = BandwidthTrace::fromSteps({{seconds(1), 800}, {seconds(1), 0}, {seconds(2), 1600}});
        QVERIFY(trace.ok());
        // 100,000 + 0 + 400,000 bytes a round of 4 s
        QVERIFY(near(trace->bytesBetween(seconds(0), seconds(400)), 50'000'000));
        QVERIFY(near(trace->bytesBetween(seconds(399), seconds(401)), 300'000));
        QVERIFY(trace->timeToCarry(seconds(1), 1) == seconds(2) + microseconds(5));
        QVERIFY(trace->timeToCarry(seconds(0), 100'000) == seconds(1));
        QVERIFY(trace->timeToCarry(seconds(0), 500'000) == seconds(4)); // not the moment after
        QVERIFY(trace->timeToCarry(seconds(0), 550'000) == milliseconds(4500));
        QVERIFY(trace->timeToCarry(seconds(3'999'999'999), 0) == seconds(3'999'999'999));
        const auto pause = BandwidthTrace::fromSteps({{seconds(1), 800}, {seconds(3), 0}});
        QVERIFY(pause->timeToCarry(seconds(0), 100'000) == seconds(1)); // not the end of the pause
        QVERIFY(pause->timeToCarry(seconds(0), 300'000) == seconds(9));
        // Days later it is as exact.
        const Duration late = seconds(4) * 1'000'000;
        QVERIFY(trace->timeToCarry(late, 550'000) == late + milliseconds(4500));
        QVERIFY(near(trace->bytesBetween(late + seconds(2), late + seconds(3)), 200'000));
    }

    void carryingIsTheInverseOfCapacity()
    {
        const auto trace = BandwidthTrace::fromSteps({{milliseconds(37), 1234}, {milliseconds(300), 0},
            {milliseconds(113), 77}, {seconds(1), 90'000}});
        for (int from = 0; from < 3000; from += 41) {
            for (const double bytes : {1.0, 7.0, 1500.0, 99'999.0}) {
                const Duration begin = milliseconds(from);
                const Duration end = trace->timeToCarry(begin, bytes);
                QVERIFY(trace->bytesBetween(begin, end) >= bytes - 1e-3);
                QVERIFY(trace->bytesBetween(begin, end - Duration(1)) < bytes);
            }
        }
    }

    void scaled()
    {
        const auto trace = BandwidthTrace::fromSteps({{seconds(1), 120}, {seconds(1), 40}});
        const BandwidthTrace times = trace->scaledBy(25.0);
        QCOMPARE(times.kbpsAt(seconds(0)), 3000.0);
        QCOMPARE(times.meanKbps(), 2000.0);
        QCOMPARE(times.maxKbps(), 3000.0);
        QCOMPARE(trace->maxKbps(), 120.0);
    }

    void refusesWithASentence_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const QByteArray& text, const char* says) {
            QTest::newRow(name) << text << QByteArray(says);
        };
        row("empty", "", "no rates");
        row("only comments", "# nothing\n\n", "no rates");
        row("three columns", "1 2 3\n", "no known format");
        row("columns change", "1 2\n1\n", "more or fewer columns than the first line");
        row("not a number", "0\nx\n", "line 2");
        row("a fraction of a ms", "1.5\n", "whole number");
        row("negative", "-1\n", "whole number");
        row("backwards", "5\n4\n", "back in time");
        row("too large for 64 bits", "99999999999999999999\n", "whole number");
        row("a mahimahi of years", "9000000000000000000\n", "11 days");
        row("pensieve backwards", "0 1\n2 1\n1 1\n", "backwards");
        row("pensieve nan", "0 nan\n1 1\n", "Mbit/s");
        row("pensieve negative", "0 1\n1 -1\n", "rate outside");
        row("pensieve too fast", "0 1\n1 99999999\n", "rate outside");
        row("pensieve too long", "0 1\n1000001 1\n", "11 days");
        row("pensieve one line", "0 1\n", "no rates");
        row("never a byte", "0 0\n1 0\n2 0\n", "never lets a byte pass");
        row("bytes in no time", "1 1 1 1 5 0\n", "no time");
        row("negative bytes", "1 1 1 1 -5 10\n", "number of bytes");
        row("negative ms", "1 1 1 1 5 -10\n", "impossible length");
        row("binary", QByteArray("\0\x01\xff\n\0", 5), "whole number");
    }
    void refusesWithASentence()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto read = BandwidthTrace::parse(text.toStdString(), "/some/file");
        QVERIFY(!read.ok());
        QVERIFY(read.error().code() == ErrorCode::BadTrace || read.error().code() == ErrorCode::BadTraceLine);
        const QByteArray message = QByteArray::fromStdString(read.error().message());
        QVERIFY2(message.contains(says), message);
        QVERIFY2(message.contains("/some/file") && message.endsWith('.'), message);
    }

    void files()
    {
        QTemporaryDir dir;
        const std::string path = dir.filePath("t.pensieve").toStdString();
        QCOMPARE(BandwidthTrace::load(path).error().code(), ErrorCode::FileNotFound);
        QCOMPARE(BandwidthTrace::load(dir.path().toStdString()).error().code(), ErrorCode::FileUnreadable);
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("0 1\n10 8\n");
        file.close();
        const auto plan = LinkPlan::ofTrace(path);
        QVERIFY(plan.ok());
        QCOMPARE(plan->name, std::string("t.pensieve"));
        QCOMPARE(plan->trace->meanKbps(), 8000.0);
        LinkSpec both;
        both.bandwidthKbps = 100;
        QCOMPARE(LinkPlan::ofTrace(path, both).error().code(), ErrorCode::BadArgument);
    }

    void realTraces_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("periodS");
        QTest::addColumn<double>("meanKbps"); // 0: not pinned
        QTest::newRow("norway-bus-1.pensieve") << int(BandwidthTrace::Format::Pensieve) << 0.0 << 0.0;
        QTest::newRow("norway-ferry-2.pensieve") << int(BandwidthTrace::Format::Pensieve) << 0.0 << 0.0;
        QTest::newRow("puffer-220218.pensieve") << int(BandwidthTrace::Format::Pensieve) << 0.0 << 0.0;
        // 23,787 slots of 1500 bytes in one minute
        QTest::newRow("verizon-lte-60s.mahimahi")
            << int(BandwidthTrace::Format::Mahimahi) << 60.0 << 23787 * 12000.0 / 60'000;
    }
    void realTraces()
    {
        QFETCH(int, format);
        QFETCH(double, periodS);
        QFETCH(double, meanKbps);
        const QString path = sharedTrace(QTest::currentDataTag());
        const auto trace = QFile::exists(path)
            ? BandwidthTrace::load(path.toStdString())
            : BandwidthTrace::parse(standIn(BandwidthTrace::Format(format)), "stand-in");
        QVERIFY2(trace.ok(), trace.ok() ? "" : trace.error().message().c_str());
        QCOMPARE(int(trace->format()), format);
        QVERIFY(trace->meanKbps() > 50.0 && trace->meanKbps() < 100'000.0);
        if (periodS > 0.0) {
            QVERIFY(near(toSeconds(trace->period()), periodS, 0.1));
            QVERIFY(near(trace->meanKbps(), meanKbps, meanKbps * 0.002));
        }
        QVERIFY(near(trace->bytesBetween(Duration(0), trace->period() * 3),
            3 * trace->meanKbps() * 125.0 * toSeconds(trace->period()), 1.0));
    }
};

QTEST_GUILESS_MAIN(BandwidthTraceTest)
#include "BandwidthTraceTest.moc"
