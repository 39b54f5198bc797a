// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>
#include <QTest>

#include <cmath>
#include <random>

#include "core/devices/DeviceClockMap.h"

using namespace sluice;

namespace {

constexpr TimePoint kStart{seconds(5000)};

// A device whose crystal is off by `ppm`, whose callbacks come late by up to `jitterMs` and whose own times are as
// told.
struct Device {
    double ppm = 0;
    double jitterMs = 0;
    enum class Times { Good, Zero, Future, Noisy } times = Times::Good;
    int frames = 480;
    double latencyS = 0.02;
    std::mt19937 random{7};
    std::int64_t index = 0;

    // True time at which frame `i` was heard.
    TimePoint truth(std::int64_t i) const
    {
        return kStart + fromSeconds(static_cast<double>(i) / 48000.0 / (1 + ppm * 1e-6));
    }
    TimePoint step(DeviceClockMap& map, bool lost = false)
    {
        std::uniform_real_distribution<double> unit(0, 1);
        const TimePoint now
            = truth(index) + fromSeconds(latencyS) + fromSeconds(unit(random) * jitterMs / 1000);
        CallbackTime time{now, 0, 0};
        const double clock = toSeconds(now.time_since_epoch()) + 1e6; // its zero is not ours
        const double edge = toSeconds(truth(index).time_since_epoch()) + 1e6;
        if (times == Times::Good)
            time = {now, clock, edge};
        else if (times == Times::Noisy)
            time = {now, clock, edge + (unit(random) - 0.5) * 0.01};
        else if (times == Times::Future)
            time = {now, clock, clock + 0.05};
        const TimePoint mapped = map.map(index, frames, time, lost);
        index += frames;
        return mapped;
    }
};

} // namespace

class DeviceClockMapTest : public QObject {
    Q_OBJECT

private slots:
    void followsTheDevice_data()
    {
        QTest::addColumn<double>("ppm");
        QTest::addColumn<double>("jitter");
        QTest::addColumn<int>("times");
        QTest::addColumn<double>("bias"); // ms: half the jitter where only the callback's time is known
        for (const double ppm : {-200.0, 0.0, 200.0}) {
            QTest::addRow("%g ppm, good times", ppm) << ppm << 5.0 << int(Device::Times::Good) << 0.0;
            QTest::addRow("%g ppm, noisy times", ppm) << ppm << 5.0 << int(Device::Times::Noisy) << 0.0;
            QTest::addRow("%g ppm, no times", ppm) << ppm << 5.0 << int(Device::Times::Zero) << 2.5;
            QTest::addRow("%g ppm, future times", ppm) << ppm << 5.0 << int(Device::Times::Future) << 2.5;
        }
    }
    void followsTheDevice()
    {
        QFETCH(double, ppm);
        QFETCH(double, jitter);
        QFETCH(int, times);
        QFETCH(double, bias);
        Device device{ppm, jitter, static_cast<Device::Times>(times)};
        DeviceClockMap map(48000, DeviceClockMap::Direction::Capture, fromSeconds(device.latencyS));
        TimePoint last{};
        double worst = 0, worstStep = 0;
        for (int i = 0; i < 100 * 3600; ++i) { // an hour
            const std::int64_t index = device.index;
            const TimePoint mapped = device.step(map);
            const double error = toMsReal(mapped - device.truth(index)) - bias;
            if (i > 1000) {
                worst = std::max(worst, std::abs(error));
                worstStep = std::max(worstStep, std::abs(toMsReal(mapped - last) - 10));
            }
            if (i > 0)
                QVERIFY(mapped > last);
            last = mapped;
        }
        QVERIFY2(worst < 1.0, qPrintable(QString::number(worst)));
        QVERIFY2(worstStep < 0.1, qPrintable(QString::number(worstStep)));
        QVERIFY2(std::abs(map.driftPpm() - ppm) < 60, qPrintable(QString::number(map.driftPpm())));
        QCOMPARE(map.jumps(), 0);
    }

    void oneLateCallbackMovesNothing()
    {
        Device device;
        DeviceClockMap map(48000, DeviceClockMap::Direction::Capture, milliseconds(20));
        for (int i = 0; i < 1000; ++i)
            device.step(map);
        device.times = Device::Times::Zero;
        device.jitterMs = 300;
        const std::int64_t index = device.index;
        const TimePoint mapped = device.step(map);
        QVERIFY(std::abs(toMsReal(mapped - device.truth(index))) < 1.0);
        device.jitterMs = 0;
        device.times = Device::Times::Good;
        for (int i = 0; i < 100; ++i)
            device.step(map);
        QCOMPARE(map.jumps(), 0);
    }

