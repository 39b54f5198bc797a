// SPDX-License-Identifier: GPL-3.0-or-later
// What a web page says of its stream, in the ways that pages are written, and in the ways that they are not.
#include <QElapsedTimer>
#include <QTest>

#include "core/av/PageLink.h"

using namespace sluice;

class PageLinkTest : public QObject {
    Q_OBJECT
private slots:
    void linksAreFound_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<QByteArray>("link"); // empty: none
        const auto row = [](const char* name, const QByteArray& html, const char* link) {
            QTest::newRow(name) << html << QByteArray(link);
        };
        const QByteArray good
            = R"(<link rel="alternate" type="application/vnd.apple.mpegurl" href="/hls/talk/index.m3u8">)";
        row("as it should be", "<!DOCTYPE html><html><head>" + good + "</head><body>",
            "/hls/talk/index.m3u8");
        row("no quotes", "<link rel=alternate type=application/x-mpegURL href=live.m3u8>", "live.m3u8");
        row("single quotes, another order, capitals",
            "<HEAD><LINK HREF='a b.m3u8?x=1&amp;y=2' TYPE = 'Audio/MpegURL; charset=utf-8' REL='nofollow ALTERNATE'/>",
            "a b.m3u8?x=1&y=2");
        row("blanks and a mark in front",
            "\xEF\xBB\xBF \n<html>\n<link\n rel=alternate\ttype=audio/mpegurl\nhref=\" x \">", "x");
        row("behind a script that quotes one",
            "<script>document.write('<link rel=alternate type=audio/mpegurl href=bad>')</SCRIPT >" + good,
            "/hls/talk/index.m3u8");
        row("a greater-than in another attribute", "<meta content='a > b <link href=bad>'>" + good,
            "/hls/talk/index.m3u8");
        row("of two attributes the first", "<link rel=alternate type=audio/mpegurl href=first href=second>",
            "first");
        row("a second one, where the first is empty",
            "<link rel=alternate type=audio/mpegurl href=''><link rel=alternate type=audio/mpegurl href=b>",
            "b");
        row("in a comment", "<!-- " + good + " --><p>", "");
        row("in a comment that never ends", "<!-- " + good, "");
        row("behind an empty comment", "<!-->" + good, "/hls/talk/index.m3u8");
        row("in the body", "<html><body>" + good, "");
        row("behind the head", "<head></head>" + good, "");
        row("in the title", "<title>" + good + "</title>", "");
        row("in a script that never ends", "<script>" + good, "");
        row("another type", "<link rel=alternate type=application/rss+xml href=a>", "");
        row("another relation", "<link rel=stylesheet type=audio/mpegurl href=a>", "");
        row("no address", "<link rel=alternate type=audio/mpegurl>", "");
        row("another tag", "<linkx rel=alternate type=audio/mpegurl href=a>", "");
        row("cut off", QByteArray(good).chopped(1), "");
        row("cut off in a value", QByteArray(good).chopped(5), "");
        row("no page", "#EXTM3U " + good, "");
        row("empty", "", "");
        row("a single bracket", "<", "");
        row("brackets only", QByteArray(65536, '<'), "");
        row("zeros", QByteArray("<html>") + QByteArray(1000, '\0') + good, "/hls/talk/index.m3u8");
        row("no end", "<link " + QByteArray(65536, '='), "");
        row("a thousand attributes", "<link " + QByteArray("a=b c ").repeated(1000) + ">" + good,
            "/hls/talk/index.m3u8");
    }
    void linksAreFound()
    {
        QFETCH(const QByteArray, html);
        QFETCH(const QByteArray, link);
        QCOMPARE(QByteArray::fromStdString(declaredStream({html.data(), std::size_t(html.size())})), link);
    }

    // Every cut of a page is a page of its own to whoever reads the beginning only.
    void aCutAnywhereIsNoHarm()
    {
        const std::string page = "<!DOCTYPE html><!-- a --><html><head><script src='x'>var a = '<';</script>"
                                 "<link rel=alternate type=audio/mpegurl href=\"a&amp;b\"></head>";
        for (std::size_t length = 0; length <= page.size(); ++length) {
            const std::string link = declaredStream(page.substr(0, length));
            QVERIFY2(link.empty() || link == "a&b", link.c_str());
        }
        QCOMPARE(declaredStream(page), std::string("a&b"));
    }

    // What takes the square of a page's length would take seconds here.
    void hostilePagesTakeNoTime()
    {
        QElapsedTimer timer;
        timer.start();
        for (const char* piece :
            {"<!--x-->", "<script></script>", "<script>", "<a b='", "<a ", "</a", "<!--"}) {
            std::string page = "<html>";
            while (page.size() < 1'000'000)
                page += piece;
            QCOMPARE(declaredStream(page), std::string());
        }
        QVERIFY(timer.elapsed() < 5000);
    }
};

QTEST_GUILESS_MAIN(PageLinkTest)
#include "PageLinkTest.moc"
