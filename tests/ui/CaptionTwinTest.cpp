// SPDX-License-Identifier: GPL-3.0-or-later
// What a run without a window draws over the picture looks like what the window draws. Both side by side, to be looked
// at: build/…/tests/ui/pictures/captions-*.png
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QTest>

#include "core/av/TextPicture.h"
#include "core/publish/CaptionPainter.h"
#include "ui/broadcast/Logo.h"

using namespace sluice;

namespace {

QImage imageOf(const VideoFrame& frame)
{
    return QImage(frame.planes[0], frame.size.width, frame.size.height, static_cast<int>(frame.strides[0]),
        QImage::Format_ARGB32_Premultiplied)
        .copy();
}

QImage onCanvas(const QImage& picture, QPoint at, VideoSize canvas)
{
    QImage image(canvas.width, canvas.height, QImage::Format_RGB32);
    image.fill(QColor(110, 140, 120));
    QPainter(&image).drawImage(at, picture);
    return image;
}

// The mean difference of a channel, over the rectangle.
double difference(const QImage& one, const QImage& other, const QRect& where)
{
    qint64 sum = 0;
    for (int y = where.top(); y <= where.bottom(); ++y)
        for (int x = where.left(); x <= where.right(); ++x) {
            const QRgb a = one.pixel(x, y), b = other.pixel(x, y);
            sum += qAbs(qRed(a) - qRed(b)) + qAbs(qGreen(a) - qGreen(b)) + qAbs(qBlue(a) - qBlue(b));
        }
    return static_cast<double>(sum) / (3.0 * where.width() * where.height());
}

} // namespace

class CaptionTwinTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const auto drawn = drawTextLine("x", false, 19, 100);
        if (!drawn && drawn.error().code() == ErrorCode::BadArgument)
            QSKIP("the linked FFmpeg has no filter drawtext");
        QVERIFY(QDir().mkpath(QStringLiteral(PICTURES_DIR)));
        QImage image(300, 200, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(QColor(230, 60, 20, 200));
        painter.drawEllipse(image.rect());
        painter.end();
        QVERIFY(image.save(logo()));
    }

    void bothLookAlike_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("title");
        QTest::addColumn<int>("height");
        QTest::newRow("720") << "Ada Lovelace" << "On the Analytical Engine" << 720;
        QTest::newRow("1080") << "Ada Lovelace" << "" << 1080;
        QTest::newRow("360") << "" << "Jürgen Groß, gyp" << 360;
        QTest::newRow("long") << QString(300, QLatin1Char('m')) << "On the Analytical Engine" << 720;
    }

    void bothLookAlike()
    {
        QFETCH(QString, name);
        QFETCH(QString, title);
        QFETCH(int, height);
        const VideoSize canvas{height * 16 / 9, height};
        const auto image = readLogo(logo(), 12, canvas);
        QVERIFY(image.ok());
        const Caption text = makeCaption(name, title, canvas);
        const Caption window = withLogo(text, *image, InsetCorner::TopRight, canvas);
        const auto painted = paintTrimmings(
            {.name = name.toStdString(), .title = title.toStdString(), .logo = logo().toStdString()}, {},
            canvas, {});
        QVERIFY(painted.ok());
        const QImage left = onCanvas(imageOf(window.picture), window.corner, canvas);
        const QImage right
            = onCanvas(imageOf(painted->picture), {painted->corner.x, painted->corner.y}, canvas);
        QImage both(canvas.width * 2, canvas.height, QImage::Format_RGB32);
        QPainter painter(&both);
        painter.drawImage(0, 0, left);
        painter.drawImage(canvas.width, 0, right);
        painter.end();
        QVERIFY(both.save(
            QStringLiteral(PICTURES_DIR "/captions-%1.png").arg(QLatin1String(QTest::currentDataTag()))));

        QCOMPARE(painted->corner.x, window.corner.x());
        QVERIFY(std::abs(painted->corner.y - window.corner.y()) <= 2);
        const auto alone
            = paintTrimmings({.name = name.toStdString(), .title = title.toStdString()}, {}, canvas, {});
        QVERIFY(alone.ok());
        const VideoSize one = text.picture.size;
        const VideoSize other = alone->picture.size;
        std::printf("  %d x %d, %d x %d\n", one.width, one.height, other.width, other.height);
        QVERIFY(std::abs(one.width - other.width) <= 4 + one.width / 50);
        QVERIFY(std::abs(one.height - other.height) <= 2);
        const QRect caption(text.corner, QSize(one.width, one.height));
        const QRect mark(canvas.width - canvas.width / 6, 0, canvas.width / 6, canvas.height / 3);
        std::printf("  differ by %.1f and %.1f of 255\n", difference(left, right, caption),
            difference(left, right, mark));
        QVERIFY(
            difference(left, right, caption) < 30); // letters that stand half a pixel away from each other
        QVERIFY(difference(left, right, mark) < 1.5);
    }

private:
    static QString logo() { return QStringLiteral(PICTURES_DIR "/twin-logo.png"); }
};

QTEST_MAIN(CaptionTwinTest)
#include "CaptionTwinTest.moc"
