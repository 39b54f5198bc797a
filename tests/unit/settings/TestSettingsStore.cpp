// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "core/settings/SettingsStore.h"

using namespace sluice;

class TestSettingsStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string at(const char* name) const
    {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    static void write(const std::string& path, const QByteArray& bytes)
    {
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QByteArray read(const std::string& path)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void aMissingFileMeansDefaults()
    {
        const auto loaded = SettingsStore(at("none/settings.json")).load();
        QVERIFY(loaded.settings == Settings());
        QVERIFY(loaded.notes.empty());
        QVERIFY(!QFile::exists(QString::fromStdString(at("none"))));
    }

    void savedAndLoaded()
    {
        const SettingsStore store(at("a/b ñ/settings.json"));
        Settings settings;
        QVERIFY(settings.set("buffer.start_ms", "1500").ok());
        QVERIFY(store.save(settings).ok());
        const auto loaded = store.load();
        QVERIFY(loaded.settings == settings);
        QVERIFY(loaded.notes.empty());
        const auto permissions = QFile::permissions(QString::fromStdString(store.path()));
        QVERIFY(!permissions.testAnyFlags(
            QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther));
        // Nothing is left beside it, and saving again replaces it.
        QVERIFY(settings.set("buffer.start_ms", "1600").ok());
        QVERIFY(store.save(settings).ok());
        QCOMPARE(QDir(m_folder.filePath(QStringLiteral("a/b ñ"))).entryList(QDir::Files).size(), 1);
        QCOMPARE(store.load().settings.integer("buffer.start_ms"), std::int64_t(1600));
    }

    void aBrokenFileIsKeptAside()
    {
        const SettingsStore store(at("broken.json"));
        for (const QByteArray text : {"{\"video.fps\": 2", "second"}) {
            write(store.path(), text);
            const auto loaded = store.load();
            QVERIFY(loaded.settings == Settings());
            QCOMPARE(loaded.notes.size(), std::size_t(1));
            QCOMPARE(loaded.notes.front().code(), ErrorCode::SettingsUnreadable);
            QVERIFY(loaded.notes.front().message().find(store.path() + ".broken") != std::string::npos);
            QCOMPARE(read(store.path() + ".broken"), text);
            QVERIFY(!QFile::exists(QString::fromStdString(store.path())));
        }
        QVERIFY(store.load().notes.empty());
    }

    void badValuesAreNotedAndUnknownKeysSurvive()
    {
        const SettingsStore store(at("mixed.json"));
        write(store.path(), R"({"video.fps": 24, "ui.theme": "pink", "later.key": [1]})");
        const auto loaded = store.load();
        QCOMPARE(loaded.notes.size(), std::size_t(1));
        QCOMPARE(loaded.notes.front().code(), ErrorCode::BadSetting);
        QCOMPARE(loaded.unknownKeys, std::vector<std::string>{"later.key"});
        QCOMPARE(loaded.settings.integer("video.fps"), std::int64_t(24));
        QVERIFY(store.save(loaded.settings).ok());
        QVERIFY(read(store.path()).contains("later.key"));
    }

    void aHugeFileIsNotRead()
    {
        const SettingsStore store(at("huge.json"));
        write(store.path(), QByteArray(3 << 20, ' '));
        QCOMPARE(store.load().notes.front().code(), ErrorCode::SettingsUnreadable);
    }

    void whatIsNoFileIsLeftAlone()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("folder.json")));
        const SettingsStore store(at("folder.json"));
        const auto loaded = store.load();
        QCOMPARE(loaded.notes.front().code(), ErrorCode::FileUnreadable);
        QVERIFY(QDir(QString::fromStdString(store.path())).exists());
        QCOMPARE(store.save(Settings()).error().code(), ErrorCode::FileUnwritable);
    }

    void aFolderThatCannotBeMade()
    {
        write(at("plain"), "x");
        const auto saved = SettingsStore(at("plain/settings.json")).save(Settings());
        QVERIFY(!saved.ok());
        QCOMPARE(saved.error().code(), ErrorCode::FileUnwritable);
        QCOMPARE(read(at("plain")), QByteArray("x"));
    }

    void profiles()
    {
        write(at("p.json"), R"({"buffer.profile": "smooth", "buffer.target_ms": 9000})");
        const auto profile = SettingsStore::readProfile(at("p.json"));
        QVERIFY(profile.ok());
        QCOMPARE(profile->text("buffer.profile"), std::string("smooth"));
        QCOMPARE(profile->all().size(), std::size_t(2));

        const auto refused = [&](const QByteArray& text) {
            write(at("bad.json"), text);
            const auto code = SettingsStore::readProfile(at("bad.json")).error().code();
            QString broken = QString::fromStdString(at("bad.json.broken"));
            return QFile::exists(broken) ? ErrorCode::Internal : code; // a profile is never renamed
        };
        QCOMPARE(refused("{"), ErrorCode::NotSettings);
        QCOMPARE(refused("[]"), ErrorCode::NotSettings);
        QCOMPARE(refused(R"({"video.fps": 0})"), ErrorCode::BadSetting);
        QCOMPARE(refused(R"({"video.fp": 30})"), ErrorCode::UnknownSettingNear);
        QCOMPARE(SettingsStore::readProfile(at("gone.json")).error().code(), ErrorCode::FileNotFound);
        QCOMPARE(SettingsStore::readProfile(m_folder.path().toStdString()).error().code(),
            ErrorCode::FileUnreadable);
    }

    void defaultPathFollowsXdg()
    {
        qputenv("XDG_CONFIG_HOME", m_folder.path().toUtf8());
        QCOMPARE(SettingsStore::defaultPath(), at("sluice/settings.json"));
    }
};

QTEST_GUILESS_MAIN(TestSettingsStore)
#include "TestSettingsStore.moc"
