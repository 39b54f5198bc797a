// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <optional>

#include <QByteArray>
#include <QString>
#include <QStringList>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

// A ChildProcess for tests that think in Qt's types; started when told, killed with the test, whatever happens.
// Not QProcess: that starts programs with clone(CLONE_VM), which ThreadSanitizer takes for a fork of the test itself;
// it then sees nothing of the main thread any more, and ends the test at the next new thread.
class Program {
public:
    Program() = default;
    ~Program() { end(); }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // Throws std::system_error when it cannot be started.
    void start(const QString& program, const QStringList& arguments)
    {
        end();
        std::vector<std::string> texts;
        for (const QString& argument : arguments)
            texts.push_back(argument.toStdString());
        m_process.emplace(ChildProcess::Plan{program.toStdString(), std::move(texts), {}, {}, {}, true});
    }
    // Its exit status, or −1 when it did not end by itself within that time.
    int result(int atMostMs)
    {
        const auto exit = m_process ? m_process->waitExit(std::chrono::milliseconds(atMostMs)) : std::nullopt;
        return exit ? exit->code : -1;
    }
    // Starts it and waits for its end.
    static int run(const QString& program, const QStringList& arguments, int atMostMs = 60'000)
    {
        Program one;
        one.start(program, arguments);
        const int status = one.result(atMostMs);
        if (status != 0)
            qWarning("%s: %s", qPrintable(program), one.errors().constData());
        return status;
    }
    // SIGKILL, and waits for it.
    void end()
    {
        if (!m_process)
            return;
        m_process->signalGroup(SIGKILL);
        m_process->waitExit(std::chrono::seconds(5));
    }
    bool isRunning() { return m_process && m_process->isRunning(); }
    ChildProcess& process() { return m_process.value(); }
    QByteArray output() const { return QByteArray::fromStdString(m_process.value().standardOutput()); }
    QByteArray errors() const { return QByteArray::fromStdString(m_process.value().standardError()); }

private:
    std::optional<ChildProcess> m_process;
};

} // namespace sluice::test
