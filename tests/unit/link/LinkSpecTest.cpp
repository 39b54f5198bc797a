// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/LinkSpec.h"
#include "core/link/LinkPlan.h"

#include <QTest>

using namespace sluice;

class LinkSpecTest final : public QObject {
    Q_OBJECT

private slots:
    void readsEveryWord()
    {
        const auto read = LinkSpec::parse(
            "bandwidth=900kbps,latency=80ms, jitter=0.02s,stall=3s@10s,stall=500ms@0s,reset=20s,limit=5MB,"
            "loss=1.5%,seed=18446744073709551615");
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().message().c_str());
        QCOMPARE(read->bandwidthKbps, std::optional(900.0));
        QVERIFY(read->latency == milliseconds(80));
        QVERIFY(read->jitter == milliseconds(20));
        QCOMPARE(read->stalls.size(), std::size_t{2});
        QVERIFY(read->stalls[0].length == seconds(3) && read->stalls[0].at == seconds(10));
        QVERIFY(read->stalls[1].length == milliseconds(500) && read->stalls[1].at == seconds(0));
        QVERIFY(read->resetAt == std::optional<Duration>(seconds(20)));
        QCOMPARE(read->limitBytes, std::optional<std::int64_t>(5'000'000));
        QCOMPARE(read->lossPercent, 1.5);
        QCOMPARE(read->seed, 18446744073709551615ULL);
        QVERIFY(!read->off());
    }

    void readsUnits()
    {
        QCOMPARE(LinkSpec::parse("bandwidth=2.5Mbps")->bandwidthKbps, std::optional(2500.0));
        QCOMPARE(LinkSpec::parse("bandwidth=400KBPS")->bandwidthKbps, std::optional(400.0));
        QCOMPARE(LinkSpec::parse("limit=1234")->limitBytes, std::optional<std::int64_t>(1234));
        QVERIFY(LinkSpec::parse("latency=1.5s")->latency == milliseconds(1500));
        QVERIFY(LinkSpec::parse("off")->off());
        QVERIFY(LinkSpec::parse("seed=3")->off());
    }

    void writesWhatItReads_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
            {"off", "bandwidth=900kbps,latency=80ms,jitter=20ms,stall=3000ms@10000ms,seed=1",
                "reset=1500ms,limit=77,loss=0.25%", "bandwidth=123.456kbps,latency=0.007ms"})
            QTest::newRow(text) << QByteArray(text);
    }
    void writesWhatItReads()
    {
        QFETCH(QByteArray, text);
        const auto read = LinkSpec::parse(text.toStdString());
        QVERIFY(read.ok());
        QCOMPARE(read->toString(), text.toStdString());
        QVERIFY(*LinkSpec::parse(read->toString()) == *read);
    }

    void tinyLossesAreReadAgain()
    {
        const auto read = LinkSpec::parse("loss=0.0000000048%");
        QVERIFY(read.ok());
        QVERIFY(*LinkSpec::parse(read->toString()) == *read);
        QCOMPARE(LinkSpec::parse("loss=0.0001%")->toString(), std::string("loss=0.0001%"));
    }

    void refusesWithASentence_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("names"); // what the sentence must speak of
        const auto row = [](const char* text, const char* names) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(names);
        };
        row("", "empty part");
        row("bandwidth=900kbps,", "empty part");
        row("bandwith=900kbps", "bandwith");
        row("bandwidth", "no value");
        row("bandwidth=900", "900kbps");
        row("bandwidth=0kbps", "use stall");
        row("bandwidth=nankbps", "no bandwidth");
        row("bandwidth=1e3kbps", "no bandwidth");
        row("bandwidth=-5kbps", "cannot be");
        row("bandwidth=99999Mbps", "cannot be");
        row("latency=80", "80ms");
        row("latency=11s", "cannot be");
        row("latency=-1ms", "cannot be");
        row("jitter=fast", "jitter");
        row("stall=3s", "when the stall begins");
        row("stall=3s@", "begin of a stall");
        row("stall=0s@1s", "length of a stall");
        row("reset=25h", "reset");
        row("limit=0", "limit");
        row("limit=1e30", "limit");
        row("loss=101", "loss");
        row("seed=-1", "seed");
        row("seed=1,seed=2", "twice");
        row("latency=1ms,latency=1ms", "twice");
    }
    void refusesWithASentence()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, names);
        const auto read = LinkSpec::parse(text.toStdString());
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code(), ErrorCode::BadArgument);
        const QByteArray message = QByteArray::fromStdString(read.error().message());
        QVERIFY2(message.contains(names), message);
        QVERIFY2(message.endsWith('.'), message);
    }

    void bounds()
    {
        QVERIFY(!LinkSpec::parse(std::string(LinkSpec::kMaxTextBytes + 1, 'a')).ok());
        std::string many = "stall=1s@1s";
        for (std::size_t i = 1; i < LinkSpec::kMaxStalls; ++i)
            many += ",stall=1s@1s";
        QVERIFY(LinkSpec::parse(many).ok());
        QVERIFY(!LinkSpec::parse(many + ",stall=1s@1s").ok());
        // Foreign text is cut and cleaned before it is repeated.
        const auto hostile = LinkSpec::parse("\x1b[31m" + std::string(500, 'x') + "=1");
        QVERIFY(hostile.error().message().size() < 200);
        QVERIFY(hostile.error().message().find('\x1b') == std::string::npos);
    }

    void lossOnlyForDatagrams()
    {
        LinkSpec spec;
        QVERIFY(spec.allowedOn(LinkTransport::Stream).ok());
        spec.lossPercent = 1.0;
        QVERIFY(spec.allowedOn(LinkTransport::Datagram).ok());
        const auto refused = spec.allowedOn(LinkTransport::Stream);
        QVERIFY(!refused.ok());
        QVERIFY(refused.error().message().find("datagrams") != std::string::npos);
    }

    void presets_data()
    {
        QTest::addColumn<double>("kbps");
        QTest::addColumn<int>("oneWayMs");
        QTest::newRow("3g-slow") << 400.0 << 200;
        QTest::newRow("3g") << 1600.0 << 150;
        QTest::newRow("4g") << 9000.0 << 85;
        QTest::newRow("lte") << 12000.0 << 35;
        QTest::newRow("cable") << 5000.0 << 14;
    }
    void presets()
    {
        QFETCH(double, kbps);
        QFETCH(int, oneWayMs);
        const auto plan = LinkPlan::ofPreset(QTest::currentDataTag());
        QVERIFY(plan.ok());
        QCOMPARE(plan->spec.bandwidthKbps, std::optional(kbps));
        QVERIFY(plan->spec.latency == milliseconds(oneWayMs));
        QVERIFY(!plan->off());
    }

    void presetNames()
    {
        QVERIFY(LinkPlan::ofPreset("off")->off());
        for (const LinkPreset& preset : linkPresets()) {
            const auto plan = LinkPlan::ofPreset(preset.name);
            QVERIFY(plan.ok());
            QCOMPARE(plan->name, std::string(preset.name));
            QCOMPARE(plan->relative, !preset.pattern.empty());
        }
        const auto unknown = LinkPlan::ofPreset("5g");
        QVERIFY(!unknown.ok());
        QVERIFY(unknown.error().message().find("3g-slow") != std::string::npos);
    }

    void patterns()
    {
        const auto cascade = LinkPlan::ofPreset("cascade");
        QVERIFY(cascade->trace->period() == seconds(150));
        QCOMPARE(cascade->trace->kbpsAt(seconds(75)), 40.0);
        const auto fast = LinkPlan::ofPreset("fast-jitter");
        QVERIFY(fast->trace->period() == milliseconds(11'600));
        QCOMPARE(fast->trace->kbpsAt(milliseconds(5300)), 50.0);
        QCOMPARE(LinkPlan::ofPreset("spike")->trace->kbpsAt(seconds(15)), 30.0);
        QCOMPARE(LinkPlan::ofPreset("slow-jitter")->trace->meanKbps(), 85.0);
    }
};

QTEST_GUILESS_MAIN(LinkSpecTest)
#include "LinkSpecTest.moc"
