// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/session/DestinationBook.h"

#include "tests/support/TestKeychain.h"
#include <unistd.h>

using namespace sluice;
using namespace sluice::test;

namespace {

const QString kServer = QStringLiteral("rtmps://live.example:443/app");
const QString kKey = QStringLiteral("k3y-that-nobody-may-read");

struct Book {
    explicit Book(const QString& path, bool there = true, std::map<QString, QString> secrets = {})
    {
        auto store = std::make_unique<TestKeychain>();
        keychain = store.get();
        keychain->there = there;
        keychain->secrets = std::move(secrets);
        book = std::make_unique<DestinationBook>(path, std::move(store));
    }
    QString keyOf(const QString& id) const
    {
        std::optional<QString> got;
        book->key(id, [&got](const QString& key) { got = key; });
        return QTest::qWaitFor([&] { return got.has_value(); }, 5000) ? *got : QStringLiteral("(no answer)");
    }
    bool waitPlace(DestinationBook::KeyPlace place) const
    {
        return QTest::qWaitFor([&] { return book->keyPlace() == place; }, 5000);
    }
    TestKeychain* keychain = nullptr;
    std::unique_ptr<DestinationBook> book;
};

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class DestinationBookTest : public QObject {
    Q_OBJECT
private slots:
    void nameAndAddressGoIntoTheFileTheKeyIntoTheKeychain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath("sluice/destinations.json");
        std::map<QString, QString> secrets;
        {
            Book one(path);
            QVERIFY(one.book->save("Mine", kServer + "/", kKey).ok());
            QVERIFY(one.waitPlace(DestinationBook::KeyPlace::Keychain));
            secrets = one.keychain->secrets;
            QCOMPARE(secrets.size(), std::size_t(1));
            QVERIFY(!contents(path).contains(kKey.toUtf8()));
            QVERIFY(contents(path).contains("live.example"));
            QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
        Book again(path, true, secrets);
        QCOMPARE(again.book->all().size(), std::size_t(1));
        const SavedDestination* saved = again.book->ofServer(kServer);
        QVERIFY(saved != nullptr);
        QCOMPARE(saved->name, QStringLiteral("Mine"));
        QCOMPARE(again.keyOf(saved->id), kKey);
        QVERIFY(again.book->remove(saved->id).ok());
        QVERIFY(again.keychain->secrets.empty());
        QVERIFY(!contents(path).contains("live.example"));
    }

    void withoutAKeychainTheKeyLastsForTheSession()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath("destinations.json");
        {
            Book one(path, false);
            QVERIFY(one.book->save("Mine", kServer, kKey).ok());
            QVERIFY(one.waitPlace(DestinationBook::KeyPlace::SessionOnly));
            QCOMPARE(one.keyOf(one.book->all().front().id), kKey);
            QVERIFY(!contents(path).contains(kKey.toUtf8()));
        }
        const Book again(path, false);
        QCOMPARE(again.book->all().size(), std::size_t(1));
        QCOMPARE(again.keyOf(again.book->all().front().id), QString());
    }

    void theSameNameAndAddressIsReplacedAnotherNameIsAnother()
    {
        Book one({});
        QVERIFY(one.book->save("Mine", kServer, "a").ok());
        QVERIFY(one.book->save("Mine", kServer, kKey).ok());
        QVERIFY(one.waitPlace(DestinationBook::KeyPlace::Keychain));
        QCOMPARE(one.book->all().size(), std::size_t(1));
        QCOMPARE(one.keyOf(one.book->all().front().id), kKey);
        const SavedDestination* mine = one.book->ofServer(kServer);
        QVERIFY(mine != nullptr);
        const QString mineId = mine->id;
        const auto yours = one.book->save("Yours", kServer, "b");
        QVERIFY(yours.ok());
        QCOMPARE(one.book->all().size(), std::size_t(2));
        QVERIFY(*yours != mineId);
        QCOMPARE(one.book->find(*yours)->name, QStringLiteral("Yours"));
        // Which of them is meant is not known, so none is.
        QVERIFY(one.book->ofServer(kServer) == nullptr);
        QCOMPARE(one.book->countAt(kServer + "/"), std::size_t(2));
        QVERIFY(one.book->remove(mineId).ok());
        QCOMPARE(one.book->ofServer(kServer)->id, *yours);
    }

