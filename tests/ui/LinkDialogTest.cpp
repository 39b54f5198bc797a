// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "ui/watch/LinkDialog.h"

using namespace sluice;

class LinkDialogTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void presetsAreStarted();
    void figuresSeedAndStall();
    void everyFormatIsOpened_data();
    void everyFormatIsOpened();
    void wrongTracesAreSaid_data();
    void wrongTracesAreSaid();
    void traceIsTakenAwayAgain();
    void stopEndsIt();
    void whatIsInForceIsFollowed();
    void closedWhileReading();

private:
    QString write(const char* name, const QByteArray& text)
    {
        const QString path = m_folder.filePath(QLatin1String(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size())
            qFatal("no place for %s", name);
        return path;
    }
    QTemporaryDir m_folder;
};

void LinkDialogTest::presetsAreStarted()
{
    for (const LinkPreset& preset : linkPresets()) {
        LinkDialog dialog;
        std::vector<LinkPlan> asked;
        connect(
            &dialog, &LinkDialog::linkRequested, this, [&](const LinkPlan& plan) { asked.push_back(plan); });
        const int index = dialog.preset()->findData(
            QString::fromUtf8(preset.name.data(), static_cast<qsizetype>(preset.name.size())));
        QVERIFY(index >= 0);
        dialog.preset()->setCurrentIndex(index);
        emit dialog.preset()->activated(index);
        const auto wanted = LinkPlan::ofPreset(preset.name);
        QCOMPARE(dialog.useButton()->isEnabled(), !wanted->off());
        dialog.useButton()->click();
        if (wanted->off())
            continue;
        QCOMPARE(asked.size(), std::size_t{1});
        QCOMPARE(asked[0].name, std::string(preset.name));
        QVERIFY(asked[0].spec == wanted->spec);
        QCOMPARE(asked[0].trace != nullptr, wanted->trace != nullptr);
        QCOMPARE(asked[0].relative, wanted->relative);
        QCOMPARE(dialog.preset()->currentIndex(), index);
    }
}

void LinkDialogTest::figuresSeedAndStall()
{
    LinkDialog dialog;
    LinkPlan asked;
    connect(&dialog, &LinkDialog::linkRequested, this, [&](const LinkPlan& plan) { asked = plan; });
    QVERIFY(!dialog.useButton()->isEnabled()); // nothing is asked of the link yet
    dialog.bandwidth()->setValue(900);
    QCOMPARE(dialog.preset()->currentText(), QStringLiteral("Custom link"));
    dialog.delay()->setValue(80);
    dialog.jitter()->setValue(20);
    dialog.stallFor()->setValue(3);
    dialog.stallAt()->setValue(10);
    dialog.seed()->setValue(7);
    dialog.useButton()->click();
    QCOMPARE(asked.spec.toString(),
        LinkSpec::parse("bandwidth=900kbps,latency=80ms,jitter=20ms,stall=3s@10s,seed=7")->toString());
    QVERIFY(!asked.trace && asked.name.empty());
    // A preset that is changed is no preset any more.
    dialog.preset()->setCurrentIndex(dialog.preset()->findData(QStringLiteral("3g")));
    emit dialog.preset()->activated(dialog.preset()->currentIndex());
    QCOMPARE(dialog.bandwidth()->value(), 1600);
    QCOMPARE(dialog.seed()->value(), 7); // stays
    dialog.delay()->setValue(90);
    QCOMPARE(dialog.preset()->currentText(), QStringLiteral("Custom link"));
}

void LinkDialogTest::everyFormatIsOpened_data()
{
    using Format = BandwidthTrace::Format;
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("mean");
    QTest::newRow("mahimahi") << QByteArray("10\n20\n30\n40\n50\n60\n70\n80\n90\n100\n")
                              << int(Format::Mahimahi) << QStringLiteral(u"1.2\u00a0Mb/s");
    QTest::newRow("pensieve") << QByteArray("0.0 9\n10.0 2.5\n20.0 1.5\n") << int(Format::Pensieve)
                              << QStringLiteral(u"2.0\u00a0Mb/s");
    QTest::newRow("norway") << QByteArray("1289406399 549692 59.851754 10.781778 248069 1008\n"
                                          "1289406400 550692 59.851754 10.781778 250000 1000\n")
                            << int(Format::ByteLog) << QStringLiteral(u"2.0\u00a0Mb/s");
    QTest::newRow("ghent") << QByteArray(
        "1453122790686 2 51.038 3.724 500000 1000\r\n1453122791686 1002 51.038 3.724 500000 1000\r\n")
                           << int(Format::ByteLog) << QStringLiteral(u"4.0\u00a0Mb/s");
}

