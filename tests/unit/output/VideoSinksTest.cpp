// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <semaphore>
#include <thread>

#include "core/output/LogVideoSink.h"
#include "core/output/MailboxVideoSink.h"

using namespace sluice;

namespace {

VideoFrame frameAt(int pts)
{
    MutableFrame canvas(PixelFormat::I420, {16, 16});
    canvas.meta().pts = mediaTime(Duration(pts));
    return canvas.finish();
}

WallTime wall(int us)
{
    return WallTime(Duration(1'700'000'000'000'000 + us));
}

QList<QByteArray> lines(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto split = file.readAll().split('\n');
    split.removeLast(); // after the last line's end
    return split;
}

std::string name(const VideoFrame& frame)
{
    return "h" + std::to_string(frame.pts.time_since_epoch().count());
}

} // namespace

class VideoSinksTest : public QObject {
    Q_OBJECT

private slots:
    void logHoldsEveryFrameInOrder()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("log.csv");
        LogVideoSink sink(path.toStdString(), name);
        QVERIFY(sink.open().ok());
        for (int i = 0; i < 1000; ++i)
            sink.show(frameAt(i * 40), wall(i));
        sink.close();
        const auto all = lines(path);
        QCOMPARE(all.size(), 1001);
        QCOMPARE(all[0], QByteArray("shown_epoch_us,pts_us,hash"));
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(QString(all[i + 1]), QString("%1,%2,h%2").arg(1'700'000'000'000'000 + i).arg(i * 40));
        QCOMPARE(sink.unhashed(), std::int64_t(0));
        QCOMPARE(sink.lost(), std::int64_t(0));
    }

    void aSlowHashHoldsUpShowOnlyBriefly()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("log.csv");
        std::counting_semaphore<1000> allowed(0);
        LogVideoSink sink(path.toStdString(), [&](const VideoFrame& frame) {
            allowed.acquire();
            return name(frame);
        });
        QVERIFY(sink.open().ok());
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 100; ++i)
            sink.show(frameAt(i), wall(i));
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed()))); // one wait, not 84
        QCOMPARE(sink.unhashed(), std::int64_t(100 - LogVideoSink::kFrames));
        allowed.release(1000);
        sink.close();
        const auto all = lines(path);
        QCOMPARE(all.size(), 101);
        QVERIFY(all[1].endsWith(",0,h0"));
        QVERIFY(all[16].endsWith(",15,h15"));
        QVERIFY(all[17].endsWith(",16,"));
        QVERIFY(all[100].endsWith(",99,"));
    }

    void logSaysWhyItCannotWrite()
    {
        LogVideoSink nowhere("/nonexistent/log.csv", name);
        const auto opened = nowhere.open();
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code(), ErrorCode::FileUnwritable);
        nowhere.show(frameAt(0), wall(0)); // harmless
        LogVideoSink full("/dev/full", name);
        QVERIFY(!full.open().ok());
    }

    void mailboxKeepsTheNewest()
    {
        MailboxVideoSink box;
        int looks = 0;
        box.setListener([&] { ++looks; });
        QVERIFY(box.open().ok());
        QVERIFY(!box.take());
        box.show(frameAt(1), wall(1));
        box.show(frameAt(2), wall(2));
        QCOMPARE(looks, 2);
        const auto shown = box.take();
        QVERIFY(shown);
        QCOMPARE(shown->frame.pts, mediaTime(Duration(2)));
        QCOMPARE(shown->at, wall(2));
        QVERIFY(!box.take());
        QCOMPARE(box.overwritten(), std::int64_t(1));
        box.setListener({});
        box.show(frameAt(3), wall(3));
        QCOMPARE(looks, 2);
        box.close();
        QVERIFY(!box.take());
    }
};

QTEST_GUILESS_MAIN(VideoSinksTest)
#include "VideoSinksTest.moc"