    // A crowded computer: the first second of callbacks comes late, so that the loop settles there; then they come
    // on time, in twos, with times that claim less than the samples last.
    void nothingWasHeardInTheFuture()
    {
        DeviceClockMap map(48000, DeviceClockMap::Direction::Capture, milliseconds(5));
        TimePoint last{};
        for (std::int64_t i = 0; i < 500; ++i) {
            const Duration late = i < 100 ? milliseconds(40) : milliseconds(i % 2 == 0 ? 10 : 0);
            const TimePoint now = kStart + milliseconds(10) * (i + 1) + late;
            const double clock = 50.0 + toSeconds(now - kStart);
            const TimePoint mapped = map.map(i * 480, 480, {now, clock, clock - 0.006});
            if (i < 100 || i > 120)
                QVERIFY2(mapped + milliseconds(10) <= now, qPrintable(QString::number(i)));
            QVERIFY(i == 0 || mapped - last > milliseconds(5)); // it does not jump
            last = mapped;
        }
        QCOMPARE(map.jumps(), 0);
    }

    void nothingIsHeardBeforeItIsGiven()
    {
        DeviceClockMap map(48000, DeviceClockMap::Direction::Playback, milliseconds(5));
        TimePoint last{};
        for (std::int64_t i = 0; i < 500; ++i) {
            const TimePoint now = kStart + milliseconds(10) * i + milliseconds(i < 100 ? 0 : 40);
            const double clock = 50.0 + toSeconds(now - kStart);
            const TimePoint mapped = map.map(i * 480, 480, {now, clock, clock + 0.001});
            if (i < 100 || i > 120)
                QVERIFY2(mapped >= now, qPrintable(QString::number(i)));
            QVERIFY(i == 0 || mapped - last < milliseconds(15)); // it does not jump
            last = mapped;
        }
        QCOMPARE(map.jumps(), 0);
    }

    void lostSamplesAreNoticed()
    {
        Device device;
        DeviceClockMap map(48000, DeviceClockMap::Direction::Capture, milliseconds(20));
        for (int i = 0; i < 500; ++i)
            device.step(map);
        // The device lost 30 ms and says so: its next sample is 30 ms younger than its number tells.
        const std::int64_t index = device.index;
        const TimePoint truth = device.truth(index) + milliseconds(30);
        const TimePoint mapped = map.map(index, 480, {truth + milliseconds(20), 100.02, 100.0}, true);
        QVERIFY(std::abs(toMsReal(mapped - truth)) < 1.0);
        QCOMPARE(map.jumps(), 1);
    }

    void silentLossIsBelievedAfterAWhile()
    {
        DeviceClockMap map(48000, DeviceClockMap::Direction::Capture, milliseconds(20));
        TimePoint now = kStart;
        std::int64_t index = 0;
        const auto run = [&](int callbacks) {
            TimePoint mapped{};
            for (int i = 0; i < callbacks; ++i, index += 480, now += milliseconds(10))
                mapped = map.map(index, 480, {now, 0, 0});
            return mapped;
        };
        run(300);
        now += seconds(3); // the machine slept
        const TimePoint mapped = run(100);
        QVERIFY(std::abs(toMsReal(mapped - (now - milliseconds(30)))) < 1.0);
        QCOMPARE(map.jumps(), 1);
    }

    void playbackLiesAhead()
    {
        DeviceClockMap map(48000, DeviceClockMap::Direction::Playback, milliseconds(40));
        TimePoint now = kStart;
        TimePoint mapped{};
        for (std::int64_t i = 0; i < 500; ++i, now += milliseconds(10))
            mapped = map.map(i * 480, 480,
                {now, 50.0 + static_cast<double>(i) / 100, 50.025 + static_cast<double>(i) / 100});
        QVERIFY(std::abs(toMsReal(mapped - (now - milliseconds(10) + milliseconds(25)))) < 0.5);
        DeviceClockMap blind(48000, DeviceClockMap::Direction::Playback, milliseconds(40));
        QCOMPARE(blind.map(0, 480, {kStart, 0, 0}), kStart + milliseconds(40));
    }
};

QTEST_GUILESS_MAIN(DeviceClockMapTest)
#include "DeviceClockMapTest.moc"