void LinkDialogTest::everyFormatIsOpened()
{
    QFETCH(QByteArray, text);
    QFETCH(int, format);
    QFETCH(QString, mean);
    LinkDialog dialog;
    LinkPlan asked;
    connect(&dialog, &LinkDialog::linkRequested, this, [&](const LinkPlan& plan) { asked = plan; });
    dialog.bandwidth()->setValue(500);
    dialog.seed()->setValue(3);
    dialog.openTrace(write("a.trace", text));
    QVERIFY(dialog.loading()); // elsewhere
    QVERIFY(!dialog.useButton()->isEnabled());
    QTRY_VERIFY(!dialog.loading());
    QVERIFY2(dialog.message()->text().isEmpty(), qPrintable(dialog.message()->text()));
    QVERIFY(!dialog.bandwidth()->isEnabled()); // the trace says it
    bool shown = false;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        shown = shown || (label->text().contains(QStringLiteral("a.trace")) && label->text().contains(mean));
    QVERIFY(shown);
    dialog.jitter()->setValue(15);
    dialog.useButton()->click();
    QVERIFY(asked.trace != nullptr && !asked.relative);
    QCOMPARE(int(asked.trace->format()), format);
    QCOMPARE(asked.name, std::string("a.trace"));
    QVERIFY(!asked.spec.bandwidthKbps);
    QCOMPARE(asked.spec.seed, std::uint64_t{3});
    QCOMPARE(asked.spec.jitter, Duration(milliseconds(15)));
}

void LinkDialogTest::wrongTracesAreSaid_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("no rates");
    QTest::newRow("words") << QByteArray("a b\n") << QStringLiteral("line 1");
    QTest::newRow("three columns") << QByteArray("1 2 3\n") << QStringLiteral("no known format");
    QTest::newRow("backwards") << QByteArray("5\n3\n") << QStringLiteral("line 2");
    QTest::newRow("nothing passes") << QByteArray("0 1\n1 0\n2 0\n") << QStringLiteral("never lets");
    QTest::newRow("binary") << QByteArray("\x00\xff\x7f ELF", 7) << QStringLiteral("line 1");
    QTest::newRow("missing") << QByteArray("-") << QStringLiteral("There is no file");
    QTest::newRow("folder") << QByteArray("/") << QStringLiteral("cannot be read");
}

void LinkDialogTest::wrongTracesAreSaid()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, said);
    LinkDialog dialog;
    QSignalSpy asked(&dialog, &LinkDialog::linkRequested);
    dialog.bandwidth()->setValue(700);
    dialog.openTrace(text == "-" ? m_folder.filePath(QStringLiteral("none"))
            : text == "/"        ? m_folder.path()
                                 : write("wrong.trace", text));
    QTRY_VERIFY(!dialog.loading());
    QVERIFY2(dialog.message()->text().contains(said), qPrintable(dialog.message()->text()));
    QVERIFY(asked.isEmpty());
    // What was there before still is.
    QVERIFY(dialog.bandwidth()->isEnabled());
    QCOMPARE(dialog.bandwidth()->value(), 700);
    QVERIFY(dialog.useButton()->isEnabled());
}

void LinkDialogTest::traceIsTakenAwayAgain()
{
    LinkDialog dialog;
    dialog.openTrace(write("b.trace", "0 1\n10 2\n"));
    QTRY_VERIFY(!dialog.loading());
    dialog.delay()->setValue(40);
    QVERIFY(dialog.dropButton()->isEnabled());
    dialog.dropButton()->click();
    QVERIFY(dialog.bandwidth()->isEnabled());
    LinkPlan asked;
    connect(&dialog, &LinkDialog::linkRequested, this, [&](const LinkPlan& plan) { asked = plan; });
    dialog.useButton()->click();
    QVERIFY(!asked.trace);
    QCOMPARE(asked.spec.latency, Duration(milliseconds(40)));
}

void LinkDialogTest::stopEndsIt()
{
    LinkDialog dialog;
    auto plan = LinkPlan::ofPreset("cascade");
    dialog.setInForce(*plan);
    QCOMPARE(dialog.preset()->currentData().toString(), QStringLiteral("cascade"));
    QVERIFY(dialog.offButton()->isEnabled());
    std::vector<LinkPlan> asked;
    connect(
        &dialog, &LinkDialog::linkRequested, this, [&](const LinkPlan& wanted) { asked.push_back(wanted); });
    dialog.offButton()->click();
    QCOMPARE(asked.size(), std::size_t{1});
    QVERIFY(asked[0].off());
    QCOMPARE(dialog.preset()->currentData().toString(), QStringLiteral("off"));
    dialog.setInForce({});
    QVERIFY(!dialog.offButton()->isEnabled());
}

void LinkDialogTest::whatIsInForceIsFollowed()
{
    LinkDialog dialog;
    dialog.setInForce(*LinkPlan::ofPreset("4g"));
    QCOMPARE(dialog.bandwidth()->value(), 9000);
    dialog.delay()->setValue(33);
    dialog.setInForce(*LinkPlan::ofPreset("lte")); // chosen elsewhere: what is being edited stays
    QCOMPARE(dialog.delay()->value(), 33);
    QCOMPARE(dialog.bandwidth()->value(), 9000);
}

void LinkDialogTest::closedWhileReading()
{
    QByteArray much;
    for (int i = 0; i < 1'500'000; ++i)
        much += QByteArray::number(i) + '\n';
    const QString path = write("large.trace", much);
    QElapsedTimer since;
    {
        LinkDialog dialog;
        dialog.openTrace(path);
        QVERIFY(dialog.loading());
        dialog.openTrace(write("small.trace", "0 1\n10 2\n")); // the newest counts
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.loading(), 10'000);
        QVERIFY(dialog.message()->text().isEmpty());
        dialog.useButton()->click();
        dialog.openTrace(path);
        since.start();
    }
    QVERIFY2(since.elapsed() < 1000, "the reader is waited for");
}

QTEST_MAIN(LinkDialogTest)
#include "LinkDialogTest.moc"