    void whatCannotBeReadIsNotReplaced()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath("d.json");
        QVERIFY(QDir().mkpath(path)); // as good as a file that may not be opened, for every user
        Book one(path);
        const auto saved = one.book->save("Mine", kServer, kKey);
        QVERIFY(!saved.ok());
        QCOMPARE(saved.error().code(), ErrorCode::FileUnwritable);
        if (::geteuid() == 0)
            return; // may open everything
        const QString closed = folder.filePath("closed.json");
        QFile file(closed);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{}") == 2);
        file.close();
        QVERIFY(file.setPermissions(QFileDevice::WriteOwner));
        Book other(closed);
        QVERIFY(!other.book->save("Mine", kServer, kKey).ok());
        QVERIFY(file.setPermissions(QFileDevice::ReadOwner));
        QCOMPARE(contents(closed), QByteArray("{}"));
    }

    void anAddressThatCouldHoldAKeyIsRefused_data()
    {
        QTest::addColumn<QString>("server");
        for (const char* server : {"rtmp://h/app//key", "rtmp://h/app?key=x", "rtmp://me:pw@h/app",
                 "rtmp://h", "https://h/app", "", "rtmp://h/app#key"})
            QTest::newRow(server) << QString(server);
    }

    void anAddressThatCouldHoldAKeyIsRefused()
    {
        QFETCH(QString, server);
        const QTemporaryDir folder;
        Book one(folder.filePath("d.json"));
        QVERIFY(!one.book->save("Mine", server, kKey).ok());
        QVERIFY(one.book->all().empty());
        QVERIFY(one.keychain->secrets.empty());
        QVERIFY(!QFile::exists(folder.filePath("d.json")));
    }

    // With a key of its own the whole path is the server's.
    void anApplicationMayHaveTwoParts()
    {
        const QTemporaryDir folder;
        const QString server = "rtmp://h/app/instance";
        Book one(folder.filePath("d.json"));
        const auto refused = one.book->save("Mine", server, {});
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code(), ErrorCode::NoStreamKey);
        QVERIFY(one.book->save("Mine", server + "/", kKey).ok());
        const Book again(folder.filePath("d.json"));
        QCOMPARE(again.book->all().size(), std::size_t(1));
        QCOMPARE(again.book->all().front().server, server);
        QVERIFY(again.book->ofServer(server) != nullptr);
        QVERIFY(again.book->ofServer("rtmp://h/app") == nullptr);
    }

    void aBrokenFileIsAnEmptyList_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray good
            = R"({"schema":"sluice.destinations/1","destinations":[{"id":"i","name":"N","server":"rtmp://h/app"}]})";
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << good.chopped(3);
        QTest::newRow("another schema") << QByteArray(good).replace("ions/1", "ions/9");
        QTest::newRow("a key inside") << QByteArray(good).replace("/app", "/app//key");
        QTest::newRow("turned writing") << QByteArray(good).replace("\"N\"", "\"N\\u202e\"");
        QTest::newRow("no id") << QByteArray(good).replace("\"i\"", "\"\"");
        QTest::newRow("a list") << QByteArray("[1,2]");
    }

    void aBrokenFileIsAnEmptyList()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir folder;
        QFile file(folder.filePath("d.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        const Book one(file.fileName());
        QVERIFY(one.book->all().empty());
        // What was in it is still there after the next save.
        QVERIFY(one.book->save("Mine", kServer, kKey).ok());
        if (!QFile::exists(file.fileName() + ".broken"))
            QVERIFY(text.contains("destinations/1") && text.endsWith('}')); // ours, with a row that is not
        else
            QCOMPARE(contents(file.fileName() + ".broken"), text);
    }
};

QTEST_GUILESS_MAIN(DestinationBookTest)
#include "DestinationBookTest.moc"
