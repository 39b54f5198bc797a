// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "app/CommandLine.h"
#include "core/settings/TextCheck.h"

using namespace sluice;
using Args = std::vector<std::string>;

class TestCommandFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string at(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }

    // The sentence, or nothing when all is well.
    static std::string refusal(const Args& args)
    {
        const auto line = parseCommandLine(args);
        if (!line)
            qFatal("%s", line.error().message().c_str());
        const auto fine = checkFiles(*line);
        return fine ? std::string() : fine.error().message();
    }
    static bool has(const std::string& text, std::string_view part)
    {
        return text.find(part) != std::string::npos;
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        for (const char* name : {"in.mp4", "in ñ.json"}) {
            QFile file(QString::fromStdString(at(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
    }

    void nothingNamed()
    {
        QCOMPARE(refusal({}), std::string());
        QCOMPARE(refusal({"watch", "/not/there.mp4"}), std::string()); // the engine's to say
        QCOMPARE(refusal({"live", "--key-file", "-", "--camera", "test", "--microphone", "/not/a/path"}),
            std::string());
    }

    void outputs()
    {
        for (const Args& option : {Args{"--report"}, Args{"--timeline"}, Args{"--arrivals"}}) {
            const auto with
                = [&](const std::string& path) { return refusal({"watch", "x", option[0], path}); };
            QCOMPARE(with(at("new.out")), std::string());
            QCOMPARE(with(at("in.mp4")), std::string());
            QCOMPARE(with("/dev/null"), std::string());
            QVERIFY(has(with(at("none/new.out")), "its folder does not exist"));
            QVERIFY(has(with(at("in.mp4/new.out")), "its folder does not exist"));
            QVERIFY(has(with(m_folder.path().toStdString()), "it is a folder"));
            QVERIFY(has(with(at("new/")), "it is a folder"));
        }
        for (const char* name : {"new.mkv", "new.MP4", "new.mov", "new.flv", "new.two.ts"})
            QCOMPARE(refusal({"live", "--record", at(name)}), std::string());
        for (const char* name : {"new.jpg", "new.wav", "new", "new.", "mkv", "new.mkv.bak"})
            for (const char* command : {"live", "watch"})
                QVERIFY2(has(refusal({command, "rtmp://h/live/x", "--record", at(name)}),
                             "does not say how to record"),
                    name);
        QVERIFY(has(refusal({"live", "--record", m_folder.path().toStdString()}), "it is a folder"));
        QCOMPARE(refusal({"watch", "x", "--video-out", "log:" + at("v.csv"), "--audio-out",
                     "file:" + at("a.wav")}),
            std::string());
        QVERIFY(has(refusal({"watch", "x", "--video-out", "log:/none/v.csv"}), "/none/v.csv"));
        QVERIFY(has(refusal({"watch", "x", "--audio-out", "file:/none/v.wav"}), "/none/v.wav"));
        QVERIFY(has(refusal({"live", "--record", "/none/v.mkv"}), "/none/v.mkv"));
        const std::string longest(255, 'n');
        QVERIFY(has(refusal({"watch", "x", "--report", at((longest + "n").c_str())}), "name is too long"));
        QCOMPARE(refusal({"watch", "x", "--report", at(longest.c_str())}), std::string());
        QVERIFY(!QFile::exists(QString::fromStdString(at("new.out")))); // looking makes nothing
    }

    void inputs()
    {
        QCOMPARE(refusal({"demo", "--profile", at("in ñ.json"), "--camera", "file:" + at("in.mp4")}),
            std::string());
        QVERIFY(has(refusal({"demo", "--profile", at("gone.json")}), "There is no file"));
        QVERIFY(has(refusal({"demo", "--camera", "file:" + at("gone.mp4")}), "There is no file"));
        QVERIFY(has(refusal({"live", "--camera", "file:" + at("gone.mp4")}), "There is no file"));
        QVERIFY(has(
            refusal({"live", "--microphone", "file:" + m_folder.path().toStdString()}), "it is a folder"));
        QVERIFY(has(refusal({"live", "--key-file", at("gone")}), "There is no file"));
        QVERIFY(has(refusal({"live", "--screen", "file:" + at("gone.mp4")}), "There is no file"));
        for (const char* key : {"slate", "logo"}) {
            const auto with = [&](const char* name) {
                return refusal({"live", "--set", std::string("broadcast.") + key + "=" + at(name)});
            };
            QVERIFY2(has(with("gone.png"), "There is no file"), key);
            QCOMPARE(with("in.mp4"), std::string());
        }
        for (const char* key : {"camera", "microphone", "desktop_audio", "screen"})
            QVERIFY2(
                has(refusal({"live", "--set", std::string("broadcast.") + key + "=file:" + at("gone.mp4")}),
                    "There is no file"),
                key);
        QVERIFY(has(refusal({"watch", "x", "--link-trace", at("gone")}), "There is no file"));
        QCOMPARE(refusal({"watch", "x", "--link-preset", at("gone")}), std::string());
    }

    void oneFileTwice()
    {
        const std::string same = at("same.out");
        const std::string detour = at("./x/../same.out");
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("x")));
        QVERIFY(has(refusal({"demo", "--report", same, "--timeline", same}), "by another option too"));
        QVERIFY(has(refusal({"watch", "x", "--report", same, "--html", detour}), "by another option too"));
        QVERIFY(has(refusal({"demo", "--report", same, "--timeline", detour}), "by another option too"));
        QVERIFY(has(refusal({"live", "--report", same, "--timeline", detour}), "by another option too"));
        QVERIFY(has(refusal({"probe", "x", "--profile", at("in.mp4"), "--report", at("x/../in.mp4")}),
            "also read from"));
        for (const Args& command : {Args{"serve"}, Args{"devices"}, Args{"probe", "x"}}) {
            Args with = command;
            with.insert(with.end(), {"--report", "/none/r.json"});
            QVERIFY(has(refusal(with), "/none/r.json"));
        }
        QCOMPARE(refusal({"demo", "--report", "/dev/null", "--timeline", "/dev/null"}), std::string());
        QVERIFY(has(refusal({"live", "--camera", "file:" + at("in.mp4"), "--record", at("x/../in.mp4")}),
            "also read from"));
        QVERIFY(QFile::link(QString::fromStdString(at("in.mp4")), QString::fromStdString(at("link.mp4"))));
        QVERIFY(has(refusal({"live", "--camera", "file:" + at("in.mp4"), "--record", at("link.mp4")}),
            "also read from"));
        QCOMPARE(
            refusal({"live", "--camera", "file:" + at("in.mp4"), "--microphone", "file:" + at("in.mp4")}),
            std::string());
    }

    void hostileNames()
    {
        for (const std::string& name : {std::string("/none/\x1B[31m"), std::string("/none/\xFF"),
                 "/" + std::string(100000, 'n') + "/x"}) {
            const std::string sentence = refusal({"watch", "x", "--report", name});
            QVERIFY(!sentence.empty());
            QVERIFY(isPlainText(sentence));
            QVERIFY(sentence.size() < 300);
        }
    }
};

QTEST_GUILESS_MAIN(TestCommandFiles)
#include "TestCommandFiles.moc"
