// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

#include "tests/unit/layers/IncludeRules.h"
#include "tests/unit/layers/SourceTree.h"

using namespace sluice::layers;

namespace {

// The module whose folder has a file of that name. Which of two has it first does not matter: no two share a name.
std::string qtModuleOf(std::string_view header)
{
    for (const auto& entry : std::filesystem::directory_iterator(SLUICE_QT_INCLUDES)) {
        if (entry.is_directory() && std::filesystem::exists(entry.path() / header))
            return entry.path().filename().string();
    }
    return {};
}

void write(const std::filesystem::path& path, const char* text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

} // namespace

class TestLayersIncludes : public QObject {
    Q_OBJECT

private slots:
    void rules_data();
    void rules();
    void includesAreFoundWhereTheyCount();
    void aBrokenTreeIsReported();
    void thisTreeKeepsTheLayers();
};

void TestLayersIncludes::rules_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("include");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* file, const char* include, bool allowed) {
        QTest::addRow("%s %s", file, include) << QString(file) << QString(include) << allowed;
    };
    row("core/base/A.h", "<vector>", true);
    row("core/base/A.h", "<fmt/format.h>", true);
    row("core/base/A.h", "\"core/base/B.h\"", true);
    row("core/metrics/A.h", "<nlohmann/json_fwd.hpp>", true);
    row("core/metrics/A.h", "<nlohmann/json.hpp>", false);
    row("core/metrics/A.cpp", "<nlohmann/json.hpp>", true);
    row("core/base/A.h", "\"core/media/B.h\"", false);
    row("core/base/A.h", "<QString>", false);
    row("core/base/A.cpp", "<unistd.h>", false);
    row("core/base/Resolver.cpp", "<netdb.h>", true);
    row("core/base/Resolver.cpp", "<sys/epoll.h>", false);
    row("core/base/SendBuffer.cpp", "<linux/sockios.h>", true);
    row("core/media/A.h", "\"core/base/B.h\"", true);
    row("core/media/A.h", "<libavutil/frame.h>", false);
    row("core/av/A.cpp", "<libavutil/frame.h>", true);
    row("core/av/A.cpp", "\"core/publish/B.h\"", false);
    row("core/av/A.cpp", "<QString>", false);
    row("core/link/A.h", "\"core/metrics/B.h\"", false);
    row("core/capture/A.cpp", "<linux/videodev2.h>", true);
    row("core/capture/A.cpp", "<QString>", false);
    row("core/playback/A.h", "\"core/output/B.h\"", true);
    row("core/playback/A.h", "\"core/publish/B.h\"", false);
    row("core/playback/A.cpp", "<libavformat/avformat.h>", false);
    row("core/playback/A.cpp", "<sys/socket.h>", false);
    row("core/publish/A.h", "\"core/playback/B.h\"", false);
    row("core/publish/A.h", "\"core/settings/Settings.h\"", false);
    row("core/hls/A.cpp", "<QNetworkReply>", true);
    row("core/settings/A.cpp", "<QNetworkReply>", false);
    row("core/settings/A.cpp", "<QtCore/QFile>", true);
    row("core/session/A.cpp", "\"core/playback/B.h\"", true);
    row("core/session/A.cpp", "<QImage>", false);
    row("core/session/A.cpp", "<QtGui/QImage>", false);
    row("core/session/A.cpp", "\"ui/theme/Theme.h\"", false);
    row("core/session/A.cpp", "\"tests/support/TempDir.h\"", false);
    row("ui/watch/A.cpp", "<QWidget>", true);
    row("ui/watch/A.cpp", "<QNetworkAccessManager>", false);
    row("ui/watch/A.cpp", "\"core/session/WatchSession.h\"", true);
    row("ui/watch/A.cpp", "\"core/playback/B.h\"", false);
    row("ui/watch/A.cpp", "\"app/AppContext.h\"", false);
    row("ui/watch/A.cpp", "\"A.moc\"", true);
    row("ui/watch/A.cpp", "\"A.h\"", false);
    row("ui/watch/A.cpp", "\"../theme/Theme.h\"", false);
    row("ui/watch/A.cpp", "<ui/theme/Theme.h>", false);
    row("ui/watch/A.cpp", "<QNoSuchThing>", false);
    row("app/A.cpp", "\"core/playback/B.h\"", true);
    row("app/A.cpp", "<libavformat/avformat.h>", false);
    row("tests/unit/av/A.cpp", "<libavformat/avformat.h>", true);
    row("core/newroom/A.cpp", "<vector>", false);
}

void TestLayersIncludes::rules()
{
    QFETCH(QString, file);
    QFETCH(QString, include);
    QFETCH(bool, allowed);
    const auto wrong = whatIsWrong(file.toStdString(), include.toStdString(), qtModuleOf);
    QVERIFY2(wrong.has_value() != allowed, wrong.value_or("nothing was found wrong").c_str());
}

void TestLayersIncludes::includesAreFoundWhereTheyCount()
{
    const auto found = includesOf("// #include <a>\n"
                                  "/* #include <b>\n"
                                  "#include <c> */\n"
                                  "  #  include <d> // why\n"
                                  "const char* s = \"https://x\"; /*\n"
                                  "#include <e>*/\n"
                                  "#if 0\n"
                                  "#include \"core/base/F.h\"\n"
                                  "#endif");
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].include, std::string("<d>"));
    QCOMPARE(found[0].line, 4);
    QCOMPARE(found[1].include, std::string("\"core/base/F.h\""));
    QCOMPARE(found[1].line, 8);
}

void TestLayersIncludes::aBrokenTreeIsReported()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    write(root / "core/base/Good.h", "#pragma once\n#include <vector>\n");
    write(root / "core/base/Bad.h", "#pragma once\n\n#include \"ui/theme/Theme.h\"\n");
    write(root / "ui/widgets/Bad.cpp", "#include <libavcodec/avcodec.h>\n");
    write(root / "ui/widgets/notes.txt", "#include <libavcodec/avcodec.h>\n");

    const TreeReport report = checkTree(root, qtModuleOf);
    QCOMPARE(report.files, 3);
    QCOMPARE(report.includes, 3);
    QCOMPARE(report.violations.size(), std::size_t(2));
    QCOMPARE(report.violations[0].file, std::string("core/base/Bad.h"));
    QCOMPARE(report.violations[0].line, 3);
    QVERIFY(report.violations[0].sentence.find("ui/theme/Theme.h") != std::string::npos);
    QCOMPARE(report.violations[1].file, std::string("ui/widgets/Bad.cpp"));
}

void TestLayersIncludes::thisTreeKeepsTheLayers()
{
    const TreeReport report = checkTree(SLUICE_SOURCE_ROOT, qtModuleOf);
    // A check that looked nowhere would be content with everything.
    QVERIFY2(report.files > 20 && report.includes > 50, "the source tree was not found");
    std::string all;
    for (const Violation& violation : report.violations)
        all += "\n  " + violation.file + ":" + std::to_string(violation.line) + ": " + violation.sentence;
    QVERIFY2(report.violations.empty(), all.c_str());
}

QTEST_GUILESS_MAIN(TestLayersIncludes)
#include "LayersTest.moc"
