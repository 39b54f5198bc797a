// SPDX-License-Identifier: GPL-3.0-or-later
// Files as sources. What they hold is made by the ffmpeg program, which is also the judge of decoded pictures.
#include <map>

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/av/VideoHash.h"
#include "tests/support/Program.h"

using namespace sluice;

namespace {

struct Everything {
    MediaInfo info;
    std::vector<CodedPacket> packets;
};

} // namespace

class DemuxerFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Resolver m_resolver;
    SystemClock m_clock;
    Log m_log;

    QString path(const char* name) const { return m_dir.filePath(name); }

    // Two seconds of picture (25 fps, 50 frames) and sound.
    void make(const char* name, const QStringList& extra = {})
    {
        QStringList arguments{"-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-f",
            "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "2", "-pix_fmt", "yuv420p", "-c:v",
            "libx264", "-g", "25", "-c:a", "aac", "-ac", "2"};
        QCOMPARE(test::Program::run("ffmpeg", arguments + extra + QStringList{path(name)}), 0);
    }

    Result<std::unique_ptr<Demuxer>> open(const QString& url, bool loop = false)
    {
        Demuxer::Options options;
        options.url = url.toStdString();
        options.loop = loop;
        return Demuxer::open(options, m_resolver, m_clock, m_log, {});
    }

    Everything readAll(const char* name)
    {
        Everything all;
        auto demuxer = open(path(name));
        if (!demuxer) {
            qWarning("%s", demuxer.error().message().c_str());
            return all;
        }
        all.info = (*demuxer)->info();
        for (;;) {
            auto packet = (*demuxer)->read({});
            if (!packet || !*packet)
                return all;
            all.packets.push_back(std::move(**packet));
        }
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable("ffmpeg").isEmpty())
            QSKIP("the ffmpeg program is missing");
        make("a.mp4");
        make("a.mkv");
        make("a.flv", {"-bf", "0"});
        make("a.ts");
    }

    void readsContainers_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("container");
        QTest::newRow("mp4") << "a.mp4" << "mov";
        QTest::newRow("mkv") << "a.mkv" << "matroska";
        QTest::newRow("flv") << "a.flv" << "flv";
        QTest::newRow("ts") << "a.ts" << "mpegts";
    }
    void readsContainers()
    {
        QFETCH(QString, file);
        QFETCH(QString, container);
        const Everything all = readAll(file.toUtf8().constData());
        QCOMPARE(QString::fromStdString(all.info.container), container);
        QVERIFY(all.info.video && all.info.audio);
        QCOMPARE(all.info.video->codec, std::string("h264"));
        QCOMPARE(all.info.video->size, (VideoSize{320, 180}));
        QVERIFY(std::abs(all.info.video->frameRate.value() - 25) < 0.01);
        QCOMPARE(all.info.audio->audio, (AudioFormat{48000, 2}));
        QVERIFY(!all.info.live);
        QVERIFY(all.info.seekable);
        QVERIFY(std::abs(toSeconds(all.info.duration) - 2.0) < 0.2);
        int frames = 0;
        std::map<StreamKind, MediaTime> last;
        for (const CodedPacket& packet : all.packets) {
            frames += packet.kind == StreamKind::Video ? 1 : 0;
            QVERIFY(packet.size > 0 && packet.owner);
            QVERIFY2(packet.duration > Duration::zero(),
                qPrintable(
                    QString("%1 at %2").arg(int(packet.kind)).arg(packet.dts.time_since_epoch().count())));
            QVERIFY(packet.pts >= packet.dts);
            if (const auto before = last.find(packet.kind); before != last.end())
                QVERIFY(packet.dts >= before->second);
            last[packet.kind] = packet.dts;
        }
        QCOMPARE(frames, 50);
    }

    void decodesToThePicturesThatFfmpegSees_data() { readsContainers_data(); }
    void decodesToThePicturesThatFfmpegSees()
    {
        QFETCH(QString, file);
        test::Program ffmpeg;
        ffmpeg.start("ffmpeg",
            {"-v", "error", "-i", path(file.toUtf8().constData()), "-map", "0:v", "-f", "framemd5", "-"});
        QCOMPARE(ffmpeg.result(30'000), 0);
        QStringList expected;
        for (const QString& line : QString::fromUtf8(ffmpeg.output()).split('\n', Qt::SkipEmptyParts))
            if (!line.startsWith('#'))
                expected += line.section(',', -1).trimmed();
        QCOMPARE(expected.size(), 50);

        const Everything all = readAll(file.toUtf8().constData());
        auto decoder = VideoDecoder::open(*all.info.video, {});
        QVERIFY(decoder.ok());
        std::vector<VideoFrame> frames;
        for (const CodedPacket& packet : all.packets)
            if (packet.kind == StreamKind::Video)
                QVERIFY((*decoder)->decode(packet, frames).ok());
        (*decoder)->drain(frames);
        QStringList seen;
        for (const VideoFrame& frame : frames)
            seen += QString::fromStdString(videoHash(frame));
        QCOMPARE(seen, expected);
    }

    void loopsWithoutAGap()
    {
        auto demuxer = open(path("a.mp4"), true);
        QVERIFY(demuxer.ok());
        std::vector<std::int64_t> video;
        MediaTime lastDts{};
        while (video.size() < 175) { // three and a half rounds
            auto packet = (*demuxer)->read({});
            QVERIFY(packet.ok() && packet->has_value());
            if ((*packet)->kind != StreamKind::Video)
                continue;
            QVERIFY(video.empty() || (*packet)->dts >= lastDts);
            lastDts = (*packet)->dts;
            video.push_back((*packet)->pts.time_since_epoch().count());
        }
        std::sort(video.begin(), video.end());
        for (std::size_t i = 1; i + 5 < video.size(); ++i) { // the last ones lack their neighbours
            const std::int64_t step = video[i] - video[i - 1];
            QVERIFY2(step > 30'000 && step < 90'000, qPrintable(QString::number(step)));
        }
    }

    void seeksToAKeyframe()
    {
        for (const char* name : {"a.mp4", "a.mkv"}) {
            auto demuxer = open(path(name));
            QVERIFY(demuxer.ok());
            QVERIFY((*demuxer)->read({}).ok());
            QVERIFY((*demuxer)->seek(mediaTime(milliseconds(1500)), {}).ok());
            for (;;) {
                auto packet = (*demuxer)->read({});
                QVERIFY(packet.ok() && packet->has_value());
                if ((*packet)->kind == StreamKind::Audio)
                    continue;
                QVERIFY((*packet)->keyframe);
                QVERIFY(std::abs(toSeconds((*packet)->pts.time_since_epoch()) - 1.0) < 0.1);
                break;
            }
        }
    }

    void badFilesGetASentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QByteArray noise;
        quint32 state = 1;
        for (int i = 0; i < 20000; ++i) {
            state = state * 1664525 + 1013904223;
            noise += char(state >> 24);
        }
        QTest::newRow("noise") << "noise.mp4" << noise << int(ErrorCode::NotMedia);
        QTest::newRow("empty") << "empty.mp4" << QByteArray() << int(ErrorCode::NotMedia);
        QTest::newRow("text") << "letter.txt" << QByteArray("Dear Sir or Madam,\n").repeated(50)
                              << int(ErrorCode::NotMedia);
        QTest::newRow("list of files") << "list.ffconcat" << QByteArray("ffconcat version 1.0\nfile a.mp4\n")
                                       << int(ErrorCode::NotMedia);
        // The start codes of raw MPEG-4 Part 2 (ISO/IEC 14496-2, table 6-3), and no picture behind any of them.
        QByteArray startCodes;
        for (const char code : {'\x00', '\x20', '\xB6', '\xB6', '\xB6', '\xB6', '\xB6'})
            startCodes += QByteArray("\x00\x00\x01", 3) + code + QByteArray(64, '\xFF');
        QTest::newRow("start codes by chance")
            << "program" << startCodes.repeated(50) << int(ErrorCode::NotMedia);
    }
    void badFilesGetASentence()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        QFile file(m_dir.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const auto demuxer = open(file.fileName());
        QVERIFY(!demuxer.ok());
        QVERIFY2(int(demuxer.error().code()) == code,
            (demuxer.error().message() + " | " + demuxer.error().detail()).c_str());
    }

    void aTruncatedFileGetsASentenceOrAnEnd()
    {
        QFile whole(path("a.mp4"));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray bytes = whole.readAll();
        for (const int share : {1, 3, 5, 8, 9}) {
            QFile cut(path("cut.mp4"));
            QVERIFY(cut.open(QIODevice::WriteOnly));
            cut.write(bytes.left(bytes.size() * share / 10));
            cut.close();
            auto demuxer = open(cut.fileName());
            if (!demuxer) {
                QCOMPARE(demuxer.error().code(), ErrorCode::NotMedia);
                continue;
            }
            for (int i = 0; i < 1000; ++i) {
                auto packet = (*demuxer)->read({});
                if (!packet || !*packet)
                    break;
            }
        }
    }

    void missingThingsGetTheirOwnSentences()
    {
        QCOMPARE(open(path("nothing.mp4")).error().code(), ErrorCode::FileNotFound);
        QCOMPARE(open(m_dir.path()).error().code(), ErrorCode::FileUnreadable);
        QCOMPARE(open("").error().code(), ErrorCode::BadUrl);
        QCOMPARE(open("gopher://example/a").error().code(), ErrorCode::UnsupportedProtocol);
    }

    void aStopBeforehandIsCancelled()
    {
        StopSource stop;
        stop.request_stop();
        Demuxer::Options options;
        options.url = path("a.mp4").toStdString();
        auto demuxer = Demuxer::open(options, m_resolver, m_clock, m_log, stop.get_token());
        QVERIFY(!demuxer.ok());
        QCOMPARE(demuxer.error().code(), ErrorCode::Cancelled);
    }

    void aLocalPlaylistPlays()
    {
        make("l.m3u8", {"-f", "hls", "-hls_time", "1", "-hls_list_size", "0"});
        const Everything all = readAll("l.m3u8");
        QCOMPARE(all.info.container, std::string("hls"));
        QVERIFY(!all.info.live);
        QCOMPARE(all.info.targetDuration, Duration(seconds(1)));
        QVERIFY(std::abs(toSeconds(all.info.duration) - 2.0) < 0.2);
        QCOMPARE(std::count_if(all.packets.begin(), all.packets.end(),
                     [](const CodedPacket& p) { return p.kind == StreamKind::Video; }),
            50);
    }
};

QTEST_GUILESS_MAIN(DemuxerFileTest)
#include "DemuxerFileTest.moc"
