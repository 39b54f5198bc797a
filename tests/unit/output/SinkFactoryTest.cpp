// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/av/VideoHash.h"
#include "core/base/FakeClock.h"
#include "core/output/LogVideoSink.h"
#include "core/output/NullAudioSink.h"
#include "core/output/NullVideoSink.h"
#include "core/output/SinkFactory.h"
#include "core/output/SpeakerSink.h"
#include "core/output/WavAudioSink.h"

using namespace sluice;

class SinkFactoryTest : public QObject {
    Q_OBJECT

    FakeClock m_clock;
    SinkFactory m_factory{m_clock, PortAudioLibrary::create()};

    template <typename Kind>
    bool sounds(const char* id)
    {
        auto sink = m_factory.audio(id);
        return sink && dynamic_cast<Kind*>(sink->get()) != nullptr;
    }
    template <typename Kind>
    bool shows(const char* id)
    {
        auto sink = m_factory.video(id);
        return sink && dynamic_cast<Kind*>(sink->get()) != nullptr;
    }

private slots:
    void eachTextMakesItsSink()
    {
        QVERIFY(sounds<NullAudioSink>("null"));
        QVERIFY(sounds<WavAudioSink>("file:/tmp/x.wav"));
        QVERIFY(sounds<SpeakerSink>("default"));
        QVERIFY(sounds<SpeakerSink>(""));
        QVERIFY(sounds<SpeakerSink>("testspk"));
        QVERIFY(shows<NullVideoSink>("null"));
        QVERIFY(shows<NullVideoSink>(""));
        QVERIFY(shows<LogVideoSink>("log:/tmp/x.csv"));
    }

    void whatMakesNoSinkIsSaid()
    {
        QCOMPARE(m_factory.audio("file:").error().code(), ErrorCode::BadArgument);
        QCOMPARE(m_factory.video("log:").error().code(), ErrorCode::BadArgument);
        QCOMPARE(m_factory.video("window").error().code(), ErrorCode::BadArgument);
    }

    void theLogHasTheHashOfThePicture()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("log.csv");
        auto sink = m_factory.video("log:" + path.toStdString());
        QVERIFY(sink.ok());
        QVERIFY((*sink)->open().ok());
        MutableFrame canvas(PixelFormat::I420, {16, 16});
        for (std::size_t p = 0; p < 3; ++p)
            std::fill_n(canvas.plane(p), canvas.stride(p) * (p == 0 ? 16 : 8), std::uint8_t(77));
        canvas.meta().pts = mediaTime(milliseconds(40));
        const VideoFrame frame = canvas.finish();
        (*sink)->show(frame, WallTime(seconds(1'700'000'000)));
        (*sink)->close();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(),
            "shown_epoch_us,pts_us,hash\n1700000000000000,40000,"
                + QByteArray::fromStdString(videoHash(frame)) + '\n');
    }
};

QTEST_GUILESS_MAIN(SinkFactoryTest)
#include "SinkFactoryTest.moc"
