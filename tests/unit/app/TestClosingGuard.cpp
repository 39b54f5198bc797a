// SPDX-License-Identifier: GPL-3.0-or-later
// A program that does not end is ended, with its exit status and a word; one that ends has nothing of it. Shown on this
// program itself, as a child.
#include <string_view>
#include <thread>

#include <QCoreApplication>
#include <QTest>

#include "app/ClosingGuard.h"
#include "tests/support/ChildProcess.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kStatus = 7;

// What does not answer any more when it is closed.
struct Device {
    Duration closesIn;
    ~Device() { std::this_thread::sleep_for(closesIn); }
};

int close(bool hangs)
{
    ClosingGuard guard(hangs ? milliseconds(50) : ClosingGuard::kMost);
    const Device device{hangs ? Duration(seconds(60)) : Duration(milliseconds(10))};
    return guard.closing(kStatus);
}

} // namespace

class TestClosingGuard : public QObject {
    Q_OBJECT
private slots:
    void whatHangsIsEnded_data()
    {
        QTest::addColumn<bool>("hangs");
        QTest::newRow("hangs") << true;
        QTest::newRow("closes") << false;
    }
    void whatHangsIsEnded()
    {
        QFETCH(bool, hangs);
        ChildProcess::Plan plan;
        plan.program = QCoreApplication::applicationFilePath().toStdString();
        plan.arguments = {hangs ? "--hang" : "--close"};
        ChildProcess child(plan);
        const auto exit = child.waitExit(std::chrono::seconds(10));
        QVERIFY(exit.has_value());
        QCOMPARE(exit->code, kStatus);
        const bool said = child.standardError().find("did not answer") != std::string::npos;
        QCOMPARE(said, hangs);
    }
};

int main(int argc, char** argv)
{
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--hang" || first == "--close")
        return close(first == "--hang");
    QCoreApplication application(argc, argv);
    TestClosingGuard test;
    return QTest::qExec(&test, argc, argv);
}

#include "TestClosingGuard.moc"
