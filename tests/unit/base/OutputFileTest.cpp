// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/OutputFile.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTest>

#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr auto kNever = [] { return false; };

int put(OutputFile& file, std::string_view text)
{
    return file.write(
        reinterpret_cast<const std::uint8_t*>(text.data()), static_cast<int>(text.size()), kNever);
}

} // namespace

class OutputFileTest : public QObject {
    Q_OBJECT
private slots:
    void nothingIsOverwritten()
    {
        TempDir dir;
        const std::string path = dir.file("folder/that/is/missing/talk.mkv");
        for (const char* name : {"talk.mkv", "talk-2.mkv", "talk-3.mkv"}) {
            auto file = OutputFile::create(path);
            QVERIFY(file.ok());
            QCOMPARE((*file)->path(), dir.file(std::string("folder/that/is/missing/") + name));
            QCOMPARE(put(**file, name), static_cast<int>(std::string_view(name).size()));
        }
        QCOMPARE(readFile(path), std::string("talk.mkv"));
    }

    void aDeletedFileIsKnown()
    {
        TempDir dir;
        auto file = OutputFile::create(dir.file("talk.mkv"));
        QVERIFY(file.ok());
        QVERIFY(!(*file)->deleted());
        QCOMPARE(::rename(dir.file("talk.mkv").c_str(), dir.file("elsewhere.mkv").c_str()), 0);
        QVERIFY(!(*file)->deleted()); // it is still there
        QCOMPARE(::unlink(dir.file("elsewhere.mkv").c_str()), 0);
        QVERIFY((*file)->deleted());
    }

    void whoWritesIsSeen()
    {
        TempDir dir;
        const std::string path = dir.file("talk.mkv");
        QVERIFY(!OutputFile::inUse(path));
        auto first = OutputFile::create(path);
        QVERIFY(first.ok() && OutputFile::inUse(path));
        first->reset();
        QVERIFY(!OutputFile::inUse(path));
    }

    // Somebody made it so that it is written to, as mktemp does.
    void anEmptyFileIsTaken()
    {
        TempDir dir;
        writeFile(dir.file("talk.mkv"), "");
        auto file = OutputFile::create(dir.file("talk.mkv"));
        QVERIFY(file.ok());
        QCOMPARE((*file)->path(), dir.file("talk.mkv"));
        QVERIFY(!(*file)->made());
    }

    // Whoever has it may not have written its first byte yet.
    void anEmptyFileIsTakenOnce()
    {
        TempDir dir;
        writeFile(dir.file("there.mkv"), "");
        for (const char* name : {"there", "new"}) {
            auto first = OutputFile::create(dir.file(std::string(name) + ".mkv"));
            auto second = OutputFile::create(dir.file(std::string(name) + ".mkv"));
            QVERIFY(first.ok() && second.ok());
            QCOMPARE((*first)->path(), dir.file(std::string(name) + ".mkv"));
            QCOMPARE((*second)->path(), dir.file(std::string(name) + "-2.mkv"));
            QVERIFY((*second)->made());
            first->reset(); // nothing came of it: the name is free again
            auto third = OutputFile::create(dir.file(std::string(name) + ".mkv"));
            QVERIFY(third.ok());
            QCOMPARE((*third)->path(), dir.file(std::string(name) + ".mkv"));
        }
    }

    void whatCannotBeWrittenIsSaid()
    {
        TempDir dir;
        writeFile(dir.file("file"), "x");
        const auto file = OutputFile::create(dir.file("file/talk.mkv"));
        QVERIFY(!file.ok());
        QCOMPARE(file.error().code(), ErrorCode::FileUnwritable);
        QCOMPARE(::mkfifo(dir.file("pipe").c_str(), 0600), 0);
        const auto pipe = OutputFile::create(dir.file("pipe")); // and nobody is kept waiting
        QVERIFY(!pipe.ok());
        QVERIFY(pipe.error().message().find("nobody reads") != std::string::npos);
    }

    void aPipeThatIsFullIsGivenUp()
    {
        TempDir dir;
        QCOMPARE(::mkfifo(dir.file("pipe").c_str(), 0600), 0);
        const UniqueFd reader(::open(dir.file("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        auto file = OutputFile::create(dir.file("pipe"));
        QVERIFY(file.ok());
        QVERIFY(!(*file)->seekable());
        const std::string much(1 << 20, 'x');
        int asked = 0;
        int result = 1;
        while (result > 0)
            result = (*file)->write(reinterpret_cast<const std::uint8_t*>(much.data()),
                static_cast<int>(much.size()), [&] { return ++asked >= 2; });
        QCOMPARE(result, -ECANCELED);
        QCOMPARE(asked, 2);
    }
};

QTEST_GUILESS_MAIN(OutputFileTest)
#include "OutputFileTest.moc"
