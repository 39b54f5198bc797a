// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include <QTest>

#include "core/publish/OrderQueue.h"

using namespace sluice;

namespace {

struct Order {
    char kind;
    int number;
};
using Orders = OrderQueue<Order>;

std::string all(Orders& orders)
{
    std::string text;
    while (const auto order = orders.tryPop())
        text += order->kind + std::to_string(order->number) + " ";
    return text;
}

} // namespace

class OrderQueueTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsDraggedPushesNothingOut()
    {
        Orders orders;
        orders.push({'S', 0}, Orders::Counts::Each);
        for (int i = 0; i < 1000; ++i) {
            orders.push({'L', i}, Orders::Counts::Latest);
            orders.push({'C', i}, Orders::Counts::Latest);
        }
        orders.push({'E', 0}, Orders::Counts::Each);
        QCOMPARE(all(orders), std::string("S0 L999 C999 E0 "));
    }

    void nothingOvertakesWhatCountsEachTime()
    {
        Orders orders;
        orders.push({'L', 1}, Orders::Counts::Latest);
        orders.push({'S', 1}, Orders::Counts::Each);
        orders.push({'L', 2}, Orders::Counts::Latest);
        orders.push({'S', 2}, Orders::Counts::Each);
        orders.push({'L', 3}, Orders::Counts::Latest);
        QCOMPARE(all(orders), std::string("L1 S1 L2 S2 L3 "));
    }
};

QTEST_GUILESS_MAIN(OrderQueueTest)
#include "OrderQueueTest.moc"
