// SPDX-License-Identifier: GPL-3.0-or-later
// Picture files as slates: the kinds that cameras and drawing programs write, and what is no picture.
#include <fstream>

#include <QByteArray>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/av/PictureFile.h"

using namespace sluice;

namespace {

// 6 × 4 pixels of pure red.
const char* const kPng
    = "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAAEUlEQVR4nGP4z8AARwykcgA8QBfp+xpCxAAAAABJRU5ErkJggg==";

// A bitmap of one colour, as the simplest programs write it.
QByteArray bitmap(int width, int height, const QByteArray& blueGreenRed)
{
    const int row = (width * 3 + 3) / 4 * 4;
    QByteArray bytes("BM");
    const auto number = [&](int value, int size) {
        for (int i = 0; i < size; ++i)
            bytes.append(static_cast<char>(value >> (8 * i)));
    };
    number(54 + row * height, 4);
    number(0, 4);
    number(54, 4);
    number(40, 4);
    number(width, 4);
    number(height, 4);
    number(1, 2);
    number(24, 2);
    bytes += QByteArray(24, '\0');
    for (int y = 0; y < height; ++y) {
        QByteArray line = blueGreenRed.repeated(width);
        line.resize(row, '\0');
        bytes += line;
    }
    return bytes;
}

} // namespace

class PictureFileTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string file(const char* name, const QByteArray& bytes)
    {
        const std::string path = m_folder.filePath(QString::fromLatin1(name)).toStdString();
        std::ofstream(path, std::ios::binary).write(bytes.constData(), bytes.size());
        return path;
    }

private slots:
    void aPictureIsReadInItsColours()
    {
        QByteArray red;
        red.append('\0').append('\0').append('\xFF');
        const auto picture = readPicture(file("red.bmp", bitmap(64, 36, red)), {});
        QVERIFY2(picture, picture.ok() ? "" : picture.error().message().c_str());
        QVERIFY(picture->size == (VideoSize{64, 36}));
        QVERIFY(picture->format == PixelFormat::I420);
        const bool hd = picture->matrix == ColorMatrix::Bt709;
        QVERIFY(std::abs(picture->planes[0][20] - (hd ? 63 : 81)) <= 2);
        QVERIFY(std::abs(picture->planes[2][10] - 240) <= 2);
    }

    void oddSidesAreCutAndBrokenFilesHaveASentence()
    {
        const auto odd = readPicture(file("odd.bmp", bitmap(33, 17, QByteArray(3, '\x80'))), {});
        QVERIFY(odd.ok());
        QVERIFY(odd->size == (VideoSize{32, 16}));
        const auto code = [](const std::string& path) {
            const auto read = readPicture(path, {});
            return read.ok() ? ErrorCode::Internal : read.error().code();
        };
        QCOMPARE(code("/nowhere/at/all.png"), ErrorCode::FileNotFound);
        QCOMPARE(code(file("text.png", "this is a text")), ErrorCode::NotMedia);
        QCOMPARE(code(file("empty.png", "")), ErrorCode::NotMedia);
        QCOMPARE(code(file("cut.png", QByteArray::fromBase64(kPng).left(30))), ErrorCode::NotMedia);
        QByteArray huge = bitmap(16, 16, QByteArray(3, '\x10'));
        huge[19] = huge[23] = '\x7F'; // two thousand million pixels a side
        QCOMPARE(code(file("huge.bmp", huge)), ErrorCode::NotMedia);
        QCOMPARE(code("/dev/zero"), ErrorCode::FileUnreadable);
    }
};

QTEST_GUILESS_MAIN(PictureFileTest)
#include "PictureFileTest.moc"
