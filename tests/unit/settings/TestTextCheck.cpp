// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <QtTest>

#include "core/settings/TextCheck.h"
#include "core/settings/WordMatch.h"

using namespace sluice;

class TestTextCheck : public QObject {
    Q_OBJECT
private slots:
    void plainText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("plain");
        const auto row = [](const char* name, const QByteArray& text, bool plain) {
            QTest::newRow(name) << text << plain;
        };
        row("empty", "", true);
        row("ascii", "USB Camera (046d:0825)", true);
        row("accents, four bytes", "Cámara 🎥", true);
        row("highest code point", "\xF4\x8F\xBF\xBF", true);
        row("past the highest", "\xF4\x90\x80\x80", false);
        row("line feed", "a\nb", false);
        row("nul", QByteArray("a\0b", 3), false);
        row("delete", "a\x7F", false);
        row("C1 control", "\xC2\x85", false);
        row("escape sequence", "\x1B[31m", false);
        row("line separator", "\xE2\x80\xA8", false);
        row("right-to-left override", "a\xE2\x80\xAE", false);
        row("direction isolate", "\xE2\x81\xA6", false);
        row("lone continuation", "\x80", false);
        row("cut character", "\xE2\x82", false);
        row("broken character", "\xE2\x28\xA1", false);
        row("overlong slash", "\xC0\xAF", false);
        row("overlong three bytes", "\xE0\x80\xAF", false);
        row("overlong four bytes", "\xF0\x80\x80\xAF", false);
        row("surrogate", "\xED\xA0\x80", false);
        row("impossible byte", "\xFF", false);
    }
    void plainText()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, plain);
        QCOMPARE(isPlainText(text.toStdString()), plain);
        QVERIFY2(isPlainText(quotable(text.toStdString())), "what is quoted is always plain");
        if (plain)
            QCOMPARE(quotable(text.toStdString()), text.toStdString());
    }

    void quotesAreShortAndRedacted()
    {
        QCOMPARE(quotable("a\x1B[31mb"), std::string("a?[31mb"));
        const std::string cut = quotable(std::string(10000, 'x'));
        QCOMPARE(cut, std::string(80, 'x') + "…");
        // 79 bytes and then a character of two: it is left out, not cut in the middle
        QCOMPARE(quotable(std::string(79, 'x') + "éé"), std::string(79, 'x') + "…");
        QVERIFY(quotable("rtmp://host/app/s3cretkey").find("s3cretkey") == std::string::npos);
        const std::string late = quotable(std::string(70, 'x') + " rtmp://host/app/s3cretkey");
        QVERIFY(late.find("s3c") == std::string::npos);
    }

    void distances()
    {
        QCOMPARE(editDistance("", ""), std::size_t(0));
        QCOMPARE(editDistance("abc", ""), std::size_t(3));
        QCOMPARE(editDistance("", "abc"), std::size_t(3));
        QCOMPARE(editDistance("watch", "wach"), std::size_t(1));
        QCOMPARE(editDistance("wacth", "watch"), std::size_t(1)); // neighbours swapped
        QCOMPARE(editDistance("kitten", "sitting"), std::size_t(3));
    }

    void nearest()
    {
        constexpr auto words = std::to_array<std::string_view>({"watch", "live", "serve", "devices"});
        QCOMPARE(nearestWord("wach", words), std::string_view("watch"));
        QCOMPARE(nearestWord("device", words), std::string_view("devices"));
        QVERIFY(nearestWord("", words).empty());
        QVERIFY(nearestWord("lx", words).empty());
        QVERIFY(nearestWord("completely", words).empty());
        QVERIFY(nearestWord(std::string(1000000, 'w'), words).empty());
    }
};

QTEST_GUILESS_MAIN(TestTextCheck)
#include "TestTextCheck.moc"
