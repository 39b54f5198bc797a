// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include "core/av/EncoderTable.h"
#include "core/session/EncoderCatalog.h"
#include "core/settings/SettingsSchema.h"

using namespace sluice;

namespace {

std::set<std::string> tokensOfTheSetting()
{
    std::set<std::string> all;
    for (const SettingChoice& choice : SettingsSchema::standard().find("video.encoder")->choices)
        all.emplace(choice.token);
    return all;
}

// A driver that hangs until the test is over.
struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
    bool left = false;
    void pass()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return open; });
        left = true;
        changed.notify_all();
    }
};

} // namespace

class EncoderCatalogTest : public QObject {
    Q_OBJECT
private slots:
    void everyChoiceIsAnEncoderAndTheOtherWayRound()
    {
        std::set<std::string> known;
        for (const EncoderRow& row : encoderRows()) {
            known.emplace(row.token);
            QVERIFY2(row.spare.empty() || findEncoderByName(row.spare)->codec == row.codec, row.name.data());
        }
        QCOMPARE(known, tokensOfTheSetting());
    }

    void x264OpensAndTheRestSaysWhyNot()
    {
        EncoderCatalog catalog;
        QVERIFY(!catalog.done());
        catalog.look();
        QTRY_VERIFY_WITH_TIMEOUT(catalog.done(), 10'000);
        const auto found = catalog.found();
        QCOMPARE(found.size(), tokensOfTheSetting().size());
        QCOMPARE(found.front().token, std::string("x264"));
        QVERIFY(found.front().usable);
        for (const EncoderFinding& one : found) {
            QCOMPARE(one.usable, one.why.empty());
            QVERIFY2(one.usable || one.why.english().ends_with('.'), one.token.c_str());
            const std::string_view codec = findEncoder(one.token)->codec;
            if (codec != "h264" && !carriedByRtmp(codec))
                QVERIFY2(one.why.english().find("over RTMP") != std::string::npos, one.token.c_str());
        }
    }

    void oneThatHangsIsSaidNotToAnswerAndHoldsNothing()
    {
        auto gate = std::make_shared<Gate>();
        {
            EncoderCatalog catalog(
                [gate](const std::string& token) {
                    if (token == "qsv")
                        gate->pass();
                    return std::optional<Sentence>();
                },
                milliseconds(200));
            QSignalSpy changed(&catalog, &EncoderCatalog::changed);
            catalog.look();
            catalog.look(); // once a run
            QTRY_VERIFY_WITH_TIMEOUT(catalog.found().size() >= 2, 5000);
            QTRY_VERIFY_WITH_TIMEOUT(catalog.done(), 5000);
            const auto found = catalog.found();
            QCOMPARE(found.size(), tokensOfTheSetting().size());
            QVERIFY(found[0].usable && found[1].usable);
            QCOMPARE(found[2].token, std::string("qsv"));
            QCOMPARE(found[2].why.english(), std::string("It did not answer within 1 s."));
            QVERIFY(!changed.isEmpty());
        } // does not wait for the driver
        std::unique_lock lock(gate->mutex);
        QVERIFY(!gate->left);
        gate->open = true;
        gate->changed.notify_all();
        QVERIFY(gate->changed.wait_for(lock, seconds(5), [&] { return gate->left; }));
    }

    // Left behind it would open an encoder in libraries that are being taken down.
    void oneThatAnswersIsAwaitedAtTheEnd()
    {
        auto entered = std::make_shared<std::atomic<int>>(0);
        auto left = std::make_shared<std::atomic<int>>(0);
        {
            EncoderCatalog catalog(
                [entered, left](const std::string&) {
                    ++*entered;
                    QTest::qSleep(20);
                    ++*left;
                    return std::optional<Sentence>();
                },
                seconds(5));
            catalog.look();
            QTRY_VERIFY_WITH_TIMEOUT(*entered > 0, 5000);
        }
        QCOMPARE(left->load(), entered->load());
        QVERIFY(std::cmp_less(left->load(), tokensOfTheSetting().size())); // and the rest is not begun
    }

    void standBesideTheDevices()
    {
        const std::vector<EncoderFinding> found{
            {"x264", "x264", true, {}}, {"nvenc", "NVENC", false, Sentence("It needs %1.", {"a card"})}};
        const auto root
            = QJsonDocument::fromJson(QByteArray::fromStdString(withEncoders(R"({"cameras":[]})", found)))
                  .object();
        QVERIFY(root.contains("cameras"));
        const QJsonArray list = root["encoders"].toArray();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[0]["usable"].toBool(), true);
        QVERIFY(!list[0].toObject().contains("why"));
        QCOMPARE(list[1]["id"].toString(), QStringLiteral("nvenc"));
        QCOMPARE(list[1]["why"].toString(), QStringLiteral("It needs a card."));
    }
};

QTEST_GUILESS_MAIN(EncoderCatalogTest)
#include "EncoderCatalogTest.moc"
