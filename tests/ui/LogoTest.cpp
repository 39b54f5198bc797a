// SPDX-License-Identifier: GPL-3.0-or-later
// The logo over the picture: where it stands, how large, what shines through, and what is said of a bad file.
#include <QApplication>
#include <QBuffer>
#include <QColor>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/Samples.h"
#include "ui/broadcast/BroadcastPresenter.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/LayoutCard.h"
#include "ui/broadcast/Logo.h"
#include "ui/theme/Theme.h"

using namespace sluice;

namespace {

constexpr VideoSize kCanvas{640, 360};

QImage imageOf(const Caption& caption)
{
    const VideoFrame& frame = caption.picture;
    return QImage(frame.planes[0], frame.size.width, frame.size.height, static_cast<int>(frame.strides[0]),
        QImage::Format_ARGB32_Premultiplied)
        .copy();
}

} // namespace

class LogoTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QImage image(200, 100, QImage::Format_ARGB32);
        image.fill(QColor(255, 0, 0, 128));
        QVERIFY(image.save(logo()));
    }

    void isScaledAndKeepsItsTransparency()
    {
        const auto read = readLogo(logo(), 25, kCanvas);
        QVERIFY(read.ok());
        QCOMPARE(read->size(), QSize(160, 80));
        QCOMPARE(read->pixelColor(80, 40).alpha(), 128);
        QCOMPARE(readLogo(logo(), 100, kCanvas)->size(), QSize(240, 120)); // not higher than a third
    }

    void standsInItsCorner_data()
    {
        QTest::addColumn<int>("corner");
        QTest::addColumn<QPoint>("at");
        QTest::newRow("top left") << static_cast<int>(InsetCorner::TopLeft) << QPoint(10, 10);
        QTest::newRow("top right") << static_cast<int>(InsetCorner::TopRight) << QPoint(470, 10);
        QTest::newRow("bottom left") << static_cast<int>(InsetCorner::BottomLeft) << QPoint(10, 270);
        QTest::newRow("bottom right") << static_cast<int>(InsetCorner::BottomRight) << QPoint(470, 270);
    }
    void standsInItsCorner()
    {
        QFETCH(int, corner);
        QFETCH(QPoint, at);
        const QImage image = *readLogo(logo(), 25, kCanvas);
        const Caption alone = withLogo({}, image, static_cast<InsetCorner>(corner), kCanvas);
        QCOMPARE(alone.corner, at);
        QCOMPARE(alone.picture.size, (VideoSize{160, 80}));
        // With a name below left: one picture with both, neither over the other.
        const Caption name = makeCaption("Ada", "", kCanvas);
        const Caption both = withLogo(name, image, static_cast<InsetCorner>(corner), kCanvas);
        const QRect lines(name.corner, QSize(name.picture.size.width, name.picture.size.height));
        const QImage seen = imageOf(both);
        QCOMPARE(seen.copy(lines.translated(-both.corner)), imageOf(name));
        int red = 0;
        for (int y = 0; y < seen.height(); ++y)
            for (int x = 0; x < seen.width(); ++x)
                red += seen.pixelColor(x, y) == QColor(255, 0, 0, 128) ? 1 : 0;
        QCOMPARE(red, 160 * 80);
    }

    // A photograph that lies on its side in the file stands upright, and as large as any other.
    void isTurnedUpright()
    {
        QImage image(800, 400, QImage::Format_RGB32);
        image.fill(Qt::red);
        QByteArray jpeg;
        QBuffer buffer(&jpeg);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "jpg"));
        // What a telephone writes: "to be turned to the right by 90 degrees".
        jpeg.insert(2,
            QByteArray::fromHex("ffe1002245786966000049492a0008000000"
                                "010012010300010000000600000000000000"));
        QFile file(m_dir.filePath("turned.jpg"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(jpeg);
        file.close();
        const auto read = readLogo(file.fileName(), 25, kCanvas);
        QVERIFY(read.ok());
        QCOMPARE(read->size(), QSize(60, 120));
    }

    void isReadAgainOnlyWhenItChanges()
    {
        const QString path = m_dir.filePath("changes.png");
        QVERIFY(QFile::copy(logo(), path));
        LogoMemory memory;
        const QImage first = *memory.read(path, 25, kCanvas);
        QCOMPARE(memory.read(path, 25, kCanvas)->cacheKey(), first.cacheKey());
        QCOMPARE(memory.read(path, 10, kCanvas)->size(), QSize(64, 32));
        QImage other(50, 50, QImage::Format_RGB32);
        other.fill(Qt::blue);
        QVERIFY(other.save(path));
        QCOMPARE(memory.read(path, 10, kCanvas)->size(), QSize(64, 64));
        QVERIFY(QFile::remove(path));
        QCOMPARE(memory.read(path, 10, kCanvas).error().code(), ErrorCode::FileNotFound);
    }

    void makesRoomForTheCamera()
    {
        Layout layout;
        layout.kind = LayoutKind::Both;
        layout.corner = InsetCorner::TopRight;
        QVERIFY(logoCorner(InsetCorner::TopRight, layout) == InsetCorner::TopLeft);
        QVERIFY(logoCorner(InsetCorner::BottomRight, layout) == InsetCorner::BottomRight);
        layout.kind = LayoutKind::Camera;
        QVERIFY(logoCorner(InsetCorner::TopRight, layout) == InsetCorner::TopRight);
    }

    void whatIsNoPictureIsSaid()
    {
        QCOMPARE(readLogo("/nonexistent.png", 25, kCanvas).error().code(), ErrorCode::FileNotFound);
        QFile file(m_dir.filePath("text.png"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no picture");
        file.close();
        QCOMPARE(readLogo(file.fileName(), 25, kCanvas).error().code(), ErrorCode::FileUnreadable);
        const QString poster = m_dir.filePath("poster.png");
        QVERIFY(QImage(5000, 10, QImage::Format_RGB32).save(poster));
        const Error large = readLogo(poster, 25, kCanvas).error();
        QVERIFY(large.sentence().english().find("it is too large") != std::string::npos);
    }

    // By the settings, into what is sent.
    void isInThePicture()
    {
        Theme theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
        samples::Sessions window;
        BroadcastTab tab(theme);
        BroadcastPresenter presenter(window.context, tab, theme);
        Settings changed = window.context.settings.current();
        QVERIFY(
            changed.set("broadcast.camera", "test").ok() && changed.set("broadcast.microphone", "none").ok());
        QVERIFY(
            changed.set("video.size", "640x360").ok() && changed.set("broadcast.logo_percent", "25").ok());
        QVERIFY(changed.set("broadcast.logo_corner", "bottom-left").ok());
        QVERIFY(window.context.settings.apply(changed).ok());
        tab.show();
        const auto chroma = [&] { // red difference, in the middle of the logo
            const VideoFrame frame = window.context.broadcast.latestFrame();
            return frame && frame.size == kCanvas ? frame.planes[2][(310 / 2) * frame.strides[2] + 90 / 2]
                                                  : 0;
        };
        const auto chromaAbove = [&] { // the logo stands above the caption
            const VideoFrame frame = window.context.broadcast.latestFrame();
            int most = 0;
            for (int y = 150; frame && frame.size == kCanvas && y < 350; y += 2)
                most = std::max<int>(most, frame.planes[2][(y / 2) * frame.strides[2] + 90 / 2]);
            return most;
        };
        QTRY_VERIFY(chroma() > 0);
        QVERIFY(chroma() < 150);
        QVERIFY(changed.set("broadcast.logo", logo().toStdString()).ok());
        QVERIFY(window.context.settings.apply(changed).ok());
        QTRY_VERIFY(chroma() > 170);
        const QSignalSpy notes(&presenter, &BroadcastPresenter::note);
        QVERIFY(changed.set("broadcast.logo", "/nonexistent.png").ok());
        QVERIFY(window.context.settings.apply(changed).ok());
        QTRY_VERIFY(!notes.isEmpty() && notes.last()[0].toString().contains("/nonexistent.png"));
        QTRY_VERIFY(chroma() < 150);
        // It goes on being said, and is an event; what else is over the picture stays.
        const auto status = [&] { return window.context.broadcast.status(); };
        QVERIFY(status().logoError
            && status().logoError->message().find("/nonexistent.png") != std::string::npos);
        const auto events = window.context.broadcast.eventsSince(0).events;
        QVERIFY(!events.empty() && events.back().kind == EventKind::Warning);
        QVERIFY(changed.set("broadcast.caption_name", "Ada").ok());
        QVERIFY(window.context.settings.apply(changed).ok());
        QVERIFY(changed.set("broadcast.logo", logo().toStdString()).ok());
        QVERIFY(window.context.settings.apply(changed).ok());
        QTRY_VERIFY(!status().logoError && chromaAbove() > 170);
    }

    // Before anybody goes live; the picture is there all the same.
    void filesThatAreGoneAreSaidAsTheWindowOpens()
    {
        Theme theme(*qobject_cast<QApplication*>(QCoreApplication::instance()));
        samples::Sessions window;
        Settings stored = window.context.settings.current();
        for (const auto& [key, value] :
            {std::pair("broadcast.camera", "test"), std::pair("broadcast.microphone", "none"),
                std::pair("broadcast.slate", "/nowhere/slate.png"),
                std::pair("broadcast.logo", "/nowhere/logo.png")})
            QVERIFY(stored.set(key, value).ok());
        QVERIFY(window.context.settings.apply(stored).ok());
        BroadcastTab tab(theme);
        const BroadcastPresenter presenter(window.context, tab, theme);
        tab.show();
        const auto said = [&] {
            QString all;
            for (const QLabel* label : tab.layouts()->findChildren<QLabel*>())
                all += label->isVisible() ? label->text() : QString();
            return all;
        };
        QTRY_VERIFY(said().contains("/nowhere/slate.png") && said().contains("/nowhere/logo.png"));
        QTRY_VERIFY(window.context.broadcast.latestFrame());
        QVERIFY(window.context.broadcast.status().cameraRunning);
    }

private:
    QString logo() const { return m_dir.filePath("logo.png"); }
    QTemporaryDir m_dir;
};

QTEST_MAIN(LogoTest)
#include "LogoTest.moc"
