// SPDX-License-Identifier: GPL-3.0-or-later
// A destination that somebody saves in the window, on a computer without a keychain: its stream key is kept until the
// program ends, goes to the server and stands in no file and no output.
#include <array>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include "tests/e2e/KeySearch.h"
#include "tests/e2e/WindowFixture.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/Loopback.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/ServerForm.h"

using namespace sluice;
using namespace sluice::test;

namespace {

const QString kName = QStringLiteral("Our service");

// What the process says, in files of the folder that is searched.
class Outputs {
public:
    explicit Outputs(const TempDir& folder)
    {
        for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
            std::fflush(nullptr);
            m_before.at(static_cast<std::size_t>(fd - 1)).reset(::dup(fd));
            const std::string file = folder.file("output-" + std::to_string(fd));
            const UniqueFd to(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
            ::dup2(to.get(), fd);
        }
    }
    ~Outputs()
    {
        std::fflush(nullptr);
        for (const int fd : {STDOUT_FILENO, STDERR_FILENO})
            ::dup2(m_before.at(static_cast<std::size_t>(fd - 1)).get(), fd);
    }
    Outputs(const Outputs&) = delete;
    Outputs& operator=(const Outputs&) = delete;

private:
    std::array<UniqueFd, 2> m_before;
};

} // namespace

class SavedKeyTest : public WindowFixture {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = VirtualDisplay::missing(); !missing.empty())
            QSKIP(missing.c_str());
        const QByteArray home = QByteArray::fromStdString(m_folder.path().string());
        for (const char* name :
            {"HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR"})
            qputenv(name, home);
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + home + "/no-bus");
        m_logLevel = LogLevel::Debug;
    }
    void init()
    {
        for (const auto& entry : std::filesystem::directory_iterator(m_folder.path()))
            std::filesystem::remove_all(entry);
    }

    void isKeptUntilTheEndAndWrittenNowhere_data()
    {
        QTest::addColumn<bool>("inAddress"); // pasted with it, as services show it
        QTest::addColumn<bool>("denied"); // by the server, with the key in its words
        QTest::newRow("typed, taken") << false << false;
        QTest::newRow("pasted with the address, taken") << true << false;
        QTest::newRow("typed, denied") << false << true;
    }

    void isKeptUntilTheEndAndWrittenNowhere()
    {
        QFETCH(bool, inAddress);
        QFETCH(bool, denied);
        RtmpScript script;
        if (denied) {
            script.publishCode = "NetStream.Publish.Denied";
            script.description = "publish denied for " + kWhole;
        }
        FakeRtmpServer server(script);
        {
            const Outputs outputs(m_folder);
            std::fputs("this is searched, too\n", stderr);
            use(server, inAddress, denied);
            closeWindow();
            if (!QTest::currentTestFailed())
                startAgain();
            closeWindow();
        }
        if (QTest::currentTestFailed()) { // what was said of it went where the program's words go
            std::fputs(readFile(m_folder.file("output-1")).c_str(), stdout);
            return;
        }
        // The files were written, so that something is searched: the name and the address are there.
        const std::string saved = readFile(m_folder.file("sluice/destinations.json"));
        QVERIFY(saved.find(kName.toStdString()) != std::string::npos);
        QVERIFY(saved.find(std::to_string(server.port())) != std::string::npos);
        QVERIFY(readFile(m_folder.file("output-2")).find("this is searched, too") != std::string::npos);
        const std::string found = leakIn(m_folder.path(), {});
        QVERIFY2(found.empty(), found.c_str());
    }

private:
    BroadcastState state() { return m_context->broadcast.status().state; }
    DestinationCard* card() { return m_window->broadcastTab()->destination(); }
    QLineEdit* keyField() { return card()->findChild<QLineEdit*>(QStringLiteral("streamKey")); }

    void type(QLineEdit* field, const std::string& text)
    {
        QTest::mouseClick(field, Qt::LeftButton);
        field->selectAll();
        QTest::keyClicks(field, QString::fromStdString(text));
    }
    void choose(const QString& place)
    {
        QComboBox* picker = card()->form()->placePicker();
        const int row = picker->findText(place);
        QVERIFY2(row >= 0, qPrintable(place));
        picker->setCurrentIndex(row);
        emit picker->activated(row);
    }
    bool shows(const QString& text)
    {
        for (const QLabel* label : card()->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }

    void use(FakeRtmpServer& server, bool inAddress, bool denied)
    {
        openWindow({{"broadcast.camera", "test"}, {"broadcast.microphone", "tone"}, {"video.size", "320x180"},
            {"record.auto", "true"}});
        if (QTest::currentTestFailed())
            return;
        enter(server, inAddress);
        save();
        if (QTest::currentTestFailed())
            return;
        broadcast(server, denied);
        if (QTest::currentTestFailed())
            return;
        // It is kept as long as the program runs.
        choose(QStringLiteral("Any server"));
        keyField()->clear();
        choose(kName);
        QVERIFY(until([this] { return keyField()->text().toStdString() == kWhole; }));
        QVERIFY(m_window->close());
    }

    // A new start has the destination and not its key.
    void startAgain()
    {
        openWindow({});
        if (QTest::currentTestFailed())
            return;
        choose(kName);
        QVERIFY(until([this] { return shows(QStringLiteral("Enter it again")); }));
        QVERIFY(keyField()->text().isEmpty());
    }

    void enter(FakeRtmpServer& server, bool inAddress)
    {
        card()->findChild<QComboBox*>(QStringLiteral("destination"))->setCurrentIndex(1);
        choose(QStringLiteral("Any server"));
        auto* address = card()->findChild<QLineEdit*>(QStringLiteral("server"));
        if (inAddress) {
            type(address, server.url("app/" + kWhole));
            QTest::keyClick(address, Qt::Key_Tab); // leaving the field takes the key out of it
        } else {
            type(address, server.url("app"));
            type(keyField(), kWhole);
        }
        QCOMPARE(address->text().toStdString(), server.url("app"));
        QCOMPARE(keyField()->text().toStdString(), kWhole);
    }

    void save()
    {
        QTest::mouseClick(card()->form()->saveButton(), Qt::LeftButton);
        auto* dialog = card()->findChild<QInputDialog*>();
        QVERIFY(dialog != nullptr);
        type(dialog->findChild<QLineEdit*>(), kName.toStdString());
        QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(until([this] { return shows(QStringLiteral("kept until Sluice is closed")); }));
    }

    void broadcast(FakeRtmpServer& server, bool denied)
    {
        auto* button = m_window->findChild<QPushButton*>(QStringLiteral("goLive"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(until(
            [&] { return !server.connections().empty() && !server.connections()[0].streamName.empty(); }));
        QCOMPARE(server.connections()[0].streamName, kWhole); // it is what is sent
        if (denied) {
            QVERIFY(until([this] { return state() == BroadcastState::Failed; }));
        } else {
            QVERIFY(until([&] { return server.messages().size() > 60; }));
            QTest::mouseClick(button, Qt::LeftButton);
            QVERIFY(until([this] { return state() == BroadcastState::Idle; }));
        }
    }
};

int main(int argc, char** argv)
{
    return runOnDisplay<SavedKeyTest>(argc, argv);
}

#include "SavedKeyTest.moc"
